// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "promqlbatch.h"

#include "prometheus/prometheusclient.h"

namespace toban {

namespace {

const QString partLabel = QStringLiteral("toban_part");

Labels withoutPart(const Labels &labels)
{
    auto pairs = labels.pairs();
    std::erase_if(pairs, [](const auto &pair) { return pair.first == partLabel; });
    return Labels(std::move(pairs));
}

/// True when asking again part by part may help: the server understood the request and refused its content.
bool isRefusal(const Error &error)
{
    return error.kind() == ErrorKind::Server && error.status() >= 400 && error.status() < 500
        && !error.isAuthentication() && error.status() != 429;
}

template <typename Answers, typename Task>
QCoro::Task<Answers> collect(std::vector<PromqlPart> parts, std::vector<Task> tasks)
{
    Answers answers;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto answer = co_await tasks[i];
        answers.emplace(parts[i].key, std::move(answer));
    }
    co_return answers;
}

template <typename Answers>
Answers failAll(const std::vector<PromqlPart> &parts, const Error &error)
{
    Answers answers;
    for (const PromqlPart &part : parts)
        answers.emplace(part.key, Failure(error));
    return answers;
}

} // namespace

std::optional<Error> silence(const InstantAnswers &answers)
{
    std::optional<Error> error;
    for (const auto &[key, answer] : answers) {
        if (answer || isRefusal(answer.error()))
            return std::nullopt;
        error = answer.error();
    }
    return error;
}

QString unionOf(const std::vector<PromqlPart> &parts)
{
    QStringList expressions;
    for (const PromqlPart &part : parts)
        expressions += QStringLiteral("label_replace(%1, \"%2\", \"%3\", \"\", \"\")")
                           .arg(part.expression, partLabel, part.key);
    return expressions.join(QStringLiteral(" or "));
}

std::map<QString, std::vector<Sample>> splitByPart(const std::vector<PromqlPart> &parts, std::vector<Sample> samples)
{
    std::map<QString, std::vector<Sample>> split;
    for (const PromqlPart &part : parts)
        split[part.key];
    for (Sample &sample : samples) {
        const auto it = split.find(sample.labels.value(partLabel));
        if (it == split.end())
            continue;
        sample.labels = withoutPart(sample.labels);
        it->second.push_back(std::move(sample));
    }
    return split;
}

std::map<QString, FramePtr> splitByPart(const std::vector<PromqlPart> &parts, const FramePtr &frame)
{
    std::map<QString, std::shared_ptr<Frame>> split;
    for (const PromqlPart &part : parts)
        split[part.key] = std::make_shared<Frame>(Frame{frame->startMs, frame->stepMs, frame->points, {}});
    for (const Series &series : frame->series) {
        const auto it = split.find(series.labels.value(partLabel));
        if (it != split.end())
            it->second->series.push_back({withoutPart(series.labels), series.values});
    }
    return {split.begin(), split.end()};
}

QCoro::Task<InstantAnswers> queryTogether(PrometheusClient *client, std::vector<PromqlPart> parts, qint64 timeMs)
{
    if (parts.empty())
        co_return InstantAnswers{};
    if (parts.size() > 1) {
        auto together = co_await client->query(unionOf(parts), timeMs);
        if (together) {
            InstantAnswers answers;
            auto split = splitByPart(parts, std::move(*together));
            for (auto &[key, samples] : split)
                answers.emplace(key, std::move(samples));
            co_return answers;
        }
        if (!isRefusal(together.error()))
            co_return failAll<InstantAnswers>(parts, together.error());
    }
    std::vector<QCoro::Task<Result<std::vector<Sample>>>> tasks;
    tasks.reserve(parts.size());
    for (const PromqlPart &part : parts)
        tasks.push_back(client->query(part.expression, timeMs));
    co_return co_await collect<InstantAnswers>(std::move(parts), std::move(tasks));
}

QCoro::Task<RangeAnswers> queryRangeTogether(PrometheusClient *client, std::vector<PromqlPart> parts, qint64 startMs,
                                             qint64 endMs, qint64 stepMs)
{
    if (parts.empty())
        co_return RangeAnswers{};
    if (parts.size() > 1) {
        const auto together = co_await client->queryRange(unionOf(parts), startMs, endMs, stepMs);
        if (together) {
            RangeAnswers answers;
            for (const auto &[key, frame] : splitByPart(parts, *together))
                answers.emplace(key, frame);
            co_return answers;
        }
        if (!isRefusal(together.error()))
            co_return failAll<RangeAnswers>(parts, together.error());
    }
    std::vector<QCoro::Task<Result<FramePtr>>> tasks;
    tasks.reserve(parts.size());
    for (const PromqlPart &part : parts)
        tasks.push_back(client->queryRange(part.expression, startMs, endMs, stepMs));
    co_return co_await collect<RangeAnswers>(std::move(parts), std::move(tasks));
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluator.h"
#include "logql.h"
#include "logstore.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

using namespace toban::sandbox;

namespace {

constexpr std::int64_t second = 1'000'000'000;

struct Line
{
    std::int64_t time;
    std::string level;
    std::string pod;
    int value;

    std::string text() const
    {
        return R"({"v":)" + std::to_string(value) + R"(,"who":"u)" + std::to_string(value % 3) + R"("})";
    }
};

/// Random lines, kept twice: in a store and in a list that the expectations are computed from.
class LogEvaluator : public ::testing::Test
{
protected:
    LogEvaluator()
    {
        for (int i = 0; i < 3000; ++i) {
            // Distinct times, so that the order is one.
            Line line{static_cast<std::int64_t>(random() % 3600) * second + i, random() % 5 ? "info" : "error",
                      "p" + std::to_string(random() % 4), static_cast<int>(random() % 100)};
            const std::string text = line.text();
            store.stream({{"app", "a"}, {"level", line.level}, {"pod", line.pod}})
                .insert({{line.time, text.data(), static_cast<std::uint32_t>(text.size())}});
            lines.push_back(line);
        }
        std::sort(lines.begin(), lines.end(), [](const Line &a, const Line &b) { return a.time < b.time; });
    }

    /// Result by label set: instant → value.
    using Table = std::map<std::string, std::map<std::int64_t, double>>;
    Table metric(const std::string &query, const Instants &instants)
    {
        Table table;
        for (const Series &series : evaluateMetric(store, parseLogql(query).metric, instants).series) {
            for (std::size_t i = 0; i < series.values.size(); ++i) {
                if (series.present[i])
                    table[formatLabels(series.labels)][instants.at(i)] = series.values[i];
            }
        }
        return table;
    }
    /// The same by its definition: for each instant and key, the values in (instant - range, instant].
    template <class Key, class Fold>
    Table expected(const Instants &instants, std::int64_t range, Key key, Fold fold)
    {
        Table table;
        for (std::size_t i = 0; i < instants.count(); ++i) {
            std::map<std::string, std::vector<double>> groups;
            for (const Line &line : lines) {
                if (line.time > instants.at(i) - range && line.time <= instants.at(i))
                    groups[key(line)].push_back(line.value);
            }
            for (const auto &[name, values] : groups)
                table[name][instants.at(i)] = fold(values);
        }
        return table;
    }
    static void expectSame(const Table &got, const Table &wanted)
    {
        ASSERT_EQ(got.size(), wanted.size());
        for (const auto &[name, points] : wanted) {
            ASSERT_TRUE(got.contains(name)) << name;
            ASSERT_EQ(got.at(name).size(), points.size()) << name;
            for (const auto &[time, value] : points)
                ASSERT_NEAR(got.at(name).at(time), value, 1e-9 * std::max(1.0, std::abs(value))) << name << time;
        }
    }

    std::mt19937 random{77};
    LogStore store;
    std::vector<Line> lines;
};

double sum(const std::vector<double> &values)
{
    double total = 0;
    for (const double value : values)
        total += value;
    return total;
}

std::string byLevel(const Line &line)
{
    return "{level=\"" + line.level + "\"}";
}

} // namespace

TEST_F(LogEvaluator, logQueriesAreTheFirstOrTheLastOfTheRange)
{
    for (int round = 0; round < 200; ++round) {
        const auto start
            = static_cast<std::int64_t>(random() % 3600) * second + static_cast<std::int64_t>(random() % 3000);
        const auto end = start + 1 + static_cast<std::int64_t>(random() % 600) * second;
        const std::size_t limit = 1 + random() % 200;
        const bool forward = random() % 2;
        const std::string wanted = "u" + std::to_string(random() % 3);
        std::vector<std::pair<std::int64_t, std::string>> model;
        for (const Line &line : lines) {
            if (line.time >= start && line.time < end && line.level == "info"
                && "u" + std::to_string(line.value % 3) == wanted)
                model.emplace_back(line.time, line.text());
        }
        if (!forward)
            std::reverse(model.begin(), model.end());
        model.resize(std::min(model.size(), limit));

        const Query query = parseLogql("{app=\"a\",level!=\"error\"} | json | who=\"" + wanted + "\"");
        const LogResult result = evaluateLogs(store, *query.log, start, end, limit, forward);
        std::vector<std::pair<std::int64_t, std::string>> got;
        for (const auto &stream : result.streams) {
            ASSERT_EQ(labelValue(stream.labels, "who"), wanted);
            got.insert(got.end(), stream.values.begin(), stream.values.end());
        }
        std::sort(got.begin(), got.end());
        std::sort(model.begin(), model.end());
        ASSERT_EQ(got, model);
        ASSERT_EQ(result.stats.returned, model.size());
    }
}

TEST_F(LogEvaluator, rangesAreWhatTheirDefinitionsSay)
{
    for (int round = 0; round < 12; ++round) {
        const std::int64_t range = static_cast<std::int64_t>(1 + random() % 900) * second;
        const Instants instants{static_cast<std::int64_t>(random() % 1000) * second, 3600 * second,
                                static_cast<std::int64_t>(1 + random() % 400) * second};
        const std::string window = "[" + std::to_string(range / second) + "s]";
        const double seconds = static_cast<double>(range) / 1e9;
        const auto size = [](const std::vector<double> &v) { return static_cast<double>(v.size()); };
        const std::string unwrapped = "({app=\"a\"} | json | unwrap v " + window + ")";
        expectSame(metric("sum by (level) (count_over_time({app=\"a\"}" + window + "))", instants),
                   expected(instants, range, byLevel, size));
        expectSame(
            metric("sum(rate({app=\"a\"} |= \"v\" " + window + "))", instants),
            expected(
                instants, range, [](const Line &) { return "{}"; }, [&](const auto &v) { return size(v) / seconds; }));
        expectSame(metric("count_over_time({app=\"a\"}" + window + ")", instants),
                   expected(
                       instants, range,
                       [](const Line &l) { return "{app=\"a\", level=\"" + l.level + "\", pod=\"" + l.pod + "\"}"; },
                       size));
        expectSame(
            metric("sum by (who) (sum_over_time" + unwrapped + ")", instants),
            expected(
                instants, range, [](const Line &l) { return "{who=\"u" + std::to_string(l.value % 3) + "\"}"; }, sum));
        expectSame(
            metric("max_over_time" + unwrapped + " by (level)", instants),
            expected(instants, range, byLevel, [](const auto &v) { return *std::max_element(v.begin(), v.end()); }));
        expectSame(metric("avg_over_time" + unwrapped + " by (level) * 2", instants),
                   expected(instants, range, byLevel,
                            [](const auto &v) { return 2 * sum(v) / static_cast<double>(v.size()); }));
        expectSame(metric("quantile_over_time(0.5, {app=\"a\"} | json | unwrap v " + window + ") by (level)", instants),
                   expected(instants, range, byLevel, [](std::vector<double> v) {
                       std::sort(v.begin(), v.end());
                       return (v[(v.size() - 1) / 2] + v[v.size() / 2]) / 2;
                   }));
    }
}

TEST_F(LogEvaluator, operatorsCombineSeries)
{
    const Instants one{3600 * second, 3600 * second, 1};
    const auto pods = metric("sum by (pod) (count_over_time({app=\"a\"}[2h]))", one);
    ASSERT_EQ(pods.size(), 4u);
    std::vector<double> counts;
    for (const auto &[name, points] : pods)
        counts.push_back(points.begin()->second);
    std::sort(counts.begin(), counts.end());

    const auto value = [&](const std::string &query) {
        const auto table = metric(query, one);
        return table.size() == 1 ? table.begin()->second.begin()->second : -1;
    };
    const std::string perPod = "sum by (pod) (count_over_time({app=\"a\"}[2h]))";
    EXPECT_EQ(value("max(" + perPod + ")"), counts.back());
    EXPECT_EQ(value("min(" + perPod + ")"), counts.front());
    EXPECT_EQ(value("count(" + perPod + ")"), 4);
    EXPECT_EQ(value("avg(" + perPod + ")"), 750);
    EXPECT_EQ(value("sum(topk(2, " + perPod + "))"), counts[3] + counts[2]);
    EXPECT_EQ(value("sum(bottomk(1, " + perPod + "))"), counts[0]);
    EXPECT_EQ(value(perPod + " >= " + std::to_string(counts.back())), counts.back());
    EXPECT_EQ(value("sum(" + perPod + " > bool 0)"), 4);
    EXPECT_EQ(metric(perPod + " > 1000000", one).size(), 0u);
    const double errors = value("sum(count_over_time({app=\"a\",level=\"error\"}[2h]))");
    EXPECT_DOUBLE_EQ(
        value("sum(count_over_time({app=\"a\",level=\"error\"}[2h])) / sum(count_over_time({app=\"a\"}[2h])) * 100"),
        errors / 30);
    EXPECT_THROW(metric("sum by (level) (rate({app=\"a\"}[2h])) / ignoring(level) sum(rate({app=\"a\"}[2h]))", one),
                 LogqlError);
    EXPECT_EQ(
        metric("sum by (level) (rate({app=\"a\"}[2h])) unless sum by (level) (rate({level=\"info\"}[2h]))", one).size(),
        1u);
    EXPECT_EQ(value("2 ^ 3 ^ 2 - 10 % 4 / 2"), 511);
}

TEST_F(LogEvaluator, refusesWhatCannotBeAnswered)
{
    const Instants one{3600 * second, 3600 * second, 1};
    EXPECT_THROW(metric("sum(sum_over_time({app=\"a\"} | json | unwrap who [2h]))", one), LogqlError);
    EXPECT_NO_THROW(metric("sum(sum_over_time({app=\"a\"} | json | unwrap who | __error__=\"\" [2h]))", one));
    EXPECT_THROW(metric("sum(count_over_time({app=\"a\"} | logfmt | label_format x=\"{{__line__}}{{.pod}}\" | json | "
                        "x=~\".+\" [2h])) by (v, x, who, pod)",
                        one),
                 LogqlError);
}

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyjob.h"

#include "backfill.h"
#include "httpclient.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace toban::sandbox {

namespace {

constexpr int defaultDays = 62;
constexpr std::int64_t logSeconds = 2 * 86'400;
constexpr std::chrono::seconds pushTimeout{20};

StoryOptions storyOptions(const std::optional<HistoryManifest> &manifest, const Layout &layout, std::optional<int> days,
                          std::optional<std::uint64_t> seed)
{
    if (!manifest) {
        StoryOptions options;
        options.days = days.value_or(defaultDays);
        options.seed = seed.value_or(1);
        options.end = unixNow() / 60 * 60;
        options.utcOffset = localUtcOffset(options.end);
        return options;
    }
    const StoryOptions &has = manifest->story;
    if (days.value_or(has.days) != has.days || seed.value_or(has.seed) != has.seed)
        throw std::runtime_error(layout.dir.string() + " holds a sandbox with --days " + std::to_string(has.days)
                                 + " --seed " + std::to_string(has.seed)
                                 + "; use another --dir, or remove that folder to begin anew");
    return has;
}

} // namespace

HistoryJob::HistoryJob(Layout layout, const Programs &programs, std::optional<int> days,
                       std::optional<std::uint64_t> seed)
    : m_layout(std::move(layout)), m_promtool(programs.promtool), m_manifest(HistoryManifest::load(m_layout)),
      m_story(storyOptions(m_manifest, m_layout, days, seed)), m_from(m_story.begin()), m_to(m_story.options().end)
{
    if (!m_manifest) {
        // What an interrupted first start left.
        std::filesystem::remove_all(m_layout.prometheusData());
        return;
    }
    const auto gap = historyGap(m_layout, unixNow(), m_story.options().days);
    m_to = gap ? gap->to : 0;
    // Never over what the folder's own story has told: two counters under one name would tear at each other.
    m_from = gap ? std::clamp(gap->from, std::min(m_story.options().end, m_to), m_to) : 0;
}

HistoryJob::~HistoryJob()
{
    m_cancelled = true;
    for (Part *part : {&m_samples, &m_logs}) {
        if (part->thread.joinable())
            part->thread.join();
    }
}

template <typename Work>
void HistoryJob::run(Part &part, Work work)
{
    if (m_from == m_to) {
        part.done = true;
        return;
    }
    part.thread = std::thread([&part, work] {
        try {
            work();
        } catch (const std::exception &e) {
            part.error = e.what();
        }
        part.done = true;
    });
}

void HistoryJob::startSamples()
{
    run(m_samples, [this] {
        const BackfillPlaces places{m_promtool, m_layout.prometheusData(), m_layout.scratch(), 2};
        const auto figures
            = backfill(m_story, PriceTable::shipped(), m_from, m_to, places, m_manifest.has_value(), m_cancelled);
        m_sampleCount = figures.samples;
        m_seconds = figures.seconds;
    });
}

void HistoryJob::startLogs(const std::string &logUrl)
{
    run(m_logs, [this, logUrl] {
        http::Client client;
        const auto push = [&](std::string body) -> std::string {
            http::ClientRequest request;
            request.method = "POST";
            request.url = logUrl + "/loki/api/v1/push";
            request.headers.set("Content-Type", "application/json");
            request.body = std::move(body);
            request.timeout = pushTimeout;
            const http::Exchange exchange = client.fetch(std::move(request));
            if (!exchange.response)
                return exchange.error;
            const int status = exchange.response->status;
            return status / 100 == 2
                ? std::string()
                : "status " + std::to_string(status) + ": " + exchange.response->body.substr(0, 300);
        };
        m_lineCount = backfillLogs(m_story, PriceTable::shipped(), std::max(m_from, m_to - logSeconds), m_to, push,
                                   m_cancelled);
    });
}

bool HistoryJob::Part::isDone()
{
    if (!done)
        return false;
    if (thread.joinable())
        thread.join();
    if (!error.empty())
        throw std::runtime_error(error);
    return true;
}

bool HistoryJob::samplesDone()
{
    return m_samples.isDone();
}

bool HistoryJob::logsDone()
{
    return m_logs.isDone();
}

void HistoryJob::save()
{
    if (!m_manifest)
        HistoryManifest{m_story.options(), m_sampleCount}.save(m_layout);
}

std::string HistoryJob::summary() const
{
    if (m_from == m_to)
        return "history: nothing to do";
    char text[160];
    std::snprintf(text, sizeof text, "history: %.1f days, %llu samples, %llu log lines, samples in %.1f s",
                  static_cast<double>(m_to - m_from) / 86'400, static_cast<unsigned long long>(m_sampleCount),
                  static_cast<unsigned long long>(m_lineCount), m_seconds);
    return text;
}

} // namespace toban::sandbox

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

bool holdsFiles(const std::filesystem::path &folder)
{
    std::error_code ignored;
    return std::filesystem::exists(folder) && !std::filesystem::is_empty(folder, ignored);
}

/// The manifest of the folder, or one that is begun: with the story asked for and no samples yet.
HistoryManifest findManifest(const Layout &layout, std::optional<int> days, std::optional<std::uint64_t> seed)
{
    const auto found = HistoryManifest::load(layout);
    if (found && found->samples > 0) {
        const StoryOptions &has = found->story;
        if (days.value_or(has.days) != has.days || seed.value_or(has.seed) != has.seed)
            throw std::runtime_error(layout.dir.string() + " holds a sandbox with --days " + std::to_string(has.days)
                                     + " --seed " + std::to_string(has.seed)
                                     + "; use another --dir, or remove that folder to begin anew");
        return *found;
    }
    for (const auto &folder : {layout.prometheusData(), layout.logData(), layout.managerData()}) {
        if (!found && holdsFiles(folder))
            throw std::runtime_error(folder.string() + " holds files, but not of a sandbox (there is no "
                                     + layout.manifest().string()
                                     + "); use another --dir, or remove that folder to begin anew");
        // Of a start that did not get far; its story ended at another minute.
        std::filesystem::remove_all(folder);
    }
    HistoryManifest begun;
    begun.story.days = days.value_or(defaultDays);
    begun.story.seed = seed.value_or(1);
    begun.story.end = unixNow() / 60 * 60;
    begun.story.utcOffset = localUtcOffset(begun.story.end);
    return begun;
}

} // namespace

HistoryJob::HistoryJob(Layout layout, const Programs &programs, std::optional<int> days,
                       std::optional<std::uint64_t> seed)
    : m_layout(std::move(layout)), m_promtool(programs.promtool), m_manifest(findManifest(m_layout, days, seed)),
      m_story(m_manifest.story), m_isFirst(m_manifest.samples == 0)
{
    if (m_isFirst) {
        m_work.push_back({m_story.begin(), m_story.options().end});
        return;
    }
    const std::int64_t now = unixNow();
    // Never over what has been told already: two counters under one name would tear at each other.
    std::int64_t told = m_story.options().end;
    for (HistoryStretch stretch : m_manifest.missing) {
        told = std::max(told, stretch.to);
        stretch.logs = stretch.logs && stretch.to > now - logSeconds;
        if (stretch.samples || stretch.logs)
            m_work.push_back(stretch);
    }
    if (const auto gap = historyGap(m_layout, now, m_story.options().days)) {
        if (const std::int64_t from = std::max(gap->from, told); from < gap->to)
            m_work.push_back({from, gap->to});
    }
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
    if (m_isFirst || m_manifest.missing != m_work) {
        m_manifest.missing = m_work;
        m_manifest.save(m_layout);
    }
    run(m_samples, [this] {
        const BackfillPlaces places{m_promtool, m_layout.prometheusData(), m_layout.scratch(), 2};
        for (const HistoryStretch &stretch : m_work) {
            if (!stretch.samples)
                continue;
            const auto figures
                = backfill(m_story, PriceTable::shipped(), stretch.from, stretch.to, places, !m_isFirst, m_cancelled);
            m_sampleCount += figures.samples;
            m_seconds += figures.seconds;
        }
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
        for (const HistoryStretch &stretch : m_work) {
            if (stretch.logs)
                m_lineCount
                    += backfillLogs(m_story, PriceTable::shipped(), std::max(stretch.from, stretch.to - logSeconds),
                                    stretch.to, push, m_cancelled);
        }
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

void HistoryJob::note(bool HistoryStretch::*part)
{
    if (m_manifest.missing.empty())
        return;
    for (HistoryStretch &stretch : m_manifest.missing)
        stretch.*part = false;
    std::erase_if(m_manifest.missing, [](const HistoryStretch &stretch) { return !stretch.samples && !stretch.logs; });
    m_manifest.save(m_layout);
}

void HistoryJob::noteSamples()
{
    if (m_isFirst)
        m_manifest.samples = m_sampleCount;
    note(&HistoryStretch::samples);
}

void HistoryJob::noteLogs()
{
    note(&HistoryStretch::logs);
}

std::string HistoryJob::summary() const
{
    if (m_work.empty())
        return "history: nothing to do";
    std::int64_t length = 0;
    for (const HistoryStretch &stretch : m_work)
        length += stretch.to - stretch.from;
    char text[160];
    std::snprintf(text, sizeof text, "history: %.1f days, %llu samples, %llu log lines, samples in %.1f s",
                  static_cast<double>(length) / 86'400, static_cast<unsigned long long>(m_sampleCount),
                  static_cast<unsigned long long>(m_lineCount), m_seconds);
    return text;
}

} // namespace toban::sandbox

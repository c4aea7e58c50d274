// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logdatabase.h"

#include "evaluator.h"
#include "logging.h"
#include "units.h"

#include <malloc.h>

#include <algorithm>
#include <limits>

namespace toban::sandbox {

namespace {

constexpr std::int64_t oldestAccepted = 7 * 24 * oneHour; // Loki's reject_old_samples_max_age
constexpr std::int64_t farthestAccepted = 10 * 60 * oneSecond; // Loki's creation_grace_period
constexpr std::uint64_t bulkLines = 5000; // between two calls of maintain()
constexpr std::uint32_t longestLine = 256 * 1024;

/// Loki's parser's complaint about a label name, with the column in the label set as it would be written.
std::string labelError(const Labels &labels)
{
    if (labels.empty())
        return "error at least one label pair is required per stream\n";
    std::string before = "{";
    for (const auto &[name, value] : labels) {
        if (!isLabelName(name)) {
            std::size_t at = 0;
            while (at < name.size() && isLabelName(name.substr(0, at + 1)))
                ++at;
            return "1:" + std::to_string(before.size() + at + 1)
                + ": parse error: unexpected character inside braces: '" + name.substr(at, 1) + "'\n";
        }
        before += name + '=' + quote(value) + ", ";
    }
    return {};
}

} // namespace

LogDatabase::LogDatabase(LogDatabaseOptions options, Clock clock)
    : m_options(std::move(options)), m_clock(std::move(clock)), m_journal(m_options.directory)
{ }

std::int64_t LogDatabase::oldest() const
{
    return m_clock() - m_options.retentionDays * 24 * oneHour;
}

std::string LogDatabase::open()
{
    const std::unique_lock lock(m_store.mutex());
    const std::lock_guard journalLock(m_journalMutex);
    m_nextRetention = m_clock() + oneHour;
    return m_journal.replay(oldest(), [this](const Labels &labels, const std::vector<LogEntry> &lines) {
        m_store.stream(labels).insert(lines);
    });
}

std::string LogDatabase::check(const PushRequest::Stream &stream, const std::string &key,
                               std::vector<LogEntry> &accepted)
{
    const std::int64_t now = m_clock();
    std::string error;
    for (const LogEntry &line : stream.lines) {
        std::string problem;
        if (line.time > now + farthestAccepted) {
            problem = "entry for stream '" + key + "' has timestamp too new: " + formatTime(line.time) + '\n';
        } else if (line.time < now - oldestAccepted) {
            problem = "entry for stream '" + key + "' has timestamp too old: " + formatTime(line.time)
                + ", oldest acceptable timestamp is: " + formatTime(now - oldestAccepted) + '\n';
        } else if (line.size > longestLine) {
            problem = "Max entry size '" + std::to_string(longestLine) + "' bytes exceeded for stream '" + key
                + "' while adding an entry with length '" + std::to_string(line.size) + "' bytes\n";
        } else {
            accepted.push_back(line);
            continue;
        }
        ++m_refused;
        if (error.empty())
            error = std::move(problem);
    }
    return error;
}

LogDatabase::PushOutcome LogDatabase::push(const PushRequest &request)
{
    for (const PushRequest::Stream &stream : request.streams) {
        if (std::string problem = labelError(stream.labels); !problem.empty())
            return {400, std::move(problem)};
    }
    PushOutcome outcome;
    const std::unique_lock lock(m_store.mutex());
    std::string failure;
    {
        const std::lock_guard journalLock(m_journalMutex);
        std::vector<LogEntry> accepted;
        for (const PushRequest::Stream &incoming : request.streams) {
            accepted.clear();
            std::string refused = check(incoming, formatLabels(incoming.labels), accepted);
            if (!refused.empty() && outcome.text.empty())
                outcome = {400, std::move(refused)};
            if (accepted.empty())
                continue;
            LogStream &stream = m_store.stream(incoming.labels);
            const std::vector<LogEntry> fresh = stream.insert(accepted);
            m_journal.add(stream, fresh);
            m_received += fresh.size();
            if (!m_tails.isEmpty())
                m_tails.publish(stream, fresh);
        }
        failure = m_journal.flush();
    }
    m_tails.flush();
    if (!failure.empty()) {
        logger("logs")->error("{}", failure);
        outcome = {500, "the lines could not be written\n"};
    }
    return outcome;
}

void LogDatabase::tail(LogQuery query, std::shared_ptr<http::Stream> stream, std::int64_t start, std::size_t limit)
{
    const int id = ++m_nextTail;
    stream->onClosed([this, id] {
        const std::unique_lock lock(m_store.mutex());
        m_tails.remove(id);
    });
    const std::unique_lock lock(m_store.mutex());
    if (!stream->isOpen())
        return;
    LogResult result = evaluateLogs(m_store, query, start, std::numeric_limits<std::int64_t>::max(), limit, false);
    std::vector<std::pair<Labels, std::pair<std::int64_t, std::string>>> backlog;
    for (LogResult::Stream &part : result.streams) {
        for (auto &value : part.values)
            backlog.emplace_back(part.labels, std::move(value));
    }
    std::stable_sort(backlog.begin(), backlog.end(),
                     [](const auto &a, const auto &b) { return a.second.first < b.second.first; });
    m_tails.add(id, std::move(query), std::move(stream), backlog);
}

void LogDatabase::maintain()
{
    if (m_clock() >= m_nextRetention) {
        m_nextRetention = m_clock() + oneHour;
        {
            const std::unique_lock lock(m_store.mutex());
            m_store.dropBefore(oldest());
        }
        const std::lock_guard journalLock(m_journalMutex);
        m_journal.dropBefore(oldest());
    }
    const std::uint64_t received = m_received;
    const bool quietAgain = received == m_receivedBefore && m_bulk;
    m_bulk = received - m_receivedBefore > bulkLines || (m_bulk && !quietAgain);
    m_receivedBefore = received;
    // After a back-fill the allocator sits on more free memory than the lines take.
    if (quietAgain)
        ::malloc_trim(0);
    const std::lock_guard journalLock(m_journalMutex);
    m_journal.sync();
}

LogDatabase::Figures LogDatabase::figures() const
{
    const std::shared_lock lock(m_store.mutex());
    Figures figures;
    figures.streams = m_store.all().size();
    figures.lines = m_store.lines();
    figures.bytes = m_store.bytes();
    figures.tails = m_tails.count();
    figures.received = m_received;
    figures.refused = m_refused;
    return figures;
}

} // namespace toban::sandbox

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logstore.h"

#include <algorithm>
#include <cstring>

namespace toban::sandbox {

namespace {

constexpr std::size_t blockSize = 64 * 1024;
constexpr std::size_t fewLines = 8; // up to here inserting one by one beats merging
constexpr std::size_t mostLate = 512; // keeps the search for repeats among the late ones short

bool earlier(const LogEntry &a, const LogEntry &b)
{
    return a.time < b.time;
}

} // namespace

LogStream::LogStream(Labels labels) : m_labels(std::move(labels)), m_key(formatLabels(m_labels))
{ }

std::size_t LogStream::firstAt(std::int64_t time) const
{
    const auto at = std::lower_bound(m_entries.begin(), m_entries.end(), LogEntry{time, nullptr, 0}, earlier);
    return static_cast<std::size_t>(at - m_entries.begin());
}

LogEntry LogStream::copy(const LogEntry &line)
{
    if (m_blocks.empty() || m_blocks.back().size - m_blocks.back().used < line.size) {
        Block block;
        block.size = std::max<std::size_t>(blockSize, line.size);
        block.data = std::make_unique_for_overwrite<char[]>(block.size);
        m_blocks.push_back(std::move(block));
    }
    Block &block = m_blocks.back();
    LogEntry stored{line.time, block.data.get() + block.used, line.size};
    if (line.size > 0)
        std::memcpy(block.data.get() + block.used, line.data, line.size);
    block.used += line.size;
    m_bytes += line.size;
    return stored;
}

bool LogStream::isStored(const LogEntry &line) const
{
    const auto [first, last] = std::equal_range(m_entries.begin(), m_entries.end(), line, earlier);
    return std::any_of(first, last, [&](const LogEntry &entry) { return entry.text() == line.text(); });
}

std::vector<LogEntry> LogStream::insert(const std::vector<LogEntry> &lines)
{
    std::vector<LogEntry> fresh;
    std::vector<LogEntry> late;
    fresh.reserve(lines.size());
    for (const LogEntry &line : lines) {
        if (m_entries.empty() || line.time > m_entries.back().time) {
            m_entries.push_back(copy(line));
            fresh.push_back(m_entries.back());
            continue;
        }
        const bool repeated = isStored(line) || std::any_of(late.begin(), late.end(), [&](const LogEntry &l) {
                                  return l.time == line.time && l.text() == line.text();
                              });
        if (repeated)
            continue;
        late.push_back(copy(line));
        fresh.push_back(late.back());
        if (late.size() == mostLate)
            merge(late);
    }
    merge(late);
    return fresh;
}

void LogStream::merge(std::vector<LogEntry> &late)
{
    if (late.size() <= fewLines) {
        for (const LogEntry &line : late)
            m_entries.insert(std::upper_bound(m_entries.begin(), m_entries.end(), line, earlier), line);
    } else {
        const auto middle = static_cast<std::ptrdiff_t>(m_entries.size());
        std::stable_sort(late.begin(), late.end(), earlier);
        m_entries.insert(m_entries.end(), late.begin(), late.end());
        std::inplace_merge(m_entries.begin(), m_entries.begin() + middle, m_entries.end(), earlier);
    }
    late.clear();
}

void LogStream::dropBefore(std::int64_t time)
{
    const std::size_t first = firstAt(time);
    if (first == 0)
        return;
    // Blocks are in the order of arrival, not of time: what stays moves to new ones.
    const std::vector<LogEntry> kept(m_entries.begin() + static_cast<std::ptrdiff_t>(first), m_entries.end());
    const std::vector<Block> old = std::move(m_blocks);
    m_blocks.clear();
    m_bytes = 0;
    m_entries.clear();
    m_entries.reserve(kept.size());
    for (const LogEntry &entry : kept)
        m_entries.push_back(copy(entry));
}

LogStream &LogStore::stream(const Labels &labels)
{
    auto &slot = m_streams[formatLabels(labels)];
    if (!slot)
        slot = std::make_unique<LogStream>(labels);
    return *slot;
}

std::vector<const LogStream *> LogStore::select(const std::vector<Matcher> &matchers) const
{
    std::vector<const LogStream *> found;
    for (const auto &[key, stream] : m_streams) {
        const bool matches = std::all_of(matchers.begin(), matchers.end(), [&](const Matcher &m) {
            return m.matches(labelValue(stream->labels(), m.name));
        });
        if (matches)
            found.push_back(stream.get());
    }
    return found;
}

std::vector<const LogStream *> LogStore::all() const
{
    return select({});
}

void LogStore::dropBefore(std::int64_t time)
{
    for (auto &[key, stream] : m_streams)
        stream->dropBefore(time);
    std::erase_if(m_streams, [](const auto &item) { return item.second->entries().empty(); });
}

std::size_t LogStore::lines() const
{
    std::size_t sum = 0;
    for (const auto &[key, stream] : m_streams)
        sum += stream->entries().size();
    return sum;
}

std::size_t LogStore::bytes() const
{
    std::size_t sum = 0;
    for (const auto &[key, stream] : m_streams)
        sum += stream->bytes();
    return sum;
}

} // namespace toban::sandbox

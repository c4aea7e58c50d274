// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluator.h"

#include "pipeline.h"

#include <algorithm>
#include <map>

namespace toban::sandbox {

namespace {

/// Where the walk stands in one stream; `at` is the next entry, counted from `first`.
struct Cursor
{
    const LogStream *stream = nullptr;
    std::size_t first = 0;
    std::size_t last = 0; ///< one past
    std::int64_t time = 0;
    std::size_t order = 0;
};

} // namespace

LogResult evaluateLogs(const LogStore &store, const LogQuery &query, std::int64_t start, std::int64_t end,
                       std::size_t limit, bool forward)
{
    const auto begin = std::chrono::steady_clock::now();
    LogResult result;
    std::vector<Cursor> heap;
    for (const LogStream *stream : store.select(query.matchers)) {
        Cursor cursor{stream, stream->firstAt(start), stream->firstAt(end), 0, heap.size()};
        if (cursor.first == cursor.last)
            continue;
        cursor.time = stream->entries()[forward ? cursor.first : cursor.last - 1].time;
        heap.push_back(cursor);
    }
    result.stats.streams = heap.size();

    // Entries of all streams in one order of time; the heap's top is the next.
    const auto later = [forward](const Cursor &a, const Cursor &b) {
        if (a.time != b.time)
            return forward ? a.time > b.time : a.time < b.time;
        return a.order > b.order;
    };
    std::make_heap(heap.begin(), heap.end(), later);
    std::map<std::string, std::size_t> byKey;
    std::map<const LogStream *, std::size_t> untouched;
    LineState state;
    while (!heap.empty() && result.stats.sent < limit) {
        std::pop_heap(heap.begin(), heap.end(), later);
        Cursor &cursor = heap.back();
        const LogStream &stream = *cursor.stream;
        const LogEntry &entry = stream.entries()[forward ? cursor.first++ : --cursor.last];
        state.reset(stream.labels(), entry.text());
        ++result.stats.lines;
        result.stats.bytes += entry.size;
        if (runStages(query.stages, state)) {
            ++result.stats.sent;
            std::size_t index = result.streams.size();
            if (state.isUntouched()) {
                index = untouched.try_emplace(&stream, index).first->second;
                if (index == result.streams.size())
                    result.streams.push_back({stream.labels(), stream.key(), {}});
            } else {
                Labels labels = state.labels();
                std::string key = formatLabels(labels);
                index = byKey.try_emplace(key, index).first->second;
                if (index == result.streams.size())
                    result.streams.push_back({std::move(labels), std::move(key), {}});
            }
            result.streams[index].values.emplace_back(entry.time, state.line());
        }
        if (cursor.first == cursor.last) {
            heap.pop_back();
        } else {
            cursor.time = stream.entries()[forward ? cursor.first : cursor.last - 1].time;
            std::push_heap(heap.begin(), heap.end(), later);
        }
    }
    std::sort(result.streams.begin(), result.streams.end(), [](const auto &a, const auto &b) { return a.key < b.key; });
    result.stats.returned = result.stats.sent;
    result.stats.took = std::chrono::steady_clock::now() - begin;
    return result;
}

} // namespace toban::sandbox

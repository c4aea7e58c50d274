// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rangeevaluator.h"

#include "pipeline.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

namespace toban::sandbox {

namespace {

constexpr std::size_t mostSeries = 500; // Loki's default

struct Sample
{
    std::int64_t time;
    double value;
};

/// The lines of one series. Counts go into differences per instant: a line costs the same however long the range is.
struct Collected
{
    Labels labels;
    std::vector<std::int64_t> counts;
    std::vector<std::int64_t> sums;
    std::vector<Sample> samples;
};

bool isCounting(const RangeQuery &query)
{
    return query.unwrap == Unwrap::None;
}

bool isPerSecond(const RangeQuery &query)
{
    return query.op == "rate" || query.op == "bytes_rate";
}

void collectNames(const LabelFilter &filter, std::set<std::string> &names)
{
    if (filter.left) {
        collectNames(*filter.left, names);
        collectNames(*filter.right, names);
    } else {
        names.insert(filter.kind == LabelFilter::Kind::Text ? filter.matcher.name : filter.name);
    }
}

/// Loki extracts only the labels that an aggregated query needs, and its error text shows no others.
Labels errorLabels(const RangeQuery &query, const RangeContext &context, const Labels &stream, const LineState &state)
{
    Labels all = state.labels();
    if (!context.aggregated)
        return all;
    std::set<std::string> wanted{"__error__", "__error_details__", query.unwrapLabel};
    for (const auto &[name, value] : stream)
        wanted.insert(name);
    if (context.grouping)
        wanted.insert(context.grouping->names.begin(), context.grouping->names.end());
    for (const auto *stages : {&query.log.stages, &query.afterUnwrap}) {
        for (const Stage &stage : *stages) {
            if (stage.filter)
                collectNames(*stage.filter, wanted);
        }
    }
    std::erase_if(all, [&](const auto &pair) { return !wanted.contains(pair.first); });
    return all;
}

[[noreturn]] void failPipeline(const Labels &labels)
{
    const std::string error(labelValue(labels, "__error__"));
    throw LogqlError(
        "pipeline error: '" + error + "' for series: '" + formatLabels(labels)
        + "'.\nUse a label filter to intentionally skip this error. (e.g | __error__!=\"" + error
        + "\").\nTo skip all potential errors you can match empty errors.(e.g __error__=\"\")\nThe label filter "
          "can also be specified after unwrap. (e.g | unwrap latency | __error__=\"\" )\n\n");
}

/// Reads the lines and sorts them into series.
class Collector
{
public:
    Collector(const RangeQuery &query, const Instants &instants, const RangeContext &context, QueryStats &stats)
        : m_query(query), m_instants(instants), m_context(context), m_stats(stats),
          m_bytes(query.op == "bytes_over_time" || query.op == "bytes_rate"),
          m_steps(static_cast<std::int64_t>(instants.count()))
    { }

    std::vector<Collected> take(const LogStore &store)
    {
        const std::int64_t from = m_instants.start - m_query.range - m_query.offset + 1;
        const std::int64_t to = m_instants.at(m_instants.count() - 1) - m_query.offset;
        const bool plain = m_query.log.stages.empty() && isCounting(m_query);
        for (const LogStream *stream : store.select(m_query.log.matchers)) {
            const std::size_t first = stream->firstAt(from);
            const std::size_t last = stream->firstAt(to + 1);
            if (first == last)
                continue;
            ++m_stats.streams;
            m_stats.lines += last - first;
            m_untouched = nullptr;
            for (std::size_t i = first; i < last; ++i) {
                const LogEntry &entry = stream->entries()[i];
                m_stats.bytes += entry.size;
                if (plain) {
                    if (!m_untouched)
                        m_untouched = &series(stream->labels());
                    count(*m_untouched, entry);
                } else {
                    takeLine(*stream, entry);
                }
            }
        }
        return std::move(m_series);
    }

private:
    void takeLine(const LogStream &stream, const LogEntry &entry)
    {
        m_state.reset(stream.labels(), entry.text());
        if (!runStages(m_query.log.stages, m_state))
            return;
        double value = 0;
        if (!isCounting(m_query)) {
            const auto unwrapped = unwrapValue(m_query, m_state);
            if (!unwrapped || !runStages(m_query.afterUnwrap, m_state))
                return;
            value = *unwrapped;
        }
        if (m_state.hasError())
            failPipeline(errorLabels(m_query, m_context, stream.labels(), m_state));
        Collected *target = m_untouched;
        if (!target || !m_state.isUntouched()) {
            target = &seriesOfLine();
            if (m_state.isUntouched())
                m_untouched = target;
        }
        if (isCounting(m_query)) {
            count(*target, {entry.time, nullptr, static_cast<std::uint32_t>(m_state.line().size())});
        } else {
            ++m_stats.sent;
            target->samples.push_back({entry.time + m_query.offset, value});
        }
    }

    /// The first instant whose window holds the time, and the last.
    void count(Collected &target, const LogEntry &entry)
    {
        ++m_stats.sent;
        const std::int64_t since = entry.time + m_query.offset - m_instants.start;
        const std::int64_t first = since <= 0 ? 0 : (since + m_instants.step - 1) / m_instants.step;
        const std::int64_t last = std::min((since + m_query.range - 1) / m_instants.step, m_steps - 1);
        if (first > last || since + m_query.range <= 0)
            return;
        const std::int64_t amount = m_bytes ? entry.size : 1;
        const auto begin = static_cast<std::size_t>(first);
        const auto end = static_cast<std::size_t>(last) + 1;
        ++target.counts[begin];
        --target.counts[end];
        target.sums[begin] += amount;
        target.sums[end] -= amount;
    }

    Collected &seriesOfLine()
    {
        if (m_context.allInOne)
            return keyed({}, [] { return Labels(); });
        if (m_context.grouping && !m_context.grouping->without) {
            m_key.clear();
            for (const std::string &name : m_context.grouping->names) {
                m_key += m_state.label(name);
                m_key += '\0';
            }
            return keyed(m_key, [&] { return groupLabels(m_state.labels(), *m_context.grouping); });
        }
        Labels labels = m_state.labels();
        if (!isCounting(m_query))
            removeLabel(labels, m_query.unwrapLabel);
        return series(std::move(labels));
    }

    Collected &series(Labels labels)
    {
        if (m_context.allInOne)
            labels.clear();
        else if (m_context.grouping)
            labels = groupLabels(labels, *m_context.grouping);
        if (m_context.grouping && !m_context.grouping->without) {
            // The same keys as seriesOfLine() makes.
            m_key.clear();
            for (const std::string &name : m_context.grouping->names) {
                m_key += labelValue(labels, name);
                m_key += '\0';
            }
        } else {
            m_key = labels.empty() ? std::string() : formatLabels(labels);
        }
        return keyed(m_key, [&] { return std::move(labels); });
    }

    template <class MakeLabels>
    Collected &keyed(const std::string &key, MakeLabels makeLabels)
    {
        const auto [at, isNew] = m_byKey.try_emplace(key, m_series.size());
        if (isNew) {
            if (m_series.size() == mostSeries)
                throw LogqlError("maximum of series (500) reached for a single query");
            Collected collected;
            collected.labels = makeLabels();
            if (isCounting(m_query)) {
                collected.counts.resize(static_cast<std::size_t>(m_steps) + 1);
                collected.sums.resize(static_cast<std::size_t>(m_steps) + 1);
            }
            m_series.reserve(mostSeries); // m_untouched points into it
            m_series.push_back(std::move(collected));
        }
        return m_series[at->second];
    }

    const RangeQuery &m_query;
    const Instants &m_instants;
    const RangeContext &m_context;
    QueryStats &m_stats;
    const bool m_bytes;
    const std::int64_t m_steps;
    LineState m_state;
    std::string m_key;
    std::unordered_map<std::string, std::size_t> m_byKey;
    std::vector<Collected> m_series;
    Collected *m_untouched = nullptr; // the series of the present stream's lines that no stage has changed
};

double quantile(double q, std::vector<double> values)
{
    if (q < 0)
        return -std::numeric_limits<double>::infinity();
    if (q > 1)
        return std::numeric_limits<double>::infinity();
    std::sort(values.begin(), values.end());
    const double rank = q * static_cast<double>(values.size() - 1);
    const auto lower = static_cast<std::size_t>(rank);
    const std::size_t upper = std::min(lower + 1, values.size() - 1);
    const double weight = rank - std::floor(rank);
    return values[lower] * (1 - weight) + values[upper] * weight;
}

double aggregate(const RangeQuery &query, const Sample *first, const Sample *last)
{
    const auto n = static_cast<double>(last - first);
    const auto sum = [&] {
        double total = 0;
        for (const Sample *s = first; s != last; ++s)
            total += s->value;
        return total;
    };
    if (query.op == "sum_over_time")
        return sum();
    if (query.op == "rate")
        return sum() / (static_cast<double>(query.range) / 1e9);
    if (query.op == "avg_over_time")
        return sum() / n;
    if (query.op == "first_over_time")
        return first->value;
    if (query.op == "last_over_time")
        return (last - 1)->value;
    const auto byValue = [](const Sample &a, const Sample &b) { return a.value < b.value; };
    if (query.op == "min_over_time")
        return std::min_element(first, last, byValue)->value;
    if (query.op == "max_over_time")
        return std::max_element(first, last, byValue)->value;
    if (query.op == "quantile_over_time") {
        std::vector<double> values;
        for (const Sample *s = first; s != last; ++s)
            values.push_back(s->value);
        return quantile(query.parameter, std::move(values));
    }
    const double mean = sum() / n;
    double variance = 0;
    for (const Sample *s = first; s != last; ++s)
        variance += (s->value - mean) * (s->value - mean) / n;
    return query.op == "stdvar_over_time" ? variance : std::sqrt(variance);
}

Series countSeries(const RangeQuery &query, const Instants &instants, Collected &collected)
{
    Series series;
    series.labels = std::move(collected.labels);
    const std::size_t steps = instants.count();
    series.values.resize(steps);
    series.present.resize(steps);
    const double seconds = isPerSecond(query) ? static_cast<double>(query.range) / 1e9 : 1;
    std::int64_t lines = 0;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < steps; ++i) {
        lines += collected.counts[i];
        sum += collected.sums[i];
        series.present[i] = lines > 0;
        series.values[i] = static_cast<double>(sum) / seconds;
    }
    return series;
}

Series sampleSeries(const RangeQuery &query, const Instants &instants, Collected &collected)
{
    Series series;
    series.labels = std::move(collected.labels);
    const std::size_t steps = instants.count();
    series.values.resize(steps);
    series.present.resize(steps);
    auto &samples = collected.samples;
    const auto earlier = [](const Sample &a, const Sample &b) { return a.time < b.time; };
    if (!std::is_sorted(samples.begin(), samples.end(), earlier))
        std::stable_sort(samples.begin(), samples.end(), earlier);
    std::size_t first = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < steps; ++i) {
        const std::int64_t end = instants.at(i);
        while (last < samples.size() && samples[last].time <= end)
            ++last;
        while (first < last && samples[first].time <= end - query.range)
            ++first;
        series.present[i] = first < last;
        if (first < last)
            series.values[i] = aggregate(query, samples.data() + first, samples.data() + last);
    }
    return series;
}

} // namespace

Labels groupLabels(const Labels &labels, const Grouping &grouping)
{
    Labels kept;
    for (const auto &pair : labels) {
        const bool named = std::find(grouping.names.begin(), grouping.names.end(), pair.first) != grouping.names.end();
        if (named != grouping.without)
            kept.push_back(pair);
    }
    return kept;
}

std::vector<Series> evaluateRange(const LogStore &store, const RangeQuery &query, const Instants &instants,
                                  const RangeContext &context, QueryStats &stats)
{
    RangeContext own = context;
    if (query.grouping)
        own.grouping = &*query.grouping;
    std::vector<Series> result;
    for (Collected &collected : Collector(query, instants, own, stats).take(store)) {
        result.push_back(isCounting(query) ? countSeries(query, instants, collected)
                                           : sampleSeries(query, instants, collected));
    }
    std::erase_if(result,
                  [](const Series &s) { return std::find(s.present.begin(), s.present.end(), 1) == s.present.end(); });
    std::sort(result.begin(), result.end(), [](const Series &a, const Series &b) { return a.labels < b.labels; });
    return result;
}

} // namespace toban::sandbox

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluator.h"
#include "rangeevaluator.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace toban::sandbox {

namespace {

struct Value
{
    bool isScalar = false;
    double number = 0;
    std::vector<Series> series;
};

bool isComparison(const std::string &op)
{
    return op == "==" || op == "!=" || op == ">" || op == ">=" || op == "<" || op == "<=";
}

double arithmetic(const std::string &op, double a, double b)
{
    switch (op[0]) {
    case '+':
        return a + b;
    case '-':
        return a - b;
    case '*':
        return a * b;
    case '/':
        return a / b;
    case '%':
        return std::fmod(a, b);
    default:
        return std::pow(a, b);
    }
}

bool comparison(const std::string &op, double a, double b)
{
    const CompareOp kind = op == "==" ? CompareOp::Equal
        : op == "!="                  ? CompareOp::NotEqual
        : op == ">"                   ? CompareOp::Greater
        : op == ">="                  ? CompareOp::GreaterOrEqual
        : op == "<"                   ? CompareOp::Less
                                      : CompareOp::LessOrEqual;
    return compare(kind, a, b);
}

/// Sums of counts and sums may be taken while reading the lines: the figures are the same and the series fewer.
bool canGroupEarly(const std::string &aggregation, const RangeQuery &range)
{
    static const std::set<std::string> additive{"count_over_time", "rate", "bytes_over_time", "bytes_rate",
                                                "sum_over_time"};
    return aggregation == "sum" && additive.contains(range.op) && !range.grouping;
}

class Evaluation
{
public:
    Evaluation(const LogStore &store, const Instants &instants, QueryStats &stats)
        : m_store(store), m_instants(instants), m_stats(stats), m_steps(instants.count())
    { }

    Value run(const MetricQuery &query)
    {
        switch (query.kind) {
        case MetricQuery::Kind::Literal:
            return {true, query.number, {}};
        case MetricQuery::Kind::Range:
            return {false, 0, evaluateRange(m_store, query.range, m_instants, {}, m_stats)};
        case MetricQuery::Kind::Aggregation:
            return aggregation(query);
        case MetricQuery::Kind::Binary:
            return binary(query);
        }
        return {};
    }

private:
    Value aggregation(const MetricQuery &query)
    {
        Value operand;
        if (query.left->kind == MetricQuery::Kind::Range) {
            RangeContext context;
            context.aggregated = !query.grouping || !query.grouping->without;
            if (canGroupEarly(query.op, query.left->range)) {
                context.grouping = query.grouping ? &*query.grouping : nullptr;
                context.allInOne = !query.grouping;
            }
            operand.series = evaluateRange(m_store, query.left->range, m_instants, context, m_stats);
        } else {
            operand = run(*query.left);
            if (operand.isScalar)
                throw LogqlError("parse error : unexpected type for " + query.op + ": a scalar has no series");
        }
        std::map<Labels, std::vector<const Series *>> groups;
        for (const Series &series : operand.series)
            groups[query.grouping ? groupLabels(series.labels, *query.grouping) : Labels()].push_back(&series);
        Value result;
        for (const auto &[labels, members] : groups) {
            if (query.op == "topk" || query.op == "bottomk")
                topk(query, members, result.series);
            else
                result.series.push_back(combine(query.op, labels, members));
        }
        return result;
    }

    Series combine(const std::string &op, const Labels &labels, const std::vector<const Series *> &members) const
    {
        Series out{labels, std::vector<double>(m_steps), std::vector<char>(m_steps)};
        for (std::size_t i = 0; i < m_steps; ++i) {
            double count = 0, sum = 0, least = INFINITY, most = -INFINITY;
            for (const Series *member : members) {
                if (!member->present[i])
                    continue;
                const double value = member->values[i];
                ++count;
                sum += value;
                least = std::min(least, value);
                most = std::max(most, value);
            }
            if (count == 0)
                continue;
            out.present[i] = 1;
            const double mean = sum / count;
            double variance = 0;
            if (op.starts_with("std")) {
                for (const Series *member : members)
                    variance
                        += member->present[i] ? (member->values[i] - mean) * (member->values[i] - mean) / count : 0;
            }
            out.values[i] = op == "sum" ? sum
                : op == "avg"           ? mean
                : op == "min"           ? least
                : op == "max"           ? most
                : op == "count"         ? count
                : op == "stdvar"        ? variance
                                        : std::sqrt(variance);
        }
        return out;
    }

    /// At each instant the k greatest (or least) of a group; a series shows where it is among them.
    void topk(const MetricQuery &query, const std::vector<const Series *> &members, std::vector<Series> &out) const
    {
        const auto k = static_cast<std::size_t>(std::min(query.number, 1e6));
        std::vector<Series> kept;
        kept.reserve(members.size());
        for (const Series *member : members)
            kept.push_back({member->labels, member->values, std::vector<char>(m_steps)});
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < m_steps; ++i) {
            order.clear();
            for (std::size_t m = 0; m < members.size(); ++m) {
                if (members[m]->present[i])
                    order.push_back(m);
            }
            std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
                const double x = members[a]->values[i];
                const double y = members[b]->values[i];
                return query.op == "topk" ? x > y : x < y;
            });
            for (std::size_t n = 0; n < std::min(k, order.size()); ++n)
                kept[order[n]].present[i] = 1;
        }
        for (Series &series : kept) {
            if (std::find(series.present.begin(), series.present.end(), 1) != series.present.end())
                out.push_back(std::move(series));
        }
    }

    Value binary(const MetricQuery &query)
    {
        Value left = run(*query.left);
        Value right = run(*query.right);
        const bool setOperation = query.op == "and" || query.op == "or" || query.op == "unless";
        if (setOperation) {
            if (left.isScalar || right.isScalar)
                throw LogqlError("parse error : unexpected literal for side of logical/set binary operation ("
                                 + query.op + ")");
            return combineSets(query, std::move(left), std::move(right));
        }
        if (left.isScalar && right.isScalar) {
            const double number = isComparison(query.op) ? comparison(query.op, left.number, right.number) ? 1 : 0
                                                         : arithmetic(query.op, left.number, right.number);
            return {true, number, {}};
        }
        if (left.isScalar || right.isScalar)
            return withScalar(query, std::move(left), std::move(right));
        return pairwise(query, left, right);
    }

    /// One point of a result; false when a comparison without `bool` takes it out.
    bool apply(const MetricQuery &query, double a, double b, double kept, double &out) const
    {
        if (!isComparison(query.op)) {
            out = arithmetic(query.op, a, b);
            return true;
        }
        const bool holds = comparison(query.op, a, b);
        out = query.returnBool ? (holds ? 1 : 0) : kept;
        return holds || query.returnBool;
    }

    Value withScalar(const MetricQuery &query, Value left, Value right) const
    {
        const bool scalarLeft = left.isScalar;
        const double number = scalarLeft ? left.number : right.number;
        Value result;
        result.series = std::move(scalarLeft ? right.series : left.series);
        for (Series &series : result.series) {
            for (std::size_t i = 0; i < m_steps; ++i) {
                const double value = series.values[i];
                if (series.present[i])
                    series.present[i] = apply(query, scalarLeft ? number : value, scalarLeft ? value : number, value,
                                              series.values[i]);
            }
        }
        return result;
    }

    Labels signature(const MetricQuery &query, const Labels &labels) const
    {
        return query.matching ? groupLabels(labels, *query.matching) : labels;
    }

    Value pairwise(const MetricQuery &query, const Value &left, const Value &right) const
    {
        std::map<Labels, const Series *> partners;
        for (const Series &series : right.series) {
            if (!partners.emplace(signature(query, series.labels), &series).second)
                throw LogqlError("multiple matches for labels: many-to-one matching must be explicit "
                                 "(group_left/group_right)");
        }
        Value result;
        std::set<Labels> used;
        for (const Series &series : left.series) {
            const Labels key = signature(query, series.labels);
            const auto partner = partners.find(key);
            if (partner == partners.end())
                continue;
            if (!used.insert(key).second)
                throw LogqlError("multiple matches for labels: many-to-one matching must be explicit "
                                 "(group_left/group_right)");
            Series out{query.matching ? key : series.labels, std::vector<double>(m_steps), std::vector<char>(m_steps)};
            for (std::size_t i = 0; i < m_steps; ++i) {
                if (series.present[i] && partner->second->present[i])
                    out.present[i]
                        = apply(query, series.values[i], partner->second->values[i], series.values[i], out.values[i]);
            }
            result.series.push_back(std::move(out));
        }
        return result;
    }

    Value combineSets(const MetricQuery &query, Value left, Value right) const
    {
        std::map<Labels, std::vector<char>> there;
        const auto mark = [&](const std::vector<Series> &list) {
            for (const Series &series : list) {
                auto &points = there[signature(query, series.labels)];
                points.resize(m_steps);
                for (std::size_t i = 0; i < m_steps; ++i)
                    points[i] = points[i] || series.present[i];
            }
        };
        const bool isOr = query.op == "or";
        mark(isOr ? left.series : right.series);
        std::vector<Series> &filtered = isOr ? right.series : left.series;
        for (Series &series : filtered) {
            const auto found = there.find(signature(query, series.labels));
            for (std::size_t i = 0; i < m_steps; ++i) {
                const bool other = found != there.end() && found->second[i];
                series.present[i] = series.present[i] && other == (query.op == "and");
            }
        }
        Value result;
        result.series = std::move(left.series);
        if (isOr)
            std::move(right.series.begin(), right.series.end(), std::back_inserter(result.series));
        return result;
    }

    const LogStore &m_store;
    const Instants &m_instants;
    QueryStats &m_stats;
    const std::size_t m_steps;
};

} // namespace

MetricResult evaluateMetric(const LogStore &store, const MetricPtr &query, const Instants &instants)
{
    const auto begin = std::chrono::steady_clock::now();
    MetricResult result;
    Value value = Evaluation(store, instants, result.stats).run(*query);
    result.isScalar = value.isScalar;
    if (value.isScalar) {
        const std::size_t steps = instants.count();
        result.series.push_back({{}, std::vector<double>(steps, value.number), std::vector<char>(steps, 1)});
    } else {
        result.series = std::move(value.series);
        std::erase_if(result.series, [](const Series &s) {
            return std::find(s.present.begin(), s.present.end(), 1) == s.present.end();
        });
        std::sort(result.series.begin(), result.series.end(),
                  [](const Series &a, const Series &b) { return a.labels < b.labels; });
    }
    result.stats.returned = result.series.size();
    result.stats.took = std::chrono::steady_clock::now() - begin;
    return result;
}

} // namespace toban::sandbox

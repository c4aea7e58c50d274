// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logqlparser.h"

#include <algorithm>
#include <array>

namespace toban::sandbox {

namespace {

struct RangeOperation
{
    std::string_view name;
    bool needsUnwrap;
    bool takesUnwrap;
    bool takesGrouping;
};

constexpr std::array rangeOperations{
    RangeOperation{"count_over_time", false, false, false}, RangeOperation{"rate", false, true, false},
    RangeOperation{"bytes_over_time", false, false, false}, RangeOperation{"bytes_rate", false, false, false},
    RangeOperation{"sum_over_time", true, true, false},     RangeOperation{"avg_over_time", true, true, true},
    RangeOperation{"min_over_time", true, true, true},      RangeOperation{"max_over_time", true, true, true},
    RangeOperation{"first_over_time", true, true, true},    RangeOperation{"last_over_time", true, true, true},
    RangeOperation{"stddev_over_time", true, true, true},   RangeOperation{"stdvar_over_time", true, true, true},
    RangeOperation{"quantile_over_time", true, true, true}};

constexpr std::array aggregations{"sum", "avg", "min", "max", "count", "stddev", "stdvar", "topk", "bottomk"};

const RangeOperation *rangeOperation(std::string_view name)
{
    const auto found = std::find_if(rangeOperations.begin(), rangeOperations.end(),
                                    [&](const RangeOperation &o) { return o.name == name; });
    return found == rangeOperations.end() ? nullptr : &*found;
}

/// 0 for a token that is no binary operator.
int precedence(const Token &token)
{
    if (token.kind == Token::Kind::Identifier)
        return token.text == "or" ? 1 : token.text == "and" || token.text == "unless" ? 2 : 0;
    if (token.kind != Token::Kind::Symbol)
        return 0;
    static constexpr std::array<std::pair<std::string_view, int>, 12> levels{{{"==", 3},
                                                                              {"!=", 3},
                                                                              {">", 3},
                                                                              {">=", 3},
                                                                              {"<", 3},
                                                                              {"<=", 3},
                                                                              {"+", 4},
                                                                              {"-", 4},
                                                                              {"*", 5},
                                                                              {"/", 5},
                                                                              {"%", 5},
                                                                              {"^", 6}}};
    const auto found = std::find_if(levels.begin(), levels.end(), [&](const auto &l) { return l.first == token.text; });
    return found == levels.end() ? 0 : found->second;
}

} // namespace

MetricPtr LogqlParser::metric(int lowestPrecedence)
{
    const Depth depth(*this);
    MetricPtr left = metricUnary();
    for (int level = precedence(peek()); level > lowestPrecedence; level = precedence(peek())) {
        std::string op = take().text;
        left = binary(std::move(op), left, level);
    }
    return left;
}

MetricPtr LogqlParser::binary(std::string op, MetricPtr left, int level)
{
    auto node = std::make_shared<MetricQuery>();
    node->kind = MetricQuery::Kind::Binary;
    node->op = std::move(op);
    node->returnBool = takeWord("bool");
    if (isWord("on") || isWord("ignoring")) {
        Grouping matching;
        matching.without = take().text == "ignoring";
        matching.names = names();
        node->matching = std::move(matching);
    }
    node->left = std::move(left);
    // "^" binds to the right, the others to the left.
    node->right = metric(node->op == "^" ? level - 1 : level);
    return node;
}

MetricPtr LogqlParser::metricUnary()
{
    const Depth depth(*this);
    if (takeSymbol("(")) {
        auto inside = metric(0);
        expectSymbol(")");
        return inside;
    }
    if (peek().kind == Token::Kind::Number || isSymbol("-") || isSymbol("+")) {
        auto literal = std::make_shared<MetricQuery>();
        const double sign = takeSymbol("-") ? -1 : 1;
        if (sign > 0)
            takeSymbol("+");
        if (peek().kind != Token::Kind::Number)
            unexpected({"NUMBER"});
        literal->number = sign * take().number;
        return literal;
    }
    if (peek().kind == Token::Kind::Identifier) {
        if (rangeOperation(peek().text))
            return rangeAggregation();
        if (std::find(aggregations.begin(), aggregations.end(), peek().text) != aggregations.end())
            return aggregation();
    }
    unexpected();
}

MetricPtr LogqlParser::aggregation()
{
    auto node = std::make_shared<MetricQuery>();
    node->kind = MetricQuery::Kind::Aggregation;
    node->op = take().text;
    const auto takeGrouping = [&] {
        if (!node->grouping && (isWord("by") || isWord("without")))
            node->grouping = grouping();
    };
    takeGrouping();
    expectSymbol("(");
    if (node->op == "topk" || node->op == "bottomk") {
        if (peek().kind != Token::Kind::Number)
            throw LogqlError(parseError("parameter required for operation " + node->op));
        node->number = take().number;
        if (node->number < 1)
            throw LogqlError(parseError("invalid parameter (must be greater than 0) " + node->op));
        expectSymbol(",");
    }
    node->left = metric(0);
    expectSymbol(")");
    takeGrouping();
    return node;
}

MetricPtr LogqlParser::rangeAggregation()
{
    auto node = std::make_shared<MetricQuery>();
    node->kind = MetricQuery::Kind::Range;
    RangeQuery &query = node->range;
    query.op = take().text;
    expectSymbol("(");
    if (query.op == "quantile_over_time") {
        const double sign = takeSymbol("-") ? -1 : 1;
        if (peek().kind != Token::Kind::Number)
            throw LogqlError(parseError("parameter required for operation quantile_over_time"));
        query.parameter = sign * take().number;
        expectSymbol(",");
    }
    rangeBody(query);
    expectSymbol(")");
    if (isWord("by") || isWord("without"))
        query.grouping = grouping();
    checkRange(query);
    return node;
}

void LogqlParser::rangeBody(RangeQuery &query)
{
    if (takeSymbol("(")) {
        const Depth depth(*this);
        rangeBody(query);
        expectSymbol(")");
        return;
    }
    query.log.matchers = selector();
    const auto takeRange = [&] {
        if (peek().kind != Token::Kind::Range)
            return false;
        query.range = static_cast<std::int64_t>(take().number);
        if (takeWord("offset")) {
            const double sign = takeSymbol("-") ? -1 : 1;
            if (peek().kind != Token::Kind::Duration)
                unexpected({"DURATION"});
            query.offset = static_cast<std::int64_t>(sign * std::min(take().number, 9e18));
        }
        return true;
    };
    const bool early = takeRange(); // {…}[5m] | json is as good as {…} | json [5m]
    query.log.stages = stages();
    if (isSymbol("|"))
        unwrap(query);
    if (!early && !takeRange())
        unexpected();
}

void LogqlParser::unwrap(RangeQuery &query)
{
    expectSymbol("|");
    take(); // stages() stops only before "unwrap"
    const std::string word = expectIdentifier();
    query.unwrap = Unwrap::Number;
    query.unwrapLabel = word;
    if (takeSymbol("(")) {
        if (word == "duration" || word == "duration_seconds")
            query.unwrap = Unwrap::Duration;
        else if (word == "bytes")
            query.unwrap = Unwrap::Bytes;
        else
            unexpected();
        query.unwrapLabel = expectIdentifier();
        expectSymbol(")");
    }
    while (takeSymbol("|")) {
        Stage stage;
        stage.kind = Stage::Kind::Filter;
        stage.filter = filterOr();
        query.afterUnwrap.push_back(std::move(stage));
    }
}

void LogqlParser::checkRange(const RangeQuery &query) const
{
    const RangeOperation &operation = *rangeOperation(query.op);
    if (operation.needsUnwrap && query.unwrap == Unwrap::None)
        throw LogqlError(parseError("invalid aggregation " + query.op + " without unwrap"));
    if (!operation.takesUnwrap && query.unwrap != Unwrap::None)
        throw LogqlError(parseError("invalid aggregation " + query.op + " with unwrap"));
    if (!operation.takesGrouping && query.grouping)
        throw LogqlError(parseError("grouping not allowed for " + query.op + " aggregation"));
}

Grouping LogqlParser::grouping()
{
    Grouping result;
    result.without = take().text == "without";
    result.names = names();
    return result;
}

std::vector<std::string> LogqlParser::names()
{
    std::vector<std::string> list;
    expectSymbol("(");
    if (!isSymbol(")")) {
        do {
            list.push_back(expectIdentifier());
        } while (takeSymbol(","));
    }
    if (!takeSymbol(")"))
        unexpected({")", ","});
    return list;
}

} // namespace toban::sandbox

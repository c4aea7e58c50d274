// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logql.h"
#include "logqllexer.h"

#include <initializer_list>

namespace toban::sandbox {

/// The recursive descent behind parseLogql(): one method per rule of the grammar.
/// Split over logqlparser.cpp (logs) and logqlmetricparser.cpp (metrics).
class LogqlParser
{
public:
    explicit LogqlParser(std::string_view text);
    Query parseQuery();
    std::vector<Matcher> parseSelectorOnly();

private:
    /// Guards the stack against "((((((…".
    struct Depth
    {
        explicit Depth(LogqlParser &parser);
        ~Depth() { --m_parser.m_depth; }
        Depth(const Depth &) = delete;
        Depth &operator=(const Depth &) = delete;

    private:
        LogqlParser &m_parser;
    };

    const Token &peek() const { return m_token; }
    const Token &peekNext() const { return m_next; }
    Token take();
    bool isSymbol(std::string_view symbol) const;
    bool isWord(std::string_view word) const;
    bool takeSymbol(std::string_view symbol);
    bool takeWord(std::string_view word);
    void expectSymbol(std::string_view symbol);
    std::string expectIdentifier();
    std::string expectText();
    [[noreturn]] void unexpected(std::initializer_list<std::string_view> expecting = {}) const;
    [[noreturn]] void refuse(const std::string &why) const;

    std::vector<Matcher> selector();
    Matcher matcher();
    static void checkMatchers(const std::vector<Matcher> &matchers);
    static Regex compile(const std::string &pattern);
    std::vector<Stage> stages();
    Stage lineFilter();
    Stage stageAfterBar();
    std::vector<Stage> labelFormats();
    std::vector<TemplatePart> lineTemplate(const std::string &text) const;
    std::shared_ptr<const LabelFilter> filterOr();
    std::shared_ptr<const LabelFilter> filterAnd();
    std::shared_ptr<const LabelFilter> filterUnary();

    MetricPtr metric(int lowestPrecedence);
    MetricPtr metricUnary();
    MetricPtr aggregation();
    MetricPtr rangeAggregation();
    void rangeBody(RangeQuery &query);
    void unwrap(RangeQuery &query);
    void checkRange(const RangeQuery &query) const;
    Grouping grouping();
    std::vector<std::string> names();
    MetricPtr binary(std::string op, MetricPtr left, int precedence);

    LogqlLexer m_lexer;
    Token m_token;
    Token m_next;
    int m_depth = 0;
};

/// Text of a problem that has no place in the query: "parse error : …".
std::string parseError(const std::string &why);

} // namespace toban::sandbox

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "labels.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace toban::sandbox {

// The tree of a LogQL query: plain values, made by parseLogql().

enum class MatchOp {
    Equal,
    NotEqual,
    Regex,
    NotRegex,
};

/// A compiled expression in RE2's syntax; shared, as a parsed query is copied into tails.
using Regex = std::shared_ptr<const re2::RE2>;

/// `name op "value"`: of a selector or of a label filter. A regular expression matches the whole value.
struct Matcher
{
    std::string name;
    MatchOp op = MatchOp::Equal;
    std::string value;
    Regex regex;

    bool matches(std::string_view text) const;
};

/// `|= "x"` and its like. A regular expression may match anywhere in the line.
struct LineFilter
{
    MatchOp op = MatchOp::Equal;
    std::string text;
    Regex regex;

    bool matches(std::string_view line) const;
};

enum class CompareOp {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
};

bool compare(CompareOp op, double left, double right);

/// A filter on labels: a test or a combination of two filters.
struct LabelFilter
{
    enum class Kind {
        Text,
        Number,
        Duration, ///< compared in nanoseconds
        Bytes,
        And,
        Or,
    };
    Kind kind = Kind::Text;
    Matcher matcher; ///< Text
    std::string name; ///< Number, Duration, Bytes
    CompareOp op = CompareOp::Equal;
    double value = 0;
    std::shared_ptr<const LabelFilter> left;
    std::shared_ptr<const LabelFilter> right;
};

/// A part of a line_format template: fixed text, or a label's value run through functions.
struct TemplatePart
{
    std::string text; ///< fixed text, when `label` is empty
    std::string label; ///< "__line__" is the line
    std::vector<std::string> functions; ///< ToUpper, ToLower, trim, in order
};

struct Stage
{
    enum class Kind {
        Line,
        Json,
        Logfmt,
        Regexp,
        Filter,
        LineFormat,
        LabelFormat,
    };
    Kind kind = Kind::Line;
    LineFilter line;
    Regex regex;
    std::shared_ptr<const LabelFilter> filter;
    std::vector<TemplatePart> format;
    std::string target; ///< LabelFormat: the label that is set
    std::string source; ///< LabelFormat: the label that is renamed, or empty for a template
};

struct LogQuery
{
    std::vector<Matcher> matchers;
    std::vector<Stage> stages;
};

enum class Unwrap {
    None,
    Number,
    Duration, ///< to seconds
    Bytes,
};

/// by (…) or without (…)
struct Grouping
{
    bool without = false;
    std::vector<std::string> names;
};

struct RangeQuery
{
    std::string op; ///< "count_over_time" …
    double parameter = 0; ///< of quantile_over_time
    LogQuery log;
    Unwrap unwrap = Unwrap::None;
    std::string unwrapLabel;
    std::vector<Stage> afterUnwrap; ///< label filters
    std::int64_t range = 0; ///< nanoseconds
    std::int64_t offset = 0; ///< nanoseconds
    std::optional<Grouping> grouping;
};

struct MetricQuery;
using MetricPtr = std::shared_ptr<const MetricQuery>;

struct MetricQuery
{
    enum class Kind {
        Range,
        Aggregation,
        Binary,
        Literal,
    };
    Kind kind = Kind::Literal;
    RangeQuery range;

    std::string op; ///< "sum", "topk" …, or the operator of Binary ("/", ">=", "and" …)
    double number = 0; ///< Literal, or topk's k
    std::optional<Grouping> grouping;
    MetricPtr left; ///< the operand of an aggregation
    MetricPtr right;
    bool returnBool = false;
    std::optional<Grouping> matching; ///< on (…) or, as `without`, ignoring (…)
};

/// A query: exactly one of the two.
struct Query
{
    std::optional<LogQuery> log;
    MetricPtr metric;
};

/// Why a query was refused; what() is Loki's text: "parse error at line 1, col 20: syntax error: …".
class LogqlError : public std::exception
{
public:
    explicit LogqlError(std::string text) : m_text(std::move(text)) { }
    const char *what() const noexcept override { return m_text.c_str(); }

private:
    std::string m_text;
};

/// Parses and checks a query. Throws LogqlError. Any text is safe. Pure, any thread.
Query parseLogql(std::string_view text);
/// A stream selector alone, as series and index/stats take it. Throws LogqlError.
std::vector<Matcher> parseSelector(std::string_view text);

} // namespace toban::sandbox

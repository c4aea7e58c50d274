// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logql.h"

#include <re2/re2.h>

#include <cstring>

namespace toban::sandbox {

namespace {

bool contains(std::string_view line, const std::string &text)
{
    return text.empty() || ::memmem(line.data(), line.size(), text.data(), text.size()) != nullptr;
}

} // namespace

bool Matcher::matches(std::string_view text) const
{
    switch (op) {
    case MatchOp::Equal:
        return text == value;
    case MatchOp::NotEqual:
        return text != value;
    case MatchOp::Regex:
        return re2::RE2::FullMatch({text.data(), text.size()}, *regex);
    case MatchOp::NotRegex:
        return !re2::RE2::FullMatch({text.data(), text.size()}, *regex);
    }
    return false;
}

bool LineFilter::matches(std::string_view line) const
{
    switch (op) {
    case MatchOp::Equal:
        return contains(line, text);
    case MatchOp::NotEqual:
        return !contains(line, text);
    case MatchOp::Regex:
        return re2::RE2::PartialMatch({line.data(), line.size()}, *regex);
    case MatchOp::NotRegex:
        return !re2::RE2::PartialMatch({line.data(), line.size()}, *regex);
    }
    return false;
}

bool compare(CompareOp op, double left, double right)
{
    switch (op) {
    case CompareOp::Equal:
        return left == right;
    case CompareOp::NotEqual:
        return left != right;
    case CompareOp::Greater:
        return left > right;
    case CompareOp::GreaterOrEqual:
        return left >= right;
    case CompareOp::Less:
        return left < right;
    case CompareOp::LessOrEqual:
        return left <= right;
    }
    return false;
}

} // namespace toban::sandbox

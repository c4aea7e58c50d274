// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline.h"

#include "units.h"

#include <re2/re2.h>

#include <algorithm>

namespace toban::sandbox {

void LineState::reset(const Labels &stream, std::string_view text)
{
    m_stream = &stream;
    m_line = text;
    m_count = 0;
}

void LineState::setLine(std::string text)
{
    m_ownLine = std::move(text);
    m_line = m_ownLine;
}

LineState::Pair *LineState::find(std::string_view name)
{
    for (std::size_t i = 0; i < m_count; ++i) {
        if (m_pairs[i].name == name)
            return &m_pairs[i];
    }
    return nullptr;
}

const LineState::Pair *LineState::find(std::string_view name) const
{
    return const_cast<LineState *>(this)->find(name);
}

std::string_view LineState::label(std::string_view name) const
{
    if (const Pair *pair = find(name))
        return pair->value;
    return labelValue(*m_stream, name);
}

bool LineState::hasLabel(std::string_view name) const
{
    return !label(name).empty();
}

void LineState::set(std::string_view name, std::string_view value)
{
    if (Pair *pair = find(name)) {
        pair->value.assign(value);
        return;
    }
    if (m_count == m_pairs.size())
        m_pairs.emplace_back();
    m_pairs[m_count].name.assign(name);
    m_pairs[m_count].value.assign(value);
    ++m_count;
}

void LineState::extract(std::string_view name, std::string_view value)
{
    if (labelValue(*m_stream, name).empty()) {
        set(name, value);
        return;
    }
    m_nameBuffer.assign(name);
    m_nameBuffer += "_extracted";
    set(m_nameBuffer, value);
}

void LineState::setError(std::string_view error, std::string_view details)
{
    set("__error__", error);
    set("__error_details__", details);
}

Labels LineState::labels() const
{
    Labels result = *m_stream;
    if (m_count > 0) {
        // Sorted once at the end: setting them one by one would move the rest each time.
        const std::size_t base = result.size();
        for (std::size_t i = 0; i < m_count; ++i) {
            const auto own
                = std::lower_bound(result.begin(), result.begin() + static_cast<std::ptrdiff_t>(base), m_pairs[i].name,
                                   [](const auto &p, const std::string &n) { return p.first < n; });
            if (own != result.begin() + static_cast<std::ptrdiff_t>(base) && own->first == m_pairs[i].name)
                own->second = m_pairs[i].value;
            else
                result.emplace_back(m_pairs[i].name, m_pairs[i].value);
        }
        std::sort(result.begin(), result.end());
        std::erase_if(result, [](const auto &pair) { return pair.second.empty(); });
    }
    return result;
}

namespace {

bool passes(const LabelFilter &filter, LineState &state)
{
    switch (filter.kind) {
    case LabelFilter::Kind::And:
        return passes(*filter.left, state) && passes(*filter.right, state);
    case LabelFilter::Kind::Or:
        return passes(*filter.left, state) || passes(*filter.right, state);
    case LabelFilter::Kind::Text:
        return filter.matcher.matches(state.label(filter.matcher.name));
    default:
        break;
    }
    // A line that already failed is kept, so that its error is seen.
    if (state.hasError())
        return true;
    const std::string_view text = state.label(filter.name);
    if (text.empty())
        return false;
    const auto value = filter.kind == LabelFilter::Kind::Number ? parseNumber(text)
        : filter.kind == LabelFilter::Kind::Duration            ? parseDuration(text)
                                                                : parseBytes(text);
    if (!value) {
        const std::string quotedText = quote(text);
        state.setError("LabelFilterErr",
                       filter.kind == LabelFilter::Kind::Duration
                           ? "time: invalid duration " + quotedText
                           : "strconv.ParseFloat: parsing " + quotedText + ": invalid syntax");
        return true;
    }
    return compare(filter.op, *value, filter.value);
}

std::string render(const std::vector<TemplatePart> &parts, const LineState &state)
{
    std::string out;
    for (const TemplatePart &part : parts) {
        if (part.label.empty()) {
            out += part.text;
            continue;
        }
        std::string value(part.label == "__line__" ? state.line() : state.label(part.label));
        for (const std::string &function : part.functions) {
            if (function == "ToUpper" || function == "upper") {
                std::transform(value.begin(), value.end(), value.begin(),
                               [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
            } else if (function == "ToLower" || function == "lower") {
                std::transform(value.begin(), value.end(), value.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
            } else {
                const auto first = value.find_first_not_of(" \t\r\n");
                value = first == std::string::npos ? std::string()
                                                   : value.substr(first, value.find_last_not_of(" \t\r\n") - first + 1);
            }
        }
        out += value;
    }
    return out;
}

void extractRegexp(const re2::RE2 &regex, LineState &state)
{
    const int groups = regex.NumberOfCapturingGroups() + 1;
    std::vector<re2::StringPiece> found(static_cast<std::size_t>(groups));
    const re2::StringPiece text(state.line().data(), state.line().size());
    if (!regex.Match(text, 0, text.size(), re2::RE2::UNANCHORED, found.data(), groups))
        return;
    for (const auto &[index, name] : regex.CapturingGroupNames()) {
        const auto &piece = found[static_cast<std::size_t>(index)];
        state.extract(labelName(name), {piece.data(), piece.size()});
    }
}

bool runStage(const Stage &stage, LineState &state)
{
    switch (stage.kind) {
    case Stage::Kind::Line:
        return stage.line.matches(state.line());
    case Stage::Kind::Json:
        extractJson(state);
        return true;
    case Stage::Kind::Logfmt:
        extractLogfmt(state);
        return true;
    case Stage::Kind::Regexp:
        extractRegexp(*stage.regex, state);
        return true;
    case Stage::Kind::Filter:
        return passes(*stage.filter, state);
    case Stage::Kind::LineFormat:
        state.setLine(render(stage.format, state));
        return true;
    case Stage::Kind::LabelFormat:
        if (stage.source.empty()) {
            state.set(stage.target, render(stage.format, state));
        } else {
            const std::string value(state.label(stage.source));
            state.set(stage.target, value);
            state.set(stage.source, "");
        }
        return true;
    }
    return true;
}

} // namespace

bool runStages(const std::vector<Stage> &stages, LineState &state)
{
    for (const Stage &stage : stages) {
        if (!runStage(stage, state))
            return false;
    }
    return true;
}

std::optional<double> unwrapValue(const RangeQuery &query, LineState &state)
{
    const std::string_view text = state.label(query.unwrapLabel);
    if (text.empty())
        return std::nullopt;
    std::optional<double> value;
    std::string problem;
    switch (query.unwrap) {
    case Unwrap::Duration:
        value = parseDuration(text);
        if (value)
            value = *value / 1e9;
        else
            problem = "time: invalid duration " + quote(text);
        break;
    case Unwrap::Bytes:
        value = parseBytes(text);
        if (!value)
            problem = "strconv.ParseFloat: parsing " + quote(text) + ": invalid syntax";
        break;
    default:
        value = parseNumber(text);
        if (!value)
            problem = "strconv.ParseFloat: parsing " + quote(text) + ": invalid syntax";
    }
    if (!value)
        state.setError("SampleExtractionErr", problem);
    return value.value_or(0);
}

} // namespace toban::sandbox

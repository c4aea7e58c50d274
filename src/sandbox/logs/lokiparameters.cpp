// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lokiparameters.h"

#include "labels.h"
#include "units.h"

#include <charconv>
#include <cmath>

namespace toban::sandbox {

namespace {

std::string notParsed(const std::string &name, const char *function, const std::string &text)
{
    return "could not parse '" + name + "' parameter: strconv." + function + ": parsing " + quote(text)
        + ": invalid syntax";
}

std::optional<std::int64_t> wholeNumber(const std::string &text)
{
    std::int64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size())
        return std::nullopt;
    return value;
}

} // namespace

LokiParameters::LokiParameters(const http::Request &request) : m_parameters(request.query)
{
    if (request.headers.get("Content-Type").starts_with("application/x-www-form-urlencoded")) {
        for (auto &pair : http::parseParameters(request.body))
            m_parameters.push_back(std::move(pair));
    }
}

std::optional<std::string> LokiParameters::get(const std::string &name) const
{
    for (const auto &[key, value] : m_parameters) {
        if (key == name)
            return value;
    }
    return std::nullopt;
}

std::vector<std::string> LokiParameters::all(const std::string &name) const
{
    std::vector<std::string> values;
    for (const auto &[key, value] : m_parameters) {
        if (key == name)
            values.push_back(value);
    }
    return values;
}

std::int64_t LokiParameters::time(const std::string &name, std::int64_t otherwise) const
{
    const auto text = get(name);
    if (!text || text->empty())
        return otherwise;
    if (const auto whole = wholeNumber(*text)) {
        const std::size_t digits = text->size() - (text->front() == '-' ? 1 : 0);
        return digits <= 10 ? *whole * 1'000'000'000 : *whole;
    }
    if (const auto at = parseTime(*text))
        return *at;
    if (text->find('.') == std::string::npos)
        throw ParameterError(notParsed(name, "ParseInt", *text));
    const auto seconds = parseNumber(*text);
    if (!seconds || !(std::abs(*seconds) < 9e9))
        throw ParameterError(notParsed(name, "ParseFloat", *text));
    // Whole seconds and fraction apart: a double has no room for nanoseconds since 1970.
    const double whole = std::floor(*seconds);
    return static_cast<std::int64_t>(whole) * 1'000'000'000 + std::llround((*seconds - whole) * 1e6) * 1000;
}

std::optional<std::int64_t> LokiParameters::duration(const std::string &name) const
{
    const auto text = get(name);
    if (!text || text->empty())
        return std::nullopt;
    const auto seconds = parseNumber(*text);
    const auto nanoseconds = seconds ? std::optional(*seconds * double(oneSecond)) : parseDuration(*text);
    if (!nanoseconds || !(std::abs(*nanoseconds) < 9e18))
        throw ParameterError("cannot parse " + quote(*text) + " to a valid duration");
    return static_cast<std::int64_t>(*nanoseconds);
}

std::size_t LokiParameters::limit(std::size_t most) const
{
    const auto text = get("limit");
    if (!text || text->empty())
        return 100;
    const auto value = wholeNumber(*text);
    if (!value)
        throw ParameterError("strconv.Atoi: parsing " + quote(*text) + ": invalid syntax");
    if (*value <= 0)
        throw ParameterError("limit must be a positive value");
    if (*value > static_cast<std::int64_t>(most)) {
        throw ParameterError("max entries limit per query exceeded, limit > max_entries_limit (" + *text + " > "
                             + std::to_string(most) + ")");
    }
    return static_cast<std::size_t>(*value);
}

bool LokiParameters::forward() const
{
    const std::string text = get("direction").value_or("backward");
    std::string lowered;
    for (const char c : text)
        lowered += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (lowered == "forward")
        return true;
    if (lowered == "backward" || lowered.empty())
        return false;
    throw ParameterError("invalid direction '" + text + "'");
}

TimeBounds timeBounds(const LokiParameters &parameters, std::int64_t now, std::int64_t span)
{
    TimeBounds bounds;
    bounds.end = parameters.time("end", now);
    const std::int64_t since = parameters.duration("since").value_or(span);
    bounds.start = parameters.time("start", std::min(bounds.end, now) - since);
    if (bounds.end <= bounds.start)
        throw ParameterError("end timestamp must not be before or equal to start time");
    return bounds;
}

} // namespace toban::sandbox

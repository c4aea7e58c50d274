// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httptypes.h"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace toban::sandbox {

/// A parameter that cannot be used; what() is Loki's text for the 400.
class ParameterError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// The parameters of a request to Loki: of the query and of a form in the body.
class LokiParameters
{
public:
    explicit LokiParameters(const http::Request &request);

    std::optional<std::string> get(const std::string &name) const;
    std::vector<std::string> all(const std::string &name) const;

    /// Nanoseconds; given as nanoseconds, seconds (whole up to ten digits, or with a fraction) or RFC 3339.
    std::int64_t time(const std::string &name, std::int64_t otherwise) const;
    /// Seconds or a duration ("30", "1.5", "5m"), in nanoseconds.
    std::optional<std::int64_t> duration(const std::string &name) const;
    std::size_t limit(std::size_t most) const;
    bool forward() const;

private:
    http::Parameters m_parameters;
};

struct TimeBounds
{
    std::int64_t start = 0;
    std::int64_t end = 0;
};

/// start and end, by default the last `span` nanoseconds before now. Throws when the end is not after the start.
TimeBounds timeBounds(const LokiParameters &parameters, std::int64_t now, std::int64_t span);

} // namespace toban::sandbox

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retryafter.h"

#include <algorithm>
#include <charconv>
#include <ctime>

namespace toban::manager {

std::optional<std::chrono::seconds> retryAfterOf(const http::Response &response)
{
    using std::chrono::seconds;
    const std::string text(response.headers.get("Retry-After"));
    int count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error == std::errc{} && end == text.data() + text.size()) {
        return std::max(seconds(1), seconds(count));
    }
    std::tm date{};
    if (strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date) == nullptr) {
        return std::nullopt;
    }
    const auto wait = std::chrono::system_clock::from_time_t(timegm(&date)) - std::chrono::system_clock::now();
    return std::max(seconds(1), std::chrono::ceil<seconds>(wait));
}

} // namespace toban::manager

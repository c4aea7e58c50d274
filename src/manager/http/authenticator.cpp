// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "authenticator.h"

#include "logging.h"

#include <algorithm>

namespace toban::manager {

namespace {

constexpr int freeFailures = 3;
constexpr std::chrono::milliseconds firstDelay{100};
constexpr std::chrono::milliseconds longestDelay{5'000};
constexpr std::chrono::seconds forgetAfter{60};
constexpr std::size_t addressLimit = 10'000;
constexpr std::chrono::milliseconds roundMargin{300}; // the main loop's round, in which the refresh happens

std::string_view bearerOf(const http::Request &request)
{
    constexpr std::string_view scheme = "bearer ";
    const auto header = request.headers.get("Authorization");
    const bool matches = header.size() > scheme.size()
        && std::equal(scheme.begin(), scheme.end(), header.begin(),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? char(b + 32) : b); });
    return matches ? header.substr(scheme.size()) : std::string_view{};
}

} // namespace

Authenticator::Authenticator(TokenBook &tokens, StateStore &store, const Clock &clock)
    : m_tokens(tokens), m_store(store), m_clock(clock)
{ }

Authenticator::Verdict Authenticator::check(const http::Request &request)
{
    const auto token = bearerOf(request);
    if (token.empty()) {
        return {};
    }
    auto caller = m_tokens.find(token);
    if (!caller) {
        return {std::nullopt, untilRefresh(), true};
    }
    caller->address = request.remoteAddress;
    return {std::move(caller), {}, false};
}

Authenticator::Verdict Authenticator::recheck(const http::Request &request)
{
    auto verdict = check(request);
    return verdict.caller ? verdict : Verdict{std::nullopt, penalty(request.remoteAddress), false};
}

std::string Authenticator::refresh()
{
    const SteadyPoint now = m_clock.steady();
    {
        const std::lock_guard lock(m_mutex);
        if (m_refreshed && now - *m_refreshed < refreshPeriod) {
            return m_trouble;
        }
        m_refreshed = now;
    }
    std::string trouble;
    try {
        const auto version = m_store.tokensVersion();
        if (version != m_version) {
            m_tokens.setRecords(m_store.tokens());
            m_version = version;
        }
    } catch (const std::exception &failure) {
        trouble = failure.what();
        logger("http")->error("the tokens could not be read: {}", trouble);
    }
    const std::lock_guard lock(m_mutex);
    m_trouble = trouble;
    return trouble;
}

std::string Authenticator::trouble() const
{
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

std::chrono::milliseconds Authenticator::untilRefresh() const
{
    const std::lock_guard lock(m_mutex);
    if (!m_refreshed) {
        return refreshPeriod + roundMargin;
    }
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.steady() - *m_refreshed);
    return std::clamp<std::chrono::milliseconds>(refreshPeriod - age, std::chrono::milliseconds(0), refreshPeriod)
        + roundMargin;
}

std::chrono::milliseconds Authenticator::penalty(const std::string &address)
{
    ++m_failed;
    logger("http")->warn("failed log-in from {}", address);
    const std::lock_guard lock(m_mutex);
    const SteadyPoint now = m_clock.steady();
    if (m_failures.size() >= addressLimit) {
        std::erase_if(m_failures, [now](const auto &entry) { return now - entry.second.last > forgetAfter; });
    }
    if (m_failures.size() >= addressLimit && !m_failures.contains(address)) {
        return longestDelay; // an attack from everywhere
    }
    Failures &failures = m_failures[address];
    if (now - failures.last > forgetAfter) {
        failures.count = 0;
    }
    failures.last = now;
    const int beyond = ++failures.count - freeFailures;
    return beyond <= 0 ? std::chrono::milliseconds(0)
                       : std::min(firstDelay * (1 << std::min(beyond - 1, 10)), longestDelay);
}

} // namespace toban::manager

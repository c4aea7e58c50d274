// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httptypes.h"
#include "statestore.h"
#include "tokenbook.h"

#include <atomic>
#include <chrono>

namespace toban::manager {

/// Tells who sends a request, by its bearer token. Failed log-ins are counted by address and answered ever later.
/// Reads nothing from the store but in refresh(). Thread-safe.
class Authenticator
{
public:
    Authenticator(TokenBook &tokens, StateStore &store, const Clock &clock);

    struct Verdict
    {
        std::optional<Caller> caller;
        std::chrono::milliseconds delay{0}; ///< to wait before the refusal is answered, or before recheck()
        bool mayBeNew = false; ///< the token is unknown, but may have been made since the last refresh
    };
    /// How old what is known of the tokens gets at most.
    static constexpr std::chrono::milliseconds refreshPeriod{1'000};

    /// An unknown token is to be looked at once more after the next refresh: the verdict says when.
    Verdict check(const http::Request &request);
    /// That second look: final.
    Verdict recheck(const http::Request &request);
    /// Takes over tokens that another process made or revoked; does nothing while the last time is less than
    /// refreshPeriod ago. On the main thread, in every round. Returns an empty text or what failed; then what was known
    /// stays.
    std::string refresh();
    /// What the last refresh failed of; empty: nothing.
    std::string trouble() const;
    std::int64_t failedLogins() const { return m_failed; }

private:
    std::chrono::milliseconds penalty(const std::string &address);
    std::chrono::milliseconds untilRefresh() const;

    struct Failures
    {
        int count = 0;
        SteadyPoint last{};
    };
    TokenBook &m_tokens;
    StateStore &m_store;
    const Clock &m_clock;
    mutable std::mutex m_mutex;
    std::int64_t m_version = -1; ///< used by refresh() only
    std::optional<SteadyPoint> m_refreshed;
    std::string m_trouble;
    std::map<std::string, Failures> m_failures;
    std::atomic<std::int64_t> m_failed{0};
};

} // namespace toban::manager

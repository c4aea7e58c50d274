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
/// Thread-safe.
class Authenticator
{
public:
    Authenticator(TokenBook &tokens, StateStore &store, const Clock &clock);

    struct Verdict
    {
        std::optional<Caller> caller;
        std::chrono::milliseconds delay{0}; ///< to wait before the refusal is answered
    };
    Verdict check(const http::Request &request);
    /// Takes over tokens that another process made or revoked. Called now and then, and for every unknown token.
    void refresh();
    std::int64_t failedLogins() const { return m_failed; }

private:
    std::chrono::milliseconds penalty(const std::string &address);

    struct Failures
    {
        int count = 0;
        SteadyPoint last{};
    };
    TokenBook &m_tokens;
    StateStore &m_store;
    const Clock &m_clock;
    std::mutex m_mutex;
    std::int64_t m_version = -1;
    std::map<std::string, Failures> m_failures;
    std::atomic<std::int64_t> m_failed{0};
};

} // namespace toban::manager

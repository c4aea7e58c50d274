// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/retrypolicy.h"

#include <algorithm>
#include <cmath>

namespace toban {

RetryPolicy::RetryPolicy(int maxRetries, std::chrono::milliseconds base, RandomSource random)
    : m_maxRetries(maxRetries), m_base(base), m_random(std::move(random))
{ }

std::optional<std::chrono::milliseconds> RetryPolicy::delay(const Error &error, int retry) const
{
    // An open circuit or a full window will still be so in a second: the next refresh asks again.
    const bool sent
        = error.kind() != ErrorKind::CircuitOpen && !(error.kind() == ErrorKind::RateLimited && error.status() == 0);
    if (retry >= m_maxRetries || !sent || !error.isRetryable())
        return std::nullopt;
    const double jitter = 0.5 + m_random();
    const double wanted = double(m_base.count()) * std::ldexp(1.0, std::min(retry, 30)) * jitter;
    auto wait = std::chrono::milliseconds(qint64(std::min(wanted, double(longest.count()))));
    if (const auto asked = error.retryAfter()) {
        if (*asked > longest)
            return std::nullopt;
        wait = std::max(wait, *asked);
    }
    return wait;
}

} // namespace toban

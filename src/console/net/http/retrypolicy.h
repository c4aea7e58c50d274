// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "error.h"

#include <chrono>
#include <functional>
#include <optional>

namespace toban {

/// Gives numbers in [0, 1).
using RandomSource = std::function<double()>;

/// When to send again and how long to wait first: base × 1, 2, 4, 8 … × jitter 0.5–1.5, at most 60 s (facts §6).
class RetryPolicy
{
public:
    RetryPolicy(int maxRetries, std::chrono::milliseconds base, RandomSource random);

    /// The wait before retry number `retry` (0 is the first), or nothing: the error stands. A server's Retry-After
    /// lengthens the wait; one of more than 60 s is not waited for.
    std::optional<std::chrono::milliseconds> delay(const Error &error, int retry) const;

    static constexpr std::chrono::milliseconds longest{60'000};

private:
    int m_maxRetries;
    std::chrono::milliseconds m_base;
    RandomSource m_random;
};

} // namespace toban

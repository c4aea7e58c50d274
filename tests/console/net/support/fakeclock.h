// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"

#include <chrono>

namespace toban {

/// Stands still until it is moved.
class FakeClock final : public Clock
{
public:
    qint64 nowMs() const override { return m_wallMs; }
    qint64 monotonicMs() const override { return m_monotonicMs; }
    void advance(std::chrono::milliseconds by)
    {
        m_wallMs += by.count();
        m_monotonicMs += by.count();
    }

private:
    qint64 m_wallMs = 1'795'218'422'000;
    qint64 m_monotonicMs = 5'000;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace toban {

/// Where time comes from. Injected everywhere so that tests set it.
class Clock
{
public:
    Clock() = default;
    virtual ~Clock() = default;
    Q_DISABLE_COPY_MOVE(Clock)
    /// Milliseconds since the Unix epoch, UTC.
    virtual qint64 nowMs() const = 0;
    /// Milliseconds of a clock that never jumps; only differences mean anything.
    virtual qint64 monotonicMs() const = 0;
};

class SystemClock final : public Clock
{
public:
    qint64 nowMs() const override;
    qint64 monotonicMs() const override;
};

} // namespace toban

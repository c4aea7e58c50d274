// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>

namespace toban {

/// Tells when the start's milestones were reached, in milliseconds since the process began, on standard error:
/// "toban-start frame 61.3". The beginning is TOBAN_START_NS (CLOCK_MONOTONIC of whoever launched us, in nanoseconds)
/// where it is set, else the kernel's own record, which has steps of 10 ms. Silent when it is not on. GUI thread.
class StartTrace
{
public:
    explicit StartTrace(bool on);

    void mark(const char *milestone); ///< the first time only

private:
    bool m_on;
    double m_beginMs = 0;
    QByteArrayList m_seen;
};

} // namespace toban

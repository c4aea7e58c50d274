// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "starttrace.h"

#include <QFile>

#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace toban {

namespace {

double nowMs()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// Field 22 of proc(5)'s stat: clock ticks since boot. CLOCK_MONOTONIC counts from boot as well, suspended time apart.
double kernelStartMs()
{
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly))
        return nowMs();
    const QByteArray text = stat.readAll();
    const QByteArrayList fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    return fields.size() > 19 ? fields[19].toDouble() * 1e3 / double(sysconf(_SC_CLK_TCK)) : nowMs();
}

} // namespace

StartTrace::StartTrace(bool on) : m_on(on)
{
    if (!on)
        return;
    const QByteArray given = qgetenv("TOBAN_START_NS");
    m_beginMs = given.isEmpty() ? kernelStartMs() : given.toDouble() / 1e6;
}

void StartTrace::mark(const char *milestone)
{
    if (!m_on || m_seen.contains(milestone))
        return;
    m_seen.append(milestone);
    std::fprintf(stderr, "toban-start %s %.1f\n", milestone, nowMs() - m_beginMs);
    std::fflush(stderr);
}

} // namespace toban

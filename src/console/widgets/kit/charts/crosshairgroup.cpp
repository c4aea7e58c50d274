// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/crosshairgroup.h"

namespace toban {

CrosshairGroup::CrosshairGroup(QObject *parent) : QObject(parent)
{ }

void CrosshairGroup::point(std::optional<qint64> timeMs, const QObject *source)
{
    if (timeMs == m_timeMs && source == m_source)
        return;
    m_timeMs = timeMs;
    m_source = timeMs ? source : nullptr;
    Q_EMIT timeChanged();
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/rangehistory.h"

#include "refreshservice.h"

namespace toban {

namespace {
constexpr std::size_t most = 50;
}

RangeHistory::RangeHistory(RefreshService &refresh, QObject *parent)
    : QObject(parent), m_refresh(refresh), m_current(refresh.range())
{
    connect(&refresh, &RefreshService::rangeChanged, this, &RangeHistory::onRangeChanged);
}

void RangeHistory::onRangeChanged()
{
    if (m_returning) {
        m_current = m_refresh.range();
        return;
    }
    if (m_refresh.range().isRelative())
        m_left.clear();
    else
        m_left.push_back(m_current);
    if (m_left.size() > most)
        m_left.erase(m_left.begin());
    m_current = m_refresh.range();
}

bool RangeHistory::goBack()
{
    if (m_left.empty())
        return false;
    const TimeRange range = m_left.back();
    m_left.pop_back();
    m_returning = true;
    m_refresh.setRange(range);
    m_returning = false;
    return true;
}

} // namespace toban

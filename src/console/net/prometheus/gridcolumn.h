// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <limits>
#include <vector>

namespace toban {

/// One series on its way onto the grid startMs + i·stepMs, samples in rising order.
class GridColumn
{
public:
    GridColumn(qint64 startMs, qint64 stepMs, int points)
        : m_startMs(startMs), m_stepMs(stepMs), m_points(size_t(points)), m_nextMs(startMs)
    {
        m_values.reserve(m_points);
    }

    /// False when the nearest place is outside the grid, or taken already.
    bool add(qint64 timeMs, double value)
    {
        if (timeMs != m_nextMs || m_values.size() == m_points)
            return addElsewhere(timeMs, value);
        m_values.push_back(value);
        m_nextMs += m_stepMs;
        return true;
    }
    /// The column; places without a sample are NaN.
    std::vector<double> take()
    {
        m_values.resize(m_points, gap);
        return std::move(m_values);
    }

private:
    bool addElsewhere(qint64 timeMs, double value)
    {
        const qint64 sinceStart = timeMs - m_startMs + m_stepMs / 2;
        if (sinceStart < 0)
            return false;
        const auto index = size_t(sinceStart / m_stepMs);
        if (index < m_values.size() || index >= m_points)
            return false;
        m_values.resize(index, gap);
        m_values.push_back(value);
        m_nextMs = m_startMs + qint64(index + 1) * m_stepMs;
        return true;
    }

    static constexpr double gap = std::numeric_limits<double>::quiet_NaN();
    qint64 m_startMs;
    qint64 m_stepMs;
    size_t m_points;
    qint64 m_nextMs;
    std::vector<double> m_values;
};

} // namespace toban

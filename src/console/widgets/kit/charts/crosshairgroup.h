// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>

namespace toban {

/// One moment that all charts of a page point at. GUI thread.
class CrosshairGroup : public QObject
{
    Q_OBJECT
public:
    explicit CrosshairGroup(QObject *parent = nullptr);
    std::optional<qint64> timeMs() const { return m_timeMs; }
    const QObject *source() const { return m_source; } ///< the chart under the pointer or the keyboard
    void point(std::optional<qint64> timeMs, const QObject *source);

Q_SIGNALS:
    void timeChanged();

private:
    std::optional<qint64> m_timeMs;
    const QObject *m_source = nullptr;
};

} // namespace toban

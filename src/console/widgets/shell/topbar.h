// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

class QToolButton;

namespace toban {

class EnvironmentSwitcher;
class HealthStrip;
class RefreshPicker;
class TimeRangePicker;
class WindowActions;

/// environment · health of the endpoints · time range · refresh · zone · palette. Holds the parts; the controller feeds
/// them.
class TopBar : public QWidget
{
    Q_OBJECT
public:
    TopBar(const WindowActions &actions, std::function<qint64()> now, QWidget *parent = nullptr);

    EnvironmentSwitcher *environment() const { return m_environment; }
    HealthStrip *health() const { return m_health; }
    TimeRangePicker *range() const { return m_range; }
    RefreshPicker *refresh() const { return m_refresh; }
    void setZoneName(const QString &name); ///< "JST", "UTC"

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    const WindowActions &m_actions;
    EnvironmentSwitcher *m_environment;
    HealthStrip *m_health;
    TimeRangePicker *m_range;
    RefreshPicker *m_refresh;
    QToolButton *m_zone;
    QToolButton *m_palette;
    QString m_zoneName;
};

} // namespace toban

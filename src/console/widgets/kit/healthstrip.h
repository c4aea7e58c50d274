// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "endpointhealth.h"

#include <QTimeZone>
#include <QWidget>

#include <memory>
#include <vector>

namespace toban {

/// The endpoints in the top bar: state mark, name, latency. Hover or focus tells the last success and the error; Enter
/// or a click opens a panel with all of them.
class HealthStrip : public QWidget
{
    Q_OBJECT
public:
    explicit HealthStrip(QWidget *parent = nullptr);
    ~HealthStrip() override;

    /// `nowMs` is what "ago" and "for" are measured against.
    void setHealth(const std::vector<EndpointHealth> &health, qint64 nowMs, const QTimeZone &zone);
    void setCompact(bool compact); ///< marks and short names without latency, for narrow windows

public Q_SLOTS:
    void showPanel(); ///< the popup, focus on its first entry

Q_SIGNALS:
    void checkRequested(); ///< "Check now" of the panel
    void settingsRequested(toban::EndpointKind kind);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timerange.h"

#include <QToolButton>

#include <functional>
#include <memory>

namespace toban {

/// The time range as a button ("Last 24 hours") whose panel has quick ranges and two typed ends, checked while typing
/// (the resolved times are shown beside). Enter applies, Esc closes without.
class TimeRangePicker : public QToolButton
{
    Q_OBJECT
public:
    /// `now`: ms since the epoch, what relative ends are resolved against.
    explicit TimeRangePicker(std::function<qint64()> now, QWidget *parent = nullptr);
    ~TimeRangePicker() override;

    void setRange(const TimeRange &range);
    void setZone(const QTimeZone &zone);
    const TimeRange &range() const;

public Q_SLOTS:
    void openPanel();
    void shiftBack(); ///< by half its length
    void shiftForward();
    void zoomOut(); ///< to twice its length around the middle

Q_SIGNALS:
    void rangeRequested(const toban::TimeRange &range);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban

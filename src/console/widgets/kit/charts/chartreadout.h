// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kit/charts/chartdata.h"

#include <QColor>
#include <QSet>
#include <QWidget>

#include <vector>

namespace toban {

/// A line of the read-out: series (or bucket) and its value at the crosshair.
struct ReadoutRow
{
    QString name;
    QString text;
    double value = 0;
    int series = -1; ///< index into chartSeries(), for the colour
};

/// Values at a time, largest first, without gaps and without the hidden. A histogram's rows are its buckets, highest
/// bound first.
std::vector<ReadoutRow> readout(const ChartData &data, const std::vector<ChartSeries> &series,
                                const QSet<QString> &hidden, qint64 timeMs);
/// The sample time that a pointer at `timeMs` means: bars and cells tell of the step before their time.
qint64 sampleTime(const ChartData &data, qint64 timeMs);

/// What the read-out is titled with: the sample's time; for a bar its beginning, for a bar of a day its date.
QString sampleTitle(const ChartData &data, qint64 sampleMs);

/// The table beside the crosshair. A child of the window so that it may be larger than the chart; never takes the
/// pointer.
class ChartReadout : public QWidget
{
    Q_OBJECT
public:
    explicit ChartReadout(QWidget *window);
    struct Line
    {
        QColor colour;
        QString name;
        QString value;
    };
    /// Shows the lines beside `anchor` (window coordinates), to the left of it where the right has no room.
    void present(const QString &title, const QStringList &notes, std::vector<Line> lines, int more, QPoint anchor);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title;
    QStringList m_notes;
    std::vector<Line> m_lines;
    int m_more = 0;
};

} // namespace toban

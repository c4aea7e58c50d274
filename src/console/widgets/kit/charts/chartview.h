// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kit/charts/chartdata.h"

#include <QImage>
#include <QSet>
#include <QWidget>

#include <functional>
#include <memory>

namespace toban {

class CrosshairGroup;
class SeriesColours;

/// A chart: the picture is rendered on the thread pool and blitted; the GUI thread paints only the crosshair and the
/// selection. While a new picture is made the old one stays. No animation.
///
/// Pointer: hover points the group's crosshair and shows the values sorted, dragging selects a span (zoomRequested), a
/// double click asks to zoom out. Keyboard: ← → move the crosshair by a sample (Ctrl: by ten), Home/End, Shift+← →
/// select, Enter zooms, Esc leaves. Accessible: role chart, name = title, description = summary().
class ChartView : public QWidget
{
    Q_OBJECT
public:
    explicit ChartView(QWidget *parent = nullptr);
    ~ChartView() override;

    void setData(ChartData data);
    const ChartData &data() const;
    void
    setCrosshairGroup(CrosshairGroup *group); ///< shared by the page's charts; outlives them or is their parent's child
    void setSeriesColours(std::shared_ptr<SeriesColours> colours);
    void setLegendRows(int rows); ///< 0: none
    void setHidden(const QSet<QString> &names);
    const QSet<QString> &hidden() const;
    /// The plot's width in device pixels: what a query's step is chosen for.
    int plotPixels() const;

    QByteArray csv() const;
    QImage picture(QSize size, qreal devicePixelRatio) const; ///< opaque, with title and legend
    /// What makes that picture of what is shown now: holds values only, for the thread pool.
    std::function<QImage()> pictureMaker(QSize size, qreal devicePixelRatio) const;
    bool isRendered() const; ///< the picture on view is that of the newest data and size

Q_SIGNALS:
    void rendered();
    void zoomRequested(qint64 startMs, qint64 endMs);
    void zoomOutRequested();
    void hiddenChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban

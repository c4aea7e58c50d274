// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kit/charts/chartrenderer.h"

#include <QFutureWatcher>
#include <QPointer>
#include <QWidget>

#include <memory>
#include <optional>

namespace toban {

class ChartReadout;
class CrosshairGroup;
class SeriesColours;

/// The plot of a ChartView: has the picture made on the thread pool, blits it, and paints crosshair and selection on
/// top. Renders only while visible; at most one rendering runs, and of the states that come meanwhile the newest is
/// next.
class ChartCanvas : public QWidget
{
    Q_OBJECT
public:
    explicit ChartCanvas(QWidget *parent = nullptr);
    ~ChartCanvas() override;

    void setData(ChartData data);
    const ChartData &data() const { return m_data; }
    const std::vector<ChartSeries> &series() const { return m_series; }
    const QList<int> &styles() const { return m_styles; }
    void setGroup(CrosshairGroup *group);
    void setColours(std::shared_ptr<SeriesColours> colours);
    void setHidden(const QSet<QString> &hidden);
    const QSet<QString> &hidden() const { return m_hidden; }
    ChartStyle style(QSize size, qreal ratio) const;
    const ChartPicture &picture() const { return m_picture; }
    bool isRendered() const;
    /// Name and values at the crosshair (at the bar, without time axis) while the keyboard or pointer is here, else the
    /// summary.
    QString spokenText() const;
    void invalidate();

    QSize sizeHint() const override { return {420, 180}; }
    QSize minimumSizeHint() const override { return {120, 80}; }

Q_SIGNALS:
    void rendered();
    void zoomRequested(qint64 startMs, qint64 endMs);
    void zoomOutRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void start();
    void onFinished();
    void onTimeChanged();
    void pointAt(double x);
    void moveBy(qint64 steps, bool select);
    void pointAtBar(std::optional<size_t> bar);
    void moveBar(qint64 by);
    bool barKey(int key, qint64 by); ///< false: means nothing to a chart without time axis
    std::optional<size_t> barAt(QPointF position) const;
    void showBarReadout();
    void finishSelection();
    void clearSelection();
    void showReadout();
    void hideReadout();
    void paintCrosshair(QPainter &painter, const Tokens &t);
    qint64 stepMs() const;

    ChartData m_data;
    std::vector<ChartSeries> m_series;
    QList<int> m_styles;
    QSet<QString> m_hidden;
    std::shared_ptr<SeriesColours> m_colours;
    QPointer<CrosshairGroup> m_group;
    ChartPicture m_picture;
    QFutureWatcher<ChartPicture> m_watcher;
    /// Set until the result has been taken over: the future alone is done a moment earlier.
    bool m_running = false;
    bool m_hasData = false; ///< setData has been called
    bool m_stale = false; ///< the picture is not of the newest state
    QSize m_asked; ///< size in device pixels being rendered
    QPointer<ChartReadout> m_readout;
    std::optional<size_t> m_bar; ///< of a picture without time axis: what pointer or keyboard is at
    std::optional<qint64> m_selectFrom;
    std::optional<qint64> m_selectTo;
    std::optional<double> m_pressX;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/chartcanvas.h"

#include "kit/charts/chartreadout.h"
#include "kit/charts/crosshairgroup.h"
#include "kit/charts/seriescolours.h"
#include "kit/format.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QPainter>
#include <QPromise>
#include <QThreadPool>

#include <algorithm>
#include <cmath>

namespace toban {

namespace {
constexpr int mostLines = 14; ///< of the read-out
constexpr int mostDots = 40;
constexpr double dragDistance = 5;
} // namespace

ChartCanvas::ChartCanvas(QWidget *parent) : QWidget(parent), m_colours(std::make_shared<SeriesColours>())
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setGroup(new CrosshairGroup(this));
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &ChartCanvas::onFinished);
}

ChartCanvas::~ChartCanvas()
{
    delete m_readout;
}

void ChartCanvas::setData(ChartData data)
{
    m_data = std::move(data);
    m_series = chartSeries(m_data);
    QStringList names;
    for (const ChartSeries &series : m_series)
        names.append(series.name);
    m_styles = m_colours->styles(names);
    m_hasData = true;
    setAccessibleName(m_data.title);
    invalidate();
}

void ChartCanvas::setGroup(CrosshairGroup *group)
{
    if (m_group)
        disconnect(m_group, nullptr, this, nullptr);
    m_group = group;
    if (m_group)
        connect(m_group, &CrosshairGroup::timeChanged, this, &ChartCanvas::onTimeChanged);
}

void ChartCanvas::setColours(std::shared_ptr<SeriesColours> colours)
{
    m_colours = std::move(colours);
    if (m_hasData)
        setData(std::move(m_data));
}

void ChartCanvas::setHidden(const QSet<QString> &hidden)
{
    m_hidden = hidden;
    invalidate();
}

ChartStyle ChartCanvas::style(QSize size, qreal ratio) const
{
    ChartStyle style;
    style.size = size;
    style.devicePixelRatio = ratio;
    style.tokens = &tokens(this);
    style.font = type::font(this, type::caption);
    style.styles = m_styles;
    style.hidden = m_hidden;
    style.locale = QLocale();
    return style;
}

bool ChartCanvas::isRendered() const
{
    return m_hasData && !m_stale && !m_running && !m_picture.image.isNull();
}

void ChartCanvas::invalidate()
{
    m_stale = true;
    start();
}

void ChartCanvas::start()
{
    if (!m_hasData || !isVisible() || m_running || width() < 2 || height() < 2)
        return;
    m_stale = false;
    m_running = true;
    m_asked = size() * devicePixelRatioF();
    auto promise = std::make_shared<QPromise<ChartPicture>>();
    promise->start();
    m_watcher.setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, data = m_data, style = style(size(), devicePixelRatioF())] {
        promise->addResult(renderChart(data, style));
        promise->finish();
    });
}

void ChartCanvas::onFinished()
{
    m_running = false;
    m_picture = m_watcher.result();
    update();
    if (m_bar && *m_bar >= m_picture.bars.size())
        pointAtBar({});
    if (m_stale)
        return start();
    if (m_bar)
        showBarReadout();
    else if (m_group && m_group->source() == this)
        showReadout();
    Q_EMIT rendered();
}

void ChartCanvas::resizeEvent(QResizeEvent *)
{
    invalidate();
}

void ChartCanvas::showEvent(QShowEvent *)
{
    if (m_stale || m_picture.image.isNull())
        invalidate();
}

void ChartCanvas::changeEvent(QEvent *event)
{
    // Each widget hears of its own palette after its parent has: only then do the colours hold.
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::LanguageChange)
        invalidate();
    QWidget::changeEvent(event);
}

void ChartCanvas::hideEvent(QHideEvent *)
{
    hideReadout();
}

qint64 ChartCanvas::stepMs() const
{
    return m_series.empty() ? 1000 : std::max<qint64>(1, m_series.front().frame->stepMs);
}

void ChartCanvas::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(this);
    QPainter painter(this);
    if (!m_picture.image.isNull()) {
        const QSize wanted = size() * devicePixelRatioF();
        if (m_picture.image.size() == wanted)
            painter.drawImage(0, 0, m_picture.image);
        else
            painter.drawImage(rect(), m_picture.image); // stretched until the new one is there
        if (wanted != m_asked && !m_running)
            QMetaObject::invokeMethod(this, &ChartCanvas::invalidate, Qt::QueuedConnection); // moved to another screen
        if (!m_picture.hasData) {
            painter.setFont(type::font(this, type::body));
            painter.setPen(t.textFaint);
            painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                             !m_series.empty() && m_hidden.size() >= qsizetype(m_series.size())
                                 ? tr("All series are switched off.")
                                 : tr("No data in this range."));
        } else if (m_picture.hasTimeAxis) {
            paintCrosshair(painter, t);
        } else if (m_bar && *m_bar < m_picture.bars.size()) {
            QColor wash = t.textStrong;
            wash.setAlphaF(0.08f);
            painter.fillRect(m_picture.bars[*m_bar].area, wash);
        }
    }
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(t.accent, 1.5));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), 4, 4);
    }
}

void ChartCanvas::paintCrosshair(QPainter &painter, const Tokens &t)
{
    const QRectF plot = m_picture.plot;
    if (m_selectFrom && m_selectTo) {
        const double from = m_picture.xOf(std::min(*m_selectFrom, *m_selectTo));
        const double to = m_picture.xOf(std::max(*m_selectFrom, *m_selectTo));
        QColor wash = t.accent;
        wash.setAlphaF(0.16f);
        painter.fillRect(QRectF(from, plot.top(), to - from, plot.height()), wash);
        painter.fillRect(QRectF(from, plot.top(), 1, plot.height()), t.accent);
        painter.fillRect(QRectF(to - 1, plot.top(), 1, plot.height()), t.accent);
    }
    if (!m_group || !m_group->timeMs())
        return;
    const qint64 time = *m_group->timeMs();
    if (time < m_picture.span.startMs || time > m_picture.span.endMs)
        return;
    const double x = m_picture.xOf(time);
    const qint64 sample = sampleTime(m_data, time);
    if (m_data.kind == PanelKind::Bars || m_data.kind == PanelKind::Histogram) {
        QColor wash = t.textStrong;
        wash.setAlphaF(0.08f);
        const double from = std::max(plot.left(), m_picture.xOf(sample - stepMs()));
        const double to = std::min(plot.right(), m_picture.xOf(sample));
        painter.fillRect(QRectF(from, plot.top(), std::max(1.0, to - from), plot.height()), wash);
        return;
    }
    painter.fillRect(QRectF(std::round(x), plot.top(), 1, plot.height()), t.textFaint);
    if (m_data.kind != PanelKind::Line || m_series.size() > mostDots)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    for (size_t i = 0; i < m_series.size(); ++i) {
        const double value = m_series[i].at(time);
        if (!std::isfinite(value) || m_hidden.contains(m_series[i].name))
            continue;
        painter.setPen(QPen(t.surface1, 1.5));
        painter.setBrush(seriesColour(t, m_styles[qsizetype(i)]));
        painter.drawEllipse(QPointF(std::round(x) + 0.5, m_picture.yOf(value)), 4, 4);
    }
}

void ChartCanvas::pointAt(double x)
{
    if (!m_group || !m_picture.hasTimeAxis || !m_picture.hasData || m_picture.plot.isEmpty())
        return;
    const double inside = std::clamp(x, m_picture.plot.left(), m_picture.plot.right());
    const qint64 pointed = m_picture.timeAt(inside);
    qint64 time
        = m_data.kind == PanelKind::Bars || m_data.kind == PanelKind::Histogram ? pointed : sampleTime(m_data, pointed);
    time = std::clamp(time, m_picture.span.startMs, m_picture.span.endMs);
    m_group->point(time, this);
}

std::optional<size_t> ChartCanvas::barAt(QPointF position) const
{
    for (size_t i = 0; i < m_picture.bars.size(); ++i) {
        if (m_picture.bars[i].area.contains(position))
            return i;
    }
    return {};
}

void ChartCanvas::pointAtBar(std::optional<size_t> bar)
{
    if (bar && m_group && m_group->timeMs())
        m_group->point({}, this); // no moment is pointed at any more
    if (bar == m_bar)
        return;
    m_bar = bar;
    update();
    if (m_bar)
        showBarReadout();
    else
        hideReadout();
}

void ChartCanvas::moveBar(qint64 by)
{
    if (m_picture.bars.empty())
        return;
    const auto last = qint64(m_picture.bars.size()) - 1;
    const qint64 to = m_bar ? qint64(*m_bar) + by : by > 10 ? last : 0;
    pointAtBar(size_t(std::clamp<qint64>(to, 0, last)));
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void ChartCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_picture.hasTimeAxis)
        return pointAtBar(barAt(event->position()));
    const double x = event->position().x();
    pointAt(x);
    if (!m_pressX)
        return;
    if (std::abs(x - *m_pressX) >= dragDistance || m_selectTo) {
        const auto timeAt = [this](double at) {
            return m_picture.timeAt(std::clamp(at, m_picture.plot.left(), m_picture.plot.right()));
        };
        m_selectFrom = timeAt(*m_pressX);
        m_selectTo = timeAt(x);
        update();
    }
}

void ChartCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && m_picture.hasTimeAxis && m_picture.plot.contains(event->position()))
        m_pressX = event->position().x();
}

void ChartCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressX.reset();
    finishSelection();
}

void ChartCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_pressX.reset();
    if (event->button() == Qt::LeftButton && m_picture.hasTimeAxis)
        Q_EMIT zoomOutRequested();
}

void ChartCanvas::finishSelection()
{
    if (!m_selectFrom || !m_selectTo)
        return;
    const qint64 from = std::min(*m_selectFrom, *m_selectTo);
    const qint64 to = std::max(*m_selectFrom, *m_selectTo);
    clearSelection();
    if (to > from)
        Q_EMIT zoomRequested(from, to);
}

void ChartCanvas::clearSelection()
{
    m_selectFrom.reset();
    m_selectTo.reset();
    update();
}

void ChartCanvas::leaveEvent(QEvent *)
{
    if (m_group && m_group->source() == this && !m_pressX)
        m_group->point({}, this);
    if (m_bar)
        pointAtBar({});
}

void ChartCanvas::focusOutEvent(QFocusEvent *event)
{
    if (m_bar && !underMouse())
        pointAtBar({});
    if (m_group && m_group->source() == this && !underMouse())
        m_group->point({}, this);
    clearSelection();
    QWidget::focusOutEvent(event);
}

void ChartCanvas::moveBy(qint64 steps, bool select)
{
    if (!m_group || !m_picture.hasTimeAxis || !m_picture.hasData)
        return;
    const qint64 last = m_picture.span.endMs;
    // At least a pixel, or the key would seem to do nothing on long ranges.
    const qint64 pixel = std::llround(double(m_picture.span.lengthMs()) / std::max(1.0, m_picture.plot.width()));
    const qint64 each = stepMs() * std::max<qint64>(1, (pixel + stepMs() - 1) / stepMs());
    const bool begins = m_group->source() != this || !m_group->timeMs();
    const qint64 from = begins ? sampleTime(m_data, last) : *m_group->timeMs();
    const qint64 to = std::clamp(begins ? from : from + steps * each, m_picture.span.startMs, last);
    if (select && !m_selectFrom)
        m_selectFrom = from;
    if (select)
        m_selectTo = to;
    else
        clearSelection();
    m_group->point(to, this);
    update();
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

bool ChartCanvas::barKey(int key, qint64 by)
{
    constexpr qint64 far = 1'000'000;
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        moveBar(-by);
        return true;
    case Qt::Key_Right:
    case Qt::Key_Down:
        moveBar(by);
        return true;
    case Qt::Key_Home:
        moveBar(-far);
        return true;
    case Qt::Key_End:
        moveBar(far);
        return true;
    case Qt::Key_Escape:
        if (!m_bar)
            return false; // goes on to the window
        pointAtBar({});
        return true;
    default:
        return false;
    }
}

void ChartCanvas::keyPressEvent(QKeyEvent *event)
{
    const bool select = event->modifiers() & Qt::ShiftModifier;
    const qint64 by = event->modifiers() & Qt::ControlModifier ? 10 : 1;
    if (!m_picture.hasTimeAxis && barKey(event->key(), by))
        return;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveBy(-by, select);
    case Qt::Key_Right:
        return moveBy(by, select);
    case Qt::Key_Home:
        moveBy(0, select);
        return moveBy(-1'000'000'000, select);
    case Qt::Key_End:
        moveBy(0, select);
        return moveBy(1'000'000'000, select);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return finishSelection();
    case Qt::Key_Escape:
        if (m_selectFrom || (m_group && m_group->source() == this)) {
            clearSelection();
            m_group->point({}, this);
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void ChartCanvas::onTimeChanged()
{
    update();
    if (m_group->source() == this)
        showReadout();
    else
        hideReadout();
}

void ChartCanvas::showReadout()
{
    if (!m_group->timeMs() || !isVisible())
        return hideReadout();
    const qint64 time = *m_group->timeMs();
    const qint64 sample = sampleTime(m_data, time);
    std::vector<ReadoutRow> rows = readout(m_data, m_series, m_hidden, sample);
    const int more = std::max(0, int(rows.size()) - mostLines);
    rows.resize(rows.size() - size_t(more));
    const Tokens &t = tokens(this);
    std::vector<ChartReadout::Line> lines;
    lines.reserve(rows.size());
    for (const ReadoutRow &row : rows)
        lines.push_back({row.series >= 0 ? seriesColour(t, m_styles[row.series]) : QColor(), row.name, row.text});
    QStringList notes;
    for (const ChartData::Annotation &annotation : m_data.annotations) {
        if (std::abs(m_picture.xOf(annotation.timeMs) - m_picture.xOf(time)) <= 6)
            notes.append(format::time(annotation.timeMs, m_data.zone) + QLatin1Char(' ') + annotation.text);
    }
    if (lines.empty())
        notes.append(tr("No sample here"));
    if (!m_readout)
        m_readout = new ChartReadout(window());
    const QPoint anchor = mapTo(window(), QPoint(int(m_picture.xOf(time)), int(m_picture.plot.top())));
    m_readout->present(sampleTitle(m_data, sample), notes, std::move(lines), more, anchor);
}

void ChartCanvas::showBarReadout()
{
    if (!m_bar || !isVisible())
        return hideReadout();
    const ChartBar &bar = m_picture.bars[*m_bar];
    std::vector<ChartReadout::Line> lines{{QColor(), tr("Count"), bar.value}};
    if (!bar.share.isEmpty())
        lines.push_back({QColor(), tr("Share", "part of all, in per cent"), bar.share});
    if (!m_readout)
        m_readout = new ChartReadout(window());
    const QPoint anchor = mapTo(window(), QPoint(int(bar.area.center().x()), int(bar.area.top())));
    m_readout->present(bar.name, {}, std::move(lines), 0, anchor);
}

void ChartCanvas::hideReadout()
{
    if (m_readout)
        m_readout->hide();
}

QString ChartCanvas::spokenText() const
{
    if (m_bar && *m_bar < m_picture.bars.size()) {
        const ChartBar &bar = m_picture.bars[*m_bar];
        return QStringList{bar.name, bar.value, bar.share}.join(QStringLiteral("; "));
    }
    if (!m_group || m_group->source() != this || !m_group->timeMs())
        return summary(m_data);
    const qint64 sample = sampleTime(m_data, *m_group->timeMs());
    QStringList parts{sampleTitle(m_data, sample)};
    for (const ReadoutRow &row : readout(m_data, m_series, m_hidden, sample)) {
        if (parts.size() > 10)
            break;
        parts.append(row.name + QStringLiteral(": ") + row.text);
    }
    return parts.join(QStringLiteral("; "));
}

} // namespace toban

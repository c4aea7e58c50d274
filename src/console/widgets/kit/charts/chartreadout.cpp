// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/chartreadout.h"

#include "kit/charts/plot.h"
#include "kit/format.h"
#include "kit/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace toban {

namespace {
constexpr int pad = 10;
constexpr int lineHeight = 18;
constexpr int titleHeight = 22;
constexpr int widest = 380;
} // namespace

qint64 sampleTime(const ChartData &data, qint64 timeMs)
{
    for (const ChartData::Layer &layer : data.layers) {
        if (!layer.frame || layer.frame->stepMs <= 0)
            continue;
        const double at = double(timeMs - layer.frame->startMs) / double(layer.frame->stepMs);
        const bool backwards = data.kind == PanelKind::Bars || data.kind == PanelKind::Histogram;
        const double index = backwards ? std::ceil(at) : std::round(at);
        return layer.frame->startMs + qint64(index) * layer.frame->stepMs;
    }
    return timeMs;
}

std::vector<ReadoutRow> readout(const ChartData &data, const std::vector<ChartSeries> &series,
                                const QSet<QString> &hidden, qint64 timeMs)
{
    std::vector<ReadoutRow> rows;
    if (data.kind == PanelKind::Histogram) {
        const std::vector<double> counts = bucketCounts(series, timeMs);
        for (size_t i = counts.size(); i-- > 0;) {
            if (std::isfinite(counts[i]) && counts[i] > 0)
                rows.push_back(
                    {bucketText(series, i, data.unit, data.currency), format::number(counts[i]), counts[i], -1});
        }
        return rows;
    }
    for (size_t i = 0; i < series.size(); ++i) {
        const double value = series[i].at(timeMs);
        if (std::isfinite(value) && !hidden.contains(series[i].name))
            rows.push_back({series[i].name, {}, value, int(i)});
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const ReadoutRow &a, const ReadoutRow &b) { return a.value > b.value; });
    for (ReadoutRow &row : rows)
        row.text = format::value(row.value, data.unit, data.currency);
    return rows;
}

QString sampleTitle(const ChartData &data, qint64 sampleMs)
{
    const qint64 begins = sampleBegin(data, sampleMs);
    return countsDays(data) ? format::date(begins, data.zone) : format::dateTime(begins, data.zone);
}

ChartReadout::ChartReadout(QWidget *window) : QWidget(window)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void ChartReadout::present(const QString &title, const QStringList &notes, std::vector<Line> lines, int more,
                           QPoint anchor)
{
    m_title = title;
    m_notes = notes;
    m_lines = std::move(lines);
    m_more = more;
    const QFontMetrics metrics(type::font(this, 12));
    const QFontMetrics strong(type::font(this, 12, QFont::DemiBold));
    int width = strong.horizontalAdvance(title);
    for (const QString &note : m_notes)
        width = std::max(width, metrics.horizontalAdvance(note));
    for (const Line &line : m_lines)
        width = std::max(width, 16 + metrics.horizontalAdvance(line.name) + 24 + strong.horizontalAdvance(line.value));
    const int rows = int(m_lines.size()) + int(m_notes.size()) + (m_more > 0);
    const QSize size(std::min(width, widest) + 2 * pad, titleHeight + rows * lineHeight + pad + 4);
    const QRect room = parentWidget()->rect().adjusted(4, 4, -4, -4);
    int x = anchor.x() + 14;
    if (x + size.width() > room.right())
        x = anchor.x() - 14 - size.width();
    x = std::max(room.left(), x);
    const int y = std::clamp(anchor.y(), room.top(), std::max(room.top(), room.bottom() - size.height()));
    setGeometry(QRect(QPoint(x, y), size));
    raise();
    show();
    update();
}

void ChartReadout::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(mix(t.line, t.control, 0.3), 1));
    painter.setBrush(t.dark ? t.surface2 : t.surface1);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), space::radius, space::radius);

    const QFont normal = type::font(this, 12);
    const QFont strong = type::tabular(type::font(this, 12, QFont::DemiBold));
    QRect line(pad, 5, width() - 2 * pad, titleHeight);
    painter.setFont(normal);
    painter.setPen(t.textFaint);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, m_title);
    line = QRect(pad, line.bottom() + 1, width() - 2 * pad, lineHeight);
    for (const QString &note : m_notes) {
        painter.setPen(t.busy.text);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(note, Qt::ElideRight, line.width()));
        line.translate(0, lineHeight);
    }
    for (const Line &row : m_lines) {
        int left = 0;
        if (row.colour.isValid()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(row.colour);
            painter.drawRoundedRect(QRectF(line.left(), line.center().y() - 1.5, 10, 4), 2, 2);
            left = 16;
        }
        painter.setFont(strong);
        painter.setPen(t.textStrong);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, row.value);
        const int room = line.width() - left - 12 - painter.fontMetrics().horizontalAdvance(row.value);
        painter.setFont(normal);
        painter.setPen(t.text);
        painter.drawText(line.adjusted(left, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(row.name, Qt::ElideMiddle, room));
        line.translate(0, lineHeight);
    }
    if (m_more > 0) {
        painter.setPen(t.textFaint);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, tr("and %n more", nullptr, m_more));
    }
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/chartexport.h"

#include "kit/format.h"

#include <QDateTime>
#include <QPainter>

#include <cmath>
#include <set>

namespace toban {

namespace {

/// RFC 4180 quoting; what a spreadsheet would run is made text.
QByteArray csvCell(QString text)
{
    if (!text.isEmpty() && QStringView(u"=+-@\t\r").contains(text.front()))
        text.prepend(u'\'');
    const bool quote = text.contains(u',') || text.contains(u'"') || text.contains(u'\n') || text.contains(u'\r');
    if (quote)
        text = u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
    return text.toUtf8();
}

/// What the row is called: bars begin a step before their sample.
QByteArray rowTime(const ChartData &data, qint64 sampleMs)
{
    const qint64 begins = sampleBegin(data, sampleMs);
    if (!countsDays(data))
        return format::iso(begins).toLatin1();
    return QDateTime::fromMSecsSinceEpoch(begins, data.zone).date().toString(Qt::ISODate).toLatin1();
}

} // namespace

QByteArray toCsv(const ChartData &data)
{
    const std::vector<ChartSeries> series = chartSeries(data);
    std::set<qint64> times;
    for (const ChartData::Layer &layer : data.layers) {
        for (int i = 0; layer.frame && i < layer.frame->points; ++i)
            times.insert(layer.frame->timeAt(i));
    }
    QByteArray csv = "time";
    for (const ChartSeries &one : series)
        csv += ',' + csvCell(one.name);
    csv += "\r\n";
    for (const qint64 time : times) {
        csv += rowTime(data, time);
        for (const ChartSeries &one : series) {
            csv += ',';
            const qint64 offset = time - one.frame->startMs;
            const double value = offset % one.frame->stepMs == 0 ? one.at(time) : std::nan("");
            if (!std::isnan(value))
                csv += std::isinf(value) ? QByteArray(value < 0 ? "-Inf" : "+Inf") : QByteArray::number(value, 'g', 17);
        }
        csv += "\r\n";
    }
    return csv;
}

QImage toImage(const ChartData &data, const ChartStyle &given)
{
    constexpr int pad = 16;
    constexpr int titleHeight = 40;
    constexpr int entryHeight = 20;
    const format::LocaleScope scope(given.locale);
    const Tokens &t = *given.tokens;
    const std::vector<ChartSeries> series = chartSeries(data);
    const QFontMetrics metrics(given.font);

    struct Place
    {
        QPoint at;
        size_t index;
    };
    std::vector<Place> places;
    const bool hasLegend
        = data.kind == PanelKind::Line || data.kind == PanelKind::StackedArea || data.kind == PanelKind::Bars;
    QPoint at(pad, 0);
    for (size_t i = 0; hasLegend && i < series.size() && i < 60; ++i) {
        if (given.hidden.contains(series[i].name))
            continue;
        const int width = metrics.horizontalAdvance(series[i].name) + 34;
        if (at.x() > pad && at.x() + width > given.size.width() - pad)
            at = QPoint(pad, at.y() + entryHeight);
        places.push_back({at, i});
        at.rx() += width;
    }
    const int legendHeight = places.empty() ? 0 : at.y() + entryHeight;

    ChartStyle style = given;
    style.transparent = false;
    style.size = QSize(given.size.width() - 2 * pad, given.size.height() - titleHeight - legendHeight - pad);
    const ChartPicture picture = renderChart(data, style);

    QImage image(given.size * given.devicePixelRatio, QImage::Format_RGB32);
    image.setDevicePixelRatio(given.devicePixelRatio);
    image.fill(t.surface1);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont title = given.font;
    title.setPixelSize(type::title);
    title.setWeight(QFont::DemiBold);
    painter.setFont(title);
    painter.setPen(t.textStrong);
    painter.drawText(QRect(pad, 0, given.size.width() - 2 * pad, titleHeight), Qt::AlignVCenter | Qt::AlignLeft,
                     data.title);
    painter.setFont(given.font);
    painter.setPen(t.textFaint);
    painter.drawText(QRect(pad, 0, given.size.width() - 2 * pad, titleHeight), Qt::AlignVCenter | Qt::AlignRight,
                     format::dateTime(data.span.startMs, data.zone) + QStringLiteral(" – ")
                         + format::dateTime(data.span.endMs, data.zone));
    painter.drawImage(pad, titleHeight, picture.image);
    const int legendTop = given.size.height() - legendHeight - pad / 2;
    for (const Place &place : places) {
        const QPoint origin = place.at + QPoint(0, legendTop);
        const int number
            = place.index < size_t(given.styles.size()) ? given.styles[qsizetype(place.index)] : int(place.index);
        painter.setPen(Qt::NoPen);
        painter.setBrush(seriesColour(t, number));
        painter.drawRoundedRect(QRectF(origin.x(), origin.y() + 8, 12, 4), 2, 2);
        painter.setPen(t.text);
        painter.drawText(QRect(origin.x() + 18, origin.y(), 1000, entryHeight), Qt::AlignVCenter | Qt::AlignLeft,
                         series[place.index].name);
    }
    return image;
}

} // namespace toban

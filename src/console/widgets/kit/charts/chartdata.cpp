// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/chartdata.h"

#include "kit/format.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <cmath>
#include <limits>

namespace toban {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Chart)
};

} // namespace

double ChartSeries::at(qint64 timeMs) const
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    if (!frame || !values || frame->stepMs <= 0)
        return nan;
    const double index = std::round(double(timeMs - frame->startMs) / double(frame->stepMs));
    if (index < 0 || index >= double(values->size()))
        return nan;
    return (*values)[size_t(index)];
}

QString legendText(const QString &legend, const Labels &labels)
{
    if (legend.isEmpty()) {
        QStringList parts;
        for (const auto &[name, value] : labels.pairs())
            parts.append(value);
        return parts.join(QStringLiteral(" · "));
    }
    if (!legend.contains(u"{{"))
        return legend;
    QString text;
    qsizetype from = 0;
    while (true) {
        const qsizetype open = legend.indexOf(u"{{", from);
        const qsizetype close = open < 0 ? -1 : legend.indexOf(u"}}", open);
        if (close < 0)
            return text + legend.mid(from);
        text += QStringView(legend).mid(from, open - from);
        text += labels.value(QStringView(legend).mid(open + 2, close - open - 2).trimmed());
        from = close + 2;
    }
}

std::vector<ChartSeries> chartSeries(const ChartData &data)
{
    std::vector<ChartSeries> all;
    QHash<QString, int> seen;
    for (const ChartData::Layer &layer : data.layers) {
        if (!layer.frame)
            continue;
        std::vector<const Series *> ordered;
        ordered.reserve(layer.frame->series.size());
        for (const Series &series : layer.frame->series)
            ordered.push_back(&series);
        if (data.kind == PanelKind::Histogram) {
            std::stable_sort(ordered.begin(), ordered.end(), [](const Series *a, const Series *b) {
                return bucketBound(a->labels) < bucketBound(b->labels);
            });
        }
        for (const Series *series : ordered) {
            QString name = legendText(layer.legend, series->labels);
            if (name.isEmpty())
                name = data.title;
            if (const int count = ++seen[name]; count > 1)
                name += QStringLiteral(" (%1)").arg(count);
            all.push_back({name, layer.frame.get(), &series->values});
        }
    }
    return all;
}

namespace {

constexpr qint64 wholeDayMs = 86'400'000;

qint64 barStepMs(const ChartData &data)
{
    for (const ChartData::Layer &layer : data.layers) {
        if (data.kind == PanelKind::Bars && layer.frame && layer.frame->stepMs > 0)
            return layer.frame->stepMs;
    }
    return 0;
}

} // namespace

bool countsDays(const ChartData &data)
{
    const qint64 step = barStepMs(data);
    return step > 0 && step % wholeDayMs == 0;
}

qint64 sampleBegin(const ChartData &data, qint64 sampleMs)
{
    const qint64 begins = sampleMs - barStepMs(data);
    return countsDays(data) ? begins + wholeDayMs / 2 : begins;
}

QString summary(const ChartData &data)
{
    const std::vector<ChartSeries> series = chartSeries(data);
    const QString span = Words::tr("%1, %2 to %3.")
                             .arg(data.title, format::dateTime(data.span.startMs, data.zone),
                                  format::dateTime(data.span.endMs, data.zone));
    QStringList values;
    for (const ChartSeries &one : series) {
        if (values.size() == 10)
            break;
        const auto last
            = std::find_if(one.values->rbegin(), one.values->rend(), [](double v) { return std::isfinite(v); });
        if (last != one.values->rend())
            values.append(Words::tr("%1: %2", "series name, value")
                              .arg(one.name, format::value(*last, data.unit, data.currency)));
    }
    if (values.isEmpty())
        return span + QLatin1Char(' ') + Words::tr("No data in this range.");
    QString text = span + QLatin1Char(' ') + values.join(QStringLiteral("; "));
    for (const ChartData::Annotation &annotation : data.annotations) {
        if (annotation.timeMs >= data.span.startMs && annotation.timeMs <= data.span.endMs)
            text += QStringLiteral("; ") + format::time(annotation.timeMs, data.zone) + QLatin1Char(' ')
                + annotation.text;
    }
    if (int(series.size()) > 10)
        text += QStringLiteral("; ") + Words::tr("and %n more", nullptr, int(series.size()) - 10);
    return text;
}

} // namespace toban

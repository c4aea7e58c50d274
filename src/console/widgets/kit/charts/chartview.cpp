// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/chartview.h"

#include "kit/charts/chartcanvas.h"
#include "kit/charts/chartexport.h"
#include "kit/charts/crosshairgroup.h"
#include "kit/charts/legend.h"
#include "kit/charts/seriescolours.h"

#include <QAccessibleWidget>
#include <QVBoxLayout>

namespace toban {

namespace {

/// A chart says in words what it shows; the words are made only when someone asks.
class Accessible final : public QAccessibleWidget
{
public:
    explicit Accessible(ChartCanvas *canvas) : QAccessibleWidget(canvas, QAccessible::Chart) { }
    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Description || kind == QAccessible::Value)
            return static_cast<ChartCanvas *>(widget())->spokenText();
        return QAccessibleWidget::text(kind);
    }
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *canvas = qobject_cast<ChartCanvas *>(object);
    return canvas ? new Accessible(canvas) : nullptr;
}

bool hasLegend(PanelKind kind)
{
    return kind == PanelKind::Line || kind == PanelKind::StackedArea || kind == PanelKind::Bars;
}

} // namespace

struct ChartView::Private
{
    ChartCanvas *canvas = nullptr;
    Legend *legend = nullptr;
    int legendRows = 1;

    void refreshLegend();
};

void ChartView::Private::refreshLegend()
{
    const bool shown = legendRows > 0 && hasLegend(canvas->data().kind);
    legend->setVisible(shown);
    if (!shown)
        return;
    std::vector<Legend::Entry> entries;
    const std::vector<ChartSeries> &series = canvas->series();
    entries.reserve(series.size());
    for (size_t i = 0; i < series.size(); ++i)
        entries.push_back({series[i].name, canvas->styles()[qsizetype(i)], !canvas->hidden().contains(series[i].name)});
    legend->setEntries(entries);
}

ChartView::ChartView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    QAccessible::installFactory(makeAccessible); // a second time changes nothing
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    d->canvas = new ChartCanvas(this);
    d->canvas->setObjectName(QStringLiteral("chart"));
    d->legend = new Legend(this);
    column->addWidget(d->canvas, 1);
    column->addWidget(d->legend);
    connect(d->canvas, &ChartCanvas::rendered, this, &ChartView::rendered);
    connect(d->canvas, &ChartCanvas::zoomRequested, this, &ChartView::zoomRequested);
    connect(d->canvas, &ChartCanvas::zoomOutRequested, this, &ChartView::zoomOutRequested);
    connect(d->legend, &Legend::toggled, this, [this](const QString &name) {
        QSet<QString> hiddenNames = hidden();
        if (!hiddenNames.remove(name))
            hiddenNames.insert(name);
        setHidden(hiddenNames);
    });
    connect(d->legend, &Legend::isolated, this, [this](const QString &name) {
        QSet<QString> others;
        for (const ChartSeries &series : d->canvas->series()) {
            if (series.name != name)
                others.insert(series.name);
        }
        setHidden(hidden() == others ? QSet<QString>() : others);
    });
}

ChartView::~ChartView() = default;

void ChartView::setData(ChartData data)
{
    d->canvas->setData(std::move(data));
    d->refreshLegend();
}

const ChartData &ChartView::data() const
{
    return d->canvas->data();
}

void ChartView::setCrosshairGroup(CrosshairGroup *group)
{
    d->canvas->setGroup(group);
}

void ChartView::setSeriesColours(std::shared_ptr<SeriesColours> colours)
{
    d->canvas->setColours(std::move(colours));
    d->refreshLegend();
}

void ChartView::setLegendRows(int rows)
{
    d->legendRows = rows;
    if (rows > 0)
        d->legend->setMaxRows(rows);
    d->refreshLegend();
}

void ChartView::setHidden(const QSet<QString> &names)
{
    if (names == hidden())
        return;
    d->canvas->setHidden(names);
    d->refreshLegend();
    Q_EMIT hiddenChanged();
}

const QSet<QString> &ChartView::hidden() const
{
    return d->canvas->hidden();
}

int ChartView::plotPixels() const
{
    const double width = d->canvas->picture().plot.width() > 0 ? d->canvas->picture().plot.width()
                                                               : std::max(1, d->canvas->width() - 48);
    return int(width * devicePixelRatioF());
}

QByteArray ChartView::csv() const
{
    return toCsv(d->canvas->data());
}

QImage ChartView::picture(QSize size, qreal devicePixelRatio) const
{
    return pictureMaker(size, devicePixelRatio)();
}

std::function<QImage()> ChartView::pictureMaker(QSize size, qreal devicePixelRatio) const
{
    return
        [data = d->canvas->data(), style = d->canvas->style(size, devicePixelRatio)] { return toImage(data, style); };
}

bool ChartView::isRendered() const
{
    return d->canvas->isRendered();
}

} // namespace toban

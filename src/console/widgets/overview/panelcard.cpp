// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/panelcard.h"

#include "kit/charts/chartview.h"
#include "kit/describe.h"
#include "kit/format.h"
#include "kit/stateview.h"
#include "overview/dashboardtexts.h"

#include <QAction>
#include <QEvent>
#include <QMenu>

#include <algorithm>

namespace toban {

namespace {

/// The service stamps a bar with the beginning of its step, the chart with the end.
FramePtr atTheirEnd(const Frame &frame)
{
    auto moved = std::make_shared<Frame>(frame);
    moved->startMs += frame.stepMs;
    return moved;
}

} // namespace

PanelCard::PanelCard(const PanelSpec &spec, CrosshairGroup *crosshair, std::shared_ptr<SeriesColours> colours,
                     QWidget *parent)
    : Card(parent), m_spec(spec), m_zone(QTimeZone::utc()), m_state(new StateView), m_chart(new ChartView)
{
    setObjectName(QStringLiteral("panel.") + spec.id);
    m_chart->setObjectName(QStringLiteral("chart.") + spec.id);
    m_chart->setCrosshairGroup(crosshair);
    m_chart->setSeriesColours(std::move(colours));
    m_chart->setLegendRows(1);
    m_state->setContent(m_chart);
    m_state->showLoading();
    setBody(m_state);
    buildMenu();
    connect(m_state, &StateView::retryRequested, this, &PanelCard::retryRequested);
    connect(m_state, &StateView::actionRequested, this, &PanelCard::settingsRequested);
    connect(m_chart, &ChartView::rendered, this, [this] {
        if (isSettled())
            Q_EMIT settled();
    });
    retranslate();
}

void PanelCard::buildMenu()
{
    const auto add = [this](QAction *&action, const char *name, auto signal) {
        action = menu()->addAction(QString());
        action->setObjectName(QStringLiteral("action.panel.%1.%2").arg(QLatin1String(name), m_spec.id));
        connect(action, &QAction::triggered, this, signal);
    };
    add(m_query, "query", &PanelCard::queryRequested);
    menu()->addSeparator();
    add(m_csv, "csv", &PanelCard::csvRequested);
    add(m_png, "png", &PanelCard::pictureRequested);
}

void PanelCard::setData(const PanelData &data, const QString &currency, const QTimeZone &zone, qint64 nowMs,
                        qint64 scrapeMs)
{
    m_data = data;
    m_currency = currency;
    m_zone = zone;
    QString note;
    if (data.newestSampleMs && nowMs - *data.newestSampleMs > 2 * scrapeMs && data.span.endMs >= nowMs - 2 * scrapeMs)
        note = tr("newest sample %1").arg(format::age(nowMs - *data.newestSampleMs));
    setNote(note);
    showState(zone);
    if (isSettled())
        Q_EMIT settled();
}

bool PanelCard::hasData() const
{
    return std::any_of(m_data.series.begin(), m_data.series.end(),
                       [](const PanelSeries &series) { return series.frame && !series.frame->isEmpty(); });
}

void PanelCard::showState(const QTimeZone &zone)
{
    const bool data = hasData();
    m_csv->setEnabled(data);
    m_png->setEnabled(data);
    m_query->setEnabled(!m_data.series.empty() || m_data.error);
    if (data)
        m_chart->setData(chartData());
    if (data && m_data.error)
        return m_state->showStale(*m_data.error, format::timeShort(m_data.answeredMs, zone),
                                  endpointName(EndpointKind::Prometheus));
    if (data)
        return m_state->showData();
    if (m_data.error && m_data.error->kind() == ErrorKind::Precondition)
        return m_state->showNotConfigured(describe(*m_data.error, endpointName(EndpointKind::Prometheus)).text(),
                                          tr("Open the settings"));
    if (m_data.error)
        return m_state->showError(*m_data.error, endpointName(EndpointKind::Prometheus));
    if (m_data.loading)
        return m_state->showLoading();
    m_state->showEmpty(tr("No samples between %1 and %2.")
                           .arg(format::dateTimeShort(m_data.span.startMs, m_data.span.endMs, zone),
                                format::dateTimeShort(m_data.span.endMs, m_data.span.endMs, zone)));
}

ChartData PanelCard::chartData() const
{
    ChartData chart;
    chart.kind = m_spec.kind;
    chart.title = title();
    chart.unit = m_spec.unit;
    chart.currency = m_currency;
    for (const PanelSeries &series : m_data.series) {
        if (!series.frame)
            continue;
        if (m_spec.kind == PanelKind::Bars)
            chart.layers.push_back({atTheirEnd(*series.frame), dashboardText(series.legend)});
        else if (m_spec.kind == PanelKind::Histogram)
            chart.layers.push_back({series.frame, QStringLiteral("≤ {{le}}")});
        else
            chart.layers.push_back({series.frame, dashboardText(series.legend)});
    }
    chart.thresholds = m_spec.thresholds;
    chart.span = m_data.span;
    chart.zone = m_zone;
    chart.zeroBased = m_spec.zeroBased;
    return chart;
}

bool PanelCard::isSettled() const
{
    if (m_state->mode() == StateView::Mode::Loading)
        return false;
    return m_state->mode() != StateView::Mode::Data || m_chart->isRendered();
}

void PanelCard::focusChart()
{
    m_chart->setFocus(Qt::ShortcutFocusReason);
}

void PanelCard::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    Card::changeEvent(event);
}

void PanelCard::retranslate()
{
    setTitle(dashboardText(m_spec.title));
    setAccessibleName(title());
    m_query->setText(tr("Query and explanation…"));
    m_csv->setText(tr("Export as CSV…"));
    m_png->setText(tr("Export as PNG…"));
    for (QAction *action : {m_query, m_csv, m_png})
        action->setProperty("fullText", tr("%1: %2", "panel: action").arg(title(), action->text()));
    if (!m_data.panelId.isEmpty())
        showState(m_zone);
}

} // namespace toban

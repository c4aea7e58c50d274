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

PanelCard::PanelCard(const PanelSpec &spec, CrosshairGroup *crosshair, std::shared_ptr<SeriesColours> colours,
                     QWidget *parent)
    : Card(parent), m_spec(spec), m_state(new StateView(this)), m_chart(new ChartView(m_state->contentParent()))
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

void PanelCard::setData(const PanelData &data, const QString &currency)
{
    m_data = data;
    m_currency = currency;
    showNote();
    showState();
    if (isSettled())
        Q_EMIT settled();
}

void PanelCard::setZones(const QTimeZone &shown, const QTimeZone &days)
{
    if (shown == m_zone && days == m_dayZone)
        return;
    m_zone = shown;
    m_dayZone = days;
    showNote();
    // The answer holds in any zone and is not asked for again: what is there is drawn anew.
    if (!m_data.panelId.isEmpty())
        showState();
}

void PanelCard::setNow(qint64 nowMs, qint64 endMs, qint64 scrapeMs)
{
    m_nowMs = nowMs;
    m_endMs = endMs;
    m_scrapeMs = scrapeMs;
    showNote();
}

void PanelCard::setNewestSample(std::optional<qint64> ms)
{
    m_data.newestSampleMs = ms;
    showNote();
}

void PanelCard::setMarks(const std::vector<ChartData::Annotation> &marks)
{
    m_marks = marks;
    if (hasData())
        m_chart->setData(chartData());
}

void PanelCard::showNote()
{
    if (m_data.error && hasData()) {
        // In the header, whose place is there already: nothing under the pointer moves.
        const bool refused = m_data.error->kind() == ErrorKind::Server && m_data.error->status() < 500;
        const QString from = format::timeShort(m_data.answeredMs, m_zone);
        setNote(State::Warn, refused ? tr("Refused, from %1").arg(from) : tr("No answer, from %1").arg(from),
                tr("%1 What you see is from %2.")
                    .arg(describe(*m_data.error, endpointName(EndpointKind::Prometheus)).what,
                         format::dateTime(m_data.answeredMs, m_zone)));
        return;
    }
    const bool past = m_endMs < m_nowMs - 2 * m_scrapeMs;
    const qint64 ageMs = m_data.newestSampleMs ? m_nowMs - *m_data.newestSampleMs : 0;
    setNote(!past && ageMs > 2 * m_scrapeMs ? tr("newest sample %1").arg(format::age(ageMs)) : QString());
}

bool PanelCard::hasData() const
{
    return std::any_of(m_data.series.begin(), m_data.series.end(),
                       [](const PanelSeries &series) { return series.frame && !series.frame->isEmpty(); });
}

void PanelCard::showState()
{
    const bool data = hasData();
    m_csv->setEnabled(data);
    m_png->setEnabled(data);
    m_query->setEnabled(!m_data.series.empty() || m_data.error);
    if (data)
        m_chart->setData(chartData());
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
                           .arg(format::dateTimeShort(m_data.span.startMs, m_data.span.endMs, m_zone),
                                format::dateTimeShort(m_data.span.endMs, m_data.span.endMs, m_zone)));
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
            chart.layers.push_back({atStepEnds(*series.frame), dashboardText(series.legend)});
        else if (m_spec.kind == PanelKind::Histogram)
            chart.layers.push_back({series.frame, QStringLiteral("≤ {{le}}")});
        else
            chart.layers.push_back({series.frame, dashboardText(series.legend)});
    }
    chart.thresholds = m_spec.thresholds;
    chart.thresholdsName = dashboardText(m_spec.thresholdsOf);
    if (m_data.dailyBudget) {
        chart.thresholds.critical = m_data.dailyBudget;
        chart.thresholdsName = tr("Daily budget");
    }
    chart.span = m_data.span;
    chart.zone = m_zone;
    if (countsDays(chart))
        chart.zone = m_dayZone;
    chart.zeroBased = m_spec.zeroBased;
    if (m_spec.kind != PanelKind::Histogram && m_spec.kind != PanelKind::Shares)
        chart.annotations = m_marks;
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
    showNote();
    m_query->setText(tr("Query and explanation…"));
    m_csv->setText(tr("Export as CSV…"));
    m_png->setText(tr("Export as PNG…"));
    for (QAction *action : {m_query, m_csv, m_png})
        action->setProperty("fullText", tr("%1: %2", "panel: action").arg(title(), action->text()));
    if (!m_data.panelId.isEmpty())
        showState();
}

} // namespace toban

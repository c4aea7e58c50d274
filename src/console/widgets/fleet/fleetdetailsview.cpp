// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/fleetdetailsview.h"

#include "fillcolumn.h"
#include "fleet/fleettext.h"
#include "kit/celldelegate.h"
#include "kit/charts/chartview.h"
#include "kit/charts/crosshairgroup.h"
#include "kit/describe.h"
#include "kit/format.h"
#include "kit/icons.h"
#include "kit/tablestate.h"
#include "kit/theme.h"
#include "logs/logproxy.h"
#include "ui_fleetdetailsview.h"

#include <QEvent>
#include <QHeaderView>
#include <QTableView>
#include <QTableWidget>

namespace toban {

namespace {

constexpr int chartHeight = 104;
constexpr int listRows = 8;
constexpr int leastPixels = 240;

enum RevisionColumn { NumberColumn, WhenColumn, WhyColumn, WhatColumn, WhoColumn, RevisionColumns };

} // namespace

FleetDetailsView::FleetDetailsView(QSettings &settings, QWidget *parent)
    : QWidget(parent), m_ui(std::make_unique<Ui::FleetDetailsView>()),
      m_charts{{{QT_TR_NOOP("Requests per second"), &AgentMetrics::requests, Unit::PerSecond},
                {QT_TR_NOOP("Error rate"), &AgentMetrics::errors, Unit::Ratio},
                {QT_TR_NOOP("Response time, P95"), &AgentMetrics::latency, Unit::Seconds},
                {QT_TR_NOOP("CPU"), &AgentMetrics::cpu, Unit::Cores},
                {QT_TR_NOOP("Memory"), &AgentMetrics::memory, Unit::Bytes}}},
      m_lines(new LogModel(100, this)), m_lineProxy(new LogProxy(*m_lines, this))
{
    m_ui->setupUi(this);
    m_ui->closeButton->setIcon(icons::icon(QStringLiteral("close")));

    auto *charts = new QWidget(m_ui->metricsState->contentParent());
    auto *stack = new QVBoxLayout(charts);
    stack->setContentsMargins(0, 0, 0, 0);
    stack->setSpacing(space::xs);
    auto *crosshair = new CrosshairGroup(this);
    for (Chart &chart : m_charts) {
        auto *caption = new QLabel(charts);
        caption->setObjectName(QStringLiteral("caption"));
        caption->setProperty("role", QStringLiteral("caption"));
        chart.view = new ChartView(charts);
        chart.view->setFixedHeight(chartHeight);
        chart.view->setLegendRows(0);
        chart.view->setCrosshairGroup(crosshair);
        connect(chart.view, &ChartView::zoomRequested, this, &FleetDetailsView::zoomRequested);
        stack->addWidget(caption);
        stack->addWidget(chart.view);
    }
    m_ui->metricsState->setContent(charts);

    auto *lines = new QTableView(m_ui->linesState->contentParent());
    lines->setObjectName(QStringLiteral("lastLines"));
    lines->setModel(m_lineProxy);
    prepareTable(lines);
    lines->horizontalHeader()->hide();
    lines->setColumnHidden(LogModel::AgentColumn, true);
    lines->setColumnWidth(LogModel::TimeColumn, 96);
    lines->setColumnWidth(LogModel::LevelColumn, 76);
    lines->horizontalHeader()->setStretchLastSection(true);
    lines->setSortingEnabled(false);
    lines->setFixedHeight(listRows * space::row);
    m_ui->linesState->setContent(lines);

    m_revisionTable = new QTableWidget(0, RevisionColumns, m_ui->revisionsState->contentParent());
    m_revisionTable->setObjectName(QStringLiteral("revisions"));
    prepareTable(m_revisionTable);
    m_revisionTable->setSortingEnabled(false);
    m_revisionTable->setEditTriggers(QAbstractItemView::NoEditTriggers);
    const int widths[] = {64, 96, 150, 0, 72};
    for (int column = 0; column < RevisionColumns; ++column)
        m_revisionTable->setColumnWidth(column, widths[column]);
    m_revisionTable->setColumnWidth(WhatColumn, 200);
    new TableState(m_revisionTable->horizontalHeader(), settings, QStringLiteral("fleet/revisions"));
    new FillColumn(m_revisionTable->horizontalHeader(), WhyColumn, 150);
    m_revisionTable->setFixedHeight((listRows - 1) * space::row);
    m_ui->revisionsState->setContent(m_revisionTable);

    connect(m_ui->closeButton, &QToolButton::clicked, this, &FleetDetailsView::closeRequested);
    connect(m_ui->logsButton, &QPushButton::clicked, this, &FleetDetailsView::logsRequested);
    for (StateView *part : {m_ui->metricsState, m_ui->linesState, m_ui->revisionsState})
        connect(part, &StateView::retryRequested, this, &FleetDetailsView::retryRequested);
    retranslate();
    showNothing();
}

FleetDetailsView::~FleetDetailsView() = default;

void FleetDetailsView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_ui->retranslateUi(this);
        retranslate();
    }
    QWidget::changeEvent(event);
}

void FleetDetailsView::retranslate()
{
    const QList<QLabel *> captions = m_ui->metricsState->content()->findChildren<QLabel *>(QStringLiteral("caption"));
    for (int i = 0; i < captions.size() && i < int(m_charts.size()); ++i) {
        captions[i]->setText(tr(m_charts[size_t(i)].title));
        m_charts[size_t(i)].view->setAccessibleName(tr(m_charts[size_t(i)].title));
    }
    m_ui->linesState->content()->setAccessibleName(tr("Last log lines"));
    m_revisionTable->setAccessibleName(tr("Revisions"));
    m_revisionTable->setHorizontalHeaderLabels({tr("Revision"), tr("When"), tr("Why"), tr("What"), tr("Who")});
    refreshFacts();
    fillRevisions();
    refreshMetrics();
    refreshLines();
    refreshRevisions();
}

void FleetDetailsView::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    m_lineProxy->setZone(zone);
    refreshFacts();
    fillRevisions();
    refreshMetrics();
}

void FleetDetailsView::setNow(qint64 nowMs)
{
    const bool wasSilent = m_agent && m_agent->isSilent(m_nowMs);
    m_nowMs = nowMs;
    if (m_agent && (wasSilent || m_agent->isSilent(nowMs)))
        refreshFacts();
}

bool FleetDetailsView::isEmpty() const
{
    return m_key.isEmpty();
}

void FleetDetailsView::showNothing()
{
    m_key.clear();
    m_agent.reset();
    m_deployment.reset();
    forget();
    m_ui->stack->setCurrentWidget(m_ui->nothingPage);
}

void FleetDetailsView::forget()
{
    m_metrics.reset();
    m_linesAnswer.reset();
    m_revisionsAnswer.reset();
    m_annotations.clear();
}

void FleetDetailsView::show(const QString &key)
{
    m_ui->stack->setCurrentWidget(m_ui->detailsPage);
    if (key != m_key) {
        m_key = key;
        forget();
        m_ui->scrollArea->ensureVisible(0, 0);
        m_ui->metricsState->showLoading();
        m_ui->linesState->showLoading();
        m_ui->revisionsState->showLoading();
    }
    const bool isAgent = m_agent.has_value();
    for (QWidget *part : std::initializer_list<QWidget *>{m_ui->metricsHeading, m_ui->metricsState, m_ui->linesState})
        part->setVisible(isAgent);
    m_ui->linesHeading->setVisible(isAgent);
    for (QWidget *part : std::initializer_list<QWidget *>{m_ui->revisionsHeading, m_ui->revisionsState})
        part->setVisible(!isAgent);
    refreshFacts();
}

void FleetDetailsView::showDeployment(const FleetDeployment &row, State state, int silentAgents)
{
    m_agent.reset();
    m_deployment = row;
    m_deploymentState = state;
    m_silentAgents = silentAgents;
    show(QLatin1String("d/") + row.deployment.name);
}

void FleetDetailsView::showAgent(const Agent &agent)
{
    m_deployment.reset();
    m_agent = agent;
    show(QLatin1String("a/") + agent.id);
}

void FleetDetailsView::refreshFacts()
{
    std::vector<FactGrid::Fact> facts;
    const auto add
        = [&facts](const QString &name, const QString &value, bool isMonospace = false, const QString &tip = {}) {
              if (!value.isEmpty())
                  facts.push_back({name, value, tip, isMonospace});
          };
    if (m_agent) {
        const Agent &agent = *m_agent;
        m_ui->nameLabel->setText(agent.id);
        m_ui->stateBadge->setState(agent.state(m_nowMs), agentStateText(agent, m_nowMs));
        m_ui->stateBadge->setToolTip(silenceText(agent, m_nowMs));
        add(tr("Deployment"), agent.deployment);
        add(tr("Type"), agent.type);
        add(tr("Load"), tr("%1 of %2 tasks").arg(agent.currentLoad).arg(agent.capacity));
        add(tr("Version"), agent.version);
        add(tr("Revision"), QString::number(agent.revision));
        add(tr("Endpoint"), agent.endpoint, true);
        QString heartbeat = agent.lastHeartbeatMs ? format::dateTime(agent.lastHeartbeatMs, m_zone) : tr("never");
        if (agent.lastHeartbeatMs && agent.isSilent(m_nowMs))
            heartbeat = tr("%1 (%2)", "time of the last heartbeat and its age")
                            .arg(heartbeat, format::age(m_nowMs - agent.lastHeartbeatMs));
        add(tr("Last heartbeat"), heartbeat);
        add(tr("Registered"), agent.createdMs ? format::dateTime(agent.createdMs, m_zone) : QString());
    } else if (m_deployment) {
        const Deployment &deployment = m_deployment->deployment;
        const Revision &revision = deployment.revision;
        m_ui->stateBadge->setToolTip({});
        m_ui->nameLabel->setText(deployment.name.isEmpty() ? tr("Without a deployment") : deployment.name);
        if (m_deployment->known)
            m_ui->stateBadge->setState(m_deploymentState, stateText(deployment.state));
        else
            m_ui->stateBadge->setState(State::Unknown, tr("Not listed"));
        add(tr("Type"), deployment.agentType);
        if (m_deployment->known) {
            add(tr("Replicas"), replicasText(deployment));
            //: Agents of which no heartbeat has come for over a minute
            add(tr("Silent"), m_silentAgents > 0 ? tr("%n agent(s)", nullptr, m_silentAgents) : QString());
            add(tr("Cost per hour"),
                deployment.costPerHour ? format::value(deployment.costPerHour, Unit::MoneyPerHour, deployment.currency)
                                       : tr("not known"));
            add(tr("Image"), revision.image, true);
            add(tr("Model"), revision.model);
            add(tr("Prompt"), revision.promptHash, true);
            add(tr("Tools"), revision.tools.join(QLatin1String(", ")));
        }
        if (m_deployment->capacity > 0)
            add(tr("Load"), tr("%1 of %2 tasks").arg(m_deployment->load).arg(m_deployment->capacity));
    }
    m_ui->facts->setFacts(facts);
}

void FleetDetailsView::setMetrics(const Result<AgentMetrics> &metrics, TimeRange::Span span,
                                  std::vector<ChartData::Annotation> annotations)
{
    m_annotations = std::move(annotations);
    m_metrics = metrics;
    m_span = span;
    refreshMetrics();
}

void FleetDetailsView::refreshMetrics()
{
    if (!m_metrics)
        return;
    if (!*m_metrics) {
        m_ui->metricsState->showError(m_metrics->error(), endpointName(EndpointKind::Prometheus));
        return;
    }
    bool hasAny = false;
    for (const Chart &chart : m_charts) {
        const FramePtr frame = (**m_metrics).*chart.frame;
        hasAny = hasAny || (frame && !frame->isEmpty());
        ChartData chartData;
        chartData.title = tr(chart.title);
        chartData.unit = chart.unit;
        chartData.span = m_span;
        chartData.zone = m_zone;
        chartData.annotations = m_annotations;
        if (frame)
            chartData.layers.push_back({frame, tr(chart.title)});
        chart.view->setData(std::move(chartData));
    }
    if (hasAny)
        m_ui->metricsState->showData();
    else
        m_ui->metricsState->showEmpty(tr("Prometheus has no samples of this agent in the chosen time range."));
}

void FleetDetailsView::setAnnotations(std::vector<ChartData::Annotation> annotations)
{
    m_annotations = std::move(annotations);
    refreshMetrics();
}

void FleetDetailsView::setLines(const Result<std::vector<LogEntry>> &lines)
{
    if (lines) {
        m_lines->setNewest(*lines);
        m_linesAnswer = Result<void>();
    } else {
        m_linesAnswer = Result<void>(Failure(lines.error()));
    }
    refreshLines();
}

void FleetDetailsView::refreshLines()
{
    if (!m_linesAnswer)
        return;
    if (!*m_linesAnswer)
        m_ui->linesState->showError(m_linesAnswer->error(), endpointName(EndpointKind::Loki));
    else if (m_lines->rowCount() == 0)
        m_ui->linesState->showEmpty(tr("This agent has logged nothing lately."));
    else
        m_ui->linesState->showData();
}

void FleetDetailsView::setRevisions(const Result<std::vector<Revision>> &revisions)
{
    if (revisions) {
        m_revisions = *revisions;
        m_revisionsAnswer = Result<void>();
        fillRevisions();
    } else {
        m_revisionsAnswer = Result<void>(Failure(revisions.error()));
    }
    refreshRevisions();
}

void FleetDetailsView::refreshRevisions()
{
    if (!m_revisionsAnswer)
        return;
    if (!*m_revisionsAnswer)
        m_ui->revisionsState->showError(m_revisionsAnswer->error(), endpointName(EndpointKind::Manager));
    else if (m_revisions.empty())
        m_ui->revisionsState->showEmpty(tr("This deployment has had no revision."));
    else
        m_ui->revisionsState->showData();
}

void FleetDetailsView::fillRevisions()
{
    m_revisionTable->setRowCount(int(m_revisions.size()));
    for (int row = 0; row < int(m_revisions.size()); ++row) {
        const Revision &revision = m_revisions[size_t(row)];
        const QString what = tr("%1, %2").arg(shortImage(revision.image), revision.model);
        const QStringList texts{tr("r%1").arg(revision.number), format::date(revision.createdMs, m_zone),
                                revision.reason, what, revision.createdBy};
        for (int columnIndex = 0; columnIndex < RevisionColumns; ++columnIndex) {
            auto *item = new QTableWidgetItem(texts[columnIndex]);
            item->setToolTip(columnIndex == WhenColumn ? format::dateTime(revision.createdMs, m_zone)
                                 : columnIndex == WhatColumn
                                 ? tr("Image %1\nModel %2\nPrompt %3\nTools %4")
                                       .arg(revision.image, revision.model, revision.promptHash,
                                            revision.tools.join(QLatin1String(", ")))
                                 : texts[columnIndex]);
            m_revisionTable->setItem(row, columnIndex, item);
        }
    }
}

int FleetDetailsView::chartPixels() const
{
    return std::max(m_charts.front().view->plotPixels(), leastPixels); // asked before the first one is shown
}

bool FleetDetailsView::isLoading() const
{
    if (isEmpty())
        return false;
    const auto loads = [](const StateView *part) { return part->mode() == StateView::Mode::Loading; };
    return m_agent ? loads(m_ui->metricsState) || loads(m_ui->linesState) : loads(m_ui->revisionsState);
}

} // namespace toban

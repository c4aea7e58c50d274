// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/fleetpage.h"

#include "clock.h"
#include "fleet/fleetcontroller.h"
#include "fleet/fleettext.h"
#include "fleet/fleetview.h"
#include "fleetservice.h"
#include "kit/describe.h"
#include "kit/icons.h"
#include "operations/scalecontroller.h"
#include "refreshservice.h"

#include <QAction>
#include <QEvent>
#include <QVBoxLayout>

namespace toban {

FleetPage::FleetPage(FleetService &fleet, OperationService &operations, RefreshService &refresh, Backends &backends,
                     QSettings &settings, QWidget *parent)
    : Page(parent), m_fleet(fleet), m_view(new FleetView(
                                        m_model, settings, [&refresh] { return refresh.clock().nowMs(); }, this)),
      m_controller(new FleetController(*m_view, m_model, fleet, operations, refresh, backends, this)),
      m_scale(new ScaleController(operations, backends, refresh, this)),
      m_scaleAction(new QAction(icons::icon(QStringLiteral("scale")), {}, this)),
      m_logsAction(new QAction(icons::icon(QStringLiteral("logs")), {}, this)),
      m_copyAction(new QAction(icons::icon(QStringLiteral("copy")), {}, this)), m_expandAction(new QAction(this)),
      m_collapseAction(new QAction(this)), m_actions{m_scaleAction, m_logsAction, m_copyAction, m_expandAction,
                                                     m_collapseAction}
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);

    m_scaleAction->setObjectName(QStringLiteral("action.fleet.scale"));
    m_scaleAction->setShortcut(QKeySequence(QStringLiteral("S")));
    m_logsAction->setObjectName(QStringLiteral("action.fleet.logs"));
    m_logsAction->setShortcut(QKeySequence(QStringLiteral("L")));
    m_copyAction->setObjectName(QStringLiteral("action.fleet.copy"));
    m_expandAction->setObjectName(QStringLiteral("action.fleet.expand"));
    m_collapseAction->setObjectName(QStringLiteral("action.fleet.collapse"));
    connect(m_scaleAction, &QAction::triggered, m_view, &FleetView::requestScale);
    connect(m_logsAction, &QAction::triggered, m_view, &FleetView::requestLogs);
    connect(m_copyAction, &QAction::triggered, m_view, &FleetView::copySelected);
    connect(m_expandAction, &QAction::triggered, m_view, &FleetView::expandAll);
    connect(m_collapseAction, &QAction::triggered, m_view, &FleetView::collapseAll);

    connect(m_controller, &FleetController::scaleRequested, this,
            [this](const Deployment &deployment) { m_scale->open(deployment, window()); });
    connect(m_controller, &FleetController::updated, this, &FleetPage::onUpdated);
    connect(m_scale, &ScaleController::finished, m_view, &FleetView::showOutcome);
    connect(m_scale, &ScaleController::changed, &m_fleet, &FleetService::refresh);
    connect(m_view, &FleetView::settingsRequested, this, [this] {
        Q_EMIT navigateRequested(QStringLiteral("settings"), {{QStringLiteral("endpoint"), QStringLiteral("manager")}});
    });
    connect(m_view, &FleetView::logsRequested, this, [this](const QString &deployment, const QString &agent) {
        if (agent.isEmpty())
            Q_EMIT navigateRequested(QStringLiteral("logs"), {{QStringLiteral("deployment"), deployment}});
        else
            Q_EMIT navigateRequested(QStringLiteral("logs"), {{QStringLiteral("agent"), agent}});
    });
    retranslate();
}

QString FleetPage::title() const
{
    return tr("Fleet");
}

void FleetPage::retranslate()
{
    m_scaleAction->setText(tr("Scale deployment…"));
    m_logsAction->setText(tr("Show logs of the selection"));
    m_copyAction->setText(tr("Copy name of the selection"));
    m_expandAction->setText(tr("Expand all deployments"));
    m_collapseAction->setText(tr("Collapse all deployments"));
}

void FleetPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        m_controller->retranslate();
        Q_EMIT titleChanged();
        Q_EMIT problemsChanged();
    }
    Page::changeEvent(event);
}

void FleetPage::activate()
{
    setFocus(); // keys work on the list; a letter typed must not land in a filter
    m_controller->activate();
}

void FleetPage::deactivate()
{
    m_controller->deactivate();
}

void FleetPage::navigate(const QVariantMap &args)
{
    if (args.contains(QStringLiteral("filter")))
        m_view->setFilterText(args.value(QStringLiteral("filter")).toString());
    m_wanted = args;
    onUpdated();
}

void FleetPage::onUpdated()
{
    if (m_view->hasFleet() && !m_wanted.isEmpty()) {
        const QVariantMap wanted = std::exchange(m_wanted, {});
        m_view->select(wanted.value(QStringLiteral("deployment")).toString(),
                       wanted.value(QStringLiteral("agent")).toString());
    }
    Q_EMIT problemsChanged();
    const bool isNow = isComplete();
    if (isNow && !m_wasComplete)
        Q_EMIT completed();
    m_wasComplete = isNow;
}

bool FleetPage::isComplete() const
{
    return !m_view->isLoading();
}

bool FleetPage::hasData() const
{
    return m_view->hasFleet() && !m_view->isLoading();
}

std::vector<Problem> FleetPage::problems() const
{
    std::vector<Problem> problems;
    if (!m_view->hasFleet())
        return problems;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex index = m_model.index(row, 0);
        const Deployment &deployment = m_model.deployment(index)->deployment;
        Problem problem;
        problem.source = title();
        problem.page = id();
        problem.args = {{QStringLiteral("deployment"), deployment.name}};
        const State health = m_model.deployment(index)->health();
        if (health == State::Warn || health == State::Critical) {
            problem.id = QLatin1String("fleet/") + deployment.name;
            problem.severity = health;
            problem.text = deployment.state == DeploymentState::Failed
                ? tr("%1 has failed, %2. Open it to see its agents and their logs.")
                      .arg(deployment.name, replicasText(deployment))
                : tr("%1 has too few agents, %2. Open it to see which do not start.")
                      .arg(deployment.name, replicasText(deployment));
            problems.push_back(problem);
        }
        if (const int silent = m_model.silentAgents(index); silent > 0) {
            problem.id = QLatin1String("fleet/silent/") + deployment.name;
            problem.severity = State::Unknown;
            problem.text = tr("%n agent(s) of %1 sent no heartbeat for over a minute, so it is not known whether they "
                              "work. Open it to see which.",
                              nullptr, silent)
                               .arg(deployment.name);
            problems.push_back(problem);
        }
    }
    return problems;
}

void FleetPage::focusFilter()
{
    m_view->focusFilter();
}

bool FleetPage::goBack()
{
    return m_view->goBack();
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/fleetview.h"

#include "fillcolumn.h"
#include "fleet/fleetdetailsview.h"
#include "fleet/fleetproxy.h"
#include "kit/celldelegate.h"
#include "kit/describe.h"
#include "kit/format.h"
#include "kit/icons.h"
#include "kit/statemark.h"
#include "kit/stateview.h"
#include "kit/tablestate.h"
#include "kit/theme.h"
#include "rowhold.h"
#include "ui_fleetview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QSettings>
#include <QTreeView>

namespace toban {

namespace {

constexpr int expandAtMost = 200; ///< agents: more than that open collapsed
constexpr State chipStates[] = {State::Ok, State::Busy, State::Warn, State::Critical, State::Paused, State::Unknown};

} // namespace

FleetView::FleetView(FleetModel &model, QSettings &settings, std::function<qint64()> now, QWidget *parent)
    : QWidget(parent), m_ui(std::make_unique<Ui::FleetView>()), m_model(model), m_proxy(new FleetProxy(model, this)),
      m_now(std::move(now))
{
    m_ui->setupUi(this);
    m_state = new StateView(m_ui->treeCard);
    m_tree = new QTreeView(m_state->contentParent());
    m_details = new FleetDetailsView(settings, m_ui->detailsCard);
    m_proxy->setNow(m_now());
    m_tree->setObjectName(QStringLiteral("fleetTree"));
    m_tree->setModel(m_proxy);
    prepareTree(m_tree);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setSelectionMode(QAbstractItemView::SingleSelection);
    m_tree->installEventFilter(this);
    m_hold = new RowHold(m_tree);
    QHeaderView *header = m_tree->header();
    const int widths[] = {0, 112, 80, 96, 92, 116, 72};
    for (int column = 1; column < FleetModel::ColumnCount; ++column)
        m_tree->setColumnWidth(column, widths[column]);
    m_tree->setSortingEnabled(true);
    m_tree->sortByColumn(FleetModel::NameColumn, Qt::AscendingOrder);
    new TableState(header, settings, QStringLiteral("fleet/tree"));
    new FillColumn(header, FleetModel::NameColumn, 210);

    m_state->setContent(m_tree);
    m_ui->treeCard->setHeaderVisible(true);
    m_ui->treeCard->setBodyMargins(0);
    m_ui->treeCard->setBody(m_state);
    m_ui->detailsCard->setHeaderVisible(false);
    m_ui->detailsCard->setBodyMargins(0);
    m_ui->detailsCard->setBody(m_details);
    m_ui->splitter->setDetailsVisible(false);
    setFocusProxy(m_tree);
    m_ui->filterField->setEscapeTo(m_tree);
    m_ui->filterField->installEventFilter(this);
    m_ui->banner->setDismissible(true);
    m_ui->banner->hide();
    m_ui->scaleButton->setIcon(icons::icon(QStringLiteral("scale")));

    connect(m_ui->filterField, &FilterField::filterChanged, this, &FleetView::onFilterChanged);
    connect(m_ui->stateChips, &ChipBar::checkedChanged, this, &FleetView::onFilterChanged);
    connect(m_ui->scaleButton, &QPushButton::clicked, this, &FleetView::requestScale);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &FleetView::onCurrentChanged);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &FleetView::showMenu);
    connect(m_hold, &RowHold::released, this, [this] {
        if (m_waits || m_model.waitingCount() > 0)
            Q_EMIT released();
    });
    connect(m_state, &StateView::retryRequested, this, &FleetView::retryRequested);
    connect(m_state, &StateView::actionRequested, this, [this] {
        if (m_state->mode() == StateView::Mode::NotConfigured) {
            Q_EMIT settingsRequested();
        } else { // the filter shows nothing
            m_ui->stateChips->setChecked({});
            m_proxy->setStates({});
            setFilterText({});
            refreshContent();
        }
    });
    connect(m_details, &FleetDetailsView::closeRequested, this, [this] {
        m_tree->setCurrentIndex({});
        m_tree->setFocus();
    });
    connect(m_details, &FleetDetailsView::logsRequested, this, &FleetView::requestLogs);

    m_ticks.setInterval(1000);
    connect(&m_ticks, &QTimer::timeout, this, &FleetView::tick);
    retranslate();
}

FleetView::~FleetView() = default;

void FleetView::retranslate()
{
    std::vector<ChipBar::Entry> entries;
    for (const State state : chipStates)
        entries.push_back({int(state), stateWord(state), state, tr("Show only agents in this state")});
    m_ui->stateChips->setEntries(entries);
    m_tree->setAccessibleName(tr("Deployments and agents"));
    m_ui->treeCard->setTitle(tr("Deployments and agents"));
    setScaleRefusal(m_scaleRefusal);
    refreshCounts();
}

void FleetView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_ui->retranslateUi(this);
        retranslate();
        refreshContent();
    }
    QWidget::changeEvent(event);
}

void FleetView::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    m_proxy->setZone(zone);
    m_details->setZone(zone);
    refreshCounts();
}

void FleetView::setTicking(bool ticking)
{
    if (ticking) {
        tick();
        m_ticks.start();
    } else {
        m_ticks.stop();
    }
}

void FleetView::tick()
{
    m_proxy->setNow(m_now());
    m_details->setNow(m_now());
    for (const int column : {int(FleetModel::StateColumn), int(FleetModel::HeartbeatColumn)})
        m_tree->viewport()->update(m_tree->columnViewportPosition(column), 0, m_tree->columnWidth(column),
                                   m_tree->viewport()->height());
}

void FleetView::reset()
{
    m_hasFleet = false;
    m_isConfigured = true;
    m_takenMs = 0;
    m_error.reset();
    m_ui->banner->hide(); // what became of an operation there says nothing here
    m_state->showLoading();
    m_tree->setCurrentIndex({});
    m_details->showNothing();
    m_ui->splitter->setDetailsVisible(false);
    refreshContent();
}

void FleetView::showLoading()
{
    m_isConfigured = true;
    if (m_hasFleet)
        return;
    m_error.reset();
    m_state->showLoading();
}

void FleetView::showFleet(qint64 takenMs)
{
    m_error.reset();
    takeFleet(takenMs);
}

void FleetView::takeFleet(qint64 takenMs)
{
    const bool isFirst = !m_hasFleet;
    m_hasFleet = true;
    m_isConfigured = true;
    m_takenMs = takenMs;
    m_proxy->setNow(m_now());
    m_details->setNow(m_now());
    // Rows keep still while the pointer is over them; without it filter and order follow the figures.
    const int sorted = m_tree->header()->sortIndicatorSection();
    const bool follows = isFirst || !isHeld();
    m_waits = !follows && (m_proxy->isFiltering() || sorted != FleetModel::NameColumn);
    if (follows && m_proxy->isFiltering())
        m_proxy->refilter();
    if (isFirst || (follows && sorted != FleetModel::NameColumn))
        m_proxy->sort(sorted, m_tree->header()->sortIndicatorOrder());
    if (isFirst && m_model.agentCount() <= expandAtMost)
        m_tree->expandAll();
    m_hold->restore();
    refreshContent();
    onCurrentChanged();
}

bool FleetView::isHeld() const
{
    return m_hold->isHeld();
}

void FleetView::keepPlace()
{
    m_hold->keep();
}

void FleetView::takeWaiting()
{
    if (m_model.waitingCount() > 0)
        Q_EMIT released();
}

void FleetView::refreshContent()
{
    refreshCounts();
    const QString manager = endpointName(EndpointKind::Manager);
    if (!m_isConfigured)
        m_state->showNotConfigured(tr("This environment has no agent manager, so there is no fleet to show."),
                                   tr("Open settings"));
    else if (m_error && (!m_hasFleet || m_model.rowCount() == 0))
        m_state->showError(*m_error, manager); // an empty list must not read as an empty fleet
    else if (!m_hasFleet)
        return; // loading
    else if (m_error)
        m_state->showStale(*m_error, format::time(m_takenMs, m_zone), manager);
    else if (m_model.rowCount() == 0)
        m_state->showEmpty(tr("The manager knows no deployment and no agent yet."));
    else if (m_proxy->rowCount() == 0)
        m_state->showEmpty(tr("No agent fits the filter."), tr("Clear the filter"));
    else
        m_state->showData();
}

void FleetView::refreshCounts()
{
    QHash<int, int> counts;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex parent = m_model.index(row, 0);
        for (int i = 0; i < m_model.rowCount(parent); ++i)
            ++counts[int(m_model.state(*m_model.agent(m_model.index(i, 0, parent))))];
    }
    m_ui->stateChips->setCounts(counts);
    if (!m_hasFleet) {
        m_ui->treeCard->setNote({});
        return;
    }
    const QString fleet = tr("%1, %2").arg(tr("%n deployment(s)", nullptr, m_model.rowCount()),
                                           tr("%n agent(s)", nullptr, m_model.agentCount()));
    const QString shown
        = m_proxy->isFiltering() ? tr("%n shown", "agents that fit the filter", m_proxy->shownAgents()) : QString();
    const QString at = format::time(m_takenMs, m_zone);
    const QString note = shown.isEmpty() ? tr("%1 · %2").arg(fleet, at) : tr("%1 of %2 · %3").arg(shown, fleet, at);
    const int waiting = m_model.waitingCount();
    m_ui->treeCard->setNote(
        waiting == 0 ? note
                     : tr("%1 · %2").arg(tr("%n more when the pointer leaves the list", "new agents", waiting), note));
}

void FleetView::showError(const Error &error)
{
    m_hasFleet = false;
    m_isConfigured = true;
    m_error = error;
    refreshContent();
}

void FleetView::showStale(const Error &error, qint64 takenMs)
{
    m_error = error;
    takeFleet(takenMs);
}

void FleetView::showNotConfigured()
{
    m_hasFleet = false;
    m_isConfigured = false;
    m_error.reset();
    refreshContent();
}

bool FleetView::isLoading() const
{
    return m_state->mode() == StateView::Mode::Loading || m_details->isLoading();
}

bool FleetView::hasFleet() const
{
    return m_hasFleet;
}

void FleetView::setScaleRefusal(const QString &reason)
{
    m_scaleRefusal = reason;
    const bool hasTarget = !selectedDeployment().isEmpty();
    m_ui->scaleButton->setEnabled(reason.isEmpty() && hasTarget);
    m_ui->scaleButton->setToolTip(!reason.isEmpty() ? reason
                                      : hasTarget   ? tr("Change the number of agents of %1").arg(selectedDeployment())
                                                    : tr("Choose a deployment first."));
}

void FleetView::showOutcome(State state, const QString &text)
{
    m_ui->banner->setMessage(state, text);
}

void FleetView::setFilterText(const QString &text)
{
    takeWaiting();
    m_ui->filterField->setText(text);
    m_proxy->setFilterText(text);
    refreshContent();
}

void FleetView::onFilterChanged()
{
    takeWaiting();
    m_proxy->setFilterText(m_ui->filterField->text());
    m_proxy->setStates(m_ui->stateChips->checked());
    refreshContent();
    if (m_proxy->isFiltering() && m_proxy->shownAgents() <= expandAtMost)
        m_tree->expandAll();
}

void FleetView::focusFilter()
{
    m_ui->filterField->setFocus(Qt::ShortcutFocusReason);
    m_ui->filterField->selectAll();
}

bool FleetView::goBack()
{
    if (m_tree->currentIndex().isValid()) {
        m_tree->setCurrentIndex({});
        return true;
    }
    if (!m_proxy->isFiltering())
        return false;
    m_ui->stateChips->setChecked({});
    m_proxy->setStates({});
    setFilterText({});
    return true;
}

void FleetView::select(const QString &deployment, const QString &agentId)
{
    const auto find
        = [&] { return agentId.isEmpty() ? m_model.findDeployment(deployment) : m_model.findAgent(agentId); };
    QModelIndex source = find();
    if (!source.isValid()) {
        takeWaiting();
        source = find();
    }
    const QModelIndex index = m_proxy->mapFromSource(source);
    if (!index.isValid())
        return;
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
}

void FleetView::selectFirst()
{
    if (m_proxy->rowCount() > 0)
        m_tree->setCurrentIndex(m_proxy->index(0, 0));
}

QString FleetView::selectedDeployment() const
{
    const QModelIndex current = m_tree->currentIndex();
    return current.isValid() ? m_proxy->data(current, FleetModel::DeploymentRole).toString() : QString();
}

QString FleetView::selectedAgent() const
{
    const Agent *agent = m_model.agent(m_proxy->mapToSource(m_tree->currentIndex()));
    return agent ? agent->id : QString();
}

void FleetView::onCurrentChanged()
{
    const QModelIndex source = m_proxy->mapToSource(m_tree->currentIndex());
    if (const Agent *agent = m_model.agent(source))
        m_details->showAgent(*agent);
    else if (const FleetDeployment *row = m_model.deployment(source))
        m_details->showDeployment(*row, m_model.state(source), m_model.silentAgents(source));
    else
        m_details->showNothing();
    if (m_ui->splitter->areDetailsVisible() == m_details->isEmpty()) {
        m_ui->splitter->setDetailsVisible(!m_details->isEmpty());
        if (m_tree->currentIndex().isValid()) // the tree is smaller now
            QTimer::singleShot(0, m_tree, [this] { m_tree->scrollTo(m_tree->currentIndex()); });
    }
    setScaleRefusal(m_scaleRefusal);
    Q_EMIT selectionChanged();
}

void FleetView::expandAll()
{
    m_tree->expandAll();
}

void FleetView::collapseAll()
{
    m_tree->collapseAll();
}

void FleetView::copySelected()
{
    const QString agent = selectedAgent();
    const QString text = agent.isEmpty() ? selectedDeployment() : agent;
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void FleetView::requestScale()
{
    if (m_ui->scaleButton->isEnabled())
        Q_EMIT scaleRequested(selectedDeployment());
    else // a key that does nothing and says nothing leaves one wondering
        m_ui->banner->setMessage(State::Paused, m_ui->scaleButton->toolTip());
}

void FleetView::requestLogs()
{
    if (!selectedDeployment().isEmpty())
        Q_EMIT logsRequested(selectedDeployment(), selectedAgent());
}

void FleetView::showMenu(const QPoint &position)
{
    const QModelIndex at = m_tree->indexAt(position);
    if (at.isValid())
        m_tree->setCurrentIndex(at.siblingAtColumn(0));
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *scale
        = menu->addAction(icons::icon(QStringLiteral("scale")), tr("&Scale…"), this, &FleetView::requestScale);
    scale->setEnabled(m_ui->scaleButton->isEnabled());
    scale->setToolTip(m_ui->scaleButton->toolTip());
    QAction *logs
        = menu->addAction(icons::icon(QStringLiteral("logs")), tr("Show &logs"), this, &FleetView::requestLogs);
    logs->setEnabled(at.isValid());
    QAction *copy = menu->addAction(icons::icon(QStringLiteral("copy")),
                                    selectedAgent().isEmpty() ? tr("&Copy name") : tr("&Copy id"), this,
                                    &FleetView::copySelected);
    copy->setEnabled(at.isValid());
    menu->addSeparator();
    menu->addAction(tr("&Expand all"), this, &FleetView::expandAll);
    menu->addAction(tr("C&ollapse all"), this, &FleetView::collapseAll);
    menu->setToolTipsVisible(true);
    m_hold->watch(menu);
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

bool FleetView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Copy)) {
            copySelected();
            return true;
        }
        if (key->key() == Qt::Key_Menu || (key->key() == Qt::Key_F10 && key->modifiers() == Qt::ShiftModifier)) {
            const QRect row = m_tree->visualRect(m_tree->currentIndex());
            showMenu(row.isValid() ? row.center() : QPoint(8, 8));
            return true;
        }
    }
    if (watched == m_ui->filterField && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            setFilterText(m_ui->filterField->text()); // what was typed last may not have been announced yet
            m_tree->setFocus();
            if (!m_tree->currentIndex().isValid())
                selectFirst();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace toban

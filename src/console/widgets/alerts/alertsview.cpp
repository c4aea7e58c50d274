// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertsview.h"

#include "alerts/alertdetailsview.h"
#include "alerts/alertmatch.h"
#include "alerts/alertproxy.h"
#include "alerts/alertruleproxy.h"
#include "alerts/alerttext.h"
#include "fillcolumn.h"
#include "kit/celldelegate.h"
#include "kit/describe.h"
#include "kit/format.h"
#include "kit/stateview.h"
#include "kit/tablestate.h"
#include "ui_alertsview.h"

#include <QHeaderView>
#include <QSettings>
#include <QShortcut>
#include <QTableView>
#include <QTreeView>

namespace toban {

namespace {

constexpr int expandAtMost = 60; ///< rows under the groups: more than that open collapsed

EndpointKind endpointOf(AlertsView::Part part)
{
    return part == AlertsView::Part::Alerts ? EndpointKind::Alertmanager : EndpointKind::Prometheus;
}

} // namespace

AlertsView::AlertsView(AlertModel &alerts, AlertRuleModel &rules, QSettings &settings, std::function<qint64()> now,
                       QWidget *parent)
    : QWidget(parent), m_ui(std::make_unique<Ui::AlertsView>()), m_alerts(alerts), m_rules(rules),
      m_alertProxy(new AlertProxy(alerts, this)), m_ruleProxy(new AlertRuleProxy(rules, this)), m_now(std::move(now))
{
    m_ui->setupUi(this);
    m_alertSource.state = new StateView(m_ui->alertsCard);
    m_ruleSource.state = new StateView(m_ui->rulesCard);
    m_alertTable = new QTableView(m_alertSource.state->contentParent());
    m_ruleTree = new QTreeView(m_ruleSource.state->contentParent());
    m_details = new AlertDetailsView(m_ui->detailsCard);

    m_alertTable->setObjectName(QStringLiteral("alertTable"));
    m_alertTable->setModel(m_alertProxy);
    prepareTable(m_alertTable);
    m_alertTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_alertTable->viewport()->installEventFilter(this);
    m_alertTable->sortByColumn(AlertModel::SeverityColumn, Qt::DescendingOrder);
    QHeaderView *alertHeader = m_alertTable->horizontalHeader();
    const int alertWidths[] = {136, 92, 76, 88, 0, 116};
    for (int column = 0; column < AlertModel::ColumnCount; ++column)
        m_alertTable->setColumnWidth(column, alertWidths[column]);
    new TableState(alertHeader, settings, QStringLiteral("alerts/firing"));
    new FillColumn(alertHeader, AlertModel::LabelsColumn, 150);

    m_ruleTree->setObjectName(QStringLiteral("ruleTree"));
    m_ruleTree->setModel(m_ruleProxy);
    prepareTree(m_ruleTree);
    m_ruleTree->setSelectionMode(QAbstractItemView::SingleSelection);
    m_ruleTree->setSortingEnabled(false); // Prometheus' order is the author's
    QHeaderView *ruleHeader = m_ruleTree->header();
    const int ruleWidths[] = {0, 140, 76, 88, 76, 80, 132};
    for (int column = 1; column < AlertRuleModel::ColumnCount; ++column)
        m_ruleTree->setColumnWidth(column, ruleWidths[column]);
    new TableState(ruleHeader, settings, QStringLiteral("alerts/rules"));
    new FillColumn(ruleHeader, AlertRuleModel::NameColumn, 200);

    m_alertSource.state->setContent(m_alertTable);
    m_ruleSource.state->setContent(m_ruleTree);
    for (Card *card : {m_ui->alertsCard, m_ui->rulesCard, m_ui->detailsCard})
        card->setBodyMargins(0);
    m_ui->alertsCard->setBody(m_alertSource.state);
    m_ui->rulesCard->setBody(m_ruleSource.state);
    m_ui->detailsCard->setHeaderVisible(false);
    m_ui->detailsCard->setBody(m_details);
    m_ui->splitter->setDetailsVisible(false);
    setFocusProxy(m_alertTable);
    m_ui->listSplitter->setStretchFactor(0, 1);
    m_ui->listSplitter->setStretchFactor(1, 2);
    m_ui->listSplitter->setSizes({1000, 2000});
    m_ui->filterField->setEscapeTo(m_ruleTree);
    for (const int key : {int(Qt::Key_Down), int(Qt::Key_Return)}) {
        auto *toList = new QShortcut(key, m_ui->filterField);
        toList->setContext(Qt::WidgetShortcut);
        connect(toList, &QShortcut::activated, this, [this] {
            onFilterChanged();
            (m_alertProxy->rowCount() > 0 ? static_cast<QWidget *>(m_alertTable) : m_ruleTree)->setFocus();
            if (m_details->isEmpty())
                selectFirst();
        });
    }

    connect(m_ui->filterField, &FilterField::filterChanged, this, &AlertsView::onFilterChanged);
    connect(m_ui->stateChips, &ChipBar::checkedChanged, this, &AlertsView::onFilterChanged);
    // The list that was worked last is the one that the details follow.
    const auto follow = [this](Part part, const QModelIndex &current) {
        if (current.isValid())
            m_shown = part;
        refreshDetails();
    };
    connect(m_alertTable->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [follow](const QModelIndex &current) { follow(Part::Alerts, current); });
    connect(m_ruleTree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [follow](const QModelIndex &current) { follow(Part::Rules, current); });
    connect(m_alertTable, &QTableView::clicked, this,
            [follow](const QModelIndex &index) { follow(Part::Alerts, index); });
    connect(m_ruleTree, &QTreeView::clicked, this, [follow](const QModelIndex &index) { follow(Part::Rules, index); });
    for (const Part part : {Part::Alerts, Part::Rules}) {
        StateView *state = source(part).state;
        connect(state, &StateView::retryRequested, this, &AlertsView::retryRequested);
        connect(state, &StateView::actionRequested, this, [this, state, part] {
            if (state->mode() == StateView::Mode::NotConfigured)
                Q_EMIT settingsRequested(part);
            else
                clearFilter();
        });
    }
    connect(m_details, &AlertDetailsView::closeRequested, this, [this] { goBack(); });
    connect(m_details, &AlertDetailsView::rangeRequested, this, &AlertsView::rangeRequested);
    connect(m_details, &AlertDetailsView::runbookRequested, this, &AlertsView::runbookRequested);
    m_ticks.setInterval(1000);
    connect(&m_ticks, &QTimer::timeout, this, &AlertsView::tick);
    retranslate();
}

AlertsView::~AlertsView() = default;

void AlertsView::retranslate()
{
    m_ui->stateChips->setEntries(
        {{AlertRuleProxy::Firing, tr("Firing"), State::Critical, tr("Show only rules that fire")},
         {AlertRuleProxy::Pending, tr("Pending"), State::Busy, tr("Show only rules whose time runs")},
         {AlertRuleProxy::Inactive, tr("Inactive"), State::Ok, tr("Show only rules that are quiet")},
         {AlertRuleProxy::NotEvaluated, tr("Not evaluated"), State::Unknown,
          tr("Show only rules of which nothing is known: evaluation failed, or has not been yet")}});
    m_ui->alertsCard->setTitle(tr("Firing alerts"));
    m_ui->rulesCard->setTitle(tr("Rules"));
    m_alertTable->setAccessibleName(tr("Firing alerts"));
    m_ruleTree->setAccessibleName(tr("Rules"));
    refreshNotes();
}

void AlertsView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_ui->retranslateUi(this);
        retranslate();
        refreshContent();
    }
    QWidget::changeEvent(event);
}

void AlertsView::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    m_alertProxy->setZone(zone);
    m_ruleProxy->setZone(zone);
    m_details->setZone(zone);
    refreshNotes();
}

void AlertsView::setTicking(bool ticking)
{
    if (ticking) {
        tick();
        m_ticks.start();
    } else {
        m_ticks.stop();
    }
}

void AlertsView::tick()
{
    m_alertProxy->setNow(m_now());
    m_ruleProxy->setNow(m_now());
    const auto repaint = [](QAbstractItemView *view, int x, int width) {
        view->viewport()->update(x, 0, width, view->viewport()->height());
    };
    repaint(m_alertTable, m_alertTable->columnViewportPosition(AlertModel::SinceColumn),
            m_alertTable->columnWidth(AlertModel::SinceColumn));
    for (const int column : {int(AlertRuleModel::ForColumn), int(AlertRuleModel::EvaluationColumn)})
        repaint(m_ruleTree, m_ruleTree->columnViewportPosition(column), m_ruleTree->columnWidth(column));
}

void AlertsView::reset()
{
    for (Source *shown : {&m_alertSource, &m_ruleSource}) {
        shown->hasData = false;
        shown->isConfigured = true;
        shown->answeredMs = 0;
        shown->error.reset();
        shown->state->showLoading();
    }
    m_alertTable->setCurrentIndex({});
    m_ruleTree->setCurrentIndex({});
    refreshContent();
    refreshDetails();
}

void AlertsView::showLoading(Part part)
{
    Source &shown = source(part);
    shown.isConfigured = true;
    if (shown.hasData)
        return;
    shown.error.reset();
    shown.state->showLoading();
}

void AlertsView::showData(Part part, qint64 answeredMs)
{
    take(part, answeredMs, std::nullopt);
}

void AlertsView::take(Part part, qint64 answeredMs, const std::optional<Error> &error)
{
    Source &shown = source(part);
    const bool isFirst = !shown.hasData;
    shown.hasData = true;
    shown.isConfigured = true;
    shown.answeredMs = answeredMs;
    shown.error = error;
    m_alertProxy->setNow(m_now());
    m_ruleProxy->setNow(m_now());
    if (part == Part::Alerts) {
        if (m_alertProxy->isFiltering())
            m_alertProxy->refilter();
        // Rows keep still while the pointer is over them; without it the gravest comes first again.
        m_alertProxy->sort(m_alertTable->horizontalHeader()->sortIndicatorSection(),
                           m_alertTable->horizontalHeader()->sortIndicatorOrder());
        if (m_alertProxy->isHeld())
            m_alertProxy->hold(); // those that have come keep their place from now on
    } else if (isFirst) {
        int rows = 0;
        for (int i = 0; i < m_rules.rowCount(); ++i)
            rows += m_rules.rowCount(m_rules.index(i, 0));
        if (rows <= expandAtMost)
            m_ruleTree->expandToDepth(0);
    }
    refreshContent(part);
    refreshDetails();
}

void AlertsView::refreshContent(Part part)
{
    const Source &shown = source(part);
    const bool isAlerts = part == Part::Alerts;
    const int rows = isAlerts ? m_alerts.rowCount() : m_rules.rowCount();
    const int fitting = isAlerts ? m_alertProxy->rowCount() : m_ruleProxy->rowCount();
    const QString endpoint = endpointName(endpointOf(part));
    if (!shown.isConfigured)
        shown.state->showNotConfigured(
            isAlerts ? tr("This environment has no Alertmanager, so firing alerts cannot be shown.")
                     : tr("This environment has no Prometheus, so rules cannot be shown."),
            tr("Open settings"));
    else if (shown.error && (!shown.hasData || rows == 0))
        shown.state->showError(*shown.error, endpoint);
    else if (shown.hasData && shown.error)
        shown.state->showStale(*shown.error, format::time(shown.answeredMs, m_zone), endpoint);
    else if (shown.hasData && rows == 0)
        shown.state->showEmpty(isAlerts ? tr("Nothing is firing.") : tr("Prometheus has no alerting rules loaded."));
    else if (shown.hasData && fitting == 0)
        shown.state->showEmpty(isAlerts ? tr("No firing alert fits the filter.") : tr("No rule fits the filter."),
                               tr("Clear the filter"));
    else if (shown.hasData)
        shown.state->showData();
    if (!isAlerts)
        m_ui->stateChips->setCounts(m_ruleProxy->counts());
    refreshNotes();
}

void AlertsView::refreshContent()
{
    refreshContent(Part::Alerts);
    refreshContent(Part::Rules);
}

void AlertsView::refreshNotes()
{
    const auto note = [this](const Source &from, const QString &who) {
        return from.hasData
            ? tr("%1 · %2", "source and time of its answer").arg(who, format::time(from.answeredMs, m_zone))
            : who;
    };
    m_ui->alertsCard->setNote(note(m_alertSource, endpointName(EndpointKind::Alertmanager)));
    m_ui->rulesCard->setNote(note(m_ruleSource, endpointName(EndpointKind::Prometheus)));
}

void AlertsView::showError(Part part, const Error &error)
{
    Source &shown = source(part);
    shown.hasData = false;
    shown.isConfigured = true;
    shown.error = error;
    refreshContent(part);
}

void AlertsView::showStale(Part part, const Error &error, qint64 answeredMs)
{
    take(part, answeredMs, error);
}

void AlertsView::showNotConfigured(Part part)
{
    Source &shown = source(part);
    shown.hasData = false;
    shown.isConfigured = false;
    shown.error.reset();
    refreshContent(part);
}

bool AlertsView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_alertTable->viewport() && event->type() == QEvent::Enter)
        m_alertProxy->hold();
    else if (watched == m_alertTable->viewport() && event->type() == QEvent::Leave)
        m_alertProxy->release();
    return QWidget::eventFilter(watched, event);
}

bool AlertsView::isLoading() const
{
    return m_alertSource.state->mode() == StateView::Mode::Loading
        || m_ruleSource.state->mode() == StateView::Mode::Loading;
}

bool AlertsView::hasData() const
{
    return m_alertSource.hasData && m_ruleSource.hasData;
}

void AlertsView::onFilterChanged()
{
    m_alertProxy->setFilterText(m_ui->filterField->text());
    m_ruleProxy->setFilterText(m_ui->filterField->text());
    m_ruleProxy->setFilters(m_ui->stateChips->checked());
    if (m_ruleProxy->isFiltering())
        m_ruleTree->expandToDepth(0);
    refreshContent();
}

void AlertsView::clearFilter()
{
    m_ui->stateChips->setChecked({});
    m_ui->filterField->clear();
    onFilterChanged();
}

void AlertsView::setFilterText(const QString &text)
{
    m_ui->filterField->setText(text);
    onFilterChanged();
}

void AlertsView::focusFilter()
{
    m_ui->filterField->setFocus(Qt::ShortcutFocusReason);
    m_ui->filterField->selectAll();
}

bool AlertsView::goBack()
{
    if (!m_details->isEmpty()) {
        m_alertTable->setCurrentIndex({});
        m_ruleTree->setCurrentIndex({});
        m_details->showNothing();
        return true;
    }
    if (!m_ruleProxy->isFiltering() && !m_alertProxy->isFiltering())
        return false;
    clearFilter();
    return true;
}

void AlertsView::refreshDetails()
{
    const Alert *alert = m_alerts.alert(m_alertProxy->mapToSource(m_alertTable->currentIndex()));
    const QModelIndex row = m_ruleProxy->mapToSource(m_ruleTree->currentIndex());
    if (m_shown == Part::Alerts && alert)
        m_details->showAlert(*alert, ruleOf(m_rules, *alert));
    else if (m_shown == Part::Rules && m_rules.group(row))
        m_details->showGroup(*m_rules.group(row));
    else if (m_shown == Part::Rules && m_rules.rule(row))
        m_details->showRule(*m_rules.rule(row), m_rules.instance(row));
    else
        m_details->showNothing();
    m_ui->splitter->setDetailsVisible(!m_details->isEmpty());
}

void AlertsView::selectAlert(const QString &name, const QString &fingerprint)
{
    QModelIndex found;
    for (int row = 0; row < m_alertProxy->rowCount(); ++row) {
        const QModelIndex index = m_alertProxy->index(row, 0);
        const Alert *alert = m_alerts.alert(m_alertProxy->mapToSource(index));
        const bool isThisOne = !fingerprint.isEmpty() && alert->fingerprint == fingerprint;
        if (isThisOne || (!found.isValid() && alert->name() == name))
            found = index;
        if (isThisOne)
            break;
    }
    if (found.isValid())
        m_alertTable->setCurrentIndex(found);
    else
        selectRule({}, name);
}

void AlertsView::selectRule(const QString &group, const QString &name)
{
    for (int g = 0; g < m_ruleProxy->rowCount(); ++g) {
        const QModelIndex parent = m_ruleProxy->index(g, 0);
        for (int r = 0; r < m_ruleProxy->rowCount(parent); ++r) {
            const QModelIndex index = m_ruleProxy->index(r, 0, parent);
            const AlertRule &rule = m_rules.rule(m_ruleProxy->mapToSource(index))->rule;
            if (rule.name == name && (group.isEmpty() || rule.group == group)) {
                m_ruleTree->setCurrentIndex(index);
                return;
            }
        }
    }
}

void AlertsView::selectFirst()
{
    if (m_alertProxy->rowCount() > 0)
        m_alertTable->setCurrentIndex(m_alertProxy->index(0, 0));
    else if (m_ruleProxy->rowCount() > 0)
        m_ruleTree->setCurrentIndex(m_ruleProxy->index(0, 0, m_ruleProxy->index(0, 0)));
}

void AlertsView::copyQuery()
{
    m_details->copyQuery();
}

void AlertsView::expandAll()
{
    m_ruleTree->expandAll();
}

void AlertsView::collapseAll()
{
    m_ruleTree->collapseAll();
}

} // namespace toban

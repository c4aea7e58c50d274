// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chipbar.h"
#include "fleet/fleetdetailsview.h"
#include "fleet/fleetproxy.h"
#include "fleet/fleetview.h"
#include "kit/celldelegate.h"
#include "kit/format.h"
#include "kit/stateview.h"
#include "naturalorder.h"
#include "samples.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QTreeView>

#include <algorithm>

using namespace toban;

class TestFleetView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_dir.isValid()); }
    void init();
    void cleanup();

    void countsNamesAsPeopleDo();
    void proxyIsAConsistentModel();
    void filtersByWordsAndStates();
    void showsEachOfTheFiveStates();
    void sentencesFollowTheLanguage();
    void refreshKeepsChoicePlaceAndOrder();
    void scalesOnlyWithATargetAndARight();
    void worksByKeyboard();
    void saysWhatACostIsMeasuredFor();
    void tellsAnOldHeartbeat();
    void remembersTheColumnsOfRevisions();
    void rowsStayUnderThePointer();
    void orderAndFilterWaitForThePointer();
    void tenThousandAgents();

private:
    /// As the controller does.
    void show(const FleetSnapshot &snapshot)
    {
        m_view->keepPlace();
        m_model->setSnapshot(snapshot, m_view->isHeld() ? FleetModel::Arrivals::Wait : FleetModel::Arrivals::Show);
        m_view->showFleet(snapshot.takenMs);
        QCoreApplication::processEvents();
    }
    void point(const QPoint &place) { QCursor::setPos(tree()->viewport()->mapToGlobal(place)); }
    void pointAway() { QCursor::setPos(m_view->mapToGlobal(QPoint(-50, -50))); }
    QTreeView *tree() const { return m_view->findChild<QTreeView *>(QStringLiteral("fleetTree")); }
    StateView::Mode mode() const
    {
        QWidget *parent = tree()->parentWidget();
        while (parent && !qobject_cast<StateView *>(parent))
            parent = parent->parentWidget();
        return qobject_cast<StateView *>(parent)->mode();
    }
    QStringList shown() const
    {
        QStringList names;
        const QAbstractItemModel *model = tree()->model();
        for (int d = 0; d < model->rowCount(); ++d) {
            const QModelIndex parent = model->index(d, 0);
            names.append(parent.data().toString());
            for (int a = 0; a < model->rowCount(parent); ++a)
                names.append(model->index(a, 0, parent).data().toString());
        }
        return names;
    }

    QTemporaryDir m_dir;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<FleetModel> m_model;
    std::unique_ptr<FleetView> m_view;
    qint64 m_now = samples::now;
};

void TestFleetView::init()
{
    m_now = samples::now;
    m_settings = std::make_unique<QSettings>(m_dir.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_settings->clear();
    m_model = std::make_unique<FleetModel>();
    m_view = std::make_unique<FleetView>(*m_model, *m_settings, [this] { return m_now; });
    m_view->resize(1080, 640);
    m_view->show();
}

void TestFleetView::cleanup()
{
    m_view.reset();
    m_model.reset();
}

void TestFleetView::countsNamesAsPeopleDo()
{
    QVERIFY(naturalCompare(u"agent-2", u"agent-10") < 0);
    QVERIFY(naturalCompare(u"agent-10", u"agent-10") == 0);
    QVERIFY(naturalCompare(u"Agent-3", u"agent-20") < 0);
    QVERIFY(naturalCompare(u"agent-007", u"agent-7") != 0); // told apart, in a fixed order
    QVERIFY(naturalCompare(u"agent-007", u"agent-8") < 0);
    QVERIFY(naturalCompare(u"agent", u"agent-1") < 0);
    QVERIFY(naturalCompare(u"b-1", u"a-2") > 0);
}

void TestFleetView::proxyIsAConsistentModel()
{
    FleetModel model;
    FleetProxy proxy(model);
    QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSnapshot(samples::fleet());
    proxy.sort(FleetModel::LoadColumn, Qt::DescendingOrder);
    proxy.setFilterText(QStringLiteral("generator"));
    model.setSnapshot(samples::largeFleet(3, 5));
    proxy.refilter();
    QCOMPARE(proxy.rowCount(), 3); // their type is code_generator
    model.setSnapshot({});
    QCOMPARE(proxy.rowCount(), 0);
}

void TestFleetView::filtersByWordsAndStates()
{
    m_model->setSnapshot(samples::fleet());
    m_view->showFleet(samples::now);
    m_view->setFilterText(QStringLiteral("TESTER -1"));
    QCOMPARE(shown(), (QStringList{QStringLiteral("performance-tester"), QStringLiteral("performance-tester-1")}));

    auto *chips = m_view->findChild<ChipBar *>(QStringLiteral("stateChips"));
    m_view->setFilterText({});
    chips->setChecked({int(State::Critical)});
    Q_EMIT chips->checkedChanged();
    QCOMPARE(shown(), (QStringList{QStringLiteral("performance-tester"), QStringLiteral("performance-tester-2")}));

    // An agent that recovers leaves the list with the next snapshot; one that fails comes into it.
    FleetSnapshot changed = samples::fleet();
    for (Agent &agent : changed.agents) {
        if (agent.status == AgentStatus::Failed)
            agent.status = AgentStatus::Idle;
        else if (agent.id == QLatin1String("code-generator-0"))
            agent.status = AgentStatus::Failed;
    }
    m_model->setSnapshot(changed);
    m_view->showFleet(samples::now + 15'000);
    QCOMPARE(shown(), (QStringList{QStringLiteral("code-generator"), QStringLiteral("code-generator-0")}));

    m_view->setFilterText(QStringLiteral("nothing like this"));
    QCOMPARE(mode(), StateView::Mode::Empty);
    QVERIFY(m_view->goBack());
    QCOMPARE(mode(), StateView::Mode::Data);
    QVERIFY(!m_view->goBack());
}

void TestFleetView::showsEachOfTheFiveStates()
{
    m_view->showLoading();
    QCOMPARE(mode(), StateView::Mode::Loading);
    QVERIFY(m_view->isLoading());
    m_view->showError(Error(ErrorKind::Network, QStringLiteral("Connection refused")));
    QCOMPARE(mode(), StateView::Mode::Error);
    QVERIFY(!m_view->hasFleet());
    m_view->showNotConfigured();
    QCOMPARE(mode(), StateView::Mode::NotConfigured);
    m_view->showFleet(samples::now);
    QCOMPARE(mode(), StateView::Mode::Empty);
    m_model->setSnapshot(samples::fleet());
    m_view->showFleet(samples::now);
    QCOMPARE(mode(), StateView::Mode::Data);
    m_view->showStale(Error(ErrorKind::Timeout, {}), samples::now);
    QCOMPARE(mode(), StateView::Mode::Data);
    QVERIFY2(m_view->hasFleet(), "the last fleet stays under the error");
    m_view->reset();
    QCOMPARE(mode(), StateView::Mode::Loading);
    QVERIFY(!m_view->hasFleet());
}

namespace {

class Shouting : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *text, const char *, int) const override
    {
        return QString::fromUtf8(text).toUpper();
    }
};

} // namespace

void TestFleetView::sentencesFollowTheLanguage()
{
    const auto says = [this](const QString &text) {
        const auto labels = m_view->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel *label) { return label->isVisible() && label->text() == text; });
    };
    m_model->setSnapshot(samples::fleet());
    m_view->showFleet(samples::now);
    m_view->select(QStringLiteral("triage"));
    m_view->details().setRevisions(std::vector<Revision>());
    m_model->setSnapshot({});
    m_view->showFleet(samples::now);
    m_view->select({});
    const QString empty = QStringLiteral("The manager knows no deployment and no agent yet.");
    QVERIFY(says(empty));
    m_model->setSnapshot(samples::fleet());
    m_view->showFleet(samples::now);
    m_view->select(QStringLiteral("triage"));
    m_view->details().setRevisions(std::vector<Revision>());
    const QString none = QStringLiteral("This deployment has had no revision.");
    QVERIFY(says(none));
    m_view->setFilterText(QStringLiteral("nothing like this"));
    const QString filtered = QStringLiteral("No agent fits the filter.");
    QVERIFY(says(filtered));

    Shouting other;
    QCoreApplication::installTranslator(&other);
    QEvent language(QEvent::LanguageChange);
    QCoreApplication::sendEvent(m_view.get(), &language);
    QVERIFY(says(filtered.toUpper()));
    m_view->setFilterText({});
    m_view->select(QStringLiteral("triage"));
    m_view->details().setRevisions(std::vector<Revision>());
    QCoreApplication::removeTranslator(&other);
    QCoreApplication::sendEvent(&m_view->details(), &language);
    QVERIFY(says(none));
}

void TestFleetView::refreshKeepsChoicePlaceAndOrder()
{
    m_model->setSnapshot(samples::largeFleet(4, 40));
    m_view->showFleet(samples::now);
    tree()->expandAll();
    m_view->select(QStringLiteral("fleet-2"), QStringLiteral("fleet-2-17"));
    QCoreApplication::processEvents();
    tree()->verticalScrollBar()->setValue(tree()->verticalScrollBar()->maximum() / 2);
    const int place = tree()->verticalScrollBar()->value();
    const QStringList order = shown();
    QVERIFY(place > 0);

    m_model->setSnapshot(samples::largeFleet(4, 40, samples::now + 15'000));
    m_view->showFleet(samples::now + 15'000);
    QCoreApplication::processEvents();
    QCOMPARE(m_view->selectedAgent(), QStringLiteral("fleet-2-17"));
    QCOMPARE(m_view->selectedDeployment(), QStringLiteral("fleet-2"));
    QCOMPARE(tree()->verticalScrollBar()->value(), place);
    QCOMPARE(shown(), order);
}

void TestFleetView::scalesOnlyWithATargetAndARight()
{
    auto *button = m_view->findChild<QPushButton *>(QStringLiteral("scaleButton"));
    QSignalSpy asked(m_view.get(), &FleetView::scaleRequested);
    m_model->setSnapshot(samples::fleet());
    m_view->showFleet(samples::now);
    QVERIFY(!button->isEnabled());
    m_view->requestScale();
    QCOMPARE(asked.count(), 0);

    m_view->select(QStringLiteral("triage"), QStringLiteral("triage-1")); // an agent stands for its deployment
    QVERIFY(button->isEnabled());
    m_view->requestScale();
    QCOMPARE(asked.takeFirst().at(0).toString(), QStringLiteral("triage"));

    m_view->setScaleRefusal(QStringLiteral("read-only"));
    QVERIFY(!button->isEnabled());
    QCOMPARE(button->toolTip(), QStringLiteral("read-only"));
    m_view->requestScale();
    QCOMPARE(asked.count(), 0);
}

void TestFleetView::worksByKeyboard()
{
    m_model->setSnapshot(samples::fleet());
    m_view->showFleet(samples::now);
    m_view->activateWindow();
    m_view->setFocus();
    QTRY_COMPARE(QApplication::focusWidget(), tree());
    QTest::keyClick(tree(), Qt::Key_Home);
    QCOMPARE(m_view->selectedDeployment(), QStringLiteral("code-generator"));
    QTest::keyClick(tree(), Qt::Key_Left); // closes it
    QTest::keyClick(tree(), Qt::Key_Down);
    QCOMPARE(m_view->selectedDeployment(), QStringLiteral("doc-writer"));
    QVERIFY(!m_view->details().isEmpty());
    QVERIFY(m_view->goBack());
    QVERIFY2(m_view->details().isEmpty(), "Esc closes the details");

    // From the filter straight to the first that fits, without waiting for it to be announced.
    m_view->focusFilter();
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("scanner"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    QCOMPARE(QApplication::focusWidget(), tree());
    QCOMPARE(m_view->selectedDeployment(), QStringLiteral("security-scanner"));
}

void TestFleetView::saysWhatACostIsMeasuredFor()
{
    FleetModel model;
    FleetProxy proxy(model);
    model.setSnapshot(samples::largeFleet(1, 1));
    const QModelIndex cost = proxy.index(0, FleetModel::CostColumn, proxy.index(0, 0));
    QCOMPARE(cost.data().toString(), QStringLiteral("–"));
    QVERIFY(cost.data(Qt::ToolTipRole).toString().contains(QLatin1String("per deployment")));
}

void TestFleetView::tellsAnOldHeartbeat()
{
    FleetModel model;
    FleetProxy proxy(model);
    FleetSnapshot snapshot = samples::largeFleet(1, 1);
    snapshot.agents[0].lastHeartbeatMs = samples::now - 5000;
    model.setSnapshot(snapshot);
    const QModelIndex cell = proxy.index(0, FleetModel::HeartbeatColumn, proxy.index(0, 0));
    proxy.setNow(samples::now);
    const QString fresh = cell.data().toString();
    proxy.setNow(samples::now + 60'000);
    QVERIFY(cell.data().toString() != fresh);
    QSignalSpy changed(&proxy, &QAbstractItemModel::dataChanged);
    proxy.setNow(samples::now + 61'000);
    QCOMPARE(changed.count(), 0); // ages tick without a signal
    // Three that should have come have not: a hint. Over the limit nothing is known any more.
    const auto markAt = [&](qint64 ageMs) {
        proxy.setNow(samples::now - 5000 + ageMs);
        return cell.data(cell::StateRole).isValid();
    };
    QVERIFY(!markAt(30'000));
    QVERIFY(markAt(30'001));
    const QModelIndex state = cell.siblingAtColumn(FleetModel::StateColumn);
    const QModelIndex parent = proxy.index(0, FleetModel::StateColumn);
    markAt(60'000);
    QVERIFY(state.data(cell::StateRole).toInt() != int(State::Unknown));
    QCOMPARE(parent.data(cell::StateRole).toInt(), int(State::Ok));
    markAt(60'001);
    QCOMPARE(state.data(cell::StateRole).toInt(), int(State::Unknown));
    QCOMPARE(state.data().toString(), QStringLiteral("Silent"));
    QVERIFY(state.data(Qt::ToolTipRole).toString().contains(format::durationMs(60'001)));
    QCOMPARE(parent.data(cell::StateRole).toInt(), int(State::Unknown)); // ready counts what is not known
    proxy.setStates({int(State::Unknown)});
    QCOMPARE(proxy.rowCount(), 1);
    proxy.setStates({});
    snapshot.agents[0].lastHeartbeatMs = 0;
    model.setSnapshot(snapshot);
    QCOMPARE(cell.data().toString(), QStringLiteral("never"));
}

void TestFleetView::remembersTheColumnsOfRevisions()
{
    const auto header
        = [this] { return m_view->findChild<QTableWidget *>(QStringLiteral("revisions"))->horizontalHeader(); };
    header()->resizeSection(3, 333);
    QTRY_VERIFY(m_settings->contains(QStringLiteral("tables/fleet/revisions/state")));
    m_view = std::make_unique<FleetView>(*m_model, *m_settings, [this] { return m_now; });
    QCOMPARE(header()->sectionSize(3), 333);
}

void TestFleetView::rowsStayUnderThePointer()
{
    const FleetSnapshot grown = samples::largeFleet(4, 40);
    FleetSnapshot before = grown;
    std::erase_if(before.agents, [](const Agent &agent) {
        return agent.id.endsWith(QLatin1String("-3")) || agent.deployment == QLatin1String("fleet-1");
    });
    std::erase_if(before.deployments,
                  [](const Deployment &deployment) { return deployment.name == QLatin1String("fleet-1"); });
    m_view->move(200, 200);
    show(before);
    tree()->expandAll();
    QCoreApplication::processEvents();
    tree()->verticalScrollBar()->setValue(tree()->verticalScrollBar()->maximum() / 2);
    const QPoint place(60, 120);
    const auto pointedAt = [&] { return tree()->indexAt(place).siblingAtColumn(0).data().toString(); };
    const QStringList order = shown();
    const QString agent = pointedAt();
    point(place);
    QTRY_VERIFY(m_view->isHeld());

    // What is new waits, and says so.
    show(grown);
    QCOMPARE(shown(), order);
    QCOMPARE(pointedAt(), agent);
    QCOMPARE(m_model->waitingCount(), 43);
    const auto says = [this](const QString &text) {
        const auto labels = m_view->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel *label) { return label->text().contains(text); });
    };
    QVERIFY(says(QStringLiteral("43 more")));
    // What goes, goes; the row that is pointed at stays where it is.
    FleetSnapshot fewer = grown;
    std::erase_if(fewer.agents, [](const Agent &one) { return one.id.endsWith(QLatin1String("-5")); });
    show(fewer);
    QCOMPARE(shown().size(), order.size() - 3);
    QCOMPARE(pointedAt(), agent);

    // A menu of a row holds them as well, wherever the pointer is.
    QSignalSpy released(m_view.get(), &FleetView::released);
    m_view->select(QStringLiteral("fleet-2"));
    QTest::keyClick(tree(), Qt::Key_Menu);
    auto *menu = m_view->findChild<QMenu *>();
    QVERIFY(menu && menu->isVisible());
    pointAway();
    QTRY_VERIFY(!tree()->viewport()->underMouse());
    QVERIFY(m_view->isHeld());
    show(fewer);
    QCOMPARE(shown().size(), order.size() - 3);
    QCOMPARE(released.size(), 0);
    menu->close();
    QTRY_COMPARE(released.size(), 1);
    show(fewer);
    QCOMPARE(m_model->waitingCount(), 0);
    QVERIFY(shown().contains(QStringLiteral("fleet-1-0")) && shown().contains(QStringLiteral("fleet-2-3")));
    QVERIFY(!says(QStringLiteral("more when")));
}

void TestFleetView::orderAndFilterWaitForThePointer()
{
    FleetSnapshot fleet = samples::fleet();
    m_view->move(200, 200);
    show(fleet);
    m_view->setFilterText(QStringLiteral("code-generator"));
    tree()->sortByColumn(FleetModel::LoadColumn, Qt::AscendingOrder);
    auto *chips = m_view->findChild<ChipBar *>(QStringLiteral("stateChips"));
    chips->setChecked({int(State::Ok), int(State::Busy)});
    Q_EMIT chips->checkedChanged();
    const QStringList order = shown();
    QVERIFY(order.contains(QStringLiteral("code-generator-0")));
    point(QPoint(60, 40));
    QTRY_VERIFY(m_view->isHeld());
    for (Agent &agent : fleet.agents) {
        if (agent.id == QLatin1String("code-generator-0"))
            agent.status = AgentStatus::Failed;
    }
    show(fleet);
    QCOMPARE(shown(), order);
    QSignalSpy released(m_view.get(), &FleetView::released);
    pointAway();
    QTRY_COMPARE(released.size(), 1);
    show(fleet);
    QVERIFY(!shown().contains(QStringLiteral("code-generator-0")));
}

void TestFleetView::tenThousandAgents()
{
    QElapsedTimer timer;
    const auto took = [&timer](const char *what) {
        qInfo("%s: %.1f ms", what, double(timer.nsecsElapsed()) / 1e6);
        timer.start();
    };
    const auto agentsShown = [this] {
        int agents = 0;
        const QAbstractItemModel *model = tree()->model();
        for (int d = 0; d < model->rowCount(); ++d)
            agents += model->rowCount(model->index(d, 0));
        return agents;
    };
    const FleetSnapshot first = samples::largeFleet(20, 500);
    const FleetSnapshot second = samples::largeFleet(20, 500, samples::now + 15'000);
    timer.start();
    m_model->setSnapshot(first);
    m_view->showFleet(samples::now);
    took("10 000 agents, first");
    tree()->expandAll();
    took("all expanded");
    QCOMPARE(agentsShown(), 10'000);
    m_view->select(QStringLiteral("fleet-7"), QStringLiteral("fleet-7-321"));
    QSignalSpy removed(tree()->model(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy resets(tree()->model(), &QAbstractItemModel::modelReset);
    QSignalSpy changes(tree()->model(), &QAbstractItemModel::dataChanged);
    QCoreApplication::processEvents();
    tree()->viewport()->repaint();
    took("painted");
    m_model->setSnapshot(second);
    took("10 000 changed agents merged through to the view");
    m_view->showFleet(samples::now + 15'000);
    QCoreApplication::processEvents();
    took("shown and painted");
    QCOMPARE(removed.count() + resets.count(), 0); // merged: ten thousand rows stayed where they are
    QVERIFY2(changes.count() <= 41, qPrintable(QString::number(changes.count()))); // told in ranges
    QCOMPARE(m_view->selectedAgent(), QStringLiteral("fleet-7-321"));
    QSignalSpy inserted(tree()->model(), &QAbstractItemModel::rowsInserted);
    const FleetSnapshot grown = samples::largeFleet(20, 501, samples::now + 15'000);
    took("looked at");
    m_model->setSnapshot(grown, FleetModel::Arrivals::Wait);
    took("20 new agents kept waiting");
    QCOMPARE(inserted.count(), 0);
    QCOMPARE(m_model->waitingCount(), 20);
    m_model->setSnapshot(second);
    took("back again");
    m_view->setFilterText(QStringLiteral("fleet-7"));
    took("filtered by a word");
    QCOMPARE(agentsShown(), 500);
    m_view->setFilterText({});
    took("filter taken away");
    QCOMPARE(agentsShown(), 10'000);
    tree()->sortByColumn(FleetModel::LoadColumn, Qt::DescendingOrder);
    took("sorted by load");
    const QAbstractItemModel *model = tree()->model();
    for (int d = 0; d < model->rowCount(); ++d) {
        const QModelIndex parent = model->index(d, 0);
        const auto loadAt = [&](int row) {
            return model->index(row, FleetModel::LoadColumn, parent).data(FleetModel::LoadRole).toInt();
        };
        for (int a = 1; a < model->rowCount(parent); ++a)
            QVERIFY(loadAt(a - 1) >= loadAt(a));
    }
    took("order checked");
    tree()->verticalScrollBar()->setValue(tree()->verticalScrollBar()->maximum());
    tree()->viewport()->repaint();
    took("scrolled to the end");
    QCOMPARE(m_model->agentCount(), 10'000);
    QVERIFY(tree()->uniformRowHeights());
}

QTEST_MAIN(TestFleetView)
#include "tst_fleetview.moc"

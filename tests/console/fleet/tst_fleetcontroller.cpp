// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditjournal.h"
#include "builtin.h"
#include "fleet/fleetdetailsview.h"
#include "fleet/fleetpage.h"
#include "fleet/fleetview.h"
#include "fleetservice.h"
#include "kit/banner.h"
#include "kit/charts/chartview.h"
#include "kit/stateview.h"
#include "operationservice.h"
#include "refreshservice.h"
#include "scriptedserver.h"
#include "servicefixture.h"

#include <QDateTime>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace toban;

namespace {

/// A manager with one deployment of one agent, or with none.
struct Manager
{
    bool isEmpty = false;
    bool hasGrown = false;
    enum { Answers, Fails, Hangs } mood = Answers;
    QByteArray heartbeat;
    ScriptedServer server{[this](const SeenRequest &request) {
        if (mood == Hangs)
            return Step::hang();
        if (mood == Fails)
            return Step::answer(503, "text/plain", "down");
        if (isEmpty)
            return Step::json(R"({"items":[],"next_cursor":null})");
        if (request.target.startsWith("/api/v1/agents"))
            return Step::json(R"({"items":[)" + agent("triage-0") + (hasGrown ? ',' + agent("triage-1") : QByteArray())
                              + R"(],"next_cursor":null})");
        return Step::json(
            R"({"items":[{"name":"triage","agent_type":"triage","state":"running","replicas":{"desired":1,)"
            R"("current":1,"ready":1},"current_revision":1,"revision":{"number":1,"image":"agents:v1","model":"m",)"
            R"("prompt_hash":"sha256:0","tools":[],"created_at":"2026-11-01T00:00:00Z","created_by":"ops",)"
            R"("reason":"first"},"cost_per_hour":null,"agents":[]}],"next_cursor":null})");
    }};

    QByteArray agent(const QByteArray &id) const
    {
        return R"({"id":")" + id
            + R"(","type":"triage","deployment":"triage","status":"idle","capacity":10,"current_load":0,)"
              R"("version":"v1","revision":1,"endpoint":"http://127.0.0.1:1",)"
              R"("created_at":"2026-11-01T00:00:00Z","last_heartbeat":")"
            + heartbeat + R"("})";
    }
};

} // namespace

/// What stands in the fleet's list while the manager comes and goes and environments change.
class TestFleetController : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void aStaleFleetStaysSoUnderAFilter();
    void anEmptyListWithAnErrorIsNoEmptyFleet();
    void anotherEnvironmentBeginsWithNothing_data();
    void anotherEnvironmentBeginsWithNothing();
    void aSilentAgentIsNotIdle();
    void whatIsNewComesInWhenThePointerLeaves();
    void marksAreInWords();

private:
    QTreeView *tree() const { return m_page->findChild<QTreeView *>(QStringLiteral("fleetTree")); }
    StateView *state() const
    {
        QWidget *parent = tree();
        while (parent && !qobject_cast<StateView *>(parent))
            parent = parent->parentWidget();
        return qobject_cast<StateView *>(parent);
    }
    bool isStale() const
    {
        const auto *banner = state()->findChild<Banner *>();
        return state()->mode() == StateView::Mode::Data && banner && banner->isVisible();
    }
    void beat()
    {
        QSignalSpy changed(m_fleet.get(), &FleetService::changed);
        m_refresh->refreshNow();
        QTRY_VERIFY(!changed.isEmpty());
    }
    Context context(const QString &name) const
    {
        return ServiceFixture::context({{EndpointKind::Manager, m_manager->server.url()}}, name);
    }

    QTemporaryDir m_dir;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Manager> m_manager;
    std::unique_ptr<ServiceFixture> m_fixture;
    MetricCatalogue m_catalogue = builtinCatalogue().value();
    std::unique_ptr<AuditJournal> m_journal;
    std::unique_ptr<OperationService> m_operations;
    std::unique_ptr<FleetService> m_fleet;
    std::unique_ptr<RefreshService> m_refresh;
    std::unique_ptr<FleetPage> m_page;
};

void TestFleetController::init()
{
    m_settings = std::make_unique<QSettings>(m_dir.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_settings->clear();
    m_fixture = std::make_unique<ServiceFixture>();
    m_manager = std::make_unique<Manager>();
    m_manager->heartbeat
        = QDateTime::fromMSecsSinceEpoch(m_fixture->clock.nowMs() - 5'000, Qt::UTC).toString(Qt::ISODate).toLatin1();
    m_journal = std::make_unique<AuditJournal>(QStringLiteral(":memory:"), m_fixture->clock);
    m_operations = std::make_unique<OperationService>(m_fixture->backends, *m_journal, m_fixture->clock);
    m_fleet = std::make_unique<FleetService>(m_fixture->backends, m_catalogue, m_fixture->clock);
    m_refresh = std::make_unique<RefreshService>(m_fixture->clock);
    m_refresh->setInterval(std::chrono::milliseconds(0));
    m_fixture->backends.setContext(context(QStringLiteral("first")));
    m_page = std::make_unique<FleetPage>(*m_fleet, *m_operations, *m_refresh, m_fixture->backends, *m_settings);
    m_page->resize(1080, 640);
    m_page->show();
    m_page->activate();
    QTRY_VERIFY(m_page->isComplete());
    QCOMPARE(state()->mode(), StateView::Mode::Data);
}

void TestFleetController::cleanup()
{
    m_page.reset();
    m_refresh.reset();
    m_fleet.reset();
    m_operations.reset();
    m_journal.reset();
    m_fixture.reset();
    m_manager.reset();
}

void TestFleetController::aStaleFleetStaysSoUnderAFilter()
{
    m_manager->mood = Manager::Fails;
    m_fixture->clock.advance(std::chrono::seconds(15));
    beat();
    QVERIFY(isStale());
    m_page->view().setFilterText(QStringLiteral("triage"));
    QVERIFY2(isStale(), "a filter makes nothing fresher");
    m_page->view().setFilterText(QStringLiteral("nothing like this"));
    QVERIFY(isStale());
    m_page->view().setFilterText({});
    QEvent language(QEvent::LanguageChange);
    QCoreApplication::sendEvent(&m_page->view(), &language);
    QVERIFY(isStale());
    m_manager->mood = Manager::Answers;
    beat();
    QVERIFY(!isStale());
}

void TestFleetController::anEmptyListWithAnErrorIsNoEmptyFleet()
{
    m_manager->isEmpty = true;
    m_fixture->clock.advance(std::chrono::seconds(15));
    beat();
    QTRY_COMPARE(state()->mode(), StateView::Mode::Empty);
    m_manager->mood = Manager::Fails;
    beat();
    QCOMPARE(state()->mode(), StateView::Mode::Error);
}

void TestFleetController::anotherEnvironmentBeginsWithNothing_data()
{
    QTest::addColumn<bool>("isShown");
    QTest::newRow("while the page is shown") << true;
    QTest::newRow("while another page is") << false;
}

void TestFleetController::anotherEnvironmentBeginsWithNothing()
{
    QFETCH(bool, isShown);
    m_page->view().select(QStringLiteral("triage"), QStringLiteral("triage-0"));
    QCOMPARE(m_page->view().selectedAgent(), QStringLiteral("triage-0"));
    if (!isShown)
        m_page->deactivate();
    m_manager->mood = Manager::Hangs;
    m_fixture->backends.setContext(context(QStringLiteral("second")));
    QVERIFY(!m_page->view().hasFleet());
    if (!isShown)
        m_page->activate();
    QCOMPARE(state()->mode(), StateView::Mode::Loading);
    QVERIFY(!m_page->isComplete());
    QVERIFY(m_page->view().selectedAgent().isEmpty());
    QVERIFY(m_page->problems().empty());
}

void TestFleetController::aSilentAgentIsNotIdle()
{
    const auto cell = [this](int column) {
        const QAbstractItemModel *model = tree()->model();
        return model->index(0, column, model->index(0, 0)).data().toString();
    };
    QCOMPARE(cell(FleetModel::StateColumn), QStringLiteral("Idle"));
    QVERIFY(m_page->problems().empty());
    m_fixture->clock.advance(std::chrono::seconds(70)); // the manager has not dropped it yet
    beat();
    QTRY_COMPARE(cell(FleetModel::StateColumn), QStringLiteral("Silent"));
    const std::vector<Problem> problems = m_page->problems();
    QCOMPARE(problems.size(), std::size_t(1));
    QCOMPARE(problems[0].severity, State::Unknown);
    QCOMPARE(problems[0].args.value(QStringLiteral("deployment")).toString(), QStringLiteral("triage"));
}

void TestFleetController::whatIsNewComesInWhenThePointerLeaves()
{
    const auto agents = [this] { return tree()->model()->rowCount(tree()->model()->index(0, 0)); };
    QCOMPARE(agents(), 1);
    const auto beatWith = [this](bool hasGrown) {
        m_manager->hasGrown = hasGrown;
        m_fixture->clock.advance(std::chrono::seconds(15));
        beat();
    };
    const auto pointAtRows = [this] {
        QCursor::setPos(tree()->viewport()->mapToGlobal(QPoint(60, 20)));
        QTRY_VERIFY(tree()->viewport()->underMouse());
    };
    m_page->move(200, 200);
    pointAtRows();
    beatWith(true);
    QCOMPARE(agents(), 1);
    QCursor::setPos(m_page->mapToGlobal(QPoint(-50, -50)));
    QTRY_COMPARE(agents(), 2); // without another beat
    // A link to one that waits brings it in.
    beatWith(false);
    QCOMPARE(agents(), 1);
    pointAtRows();
    beatWith(true);
    QCOMPARE(agents(), 1);
    m_page->navigate({{QStringLiteral("deployment"), QStringLiteral("triage")},
                      {QStringLiteral("agent"), QStringLiteral("triage-1")}});
    QCOMPARE(agents(), 2);
    QCursor::setPos(m_page->mapToGlobal(QPoint(-50, -50)));
}

void TestFleetController::marksAreInWords()
{
    AuditEntry entry;
    entry.context = QStringLiteral("first");
    entry.action = QStringLiteral("scale");
    entry.target = QStringLiteral("triage");
    entry.phase = QStringLiteral("sent");
    entry.outcome = QStringLiteral("replicas 4");
    QVERIFY(m_journal->append(entry).result());
    m_page->view().select(QStringLiteral("triage"), QStringLiteral("triage-0"));
    QTRY_VERIFY(m_page->isComplete());
    m_fixture->clock.advance(std::chrono::seconds(11)); // then the journal is read again
    QTRY_VERIFY(!m_operations->auditTrail(1)->empty());
    FleetDetailsView &details = m_page->view().details();
    details.setMetrics(AgentMetrics(), m_refresh->span());
    Q_EMIT m_operations->auditTrailChanged();
    const auto *chart = details.findChild<ChartView *>();
    QVERIFY(chart);
    QCOMPARE(chart->data().annotations.size(), std::size_t(1));
    QCOMPARE(chart->data().annotations[0].text, QStringLiteral("Scale: 4 replica(s)"));
}

QTEST_MAIN(TestFleetController)
#include "tst_fleetcontroller.moc"

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertscontroller.h"
#include "alerts/alertspage.h"
#include "alerts/alertsview.h"
#include "alertservice.h"
#include "kit/banner.h"
#include "kit/stateview.h"
#include "refreshservice.h"
#include "scriptedserver.h"
#include "servicefixture.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace toban;

namespace {

QByteArray rulesAnswer(const QByteArray &health, const QByteArray &evaluated)
{
    return R"({"status":"success","data":{"groups":[{"name":"g","file":"f.yml","interval":15,"lastEvaluation":")"
        + evaluated
        + R"(","rules":[{"type":"alerting","name":"AgentDown","query":"up == 0","duration":60,"labels":{"severity":"critical"},)"
          R"("annotations":{},"alerts":[],"health":")"
        + health + R"(","lastError":"","state":"inactive","lastEvaluation":")" + evaluated
        + R"(","evaluationTime":0.001}]}]}})";
}

QByteArray alertAnswer(const QByteArray &fingerprint, const QByteArray &type, const QByteArray &severity)
{
    return R"({"annotations":{"summary":"no agent of )" + type
        + R"("},"endsAt":"2026-11-21T01:22:42.272Z","fingerprint":")" + fingerprint
        + R"(","receivers":[{"name":"slack"}],"startsAt":"2026-11-21T01:18:42.000Z","status":{"inhibitedBy":[],)"
          R"("silencedBy":[],"state":"active"},"updatedAt":"2026-11-21T01:18:42.275Z","generatorURL":"","labels":)"
          R"({"alertname":"AgentDown","agent_type":")"
        + type + R"(","severity":")" + severity + R"("}})";
}

/// One source that answers, fails or stays silent, as it is told.
struct Source
{
    QByteArray body;
    enum { Answers, Fails, Hangs } mood = Answers;
    int asked = 0;
    ScriptedServer server{[this](const SeenRequest &) {
        ++asked;
        if (mood == Hangs)
            return Step::hang();
        return mood == Fails ? Step::answer(503, "text/plain", "down") : Step::json(body);
    }};
};

} // namespace

/// What stands in the lists while sources come and go and environments change.
class TestAlertsController : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void aDeadAlertmanagerIsNeverQuiet();
    void staleRulesStaySoWhenTheOtherSourceAnswers();
    void anotherEnvironmentBeginsWithNothing_data();
    void anotherEnvironmentBeginsWithNothing();
    void firingAlertsAreProblems();
    void manyOfOneNameAreOneProblem();
    void aRuleFailsSinceItWasFirstSeen();

private:
    StateView *stateOf(const char *list) const
    {
        QWidget *parent = m_page->findChild<QWidget *>(QLatin1String(list));
        while (parent && !qobject_cast<StateView *>(parent))
            parent = parent->parentWidget();
        return qobject_cast<StateView *>(parent);
    }
    StateView::Mode mode(const char *list) const { return stateOf(list)->mode(); }
    bool isStale(const char *list) const
    {
        const auto *banner = stateOf(list)->findChild<Banner *>();
        return mode(list) == StateView::Mode::Data && banner && banner->isVisible();
    }
    Context context(const QString &name) const
    {
        return ServiceFixture::context({{EndpointKind::Prometheus, m_prometheus->server.url()},
                                        {EndpointKind::Alertmanager, m_alertmanager->server.url()}},
                                       name);
    }
    /// The next beat, and the answers of both.
    void beat()
    {
        const int alerts = m_alertmanager->asked;
        const int rules = m_prometheus->asked;
        QSignalSpy rulesChanged(m_service.get(), &AlertService::rulesChanged);
        QSignalSpy alertsChanged(m_service.get(), &AlertService::alertsChanged);
        m_refresh->refreshNow();
        QTRY_VERIFY(m_alertmanager->asked > alerts && m_prometheus->asked > rules);
        QTRY_VERIFY(!rulesChanged.isEmpty() && !alertsChanged.isEmpty());
    }

    QTemporaryDir m_dir;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Source> m_prometheus;
    std::unique_ptr<Source> m_alertmanager;
    std::unique_ptr<ServiceFixture> m_fixture;
    std::unique_ptr<AlertService> m_service;
    std::unique_ptr<RefreshService> m_refresh;
    std::unique_ptr<AlertsPage> m_page;
};

void TestAlertsController::init()
{
    m_settings = std::make_unique<QSettings>(m_dir.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_settings->clear();
    m_prometheus = std::make_unique<Source>();
    m_prometheus->body = rulesAnswer("ok", "2026-11-20T14:00:00Z");
    m_alertmanager = std::make_unique<Source>();
    m_alertmanager->body = "[]";
    m_fixture = std::make_unique<ServiceFixture>();
    m_service = std::make_unique<AlertService>(m_fixture->backends, m_fixture->clock);
    m_refresh = std::make_unique<RefreshService>(m_fixture->clock);
    m_refresh->setInterval(std::chrono::milliseconds(0));
    m_fixture->backends.setContext(context(QStringLiteral("first")));
    m_page = std::make_unique<AlertsPage>(*m_service, *m_refresh, m_fixture->backends, *m_settings);
    m_page->resize(1080, 640);
    m_page->show();
    m_page->activate();
    QTRY_VERIFY(m_page->isComplete());
    QCOMPARE(mode("ruleTree"), StateView::Mode::Data);
    QCOMPARE(mode("alertTable"), StateView::Mode::Empty);
}

void TestAlertsController::cleanup()
{
    m_page.reset();
    m_refresh.reset();
    m_service.reset();
    m_fixture.reset();
    m_alertmanager.reset();
    m_prometheus.reset();
}

void TestAlertsController::aDeadAlertmanagerIsNeverQuiet()
{
    m_alertmanager->mood = Source::Fails;
    beat();
    QCOMPARE(mode("alertTable"), StateView::Mode::Error);
    beat(); // Prometheus answers again
    QCOMPARE(mode("alertTable"), StateView::Mode::Error);
    m_page->view().setFilterText(QStringLiteral("agent"));
    QCOMPARE(mode("alertTable"), StateView::Mode::Error);
    m_page->view().setFilterText({});
    QEvent language(QEvent::LanguageChange);
    QCoreApplication::sendEvent(&m_page->view(), &language);
    QCOMPARE(mode("alertTable"), StateView::Mode::Error);
    m_alertmanager->mood = Source::Answers;
    beat();
    QCOMPARE(mode("alertTable"), StateView::Mode::Empty); // now it is known
}

void TestAlertsController::staleRulesStaySoWhenTheOtherSourceAnswers()
{
    m_alertmanager->body = "[" + alertAnswer("a1", "triage", "critical") + "]";
    m_prometheus->mood = Source::Fails;
    beat();
    QVERIFY(isStale("ruleTree"));
    QVERIFY(!isStale("alertTable"));
    beat();
    QVERIFY2(isStale("ruleTree"), "that Alertmanager answers makes the rules no fresher");
    m_page->view().setFilterText(QStringLiteral("agent"));
    QVERIFY(isStale("ruleTree"));
    m_page->view().setFilterText({});

    m_prometheus->mood = Source::Answers;
    m_alertmanager->mood = Source::Fails;
    beat();
    QVERIFY(!isStale("ruleTree"));
    QVERIFY2(isStale("alertTable"), "the alerts that were known stay under the error");
}

void TestAlertsController::anotherEnvironmentBeginsWithNothing_data()
{
    QTest::addColumn<bool>("isShown");
    QTest::newRow("while the page is shown") << true;
    QTest::newRow("while another page is") << false;
}

void TestAlertsController::anotherEnvironmentBeginsWithNothing()
{
    QFETCH(bool, isShown);
    QVERIFY(m_page->hasData());
    if (!isShown)
        m_page->deactivate();
    m_prometheus->mood = m_alertmanager->mood = Source::Hangs;
    QSignalSpy problems(m_page.get(), &Page::problemsChanged);
    m_fixture->backends.setContext(context(QStringLiteral("second")));
    QVERIFY(!m_page->hasData());
    QVERIFY(!problems.isEmpty());
    if (!isShown)
        m_page->activate();
    QCOMPARE(mode("alertTable"), StateView::Mode::Loading);
    QCOMPARE(mode("ruleTree"), StateView::Mode::Loading);
    QVERIFY(!m_page->isComplete());
}

void TestAlertsController::firingAlertsAreProblems()
{
    QVERIFY(m_page->problems().empty());
    m_alertmanager->body = "[" + alertAnswer("a1", "triage", "critical") + "," + alertAnswer("a2", "scanner", "warning")
        + "," + alertAnswer("a3", "writer", "info") + "]";
    beat();
    const std::vector<Problem> problems = m_page->problems();
    QCOMPARE(problems.size(), std::size_t(2)); // one that only informs is none
    for (const Problem &problem : problems) {
        const bool isFirst = problem.id.endsWith(QLatin1String("a1"));
        QCOMPARE(problem.severity, isFirst ? State::Critical : State::Warn);
        QCOMPARE(problem.sinceMs, qint64(1'795'223'922'000));
        QVERIFY(problem.text.contains(isFirst ? QLatin1String("triage") : QLatin1String("scanner")));
        QCOMPARE(problem.page, m_page->id());
        m_page->navigate(problem.args); // the jump
        const auto *table = m_page->findChild<QTableView *>(QStringLiteral("alertTable"));
        QCOMPARE(table->currentIndex().siblingAtColumn(4).data().toString(),
                 isFirst ? QStringLiteral("no agent of triage") : QStringLiteral("no agent of scanner"));
    }
}

void TestAlertsController::manyOfOneNameAreOneProblem()
{
    const auto answer = [](int critical, int warnings) -> QByteArray {
        QByteArrayList alerts;
        for (int i = 0; i < critical + warnings; ++i)
            alerts.append(alertAnswer("a" + QByteArray::number(i), "type" + QByteArray::number(i),
                                      i < critical ? "critical" : "warning"));
        return "[" + alerts.join(',') + "]";
    };
    m_alertmanager->body = answer(3, 3); // each can still be read
    beat();
    QCOMPARE(m_page->problems().size(), std::size_t(6));
    m_alertmanager->body = answer(2, 40);
    beat();
    const std::vector<Problem> problems = m_page->problems();
    QCOMPARE(problems.size(), std::size_t(3));
    const auto all = std::find_if(problems.begin(), problems.end(),
                                  [](const Problem &problem) { return problem.severity == State::Warn; });
    QVERIFY(all != problems.end());
    QVERIFY2(all->text.contains(QLatin1String("40")), qPrintable(all->text));
    m_page->navigate(all->args); // to one of them
    const auto *table = m_page->findChild<QTableView *>(QStringLiteral("alertTable"));
    QCOMPARE(table->currentIndex().siblingAtColumn(1).data().toString(), QStringLiteral("Warning"));
    m_alertmanager->body = answer(2, 41); // it is the same problem, whoever joins
    beat();
    const std::vector<Problem> later = m_page->problems();
    QVERIFY(std::any_of(later.begin(), later.end(), [&](const Problem &problem) { return problem.id == all->id; }));
}

void TestAlertsController::aRuleFailsSinceItWasFirstSeen()
{
    m_prometheus->body = rulesAnswer("err", "2026-11-20T14:00:15Z");
    beat();
    QCOMPARE(m_page->problems().size(), std::size_t(1));
    const qint64 since = m_page->problems()[0].sinceMs;
    m_prometheus->body = rulesAnswer("err", "2026-11-20T14:00:30Z");
    beat();
    QCOMPARE(m_page->problems()[0].sinceMs, since);
    m_page->navigate(m_page->problems()[0].args);
    const auto *tree = m_page->findChild<QTreeView *>(QStringLiteral("ruleTree"));
    QCOMPARE(tree->currentIndex().siblingAtColumn(0).data().toString(), QStringLiteral("AgentDown"));

    m_prometheus->body = rulesAnswer("ok", "2026-11-20T14:00:45Z");
    beat();
    QVERIFY(m_page->problems().empty());
    m_prometheus->body = rulesAnswer("err", "2026-11-20T14:01:00Z");
    beat();
    QVERIFY2(m_page->problems()[0].sinceMs > since, "it has worked in between");
}

QTEST_MAIN(TestAlertsController)
#include "tst_alertscontroller.moc"

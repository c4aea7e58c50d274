// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditjournal.h"
#include "backends.h"
#include "clock.h"
#include "kit/banner.h"
#include "operations/audittext.h"
#include "operations/scalecontroller.h"
#include "operations/scaledialog.h"
#include "operations/scaletext.h"
#include "refreshservice.h"
#include "scriptedserver.h"
#include "secretservice.h"
#include "secretstore.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTest>
#include <QTranslator>

using namespace toban;

namespace {

class NoSecrets final : public SecretStore
{
public:
    QCoro::Task<Result<QString>> read(SecretName) override { co_return Failure(Error(ErrorKind::Keychain, {})); }
    QCoro::Task<Result<void>> write(SecretName, QString) override { co_return Failure(Error(ErrorKind::Keychain, {})); }
    QCoro::Task<Result<void>> remove(SecretName) override { co_return Failure(Error(ErrorKind::Keychain, {})); }
};

/// A manager with one deployment, by the contract: plans bind to what they saw, agents come one at each look.
class FakeManager
{
public:
    int desired = 4;
    int ready = 4;
    int moves = 0; ///< times that somebody else changes the deployment just before an execution
    bool startsAgents = true;
    QList<QJsonObject> executions; ///< bodies that were carried out
    ScriptedServer server{[this](const SeenRequest &request) { return answer(request); }};

private:
    QByteArray hash() const { return "sha256:" + QByteArray::number(desired); }
    QJsonObject deployment() const
    {
        return {{QStringLiteral("name"), QStringLiteral("code-generator")},
                {QStringLiteral("agent_type"), QStringLiteral("code_generator")},
                {QStringLiteral("state"), ready == desired ? QStringLiteral("running") : QStringLiteral("progressing")},
                {QStringLiteral("replicas"),
                 QJsonObject{{QStringLiteral("desired"), desired},
                             {QStringLiteral("current"), ready},
                             {QStringLiteral("ready"), ready}}},
                {QStringLiteral("current_revision"), 1},
                {QStringLiteral("revision"),
                 QJsonObject{{QStringLiteral("number"), 1},
                             {QStringLiteral("image"), QStringLiteral("agents:v1")},
                             {QStringLiteral("model"), QStringLiteral("m")},
                             {QStringLiteral("prompt_hash"), QStringLiteral("sha256:0")},
                             {QStringLiteral("tools"), QJsonArray()},
                             {QStringLiteral("created_at"), QStringLiteral("2026-11-01T00:00:00Z")},
                             {QStringLiteral("created_by"), QStringLiteral("ops")},
                             {QStringLiteral("reason"), QStringLiteral("first")}}},
                {QStringLiteral("cost_per_hour"), QJsonValue::Null},
                {QStringLiteral("agents"), QJsonArray()}};
    }
    QJsonObject plan(int wanted) const
    {
        const QString expires = QDateTime::currentDateTimeUtc().addSecs(300).toString(Qt::ISODate);
        return {{QStringLiteral("action"), QStringLiteral("scale")},
                {QStringLiteral("target"),
                 QJsonObject{{QStringLiteral("kind"), QStringLiteral("deployment")},
                             {QStringLiteral("name"), QStringLiteral("code-generator")}}},
                {QStringLiteral("changes"),
                 QJsonArray{QJsonObject{{QStringLiteral("field"), QStringLiteral("replicas")},
                                        {QStringLiteral("from"), desired},
                                        {QStringLiteral("to"), wanted}}}},
                {QStringLiteral("blast_radius"),
                 QJsonObject{{QStringLiteral("agents"), 2},
                             {QStringLiteral("in_flight_tasks"), 0},
                             {QStringLiteral("requests_per_second"), 0.5}}},
                {QStringLiteral("cost_per_hour"), QJsonValue::Null},
                {QStringLiteral("warnings"), QJsonArray()},
                {QStringLiteral("required_role"), QStringLiteral("operator")},
                {QStringLiteral("needs_approval"), false},
                {QStringLiteral("plan_hash"), QString::fromLatin1(hash())},
                {QStringLiteral("expires_at"), expires}};
    }
    static Step json(const QJsonObject &object, int status = 200)
    {
        return Step::json(QJsonDocument(object).toJson(QJsonDocument::Compact), status);
    }
    Step answer(const SeenRequest &request)
    {
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        const int wanted = body.value(QLatin1String("replicas")).toInt();
        if (request.target.startsWith("/api/v1/deployments/code-generator/scale")) {
            if (request.target.contains("dry_run=true"))
                return json(plan(wanted));
            if (moves > 0) {
                --moves;
                ++desired;
                ++ready;
            }
            if (body.value(QLatin1String("plan_hash")).toString().toLatin1() != hash()) {
                const QJsonObject problem{{QStringLiteral("type"), QStringLiteral("about:blank")},
                                          {QStringLiteral("title"), QStringLiteral("Plan changed")},
                                          {QStringLiteral("status"), 409},
                                          {QStringLiteral("code"), QStringLiteral("plan_changed")},
                                          {QStringLiteral("detail"), QStringLiteral("the deployment has changed")},
                                          {QStringLiteral("plan"), plan(wanted)}};
                return Step::answer(409, "application/problem+json", QJsonDocument(problem).toJson());
            }
            executions.append(body);
            desired = wanted;
            QJsonObject accepted = deployment();
            accepted.insert(QStringLiteral("operation_id"), QStringLiteral("op-1"));
            return json(accepted, 202);
        }
        if (request.target.startsWith("/api/v1/deployments/code-generator")) {
            if (startsAgents && ready != desired)
                ready += ready < desired ? 1 : -1;
            return json(deployment());
        }
        return Step::answer(404, "application/problem+json",
                            "{\"status\":404,\"title\":\"Not found\",\"code\":\"not_found\"}");
    }
};

} // namespace

/// The whole way from the dialog through the service, the client and a journal to a manager, and back.
class TestScaleController : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void scalesUpAndShowsTheJournalLine();
    void aPlanThatMovedIsShownAgain();
    void goesOnWhenTheDialogIsClosed();
    void survivesItsOwnEnd();
    void aReadOnlyEnvironmentRefuses();
    void aSecondDialogIsNotOpened();
    void theNextChangeMayBeginWhenTheFirstHasEnded();
    void sayWhatHappened_data();
    void sayWhatHappened();
    void journalLinesAreInTheReadersLanguage();

private:
    void open()
    {
        Deployment deployment;
        deployment.name = QStringLiteral("code-generator");
        deployment.desired = deployment.current = deployment.ready = m_manager->desired;
        m_controller->open(deployment, m_window.get());
    }
    ScaleDialog *dialog() const { return m_controller->dialog(); }
    QPushButton *button(const char *name) const { return dialog()->findChild<QPushButton *>(QLatin1String(name)); }
    QString page() const
    {
        return dialog()->findChild<QStackedWidget *>(QStringLiteral("stack"))->currentWidget()->objectName();
    }
    void plan(int replicas)
    {
        dialog()->findChild<QSpinBox *>(QStringLiteral("replicasSpin"))->setValue(replicas);
        dialog()->findChild<QLineEdit *>(QStringLiteral("reasonField"))->setText(QStringLiteral("the queue grows"));
        button("nextButton")->click();
        QTRY_COMPARE(page(), QStringLiteral("planPage"));
    }

    SystemClock m_clock;
    NoSecrets m_store;
    std::unique_ptr<FakeManager> m_manager;
    std::unique_ptr<SecretService> m_secrets;
    std::unique_ptr<Backends> m_backends;
    std::unique_ptr<AuditJournal> m_journal;
    std::unique_ptr<OperationService> m_operations;
    std::unique_ptr<RefreshService> m_refresh;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<ScaleController> m_controller;
    Context m_context;
};

void TestScaleController::init()
{
    m_manager = std::make_unique<FakeManager>();
    m_secrets = std::make_unique<SecretService>(m_store);
    m_backends = std::make_unique<Backends>(*m_secrets, m_clock);
    m_journal = std::make_unique<AuditJournal>(QStringLiteral(":memory:"), m_clock);
    QVERIFY(m_journal->open().result());
    m_operations = std::make_unique<OperationService>(*m_backends, *m_journal, m_clock);
    OperationService::Timing timing;
    timing.pollInterval = std::chrono::milliseconds(10);
    timing.resendBase = std::chrono::milliseconds(10);
    m_operations->setTiming(timing);
    m_refresh = std::make_unique<RefreshService>(m_clock);
    m_context = Context();
    m_context.name = QStringLiteral("sandbox");
    m_context.endpoints[EndpointKind::Manager].url = m_manager->server.url();
    m_backends->setContext(m_context);
    m_window = std::make_unique<QWidget>();
    m_window->show();
    m_controller = std::make_unique<ScaleController>(*m_operations, *m_backends, *m_refresh);
}

void TestScaleController::cleanup()
{
    m_controller.reset();
    m_window.reset();
    m_refresh.reset();
    m_operations.reset();
    m_journal.reset();
    m_backends.reset();
    m_secrets.reset();
    m_manager.reset();
}

void TestScaleController::scalesUpAndShowsTheJournalLine()
{
    QSignalSpy finished(m_controller.get(), &ScaleController::finished);
    QSignalSpy changed(m_controller.get(), &ScaleController::changed);
    open();
    plan(6);
    QCOMPARE(m_manager->executions.size(), 0); // a plan changes nothing
    button("confirmButton")->click();
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(finished[0][0].value<State>(), State::Ok);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(m_manager->executions.size(), 1);
    QCOMPARE(m_manager->executions[0].value(QLatin1String("replicas")).toInt(), 6);
    QCOMPARE(m_manager->executions[0].value(QLatin1String("reason")).toString(), QStringLiteral("the queue grows"));
    auto *audit = dialog()->findChild<QLabel *>(QStringLiteral("auditLabel"));
    QVERIFY(audit->isVisible());
    QVERIFY2(audit->text().contains(QLatin1String("6 of 6 ready")), qPrintable(audit->text()));
    QVERIFY(m_journal->verify().result());
}

void TestScaleController::aPlanThatMovedIsShownAgain()
{
    m_manager->moves = 1;
    QSignalSpy finished(m_controller.get(), &ScaleController::finished);
    open();
    plan(6);
    button("confirmButton")->click();
    QTRY_COMPARE(page(), QStringLiteral("planPage"));
    QVERIFY(
        dialog()->findChild<Banner *>(QStringLiteral("banner"))->text().contains(QLatin1String("nothing was done")));
    QCOMPARE(m_manager->executions.size(), 0);
    QCOMPARE(finished.count(), 0);
    QVERIFY(button("confirmButton")->isEnabled());
    button("confirmButton")->click();
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(finished[0][0].value<State>(), State::Ok);
    QCOMPARE(m_manager->executions.size(), 1);
}

void TestScaleController::goesOnWhenTheDialogIsClosed()
{
    QSignalSpy finished(m_controller.get(), &ScaleController::finished);
    m_manager->startsAgents = false;
    open();
    plan(6);
    button("confirmButton")->click();
    QTRY_COMPARE(m_manager->executions.size(), 1);
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!dialog());
    QVERIFY(m_controller->isRunning());
    m_manager->startsAgents = true;
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(finished[0][0].value<State>(), State::Ok);
    QVERIFY(finished[0][1].toString().contains(QLatin1String("code-generator")));
}

void TestScaleController::survivesItsOwnEnd()
{
    m_manager->startsAgents = false;
    open();
    plan(6);
    button("confirmButton")->click();
    QTRY_COMPARE(m_manager->executions.size(), 1);
    const qsizetype asked = qsizetype(m_manager->server.requests().size());
    m_controller.reset(); // the page goes while the service still watches
    QTRY_VERIFY(qsizetype(m_manager->server.requests().size()) > asked + 2);
    m_manager->startsAgents = true;
    QTRY_COMPARE(m_manager->ready, 6);
}

void TestScaleController::aReadOnlyEnvironmentRefuses()
{
    m_context.readOnly = true;
    m_backends->setContext(m_context);
    open();
    auto *banner = dialog()->findChild<Banner *>(QStringLiteral("banner"));
    QVERIFY(banner->isVisible());
    QVERIFY(!banner->text().isEmpty());
    dialog()->findChild<QSpinBox *>(QStringLiteral("replicasSpin"))->setValue(6);
    dialog()->findChild<QLineEdit *>(QStringLiteral("reasonField"))->setText(QStringLiteral("the queue grows"));
    QVERIFY(!button("nextButton")->isEnabled());
    QVERIFY(m_manager->server.requests().empty());
}

void TestScaleController::aSecondDialogIsNotOpened()
{
    open();
    ScaleDialog *first = dialog();
    open();
    QCOMPARE(dialog(), first);
    QCOMPARE(m_window->findChildren<ScaleDialog *>().size(), 1);
}

void TestScaleController::theNextChangeMayBeginWhenTheFirstHasEnded()
{
    m_manager->startsAgents = false;
    open();
    plan(6);
    button("confirmButton")->click();
    QTRY_COMPARE(m_manager->executions.size(), 1);
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!dialog());
    open();
    auto *banner = dialog()->findChild<Banner *>(QStringLiteral("banner"));
    QVERIFY(banner->isVisible() && banner->text().contains(QLatin1String("still being scaled")));
    auto *replicas = dialog()->findChild<QSpinBox *>(QStringLiteral("replicasSpin"));
    QVERIFY(!replicas->isEnabled());
    m_manager->startsAgents = true;
    QTRY_VERIFY(replicas->isEnabled());
    QVERIFY(!banner->isVisible());
    QCOMPARE(replicas->value(), 6); // what it is now
    plan(7);
}

void TestScaleController::sayWhatHappened_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("wasAccepted");
    QTest::addColumn<QString>("says");
    QTest::newRow("slow") << int(ErrorKind::Timeout) << "not_ready_in_time" << true << "Only 3 of 6 agents";
    QTest::newRow("overtaken") << int(ErrorKind::Server) << "superseded" << true << "Someone else set";
    QTest::newRow("failed") << int(ErrorKind::Server) << "deployment_failed" << true << "has failed with 3 of 6";
    QTest::newRow("left") << int(ErrorKind::Cancelled) << "context_changed" << true << "not watched any more";
    QTest::newRow("silent") << int(ErrorKind::Timeout) << "" << true << "ended is not known";
    QTest::newRow("lost") << int(ErrorKind::Timeout) << "" << false << "Whether gen was scaled is not known";
    QTest::newRow("left early") << int(ErrorKind::Cancelled) << "context_changed" << false << "not known";
    QTest::newRow("not sent") << int(ErrorKind::Cancelled) << "not_sent" << false << "Nothing was sent";
    QTest::newRow("journal") << int(ErrorKind::Storage) << "" << false << "without a line in the journal";
}

void TestScaleController::sayWhatHappened()
{
    QFETCH(int, kind);
    QFETCH(QString, code);
    QFETCH(bool, wasAccepted);
    QFETCH(QString, says);
    const Error error = Error(ErrorKind(kind), QStringLiteral("words of the program")).withCode(code);
    OperationService::Progress progress;
    progress.step = OperationService::Progress::Step::Failed;
    progress.deployment.ready = 3;
    progress.deployment.desired = 2;
    progress.target = 6;
    progress.elapsedMs = 120'000;
    progress.error = error;
    const QString text = wasAccepted ? scaletext::outcome(QStringLiteral("gen"), progress)
                                     : scaletext::notAccepted(QStringLiteral("gen"), error);
    QVERIFY2(text.contains(says), qPrintable(text));
    // Neither are words put into the manager's mouth, nor is advice given that belongs to queries.
    QVERIFY2(!text.contains(QLatin1String("says")) && !text.contains(QLatin1String("query"))
                 && !text.contains(QLatin1String("time range")),
             qPrintable(text));
}

void TestScaleController::journalLinesAreInTheReadersLanguage()
{
    class Silence : public QTranslator
    {
    public:
        bool isEmpty() const override { return false; }
        QString translate(const char *, const char *, const char *, int) const override
        {
            return QStringLiteral("訳%1%2");
        }
    } silence;
    AuditEntry line;
    line.action = QStringLiteral("scale");
    line.outcome = QStringLiteral("replicas 5");
    QCOMPARE(audittext::summary(line), QStringLiteral("Scale: 5 replica(s)"));
    QCoreApplication::installTranslator(&silence);
    for (const char *outcome :
         {"replicas 5", "6 of 6 ready", "accepted", "not_ready_in_time: 1 of 2 replicas were ready",
          "plan_changed (409): said so", "superseded: someone else set 2 replicas"}) {
        line.outcome = QLatin1String(outcome);
        for (const QString &text : {audittext::summary(line), audittext::outcome(line), audittext::action(line)}) {
            static const QRegularExpression latin(QStringLiteral("[a-z]"));
            QVERIFY2(!text.contains(latin), qPrintable(text));
        }
    }
    QCoreApplication::removeTranslator(&silence);
}

QTEST_MAIN(TestScaleController)
#include "tst_scalecontroller.moc"

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditjournal.h"
#include "operationservice.h"
#include "scriptedserver.h"
#include "servicefixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

using namespace toban;
using namespace std::chrono_literals;

namespace {

QByteArray deployment(int desired, int current, int ready, const char *state = "progressing")
{
    return QStringLiteral(R"({"name":"code-generator","agent_type":"code_generator","state":"%1",
        "replicas":{"desired":%2,"current":%3,"ready":%4},"current_revision":1,
        "revision":{"number":1,"image":"i","model":"m","prompt_hash":"h","tools":[],"limits":{},
            "created_at":"2026-11-01T00:00:00Z","created_by":"x","reason":"y"},
        "cost_per_hour":null,"agents":[],"created_at":"2026-11-01T00:00:00Z","updated_at":"2026-11-01T00:00:00Z"})")
        .arg(QLatin1String(state))
        .arg(desired)
        .arg(current)
        .arg(ready)
        .toUtf8();
}

Step accepted(const QByteArray &body)
{
    return Step::json(body, 202);
}

Step problem(int status, const QByteArray &code)
{
    return Step::answer(status, "application/problem+json",
                        R"({"type":"about:blank","title":"T","status":)" + QByteArray::number(status) + R"(,"code":")"
                            + code + R"(","detail":"said so"})");
}

Plan plan()
{
    Plan made;
    made.action = QStringLiteral("scale");
    made.targetName = QStringLiteral("code-generator");
    made.hash = QStringLiteral("sha256:plan");
    return made;
}

/// A manager that answers scale requests from one list and then reads of the deployment from another.
struct Manager
{
    std::deque<Step> scales;
    std::deque<Step> reads;
    ScriptedServer server{[this](const SeenRequest &request) {
        auto &steps = request.method == "POST" ? scales : reads;
        if (steps.empty())
            return Step::answer(500, "text/plain", "the script is over");
        const Step step = steps.front();
        if (steps.size() > 1)
            steps.pop_front();
        return step;
    }};

    std::vector<SeenRequest> posts() const
    {
        std::vector<SeenRequest> found;
        for (const auto &request : server.requests()) {
            if (request.method == "POST")
                found.push_back(request);
        }
        return found;
    }
};

struct Fixture : ServiceFixture
{
    AuditJournal journal{QStringLiteral(":memory:"), clock};
    OperationService operations{backends, journal, clock};
    QStringList steps;

    explicit Fixture(const Manager &manager, bool readOnly = false)
    {
        OperationService::Timing timing;
        timing.resendBase = 1ms;
        timing.pollInterval = 1ms;
        operations.setTiming(timing);
        Context context = ServiceFixture::context({{EndpointKind::Manager, manager.server.url()}});
        context.readOnly = readOnly;
        context.endpoints[EndpointKind::Manager].http.timeout = 300ms;
        backends.setContext(context);
        QObject::connect(&operations, &OperationService::progressChanged, &operations,
                         [this](const OperationService::Progress &progress) {
                             static const QStringList names{QStringLiteral("sent"), QStringLiteral("accepted"),
                                                            QStringLiteral("watching"), QStringLiteral("ready"),
                                                            QStringLiteral("failed")};
                             clock.advance(1s); // so that a watch comes to its end
                             if (steps.isEmpty() || steps.back() != names[int(progress.step)])
                                 steps += names[int(progress.step)];
                         });
    }

    Result<OperationService::Progress> scale(int replicas, const QString &reason = QStringLiteral("more load"))
    {
        return await(operations.scale(plan(), replicas, reason, QStringLiteral("OPS-1"), 10s));
    }
    QStringList phases()
    {
        QStringList found;
        const auto entries = journal.newest(100).result().value();
        for (auto it = entries.rbegin(); it != entries.rend(); ++it)
            found += it->phase + u':' + it->outcome;
        return found;
    }
};

} // namespace

class TestOperationService : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void scalesAndWatches();
    void aLostAnswerIsSettledWithTheSameKey();
    void aChangeIsNotHeldForLong();
    void aChangeOfContextEndsTheWaitForAnotherTry();
    void aChangeOfContextWhileItIsSentIsUnknown();
    void aRefusalIsNotRepeated_data();
    void aRefusalIsNotRepeated();
    void aWatchFails_data();
    void aWatchFails();
    void aRestartDuringTheWatchIsSatOut();
    void readOnlyRefusesAndSendsNothing();
    void reasonIsCheckedFirst_data();
    void reasonIsCheckedFirst();
    void withoutJournalNothingIsSent();
    void aChangeOfContextEndsTheWatch();
    void aChangeOfContextBeforeSendingSendsNothing();
    void anAnswerThatNeverComesIsUnknownInTheJournal();
    void aLostActionIsSettledWhenTheManagerAnswersAgain_data();
    void aLostActionIsSettledWhenTheManagerAnswersAgain();
    void theTrailIsReadOnceAndFollowsWhatIsWritten();
};

void TestOperationService::scalesAndWatches()
{
    Manager manager{{accepted(deployment(5, 4, 4))},
                    {Step::json(deployment(5, 5, 4)), Step::json(deployment(5, 5, 5, "running"))}};
    Fixture fixture(manager);
    const auto done = fixture.scale(5);
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().detail()));
    QCOMPARE(done->step, OperationService::Progress::Step::Ready);
    QCOMPARE(done->deployment.ready, 5);
    QCOMPARE(fixture.steps.join(u' '), QStringLiteral("sent accepted watching ready"));
    QCOMPARE(fixture.phases().join(u'|'), QStringLiteral("sent:replicas 5|answered:accepted|ready:5 of 5 ready"));
    const auto posts = manager.posts();
    QCOMPARE(posts.size(), 1U);
    const auto body = QJsonDocument::fromJson(posts[0].body).object();
    QCOMPARE(body.value(u"plan_hash").toString(), QStringLiteral("sha256:plan"));
    QCOMPARE(body.value(u"reason").toString(), QStringLiteral("more load"));
    QCOMPARE(body.value(u"ticket").toString(), QStringLiteral("OPS-1"));
    const auto entry = fixture.journal.newest(1).result()->front();
    QCOMPARE(QByteArray(entry.idempotencyKey.toLatin1()), posts[0].field("Idempotency-Key"));
    QCOMPARE(entry.context, QStringLiteral("test"));
    QVERIFY(fixture.journal.verify().result().has_value());
}

void TestOperationService::aLostAnswerIsSettledWithTheSameKey()
{
    Manager manager{{Step::hang(), Step::abort(), problem(503, "busy"), accepted(deployment(5, 5, 5, "running"))},
                    {Step::json(deployment(5, 5, 5, "running"))}};
    Fixture fixture(manager);
    const auto done = fixture.scale(5);
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().detail()));
    const auto posts = manager.posts();
    QCOMPARE(posts.size(), 4U);
    for (const auto &post : posts) {
        QCOMPARE(post.field("Idempotency-Key"), posts[0].field("Idempotency-Key"));
        QCOMPARE(post.body, posts[0].body);
    }
    QCOMPARE(fixture.phases().size(), 3);
}

void TestOperationService::aChangeIsNotHeldForLong()
{
    // Nobody sits there any more when the hour is over.
    Manager manager{{Step::answer(503, "text/plain", "later", {"Retry-After: 3600"})}, {}};
    Fixture fixture(manager);
    const Watched<Result<OperationService::Progress>> asked(
        fixture.operations.scale(plan(), 5, QStringLiteral("more load"), {}, 2h));
    QTRY_VERIFY(asked.isDone());
    QCOMPARE(asked.value().error().status(), 503);
    QCOMPARE(asked.value().error().retryAfter(), std::optional<std::chrono::milliseconds>(1h));
    QCOMPARE(fixture.phases().size(), 2);
    QVERIFY(fixture.phases().value(1).startsWith(u"unknown:"));
    // Nor longer than the operator was ready to watch.
    manager.scales = {Step::answer(503, "text/plain", "later", {"Retry-After: 30"})};
    const Watched<Result<OperationService::Progress>> shorter(
        fixture.operations.scale(plan(), 5, QStringLiteral("more load"), {}, 20s));
    QTRY_VERIFY(shorter.isDone());
    QCOMPARE(manager.posts().size(), 2U);
}

void TestOperationService::aChangeOfContextEndsTheWaitForAnotherTry()
{
    Manager manager{{Step::answer(503, "text/plain", {}, {"Retry-After: 60"})}, {}};
    Fixture fixture(manager);
    const Watched<Result<OperationService::Progress>> asked(
        fixture.operations.scale(plan(), 5, QStringLiteral("more load"), {}, 1h));
    QTRY_VERIFY(fixture.backends.health(EndpointKind::Manager).failingSinceMs);
    QVERIFY(!asked.isDone());
    fixture.backends.setContext(ServiceFixture::context({}));
    QTRY_VERIFY(asked.isDone());
    QCOMPARE(asked.value().error().code(), QStringLiteral("context_changed"));
    QCOMPARE(manager.posts().size(), 1U);
    QVERIFY(fixture.phases().value(1).startsWith(u"unknown:context_changed"));
}

void TestOperationService::aChangeOfContextWhileItIsSentIsUnknown()
{
    Manager manager{{Step::hang()}, {}};
    Fixture fixture(manager);
    const Watched<Result<OperationService::Progress>> asked(
        fixture.operations.scale(plan(), 5, QStringLiteral("more load"), {}, 1h));
    QTRY_COMPARE(manager.posts().size(), 1U);
    fixture.backends.setContext(ServiceFixture::context({}));
    QTRY_VERIFY(asked.isDone());
    QVERIFY(OperationService::isUnsettled(asked.value().error()));
    QVERIFY(fixture.phases().value(1).startsWith(u"unknown:context_changed"));
}

void TestOperationService::aRefusalIsNotRepeated_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("plan changed") << 409 << QByteArray("plan_changed");
    QTest::newRow("role") << 403 << QByteArray("forbidden");
    QTest::newRow("unknown") << 404 << QByteArray("not_found");
    QTest::newRow("invalid") << 422 << QByteArray("invalid");
}

void TestOperationService::aRefusalIsNotRepeated()
{
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    Manager manager{{problem(status, code)}, {}};
    Fixture fixture(manager);
    const auto done = fixture.scale(5);
    QCOMPARE(done.error().status(), status);
    QCOMPARE(done.error().code(), QString::fromLatin1(code));
    QCOMPARE(manager.posts().size(), 1U);
    QCOMPARE(fixture.steps.join(u' '), QStringLiteral("sent failed"));
    QCOMPARE(fixture.phases().value(1),
             QStringLiteral("answered:%1 (%2): said so").arg(QString::fromLatin1(code)).arg(status));
}

void TestOperationService::aWatchFails_data()
{
    QTest::addColumn<QByteArray>("seen");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("code");
    QTest::newRow("never ready") << deployment(5, 5, 3) << int(ErrorKind::Timeout) << "not_ready_in_time";
    QTest::newRow("failed") << deployment(5, 5, 3, "failed") << int(ErrorKind::Server) << "deployment_failed";
    QTest::newRow("someone else") << deployment(2, 4, 4) << int(ErrorKind::Server) << "superseded";
}

void TestOperationService::aWatchFails()
{
    QFETCH(QByteArray, seen);
    QFETCH(int, kind);
    QFETCH(QString, code);
    Manager manager{{accepted(deployment(5, 4, 4))}, {Step::json(seen)}};
    Fixture fixture(manager);
    const auto done = fixture.scale(5);
    QVERIFY(done.has_value()); // sent and answered: what failed is the outcome
    QCOMPARE(done->step, OperationService::Progress::Step::Failed);
    QCOMPARE(int(done->error->kind()), kind);
    QCOMPARE(done->error->code(), code);
    QVERIFY(fixture.phases().value(2).startsWith(u"failed:"));
}

void TestOperationService::aRestartDuringTheWatchIsSatOut()
{
    Manager manager{{accepted(deployment(5, 4, 4))},
                    {Step::abort(), problem(503, "starting"), Step::json(deployment(5, 5, 5, "running"))}};
    Fixture fixture(manager);
    const auto done = fixture.scale(5);
    QCOMPARE(done->step, OperationService::Progress::Step::Ready);
}

void TestOperationService::readOnlyRefusesAndSendsNothing()
{
    Manager manager{{accepted(deployment(5, 5, 5))}, {}};
    Fixture fixture(manager, true);
    QCOMPARE(fixture.scale(5).error().code(), QStringLiteral("read_only"));
    const auto planned
        = await(fixture.operations.planScale(QStringLiteral("code-generator"), 5, QStringLiteral("more load")));
    QCOMPARE(planned.error().code(), QStringLiteral("read_only"));
    QCOMPARE(manager.server.requests().size(), 0U);
    QVERIFY(fixture.phases().isEmpty());
}

void TestOperationService::reasonIsCheckedFirst_data()
{
    QTest::addColumn<QString>("reason");
    QTest::newRow("empty") << QString();
    QTest::newRow("blanks") << QStringLiteral("   a   ");
    QTest::newRow("long") << QString(501, u'x');
}

void TestOperationService::reasonIsCheckedFirst()
{
    QFETCH(QString, reason);
    Manager manager{{accepted(deployment(5, 5, 5))}, {}};
    Fixture fixture(manager);
    QCOMPARE(fixture.scale(5, reason).error().code(), QStringLiteral("invalid_reason"));
    QCOMPARE(manager.server.requests().size(), 0U);
}

void TestOperationService::withoutJournalNothingIsSent()
{
    Manager manager{{accepted(deployment(5, 5, 5))}, {}};
    ServiceFixture fixture;
    AuditJournal journal(QStringLiteral("/proc/nowhere/audit.sqlite"), fixture.clock);
    OperationService operations(fixture.backends, journal, fixture.clock);
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Manager, manager.server.url()}}));
    const auto done = await(operations.scale(plan(), 5, QStringLiteral("more load"), {}, 1s));
    QCOMPARE(done.error().kind(), ErrorKind::Storage);
    QCOMPARE(manager.server.requests().size(), 0U);
}

void TestOperationService::aChangeOfContextEndsTheWatch()
{
    Manager manager{{accepted(deployment(5, 4, 4))}, {Step::hang()}};
    Fixture fixture(manager);
    const Watched<Result<OperationService::Progress>> watched(
        fixture.operations.scale(plan(), 5, QStringLiteral("more load"), {}, 1h));
    QVERIFY(QTest::qWaitFor([&] { return manager.server.requests().size() == 2; }, 5000));
    fixture.backends.setContext(ServiceFixture::context({}));
    const auto &done = watched.wait();
    QVERIFY(done.has_value());
    QCOMPARE(done->error->kind(), ErrorKind::Cancelled);
    QVERIFY(fixture.phases().value(2).startsWith(u"failed:"));
}

void TestOperationService::aChangeOfContextBeforeSendingSendsNothing()
{
    Manager manager{{accepted(deployment(5, 5, 5))}, {Step::json(deployment(5, 5, 5, "running"))}};
    Manager other{{accepted(deployment(5, 5, 5))}, {Step::json(deployment(5, 5, 5, "running"))}};
    Fixture fixture(manager);
    const Watched<Result<OperationService::Progress>> watched(
        fixture.operations.scale(plan(), 5, QStringLiteral("more load"), {}, 1h));
    QVERIFY(!watched.isDone()); // its line is on the way to the disk
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Manager, other.server.url()}}));
    QCOMPARE(watched.wait().error().code(), QStringLiteral("not_sent"));
    QCOMPARE(manager.server.requests().size(), 0U);
    QCOMPARE(other.server.requests().size(), 0U);
    QCOMPARE(fixture.phases().value(0), QStringLiteral("sent:replicas 5"));
    QVERIFY(fixture.phases().value(1).startsWith(QStringLiteral("failed:not_sent")));
}

void TestOperationService::anAnswerThatNeverComesIsUnknownInTheJournal()
{
    Manager manager{{Step::abort()}, {}};
    Fixture fixture(manager);
    const auto done = fixture.scale(5);
    QVERIFY(!done.has_value() && OperationService::isUnsettled(done.error()));
    QCOMPARE(fixture.phases().size(), 2);
    QVERIFY2(fixture.phases().value(1).startsWith(QStringLiteral("unknown:")), qPrintable(fixture.phases().value(1)));
}

void TestOperationService::aLostActionIsSettledWhenTheManagerAnswersAgain_data()
{
    QTest::addColumn<QByteArray>("record");
    QTest::addColumn<QString>("last");
    QTest::newRow("it was done") << QByteArray(R"("outcome":"accepted","status":202,"detail":null)")
                                 << "answered:accepted";
    QTest::newRow("it was refused") << QByteArray(R"("outcome":"refused","status":403,"detail":"no")")
                                    << "failed:refused (403): no";
    QTest::newRow("it never came") << QByteArray() << "failed:not_received";
}

void TestOperationService::aLostActionIsSettledWhenTheManagerAnswersAgain()
{
    QFETCH(QByteArray, record);
    QFETCH(QString, last);
    Manager manager{{Step::abort()}, {Step::json(R"({"status":"healthy","version":"1"})")}};
    Fixture fixture(manager);
    QVERIFY(!fixture.scale(5).has_value());
    fixture.backends.probe(); // too early: what was sent may still come
    QTRY_VERIFY(fixture.backends.health(EndpointKind::Manager).lastSuccessMs);
    QCOMPARE(manager.server.requests().back().target, QByteArray("/health"));
    fixture.clock.advance(61s);
    const QByteArray at = QDateTime::fromMSecsSinceEpoch(fixture.clock.nowMs() - 61'000, Qt::UTC)
                              .toString(Qt::ISODateWithMs)
                              .toLatin1();
    const QByteArray item
        = record.isEmpty() ? QByteArray() : R"({"at":")" + at + R"(","plan_hash":"sha256:plan",)" + record + "}";
    manager.reads = {Step::json(R"({"status":"healthy","version":"1"})"),
                     Step::json(R"({"items":[)" + item + R"(],"next_cursor":null})")};
    fixture.backends.probe();
    QTRY_COMPARE(fixture.phases().value(2), last);
    QVERIFY(manager.server.requests().back().target.startsWith(
        "/api/v1/audit?action=deployment.scale&target=code-generator"));
    QVERIFY(fixture.journal.verify().result().has_value());
}

void TestOperationService::theTrailIsReadOnceAndFollowsWhatIsWritten()
{
    Manager manager{{accepted(deployment(5, 5, 5))}, {Step::json(deployment(5, 5, 5, "running"))}};
    Fixture fixture(manager);
    AuditEntry earlier;
    earlier.phase = QStringLiteral("sent");
    earlier.target = QStringLiteral("of an earlier run");
    QVERIFY(fixture.journal.append(earlier).result().has_value());
    QTRY_COMPARE(fixture.operations.auditTrail(10)->size(), 1U); // read in the background
    QSignalSpy changed(&fixture.operations, &OperationService::auditTrailChanged);
    QVERIFY(fixture.scale(5).has_value());
    QCOMPARE(changed.count(), 3);
    const auto trail = fixture.operations.auditTrail(10);
    QCOMPARE(trail->size(), 4U);
    QCOMPARE(trail->front().phase, QStringLiteral("ready"));
    QCOMPARE(trail->back().target, QStringLiteral("of an earlier run"));
    QCOMPARE(fixture.operations.auditTrail(2)->size(), 2U);
}

QTEST_GUILESS_MAIN(TestOperationService)
#include "tst_operationservice.moc"

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertservice.h"
#include "async/completion.h"
#include "contextservice.h"
#include "contextsfile.h"
#include "fleetservice.h"
#include "healthtracker.h"
#include "manager/managerclient.h"
#include "metriccatalogue.h"
#include "prometheus/prometheusclient.h"
#include "refreshservice.h"
#include "scriptedserver.h"
#include "servicefixture.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace toban;
using namespace std::chrono_literals;

namespace {

const QByteArray version = R"({"status":"success","data":{"version":"2.42.0"}})";

Error failure(ErrorKind kind, int status = 0)
{
    return Error(kind, QStringLiteral("x")).withStatus(status);
}

Context named(const QString &name)
{
    Context context;
    context.name = name;
    return context;
}

} // namespace

/// Backends, their health, and the small services on top of them.
class TestBackends : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void healthOfExchanges_data();
    void healthOfExchanges();
    void healthRemembersSinceWhen();
    void goodNewsGoesStaleAndBadNewsStands();
    void whatWasNotSentSaysNothingOfTheEndpoint();
    void exchangesFeedHealth();
    void anotherProgramIsNeverWell_data();
    void anotherProgramIsNeverWell();
    void aLockedKeyringIsTheHealthsReason();
    void aRefusedKeyringIsNotAskedAgain();
    void oneLookupAtATime();
    void aRefusedKeyringThatIsOpenedIsReadAgain();
    void aChosenContextAsksARefusedKeyringAgain();
    void transientSecretsAreNotLookedForInTheKeyring();
    void aRenamedContextStaysWhatItWas();
    void aChangeOfContextCancels();
    void testAsksOnceAndLeavesNothing();
    void secretsAreLookedUpForEachRequest();
    void keyringTroubleIsRemembered();
    void heldSecretsNeverReachTheKeyring();
    void contextsAreSavedAndTransientOnesNot();
    void aMalformedFileIsNotOverwritten();
    void aFileChangedByOthersIsNotOverwritten();
    void refreshBeats();
    void alertsKeepTheLastGoodAnswer();
    void fleetNeedsBothLists();
};

void TestBackends::healthOfExchanges_data()
{
    // One letter each: o answered, s answered slowly, 4 refused with 404, n no connection, t time-out, 5 a 503, a 401.
    QTest::addColumn<QString>("exchanges");
    QTest::addColumn<int>("state");
    const auto row = [](const char *exchanges, State state) { QTest::newRow(exchanges) << exchanges << int(state); };
    row("", State::Unknown);
    row("o", State::Ok);
    row("s", State::Warn);
    row("4", State::Ok);
    row("n", State::Critical);
    row("a", State::Critical);
    row("ot", State::Warn);
    row("ott", State::Critical);
    row("o5", State::Warn);
    row("oto", State::Ok);
    row("ototo", State::Warn);
    row("no", State::Ok);
    row("nno", State::Warn);
    row("nnooooooooooo", State::Ok);
    row("oc", State::Ok); // cancelled by us
}

void TestBackends::healthOfExchanges()
{
    QFETCH(QString, exchanges);
    QFETCH(int, state);
    HealthTracker tracker(EndpointKind::Loki, QStringLiteral("http://h"));
    qint64 now = 1000;
    for (const QChar c : exchanges) {
        now += 1000;
        const std::map<QChar, std::optional<Error>> errors{
            {u'o', {}},
            {u's', {}},
            {u'4', failure(ErrorKind::Server, 404)},
            {u'n', failure(ErrorKind::Network)},
            {u't', failure(ErrorKind::Timeout)},
            {u'5', failure(ErrorKind::Http, 503)},
            {u'a', failure(ErrorKind::Http, 401)},
            {u'c', failure(ErrorKind::Cancelled)},
        };
        tracker.exchange(now, c == u's' ? 2500ms : 10ms, errors.at(c));
    }
    QCOMPARE(int(tracker.health(now).state), state);
}

void TestBackends::healthRemembersSinceWhen()
{
    HealthTracker tracker(EndpointKind::Loki, QStringLiteral("http://h"));
    tracker.exchange(1000, 5ms, {});
    tracker.exchange(2000, 5ms, failure(ErrorKind::Network));
    tracker.exchange(3000, 5ms, failure(ErrorKind::Timeout));
    QCOMPARE(tracker.health(3000).failingSinceMs, std::optional<qint64>(2000));
    QCOMPARE(tracker.health(3000).lastSuccessMs, std::optional<qint64>(1000));
    QCOMPARE(tracker.health(3000).error->kind(), ErrorKind::Timeout);
    tracker.exchange(4000, 5ms, {});
    QVERIFY(!tracker.health(3000).failingSinceMs && !tracker.health(3000).error);
    QCOMPARE(HealthTracker(EndpointKind::Loki).health(0).configured, false);
}

void TestBackends::goodNewsGoesStaleAndBadNewsStands()
{
    const qint64 limit = HealthTracker::freshFor.count();
    HealthTracker tracker(EndpointKind::Loki, QStringLiteral("http://h"));
    tracker.exchange(1000, 5ms, {});
    QCOMPARE(tracker.health(1000 + limit).state, State::Ok);
    QCOMPARE(tracker.health(1001 + limit).state, State::Unknown);
    QVERIFY(!tracker.health(1001 + limit).latency);
    QCOMPARE(tracker.health(1001 + limit).lastSuccessMs, std::optional<qint64>(1000));
    tracker.exchange(2000, 5ms, failure(ErrorKind::Network));
    QCOMPARE(tracker.health(2001 + 10 * limit).state, State::Critical);
    tracker.exchange(3000, 5ms, {});
    QCOMPARE(tracker.health(3000).state, State::Ok);
}

void TestBackends::whatWasNotSentSaysNothingOfTheEndpoint()
{
    HealthTracker tracker(EndpointKind::Loki, QStringLiteral("http://h"));
    tracker.exchange(1000, 5ms, {});
    tracker.notSent(2000, failure(ErrorKind::Keychain));
    tracker.notSent(3000, failure(ErrorKind::Keychain));
    const EndpointHealth health = tracker.health(3000);
    QCOMPARE(health.state, State::Unknown);
    QCOMPARE(health.error->kind(), ErrorKind::Keychain);
    QCOMPARE(health.failingSinceMs, std::optional<qint64>(2000));
    QCOMPARE(health.lastSuccessMs, std::optional<qint64>(1000));
    tracker.exchange(4000, 5ms, failure(ErrorKind::Timeout)); // the first of its own
    QCOMPARE(tracker.health(4000).state, State::Warn);
    QCOMPARE(tracker.health(4000).failingSinceMs, std::optional<qint64>(4000));
    tracker.exchange(5000, 5ms, {});
    QCOMPARE(tracker.health(5000).state, State::Ok);
}

void TestBackends::anotherProgramIsNeverWell_data()
{
    QTest::addColumn<Step>("step");
    QTest::newRow("a web page") << Step::answer(200, "text/html", "<html>welcome</html>");
    QTest::newRow("nothing at that path") << Step::answer(404, "text/html", "<html>not here</html>");
    QTest::newRow("a refusal of the version") << Step::json(R"({"error":"no such thing"})", 400);
}

void TestBackends::anotherProgramIsNeverWell()
{
    QFETCH(Step, step);
    ScriptedServer server(step);
    ServiceFixture fixture;
    std::map<EndpointKind, QString> urls;
    for (const EndpointKind kind : allEndpointKinds)
        urls.emplace(kind, server.url());
    fixture.backends.setContext(ServiceFixture::context(urls));
    await([](Backends &backends) -> QCoro::Task<bool> {
        co_await backends.probe();
        co_return true;
    }(fixture.backends));
    for (const EndpointKind kind : allEndpointKinds) {
        const EndpointHealth health = fixture.backends.health(kind);
        QVERIFY2(health.state == State::Warn, qPrintable(toString(kind)));
        QVERIFY(health.error && !health.lastSuccessMs);
    }
}

void TestBackends::aLockedKeyringIsTheHealthsReason()
{
    ScriptedServer server(Step::json(version));
    ServiceFixture fixture;
    fixture.store.failure = Error(ErrorKind::Keychain, {}).withCode(QStringLiteral("locked"));
    Context context = ServiceFixture::context({{EndpointKind::Prometheus, server.url()}});
    context.endpoints[EndpointKind::Prometheus].http.authorization
        = HttpOptions::Authorization{QStringLiteral("Bearer"), QStringLiteral("name")};
    fixture.backends.setContext(context);
    await([](Backends &backends) -> QCoro::Task<bool> {
        co_await backends.probe();
        co_return true;
    }(fixture.backends));
    const EndpointHealth health = fixture.backends.health(EndpointKind::Prometheus);
    QVERIFY(server.requests().empty());
    QCOMPARE(health.state, State::Unknown);
    QVERIFY(health.error && !health.lastSuccessMs);
    QCOMPARE(health.error->code(), QStringLiteral("locked"));
}

void TestBackends::aRefusedKeyringIsNotAskedAgain()
{
    ServiceFixture fixture;
    fixture.store.failure = Error(ErrorKind::Keychain, {}).withCode(QStringLiteral("refused"));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(await(fixture.secrets.value(QStringLiteral("x"))).error().code(), QStringLiteral("refused"));
    QCOMPARE(fixture.store.reads, 1);
    fixture.secrets.askAgain();
    QVERIFY(!await(fixture.secrets.value(QStringLiteral("x"))));
    QCOMPARE(fixture.store.reads, 2);
    fixture.store.failure.reset();
    QVERIFY(await(fixture.secrets.store(QStringLiteral("x"), QStringLiteral("v"))));
    QCOMPARE(await(fixture.secrets.value(QStringLiteral("x"))).value(), QStringLiteral("v"));
}

namespace {

/// A keyring whose dialog is open until somebody ends it.
class PromptingStore final : public SecretStore
{
public:
    QCoro::Task<Result<QString>> read(SecretName) override
    {
        ++prompts;
        Result<QString> answer = co_await ended;
        co_return answer;
    }
    QCoro::Task<Result<void>> write(SecretName, QString) override { co_return Result<void>{}; }
    QCoro::Task<Result<void>> remove(SecretName) override { co_return Result<void>{}; }

    Completion<Result<QString>> ended;
    int prompts = 0;
};

} // namespace

void TestBackends::oneLookupAtATime()
{
    PromptingStore store;
    auto secrets = std::make_unique<SecretService>(store);
    const Watched<Result<QString>> first(secrets->value(QStringLiteral("a")));
    const Watched<Result<QString>> second(secrets->value(QStringLiteral("b")));
    QCOMPARE(store.prompts, 1);
    store.ended.complete(Failure(Error(ErrorKind::Keychain, {}).withCode(QStringLiteral("refused"))));
    QCOMPARE(first.wait().error().code(), QStringLiteral("refused"));
    QCOMPARE(second.wait().error().code(), QStringLiteral("refused"));
    QCOMPARE(store.prompts, 1); // the answer held for both

    secrets->askAgain();
    store.ended = {};
    const Watched<Result<QString>> asking(secrets->value(QStringLiteral("a")));
    const Watched<Result<QString>> waiting(secrets->value(QStringLiteral("b")));
    secrets.reset();
    QVERIFY(waiting.isDone());
    QCOMPARE(waiting.value().error().kind(), ErrorKind::Cancelled);
    store.ended.complete(QStringLiteral("late"));
    QVERIFY(asking.isDone());
}

void TestBackends::aRefusedKeyringThatIsOpenedIsReadAgain()
{
    ServiceFixture fixture;
    fixture.store.values.insert(QStringLiteral("x"), QStringLiteral("v"));
    fixture.store.failure = Error(ErrorKind::Keychain, {}).withCode(QStringLiteral("refused"));
    QCOMPARE(await(fixture.secrets.value(QStringLiteral("x"))).error().code(), QStringLiteral("refused"));
    fixture.store.failure.reset(); // opened by another program meanwhile: nobody has to be asked
    fixture.store.open = true;
    QCOMPARE(await(fixture.secrets.value(QStringLiteral("x"))).value_or(QString()), QStringLiteral("v"));
    QVERIFY(!fixture.secrets.keyringError());
}

void TestBackends::aChosenContextAsksARefusedKeyringAgain()
{
    ServiceFixture fixture;
    fixture.store.failure = Error(ErrorKind::Keychain, {}).withCode(QStringLiteral("refused"));
    await(fixture.secrets.value(QStringLiteral("x")));
    fixture.backends.setContext(ServiceFixture::context({}));
    await(fixture.secrets.value(QStringLiteral("x")));
    QCOMPARE(fixture.store.reads, 2);
}

void TestBackends::transientSecretsAreNotLookedForInTheKeyring()
{
    ServiceFixture fixture;
    const SecretName name = transientSecret(QStringLiteral("sandbox/manager/token"));
    QCOMPARE(await(fixture.secrets.value(name)).error().code(), QStringLiteral("not_found"));
    QCOMPARE(fixture.store.reads, 0);
    fixture.secrets.holdForThisRun(name, QStringLiteral("t"));
    QCOMPARE(await(fixture.secrets.value(name)).value(), QStringLiteral("t"));
}

void TestBackends::aRenamedContextStaysWhatItWas()
{
    QTemporaryDir directory;
    ContextsFile file(directory.filePath(QStringLiteral("contexts.yaml")));
    ContextService service(file);
    QVERIFY(service.load());
    QVERIFY(service.save({named(QStringLiteral("a")), named(QStringLiteral("b")), named(QStringLiteral("c"))}));
    QVERIFY(service.setDefault(QStringLiteral("c")));
    QVERIFY(service.setCurrent(QStringLiteral("b")));
    QSignalSpy current(&service, &ContextService::currentChanged);
    QVERIFY(service.save({named(QStringLiteral("a")), named(QStringLiteral("b2")), named(QStringLiteral("c2"))},
                         {{QStringLiteral("b"), QStringLiteral("b2")}, {QStringLiteral("c"), QStringLiteral("c2")}}));
    QCOMPARE(service.current()->name, QStringLiteral("b2"));
    QCOMPARE(service.defaultName(), QStringLiteral("c2"));
    QCOMPARE(file.read()->current, QStringLiteral("c2"));
    QCOMPARE(current.size(), 1);
    // A saved one is renamed while one of this run hides it: that one stays current.
    service.addTransient(named(QStringLiteral("a")));
    QVERIFY(service.setCurrent(QStringLiteral("a")));
    QVERIFY(service.save({named(QStringLiteral("a9")), named(QStringLiteral("b2"))},
                         {{QStringLiteral("a"), QStringLiteral("a9")}}, QStringLiteral("b2")));
    QCOMPARE(service.current()->name, QStringLiteral("a"));
    QCOMPARE(service.defaultName(), QStringLiteral("b2"));
}

void TestBackends::exchangesFeedHealth()
{
    ScriptedServer server(Step::json(version));
    ServiceFixture fixture;
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Prometheus, server.url()}}));
    QCOMPARE(fixture.backends.health(EndpointKind::Prometheus).state, State::Unknown);
    await([](Backends &backends) -> QCoro::Task<bool> {
        co_await backends.probe();
        co_return true;
    }(fixture.backends));
    const EndpointHealth health = fixture.backends.health(EndpointKind::Prometheus);
    QCOMPARE(health.state, State::Ok);
    QCOMPARE(health.version, QStringLiteral("2.42.0"));
    QVERIFY(health.latency);
    QVERIFY(!fixture.backends.health(EndpointKind::Loki).configured);
    QVERIFY(!fixture.backends.loki());
}

void TestBackends::aChangeOfContextCancels()
{
    ScriptedServer server(Step::hang());
    ServiceFixture fixture;
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Prometheus, server.url()}}));
    const Watched<Result<QString>> watched(fixture.backends.prometheus()->version());
    bool changedFirst = false;
    QObject::connect(&fixture.backends, &Backends::contextChanged, &fixture.backends,
                     [&] { changedFirst = !watched.isDone(); });
    fixture.backends.setContext(ServiceFixture::context({}));
    QVERIFY(changedFirst);
    QCOMPARE(watched.wait().error().kind(), ErrorKind::Cancelled);
    QCOMPARE(watched.times(), 1);
    QCOMPARE(fixture.backends.health(EndpointKind::Prometheus).state, State::Unknown);
}

void TestBackends::testAsksOnceAndLeavesNothing()
{
    ScriptedServer failing(Step::answer(503, "text/plain", "busy"));
    ServiceFixture fixture;
    EndpointConfig config;
    config.url = failing.url();
    const auto refused = await(fixture.backends.test(EndpointKind::Prometheus, config));
    QCOMPARE(refused.error().status(), 503);
    QCOMPARE(failing.requests().size(), 1U);
    ScriptedServer server(Step::json(version));
    config.url = server.url();
    QCOMPARE(await(fixture.backends.test(EndpointKind::Prometheus, config)).value(), QStringLiteral("2.42.0"));
    QVERIFY(!fixture.backends.prometheus());
    config.url.clear();
    QCOMPARE(await(fixture.backends.test(EndpointKind::Loki, config)).error().code(), QStringLiteral("not_configured"));
}

void TestBackends::secretsAreLookedUpForEachRequest()
{
    ScriptedServer server(Step::json(R"({"name":"ops","role":"operator","permissions":[]})"));
    ServiceFixture fixture;
    Context context = ServiceFixture::context({{EndpointKind::Manager, server.url()}});
    context.endpoints[EndpointKind::Manager].http.authorization
        = HttpOptions::Authorization{QStringLiteral("Bearer"), QStringLiteral("a/token")};
    fixture.backends.setContext(context);
    QCOMPARE(await(fixture.backends.manager()->me()).error().kind(), ErrorKind::Keychain);
    QCOMPARE(server.requests().size(), 0U);
    fixture.store.values.insert(QStringLiteral("a/token"), QStringLiteral("one"));
    QVERIFY(await(fixture.backends.manager()->me()).has_value());
    fixture.secrets.holdForThisRun(QStringLiteral("a/token"), QStringLiteral("two"));
    QVERIFY(await(fixture.backends.manager()->me()).has_value());
    QCOMPARE(server.requests().at(0).field("Authorization"), QByteArray("Bearer one"));
    QCOMPARE(server.requests().at(1).field("Authorization"), QByteArray("Bearer two"));
}

void TestBackends::keyringTroubleIsRemembered()
{
    ServiceFixture fixture;
    QSignalSpy changed(&fixture.secrets, &SecretService::keyringErrorChanged);
    await(fixture.secrets.value(QStringLiteral("x"))); // not found: the keyring works
    QVERIFY(!fixture.secrets.keyringError());
    fixture.store.failure = Error(ErrorKind::Keychain, {}).withCode(QStringLiteral("locked"));
    await(fixture.secrets.value(QStringLiteral("x")));
    await(fixture.secrets.value(QStringLiteral("x")));
    QCOMPARE(fixture.secrets.keyringError()->code(), QStringLiteral("locked"));
    QCOMPARE(changed.size(), 1);
    fixture.store.failure.reset();
    QVERIFY(await(fixture.secrets.store(QStringLiteral("x"), QStringLiteral("v"))).has_value());
    QVERIFY(!fixture.secrets.keyringError());
    QCOMPARE(changed.size(), 2);
}

void TestBackends::heldSecretsNeverReachTheKeyring()
{
    ServiceFixture fixture;
    fixture.secrets.holdForThisRun(QStringLiteral("x"), QStringLiteral("held"));
    QCOMPARE(await(fixture.secrets.value(QStringLiteral("x"))).value(), QStringLiteral("held"));
    QCOMPARE(fixture.store.reads, 0);
    QVERIFY(fixture.store.values.isEmpty());
    fixture.secrets.release(QStringLiteral("x"));
    QVERIFY(!await(fixture.secrets.value(QStringLiteral("x"))).has_value());
}

void TestBackends::contextsAreSavedAndTransientOnesNot()
{
    QTemporaryDir directory;
    ContextsFile file(directory.filePath(QStringLiteral("contexts.yaml")));
    ContextService service(file);
    QVERIFY(service.load().has_value());
    QVERIFY(!service.current());
    QSignalSpy current(&service, &ContextService::currentChanged);
    QVERIFY(service.save({named(QStringLiteral("dev")), named(QStringLiteral("prod"))}).has_value());
    QCOMPARE(service.current()->name, QStringLiteral("dev"));
    QCOMPARE(service.defaultName(), QStringLiteral("dev"));
    service.addTransient(named(QStringLiteral("sandbox")));
    QVERIFY(service.setCurrent(QStringLiteral("sandbox")).has_value());
    QCOMPARE(current.size(), 2);
    QVERIFY(!service.setDefault(QStringLiteral("sandbox")).has_value());
    QVERIFY(service.setDefault(QStringLiteral("prod")).has_value());
    QCOMPARE(service.current()->name, QStringLiteral("sandbox"));
    QCOMPARE(service.setCurrent(QStringLiteral("nix")).error().code(), QStringLiteral("no_context"));
    QCOMPARE(service.saved().size(), 2U);
    QCOMPARE(file.read()->contexts.size(), 2U);
    QCOMPARE(file.read()->current, QStringLiteral("prod"));
    // A change of the current context's content is a change of the current context.
    QVERIFY(service.setCurrent(QStringLiteral("dev")).has_value());
    Context changed = named(QStringLiteral("dev"));
    changed.readOnly = true;
    QVERIFY(service.save({changed}).has_value());
    QCOMPARE(current.size(), 4);
    QVERIFY(service.current()->readOnly);
    QCOMPARE(service.defaultName(), QStringLiteral("dev")); // prod is gone
}

void TestBackends::aMalformedFileIsNotOverwritten()
{
    QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("contexts.yaml"));
    QFile raw(path);
    QVERIFY(raw.open(QIODevice::WriteOnly));
    raw.write("contexts: [oops");
    raw.close();
    ContextsFile file(path);
    ContextService service(file);
    QVERIFY(!service.load().has_value());
    QCOMPARE(service.save({named(QStringLiteral("a"))}).error().code(), QStringLiteral("malformed"));
    QVERIFY(raw.open(QIODevice::ReadOnly));
    QCOMPARE(raw.readAll(), QByteArray("contexts: [oops"));
}

void TestBackends::aFileChangedByOthersIsNotOverwritten()
{
    QTemporaryDir directory;
    ContextsFile file(directory.filePath(QStringLiteral("contexts.yaml")));
    ContextService service(file);
    QVERIFY(service.load().has_value());
    QVERIFY(file.write({{}, {named(QStringLiteral("theirs"))}}).has_value());
    QCOMPARE(service.save({named(QStringLiteral("ours"))}).error().code(), QStringLiteral("changed_on_disk"));
    QVERIFY(service.load().has_value());
    QVERIFY(service.save({named(QStringLiteral("theirs")), named(QStringLiteral("ours"))}).has_value());
}

void TestBackends::refreshBeats()
{
    FakeClock clock;
    RefreshService service(clock);
    QSignalSpy beats(&service, &RefreshService::refreshRequested);
    service.setInterval(10ms);
    QVERIFY(beats.wait(2000));
    service.setInterval(0ms);
    beats.clear();
    service.setRange(*TimeRange::parse(QStringLiteral("now-1h"), QStringLiteral("now")));
    service.setRange(*TimeRange::parse(QStringLiteral("now-1h"), QStringLiteral("now"))); // no change, no work
    QCOMPARE(beats.size(), 1);
    QCOMPARE(service.span(), (TimeRange::Span{clock.nowMs() - 3'600'000, clock.nowMs()}));
    service.setZone(QTimeZone("Asia/Tokyo"));
    service.refreshNow();
    QCOMPARE(beats.size(), 3);
}

void TestBackends::alertsKeepTheLastGoodAnswer()
{
    bool down = false;
    ScriptedServer prometheus([&down](const SeenRequest &) {
        return down ? Step::answer(500, "text/plain", "down")
                    : Step::json(R"({"status":"success","data":{"groups":[]}})");
    });
    ServiceFixture fixture;
    AlertService alerts(fixture.backends, fixture.clock);
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Prometheus, prometheus.url()}}));
    QSignalSpy changed(&alerts, &AlertService::rulesChanged);
    alerts.refresh();
    QVERIFY(changed.wait(5000));
    QVERIFY(alerts.groups() && !alerts.rulesError());
    QCOMPARE(alerts.rulesAnsweredMs(), fixture.clock.nowMs());
    QCOMPARE(alerts.alertsError()->code(), QStringLiteral("not_configured"));
    const qint64 answered = fixture.clock.nowMs();
    down = true;
    fixture.clock.advance(1min);
    alerts.refresh();
    QVERIFY(changed.wait(5000));
    QVERIFY(alerts.groups());
    QCOMPARE(alerts.rulesError()->status(), 500);
    QCOMPARE(alerts.rulesAnsweredMs(), answered);
    fixture.backends.setContext(ServiceFixture::context({}));
    QVERIFY(!alerts.groups() && !alerts.rulesError());
}

void TestBackends::fleetNeedsBothLists()
{
    bool agentsDown = false;
    ScriptedServer manager([&agentsDown](const SeenRequest &request) {
        if (agentsDown && request.target.startsWith("/api/v1/agents"))
            return Step::answer(500, "text/plain", "down");
        return Step::json(R"({"items":[],"next_cursor":null})");
    });
    ServiceFixture fixture;
    MetricCatalogue catalogue;
    FleetService fleet(fixture.backends, catalogue, fixture.clock);
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Manager, manager.url()}}));
    QSignalSpy changed(&fleet, &FleetService::changed);
    fleet.refresh();
    QVERIFY(fleet.isLoading());
    QVERIFY(changed.wait(5000));
    QVERIFY(fleet.snapshot() && !fleet.error());
    agentsDown = true;
    fleet.refresh();
    QVERIFY(changed.wait(5000));
    QVERIFY(fleet.snapshot()); // the last good one
    QCOMPARE(fleet.error()->status(), 500);
    QVERIFY(!fleet.isLoading());
}

QTEST_GUILESS_MAIN(TestBackends)
#include "tst_backends.moc"

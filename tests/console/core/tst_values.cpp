// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clock.h"
#include "context.h"
#include "figure.h"
#include "fleet.h"
#include "labels.h"
#include "unit.h"

#include <QSet>
#include <QTest>

#include <map>
#include <random>

using namespace toban;

class TestValues : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void errorKnowsWhatHelps_data();
    void errorKnowsWhatHelps();
    void labelsBehaveLikeAMap();
    void labelsAreWrittenAsPromQl();
    void thresholds_data();
    void thresholds();
    void unitNamesAreReadBack();
    void deploymentHealth_data();
    void deploymentHealth();
    void agentState();
    void contextNamesItsSecrets();
    void monotonicClockDoesNotGoBack();
};

void TestValues::errorKnowsWhatHelps_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("retryable");
    QTest::addColumn<bool>("authentication");
    const auto row = [](const char *name, ErrorKind kind, int status, bool retryable, bool authentication) {
        QTest::newRow(name) << int(kind) << status << retryable << authentication;
    };
    row("network", ErrorKind::Network, 0, true, false);
    row("timeout", ErrorKind::Timeout, 0, true, false);
    row("breaker", ErrorKind::CircuitOpen, 0, true, false);
    row("rate", ErrorKind::RateLimited, 429, true, false);
    row("408", ErrorKind::Http, 408, true, false);
    row("503", ErrorKind::Http, 503, true, false);
    row("server 500", ErrorKind::Server, 500, true, false);
    row("400", ErrorKind::Server, 400, false, false);
    row("404", ErrorKind::Http, 404, false, false);
    row("401", ErrorKind::Http, 401, false, true);
    row("403", ErrorKind::Server, 403, false, true);
    row("tls", ErrorKind::Tls, 0, false, false);
    row("decode", ErrorKind::Decode, 200, false, false);
    row("keychain", ErrorKind::Keychain, 0, false, true);
    row("cancelled", ErrorKind::Cancelled, 0, false, false);
}

void TestValues::errorKnowsWhatHelps()
{
    QFETCH(int, kind);
    QFETCH(int, status);
    QFETCH(bool, retryable);
    QFETCH(bool, authentication);
    Error error(ErrorKind(kind), QStringLiteral("detail"));
    error.withStatus(status);
    QCOMPARE(error.isRetryable(), retryable);
    QCOMPARE(error.isAuthentication(), authentication);
}

void TestValues::labelsBehaveLikeAMap()
{
    std::mt19937 random(11);
    const auto letter = [&random] { return QString(QChar(char16_t(u'a' + random() % 6))); };
    QSet<Labels> seen;
    std::map<std::map<QString, QString>, Labels> byModel;
    for (int round = 0; round < 2000; ++round) {
        std::vector<std::pair<QString, QString>> pairs;
        std::map<QString, QString> model;
        for (int i = int(random() % 5); i > 0; --i) {
            pairs.emplace_back(letter(), letter());
            model[pairs.back().first] = pairs.back().second;
        }
        const Labels labels(pairs);
        QCOMPARE(labels.pairs(), (std::vector<std::pair<QString, QString>>(model.begin(), model.end())));
        for (char c = 'a'; c < 'g'; ++c) {
            const QString name{QLatin1Char(c)};
            QCOMPARE(labels.contains(name), model.contains(name));
            QCOMPARE(labels.value(name), model.contains(name) ? model[name] : QString());
        }
        seen.insert(labels);
        for (const auto &[otherModel, other] : byModel) {
            QCOMPARE(labels == other, model == otherModel);
            QCOMPARE(labels < other, model < otherModel);
        }
        if (byModel.size() < 40)
            byModel.emplace(model, labels);
        QVERIFY(seen.contains(labels));
    }
}

void TestValues::labelsAreWrittenAsPromQl()
{
    const Labels labels({{QStringLiteral("b"), QStringLiteral("say \"hi\"\n\\")}, {QStringLiteral("a"), {}}});
    QCOMPARE(labels.toString(), QStringLiteral("{a=\"\",b=\"say \\\"hi\\\"\\n\\\\\"}"));
    QCOMPARE(labels.only({QStringLiteral("a"), QStringLiteral("z")}).toString(), QStringLiteral("{a=\"\"}"));
    QCOMPARE(Labels().toString(), QStringLiteral("{}"));
}

void TestValues::thresholds_data()
{
    QTest::addColumn<bool>("lowerIsWorse");
    QTest::addColumn<double>("value");
    QTest::addColumn<int>("state");
    const auto row = [](const char *name, bool lower, double value, State state) {
        QTest::newRow(name) << lower << value << int(state);
    };
    row("below both", false, 1, State::Ok);
    row("on warn", false, 5, State::Ok);
    row("over warn", false, 5.1, State::Warn);
    row("on critical", false, 30, State::Warn);
    row("over critical", false, 31, State::Critical);
    row("infinite", false, std::numeric_limits<double>::infinity(), State::Critical);
    row("not a number", false, std::numeric_limits<double>::quiet_NaN(), State::Unknown);
    row("lower: above", true, 31, State::Ok);
    row("lower: under the upper bound", true, 29, State::Warn);
    row("lower: under both", true, 4, State::Critical);
}

void TestValues::thresholds()
{
    QFETCH(bool, lowerIsWorse);
    QFETCH(double, value);
    QFETCH(int, state);
    const Thresholds bounds = lowerIsWorse ? Thresholds{30, 5, true} : Thresholds{5, 30, false};
    QCOMPARE(int(evaluate(bounds, value)), state);
    QCOMPARE(evaluate(bounds, std::nullopt), State::Unknown);
    QCOMPARE(evaluate({}, 1e9), State::Ok);
}

void TestValues::unitNamesAreReadBack()
{
    for (int i = 0; i <= int(Unit::Cores); ++i) {
        QVERIFY(!toString(Unit(i)).isEmpty());
        QCOMPARE(unitFromString(toString(Unit(i))), std::optional(Unit(i)));
    }
    QVERIFY(!unitFromString(QStringLiteral("ms")));
}

void TestValues::deploymentHealth_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("desired");
    QTest::addColumn<int>("ready");
    QTest::addColumn<int>("health");
    const auto row = [](const char *name, DeploymentState state, int desired, int ready, State health) {
        QTest::newRow(name) << int(state) << desired << ready << int(health);
    };
    row("all ready", DeploymentState::Running, 3, 3, State::Ok);
    row("one short", DeploymentState::Running, 3, 2, State::Warn);
    row("none ready", DeploymentState::Running, 3, 0, State::Critical);
    row("wanted empty", DeploymentState::Running, 0, 0, State::Ok);
    row("changing", DeploymentState::Progressing, 5, 3, State::Busy);
    row("paused", DeploymentState::Paused, 3, 0, State::Paused);
    row("failed", DeploymentState::Failed, 3, 3, State::Critical);
    row("unknown is not ok", DeploymentState::Unknown, 3, 3, State::Unknown);
}

void TestValues::deploymentHealth()
{
    QFETCH(int, state);
    QFETCH(int, desired);
    QFETCH(int, ready);
    QFETCH(int, health);
    Deployment deployment;
    deployment.state = DeploymentState(state);
    deployment.desired = desired;
    deployment.ready = ready;
    QCOMPARE(int(deployment.health()), health);
}

void TestValues::agentState()
{
    constexpr qint64 now = 1'795'183'325'000;
    Agent agent;
    agent.lastHeartbeatMs = now - heartbeatLimitMs;
    QCOMPARE(agent.state(now), State::Unknown);
    agent.status = AgentStatus::Idle;
    QCOMPARE(agent.state(now), State::Ok);
    for (const AgentStatus status : {AgentStatus::Idle, AgentStatus::Busy, AgentStatus::Paused, AgentStatus::Draining,
                                     AgentStatus::Maintenance, AgentStatus::Starting}) {
        agent.status = status;
        QVERIFY(!agent.isSilent(now));
        QVERIFY2(agent.isSilent(now + 1), "older than the limit: nothing is known any more");
        QCOMPARE(agent.state(now + 1), State::Unknown);
    }
    agent.status = AgentStatus::Failed;
    QCOMPARE(agent.state(now + 1), State::Critical);
    agent.lastHeartbeatMs = 0;
    agent.status = AgentStatus::Idle;
    QCOMPARE(agent.state(now), State::Unknown);
    agent.status = AgentStatus::Starting;
    agent.createdMs = now - 5'000;
    QCOMPARE(agent.state(now), State::Busy);
    QCOMPARE(agent.state(now + heartbeatLimitMs), State::Unknown);
    QCOMPARE(worst(State::Unknown, State::Ok), State::Unknown);
    QCOMPARE(worst(State::Warn, State::Unknown), State::Warn);
}

void TestValues::contextNamesItsSecrets()
{
    Context context;
    EndpointConfig prometheus{QStringLiteral("https://p"), {}};
    prometheus.http.basicAuth = HttpOptions::BasicAuth{QStringLiteral("u"), QStringLiteral("s/password")};
    prometheus.http.headers = {{QStringLiteral("X-Scope-OrgID"), QStringLiteral("team"), {}},
                               {QStringLiteral("X-Key"), {}, QStringLiteral("s/key")}};
    EndpointConfig manager{QStringLiteral("https://m"), {}};
    manager.http.authorization = HttpOptions::Authorization{QStringLiteral("Bearer"), QStringLiteral("s/password")};
    context.endpoints = {{EndpointKind::Prometheus, prometheus}, {EndpointKind::Manager, manager}};
    QCOMPARE(context.secretNames(), (QStringList{QStringLiteral("s/password"), QStringLiteral("s/key")}));
    QCOMPARE(context.endpoint(EndpointKind::Loki), EndpointConfig{});
}

void TestValues::monotonicClockDoesNotGoBack()
{
    const SystemClock clock;
    const qint64 before = clock.monotonicMs();
    QVERIFY(clock.monotonicMs() >= before);
    QVERIFY(clock.nowMs() > 1'700'000'000'000);
}

QTEST_APPLESS_MAIN(TestValues)
#include "tst_values.moc"

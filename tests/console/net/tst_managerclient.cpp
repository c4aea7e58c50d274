// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientfixture.h"
#include "manager/managerclient.h"
#include "manager/managerdecoders.h"
#include "openapi.h"
#include "testpaths.h"

#include <QTest>
#include <QUrlQuery>

#include <set>

using namespace toban;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

constexpr const char *planHash = "sha256:6b1f0c2f9c1c3a8e5e7d4b2a190817263544536271809f0e1d2c3b4a59687786";

QByteArray bytes(const Json &json)
{
    return QByteArray::fromStdString(json.dump());
}

ChangeRequest change()
{
    return {"Morning peak", "OPS-431", QString::fromLatin1(planHash), "5f0c1a52-2f39-4f0e-9a53-0b6f5a0d8b11"};
}

} // namespace

/// The manager client against resources/openapi/agent-manager.yaml.
class TestManagerClient : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void callsAreDocumentedAndTheirExamplesDecode_data();
    void callsAreDocumentedAndTheirExamplesDecode();
    void examplesMeanWhatTheySay();
    void problemsBecomeErrors_data();
    void problemsBecomeErrors();
    void aPlanThatMovedIsAServerError();
    void listsAreReadToTheEnd();
    void aLargeFleetNeitherUsesUpTheLimitNorKeepsChangesBack();
    void unchangedPagesComeFromMemory();
    void pagesThatDoNotEnd_data();
    void pagesThatDoNotEnd();
    void aChangeWithItsKeyIsSentAgain();
    void aChangeWithoutKeyIsSentOnce();
    void namesAreEncoded();
    void unknownStatesAreUnknown();

private:
    const OpenApi m_api{sourcePath("resources/openapi/agent-manager.yaml")};
    SystemClock m_clock;
};

namespace {

/// A client's call, and the documented status whose example answers it.
struct ManagerCall
{
    const char *status;
    std::function<QCoro::Task<QString>(ManagerClient &)> send; ///< "" or the error's text
};

template <typename Method>
std::function<QCoro::Task<QString>(ManagerClient &)> calling(Method method)
{
    return [method](ManagerClient &client) -> QCoro::Task<QString> {
        const auto result = co_await method(client);
        const QString text = result ? QString() : QString(u"failed: " + result.error().detail());
        co_return text;
    };
}

const std::map<QString, ManagerCall> &managerCalls()
{
    static const std::map<QString, ManagerCall> all{
        {"getHealth", {"200", calling([](ManagerClient &c) { return c.health(); })}},
        {"getMe", {"200", calling([](ManagerClient &c) { return c.me(); })}},
        {"listDeployments", {"200", calling([](ManagerClient &c) { return c.deployments(); })}},
        {"getDeployment", {"200", calling([](ManagerClient &c) { return c.deployment("code-generator"); })}},
        {"listRevisions", {"200", calling([](ManagerClient &c) { return c.revisions("code-generator"); })}},
        {"listAgents", {"200", calling([](ManagerClient &c) { return c.agents(); })}},
        {"getBudgets", {"200", calling([](ManagerClient &c) { return c.budget(); })}},
        {"scaleDeployment, planned",
         {"200", calling([](ManagerClient &c) { return c.planScale("code-generator", 5, "Morning peak"); })}},
        {"scaleDeployment, planned without a reason",
         {"200", calling([](ManagerClient &c) { return c.planScale("code-generator", 5, {}); })}},
        {"scaleDeployment", {"202", calling([](ManagerClient &c) { return c.scale("code-generator", 5, change()); })}},
    };
    return all;
}

} // namespace

void TestManagerClient::callsAreDocumentedAndTheirExamplesDecode_data()
{
    QTest::addColumn<QString>("call");
    for (const auto &[name, call] : managerCalls())
        QTest::newRow(qPrintable(name)) << name;
}

void TestManagerClient::callsAreDocumentedAndTheirExamplesDecode()
{
    QFETCH(QString, call);
    const ManagerCall &made = managerCalls().at(call);
    Json operation;
    std::string wrongAnswer;
    ScriptedServer server([&](const SeenRequest &request) {
        const std::string path = request.target.split('?')[0].toStdString();
        operation = m_api.operation(request.method.toLower().toStdString(), path);
        if (operation.is_null())
            return Step::json("{}", 404);
        auto example = m_api.example(operation, made.status);
        if (!example) { // DeploymentChanged: the deployment's own example and the operation's id
            example = m_api.document()["components"]["examples"]["Deployment"]["value"];
            (*example)["operation_id"] = "op-7";
        }
        wrongAnswer = m_api.violation(*example, m_api.schemaOfAnswer(operation, made.status));
        return Step::json(bytes(*example), QByteArray(made.status).toInt());
    });
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    ManagerClient client(http);
    QCOMPARE(await(made.send(client)), QString());
    QCOMPARE(QString::fromStdString(wrongAnswer), QString());

    QCOMPARE(server.requests().size(), 1U);
    const SeenRequest &request = server.requests().back();
    QCOMPARE(QString::fromStdString(operation["operationId"]), call.section(u',', 0, 0));
    QVERIFY(operation["responses"].contains(made.status));
    std::set<std::string> queryNames;
    std::set<std::string> headerNames;
    for (const Json &parameter : operation["parameters"]) {
        const Json &known = m_api.resolved(parameter);
        (known["in"] == "query" ? queryNames : headerNames).insert(known["name"].get<std::string>());
    }
    const auto items = QUrlQuery(QString::fromLatin1(request.target.split('?').value(1))).queryItems();
    for (const auto &[name, value] : items) {
        QVERIFY2(queryNames.contains(name.toStdString()), qPrintable(name));
        for (const Json &parameter : operation["parameters"]) {
            const Json &known = m_api.resolved(parameter);
            if (known["name"] == name.toStdString() && known["schema"].value("type", "") != "string") {
                const auto wrong = m_api.violation(Json::parse(value.toStdString()), known["schema"]);
                QCOMPARE(QString::fromStdString(wrong), QString());
            }
        }
    }
    if (request.method == "GET") {
        QVERIFY(request.body.isEmpty());
        return;
    }
    QCOMPARE(request.field("Content-Type"), QByteArray("application/json"));
    const Json body = Json::parse(request.body.begin(), request.body.end());
    QCOMPARE(QString::fromStdString(m_api.violation(body, m_api.schemaOfBody(operation))), QString());
    const bool planned = request.target.contains("dry_run=true");
    QCOMPARE(planned, QByteArray(made.status) == "200");
    QCOMPARE(request.fields.contains("idempotency-key"), !planned);
    if (!planned) {
        QVERIFY(headerNames.contains("Idempotency-Key"));
        QVERIFY(body
                == Json({{"replicas", 5}, {"reason", "Morning peak"}, {"ticket", "OPS-431"}, {"plan_hash", planHash}}));
    }
}

void TestManagerClient::examplesMeanWhatTheySay()
{
    const auto example = [this](const char *path, const char *status = "200", const char *method = "get") {
        return bytes(*m_api.example(m_api.operation(method, path), status));
    };
    const auto deployments = decodeDeployments(example("/api/v1/deployments"));
    const Deployment &deployment = deployments->items.at(0);
    QCOMPARE(deployment.name, QStringLiteral("code-generator"));
    QCOMPARE(deployment.state, DeploymentState::Running);
    QCOMPARE(deployment.desired, 4);
    QCOMPARE(deployment.costPerHour, std::optional(3.36));
    QCOMPARE(deployment.currency, QStringLiteral("USD"));
    QCOMPARE(deployment.revision.tools, QStringList({"read_file", "write_file", "run_tests"}));
    QCOMPARE(deployment.revision.createdMs, 1772359200000);

    const auto agents = decodeAgents(example("/api/v1/agents"));
    const Agent &agent = agents->items.at(0);
    QCOMPARE(agent.status, AgentStatus::Busy);
    QCOMPARE(agent.currentLoad, 3);
    QCOMPARE(agent.lastHeartbeatMs, 1772443207020);

    const auto plan = decodePlan(example("/api/v1/deployments/x/scale", "200", "post"));
    QCOMPARE(plan->changes.at(0).from, QStringLiteral("4"));
    QCOMPARE(plan->changes.at(0).to, QStringLiteral("5"));
    QCOMPARE(plan->agents, 1);
    QCOMPARE(plan->costPerHour->delta, 0.84);
    QVERIFY(plan->costPerHour->basis.startsWith(u"Measured over the last 60 min"));
    QCOMPARE(plan->hash, QString::fromLatin1(planHash));
    QVERIFY(!plan->needsApproval);

    const auto budget = decodeBudget(example("/api/v1/budgets"));
    QCOMPARE(budget->daily, std::optional(150.0));
    QCOMPARE(budget->perTask, std::optional(5.0));
    const auto me = decodeIdentity(example("/api/v1/me"));
    QCOMPARE(me->role, QStringLiteral("operator"));
    QVERIFY(me->permissions.contains(QStringLiteral("operate")));
}

void TestManagerClient::problemsBecomeErrors_data()
{
    QTest::addColumn<QString>("name");
    for (const auto &[name, response] : m_api.document()["components"]["responses"].items()) {
        if (response.contains("content") && response["content"].contains("application/problem+json"))
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
}

void TestManagerClient::problemsBecomeErrors()
{
    QFETCH(QString, name);
    const Json media
        = m_api.document()["components"]["responses"][name.toStdString()]["content"]["application/problem+json"];
    const Json problem = media["example"];
    QCOMPARE(QString::fromStdString(m_api.violation(problem, media["schema"])), QString());
    const int status = problem["status"];
    ScriptedServer server(Step::answer(status, "application/problem+json", bytes(problem)));
    HttpLimits limits = quickLimits();
    limits.maxRetries = 0;
    HttpClient http(endpointAt(server.url()), {}, m_clock, limits);
    ManagerClient client(http);
    const auto result = await(client.scale("code-generator", 5, change()));
    QVERIFY(!result);
    const Error &error = result.error();
    QCOMPARE(error.kind(),
             status == 401       ? ErrorKind::Http
                 : status == 429 ? ErrorKind::RateLimited
                                 : ErrorKind::Server);
    QCOMPARE(error.status(), status);
    QCOMPARE(error.code(), QString::fromStdString(problem["code"]));
    QCOMPARE(error.requiredRole(), QString::fromStdString(problem.value("required_role", "")));
    QCOMPARE(error.retryAfter().has_value(), problem.contains("retry_after"));
    if (problem.contains("retry_after"))
        QCOMPARE(error.retryAfter()->count(), problem["retry_after"].get<int>() * 1000);
    QVERIFY(!error.detail().isEmpty());
    QCOMPARE(error.origin(), QString(server.url() + u"/api/v1/deployments/code-generator/scale"));
}

void TestManagerClient::aPlanThatMovedIsAServerError()
{
    const Json plan = *m_api.example(m_api.operation("post", "/api/v1/deployments/x/scale"), "200");
    const Json problem{{"type", "about:blank"},
                       {"title", "Conflict"},
                       {"status", 409},
                       {"code", "plan_changed"},
                       {"detail", "The deployment has changed."},
                       {"plan", plan}};
    ScriptedServer server(Step::answer(409, "application/problem+json", bytes(problem)));
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    ManagerClient client(http);
    const auto result = await(client.scale("code-generator", 5, change()));
    QCOMPARE(result.error().kind(), ErrorKind::Server);
    QCOMPARE(result.error().code(), QStringLiteral("plan_changed"));
    QCOMPARE(server.requests().size(), 1U);
}

void TestManagerClient::listsAreReadToTheEnd()
{
    const Json agent = (*m_api.example(m_api.operation("get", "/api/v1/agents"), "200"))["items"][0];
    ScriptedServer server([&](const SeenRequest &request) {
        const QUrlQuery query(QString::fromLatin1(request.target.split('?').value(1)));
        const int page = query.queryItemValue("cursor", QUrl::FullyDecoded).section(u'=', 1).toInt();
        Json items = Json::array();
        for (int i = 0; i < 3; ++i) {
            items.push_back(agent);
            items.back()["id"] = "agent-" + std::to_string(page * 3 + i);
        }
        return Step::json(
            bytes({{"items", items}, {"next_cursor", page < 4 ? Json("a+b&c=" + std::to_string(page + 1)) : Json()}}));
    });
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    ManagerClient client(http);
    const auto agents = await(client.agents());
    QVERIFY2(agents, agents ? "" : qPrintable(agents.error().detail()));
    QCOMPARE(agents->size(), 15U);
    for (size_t i = 0; i < 15; ++i)
        QCOMPARE(agents->at(i).id, QStringLiteral("agent-%1").arg(i));
    QCOMPARE(server.requests().size(), 5U);
}

void TestManagerClient::aLargeFleetNeitherUsesUpTheLimitNorKeepsChangesBack()
{
    int pages = 0;
    const auto plan = m_api.example(m_api.operation("post", "/api/v1/deployments/x/scale"), "200");
    ScriptedServer server([&](const SeenRequest &request) {
        if (request.method == "POST")
            return Step::json(plan ? bytes(*plan) : QByteArray("{}"));
        ++pages;
        return Step::json(bytes(
            {{"items", Json::array()}, {"next_cursor", pages % 10 == 0 ? Json() : Json("c" + std::to_string(pages))}}));
    });
    HttpLimits limits = quickLimits();
    limits.rateCalls = 3;
    HttpClient http(endpointAt(server.url()), {}, m_clock, limits);
    ManagerClient client(http);
    for (int i = 0; i < 3; ++i)
        QVERIFY(await(client.agents()));
    QCOMPARE(pages, 30); // of which three counted
    QCOMPARE(await(client.agents()).error().kind(), ErrorKind::RateLimited);
    await(client.planScale("research", 5, "Morning peak"));
    await(client.scale("research", 5, change()));
    QCOMPARE(std::count_if(server.requests().begin(), server.requests().end(),
                           [](const SeenRequest &seen) { return seen.method == "POST"; }),
             2);
}

void TestManagerClient::unchangedPagesComeFromMemory()
{
    Json list = *m_api.example(m_api.operation("get", "/api/v1/deployments"), "200");
    QByteArray etag = "\"v1\"";
    ScriptedServer server([&](const SeenRequest &request) {
        if (request.field("If-None-Match") == etag)
            return Step{"HTTP/1.1 304 Not Modified\r\nETag: " + etag + "\r\n\r\n", Step::Then::KeepOpen, {}};
        return Step::answer(200, "application/json", bytes(list), {"ETag: " + etag});
    });
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    ManagerClient client(http);
    const auto first = await(client.deployments());
    const auto second = await(client.deployments());
    QVERIFY(first && second);
    QCOMPARE(server.requests()[0].field("If-None-Match"), QByteArray());
    QCOMPARE(server.requests()[1].field("If-None-Match"), etag);
    QCOMPARE(*first, *second);
    list["items"][0]["replicas"]["ready"] = 3;
    etag = "\"v2\"";
    const auto third = await(client.deployments());
    QCOMPARE(third->at(0).ready, 3);
}

void TestManagerClient::pagesThatDoNotEnd_data()
{
    QTest::addColumn<bool>("same");
    QTest::newRow("the same cursor again") << true;
    QTest::newRow("ever new cursors") << false;
}

void TestManagerClient::pagesThatDoNotEnd()
{
    QFETCH(bool, same);
    int asked = 0;
    ScriptedServer server([&](const SeenRequest &) {
        ++asked;
        return Step::json(bytes({{"items", Json::array()}, {"next_cursor", same ? "x" : "x" + std::to_string(asked)}}));
    });
    HttpLimits limits = quickLimits();
    limits.rateCalls = 0;
    HttpClient http(endpointAt(server.url()), {}, m_clock, limits);
    ManagerClient client(http);
    const auto agents = await(client.agents());
    QVERIFY(!agents);
    QCOMPARE(agents.error().kind(), ErrorKind::Decode);
    QCOMPARE(asked, same ? 2 : 1000);
}

void TestManagerClient::aChangeWithItsKeyIsSentAgain()
{
    Json deployment = m_api.document()["components"]["examples"]["Deployment"]["value"];
    deployment["operation_id"] = "op-7";
    int left = 1;
    ScriptedServer server(
        [&](const SeenRequest &) { return left-- > 0 ? Step::json("{}", 503) : Step::json(bytes(deployment), 202); });
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    ManagerClient client(http);
    QVERIFY(await(client.scale("code-generator", 5, change())));
    QCOMPARE(server.requests().size(), 2U);
    QCOMPARE(server.requests()[0].field("Idempotency-Key"), server.requests()[1].field("Idempotency-Key"));
    QCOMPARE(server.requests()[0].body, server.requests()[1].body);
}

void TestManagerClient::aChangeWithoutKeyIsSentOnce()
{
    ScriptedServer server(Step::close());
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    ManagerClient client(http);
    ChangeRequest keyless = change();
    keyless.idempotencyKey.clear();
    QVERIFY(!await(client.scale("code-generator", 5, keyless)));
    QCOMPARE(server.requests().size(), 1U);
}

void TestManagerClient::namesAreEncoded()
{
    ScriptedServer server(Step::json("{}", 404));
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    ManagerClient client(http);
    QVERIFY(!await(client.deployment("../agents?x=1")));
    QCOMPARE(server.requests().back().target, QByteArray("/api/v1/deployments/..%2Fagents%3Fx%3D1"));
}

void TestManagerClient::unknownStatesAreUnknown()
{
    Json list = *m_api.example(m_api.operation("get", "/api/v1/deployments"), "200");
    list["items"][0]["state"] = "hibernating";
    list["items"][0]["cost_per_hour"] = nullptr;
    const auto deployments = decodeDeployments(bytes(list));
    QVERIFY(deployments);
    QCOMPARE(deployments->items[0].state, DeploymentState::Unknown);
    QVERIFY(!deployments->items[0].costPerHour); // not known is not 0
    list["items"][0]["cost_per_hour"] = {{"amount", "a lot"}, {"currency", "USD"}};
    QCOMPARE(decodeDeployments(bytes(list)).error().detail(),
             QStringLiteral("items[0].cost_per_hour.amount: a decimal number in quotes was expected"));
    list["items"][0]["cost_per_hour"] = nullptr;
    list["items"][0]["replicas"]["ready"] = -1;
    QCOMPARE(decodeDeployments(bytes(list)).error().kind(), ErrorKind::Decode);
}

QTEST_GUILESS_MAIN(TestManagerClient)
#include "tst_managerclient.moc"

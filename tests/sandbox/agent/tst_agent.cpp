// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The worker as a process, with a manager that the test plays.
#include "childprocess.h"
#include "httpclient.h"
#include "httpserver.h"
#include "portfile.h"
#include "testpaths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <condition_variable>
#include <csignal>
#include <fstream>
#include <future>
#include <iterator>
#include <mutex>

using namespace toban;
using namespace toban::sandbox;
using namespace std::chrono_literals;
using Json = nlohmann::json;
using testing::HasSubstr;

namespace {

/// The part of the manager that a worker talks to.
class FakeManager
{
public:
    FakeManager() : m_server({})
    {
        m_server.route("POST", "/api/v1/agents", [this](const http::Request &request, const http::Responder &respond) {
            note({"register", request});
            respond(http::Response::json(201, "{}"));
        });
        m_server.route(
            "POST", "/api/v1/agents/{id}/heartbeat",
            [this](const http::Request &request, const http::Responder &respond) {
                note({"heartbeat", request});
                const std::lock_guard lock(m_mutex);
                if (m_forgotten) {
                    m_forgotten = false;
                    respond(http::Response::problem(404, "not_found", "Not Found", "no such agent"));
                } else {
                    respond(http::Response::json(
                        200,
                        Json{{"id", request.captures.at("id")}, {"intake", m_intake}, {"heartbeat_seconds", 0.05}}
                            .dump()));
                }
            });
        EXPECT_EQ(m_server.start(), "");
    }
    ~FakeManager() { m_server.stop(); }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_server.port()); }
    void setIntake(std::string intake)
    {
        const std::lock_guard lock(m_mutex);
        m_intake = std::move(intake);
    }
    void forget()
    {
        const std::lock_guard lock(m_mutex);
        m_forgotten = true;
    }
    /// The next call of that kind.
    http::Request await(const std::string &kind)
    {
        std::unique_lock lock(m_mutex);
        const std::size_t from = m_calls.size();
        std::size_t at = m_looked;
        const auto found = [&] {
            for (; at < m_calls.size(); ++at) {
                if (m_calls[at].first == kind)
                    return true;
            }
            return false;
        };
        if (!m_changed.wait_for(lock, 20s, found)) {
            ADD_FAILURE() << "no " << kind << " after " << from << " calls";
            return {};
        }
        m_looked = at + 1;
        return m_calls[at].second;
    }

private:
    void note(std::pair<std::string, http::Request> call)
    {
        const std::lock_guard lock(m_mutex);
        m_calls.push_back(std::move(call));
        m_changed.notify_all();
    }
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::pair<std::string, http::Request>> m_calls;
    std::size_t m_looked = 0;
    std::string m_intake = "open";
    bool m_forgotten = false;
    http::Server m_server;
};

class Agent : public testing::Test
{
protected:
    Agent() : m_dir(testing::TempDir() + "toban-agent-" + std::to_string(::getpid()))
    {
        std::filesystem::create_directories(m_dir);
    }
    ~Agent() override { std::filesystem::remove_all(m_dir); }

    void launch(std::vector<std::string> more = {}, const std::string &input = "tba_secret-of-the-agent\n")
    {
        LaunchOptions options;
        options.program = programPath("toban-agent");
        options.arguments = {"--id",         "code-generator-1",
                             "--agent-type", "code_generator",
                             "--deployment", "code-generator",
                             "--revision",   "3",
                             "--model",      "gpt-5",
                             "--image",      "registry.example/agents:v2.1.0",
                             "--port-file",  portFile().string(),
                             "--seed",       "5"};
        options.arguments.insert(options.arguments.end(), more.begin(), more.end());
        options.output = m_dir / "log";
        options.input = input;
        m_agent = ChildProcess::launch(options);
    }
    std::filesystem::path portFile() const { return m_dir / "port"; }
    std::string url()
    {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (!readPortFile(portFile())) {
            if (std::chrono::steady_clock::now() > deadline || m_agent.waitFor(5ms)) {
                ADD_FAILURE() << "the agent did not come up: " << log();
                return {};
            }
        }
        return "http://127.0.0.1:" + std::to_string(*readPortFile(portFile()));
    }
    http::Response get(const std::string &path) { return send("GET", path, {}); }
    http::Response execute(const Json &task) { return send("POST", "/execute", task.dump()); }
    http::Response send(const std::string &method, const std::string &path, const std::string &body)
    {
        http::ClientRequest request;
        request.method = method;
        request.url = url() + path;
        request.body = body;
        request.timeout = 60s;
        const http::Exchange exchange = m_client.fetch(request);
        EXPECT_TRUE(exchange.response) << exchange.error;
        return exchange.response.value_or(http::Response{});
    }
    bool awaitMetric(const std::string &line)
    {
        for (const auto deadline = std::chrono::steady_clock::now() + 20s;
             std::chrono::steady_clock::now() < deadline;) {
            if (get("/metrics").body.find(line + "\n") != std::string::npos)
                return true;
        }
        return false;
    }
    std::string log() const
    {
        std::ifstream in(m_dir / "log");
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::filesystem::path m_dir;
    ChildProcess m_agent;
    http::Client m_client{2};
};

} // namespace

TEST_F(Agent, registersWithItsTokenAndHeartbeats)
{
    FakeManager manager;
    launch({"--manager-url", manager.url()});
    const http::Request registration = manager.await("register");
    EXPECT_EQ(registration.headers.get("Authorization"), "Bearer tba_secret-of-the-agent");
    const Json body = Json::parse(registration.body);
    EXPECT_EQ(body["id"], "code-generator-1");
    EXPECT_EQ(body["type"], "code_generator");
    EXPECT_EQ(body["deployment"], "code-generator");
    EXPECT_EQ(body["version"], "v2.1.0");
    EXPECT_EQ(body["capacity"], 10);
    EXPECT_EQ(body["revision"], 3);
    EXPECT_EQ(body["endpoint"], url());
    const Json heartbeat = Json::parse(manager.await("heartbeat").body);
    EXPECT_EQ(heartbeat["status"], "idle");
    EXPECT_EQ(heartbeat["current_load"], 0);
    EXPECT_EQ(heartbeat["metadata"]["pid"], std::to_string(m_agent.pid()));
    EXPECT_GT(std::stod(heartbeat["metadata"]["memory_bytes"].get<std::string>()), 1 << 20);
    EXPECT_GE(std::stod(heartbeat["metadata"]["cpu_cores"].get<std::string>()), 0);

    // Once the manager has forgotten it, it registers again.
    manager.forget();
    manager.await("register");
    manager.await("heartbeat");

    std::ifstream arguments("/proc/" + std::to_string(m_agent.pid()) + "/cmdline");
    const std::string commandLine(std::istreambuf_iterator<char>(arguments), {});
    EXPECT_THAT(commandLine, testing::Not(HasSubstr("tba_secret")));
    EXPECT_THAT(log(), testing::Not(HasSubstr("tba_secret")));
}

TEST_F(Agent, isActiveOnlyWhileItsIntakeIsOpen)
{
    FakeManager manager;
    launch({"--manager-url", manager.url()});
    const std::string active = "claude_agent_active_count{agent_type=\"code_generator\"} ";
    EXPECT_TRUE(awaitMetric(active + "1"));
    manager.setIntake("paused");
    EXPECT_TRUE(awaitMetric(active + "0"));
    manager.setIntake("open");
    EXPECT_TRUE(awaitMetric(active + "1"));
}

TEST_F(Agent, executesATaskAndCountsIt)
{
    launch();
    const http::Response response = execute({{"task_id", "req-1"}, {"operation", "code_review"}, {"complexity", 0.1}});
    ASSERT_EQ(response.status, 200) << response.body;
    const Json result = Json::parse(response.body);
    EXPECT_EQ(result["task_id"], "req-1");
    EXPECT_EQ(result["status"], "succeeded");
    EXPECT_GT(result["tokens"]["output"], 0);
    EXPECT_GT(result["cost_usd"], 0);
    EXPECT_GT(result["duration_seconds"], 0);
    EXPECT_TRUE(awaitMetric(
        "claude_agent_requests_total{agent_type=\"code_generator\",operation=\"code_review\",status=\"success\"} 1"));
    EXPECT_TRUE(awaitMetric("container_spec_memory_limit_bytes{pod=\"claude-agent-code-generator-1\"} 67108864"));
    EXPECT_THAT(std::string(get("/metrics").headers.get("Content-Type")), HasSubstr("version=0.0.4"));
}

TEST_F(Agent, refusesWhatIsNotATask)
{
    launch();
    for (const char *body :
         {"", "[]", "{}", R"({"task_id":"a"})", R"({"task_id":"a","operation":7})",
          R"({"task_id":"a","operation":"x","complexity":2})", R"({"task_id":"a","operation":"x","attempt":0})"}) {
        EXPECT_EQ(send("POST", "/execute", body).status, 422) << body;
    }
    EXPECT_EQ(Json::parse(get("/health").body)["current_load"], 0);
}

TEST_F(Agent, executesAnAttemptOnceHoweverOftenItIsHandedIn)
{
    std::ofstream(m_dir / "faults") << R"({"slow_factor": 1})";
    launch({"--capacity", "1"});
    const Json task{{"task_id", "req-1"}, {"operation", "code_review"}, {"complexity", 0.1}, {"attempt", 1}};
    auto first = std::async(std::launch::async, [&] { return execute(task); });
    while (Json::parse(get("/health").body)["current_load"] != 1) {
        ASSERT_NE(first.wait_for(1ms), std::future_status::ready) << "ended before it was seen";
    }
    const http::Response joined = execute(task); // although there is no room for another
    const std::string body = first.get().body;
    EXPECT_EQ(joined.status, 200);
    EXPECT_EQ(joined.body, body);
    EXPECT_EQ(execute(task).body, body) << "remembered";
    EXPECT_NE(execute({{"task_id", "req-1"}, {"operation", "code_review"}, {"complexity", 0.1}, {"attempt", 2}}).body,
              body);
    EXPECT_TRUE(awaitMetric(
        "claude_agent_requests_total{agent_type=\"code_generator\",operation=\"code_review\",status=\"success\"} 2"));
}

TEST_F(Agent, usesTheModelThatIsForcedUponIt)
{
    launch();
    for (int attempt = 1; attempt <= 3; ++attempt) {
        const auto response = execute({{"task_id", "req-" + std::to_string(attempt)},
                                       {"operation", "code_review"},
                                       {"complexity", 0.1},
                                       {"attempt", attempt},
                                       {"model", "gemini-2.0-flash"}});
        ASSERT_EQ(response.status, 200) << response.body;
        EXPECT_EQ(Json::parse(response.body)["model"], "gemini-2.0-flash");
    }
}

TEST_F(Agent, takesNoMoreThanItsCapacityAndEndsATaskAtItsTime)
{
    std::ofstream(m_dir / "faults") << R"({"slow_factor": 1000})";
    launch({"--capacity", "1", "--fault-file", (m_dir / "faults").string()});
    auto slow = std::async(std::launch::async, [this] {
        return execute({{"task_id", "a"}, {"operation", "code_review"}, {"timeout_seconds", 2}});
    });
    for (const auto deadline = std::chrono::steady_clock::now() + 10s; std::chrono::steady_clock::now() < deadline;) {
        if (Json::parse(get("/health").body)["current_load"] == 1)
            break;
    }
    const http::Response refused = execute({{"task_id", "b"}, {"operation", "code_review"}});
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(Json::parse(refused.body)["code"], "at_capacity");
    const http::Response cut = slow.get();
    EXPECT_EQ(cut.status, 504) << cut.body;
    EXPECT_TRUE(awaitMetric(
        "claude_agent_errors_total{agent_type=\"code_generator\",error_type=\"timeout\",severity=\"high\"} 1"));
}

TEST_F(Agent, usesTheModelThatItIsToldAndNoOther)
{
    std::ofstream(m_dir / "faults") << R"({"slow_factor": 0.001})";
    launch({"--fault-file", (m_dir / "faults").string()});
    int succeeded = 0;
    for (int i = 0; i < 12; ++i) {
        const http::Response response = execute({{"task_id", "a"}, {"operation", "code_review"}, {"model", "gpt-4o"}});
        if (response.status == 200) {
            ++succeeded;
            EXPECT_EQ(Json::parse(response.body)["model"], "gpt-4o");
        }
    }
    EXPECT_GT(succeeded, 6);
    EXPECT_EQ(send("POST", "/execute", R"({"task_id":"a","operation":"x","model":7})").status, 422);
}

TEST_F(Agent, dropsATaskThatIsCancelled)
{
    std::ofstream(m_dir / "faults") << R"({"slow_factor": 1000})";
    launch({"--fault-file", (m_dir / "faults").string()});
    auto slow = std::async(std::launch::async, [this] {
        return execute({{"task_id", "a"}, {"operation", "code_review"}});
    });
    for (const auto deadline = std::chrono::steady_clock::now() + 10s; std::chrono::steady_clock::now() < deadline;) {
        if (Json::parse(get("/health").body)["current_load"] == 1)
            break;
    }
    const auto cancel = [this](const char *id) {
        return Json::parse(send("POST", "/cancel", Json{{"task_id", id}}.dump()).body)["cancelled"];
    };
    EXPECT_EQ(cancel("b"), false);
    EXPECT_EQ(cancel("a"), true);
    const http::Response response = slow.get();
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(Json::parse(response.body)["code"], "cancelled");
    EXPECT_TRUE(Json::parse(response.body)["tokens"]["output"].is_number()) << "what it had used by then";
    EXPECT_EQ(cancel("a"), false);
    EXPECT_EQ(Json::parse(get("/health").body)["current_load"], 0);
    EXPECT_TRUE(
        awaitMetric("claude_agent_requests_total{agent_type=\"code_generator\",operation=\"code_review\",status="
                    "\"error\"} 0"))
        << "it did not fail";
    EXPECT_EQ(send("POST", "/cancel", "{}").status, 422);
}

TEST_F(Agent, followsTheFaultFile)
{
    launch({"--fault-file", (m_dir / "faults").string(), "--tools", "only_tool"});
    EXPECT_EQ(get("/health").status, 200);
    ASSERT_EQ(writeFileAtomically(m_dir / "faults", R"({"failing_tool": "only_tool"})"), "");
    int failed = 0;
    for (const auto deadline = std::chrono::steady_clock::now() + 30s;
         std::chrono::steady_clock::now() < deadline && !failed;) {
        const http::Response response = execute({{"task_id", "a"}, {"operation", "static_check"}});
        failed = response.status == 500 && Json::parse(response.body)["code"] == "tool_error";
    }
    EXPECT_TRUE(failed);
}

TEST_F(Agent, endsWhenToldTo)
{
    launch();
    EXPECT_EQ(get("/health").status, 200);
    m_agent.signal(SIGTERM);
    EXPECT_TRUE(m_agent.waitFor(20s));
    EXPECT_EQ(m_agent.status(), 0);
}

TEST_F(Agent, needsATokenForAManager)
{
    launch({"--manager-url", "http://127.0.0.1:1"}, "");
    EXPECT_TRUE(m_agent.waitFor(20s));
    EXPECT_EQ(m_agent.status(), 2);
    EXPECT_THAT(log(), HasSubstr("standard input holds no token"));
}

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Processes, the target file, and what agents answer to tasks.

#include "atomicfile.h"
#include "childprocess.h"
#include "httpserver.h"
#include "httptasktransport.h"
#include "localdriver.h"
#include "managerrig.h"
#include "prometheussource.h"

#include <fcntl.h>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace toban::manager;
namespace http = toban::http;

namespace {

std::string contents(const std::filesystem::path &file)
{
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

int statusOf(pid_t pid)
{
    int status = 0;
    EXPECT_EQ(waitpid(pid, &status, 0), pid);
    return status;
}

} // namespace

TEST(ChildProcess, GetsItsInputItsArgumentsAndNothingElse)
{
    const ScratchDirectory directory;
    const auto out = (directory / "out").string();
    const int leaked = dup(STDERR_FILENO); // without CLOEXEC, as a library might
    const ChildStart child
        = startChild("/bin/sh",
                     {"-c", "read line; echo \"$line $1\" > \"$2\"; ls /proc/self/fd | tr '\\n' ' ' >> \"$2\"", "sh",
                      "argument", out},
                     "token\n");
    close(leaked);
    ASSERT_EQ(child.error, "");
    EXPECT_EQ(statusOf(child.pid), 0);
    const std::string text = contents(out);
    EXPECT_TRUE(text.starts_with("token argument\n")) << text;
    // ls has its own descriptor for the directory; the redirection is 1.
    EXPECT_EQ(text.substr(text.find('\n') + 1), "0 1 2 3 ") << text;
}

TEST(ChildProcess, SaysWhyAProgramCannotBeStarted)
{
    const ChildStart child = startChild("/nowhere/agent", {}, "");
    EXPECT_EQ(child.error, "/nowhere/agent: No such file or directory");
    statusOf(child.pid);
}

TEST(ChildProcess, DiesWithTheProcessThatStartedIt)
{
    int ends[2];
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    const pid_t parent = fork();
    ASSERT_GE(parent, 0);
    if (parent == 0) {
        const ChildStart child = startChild("/bin/sleep", {"1000"}, "");
        [[maybe_unused]] const auto written = write(ends[1], &child.pid, sizeof child.pid);
        pause();
        _exit(0);
    }
    pid_t grandchild = 0;
    ASSERT_EQ(read(ends[0], &grandchild, sizeof grandchild), ssize_t(sizeof grandchild));
    ASSERT_EQ(kill(grandchild, 0), 0);
    kill(parent, SIGKILL);
    statusOf(parent);
    const auto stat = "/proc/" + std::to_string(grandchild) + "/stat";
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    const auto gone = [&stat] {
        const std::string text = contents(stat);
        return text.empty() || text.find(") Z ") != std::string::npos;
    };
    while (!gone() && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    EXPECT_TRUE(gone());
}

TEST(LocalDriver, StopsBySignalThenByForceAndSaysHowWorkersEnded)
{
    const ScratchDirectory directory;
    ManualClock clock;
    const auto script = directory / "agent";
    std::ofstream(script) << "#!/bin/sh\nread token\necho \"$token $*\" > \"$0.$2\"\n"
                             "case $2 in deaf) trap '' TERM;; brief) exit 3;; esac\necho > \"$0.$2.up\"\n"
                             "while :; do sleep 0.01; done\n";
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    LocalDriver driver(
        {script.string(), {"--fault-file", "f"}, "http://m", "", directory / "targets", std::chrono::seconds(5)},
        clock);
    const auto spec = [](const char *id) {
        return WorkerSpec{id,
                          "code_generator",
                          "gen",
                          {3, {"image:v1", "sonnet", "sha256:1", {"a", "b"}, {1, 1 << 20, 7}}, {}, {}, {}},
                          "secret"};
    };
    const auto next = [&driver] {
        for (;;) {
            if (auto exits = driver.poll(); !exits.empty()) {
                return exits.front();
            }
            std::this_thread::yield();
        }
    };
    const auto isUp = [&directory](const char *id) {
        while (!std::filesystem::exists(directory / ("agent." + std::string(id) + ".up").c_str())) {
            std::this_thread::yield();
        }
    };
    ASSERT_EQ(driver.start(spec("brief")), "");
    WorkerExit exit = next();
    EXPECT_EQ(exit.reason, "exit status 3");
    EXPECT_FALSE(exit.asked);
    const std::string arguments = contents(directory / "agent.brief");
    EXPECT_TRUE(arguments.starts_with("secret --id brief")) << arguments;
    EXPECT_EQ(arguments.find("secret", 1), std::string::npos) << "the token is no argument";
    for (const char *part :
         {"--revision 3", "--tools a,b", "--capacity 7", "--fault-file f", "--manager-url http://m"}) {
        EXPECT_NE(arguments.find(part), std::string::npos) << part;
    }

    ASSERT_EQ(driver.start(spec("calm")), "");
    EXPECT_NE(driver.start(spec("calm")), "") << "it runs already";
    isUp("calm");
    driver.stop("calm");
    exit = next();
    EXPECT_EQ(exit.reason, "signal 15");
    EXPECT_TRUE(exit.asked);

    ASSERT_EQ(driver.start(spec("deaf")), "");
    isUp("deaf");
    driver.stop("deaf");
    EXPECT_TRUE(driver.poll().empty());
    clock.advance(std::chrono::seconds(5));
    exit = next();
    EXPECT_EQ(exit.reason, "signal 9");

    driver.publishTargets({{"a-0", "a", 3, "127.0.0.1:9"}});
    EXPECT_EQ(contents(directory / "targets"), targetFileText({{"a-0", "a", 3, "127.0.0.1:9"}}));
    EXPECT_NE(targetFileText({{"a-0", "a", 3, "127.0.0.1:9"}}).find("\"pod\": \"claude-agent-a-0\""),
              std::string::npos);
    EXPECT_NE(targetFileText({{"a-0", "a", 3, "127.0.0.1:9"}}).find("\"revision\": \"3\""), std::string::npos);
    EXPECT_EQ(targetFileText({{"a-0", "a", std::nullopt, "127.0.0.1:9"}}).find("revision"), std::string::npos);
}

TEST(AtomicFile, SaysWhatFailed)
{
    EXPECT_NE(writeFileAtomically("/nowhere/file", "x"), "");
}

TEST(HttpTaskTransport, EveryAnswerBecomesItsOutcome)
{
    using Kind = TaskOutcome::Kind;
    http::Server server({});
    std::mutex mutex;
    http::Response answer;
    std::string seen;
    server.route("POST", "/execute", [&](const http::Request &request, const http::Responder &responder) {
        const std::lock_guard lock(mutex);
        seen = request.body;
        if (answer.status != 0) {
            responder(answer);
        } else {
            static std::vector<http::Responder> hanging;
            hanging.push_back(responder);
        }
    });
    ASSERT_EQ(server.start(), "");
    HttpTaskTransport transport;
    Task task = ManagerRig::task("t-1");
    task.payload = R"({"language":"cpp"})";
    task.timeoutSeconds = 1;
    task.attempts = 2;
    task.model = "haiku";
    const auto outcome = [&](const std::string &endpoint) {
        std::promise<TaskOutcome> promise;
        transport.execute(endpoint, task, [&promise](const TaskOutcome &o) { promise.set_value(o); });
        return promise.get_future().get();
    };
    const std::string endpoint = "http://127.0.0.1:" + std::to_string(server.port());
    const std::string good
        = R"({"task_id":"t-1","model":"m","tokens":{"input":1,"output":2},"cost_usd":0.5,"duration_seconds":1.5,"extra":1})";
    auto busy = http::Response::problem(503, "at_capacity", "x", "full");
    busy.headers.set("Retry-After", "7");
    const std::tuple<http::Response, Kind, std::string> rows[]{
        {http::Response::json(200, good), Kind::Done, ""},
        {http::Response::json(200, "{"), Kind::Failed, "wrong"},
        {http::Response::json(200,
                              R"({"model":"m","tokens":{"input":-1,"output":2},"cost_usd":0,"duration_seconds":1})"),
         Kind::Failed, "wrong"},
        {http::Response::problem(500, "tool_failed", "x", "the tool broke"), Kind::Failed,
         "500 (tool_failed): the tool broke"},
        {http::Response::text(502, "bad gateway"), Kind::Failed, "502"},
        {http::Response::problem(422, "validation_failed", "x", "no such model"), Kind::Refused, "no such model"},
        {http::Response::text(404, "no"), Kind::Refused, "404"},
        {http::Response::problem(504, "x", "x", "late"), Kind::TimedOut, "late"},
        {busy, Kind::Busy, "full"},
        {http::Response::text(429, ""), Kind::Busy, "429"},
        {http::Response{0, {}, {}}, Kind::TimedOut, "in time"},
    };
    for (const auto &[response, kind, text] : rows) {
        {
            const std::lock_guard lock(mutex);
            answer = response;
        }
        const TaskOutcome got = outcome(endpoint);
        EXPECT_EQ(got.kind, kind) << response.status << ' ' << got.error;
        EXPECT_NE(got.error.find(text), std::string::npos) << got.error;
        if (kind == Kind::Done) {
            EXPECT_EQ(got.result.json, R"({"duration_seconds":1.5,"model":"m","tokens":{"input":1,"output":2}})");
            EXPECT_EQ(
                seen,
                R"({"attempt":2,"complexity":0.5,"model":"haiku","operation":"generate","payload":{"language":"cpp"},"task_id":"t-1","timeout_seconds":1})");
        }
        if (response.status == 500) {
            EXPECT_EQ(got.code, "tool_failed");
        }
        if (response.headers.has("Retry-After")) {
            EXPECT_EQ(got.retryAfter, std::chrono::seconds(7));
        }
    }
    // What an agent says of its usage: a cost is a number, or unknown (null, absent), and never a guess.
    const auto withCost = [](const std::string &member) {
        return R"({"model":"m","tokens":{"input":1,"output":2},)" + member + R"("duration_seconds":1.5})";
    };
    const auto failed = [](const std::string &extra) { return http::Response::problem(500, "x", "x", "x", extra); };
    const std::string usage = R"("model":"m","tokens":{"input":3,"output":4},"cost_usd":null)";
    const std::tuple<http::Response, Kind, std::string> usages[]{
        {http::Response::json(200, good), Kind::Done, "1 2 0.50"},
        {http::Response::json(200, withCost("")), Kind::Done, "1 2 ?"},
        {http::Response::json(200, withCost(R"("cost_usd":null,)")), Kind::Done, "1 2 ?"},
        {http::Response::json(200, withCost(R"("cost_usd":0,)")), Kind::Done, "1 2 0.00"},
        {http::Response::json(200, withCost(R"("cost_usd":"1",)")), Kind::Failed, "none"},
        {http::Response::json(200, withCost(R"("cost_usd":-1,)")), Kind::Failed, "none"},
        {http::Response::json(200, withCost(R"("cost_usd":1e7,)")), Kind::Failed, "none"},
        {http::Response::json(200, R"({"model":"m","tokens":{"input":1e11,"output":2},"duration_seconds":1})"),
         Kind::Failed, "none"},
        {failed(usage), Kind::Failed, "3 4 ?"},
        {failed(R"("model":"m")"), Kind::Failed, "none"},
        {http::Response::problem(409, "cancelled", "x", "x", usage), Kind::Refused, "3 4 ?"},
    };
    for (const auto &[response, kind, text] : usages) {
        {
            const std::lock_guard lock(mutex);
            answer = response;
        }
        const TaskOutcome got = outcome(endpoint);
        EXPECT_EQ(got.kind, kind) << response.body;
        const auto &said = got.result.usage;
        EXPECT_EQ(said ? std::to_string(said->inputTokens) + ' ' + std::to_string(said->outputTokens) + ' '
                          + (said->cost ? said->cost->text() : "?")
                       : "none",
                  text)
            << response.body;
    }
    {
        const std::lock_guard lock(mutex);
        answer = {0, {}, {}};
    }
    task.timeoutSeconds = 0; // and the margin
    EXPECT_EQ(outcome("https" + endpoint.substr(4)).kind, Kind::Unreachable) << "it has not seen the task";
    server.stop();
    EXPECT_EQ(outcome(endpoint).kind, Kind::Unreachable);
}

TEST(PrometheusSource, AsksForBothSidesAndBelievesOnlySamples)
{
    const RolloutMeasurement what{"gen", 3, 4, std::chrono::milliseconds(2500)};
    const std::string query = rolloutQuery(what);
    EXPECT_NE(
        query.find("rate(claude_agent_requests_total{deployment=\"gen\",revision=~\"3|4\",status=\"error\"}[2500ms])"),
        std::string::npos)
        << query;
    const auto sample = [](const char *revision, const char *figure, const char *value) {
        return std::string(R"({"metric":{"revision":")") + revision + R"(","figure":")" + figure + R"("},"value":[1,")"
            + value + R"("]})";
    };
    const std::string good = R"({"status":"success","data":{"resultType":"vector","result":[)"
        + sample("4", "requests", "2") + ',' + sample("4", "errors", "0.5") + ',' + sample("4", "seconds", "6") + ','
        + sample("4", "count", "2") + ',' + sample("3", "requests", "8") + ',' + sample("3", "seconds", "NaN") + ','
        + sample("3", "count", "0") + "]}}";
    const RolloutFigures read = rolloutFigures(what, 200, good);
    EXPECT_EQ(read.trouble, "");
    EXPECT_EQ(read.green.requestsPerSecond, 2.0);
    EXPECT_EQ(read.green.errorsPerSecond, 0.5);
    EXPECT_EQ(read.green.meanSeconds, 3.0);
    EXPECT_EQ(read.blue.requestsPerSecond, 8.0);
    EXPECT_FALSE(read.blue.errorsPerSecond) << "no sample is not 0";
    EXPECT_FALSE(read.blue.meanSeconds);
    const std::pair<const char *, const char *> wrong[]{
        {"<html>", "no answer to a query"},
        {R"({"status":"error","error":"query timed out"})", "query timed out"},
        {R"({"status":"success"})", "no result"},
        {R"({"status":"success","data":{"result":[]}})", "no samples"},
        {R"({"status":"success","data":{"result":[{"metric":7},{"value":[1,2]},"x"]}})", "no samples"},
        {R"({"status":"success","data":{"result":[{"metric":{"revision":4},"value":[1,"2"]}]}})", "no samples"},
    };
    for (const auto &[body, expected] : wrong) {
        const RolloutFigures none = rolloutFigures(what, 500, body);
        EXPECT_NE(none.trouble.find(expected), std::string::npos) << none.trouble;
        EXPECT_FALSE(none.green.requestsPerSecond);
    }
}

TEST(PrometheusSource, SendsItsTokenAndSaysWhoIsAway)
{
    const ScratchDirectory directory;
    std::ofstream(directory / "token") << "secret-1\n";
    http::Server server({});
    std::mutex mutex;
    std::string authorization;
    server.route("GET", "/prom/api/v1/query", [&](const http::Request &request, const http::Responder &responder) {
        const std::lock_guard lock(mutex);
        authorization = request.headers.get("Authorization");
        responder(http::Response::json(200, R"({"status":"success","data":{"result":[]}})"));
    });
    ASSERT_EQ(server.start(), "");
    const std::string url = "http://127.0.0.1:" + std::to_string(server.port()) + "/prom/";
    const auto ask = [](PrometheusSource &source) {
        std::promise<RolloutFigures> promise;
        source.measure({"gen", 1, 2, std::chrono::seconds(10)},
                       [&promise](const RolloutFigures &figures) { promise.set_value(figures); });
        return promise.get_future().get();
    };
    PrometheusSource source(url, (directory / "token").string());
    EXPECT_NE(ask(source).trouble.find("no samples"), std::string::npos);
    EXPECT_EQ(authorization, "Bearer secret-1");
    PrometheusSource tokenless(url, (directory / "gone").string());
    EXPECT_NE(ask(tokenless).trouble.find("prometheus_token_file"), std::string::npos);
    server.stop();
    EXPECT_NE(ask(source).trouble.find("Prometheus: "), std::string::npos);
}

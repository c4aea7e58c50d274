// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What health checks see of directories and of answers.

#include "httpserver.h"
#include "managerrig.h"
#include "systemprobes.h"

#include <fstream>

using namespace toban::manager;
using namespace std::chrono_literals;
namespace http = toban::http;
using Outcome = CheckResult::Outcome;

namespace {

CheckResult looked(SystemProbes &probes, const CheckSpec &spec)
{
    std::promise<CheckResult> result;
    probes.look(spec, 5s, [&result](CheckResult seen) { result.set_value(std::move(seen)); });
    return result.get_future().get();
}

} // namespace

TEST(SystemProbes, ADirectoryIsWrittenReadAndHasRoom)
{
    const ScratchDirectory directory;
    const auto there = directory / "state";
    std::filesystem::create_directory(there);
    EXPECT_EQ(lookAtDirectory(there, 0).outcome, Outcome::Passed);
    EXPECT_TRUE(std::filesystem::is_empty(there)) << "nothing is left";
    const CheckResult full = lookAtDirectory(there, UINT64_MAX);
    EXPECT_EQ(full.outcome, Outcome::Failed);
    EXPECT_TRUE(full.detail.starts_with("Only ")) << full.detail;
    std::ofstream(directory / "file") << "x";
    for (const auto &bad : {directory / "nowhere", directory / "file"}) {
        EXPECT_EQ(lookAtDirectory(bad, 0).outcome, Outcome::Failed) << bad;
    }
    SystemProbes probes(there, 0);
    EXPECT_EQ(looked(probes, {"file-system", CheckKind::FileSystem, {}, {}}).outcome, Outcome::Passed);
    SystemProbes lost(directory / "nowhere", 0);
    EXPECT_EQ(looked(lost, {"file-system", CheckKind::FileSystem, {}, {}}).detail,
              "The directory of the state cannot be looked at: No such file or directory");
}

TEST(SystemProbes, AnswersCountByWhatIsAsked)
{
    const std::tuple<CheckKind, int, const char *, Outcome> rows[]{
        {CheckKind::Http, 200, "", Outcome::Passed},
        {CheckKind::Http, 302, "", Outcome::Passed},
        {CheckKind::Http, 404, "", Outcome::Failed},
        {CheckKind::Http, 500, "", Outcome::Failed},
        {CheckKind::LlmApi, 200, "", Outcome::Passed},
        {CheckKind::LlmApi, 401, "", Outcome::Passed}, // no key was sent: it works
        {CheckKind::LlmApi, 404, "", Outcome::Passed},
        {CheckKind::LlmApi, 408, "", Outcome::Failed},
        {CheckKind::LlmApi, 429, "", Outcome::Failed},
        {CheckKind::LlmApi, 529, "", Outcome::Failed},
        {CheckKind::Prometheus, 200, R"({"status":"success","data":{}})", Outcome::Passed},
        {CheckKind::Prometheus, 200, "<html>", Outcome::Failed},
        {CheckKind::Prometheus, 200, R"({"status":"error"})", Outcome::Failed},
        {CheckKind::Prometheus, 401, R"({"status":"success"})", Outcome::Failed},
    };
    for (const auto &[kind, status, body, outcome] : rows) {
        EXPECT_EQ(resultOf(kind, status, body).outcome, outcome) << checkKindText(kind) << ' ' << status << body;
    }
}

TEST(SystemProbes, TheyAskWithTheirTokenAndHearWhenToComeAgain)
{
    const ScratchDirectory directory;
    http::Server server({});
    std::string asked;
    server.route("GET", "/prometheus/api/v1/query", [&](const http::Request &request, const http::Responder &respond) {
        asked = request.parameter("query").value_or("") + ' ' + std::string(request.headers.get("Authorization"));
        respond(http::Response::json(200, R"({"status":"success"})"));
    });
    server.route("GET", "/busy", [](const http::Request &, const http::Responder &respond) {
        http::Response response = http::Response::text(429, "later");
        response.headers.set("Retry-After", "17");
        respond(std::move(response));
    });
    ASSERT_EQ(server.start(), "");
    const std::string url = "http://127.0.0.1:" + std::to_string(server.port());
    std::ofstream(directory / "token") << "p-1\n";
    SystemProbes probes(directory / "", 0);
    const CheckSpec prometheus{"prometheus", CheckKind::Prometheus, url + "/prometheus", directory / "token"};
    EXPECT_EQ(looked(probes, prometheus).outcome, Outcome::Passed);
    const CheckResult busy = looked(probes, {"model", CheckKind::LlmApi, url + "/busy", {}});
    EXPECT_EQ(busy.outcome, Outcome::Failed);
    EXPECT_EQ(busy.retryAfter, 17s);
    std::filesystem::remove(directory / "token");
    EXPECT_EQ(looked(probes, prometheus).outcome, Outcome::Failed);
    server.stop();
    EXPECT_EQ(asked, "vector(1) Bearer p-1");
    const CheckResult gone = looked(probes, {"gateway", CheckKind::Http, url, {}});
    EXPECT_EQ(gone.outcome, Outcome::Failed);
    EXPECT_NE(gone.detail.find("refused"), std::string::npos) << gone.detail;
}

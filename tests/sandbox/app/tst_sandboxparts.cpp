// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backfill.h"
#include "configs.h"
#include "control.h"
#include "faults.h"
#include "folderlock.h"
#include "historyjob.h"
#include "historystore.h"
#include "httpserver.h"
#include "programs.h"
#include "recipes.h"
#include "service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <limits>
#include <mutex>
#include <regex>
#include <set>
#include <thread>

using namespace toban::sandbox;
using namespace std::chrono_literals;
using testing::HasSubstr;

namespace {

constexpr std::int64_t hour = 3600;

/// Every line of a body of Loki's push API, with its labels and its time.
void addLines(std::set<std::string> &lines, const std::string &body)
{
    const auto json = nlohmann::json::parse(body);
    for (const auto &stream : json["streams"]) {
        for (const auto &value : stream["values"])
            lines.insert(stream["stream"].dump() + value.dump());
    }
}

/// A log store that keeps every line once, as the real ones do.
class FakeLogs
{
public:
    explicit FakeLogs(int pushesTaken = std::numeric_limits<int>::max()) : m_taken(pushesTaken), m_server({})
    {
        m_server.route("POST", "/loki/api/v1/push",
                       [this](const toban::http::Request &request, const toban::http::Responder &respond) {
                           const std::lock_guard lock(m_mutex);
                           if (m_taken-- <= 0) {
                               respond(toban::http::Response::text(503, "no"));
                               return;
                           }
                           addLines(m_lines, request.body);
                           respond(toban::http::Response::text(204, ""));
                       });
        EXPECT_EQ(m_server.start(), "");
    }
    ~FakeLogs() { m_server.stop(); }
    void take(int pushes)
    {
        const std::lock_guard lock(m_mutex);
        m_taken = pushes;
    }
    std::set<std::string> lines()
    {
        const std::lock_guard lock(m_mutex);
        return m_lines;
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_server.port()); }

private:
    std::mutex m_mutex;
    int m_taken;
    std::set<std::string> m_lines;
    toban::http::Server m_server;
};

class SandboxParts : public testing::Test
{
protected:
    SandboxParts() : m_layout{testing::TempDir() + "toban-parts-" + std::to_string(::getpid())}
    {
        std::filesystem::remove_all(m_layout.dir);
        std::filesystem::create_directories(m_layout.config());
        std::filesystem::create_directories(m_layout.prometheusData());
    }
    ~SandboxParts() override { std::filesystem::remove_all(m_layout.dir); }

    std::filesystem::path script(const std::string &name, const std::string &text)
    {
        const auto path = m_layout.dir / name;
        std::ofstream(path) << "#!/bin/sh\n" << text << "\n";
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        return path;
    }
    template <typename Action>
    static std::string failureOf(const Action &action)
    {
        try {
            action();
        } catch (const std::runtime_error &e) {
            return e.what();
        }
        return "nothing failed";
    }
    /// Sets the PATH for the life of the object.
    struct Path
    {
        std::string before = std::getenv("PATH");
        explicit Path(const std::string &value) { ::setenv("PATH", value.c_str(), 1); }
        ~Path() { ::setenv("PATH", before.c_str(), 1); }
        Path(const Path &) = delete;
        Path &operator=(const Path &) = delete;
    };
    std::string promtool(const std::vector<std::string> &arguments)
    {
        std::string output;
        std::string errors;
        const int status = runProgram(*findProgram("promtool"), arguments, output, errors);
        return status == 0 ? "good" : output + errors;
    }

    static Programs programs()
    {
        Programs result;
        result.promtool = *findProgram("promtool");
        return result;
    }
    /// Waits until a part of a job is done, or has failed: its error then.
    static std::string outcomeOf(HistoryJob &job, bool (HistoryJob::*part)())
    {
        const auto limit = std::chrono::steady_clock::now() + 60s;
        std::string error;
        try {
            while (!(job.*part)()) {
                if (std::chrono::steady_clock::now() > limit)
                    return "not within a minute";
                std::this_thread::yield();
            }
        } catch (const std::runtime_error &e) {
            return e.what();
        }
        return "done";
    }
    /// The lines that a stretch has.
    static std::set<std::string> linesOf(const Story &story, std::int64_t from, std::int64_t to)
    {
        std::set<std::string> lines;
        const std::atomic<bool> cancelled = false;
        const auto push = [&lines](const std::string &body) {
            addLines(lines, body);
            return std::string();
        };
        backfillLogs(story, PriceTable::shipped(), from, to, push, cancelled);
        return lines;
    }
    void lastRan(std::int64_t at)
    {
        markAlive(m_layout);
        const std::chrono::sys_seconds time{std::chrono::seconds(at)};
        std::filesystem::last_write_time(m_layout.alive(), std::chrono::file_clock::from_sys(time));
    }
    std::string contentOf(const std::filesystem::path &file)
    {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    Service service(const std::string &commands)
    {
        const auto program = script("sleeper", commands);
        return Service({"sleeper",
                        "/",
                        m_layout.dir / "log",
                        [program](std::uint16_t) {
                            LaunchOptions options;
                            options.program = program;
                            return options;
                        },
                        {}});
    }

    Layout m_layout;
};

} // namespace

TEST_F(SandboxParts, knowsGrafanasLokiFromTheOtherOne)
{
    EXPECT_TRUE(isLoki(script("real", "echo 'loki, version 2.9.4 (branch: HEAD)'")));
    EXPECT_FALSE(isLoki(script("other", "echo 'LOKI linkage 2.4.7'; exit 1")));
}

TEST_F(SandboxParts, namesWhatIsMissingAndHowToInstallIt)
{
    {
        const Path nowhere(m_layout.dir.string());
        const std::string message = failureOf([&] { Programs::find("/usr/bin"); });
        EXPECT_THAT(message, HasSubstr("prometheus, promtool, prometheus-alertmanager"));
        EXPECT_THAT(message, HasSubstr("apt-get install prometheus prometheus-alertmanager"));
    }
    EXPECT_THAT(failureOf([&] { Programs::find(m_layout.dir); }), HasSubstr("toban-manager is missing"));
}

TEST_F(SandboxParts, writesConfigurationsThatTheServersAccept)
{
    writeFixedConfigs(m_layout);
    writeConfig(m_layout.targets(), "[]");
    writeConfig(m_layout.prometheusConfig(), prometheusConfig(m_layout, 1001, 1002));
    EXPECT_EQ(promtool({"check", "config", m_layout.prometheusConfig().string()}), "good");
}

// A ring in which Loki finds itself under port 0 answers nothing.
TEST_F(SandboxParts, givesTheRealLokiTwoPorts)
{
    Programs withLoki;
    withLoki.loki = "/usr/bin/loki";
    const Service::Recipe recipe = logsRecipe(withLoki, m_layout);
    for (int i = 0; i < 20; ++i) {
        recipe.command(4001);
        std::smatch ports;
        const std::string config = contentOf(m_layout.lokiConfig());
        ASSERT_TRUE(
            std::regex_search(config, ports, std::regex("http_listen_port: ([0-9]+).* grpc_listen_port: ([0-9]+)")));
        EXPECT_EQ(ports[1], "4001");
        EXPECT_NE(ports[2], "4001");
        EXPECT_NE(ports[2], "0");
    }
}

TEST_F(SandboxParts, holdsAFolderForOne)
{
    const Layout fresh{m_layout.dir / "deep" / "er"};
    {
        const FolderLock lock(fresh);
        EXPECT_THAT(failureOf([&] { FolderLock another(fresh); }),
                    HasSubstr("already running in " + fresh.dir.string()));
    }
    const FolderLock again(fresh);
    EXPECT_THAT(failureOf([] { FolderLock lock(Layout{"/proc/none"}); }), HasSubstr("/proc/none"));
}

TEST_F(SandboxParts, waitsForOneThatIsJustEnding)
{
    auto ending = std::make_unique<FolderLock>(m_layout);
    std::thread end([&] { ending.reset(); });
    const FolderLock lock(m_layout);
    end.join();
}

TEST_F(SandboxParts, servesOneLineForOneLineToItsOwnerOnly)
{
    TaskLoop loop;
    ControlServer server(loop, m_layout.socket(), [&](const std::string &request, const ControlServer::Reply &reply) {
        if (request == "end")
            loop.stop();
        loop.after(1ms, [reply, request] { reply("<" + request + ">"); });
    });
    ASSERT_EQ(server.start(), "");
    struct stat info
    { };
    ASSERT_EQ(::stat(m_layout.socket().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    std::thread client([&] {
        EXPECT_EQ(askSupervisor(m_layout.socket(), "one", 5s), "<one>");
        EXPECT_EQ(askSupervisor(m_layout.socket(), std::string(20'000, 'x'), 5s), "<" + std::string(20'000, 'x') + ">");
        // Stopped before the answer: an error, not an endless wait.
        EXPECT_THROW(askSupervisor(m_layout.socket(), "end", 200ms), std::runtime_error);
    });
    loop.run();
    client.join();
}

// A sandbox that ends while it is asked something is as good as none.
TEST_F(SandboxParts, findsNobodyWhereTheAskedOneEnds)
{
    TaskLoop loop;
    auto server = std::make_unique<ControlServer>(
        loop, m_layout.socket(), [&](const std::string &, const ControlServer::Reply &) { loop.stop(); });
    ASSERT_EQ(server->start(), "");
    std::thread client([&] { EXPECT_EQ(askSupervisor(m_layout.socket(), "down", 30s), std::nullopt); });
    loop.run();
    server.reset();
    client.join();
}

TEST_F(SandboxParts, findsNobodyWhereNoneListens)
{
    EXPECT_EQ(askSupervisor(m_layout.socket(), "status", 1s), std::nullopt);
    // What a killed supervisor leaves behind is nobody either, and does not stop the next one.
    {
        TaskLoop loop;
        auto handler = [](const std::string &, const ControlServer::Reply &) {};
        auto server = std::make_unique<ControlServer>(loop, m_layout.socket(), handler);
        ASSERT_EQ(server->start(), "");
        std::filesystem::rename(m_layout.socket(), m_layout.dir / "kept");
        server.reset();
        std::filesystem::rename(m_layout.dir / "kept", m_layout.socket());
    }
    EXPECT_EQ(askSupervisor(m_layout.socket(), "status", 1s), std::nullopt);
    TaskLoop loop;
    ControlServer next(loop, m_layout.socket(), [](const std::string &, const ControlServer::Reply &) {});
    EXPECT_EQ(next.start(), "");
}

TEST_F(SandboxParts, worksInAFolderOfAnyLength)
{
    Layout deep{m_layout.dir / std::string(120, 'd')};
    std::filesystem::create_directories(deep.dir);
    TaskLoop loop;
    ControlServer server(loop, deep.socket(), [&](const std::string &, const ControlServer::Reply &reply) {
        reply("yes");
        loop.stop();
    });
    ASSERT_EQ(server.start(), "");
    std::thread client([&] { EXPECT_EQ(askSupervisor(deep.socket(), "x", 5s), "yes"); });
    loop.run();
    client.join();
}

TEST_F(SandboxParts, fillsOnlyLongGaps)
{
    const std::int64_t now = unixNow();
    EXPECT_FALSE(historyGap(m_layout, now, 62)) << "never ran";
    lastRan(now - 300);
    EXPECT_FALSE(historyGap(m_layout, now, 62));
    lastRan(now - hour);
    const auto gap = historyGap(m_layout, now, 62);
    ASSERT_TRUE(gap);
    EXPECT_EQ(gap->from, now - hour + 60);
    EXPECT_EQ(gap->to, now);
    lastRan(now - 240 * hour);
    EXPECT_EQ(historyGap(m_layout, now, 2)->from, now - 48 * hour);
}

TEST_F(SandboxParts, keepsTheHistoryThatAFolderWasBegunWith)
{
    HistoryManifest{{.seed = 5, .days = 3, .end = unixNow(), .utcOffset = 3600, .load = 1}, 17, {}}.save(m_layout);
    EXPECT_EQ(HistoryJob(m_layout, programs(), {}, {}).story().options().seed, 5u);
    EXPECT_EQ(HistoryJob(m_layout, programs(), 3, 5).story().options().days, 3);
    EXPECT_THAT(failureOf([&] { HistoryJob(m_layout, programs(), 62, {}); }), HasSubstr("--days 3 --seed 5"));
    std::ofstream(m_layout.manifest()) << "{";
    EXPECT_THAT(failureOf([&] { HistoryJob(m_layout, programs(), {}, {}); }), HasSubstr("history.json"));
}

TEST_F(SandboxParts, remembersWhatIsMissing)
{
    const HistoryManifest written{
        {.seed = 5, .days = 3, .end = 77, .utcOffset = 3600, .load = 1}, 17, {{1, 2, false, true}, {3, 4, true, true}}};
    written.save(m_layout);
    const auto read = HistoryManifest::load(m_layout);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->story, written.story);
    EXPECT_EQ(read->samples, 17u);
    EXPECT_EQ(read->missing, written.missing);
}

TEST_F(SandboxParts, erasesNothingButWhatAnUnfinishedFirstStartLeft)
{
    const std::filesystem::path files[]
        = {m_layout.prometheusData() / "block", m_layout.logData() / "2026-11-21.tblog", m_layout.managerDatabase()};
    for (const auto &file : files) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << "x";
    }
    const auto left = [&] {
        return std::count_if(std::begin(files), std::end(files),
                             [](const auto &file) { return std::filesystem::exists(file); });
    };
    // A folder of something else, with a name that is ours as well.
    for (const auto &file : files) {
        const std::string folder = file.parent_path().string();
        EXPECT_THAT(failureOf([&] { HistoryJob(m_layout, programs(), {}, {}); }), HasSubstr("but not of a sandbox"));
        EXPECT_EQ(left(), 3);
    }
    HistoryManifest manifest{{.seed = 1, .days = 1, .end = unixNow(), .utcOffset = 0, .load = 1}, 1, {}};
    manifest.save(m_layout);
    HistoryJob(m_layout, programs(), {}, {});
    EXPECT_EQ(left(), 3);
    // Begun, not finished: another story follows, so no line and no revision of that one may stay.
    manifest.samples = 0;
    manifest.save(m_layout);
    EXPECT_EQ(HistoryJob(m_layout, programs(), 2, 9).story().options().seed, 9u);
    EXPECT_EQ(left(), 0);
}

// Killed between the samples and the logs: the next start writes the logs, each line once.
TEST_F(SandboxParts, makesGoodTheLogsOfAFirstStartThatWasCutOff)
{
    FakeLogs logs(1);
    {
        HistoryJob job(m_layout, programs(), 1, 3);
        job.startSamples();
        EXPECT_EQ(HistoryManifest::load(m_layout)->samples, 0u) << "until they are done";
        job.startLogs(logs.url());
        EXPECT_THAT(outcomeOf(job, &HistoryJob::logsDone), HasSubstr("status 503: no"));
        ASSERT_EQ(outcomeOf(job, &HistoryJob::samplesDone), "done");
        markAlive(m_layout);
        job.noteSamples();
    }
    const std::size_t first = logs.lines().size();
    EXPECT_GT(first, 500u);
    const auto blocks = [&] {
        return std::distance(std::filesystem::directory_iterator(m_layout.prometheusData()),
                             std::filesystem::directory_iterator());
    };
    const auto blocksOfFirst = blocks();
    logs.take(1000);
    HistoryJob job(m_layout, programs(), {}, {});
    const Story &story = job.story();
    job.startSamples();
    job.startLogs(logs.url());
    ASSERT_EQ(outcomeOf(job, &HistoryJob::samplesDone), "done");
    ASSERT_EQ(outcomeOf(job, &HistoryJob::logsDone), "done");
    EXPECT_EQ(logs.lines(), linesOf(story, story.begin(), story.options().end));
    EXPECT_GT(logs.lines().size(), first);
    EXPECT_EQ(blocks(), blocksOfFirst) << "the samples were there";
    job.noteSamples();
    job.noteLogs();
    EXPECT_TRUE(HistoryManifest::load(m_layout)->missing.empty());
    EXPECT_GT(HistoryManifest::load(m_layout)->samples, 100'000u);
}

// A gap that was half filled is filled as it was begun, though it has grown meanwhile; what it grew by comes after it.
TEST_F(SandboxParts, makesGoodAGapThatWasCutOff)
{
    const std::int64_t now = unixNow();
    const std::int64_t end = now - 3 * hour;
    const HistoryStretch begun{end, end + hour, true, true};
    const HistoryStretch old{end - 100 * hour, end - 90 * hour, false, true};
    HistoryManifest{{.seed = 1, .days = 6, .end = end, .utcOffset = 0, .load = 1}, 1, {old, begun}}.save(m_layout);
    lastRan(end - 60);
    FakeLogs logs;
    HistoryJob job(m_layout, programs(), {}, {});
    job.startSamples();
    const auto missing = HistoryManifest::load(m_layout)->missing;
    ASSERT_EQ(missing.size(), 2u) << "lines of days ago are not asked for any more";
    EXPECT_EQ(missing[0], begun);
    EXPECT_EQ(missing[1].from, end + hour);
    EXPECT_GE(missing[1].to, now);
    job.startLogs(logs.url());
    ASSERT_EQ(outcomeOf(job, &HistoryJob::logsDone), "done");
    auto expected = linesOf(job.story(), begun.from, begun.to);
    expected.merge(linesOf(job.story(), missing[1].from, missing[1].to));
    EXPECT_GT(expected.size(), 500u);
    EXPECT_EQ(logs.lines(), expected);
    ASSERT_EQ(outcomeOf(job, &HistoryJob::samplesDone), "done");
    job.noteSamples();
    EXPECT_EQ(HistoryManifest::load(m_layout)->missing.size(), 2u) << "logs are not noted yet";
    job.noteLogs();
    EXPECT_TRUE(HistoryManifest::load(m_layout)->missing.empty());
}

TEST_F(SandboxParts, launchesStopsAndNoticesADeath)
{
    Service sleeper = service("echo up; exec sleep 600");
    EXPECT_FALSE(sleeper.hasDied());
    sleeper.launch();
    EXPECT_NE(sleeper.port(), 0);
    EXPECT_TRUE(sleeper.process().running());
    EXPECT_FALSE(sleeper.hasDied());
    sleeper.hang();
    EXPECT_TRUE(sleeper.stop(5s)); // a stopped process would not hear SIGTERM
    EXPECT_EQ(sleeper.state(), Service::State::Stopped);
    EXPECT_FALSE(sleeper.hasDied()) << "stopping is no death";
    EXPECT_FALSE(sleeper.isToBeRestarted());
    const std::uint16_t port = sleeper.port();
    sleeper.launch();
    EXPECT_EQ(sleeper.port(), port);
    sleeper.process().signal(SIGKILL);
    EXPECT_TRUE(sleeper.process().waitFor(5s));
    EXPECT_TRUE(sleeper.hasDied());
    EXPECT_TRUE(sleeper.isToBeRestarted());
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(sleeper.mayRestart());
    EXPECT_FALSE(sleeper.mayRestart());
}

// Until a dead one is started again there is nothing to hang, and it must be started again all the same.
TEST_F(SandboxParts, hangsOnlyWhatRuns)
{
    Service sleeper = service("exec sleep 600");
    EXPECT_THAT(failureOf([&] { sleeper.hang(); }), HasSubstr("sleeper is not running"));
    sleeper.launch();
    sleeper.process().signal(SIGKILL);
    EXPECT_TRUE(sleeper.process().waitFor(5s));
    EXPECT_THAT(failureOf([&] { sleeper.hang(); }), HasSubstr("about to be started again"));
    EXPECT_TRUE(sleeper.hasDied());
    EXPECT_THAT(failureOf([&] { sleeper.hang(); }), HasSubstr("about to be started again"));
    EXPECT_TRUE(sleeper.isToBeRestarted());
    // The same if it dies while it hangs, and goes on.
    sleeper.launch();
    sleeper.hang();
    sleeper.process().signal(SIGKILL);
    EXPECT_TRUE(sleeper.process().waitFor(5s));
    sleeper.goOn();
    EXPECT_TRUE(sleeper.hasDied());
    sleeper.goOn();
    EXPECT_TRUE(sleeper.isToBeRestarted());
    // What was stopped on purpose after its death stays so.
    sleeper.stop(1s);
    EXPECT_FALSE(sleeper.isToBeRestarted());
}

TEST_F(SandboxParts, saysWhetherItHadToKill)
{
    const auto ready = m_layout.dir / "ready";
    Service stubborn = service("trap '' TERM; : > " + ready.string() + "; while :; do sleep 600; done");
    stubborn.launch();
    const auto limit = std::chrono::steady_clock::now() + 20s;
    while (!std::filesystem::exists(ready) && std::chrono::steady_clock::now() < limit)
        std::this_thread::yield();
    EXPECT_FALSE(stubborn.stop(10ms));
    EXPECT_FALSE(stubborn.process().running());
}

TEST_F(SandboxParts, passesInputAndReportsFailures)
{
    std::string output;
    std::string errors;
    EXPECT_EQ(runProgram("/bin/sh", {"-c", "echo out; echo err >&2; exit 7"}, output, errors), 7);
    EXPECT_EQ(output, "out\n");
    EXPECT_EQ(errors, "err");
    const std::string told = "echo \"$PATH:$TOBAN_GREETING\"";
    EXPECT_EQ(runProgram("/bin/sh", {"-c", told}, output = "", errors, {"PATH=/nowhere", "TOBAN_GREETING=hello"}), 0);
    EXPECT_EQ(output, "/nowhere:hello\n");
    LaunchOptions options;
    options.program = "/bin/cat";
    options.input = "a secret\n";
    options.output = m_layout.dir / "cat.log";
    ChildProcess child = ChildProcess::launch(options);
    EXPECT_EQ(child.wait(), 0);
    EXPECT_THAT(lastLines(options.output, 3), HasSubstr("a secret"));
    options.program = m_layout.dir / "nothing";
    EXPECT_THAT(failureOf([&] { ChildProcess::launch(options); }), HasSubstr("No such file"));
}

TEST_F(SandboxParts, handsNoDescriptorsOn)
{
    // As a caller leaves one that does not care: without close-on-exec.
    const int kept = ::open("/dev/null", O_RDONLY);
    const int high = ::fcntl(kept, F_DUPFD, 700);
    std::string output;
    std::string errors;
    const std::string look = "for fd in 2 $0 $1; do [ -e /proc/$$/fd/$fd ] && echo $fd; done; exit 0";
    EXPECT_EQ(runProgram("/bin/sh", {"-c", look, std::to_string(kept), std::to_string(high)}, output, errors), 0);
    EXPECT_EQ(output, "2\n") << errors;
    ::close(kept);
    ::close(high);
}

TEST_F(SandboxParts, aFaultThatCannotBeUndoneKeepsNoOtherOn)
{
    Service prometheus = service("exec sleep 600");
    Service alertmanager = service("exec sleep 600");
    Service logs = service("exec sleep 600");
    Service manager = service("exec sleep 600");
    FaultControl faults(m_layout.faults(), prometheus, alertmanager, logs, manager, [&](Service &stopped) {
        if (&stopped == &alertmanager)
            throw std::runtime_error("its port is taken");
    });
    for (const char *kind : {"stop-alertmanager", "stop-prometheus", "slow-agents"})
        faults.set(kind, "");
    const std::string said = failureOf([&] { faults.clear(""); });
    EXPECT_THAT(said, HasSubstr("stop-alertmanager is still on: its port is taken"));
    EXPECT_THAT(said, HasSubstr("stop-prometheus is off"));
    EXPECT_THAT(faults.active(), testing::ElementsAre("stop-alertmanager"));
}

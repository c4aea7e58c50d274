// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "configs.h"
#include "control.h"
#include "faults.h"
#include "historyjob.h"
#include "historystore.h"
#include "programs.h"
#include "service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

using namespace toban::sandbox;
using namespace std::chrono_literals;
using testing::HasSubstr;

namespace {

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
    const auto lastRan = [&](std::int64_t secondsAgo) {
        markAlive(m_layout);
        std::filesystem::last_write_time(
            m_layout.alive(), std::filesystem::file_time_type::clock::now() - std::chrono::seconds(secondsAgo));
    };
    EXPECT_FALSE(historyGap(m_layout, now, 62)) << "never ran";
    lastRan(300);
    EXPECT_FALSE(historyGap(m_layout, now, 62));
    lastRan(3600);
    const auto hour = historyGap(m_layout, now, 62);
    ASSERT_TRUE(hour);
    EXPECT_EQ(hour->to, now);
    EXPECT_NEAR(static_cast<double>(hour->from), static_cast<double>(now - 3600 + 60), 3);
    lastRan(10 * 86'400);
    EXPECT_EQ(historyGap(m_layout, now, 2)->from, now - 2 * 86'400);
}

TEST_F(SandboxParts, keepsTheHistoryThatAFolderWasBegunWith)
{
    Programs programs;
    programs.promtool = *findProgram("promtool");
    HistoryManifest{{.seed = 5, .days = 3, .end = unixNow(), .utcOffset = 3600, .load = 1}, 17}.save(m_layout);
    EXPECT_EQ(HistoryJob(m_layout, programs, {}, {}).story().options().seed, 5u);
    EXPECT_EQ(HistoryJob(m_layout, programs, 3, 5).story().options().days, 3);
    EXPECT_THAT(failureOf([&] { HistoryJob(m_layout, programs, 62, {}); }), HasSubstr("--days 3 --seed 5"));
    std::ofstream(m_layout.manifest()) << "{";
    EXPECT_THAT(failureOf([&] { HistoryJob(m_layout, programs, {}, {}); }), HasSubstr("history.json"));
}

TEST_F(SandboxParts, doesNotEraseAnythingButWhatAnInterruptedFirstStartLeft)
{
    Programs programs;
    programs.promtool = *findProgram("promtool");
    std::ofstream(m_layout.prometheusData() / "block") << "x";
    HistoryManifest{{.seed = 1, .days = 1, .end = unixNow(), .utcOffset = 0, .load = 1}, 1}.save(m_layout);
    HistoryJob(m_layout, programs, {}, {});
    EXPECT_TRUE(std::filesystem::exists(m_layout.prometheusData() / "block"));
    std::filesystem::remove(m_layout.manifest());
    HistoryJob(m_layout, programs, {}, {});
    EXPECT_FALSE(std::filesystem::exists(m_layout.prometheusData() / "block"));
}

TEST_F(SandboxParts, launchesStopsAndNoticesADeath)
{
    Service service({"sleeper",
                     "/",
                     m_layout.dir / "log",
                     [this](std::uint16_t) {
                         LaunchOptions options;
                         options.program = script("sleeper", "echo up; exec sleep 600");
                         return options;
                     },
                     {}});
    EXPECT_FALSE(service.hasDied());
    service.launch();
    EXPECT_NE(service.port(), 0);
    EXPECT_TRUE(service.process().running());
    EXPECT_FALSE(service.hasDied());
    service.hang();
    service.stop(5s); // a stopped process would not hear SIGTERM
    EXPECT_EQ(service.state(), Service::State::Stopped);
    EXPECT_FALSE(service.hasDied()) << "stopping is no death";
    const std::uint16_t port = service.port();
    service.launch();
    EXPECT_EQ(service.port(), port);
    service.process().signal(SIGKILL);
    EXPECT_TRUE(service.process().waitFor(5s));
    EXPECT_TRUE(service.hasDied());
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(service.mayRestart());
    EXPECT_FALSE(service.mayRestart());
}

TEST_F(SandboxParts, passesInputAndReportsFailures)
{
    std::string output;
    std::string errors;
    EXPECT_EQ(runProgram("/bin/sh", {"-c", "echo out; echo err >&2; exit 7"}, output, errors), 7);
    EXPECT_EQ(output, "out\n");
    EXPECT_EQ(errors, "err");
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

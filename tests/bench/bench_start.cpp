// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long the console takes to start, warm, against the sandbox of TOBAN_BENCH_SANDBOX; beside it the least Qt Widgets
// and Charts window, in turn with it, so that both see the same machine. Medians. Under an X server of its own (Xvfb)
// where there is one. Prints rows for tests/bench/run: name, value, unit, bar, ratio to the empty window, ok or short.
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int rounds = 15;
constexpr int warmUps = 2;
constexpr int patienceMs = 30'000;

long long nowNs()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

[[noreturn]] void give(const std::string &why)
{
    std::fprintf(stderr, "bench_start: %s\n", why.c_str());
    std::exit(2);
}

/// A child whose output (the given descriptor) is read line by line; ends with this program.
class Child
{
public:
    Child(const std::vector<std::string> &command, int captured, const std::vector<std::string> &environment)
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            give(std::strerror(errno));
        const pid_t parent = ::getpid();
        m_pid = ::fork();
        if (m_pid < 0)
            give(std::strerror(errno));
        if (m_pid == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (::getppid() != parent)
                ::_exit(127);
            for (const std::string &pair : environment)
                ::putenv(const_cast<char *>(pair.c_str()));
            const int null = ::open("/dev/null", O_RDWR);
            for (int fd = 0; fd < 3; ++fd)
                ::dup2(fd == captured ? ends[1] : null, fd);
            std::vector<char *> arguments;
            for (const std::string &argument : command)
                arguments.push_back(const_cast<char *>(argument.c_str()));
            arguments.push_back(nullptr);
            ::execvp(arguments[0], arguments.data());
            ::_exit(127);
        }
        ::close(ends[1]);
        m_out = ends[0];
    }
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;
    ~Child()
    {
        ::kill(m_pid, SIGTERM);
        int status = 0;
        ::waitpid(m_pid, &status, 0);
        ::close(m_out);
    }

    /// Nothing: it has ended, or is silent for too long.
    std::optional<std::string> line()
    {
        for (;;) {
            if (const auto end = m_buffer.find('\n'); end != std::string::npos) {
                std::string text = m_buffer.substr(0, end);
                m_buffer.erase(0, end + 1);
                return text;
            }
            pollfd ready{m_out, POLLIN, 0};
            if (::poll(&ready, 1, patienceMs) <= 0)
                return std::nullopt;
            std::array<char, 4096> chunk{};
            const ssize_t got = ::read(m_out, chunk.data(), chunk.size());
            if (got <= 0)
                return std::nullopt;
            m_buffer.append(chunk.data(), std::size_t(got));
        }
    }

private:
    pid_t m_pid = -1;
    int m_out = -1;
    std::string m_buffer;
};

double emptyWindow(const std::string &bin, const std::vector<std::string> &environment)
{
    const long long begin = nowNs();
    Child child({bin + "/bench_emptywindow"}, STDOUT_FILENO, environment);
    while (const auto line = child.line()) {
        long long at = 0;
        if (std::sscanf(line->c_str(), "frame %lld", &at) == 1)
            return double(at - begin) / 1e6;
    }
    give("the empty window showed no frame");
}

std::map<std::string, double> console(const std::string &bin, const std::string &sandbox,
                                      std::vector<std::string> environment)
{
    environment.push_back("TOBAN_START_NS=" + std::to_string(nowNs()));
    Child child({bin + "/toban", "--sandbox", sandbox, "--page", "overview", "--trace-start"}, STDERR_FILENO,
                environment);
    std::map<std::string, double> marks;
    while (const auto line = child.line()) {
        char name[32] = {};
        double ms = 0;
        if (std::sscanf(line->c_str(), "toban-start %31s %lf", name, &ms) == 2)
            marks[name] = ms;
        if (marks.contains("overview"))
            return marks;
    }
    give("the console never completed the Overview");
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void row(const char *name, double value, double baseline, double times, double limit)
{
    const bool ok = value <= times * baseline && value <= limit;
    std::printf("%s\t%.1f\tms\t<=%gx,<=%g\t%.2f\t%s\n", name, value, times, limit, value / baseline,
                ok ? "ok" : "short");
}

} // namespace

int main()
{
    const char *bin = std::getenv("TOBAN_BENCH_BIN");
    const char *sandbox = std::getenv("TOBAN_BENCH_SANDBOX");
    if (!bin || !sandbox)
        give("TOBAN_BENCH_BIN and TOBAN_BENCH_SANDBOX say where the programs and the sandbox are");

    std::vector<std::string> environment{"QT_QPA_PLATFORM=offscreen"};
    std::optional<Child> server;
    server.emplace(
        std::vector<std::string>{"Xvfb", "-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"},
        STDOUT_FILENO, std::vector<std::string>{});
    if (const auto display = server->line())
        environment = {"QT_QPA_PLATFORM=xcb", "DISPLAY=:" + *display};
    else
        std::fprintf(stderr, "bench_start: no Xvfb here; measured without an X server\n");

    std::vector<double> empty;
    std::vector<double> frame;
    std::vector<double> complete;
    for (int i = 0; i < warmUps + rounds; ++i) {
        const double least = emptyWindow(bin, environment);
        auto marks = console(bin, sandbox, environment);
        if (i < warmUps)
            continue;
        empty.push_back(least);
        frame.push_back(marks["frame"]);
        complete.push_back(marks["overview"]);
    }
    const double baseline = median(empty);
    std::printf("start_empty_window\t%.1f\tms\t-\t1.00\tok\n", baseline);
    row("start_first_frame", median(frame), baseline, 3, 200);
    row("start_overview_complete", median(complete), baseline, 8, 600);
}

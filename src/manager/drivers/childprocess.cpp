// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "childprocess.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace toban::manager {

namespace {

/// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void becomeProgram(pid_t parent, int input, int report, char *const *arguments)
{
    // Order matters: a parent that ended before prctl is seen by getppid.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) {
        _exit(127);
    }
    setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    std::signal(SIGPIPE, SIG_DFL);
    dup2(input, STDIN_FILENO);
    if (report != STDERR_FILENO + 1) {
        dup2(report, STDERR_FILENO + 1);
    }
    fcntl(STDERR_FILENO + 1, F_SETFD, FD_CLOEXEC);
    close_range(STDERR_FILENO + 2, ~0U, 0);
    execv(arguments[0], arguments);
    const int reason = errno;
    [[maybe_unused]] const auto written = write(STDERR_FILENO + 1, &reason, sizeof reason);
    _exit(127);
}

struct Pipe
{
    int ends[2]{-1, -1};
    bool open() { return pipe2(ends, O_CLOEXEC) == 0; }
    void close(int end)
    {
        if (ends[end] >= 0) {
            ::close(ends[end]);
            ends[end] = -1;
        }
    }
    ~Pipe()
    {
        close(0);
        close(1);
    }
};

} // namespace

ChildStart startChild(const std::string &program, const std::vector<std::string> &arguments, const std::string &input)
{
    Pipe stdinPipe, reportPipe;
    if (!stdinPipe.open() || !reportPipe.open()) {
        return {-1, std::string("pipe: ") + std::strerror(errno)};
    }
    // Whole at once: a token is far below a pipe's capacity.
    if (write(stdinPipe.ends[1], input.data(), input.size()) != ssize_t(input.size())) {
        return {-1, std::string("pipe: ") + std::strerror(errno)};
    }
    std::vector<char *> argv;
    argv.push_back(const_cast<char *>(program.c_str()));
    for (const auto &argument : arguments) {
        argv.push_back(const_cast<char *>(argument.c_str()));
    }
    argv.push_back(nullptr);
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0) {
        return {-1, std::string("fork: ") + std::strerror(errno)};
    }
    if (pid == 0) {
        becomeProgram(parent, stdinPipe.ends[0], reportPipe.ends[1], argv.data());
    }
    reportPipe.close(1);
    stdinPipe.close(1);
    int reason = 0;
    ssize_t got = 0;
    do {
        got = read(reportPipe.ends[0], &reason, sizeof reason);
    } while (got < 0 && errno == EINTR);
    if (got == ssize_t(sizeof reason)) {
        return {pid, program + ": " + std::strerror(reason)}; // it ends by itself and is reaped like any other
    }
    return {pid, {}};
}

} // namespace toban::manager

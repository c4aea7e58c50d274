// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "testpaths.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

/// A directory that goes with the test.
class TemporaryDirectory
{
public:
    TemporaryDirectory()
    {
        std::string name = (std::filesystem::temp_directory_path() / "toban-test-XXXXXX").string();
        m_path = ::mkdtemp(name.data());
    }
    ~TemporaryDirectory() { std::filesystem::remove_all(m_path); }
    TemporaryDirectory(const TemporaryDirectory &) = delete;
    TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;
    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

/// A real toban-logs on a free port; it dies with the test, whatever happens.
class LogsProcess
{
public:
    explicit LogsProcess(const std::filesystem::path &directory)
    {
        const auto portFile = directory / "port";
        std::filesystem::remove(portFile);
        const std::string program = toban::programPath("toban-logs");
        const std::string dataDir = (directory / "data").string();
        const std::string portName = portFile.string();
        const pid_t parent = ::getpid();
        m_pid = ::fork();
        if (m_pid == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (::getppid() != parent)
                ::_exit(126);
            ::execl(program.c_str(), program.c_str(), "--listen", "127.0.0.1:0", "--dir", dataDir.c_str(),
                    "--port-file", portName.c_str(), static_cast<char *>(nullptr));
            ::_exit(127);
        }
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (m_port == 0 && std::chrono::steady_clock::now() < deadline) {
            std::ifstream file(portFile);
            if (!(file >> m_port))
                ::poll(nullptr, 0, 5);
        }
    }
    ~LogsProcess() { stop(SIGKILL); }
    LogsProcess(const LogsProcess &) = delete;
    LogsProcess &operator=(const LogsProcess &) = delete;

    /// The exit status as waitpid() gives it.
    int stop(int signal)
    {
        int status = 0;
        if (m_pid > 0) {
            ::kill(m_pid, signal);
            ::waitpid(m_pid, &status, 0);
        }
        m_pid = -1;
        return status;
    }
    std::uint16_t port() const { return m_port; }
    pid_t pid() const { return m_pid; }

private:
    pid_t m_pid = -1;
    std::uint16_t m_port = 0;
};

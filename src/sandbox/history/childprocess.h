// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toban::sandbox {

/// The file that a program name stands for: searched in PATH unless it holds a slash. Nothing if there is none.
std::optional<std::filesystem::path> findProgram(const std::string &name);

struct LaunchOptions
{
    std::filesystem::path program;
    std::vector<std::string> arguments; ///< without the program itself
    std::vector<std::string> environment; ///< NAME=value, beside what this process has; an own one wins
    std::filesystem::path output; ///< both outputs are appended there; empty: nowhere
    int captureDescriptor = -1; ///< becomes the child's standard output instead
    std::string input; ///< what it finds on standard input, at most 4 KiB; never shown anywhere
};

/// A child with no descriptors but its three standard ones, that the kernel kills (SIGKILL) when the thread that launched it ends, however that comes; so launch from
/// a thread that lives as long as the child should. Movable; the destructor kills and reaps.
class ChildProcess
{
public:
    ChildProcess() = default;
    /// Throws std::runtime_error with the program and the reason.
    static ChildProcess launch(const LaunchOptions &options);
    ChildProcess(ChildProcess &&other) noexcept;
    ChildProcess &operator=(ChildProcess &&other) noexcept;
    ~ChildProcess();

    pid_t pid() const { return m_pid; } ///< 0: none
    /// True while it has not ended; reaps it when it has.
    bool running();
    /// Waits for its end. Exit status, or 128 + signal.
    int wait();
    /// Waits at most so long; true if it has ended.
    bool waitFor(std::chrono::milliseconds limit);
    void signal(int number) const;
    /// SIGTERM (and SIGCONT, should it be stopped), `grace`, then SIGKILL. True if that last was not needed.
    bool stop(std::chrono::milliseconds grace);
    int status() const { return m_status; } ///< once it has ended: as of wait()

private:
    pid_t m_pid = 0;
    int m_status = 0;
};

/// Runs a program to its end and returns its exit status; what it writes to standard output goes to `output`, and
/// the last lines of standard error to `errorText`.
int runProgram(const std::filesystem::path &program, const std::vector<std::string> &arguments, std::string &output,
               std::string &errorText, const std::vector<std::string> &environment = {});

} // namespace toban::sandbox

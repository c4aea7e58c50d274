// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "childprocess.h"

#include "taskloop.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace toban::sandbox {

namespace {

/// Closes a descriptor at the end of the scope.
struct Descriptor
{
    int value = -1;
    explicit Descriptor(int v = -1) : value(v) { }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor() { close(); }
    void close()
    {
        if (value >= 0)
            ::close(value);
        value = -1;
    }
};

[[noreturn]] void fail(const std::string &what, int error)
{
    throw std::runtime_error(what + ": " + std::strerror(error));
}

int exitStatus(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// This process' environment with these settings in place of those of their names; for execve(). Points into both.
std::vector<const char *> environmentWith(const std::vector<std::string> &settings)
{
    std::vector<const char *> result;
    result.reserve(settings.size());
    for (const std::string &setting : settings)
        result.push_back(setting.c_str());
    for (char *const *inherited = environ; *inherited; ++inherited) {
        const std::string_view variable(*inherited);
        const std::string_view name = variable.substr(0, variable.find('=') + 1);
        if (std::none_of(settings.begin(), settings.end(), [&](const std::string &s) { return s.starts_with(name); }))
            result.push_back(*inherited);
    }
    result.push_back(nullptr);
    return result;
}

void readAll(int descriptor, std::string &text)
{
    char buffer[4096];
    const auto size = ::read(descriptor, buffer, sizeof buffer);
    if (size > 0)
        text.append(buffer, static_cast<std::size_t>(size));
}

} // namespace

std::optional<std::filesystem::path> findProgram(const std::string &name)
{
    const auto executable = [](const std::filesystem::path &path) {
        return std::filesystem::is_regular_file(path) && ::access(path.c_str(), X_OK) == 0;
    };
    if (name.find('/') != std::string::npos)
        return executable(name) ? std::optional<std::filesystem::path>(name) : std::nullopt;
    const char *variable = std::getenv("PATH");
    std::istringstream folders(variable && *variable ? variable : "/usr/local/bin:/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const auto path = std::filesystem::path(folder.empty() ? "." : folder) / name;
        if (executable(path))
            return path;
    }
    return std::nullopt;
}

ChildProcess ChildProcess::launch(const LaunchOptions &options)
{
    const std::string program = options.program.string();
    std::vector<const char *> arguments{program.c_str()};
    for (const std::string &argument : options.arguments)
        arguments.push_back(argument.c_str());
    arguments.push_back(nullptr);
    const std::vector<const char *> environment = environmentWith(options.environment);

    const std::string target = options.output.empty() ? "/dev/null" : options.output.string();
    Descriptor output(::open(target.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (output.value < 0)
        fail(target, errno);
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        fail("pipe", errno);
    Descriptor inputRead(pipe[0]);
    Descriptor inputWrite(pipe[1]);
    // Fits into the pipe's buffer, so that nobody has to read yet.
    if (!options.input.empty()
        && ::write(inputWrite.value, options.input.data(), options.input.size())
            != static_cast<ssize_t>(options.input.size()))
        fail("standard input of " + program, errno);
    inputWrite.close();
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        fail("pipe", errno);
    Descriptor failureRead(pipe[0]);
    Descriptor failureWrite(pipe[1]);

    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0)
        fail("fork", errno);
    if (pid == 0) {
        // Only calls that are safe between fork and exec of a program with threads.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent)
            ::_exit(127);
        ::dup2(inputRead.value, 0);
        ::dup2(options.captureDescriptor >= 0 ? options.captureDescriptor : output.value, 1);
        ::dup2(output.value, 2);
        // Not every descriptor of this process is its own: what it was started with may be the end of somebody's pipe
        // or lock. The child gets none.
        ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
        unblockSignals();
        ::execve(program.c_str(), const_cast<char *const *>(arguments.data()),
                 const_cast<char *const *>(environment.data()));
        const int error = errno;
        [[maybe_unused]] const auto written = ::write(failureWrite.value, &error, sizeof error);
        ::_exit(127);
    }
    failureWrite.close();
    int error = 0;
    if (::read(failureRead.value, &error, sizeof error) == static_cast<ssize_t>(sizeof error)) {
        ::waitpid(pid, nullptr, 0);
        fail(program, error);
    }
    ChildProcess child;
    child.m_pid = pid;
    return child;
}

ChildProcess::ChildProcess(ChildProcess &&other) noexcept
    : m_pid(std::exchange(other.m_pid, 0)), m_status(other.m_status)
{ }

ChildProcess &ChildProcess::operator=(ChildProcess &&other) noexcept
{
    std::swap(m_pid, other.m_pid);
    std::swap(m_status, other.m_status);
    return *this;
}

ChildProcess::~ChildProcess()
{
    if (m_pid > 0) {
        ::kill(m_pid, SIGKILL);
        wait();
    }
}

bool ChildProcess::running()
{
    if (m_pid <= 0)
        return false;
    int status = 0;
    if (::waitpid(m_pid, &status, WNOHANG) == 0)
        return true;
    m_status = exitStatus(status);
    m_pid = 0;
    return false;
}

int ChildProcess::wait()
{
    if (m_pid > 0) {
        int status = 0;
        while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) { }
        m_status = exitStatus(status);
        m_pid = 0;
    }
    return m_status;
}

bool ChildProcess::waitFor(std::chrono::milliseconds limit)
{
    if (!running())
        return true;
    const Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, m_pid, 0)));
    pollfd ended{handle.value, POLLIN, 0};
    ::poll(&ended, 1, static_cast<int>(limit.count()));
    return !running();
}

void ChildProcess::signal(int number) const
{
    if (m_pid > 0)
        ::kill(m_pid, number);
}

bool ChildProcess::stop(std::chrono::milliseconds grace)
{
    signal(SIGTERM);
    signal(SIGCONT);
    if (waitFor(grace))
        return true;
    signal(SIGKILL);
    wait();
    return false;
}

int runProgram(const std::filesystem::path &program, const std::vector<std::string> &arguments, std::string &output,
               std::string &errorText, const std::vector<std::string> &environment)
{
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0)
        fail("pipe", errno);
    Descriptor outRead(out[0]);
    Descriptor outWrite(out[1]);
    const std::string errors = (std::filesystem::temp_directory_path() / "toban-errors-XXXXXX").string();
    std::string errorFile = errors;
    Descriptor errorDescriptor(::mkostemp(errorFile.data(), O_CLOEXEC));
    if (errorDescriptor.value < 0)
        fail(errors, errno);
    LaunchOptions options;
    options.program = program;
    options.arguments = arguments;
    options.environment = environment;
    options.output = errorFile;
    options.captureDescriptor = outWrite.value;
    ChildProcess child = ChildProcess::launch(options);
    ::unlink(errorFile.c_str());
    outWrite.close();
    for (std::size_t before = std::string::npos; before != output.size();) {
        before = output.size();
        readAll(outRead.value, output);
    }
    const int status = child.wait();
    readAll(errorDescriptor.value, errorText);
    while (!errorText.empty() && errorText.back() == '\n')
        errorText.pop_back();
    return status;
}

} // namespace toban::sandbox

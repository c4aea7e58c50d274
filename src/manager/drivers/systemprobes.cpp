// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "systemprobes.h"

#include "httpclient.h"
#include "retryafter.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <mutex>
#include <sys/statvfs.h>
#include <thread>
#include <unistd.h>

namespace toban::manager {

namespace {

using Outcome = CheckResult::Outcome;

constexpr std::size_t probeAnswerLimit = 1024 * 1024;
constexpr std::string_view probeText = "toban";
constexpr std::uint64_t megabyte = 1'000'000;

CheckResult failedCall(const std::string &what)
{
    return {Outcome::Failed, what + ": " + std::strerror(errno), {}};
}

/// A file descriptor that is closed with its scope, its file removed.
struct ProbeFile
{
    explicit ProbeFile(const std::filesystem::path &file)
        : path(file), descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600))
    { }
    ~ProbeFile()
    {
        if (descriptor >= 0) {
            ::close(descriptor);
            ::unlink(path.c_str());
        }
    }
    ProbeFile(const ProbeFile &) = delete;
    ProbeFile &operator=(const ProbeFile &) = delete;

    std::filesystem::path path;
    int descriptor;
};

} // namespace

CheckResult lookAtDirectory(const std::filesystem::path &directory, std::uint64_t leastFreeBytes)
{
    struct statvfs figures
    { };
    if (::statvfs(directory.c_str(), &figures) != 0) {
        return failedCall("The directory of the state cannot be looked at");
    }
    {
        const ProbeFile file(directory / (".toban-probe-" + std::to_string(::getpid())));
        if (file.descriptor < 0) {
            return failedCall("No file can be made in the directory of the state");
        }
        char back[probeText.size()] = {};
        if (::write(file.descriptor, probeText.data(), probeText.size()) != ssize_t(probeText.size())
            || ::fsync(file.descriptor) != 0) {
            return failedCall("A file in the directory of the state cannot be written");
        }
        if (::pread(file.descriptor, back, sizeof back, 0) != ssize_t(sizeof back)
            || std::string_view(back, sizeof back) != probeText) {
            return {Outcome::Failed, "A file in the directory of the state has not what was written to it.", {}};
        }
    }
    const std::uint64_t free = std::uint64_t(figures.f_bavail) * figures.f_frsize;
    const std::string seen = std::to_string(free / megabyte) + " MB are free";
    if (free < leastFreeBytes) {
        return {Outcome::Failed, "Only " + seen + ", less than " + std::to_string(leastFreeBytes / megabyte) + ".", {}};
    }
    return {Outcome::Passed, seen + "; a file was written and read.", {}};
}

CheckResult resultOf(CheckKind kind, int status, const std::string &body)
{
    const std::string answered = "It answered with status " + std::to_string(status) + '.';
    bool passed = false;
    if (kind == CheckKind::Prometheus) {
        const auto answer = nlohmann::json::parse(body, nullptr, false);
        passed = status == 200 && answer.is_object() && answer.contains("status") && answer["status"] == "success";
        return {passed ? Outcome::Passed : Outcome::Failed,
                passed || status != 200 ? answered : "Its answer is none to a query.",
                {}};
    }
    passed = kind == CheckKind::LlmApi ? status < 500 && status != 408 && status != 429 : status >= 200 && status < 400;
    return {passed ? Outcome::Passed : Outcome::Failed, answered, {}};
}

struct SystemProbes::Impl
{
    std::filesystem::path directory;
    std::uint64_t leastFree = 0;
    http::Client client{1, 2};
    std::mutex mutex;
    std::condition_variable wake;
    Callback wanted; ///< a look at the directory; a later one replaces one that a disk that hangs keeps waiting
    bool ending = false;
    std::thread thread;

    void run()
    {
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [this] { return ending || wanted; });
            if (ending) {
                return;
            }
            const Callback callback = std::exchange(wanted, {});
            lock.unlock();
            callback(lookAtDirectory(directory, leastFree));
            lock.lock();
        }
    }
};

SystemProbes::SystemProbes(std::filesystem::path stateDirectory, std::uint64_t leastFreeBytes)
    : d(std::make_unique<Impl>())
{
    d->directory = std::move(stateDirectory);
    d->leastFree = leastFreeBytes;
    d->thread = std::thread([this] { d->run(); });
}

SystemProbes::~SystemProbes()
{
    {
        const std::lock_guard lock(d->mutex);
        d->ending = true;
    }
    d->wake.notify_all();
    d->thread.join();
}

void SystemProbes::look(const CheckSpec &spec, std::chrono::milliseconds timeout, Callback callback)
{
    if (spec.kind == CheckKind::FileSystem) {
        const std::lock_guard lock(d->mutex);
        d->wanted = std::move(callback);
        d->wake.notify_all();
        return;
    }
    http::ClientRequest request;
    request.url = spec.kind == CheckKind::Prometheus ? spec.url + "/api/v1/query?query=vector%281%29" : spec.url;
    request.timeout = timeout;
    request.maxBodyBytes = probeAnswerLimit;
    if (!spec.tokenFile.empty()) {
        std::ifstream stream(spec.tokenFile);
        std::string token;
        if (!std::getline(stream, token) || token.empty()) {
            callback({Outcome::Failed, "The file with its token cannot be read or is empty.", {}});
            return;
        }
        request.headers.set("Authorization", "Bearer " + token);
    }
    d->client.send(std::move(request), [kind = spec.kind, callback](const http::Exchange &exchange) {
        if (!exchange.response) {
            callback({Outcome::Failed, exchange.error, {}});
            return;
        }
        CheckResult result = resultOf(kind, exchange.response->status, exchange.response->body);
        if (result.outcome == Outcome::Failed) {
            result.retryAfter = retryAfterOf(*exchange.response);
        }
        callback(std::move(result));
    });
}

} // namespace toban::manager

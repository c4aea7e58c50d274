// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"

#include "redact.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

namespace toban {

namespace {

constexpr const char *rootName = "toban";

/// Hands cleaned lines to the sinks behind it; the only sink that loggers of this process have.
class RedactingSink final : public spdlog::sinks::sink
{
public:
    explicit RedactingSink(std::vector<spdlog::sink_ptr> sinks) : m_sinks(std::move(sinks)) { }

    void log(const spdlog::details::log_msg &message) override
    {
        const std::string clean = redact({message.payload.data(), message.payload.size()});
        spdlog::details::log_msg copy = message;
        copy.payload = clean;
        for (const auto &target : m_sinks)
            target->log(copy);
    }
    void flush() override
    {
        for (const auto &target : m_sinks)
            target->flush();
    }
    void set_pattern(const std::string &pattern) override
    {
        for (const auto &target : m_sinks)
            target->set_pattern(pattern);
    }
    void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override
    {
        for (const auto &target : m_sinks)
            target->set_formatter(formatter->clone());
    }

private:
    std::vector<spdlog::sink_ptr> m_sinks;
};

std::shared_ptr<spdlog::logger> makeRoot(std::vector<spdlog::sink_ptr> sinks, spdlog::level::level_enum level)
{
    auto sink = std::make_shared<RedactingSink>(std::move(sinks));
    auto root = std::make_shared<spdlog::logger>(rootName, sink);
    root->set_pattern("%Y-%m-%dT%H:%M:%S.%fZ %l %n: %v", spdlog::pattern_time_type::utc);
    root->set_level(level);
    root->flush_on(spdlog::level::warn);
    return root;
}

spdlog::sink_ptr makeFileSink(const LogOptions &options)
{
    std::filesystem::create_directories(options.directory);
    spdlog::file_event_handlers handlers;
    // The file exists with its final mode before the sink opens it, so that it is never readable by others.
    handlers.before_open = [](const spdlog::filename_t &name) {
        const int fd = ::open(name.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        if (fd >= 0) {
            ::fchmod(fd, 0600);
            ::close(fd);
        }
    };
    const auto file = options.directory / (options.program + ".log");
    return std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.string(), options.maxFileBytes, options.maxFiles,
                                                                  false, handlers);
}

/// The flushing thread must take no signal of the process: a program that waits for SIGTERM blocks it in its own
/// threads, perhaps after this call, and one thread that does not block it would let it kill the process.
void flushRegularly()
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    spdlog::flush_every(std::chrono::seconds(2));
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

} // namespace

std::string initLogging(const LogOptions &options)
{
    std::string error;
    std::vector<spdlog::sink_ptr> sinks;
    if (options.standardError)
        sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    if (!options.directory.empty()) {
        try {
            sinks.push_back(makeFileSink(options));
        } catch (const std::exception &e) {
            error = "cannot write the log in " + options.directory.string() + ": " + e.what();
            if (sinks.empty())
                sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
        }
    }
    spdlog::drop_all();
    spdlog::set_default_logger(makeRoot(std::move(sinks), options.level));
    flushRegularly();
    return error;
}

std::shared_ptr<spdlog::logger> logger(const std::string &name)
{
    if (auto existing = spdlog::get(name))
        return existing;
    auto root = spdlog::default_logger();
    if (!root || root->name() != rootName)
        root = makeRoot({std::make_shared<spdlog::sinks::stderr_sink_mt>()}, spdlog::level::info);
    auto made = root->clone(name);
    try {
        spdlog::register_logger(made);
    } catch (const spdlog::spdlog_ex &) {
        // Another thread was first.
        if (auto existing = spdlog::get(name))
            return existing;
    }
    return made;
}

} // namespace toban

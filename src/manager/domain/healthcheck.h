// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "circuitbreaker.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace toban::manager {

/// What is looked at (facts §6). Redis is not among them: this manager uses none.
enum class CheckKind { LlmApi, Database, FileSystem, Agents, Prometheus, Http };
std::string_view checkKindText(CheckKind kind);

/// A thing that must work.
struct CheckSpec
{
    std::string name; ///< unlike any other's
    CheckKind kind = CheckKind::Http;
    std::string url; ///< LlmApi, Prometheus and Http
    std::string tokenFile; ///< bearer token for it; empty: none
    std::vector<std::string> models = {}; ///< LlmApi: those that it serves; a `*` at the end stands for any text
};

/// How a look went.
struct CheckResult
{
    enum class Outcome {
        Passed,
        Failed,
        Nothing, ///< there is nothing that could work or fail
    };
    Outcome outcome = Outcome::Failed;
    std::string detail; ///< what was seen, or what is wrong
    std::optional<std::chrono::seconds> retryAfter; ///< that the other side asked for
};

/// Unknown: never looked at, not looked at in time, or there is nothing to look at. Degraded: the last look failed, or
/// the first one passed after many that failed. Unhealthy: its breaker is open, or tries again.
enum class CheckStatus { Unknown, Healthy, Degraded, Unhealthy };
std::string_view checkStatusText(CheckStatus status);

struct HealthTimes
{
    std::chrono::milliseconds interval{10'000}; ///< facts §6
    std::chrono::milliseconds timeout{5'000}; ///< without a result by then it has failed
    std::chrono::milliseconds opening{30'000}; ///< of a breaker, the first; the longest is twice as long
};

/// How a check goes on in this run of the manager.
struct HealthCheck
{
    CheckSpec spec;
    CircuitBreaker breaker;
    std::int64_t run = 0; ///< number of the look that is under way or was the last
    bool underWay = false;
    SteadyPoint begunAt{};
    SteadyPoint next{}; ///< the next look
    std::optional<CheckResult> last;
    std::optional<TimePoint> lastAt, lastSuccess;
    std::chrono::milliseconds took{0}; ///< the last one
    int failures = 0; ///< in a row

    CheckStatus status(SteadyPoint now, const HealthTimes &times) const;
};

/// All health checks: when each is looked at, and what became of it. Not thread-safe.
///
/// A check is looked at every interval. After a failure an API of a language model is tried again after 0.1, 0.5, 1.5
/// and 3 intervals (1, 5, 15, 30 s, facts §6), and not before the time that its Retry-After asks for. Five failures in
/// a row open the breaker: then nobody looks until it is half open.
class HealthBook
{
public:
    HealthBook(std::vector<CheckSpec> specs, HealthTimes times);

    const std::vector<HealthCheck> &checks() const { return m_checks; }
    const HealthTimes &times() const { return m_times; }
    /// A look that is to be begun.
    struct Due
    {
        CheckSpec spec;
        std::int64_t run = 0;
    };
    /// Notes those as under way. Looks without a result in time have failed.
    std::vector<Due> begin(SteadyPoint now, TimePoint time);
    /// The result of a look; one that came too late says nothing any more.
    void ended(const std::string &name, std::int64_t run, CheckResult result, SteadyPoint now, TimePoint time);
    const HealthCheck *find(const std::string &name) const;
    /// Whether an API that serves the model fails: its breaker is not closed.
    bool isModelDown(const std::string &model, SteadyPoint now) const;

    static constexpr std::chrono::seconds longestRetryAfter{3600};

private:
    void note(HealthCheck &check, CheckResult result, SteadyPoint now, TimePoint time) const;
    std::chrono::milliseconds waitAfterFailure(const HealthCheck &check) const;

    std::vector<HealthCheck> m_checks;
    HealthTimes m_times;
};

/// Looks at what lies outside of the manager's memory.
class HealthProbes
{
public:
    using Callback = std::function<void(CheckResult)>;
    virtual ~HealthProbes() = default;
    /// Never blocks; calls back once, from any thread. Not for the kinds Database and Agents.
    virtual void look(const CheckSpec &spec, std::chrono::milliseconds timeout, Callback callback) = 0;
};

} // namespace toban::manager

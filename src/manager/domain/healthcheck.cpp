// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "healthcheck.h"

#include <algorithm>
#include <array>

namespace toban::manager {

namespace {

using std::chrono::milliseconds;

constexpr std::pair<CheckKind, std::string_view> checkKinds[]{
    {CheckKind::LlmApi, "llm_api"}, {CheckKind::Database, "database"},     {CheckKind::FileSystem, "file_system"},
    {CheckKind::Agents, "agents"},  {CheckKind::Prometheus, "prometheus"}, {CheckKind::Http, "http"}};
constexpr std::array<double, 4> apiRetries{0.1, 0.5, 1.5, 3}; // intervals

} // namespace

std::string_view checkKindText(CheckKind kind)
{
    return std::find_if(std::begin(checkKinds), std::end(checkKinds),
                        [kind](const auto &known) { return known.first == kind; })
        ->second;
}

std::string_view checkStatusText(CheckStatus status)
{
    switch (status) {
    case CheckStatus::Healthy:
        return "healthy";
    case CheckStatus::Degraded:
        return "degraded";
    case CheckStatus::Unhealthy:
        return "unhealthy";
    case CheckStatus::Unknown:
        break;
    }
    return "unknown";
}

CheckStatus HealthCheck::status(SteadyPoint now, const HealthTimes &times) const
{
    if (!last || last->outcome == CheckResult::Outcome::Nothing) {
        return CheckStatus::Unknown;
    }
    const bool passed = last->outcome == CheckResult::Outcome::Passed;
    if (breaker.state(now) != CircuitBreaker::State::Closed) {
        return passed ? CheckStatus::Degraded : CheckStatus::Unhealthy;
    }
    // Nobody looked when it was time to: what was seen before says nothing of now.
    if (now > next + times.timeout + times.interval) {
        return CheckStatus::Unknown;
    }
    return passed ? CheckStatus::Healthy : CheckStatus::Degraded;
}

HealthBook::HealthBook(std::vector<CheckSpec> specs, HealthTimes times) : m_times(times)
{
    for (CheckSpec &spec : specs) {
        HealthCheck check;
        check.spec = std::move(spec);
        check.breaker = CircuitBreaker(times.opening);
        m_checks.push_back(std::move(check));
    }
}

const HealthCheck *HealthBook::find(const std::string &name) const
{
    const auto found = std::find_if(m_checks.begin(), m_checks.end(),
                                    [&name](const HealthCheck &check) { return check.spec.name == name; });
    return found == m_checks.end() ? nullptr : &*found;
}

bool HealthBook::isModelDown(const std::string &model, SteadyPoint now) const
{
    const auto fits = [&model](const std::string &pattern) {
        return pattern.ends_with('*') ? model.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1))
                                      : model == pattern;
    };
    return std::any_of(m_checks.begin(), m_checks.end(), [&](const HealthCheck &check) {
        return check.breaker.state(now) != CircuitBreaker::State::Closed
            && std::any_of(check.spec.models.begin(), check.spec.models.end(), fits);
    });
}

std::vector<HealthBook::Due> HealthBook::begin(SteadyPoint now, TimePoint time)
{
    std::vector<Due> due;
    for (HealthCheck &check : m_checks) {
        if (check.underWay && now - check.begunAt >= m_times.timeout) {
            const std::string limit = std::to_string(m_times.timeout.count());
            note(check, {CheckResult::Outcome::Failed, "No answer within " + limit + " ms.", {}}, now, time);
        }
        if (!check.underWay && now >= check.next) {
            check.underWay = true;
            check.begunAt = now;
            due.push_back({check.spec, ++check.run});
        }
    }
    return due;
}

void HealthBook::ended(const std::string &name, std::int64_t run, CheckResult result, SteadyPoint now, TimePoint time)
{
    for (HealthCheck &check : m_checks) {
        if (check.spec.name == name && check.underWay && check.run == run) {
            note(check, std::move(result), now, time);
            return; // names are unique
        }
    }
}

milliseconds HealthBook::waitAfterFailure(const HealthCheck &check) const
{
    if (check.spec.kind != CheckKind::LlmApi) {
        return m_times.interval;
    }
    const auto step = std::min(std::size_t(std::max(1, check.failures)), apiRetries.size()) - 1;
    return milliseconds(std::int64_t(double(m_times.interval.count()) * apiRetries.at(step)));
}

void HealthBook::note(HealthCheck &check, CheckResult result, SteadyPoint now, TimePoint time) const
{
    check.underWay = false;
    check.took = std::chrono::duration_cast<milliseconds>(now - check.begunAt);
    check.lastAt = time;
    check.next = now + m_times.interval;
    switch (result.outcome) {
    case CheckResult::Outcome::Passed:
        check.breaker.succeeded(now);
        check.failures = 0;
        check.lastSuccess = time;
        break;
    case CheckResult::Outcome::Failed:
        check.breaker.failed(now);
        ++check.failures;
        check.next = check.breaker.state(now) == CircuitBreaker::State::Open ? check.breaker.openUntil()
                                                                             : now + waitAfterFailure(check);
        if (result.retryAfter) {
            check.next = std::max(check.next, now + std::min(*result.retryAfter, longestRetryAfter));
        }
        break;
    case CheckResult::Outcome::Nothing:
        check.failures = 0;
        check.breaker = CircuitBreaker(m_times.opening);
        break;
    }
    check.last = std::move(result);
}

} // namespace toban::manager

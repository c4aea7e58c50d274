// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "healthviews.h"

#include "timetext.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

using CheckValue = nlohmann::json;

CheckValue checkTime(const std::optional<TimePoint> &time)
{
    return time ? CheckValue(timeText(*time)) : CheckValue(nullptr);
}

CheckValue checkValue(const Fleet &fleet, const HealthCheck &check, const Clock &clock)
{
    const SteadyPoint now = clock.steady();
    const auto state = check.breaker.state(now);
    const auto wallTime = [&](SteadyPoint then) {
        return timeText(clock.now() + std::chrono::duration_cast<std::chrono::milliseconds>(then - now));
    };
    const bool failed = check.last && check.last->outcome == CheckResult::Outcome::Failed;
    const Incident *incident = fleet.openIncident({"check", check.spec.name});
    return {{"name", check.spec.name},
            {"kind", checkKindText(check.spec.kind)},
            {"models", check.spec.models},
            {"status", checkStatusText(check.status(now, fleet.health.times()))},
            {"breaker",
             {{"state", breakerStateText(state)},
              {"failures", check.breaker.failures()},
              {"open_until",
               state == CircuitBreaker::State::Open ? CheckValue(wallTime(check.breaker.openUntil()))
                                                    : CheckValue(nullptr)}}},
            {"failures_in_a_row", check.failures},
            {"last_check_at", checkTime(check.lastAt)},
            {"last_success_at", checkTime(check.lastSuccess)},
            {"next_check_at", check.lastAt && !check.underWay ? CheckValue(wallTime(check.next)) : CheckValue(nullptr)},
            {"duration_seconds",
             check.lastAt ? CheckValue(std::chrono::duration<double>(check.took).count()) : CheckValue(nullptr)},
            {"detail", check.last && !failed ? CheckValue(check.last->detail) : CheckValue(nullptr)},
            {"error", failed ? CheckValue(check.last->detail) : CheckValue(nullptr)},
            {"incident", incident != nullptr ? CheckValue(incident->id) : CheckValue(nullptr)}};
}

} // namespace

std::string healthChecksJson(const Fleet &fleet, const Clock &clock)
{
    CheckValue items = CheckValue::array();
    for (const HealthCheck &check : fleet.health.checks()) {
        items.push_back(checkValue(fleet, check, clock));
    }
    return CheckValue{{"items", std::move(items)}}.dump(-1, ' ', false, CheckValue::error_handler_t::replace);
}

} // namespace toban::manager

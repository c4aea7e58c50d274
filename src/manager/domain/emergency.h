// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <array>
#include <set>

namespace toban::manager {

/// What emergency mode can do, in the order in which it cuts deeper; taken back in the reverse order.
enum class Lever {
    StopIntake, ///< no new tasks are accepted
    CapConcurrency, ///< at most so many tasks are under way at once
    DowngradeModels, ///< tasks are sent with a cheaper model
    PauseDeployments, ///< no deployment gets tasks
    StopInFlight, ///< tasks under way are cancelled, and none is begun
};
inline constexpr std::array leversInOrder{Lever::StopIntake, Lever::CapConcurrency, Lever::DowngradeModels,
                                          Lever::PauseDeployments, Lever::StopInFlight};
std::string_view leverText(Lever lever);
std::optional<Lever> parseLever(std::string_view text);

/// How many tasks may be under way at most under CapConcurrency.
constexpr int concurrencyLimit = 100'000;

/// The stored state of emergency mode; it is on while a lever is pulled.
struct Emergency
{
    std::set<Lever> levers;
    int concurrency = 0; ///< with CapConcurrency
    std::set<std::string> paused; ///< deployments that PauseDeployments paused, and will open
    std::optional<TimePoint> since; ///< when the first lever was pulled; the next four are of then, too
    std::string by;
    std::string reason;
    std::string alertData; ///< JSON object of the alert that it was entered for; empty: none
    int inFlightAtEntry = 0;
    std::optional<Money> spendAtEntry; ///< per hour; nothing: was not known
    std::int64_t generation = 0;

    bool isActive() const { return !levers.empty(); }
    bool has(Lever lever) const { return levers.contains(lever); }
};

/// The model that is sent instead of `model` under DowngradeModels: facts §7, else the same.
std::string downgradedModel(const std::string &model);

} // namespace toban::manager

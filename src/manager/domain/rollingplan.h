// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <vector>

namespace toban::manager {

/// A worker of a deployment in one of its numbered slots, as the control loop sees it.
struct SlotState
{
    enum class Phase { Starting, Ready, Draining, Stopping };
    int ordinal = 0;
    int revision = 0;
    Phase phase = Phase::Starting;
    int load = 0; ///< tasks under way
    std::chrono::milliseconds drainedFor{0}; ///< since draining began
};

struct SlotGoal
{
    int replicas = 0;
    int revision = 1;
    std::chrono::milliseconds drainGrace{30'000};
};

struct SlotActions
{
    std::vector<int> start; ///< ordinals that want a worker of the goal's revision
    std::vector<int> drain; ///< ordinals whose worker is to get no more tasks
    std::vector<int> stop; ///< ordinals whose worker is to end: idle, or out of grace
    bool settled = false; ///< exactly the wanted workers are there and ready
};

/// The next steps from what is to what is wanted: workers of another revision are replaced one by one with one more
/// than wanted and never fewer (surge 1, unavailable 0); surplus ones go from the highest ordinal; whatever goes is
/// drained first. Pure: called again and again until settled, whatever happens in between.
SlotActions nextSteps(const SlotGoal &goal, const std::vector<SlotState> &slots);

} // namespace toban::manager

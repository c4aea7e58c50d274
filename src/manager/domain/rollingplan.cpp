// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rollingplan.h"

#include <algorithm>
#include <set>

namespace toban::manager {

SlotActions nextSteps(const SlotGoal &goal, const std::vector<SlotState> &slots)
{
    using Phase = SlotState::Phase;
    SlotActions actions;
    std::set<int> taken;
    std::vector<const SlotState *> outdated, misplaced;
    int present = 0; // not on the way out
    int ready = 0;
    for (const auto &slot : slots) {
        taken.insert(slot.ordinal);
        if (slot.phase == Phase::Draining) {
            if (slot.load == 0 || slot.drainedFor >= goal.drainGrace) {
                actions.stop.push_back(slot.ordinal);
            }
            continue;
        }
        if (slot.phase == Phase::Stopping) {
            continue;
        }
        ++present;
        ready += slot.phase == Phase::Ready ? 1 : 0;
        if (slot.ordinal >= goal.replicas) {
            misplaced.push_back(&slot);
        }
        if (slot.revision != goal.revision) {
            outdated.push_back(&slot);
        }
    }

    // Outdated ones first: among them those beyond the wanted number, then the lowest. A misplaced one of the right
    // revision is the surge worker and stays until the others are done.
    std::vector<const SlotState *> leaving = outdated;
    std::stable_sort(leaving.begin(), leaving.end(), [&goal](const SlotState *a, const SlotState *b) {
        const bool aBeyond = a->ordinal >= goal.replicas;
        const bool bBeyond = b->ordinal >= goal.replicas;
        return aBeyond != bBeyond ? aBeyond : a->ordinal < b->ordinal;
    });
    if (outdated.empty() || present > goal.replicas + 1) {
        std::vector<const SlotState *> surplus;
        std::copy_if(misplaced.begin(), misplaced.end(), std::back_inserter(surplus),
                     [&goal](const SlotState *slot) { return slot->revision == goal.revision; });
        std::sort(surplus.begin(), surplus.end(),
                  [](const SlotState *a, const SlotState *b) { return a->ordinal > b->ordinal; });
        leaving.insert(leaving.end(), surplus.begin(), surplus.end());
    }
    for (const SlotState *slot : leaving) {
        const bool isReady = slot->phase == Phase::Ready;
        if (isReady && ready - 1 < goal.replicas) {
            continue;
        }
        actions.drain.push_back(slot->ordinal);
        ready -= isReady ? 1 : 0;
        --present;
    }

    const bool replacing = present > 0 && !(outdated.empty() && misplaced.empty());
    const int wanted = goal.replicas + (replacing && goal.replicas > 0 ? 1 : 0);
    for (int ordinal = 0; ordinal <= goal.replicas && present < wanted; ++ordinal) {
        if (ordinal == goal.replicas && !replacing) {
            break;
        }
        if (!taken.contains(ordinal)) {
            actions.start.push_back(ordinal);
            ++present;
        }
    }
    actions.settled
        = int(slots.size()) == goal.replicas && ready == goal.replicas && outdated.empty() && misplaced.empty();
    return actions;
}

} // namespace toban::manager

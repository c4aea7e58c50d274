// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>

#include <utility>
#include <vector>

namespace toban {

/// The steps that turn one list of keys into another, to be done in this order. Rows are removed and inserted in
/// ranges, so that a view hears of ten thousand new rows once; survivors whose order differs are permuted in one step.
struct MergePlan
{
    struct Range
    {
        int first = 0;
        int last = 0;
        friend bool operator==(const Range &, const Range &) = default;
    };
    std::vector<Range> removals; ///< rows of the old list, the last range first
    std::vector<int> order; ///< survivor order[i] comes to position i; empty when they are in order already
    std::vector<Range> insertions; ///< rows of the new list, ascending
};

/// Keys have to be unique within each list. O(n). Pure.
template <typename Key>
MergePlan planMerge(const std::vector<Key> &before, const std::vector<Key> &after)
{
    MergePlan plan;
    QHash<Key, int> wanted;
    wanted.reserve(qsizetype(after.size()));
    for (int i = 0; i < int(after.size()); ++i)
        wanted.insert(after[size_t(i)], i);

    std::vector<int> targets; // position in the new list of each survivor, in the old order
    std::vector<bool> survives(after.size(), false);
    std::vector<MergePlan::Range> gone;
    for (int i = 0; i < int(before.size()); ++i) {
        const auto found = wanted.constFind(before[size_t(i)]);
        if (found != wanted.cend()) {
            targets.push_back(*found);
            survives[size_t(*found)] = true;
        } else if (!gone.empty() && gone.back().last == i - 1) {
            gone.back().last = i;
        } else {
            gone.push_back({i, i});
        }
    }
    plan.removals.assign(gone.rbegin(), gone.rend());

    bool inOrder = true;
    for (size_t i = 1; i < targets.size(); ++i)
        inOrder = inOrder && targets[i - 1] < targets[i];
    if (!inOrder) {
        std::vector<int> survivorAt(after.size(), -1);
        for (int i = 0; i < int(targets.size()); ++i)
            survivorAt[size_t(targets[size_t(i)])] = i;
        for (const int survivor : survivorAt) {
            if (survivor >= 0)
                plan.order.push_back(survivor);
        }
    }

    for (int i = 0; i < int(after.size()); ++i) {
        if (survives[size_t(i)])
            continue;
        if (!plan.insertions.empty() && plan.insertions.back().last == i - 1)
            plan.insertions.back().last = i;
        else
            plan.insertions.push_back({i, i});
    }
    return plan;
}

} // namespace toban

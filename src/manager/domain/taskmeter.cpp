// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskmeter.h"

#include <algorithm>

namespace toban::manager {

namespace {

constexpr std::int64_t meterSlotSeconds = 10;
constexpr std::int64_t meterSlots = 30;

std::int64_t meterSlot(TimePoint at)
{
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count() / meterSlotSeconds;
}

} // namespace

void TaskMeter::add(TimePoint at, std::chrono::milliseconds took, bool failed)
{
    const std::int64_t number = meterSlot(at);
    Slot &slot = m_slots[std::size_t(number) % m_slots.size()];
    if (slot.number > number) {
        return; // older than what the ring still holds
    }
    if (slot.number != number) {
        slot = Slot{};
        slot.number = number;
    }
    const double seconds = double(std::max<std::int64_t>(0, took.count())) / 1000;
    const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
    ++slot.counts[std::size_t(bucket)];
    ++slot.tasks;
    slot.failed += failed ? 1 : 0;
}

std::optional<TaskMeter::Figures> TaskMeter::figures(TimePoint now) const
{
    const std::int64_t newest = meterSlot(now);
    Figures figures;
    std::int64_t failed = 0;
    std::array<std::int64_t, bounds.size() + 1> counts{};
    for (const Slot &slot : m_slots) {
        if (slot.number <= newest - meterSlots || slot.number > newest) {
            continue;
        }
        figures.tasks += slot.tasks;
        failed += slot.failed;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            counts[i] += slot.counts[i];
        }
    }
    if (figures.tasks == 0) {
        return std::nullopt;
    }
    figures.errorRate = double(failed) / double(figures.tasks);
    const double rank = 0.95 * double(figures.tasks);
    double below = 0;
    figures.p95Seconds = bounds.back(); // beyond the last bound: at least that
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        const auto count = double(counts[i]);
        if (count > 0 && below + count >= rank) {
            const double low = i == 0 ? 0 : bounds[i - 1];
            figures.p95Seconds = low + (bounds[i] - low) * (rank - below) / count;
            break;
        }
        below += count;
    }
    return figures;
}

} // namespace toban::manager

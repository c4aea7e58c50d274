// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "arrivals.h"
#include "taskloop.h"

#include <cstdint>
#include <memory>
#include <string>

namespace toban::sandbox {

struct LoadOptions
{
    std::string managerUrl;
    std::string logUrl;
    std::string token; ///< of the role operator
    double load = 1; ///< multiplies the day's curve
    int utcOffset = 0; ///< of the operators' clock, seconds
    std::uint64_t seed = 1;
};

/// When tasks come: on the day's curve, as many as the fleet's profiles have, times the load.
Arrivals taskArrivals(const LoadOptions &options);

/// Hands in tasks as users would: at random times, on the day's curve, with a mix of types, operations and
/// priorities; and writes what the gateway in front of the fleet logs. Lives on the loop.
class LoadGenerator
{
public:
    LoadGenerator(TaskLoop &loop, LoadOptions options);
    ~LoadGenerator();
    void start();
    std::uint64_t submitted() const; ///< tasks that the manager has taken

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

} // namespace toban::sandbox

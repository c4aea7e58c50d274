// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace toban::bench {

/// Prints a figure as tests/bench/run reads it: name, value, unit, bar, ratio to the run's baseline, ok or short.
inline void row(const std::string &name, double value, const char *unit, const std::string &bar = "-",
                std::optional<double> ratio = {}, bool ok = true)
{
    const std::string ratioText = ratio ? std::to_string(*ratio).substr(0, 5) : "-";
    std::printf("%s\t%.2f\t%s\t%s\t%s\t%s\n", name.c_str(), value, unit, bar.c_str(), ratioText.c_str(),
                ok ? "ok" : "short");
    std::fflush(stdout);
}

template <typename F>
double milliseconds(F &&work)
{
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
}

inline double median(std::vector<double> values)
{
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace toban::bench

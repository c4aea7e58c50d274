// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

namespace toban::sandbox {

/// Random numbers that are the same on every machine and standard library: xoshiro256++ seeded by splitmix64
/// (both public domain, Blackman and Vigna), with distributions of its own. A value; one per thread.
class Rng
{
public:
    explicit Rng(std::uint64_t seed);
    /// An independent stream for a tuple of keys, e.g. {seed, agent, minute}: any stretch of a simulation can be made
    /// again without making what came before.
    static Rng keyed(std::initializer_list<std::uint64_t> keys);

    std::uint64_t next();
    double uniform(); ///< [0, 1)
    double uniform(double low, double high);
    bool chance(double probability);
    double normal(); ///< mean 0, deviation 1
    double logNormal(double median, double sigma);
    /// Number of events when `mean` are expected. By inversion up to a mean of 30, then the normal approximation.
    int poisson(double mean);
    /// Index picked in proportion to the weights; 0 if they sum to nothing.
    std::size_t pick(std::span<const double> weights);
    std::size_t below(std::size_t n); ///< [0, n), n > 0

private:
    std::uint64_t m_state[4];
};

} // namespace toban::sandbox

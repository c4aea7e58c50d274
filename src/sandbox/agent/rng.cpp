// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rng.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>

namespace toban::sandbox {

namespace {

std::uint64_t splitMix(std::uint64_t &state)
{
    state += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

} // namespace

Rng::Rng(std::uint64_t seed)
{
    for (auto &word : m_state)
        word = splitMix(seed);
}

Rng Rng::keyed(std::initializer_list<std::uint64_t> keys)
{
    std::uint64_t hash = 0x243f6a8885a308d3u;
    for (std::uint64_t key : keys) {
        hash ^= key;
        hash = splitMix(hash);
    }
    return Rng(hash);
}

std::uint64_t Rng::next()
{
    const std::uint64_t result = std::rotl(m_state[0] + m_state[3], 23) + m_state[0];
    const std::uint64_t t = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= t;
    m_state[3] = std::rotl(m_state[3], 45);
    return result;
}

double Rng::uniform()
{
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Rng::uniform(double low, double high)
{
    return low + (high - low) * uniform();
}

bool Rng::chance(double probability)
{
    return uniform() < probability;
}

double Rng::normal()
{
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

double Rng::logNormal(double median, double sigma)
{
    return median * std::exp(sigma * normal());
}

int Rng::poisson(double mean)
{
    if (mean <= 0)
        return 0;
    if (mean > 30)
        return static_cast<int>(std::max(0.0, std::round(mean + std::sqrt(mean) * normal())));
    double probability = std::exp(-mean);
    double cumulated = probability;
    const double u = uniform();
    int n = 0;
    while (u > cumulated && n < 200) {
        ++n;
        probability *= mean / n;
        cumulated += probability;
    }
    return n;
}

std::size_t Rng::pick(std::span<const double> weights)
{
    double rest = uniform() * std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        rest -= weights[i];
        if (rest < 0)
            return i;
    }
    return 0;
}

std::size_t Rng::below(std::size_t n)
{
    return static_cast<std::size_t>(uniform() * static_cast<double>(n));
}

} // namespace toban::sandbox

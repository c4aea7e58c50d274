// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "story.h"

#include "daycurve.h"

#include <algorithm>
#include <cmath>

namespace toban::sandbox {

namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 3600;
constexpr std::int64_t day = 86'400;
constexpr int toldDays = 62; // the story is written for this many and is squeezed into fewer
constexpr int shortestSnapped = 14; // below, events cannot keep to the hours at which people work
constexpr double growthFrom = 0.62;
constexpr std::string_view releasedType = "code_generator";

/// A text of 64 hexadecimal digits that stands for the content of a prompt.
std::string promptHash(std::string_view name)
{
    std::uint64_t key = 0xcbf29ce484222325u;
    for (const char c : name)
        key = (key ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    Rng rng(key);
    std::string text = "sha256:";
    for (int i = 0; i < 64; ++i)
        text += "0123456789abcdef"[rng.below(16)];
    return text;
}

} // namespace

Story::Story(StoryOptions options) : m_options(options), m_begin(options.end - options.days * day)
{
    const double span = static_cast<double>(options.days * day);
    const auto length = [span](std::int64_t wanted, double share) {
        return std::min(wanted, static_cast<std::int64_t>(span * share));
    };
    m_badRelease.begin = at(23, 14, 20);
    m_badRelease.end = m_badRelease.begin + length(3 * hour + 10 * minute, 0.05);
    m_costSpike.begin = at(12, 9, 0);
    m_costSpike.end = m_costSpike.begin + length(10 * hour, 0.08);
    m_outage.begin = at(5, 10, 48);
    m_outage.end = m_outage.begin + 12 * minute;
}

std::int64_t Story::at(double daysBeforeEnd, int atHour, int atMinute) const
{
    const double fraction = daysBeforeEnd / toldDays;
    std::int64_t t = m_options.end - static_cast<std::int64_t>(fraction * m_options.days * static_cast<double>(day));
    if (m_options.days < shortestSnapped)
        return t - t % minute;
    while (weekday(t, m_options.utcOffset) == 0 || weekday(t, m_options.utcOffset) == 6)
        t -= day;
    const std::int64_t local = t + m_options.utcOffset;
    return local - local % day - m_options.utcOffset + atHour * hour + atMinute * minute;
}

double Story::progress(std::int64_t t) const
{
    const double x = static_cast<double>(t - m_begin) / static_cast<double>(m_options.end - m_begin);
    return std::clamp(x, 0.0, 1.0);
}

double Story::requestsPerMinute(const AgentProfile &profile, std::int64_t t) const
{
    const double growth = growthFrom + (1 - growthFrom) * progress(t);
    return profile.requestsPerMinute * dayCurve(t, m_options.utcOffset) * growth * m_options.load;
}

int Story::replicas(const AgentProfile &profile, std::int64_t t) const
{
    // From one agent of each type, another joins at ever shorter distances until the fleet is complete.
    constexpr double complete = 0.92;
    const double share = std::min(1.0, progress(t) / complete);
    return 1 + static_cast<int>((profile.replicas - 1) * share * share * share);
}

Conditions Story::conditions(const AgentProfile &profile, std::int64_t t) const
{
    Conditions conditions;
    if (profile.agentType == releasedType && m_badRelease.contains(t)) {
        conditions.errorProbability = 0.17;
        conditions.slowFactor = 2.1;
    }
    if (m_costSpike.contains(t)) {
        conditions.shiftedModel = "claude-opus-4.1";
        conditions.shiftedShare = 0.65;
    }
    return conditions;
}

std::vector<std::int64_t> Story::restarts(const AgentProfile &profile) const
{
    std::vector<std::int64_t> times{m_outage.end, currentRelease(profile).at};
    for (const PastRelease &release : pastReleases(profile))
        times.push_back(release.at);
    std::sort(times.begin(), times.end());
    return times;
}

std::vector<PastRelease> Story::pastReleases(const AgentProfile &profile) const
{
    const std::string name = profile.deployment;
    const std::string model(profile.primaryModel);
    const std::int64_t third = (m_options.end - m_begin) / 3;
    std::vector<PastRelease> releases{
        {m_begin, "registry.example/agents:v2.0.0", model, promptHash(name + " 1"), "aiko", "最初の導入"},
        {m_badRelease.begin - third / 2 - third / 9, "registry.example/agents:v2.0.3", model, promptHash(name + " 1"),
         "kenji", "v2.0.3: 再試行の間隔を修正"},
    };
    if (profile.agentType == releasedType) {
        releases.push_back({m_badRelease.begin, "registry.example/agents:v2.1.0-rc2", model, promptHash(name + " 2"),
                            "kenji", "v2.1.0-rc2: 新しいプロンプト"});
        releases.push_back({m_badRelease.end, "registry.example/agents:v2.0.3", model, promptHash(name + " 1"), "aiko",
                            "エラー率が上がったため v2.0.3 に戻す"});
    }
    return releases;
}

PastRelease Story::currentRelease(const AgentProfile &profile) const
{
    // Halfway between the release that was rolled back and the costly day.
    return {m_badRelease.end + (m_costSpike.begin - m_badRelease.end) / 2,
            "registry.example/agents:v2.1.0",
            std::string(profile.primaryModel),
            promptHash(profile.deployment + " 3"),
            "aiko",
            "v2.1.0: 修正したプロンプトで再リリース"};
}

} // namespace toban::sandbox

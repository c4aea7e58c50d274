// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emergency.h"

#include <utility>

namespace toban::manager {

namespace {

constexpr std::array<std::string_view, leversInOrder.size()> leverNames{
    "stop_intake", "cap_concurrency", "downgrade_models", "pause_deployments", "stop_in_flight"};

// Facts §7, auto-downgrade.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> downgrades{
    {{"gpt-5", "gpt-4o"}, {"claude-opus-4.1", "claude-sonnet-3.5"}}};

} // namespace

std::string_view leverText(Lever lever)
{
    return leverNames[std::size_t(lever)];
}

std::optional<Lever> parseLever(std::string_view text)
{
    for (const Lever lever : leversInOrder) {
        if (leverText(lever) == text) {
            return lever;
        }
    }
    return std::nullopt;
}

std::string downgradedModel(const std::string &model)
{
    for (const auto &[from, to] : downgrades) {
        if (model == from) {
            return std::string(to);
        }
    }
    return model;
}

} // namespace toban::manager

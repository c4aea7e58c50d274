// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretviews.h"

#include "timetext.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

nlohmann::json timeJson(const std::optional<TimePoint> &time)
{
    return time ? nlohmann::json(timeText(*time)) : nlohmann::json(nullptr);
}

nlohmann::json textJson(const std::string &text)
{
    return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text);
}

nlohmann::json rotationJson(const Fleet &fleet, const Secret &secret)
{
    if (!secret.rotation) {
        return nullptr;
    }
    const SecretRotation &rotation = *secret.rotation;
    nlohmann::json confirmations = nlohmann::json::array(), waiting = nlohmann::json::array();
    for (const auto &[agent, at] : rotation.confirmed) {
        confirmations.push_back({{"agent_id", agent}, {"at", timeText(at)}});
    }
    if (rotation.step == RotationStep::Confirming) {
        for (const std::string &agent : owningAgents(fleet, secret.owner)) {
            if (!rotation.confirmed.contains(agent)) {
                waiting.push_back(agent);
            }
        }
    }
    return {{"operation_id", rotation.operationId},
            {"step", rotationStepText(rotation.step)},
            {"from_version", rotation.from},
            {"to_version", rotation.to},
            {"overlap_seconds", rotation.overlap.count()},
            {"confirm_within_seconds", rotation.limit.count()},
            {"started_at", timeText(rotation.startedAt)},
            {"started_by", rotation.startedBy},
            {"confirm_until", timeText(rotation.deadline)},
            {"confirmations", std::move(confirmations)},
            {"waiting_for", std::move(waiting)},
            {"confirmed_at", timeJson(rotation.confirmedAt)},
            {"overlap_until", timeJson(rotation.overlapUntil())},
            {"old_refused_at", timeJson(rotation.refusedAt)},
            {"ended_at", timeJson(rotation.endedAt)},
            {"detail", textJson(rotation.detail)}};
}

} // namespace

std::vector<std::string> owningAgents(const Fleet &fleet, const SecretOwner &owner)
{
    std::vector<std::string> ids;
    const auto add = [&](const std::string &id) {
        const Agent *agent = fleet.agents.find(id);
        if (agent != nullptr && agent->isRegistered()) {
            ids.push_back(id);
        }
    };
    if (owner.kind == SecretOwner::Kind::Agent) {
        add(owner.name);
    } else {
        for (const std::string &id : fleet.agents.ofDeployment(owner.name)) {
            if (fleet.agents.find(id)->trustedDeployment == owner.name) {
                add(id);
            }
        }
    }
    return ids;
}

std::string secretJson(const Fleet &fleet, const Secret &secret, TimePoint now)
{
    const auto fault = fleet.secrets.faults.find(secret.name);
    const bool isFaulty = fault != fleet.secrets.faults.end();
    const SecretState state = isFaulty ? SecretState::Critical : secretStateOf(secret, now);
    return nlohmann::json{
        {"name", secret.name},
        {"owner", {{"kind", ownerKindText(secret.owner.kind)}, {"name", secret.owner.name}}},
        {"version", secret.current},
        {"created_at", timeText(secret.createdAt)},
        {"created_by", secret.createdBy},
        {"rotated_at", timeJson(secret.rotatedAt)},
        {"last_used_at", timeJson(secret.lastUsedAt)},
        {"expires_at", timeJson(secret.expiresAt)},
        {"age_days", std::max<std::int64_t>(0, std::chrono::floor<std::chrono::days>(now - secret.bornAt()).count())},
        {"state", secretStateText(state)},
        {"detail", isFaulty ? textJson(fault->second) : nlohmann::json(nullptr)},
        {"rotation", rotationJson(fleet, secret)}}
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string secretEventJson(const Secret &secret, bool isRemoved)
{
    return nlohmann::json{
        {"name", secret.name},
        {"change", isRemoved ? "removed" : "changed"},
        {"version", secret.current},
        {"rotation_step",
         secret.rotation ? nlohmann::json(rotationStepText(secret.rotation->step)) : nlohmann::json(nullptr)},
        {"operation_id", secret.rotation ? textJson(secret.rotation->operationId) : textJson({})}}
        .dump();
}

} // namespace toban::manager

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// SecretService's part that leads rotations from step to step.

#include "logging.h"
#include "secretservice.h"
#include "secretviews.h"
#include "timetext.h"

namespace toban::manager {

AuditDraft SecretService::stepDraft(const Secret &secret, const std::string &action, const std::string &outcome,
                                    const std::string &detail) const
{
    AuditDraft draft;
    draft.at = m_clock.now();
    draft.actor = draft.actorRole = "manager";
    draft.action = action;
    draft.targetKind = "secret";
    draft.targetName = secret.name;
    draft.outcome = outcome;
    draft.detail = detail;
    draft.operationId = secret.rotation->operationId;
    return draft;
}

void SecretService::end(Secret &secret, RotationStep step, const std::string &detail) const
{
    SecretRotation &rotation = *secret.rotation;
    rotation.step = step;
    rotation.endedAt = m_clock.now();
    rotation.detail = detail;
    secret.dropVersion(step == RotationStep::Done ? rotation.from : rotation.to);
    secret.generation += 1;
}

/// With the fleet's mutex held: what brings a rotation on, if its step is done; it is applied to the secret as it is by
/// then, and only if it is in the same step.
SecretService::Alter SecretService::nextStep(const Secret &secret) const
{
    const SecretRotation &rotation = *secret.rotation;
    const TimePoint now = m_clock.now();
    const auto isSame = [operation = rotation.operationId, step = rotation.step](const Secret &later) {
        return later.rotation && later.rotation->operationId == operation && later.rotation->step == step;
    };
    switch (rotation.step) {
    case RotationStep::Confirming: {
        const auto agents = owningAgents(m_fleet, secret.owner);
        std::string missing;
        for (const std::string &agent : agents) {
            if (!rotation.confirmed.contains(agent)) {
                missing += (missing.empty() ? "" : ", ") + agent;
            }
        }
        if (!agents.empty() && missing.empty()) {
            return [this, isSame, now](Secret &later) -> std::vector<AuditDraft> {
                if (!isSame(later)) {
                    return {};
                }
                later.rotation->step = RotationStep::Overlap;
                later.rotation->confirmedAt = later.rotatedAt = now;
                later.current = later.rotation->to;
                later.expiresAt = later.rotation->expiresAt;
                later.generation += 1;
                return {stepDraft(later, "secret.rotate.confirmed", "completed",
                                  "Version " + std::to_string(later.current)
                                      + " works for every agent and is current; the old one is valid until "
                                      + timeText(*later.rotation->overlapUntil()) + ".")};
            };
        }
        if (now < rotation.deadline) {
            return {};
        }
        const std::string reason = agents.empty()
            ? "No agent was there to confirm the new version within " + std::to_string(rotation.limit.count()) + " s."
            : "Not confirmed within " + std::to_string(rotation.limit.count()) + " s by " + missing + ".";
        return [this, isSame, reason](Secret &later) -> std::vector<AuditDraft> {
            if (!isSame(later)) {
                return {};
            }
            end(later, RotationStep::Returned, reason);
            return {stepDraft(later, "secret.rotate", "failed", reason + " The old version stays.")};
        };
    }
    case RotationStep::Overlap:
        if (now < *rotation.overlapUntil()) {
            return {};
        }
        return [this, isSame](Secret &later) -> std::vector<AuditDraft> {
            if (!isSame(later)) {
                return {};
            }
            later.rotation->step = RotationStep::Refusing;
            for (SecretVersion &version : later.versions) {
                version.refused = version.refused || version.number == later.rotation->from;
            }
            later.generation += 1;
            return {stepDraft(later, "secret.rotate.refusing", "completed",
                              "Version " + std::to_string(later.rotation->from) + " is not valid any more.")};
        };
    case RotationStep::Refusing:
        return [this, isSame](Secret &later) -> std::vector<AuditDraft> {
            if (!isSame(later)) {
                return {};
            }
            const auto old = open(later, later.rotation->from);
            if (old && accepts(later, old->view())) {
                logger("secrets")->error("secret {}: its old value is accepted still", later.name);
                return {};
            }
            later.rotation->refusedAt = m_clock.now();
            const std::string detail = old ? "" : "The old value does not open any more, so nobody can show it.";
            end(later, RotationStep::Done, detail);
            return {stepDraft(later, "secret.rotate", "completed",
                              "Version " + std::to_string(later.rotation->from) + " was tried and is refused.")};
        };
    case RotationStep::Done:
    case RotationStep::Returned:
        break;
    }
    return {};
}

void SecretService::step()
{
    std::vector<std::pair<std::string, Alter>> steps;
    {
        const std::lock_guard lock(m_fleet.mutex);
        if (m_fleet.stopping || !m_fleet.secrets.trouble.empty()) {
            return;
        }
        for (const auto &[name, secret] : m_fleet.secrets.all()) {
            if (!secret.isRotating() || m_busy.contains(name)) {
                continue;
            }
            if (Alter next = nextStep(secret)) {
                m_busy.insert(name);
                steps.emplace_back(name, std::move(next));
            }
        }
    }
    for (auto &[name, next] : steps) {
        alter(name, std::move(next), true, [this, key = name](bool) {
            const std::lock_guard lock(m_fleet.mutex);
            m_busy.erase(key);
        });
    }
}

} // namespace toban::manager

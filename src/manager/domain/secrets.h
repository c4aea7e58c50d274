// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toban::manager {

/// Whose agents get a secret's value: one agent, or all agents of a deployment.
struct SecretOwner
{
    enum class Kind { Agent, Deployment };
    Kind kind = Kind::Deployment;
    std::string name;
    auto operator<=>(const SecretOwner &) const = default;
};
std::string_view ownerKindText(SecretOwner::Kind kind);
std::optional<SecretOwner::Kind> parseOwnerKind(std::string_view text);

/// A value as it is stored: sealed.
struct SecretVersion
{
    int number = 1;
    std::string sealed;
    TimePoint createdAt{};
    bool refused = false; ///< kept only until it was seen that it is refused
};

/// confirming → overlap → refusing → done, or confirming → returned.
enum class RotationStep {
    Confirming, ///< both versions are valid, the old one is current; agents try the new one
    Overlap, ///< every agent has the new one, which is current; the old one is valid still
    Refusing, ///< the old one is not valid any more, and that is being verified
    Done,
    Returned, ///< the new one is gone, the old one stays
};
std::string_view rotationStepText(RotationStep step);
std::optional<RotationStep> parseRotationStep(std::string_view text);

struct SecretRotation
{
    std::string operationId;
    RotationStep step = RotationStep::Confirming;
    int from = 1;
    int to = 2;
    std::chrono::seconds overlap{0};
    std::chrono::seconds limit{300}; ///< for all agents to confirm
    TimePoint startedAt{};
    std::string startedBy;
    TimePoint deadline{}; ///< of the confirmations
    std::optional<TimePoint> expiresAt; ///< of the new version
    std::map<std::string, TimePoint> confirmed; ///< by agent
    std::optional<TimePoint> confirmedAt, refusedAt, endedAt;
    std::string detail; ///< why it was returned; empty: nothing to say

    bool isUnderWay() const { return step != RotationStep::Done && step != RotationStep::Returned; }
    std::optional<TimePoint> overlapUntil() const
    {
        return confirmedAt ? std::optional(*confirmedAt + overlap) : std::nullopt;
    }
};

struct Secret
{
    std::string name;
    SecretOwner owner;
    int current = 1;
    TimePoint createdAt{};
    std::string createdBy;
    std::optional<TimePoint> rotatedAt, lastUsedAt, expiresAt;
    std::int64_t generation = 1; ///< rises with every change but uses
    std::vector<SecretVersion> versions; ///< by rising number; the last one may be on trial
    std::optional<SecretRotation> rotation; ///< the last one

    bool isRotating() const { return rotation && rotation->isUnderWay(); }
    const SecretVersion *version(int number) const;
    /// Never one that was used before.
    int nextVersion() const;
    /// The present version's: what the policy is about.
    TimePoint bornAt() const { return rotatedAt.value_or(createdAt); }
    void dropVersion(int number);
};

enum class SecretState { Ok, Warning, Critical };
std::string_view secretStateText(SecretState state);
/// Policy: older than 90 days warning, than 180 critical (facts §8); critical too when expired.
SecretState secretStateOf(const Secret &secret, TimePoint now);

/// All secrets, sealed. Not thread-safe.
class SecretBook
{
public:
    void put(Secret secret);
    void remove(const std::string &name);
    Secret *find(const std::string &name);
    const Secret *find(const std::string &name) const;
    const std::map<std::string, Secret> &all() const { return m_secrets; }
    /// Whether these are among the owner's, by an agent and its deployment (empty: none).
    static bool owns(const Secret &secret, const std::string &agentId, const std::string &deployment);
    /// Changes whenever what an agent would be handed does; empty: it has no secrets.
    std::string mark(const std::string &agentId, const std::string &deployment) const;

    std::string trouble; ///< why nothing can be done with secrets and what to do about it; empty: all is well
    std::map<std::string, std::string> faults; ///< secrets whose value does not open, and why

private:
    void remark(const SecretOwner &owner);

    std::map<std::string, Secret> m_secrets;
    std::map<SecretOwner, std::string> m_marks;
};

} // namespace toban::manager

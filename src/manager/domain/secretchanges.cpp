// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "preparing.h"
#include "secretviews.h"
#include "statestore.h"
#include "timetext.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

tl::unexpected<Refusal> noSecret(const std::string &name)
{
    return refuse(Refusal::Kind::NotFound, "There is no secret " + name + ".");
}

nlohmann::json timeOrNull(const std::optional<TimePoint> &time)
{
    return time ? nlohmann::json(timeText(*time)) : nlohmann::json(nullptr);
}

/// Why nothing can be done with this secret now.
std::optional<Refusal> hindrance(const Fleet &fleet, const Secret *secret, const std::string &name)
{
    if (!fleet.secrets.trouble.empty()) {
        return refuse(Refusal::Kind::NoVault, fleet.secrets.trouble).value();
    }
    if (secret == nullptr) {
        return noSecret(name).value();
    }
    if (secret->isRotating()) {
        return refuse(Refusal::Kind::Conflict,
                      "The secret " + name + " is being rotated (" + secret->rotation->operationId
                          + "); wait until that has come to its end.")
            .value();
    }
    return std::nullopt;
}

std::optional<Refusal> expiryFault(const std::optional<TimePoint> &expiresAt, TimePoint now)
{
    if (expiresAt && *expiresAt <= now) {
        return invalid("expires_at", "must be in the future").value();
    }
    return std::nullopt;
}

/// The target as it will be, but for the sealed value, which is made when it is written.
std::function<std::string(const Fleet &)> showing(Secret secret, TimePoint now)
{
    return [secret = std::move(secret), now](const Fleet &fleet) { return secretJson(fleet, secret, now); };
}

/// Writes `next` with one version more, and puts it into the fleet once it is on disk.
void addVersion(PreparedChange &prepared, const Secret &next, SecretVersion version, SealSecret seal)
{
    const auto stored = std::make_shared<Secret>(next);
    prepared.write = [stored, version = std::move(version), seal = std::move(seal)](Transaction &transaction) {
        SecretVersion sealed = version;
        sealed.sealed = seal(stored->name, version.number);
        stored->versions.push_back(std::move(sealed));
        transaction.putSecret(*stored);
    };
    prepared.apply = [stored](Fleet &fleet, SteadyPoint) {
        fleet.secrets.put(*stored);
        fleet.events.publish("secret", secretEventJson(*stored, false));
    };
}

} // namespace

Result<PreparedChange> prepare(const Preparing &preparing, const CreateSecret &what)
{
    const std::string &name = preparing.change.target;
    const Fleet &fleet = preparing.fleet;
    if (!fleet.secrets.trouble.empty()) {
        return refuse(Refusal::Kind::NoVault, fleet.secrets.trouble);
    }
    if (fleet.secrets.find(name) != nullptr) {
        return refuse(Refusal::Kind::Conflict, "The secret " + name + " exists already; rotate it for a new value.");
    }
    if (what.owner.kind == SecretOwner::Kind::Deployment && !fleet.deployments.contains(what.owner.name)) {
        return invalid("owner.name", "there is no such deployment");
    }
    if (auto fault = expiryFault(what.expiresAt, preparing.context.now)) {
        return tl::unexpected(std::move(*fault));
    }
    PreparedChange prepared = preparing.begin();
    Plan &plan = prepared.plan;
    compare(plan, "owner", nullptr, {{"kind", ownerKindText(what.owner.kind)}, {"name", what.owner.name}});
    compare(plan, "value", nullptr, what.isGiven ? "given" : "generated");
    compare(plan, "expires_at", nullptr, timeOrNull(what.expiresAt));
    plan.agents = int(owningAgents(fleet, what.owner).size());
    if (plan.agents == 0) {
        plan.warnings.emplace_back("No agent is there that would get it.");
    }
    Secret next;
    next.name = name;
    next.owner = what.owner;
    next.createdAt = preparing.context.now;
    next.createdBy = preparing.context.actor;
    next.expiresAt = what.expiresAt;
    prepared.shown = showing(next, preparing.context.now);
    addVersion(prepared, next, {1, {}, preparing.context.now, false}, what.seal);
    return prepared;
}

Result<PreparedChange> prepare(const Preparing &preparing, const RotateSecret &what)
{
    const Secret *secret = preparing.fleet.secrets.find(preparing.change.target);
    if (auto refusal = hindrance(preparing.fleet, secret, preparing.change.target)) {
        return tl::unexpected(std::move(*refusal));
    }
    if (auto fault = expiryFault(what.expiresAt, preparing.context.now)) {
        return tl::unexpected(std::move(*fault));
    }
    Secret next = *secret;
    SecretRotation rotation;
    rotation.operationId = preparing.context.operationId;
    rotation.from = next.current;
    rotation.to = next.nextVersion();
    rotation.overlap = what.overlap;
    rotation.limit = what.limit;
    rotation.startedAt = preparing.context.now;
    rotation.startedBy = preparing.context.actor;
    rotation.deadline = preparing.context.now + what.limit;
    rotation.expiresAt = what.expiresAt;

    PreparedChange prepared = preparing.begin();
    Plan &plan = prepared.plan;
    compare(plan, "version", rotation.from, rotation.to);
    compare(plan, "expires_at", timeOrNull(secret->expiresAt), timeOrNull(what.expiresAt));
    compare(plan, "rotation.overlap_seconds", nullptr, what.overlap.count());
    compare(plan, "rotation.confirm_within_seconds", nullptr, what.limit.count());
    plan.agents = int(owningAgents(preparing.fleet, secret->owner).size());
    plan.generation = secret->generation;
    if (plan.agents == 0) {
        plan.warnings.emplace_back("No agent is there to confirm the new value; unless one comes within "
                                   + std::to_string(what.limit.count()) + " s the old value stays.");
    }
    const int to = rotation.to;
    next.generation += 1;
    next.rotation = std::move(rotation);
    prepared.shown = showing(next, preparing.context.now);
    addVersion(prepared, next, {to, {}, preparing.context.now, false}, what.seal);
    return prepared;
}

Result<PreparedChange> prepare(const Preparing &preparing, const RemoveSecret &)
{
    const std::string name = preparing.change.target;
    const Secret *secret = preparing.fleet.secrets.find(name);
    if (auto refusal = hindrance(preparing.fleet, secret, name)) {
        return tl::unexpected(std::move(*refusal));
    }
    PreparedChange prepared = preparing.begin();
    Plan &plan = prepared.plan;
    compare(plan, "version", secret->current, nullptr);
    plan.agents = int(owningAgents(preparing.fleet, secret->owner).size());
    plan.generation = secret->generation;
    plan.warnings.emplace_back("Its value is gone for good; agents that use it are refused from then on.");
    prepared.shown = showing(*secret, preparing.context.now);
    prepared.write = [name](Transaction &transaction) { transaction.dropSecret(name); };
    prepared.apply = [name](Fleet &fleet, SteadyPoint) {
        if (const Secret *gone = fleet.secrets.find(name)) {
            const std::string event = secretEventJson(*gone, true);
            fleet.secrets.remove(name);
            fleet.events.publish("secret", event);
        }
    };
    return prepared;
}

} // namespace toban::manager

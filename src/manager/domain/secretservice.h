// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changeservice.h"
#include "secretvault.h"

namespace toban::manager {

/// Hands secrets to the agents that own them, notes their use, and leads rotations from step to step. What it alters is
/// on disk before it is in the fleet, so a rotation goes on after a restart where it stood. Thread-safe; callbacks run
/// on the store's thread.
class SecretService
{
public:
    /// Without a vault `whyNone` says what to do about it; everything that needs one is refused with that.
    SecretService(Fleet &fleet, StateStore &store, const Clock &clock, std::shared_ptr<const SecretVault> vault,
                  std::string whyNone);

    /// Once, after the fleet was restored: looks whether every value opens, and begins the time limits of rotations that
    /// wait for confirmations anew, for nobody could confirm while no manager ran.
    void restore();

    /// For changes that make a version; they may be called on the store's thread while this object lives. They throw
    /// std::runtime_error.
    SealSecret sealGenerated() const;
    SealSecret sealGiven(SecretText value) const;
    /// Of a request that may hold a value: tells no one who has not the vault's key.
    std::string fingerprint(std::string_view request) const;

    /// The values of the agent's secrets, 200, once it is in the audit who got them.
    void deliver(const std::string &agentId, const Caller &caller, std::function<void(Answer)> callback);
    /// The agent shows a value in order to be let in: 200 with its version, or 403 secret_refused. Notes the use.
    void use(const std::string &agentId, const std::string &name, SecretText value, const Caller &caller,
             std::function<void(Answer)> callback);

    struct Confirmation
    {
        int version = 1;
        bool works = true;
        SecretText value; ///< shown as proof when it works
        std::string detail; ///< why it does not work
    };
    /// The agent says whether the new version of a rotation works for it. That it does not ends the rotation.
    void confirm(const std::string &agentId, const std::string &name, Confirmation confirmation, const Caller &caller,
                 std::function<void(Answer)> callback);

    /// Leads rotations on whose step is done; once in a while, from one thread.
    void step();

private:
    /// Alters a secret's copy; returns the audit's entries, or nothing when it does not apply any more.
    using Alter = std::function<std::vector<AuditDraft>(Secret &)>;
    void alter(const std::string &name, Alter change, bool isTold, std::function<void(bool done)> done);
    /// Why this caller may not show values of this secret as that agent; nothing: it may. Takes the fleet's mutex.
    std::optional<Answer> refusalTo(const std::string &agentId, const std::string &name, const Caller &caller) const;
    std::optional<Refusal> hindrance(const std::string &agentId, const Caller &caller) const;
    /// The version whose value this is, of those that are valid.
    std::optional<int> accepts(const Secret &secret, std::string_view value) const;
    std::optional<SecretText> open(const Secret &secret, int version) const;
    Alter nextStep(const Secret &secret) const;
    AuditDraft accessDraft(const Caller &caller, const std::string &action, const Secret &secret) const;
    AuditDraft stepDraft(const Secret &secret, const std::string &action, const std::string &outcome,
                         const std::string &detail) const;
    void end(Secret &secret, RotationStep step, const std::string &detail) const;

    Fleet &m_fleet;
    StateStore &m_store;
    const Clock &m_clock;
    std::shared_ptr<const SecretVault> m_vault;
    std::set<std::string> m_busy; ///< rotations whose next step is being written; guarded by the fleet's mutex
};

} // namespace toban::manager

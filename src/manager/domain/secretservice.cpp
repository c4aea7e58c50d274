// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretservice.h"

#include "crypto.h"
#include "logging.h"
#include "secretviews.h"
#include "speaking.h"
#include "views.h"

#include <stdexcept>

namespace toban::manager {

namespace {

Answer notSaved()
{
    return answerOf({Refusal::Kind::Storage, "It could not be written to disk.", {}, {}, storageRetrySeconds, {}});
}

tl::unexpected<Refusal> notOwned(const std::string &agentId, const std::string &name)
{
    return refuse(Refusal::Kind::NotFound, "The agent " + agentId + " has no secret " + name + ".");
}

Answer versionAnswer(const std::string &name, int version)
{
    return {200, "{\"name\":" + jsonString(name) + ",\"version\":" + std::to_string(version) + '}', false, 0};
}

std::string faultText(SecretVault::Fault fault)
{
    return fault == SecretVault::Fault::OtherKey
        ? "its value was sealed with another key than the one that this manager was given"
        : "its sealed value was altered on disk; rotate it, or remove it and make it anew";
}

} // namespace

SecretService::SecretService(Fleet &fleet, StateStore &store, const Clock &clock,
                             std::shared_ptr<const SecretVault> vault, std::string whyNone)
    : m_fleet(fleet), m_store(store), m_clock(clock), m_vault(std::move(vault))
{
    if (!m_vault) {
        m_fleet.secrets.trouble = std::move(whyNone);
    }
}

void SecretService::restore()
{
    const std::lock_guard lock(m_fleet.mutex);
    if (!m_vault) {
        return;
    }
    bool isOther = false;
    std::vector<Secret> restarted;
    for (const auto &[name, secret] : m_fleet.secrets.all()) {
        for (const SecretVersion &version : secret.versions) {
            const auto opened = m_vault->open(name, version.number, version.sealed);
            if (const auto *fault = std::get_if<SecretVault::Fault>(&opened)) {
                isOther = isOther || *fault == SecretVault::Fault::OtherKey;
                m_fleet.secrets.faults[name] = faultText(*fault);
                logger("secrets")->error("secret {}, version {}: {}", name, version.number, faultText(*fault));
            }
        }
        if (secret.isRotating() && secret.rotation->step == RotationStep::Confirming) {
            restarted.push_back(secret);
            auto &deadline = restarted.back().rotation->deadline;
            deadline = std::max(deadline, m_clock.now() + secret.rotation->limit);
        }
    }
    if (isOther) {
        // To go on would mix values of two keys: then no key opens them all.
        m_fleet.secrets.trouble = "The key of the secrets is not the one that they were sealed with; give "
                                  "secrets.key_file that key, or bring "
                                  "the secrets to this one with toban-manager secrets rekey.";
    }
    for (Secret &secret : restarted) {
        m_fleet.secrets.put(std::move(secret));
    }
}

SealSecret SecretService::sealGenerated() const
{
    return [vault = m_vault](const std::string &name, int version) {
        return vault->seal(name, version, SecretText::generate());
    };
}

SealSecret SecretService::sealGiven(SecretText value) const
{
    return [vault = m_vault, kept = std::make_shared<const SecretText>(std::move(value))](
               const std::string &name, int version) { return vault->seal(name, version, *kept); };
}

std::string SecretService::fingerprint(std::string_view request) const
{
    return m_vault ? m_vault->fingerprint(request) : randomHex(32); // refused without a vault: never looked at again
}

std::optional<SecretText> SecretService::open(const Secret &secret, int number) const
{
    const SecretVersion *version = secret.version(number);
    if (version == nullptr || !m_vault) {
        return std::nullopt;
    }
    auto opened = m_vault->open(secret.name, number, version->sealed);
    auto *value = std::get_if<SecretText>(&opened);
    return value == nullptr ? std::nullopt : std::optional(std::move(*value));
}

std::optional<int> SecretService::accepts(const Secret &secret, std::string_view value) const
{
    for (const SecretVersion &version : secret.versions) {
        if (version.refused) {
            continue;
        }
        if (const auto known = open(secret, version.number); known && known->equals(value)) {
            return version.number;
        }
    }
    return std::nullopt;
}

/// With the fleet's mutex held.
std::optional<Refusal> SecretService::hindrance(const std::string &agentId, const Caller &caller) const
{
    if (auto mute = whyNotFor(m_fleet, caller, agentId)) {
        return mute;
    }
    if (!m_fleet.secrets.trouble.empty()) {
        return refuse(Refusal::Kind::NoVault, m_fleet.secrets.trouble).value();
    }
    const Agent *agent = m_fleet.agents.find(agentId);
    if (agent == nullptr || !agent->isRegistered()) {
        return refuse(Refusal::Kind::NotFound, "The agent " + agentId + " is not registered; register first.").value();
    }
    return std::nullopt;
}

AuditDraft SecretService::accessDraft(const Caller &caller, const std::string &action, const Secret &secret) const
{
    AuditDraft draft;
    draft.at = m_clock.now();
    draft.actor = caller.name;
    draft.actorRole = roleText(caller.role);
    draft.address = caller.address;
    draft.action = action;
    draft.targetKind = "secret";
    draft.targetName = secret.name;
    draft.outcome = "completed";
    draft.status = 200;
    return draft;
}

void SecretService::alter(const std::string &name, Alter change, bool isTold, std::function<void(bool)> done)
{
    const auto altered = std::make_shared<std::optional<Secret>>();
    m_store.postAlone(
        [this, name, change = std::move(change), altered](Transaction &transaction) {
            Secret secret;
            {
                const std::lock_guard lock(m_fleet.mutex);
                const Secret *known = m_fleet.secrets.find(name);
                if (known == nullptr) {
                    return; // removed meanwhile
                }
                secret = *known;
            }
            const auto drafts = change(secret);
            if (drafts.empty()) {
                return;
            }
            transaction.putSecret(secret);
            for (const AuditDraft &draft : drafts) {
                transaction.appendAudit(draft);
            }
            *altered = std::move(secret);
        },
        [this, altered, isTold, done = std::move(done)](const std::string &error) {
            const bool isDone = error.empty() && altered->has_value();
            if (isDone) {
                const std::lock_guard lock(m_fleet.mutex);
                if (isTold) {
                    m_fleet.events.publish("secret", secretEventJson(**altered, false));
                }
                m_fleet.secrets.put(std::move(**altered));
            }
            done(isDone);
        });
}

void SecretService::deliver(const std::string &agentId, const Caller &caller, std::function<void(Answer)> callback)
{
    const auto secrets = std::make_shared<std::vector<Secret>>();
    std::string mark;
    const auto refusal = [&]() -> std::optional<Refusal> {
        const std::lock_guard lock(m_fleet.mutex);
        if (auto hindered = hindrance(agentId, caller)) {
            return hindered;
        }
        const Agent *agent = m_fleet.agents.find(agentId);
        for (const auto &[name, secret] : m_fleet.secrets.all()) {
            if (SecretBook::owns(secret, agentId, agent->trustedDeployment)) {
                secrets->push_back(secret);
            }
        }
        mark = m_fleet.secrets.mark(agentId, agent->trustedDeployment);
        return std::nullopt;
    }();
    if (refusal) {
        callback(answerOf(*refusal));
        return;
    }
    std::vector<AuditDraft> drafts;
    for (const Secret &secret : *secrets) {
        AuditDraft draft = accessDraft(caller, "secret.read", secret);
        std::string versions;
        for (const SecretVersion &version : secret.versions) {
            if (!version.refused) {
                versions += (versions.empty() ? "" : ", ") + std::to_string(version.number);
            }
        }
        draft.detail = "Version " + versions + " to the agent " + agentId + ".";
        drafts.push_back(std::move(draft));
    }
    const auto write = [drafts = std::move(drafts)](Transaction &transaction) {
        for (const AuditDraft &draft : drafts) {
            transaction.appendAudit(draft);
        }
    };
    m_store.post(write, [this, secrets, mark, callback = std::move(callback)](const std::string &error) {
        if (!error.empty()) {
            callback(notSaved());
            return;
        }
        std::string items;
        for (const Secret &secret : *secrets) {
            std::string versions;
            for (const SecretVersion &version : secret.versions) {
                auto value = version.refused ? std::nullopt : open(secret, version.number);
                if (value) {
                    std::string text(value->view());
                    std::string quoted = jsonString(text);
                    versions += (versions.empty() ? "{\"version\":" : ",{\"version\":") + std::to_string(version.number)
                        + ",\"value\":" + quoted + '}';
                    wipe(text);
                    wipe(quoted);
                }
            }
            const bool isTried = secret.isRotating() && secret.rotation->step == RotationStep::Confirming;
            items += (items.empty() ? "" : ",") + std::string("{\"name\":") + jsonString(secret.name)
                + ",\"current_version\":" + std::to_string(secret.current) + ",\"confirm_version\":"
                + (isTried ? std::to_string(secret.rotation->to) : "null") + ",\"versions\":[" + versions + "]}";
            wipe(versions);
        }
        Answer answer{200, "{\"mark\":" + (mark.empty() ? "null" : jsonString(mark)) + ",\"items\":[" + items + "]}",
                      false, 0};
        wipe(items);
        callback(std::move(answer));
    });
}

/// With the fleet's mutex held.
std::optional<Answer> SecretService::refusalTo(const std::string &agentId, const std::string &name,
                                               const Caller &caller) const
{
    const std::lock_guard lock(m_fleet.mutex);
    if (const auto refusal = hindrance(agentId, caller)) {
        return answerOf(*refusal);
    }
    const Secret *secret = m_fleet.secrets.find(name);
    // Whether another owner has a secret of that name is nobody's business.
    if (secret == nullptr || !SecretBook::owns(*secret, agentId, m_fleet.agents.find(agentId)->trustedDeployment)) {
        return answerOf(notOwned(agentId, name).value());
    }
    return std::nullopt;
}

void SecretService::use(const std::string &agentId, const std::string &name, SecretText value, const Caller &caller,
                        std::function<void(Answer)> callback)
{
    if (const auto refusal = refusalTo(agentId, name, caller)) {
        callback(*refusal);
        return;
    }
    // Decided in the transaction, after every change before it: not by a version that is refused by then.
    const auto answer = std::make_shared<Answer>(answerOf(notOwned(agentId, name).value()));
    const auto shown = std::make_shared<const SecretText>(std::move(value));
    alter(
        name,
        [this, agentId, caller, shown, answer](Secret &secret) -> std::vector<AuditDraft> {
            const auto version = accepts(secret, shown->view());
            AuditDraft draft = accessDraft(caller, "secret.use", secret);
            if (version) {
                secret.lastUsedAt = m_clock.now();
                draft.detail = "Version " + std::to_string(*version) + " by the agent " + agentId + ".";
                *answer = versionAnswer(secret.name, *version);
            } else {
                draft.outcome = "refused";
                draft.status = 403;
                draft.detail = "The agent " + agentId + " showed a value that is not valid.";
                *answer = answerOf(refuse(Refusal::Kind::SecretRefused,
                                          "This value of " + secret.name + " is not valid (any more); fetch it again.")
                                       .value());
            }
            return {draft};
        },
        false,
        [answer, callback = std::move(callback)](bool done) {
            callback(done || answer->status == 404 ? *answer : notSaved());
        });
}

void SecretService::confirm(const std::string &agentId, const std::string &name, Confirmation confirmation,
                            const Caller &caller, std::function<void(Answer)> callback)
{
    if (const auto refusal = refusalTo(agentId, name, caller)) {
        callback(*refusal);
        return;
    }
    const auto answer = std::make_shared<Answer>(answerOf(notOwned(agentId, name).value()));
    const auto shared = std::make_shared<const Confirmation>(std::move(confirmation));
    alter(
        name,
        [this, agentId, caller, shared, answer](Secret &secret) -> std::vector<AuditDraft> {
            if (!secret.isRotating() || secret.rotation->step != RotationStep::Confirming
                || secret.rotation->to != shared->version) {
                *answer = answerOf(refuse(Refusal::Kind::Conflict,
                                          "Version " + std::to_string(shared->version) + " of " + secret.name
                                              + " does not wait for a confirmation; fetch the secrets again.")
                                       .value());
                return {};
            }
            *answer = versionAnswer(secret.name, shared->version);
            AuditDraft draft = accessDraft(caller, "secret.confirm", secret);
            draft.operationId = secret.rotation->operationId;
            if (!shared->works) {
                const std::string reason = "The agent " + agentId + " says that version "
                    + std::to_string(shared->version) + " does not work"
                    + (shared->detail.empty() ? "." : ": " + shared->detail);
                draft.outcome = "failed";
                draft.detail = reason;
                end(secret, RotationStep::Returned, reason);
                return {draft, stepDraft(secret, "secret.rotate", "failed", reason)};
            }
            if (accepts(secret, shared->value.view()) != shared->version) {
                draft.outcome = "refused";
                draft.status = 403;
                draft.detail = "The agent " + agentId + " showed another value.";
                *answer = answerOf(refuse(Refusal::Kind::SecretRefused,
                                          "This is not the value of version " + std::to_string(shared->version) + " of "
                                              + secret.name + ".")
                                       .value());
                return {draft};
            }
            draft.detail = "Version " + std::to_string(shared->version) + " works for the agent " + agentId + ".";
            secret.rotation->confirmed[agentId] = m_clock.now();
            return {draft};
        },
        true,
        [answer, callback = std::move(callback)](bool done) {
            callback(done || answer->status == 404 || answer->status == 409 ? *answer : notSaved());
        });
}

} // namespace toban::manager

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets.h"

#include "crypto.h"

#include <algorithm>

namespace toban::manager {

namespace {

constexpr auto warnAfter = std::chrono::days(90);
constexpr auto criticalAfter = std::chrono::days(180);

} // namespace

std::string_view ownerKindText(SecretOwner::Kind kind)
{
    return kind == SecretOwner::Kind::Agent ? "agent" : "deployment";
}

std::optional<SecretOwner::Kind> parseOwnerKind(std::string_view text)
{
    for (const auto kind : {SecretOwner::Kind::Agent, SecretOwner::Kind::Deployment}) {
        if (ownerKindText(kind) == text) {
            return kind;
        }
    }
    return std::nullopt;
}

std::string_view rotationStepText(RotationStep step)
{
    switch (step) {
    case RotationStep::Confirming:
        return "confirming";
    case RotationStep::Overlap:
        return "overlap";
    case RotationStep::Refusing:
        return "refusing";
    case RotationStep::Done:
        return "done";
    case RotationStep::Returned:
        return "returned";
    }
    return "returned";
}

std::optional<RotationStep> parseRotationStep(std::string_view text)
{
    for (const auto step : {RotationStep::Confirming, RotationStep::Overlap, RotationStep::Refusing, RotationStep::Done,
                            RotationStep::Returned}) {
        if (rotationStepText(step) == text) {
            return step;
        }
    }
    return std::nullopt;
}

const SecretVersion *Secret::version(int number) const
{
    const auto found
        = std::find_if(versions.begin(), versions.end(), [number](const auto &v) { return v.number == number; });
    return found == versions.end() ? nullptr : &*found;
}

int Secret::nextVersion() const
{
    return std::max(current, rotation ? rotation->to : 0) + 1;
}

void Secret::dropVersion(int number)
{
    std::erase_if(versions, [number](const auto &v) { return v.number == number; });
}

std::string_view secretStateText(SecretState state)
{
    return state == SecretState::Ok ? "ok" : state == SecretState::Warning ? "warning" : "critical";
}

SecretState secretStateOf(const Secret &secret, TimePoint now)
{
    const auto age = now - secret.bornAt();
    if (age > criticalAfter || (secret.expiresAt && now >= *secret.expiresAt)) {
        return SecretState::Critical;
    }
    return age > warnAfter ? SecretState::Warning : SecretState::Ok;
}

void SecretBook::put(Secret secret)
{
    const SecretOwner owner = secret.owner;
    const std::string name = secret.name;
    m_secrets[name] = std::move(secret);
    remark(owner);
}

void SecretBook::remove(const std::string &name)
{
    const auto found = m_secrets.find(name);
    if (found == m_secrets.end()) {
        return;
    }
    const SecretOwner owner = found->second.owner;
    m_secrets.erase(found);
    faults.erase(name);
    remark(owner);
}

Secret *SecretBook::find(const std::string &name)
{
    const auto found = m_secrets.find(name);
    return found == m_secrets.end() ? nullptr : &found->second;
}

const Secret *SecretBook::find(const std::string &name) const
{
    const auto found = m_secrets.find(name);
    return found == m_secrets.end() ? nullptr : &found->second;
}

bool SecretBook::owns(const Secret &secret, const std::string &agentId, const std::string &deployment)
{
    return secret.owner.kind == SecretOwner::Kind::Agent ? secret.owner.name == agentId
                                                         : !deployment.empty() && secret.owner.name == deployment;
}

void SecretBook::remark(const SecretOwner &owner)
{
    std::string text;
    for (const auto &[name, secret] : m_secrets) {
        if (secret.owner == owner) {
            text += name + '\n' + std::to_string(secret.current);
            for (const SecretVersion &version : secret.versions) {
                // The time tells a secret from one of the same name before it.
                text += ',' + std::to_string(version.number) + (version.refused ? "-" : "+")
                    + std::to_string(version.createdAt.time_since_epoch().count());
            }
            text += '\n';
        }
    }
    if (text.empty()) {
        m_marks.erase(owner);
    } else {
        m_marks[owner] = sha256Hex(text).substr(0, 16);
    }
}

std::string SecretBook::mark(const std::string &agentId, const std::string &deployment) const
{
    std::string text;
    for (const SecretOwner &owner :
         {SecretOwner{SecretOwner::Kind::Agent, agentId}, SecretOwner{SecretOwner::Kind::Deployment, deployment}}) {
        const auto found = m_marks.find(owner);
        if (found != m_marks.end() && !owner.name.empty()) {
            text += (text.empty() ? "" : "-") + found->second;
        }
    }
    return text;
}

} // namespace toban::manager

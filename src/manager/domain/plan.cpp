// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan.h"

#include "crypto.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace toban::manager {

std::string planHash(const Plan &plan)
{
    nlohmann::json changes = nlohmann::json::array();
    for (const auto &change : plan.changes) {
        changes.push_back({change.field, change.from, change.to});
    }
    const nlohmann::json content{
        plan.action,        plan.targetKind, plan.targetName, changes, roleText(plan.requiredRole),
        plan.needsApproval, plan.generation};
    return "sha256:" + sha256Hex(content.dump());
}

PlanBook::PlanBook(std::chrono::seconds validity, std::size_t perCaller, std::size_t capacity)
    : m_validity(validity), m_perCaller(perCaller), m_capacity(capacity)
{ }

void PlanBook::issue(Plan &plan, const std::string &caller, TimePoint now)
{
    plan.hash = planHash(plan);
    plan.expiresAt = now + m_validity;
    Shown &shown = m_shown[plan.hash];
    shown.expiresAt = plan.expiresAt;
    shown.approvable = plan.needsApproval ? std::make_shared<const Plan>(plan) : nullptr;
    const auto own = m_own.try_emplace(caller).first;
    if (std::erase(own->second, plan.hash) == 0) {
        ++shown.callers;
    }
    own->second.push_back(plan.hash);
    if (own->second.size() > m_perCaller) {
        forgetOldest(own);
    }
    while (m_shown.size() > m_capacity) {
        forgetOldest(std::max_element(m_own.begin(), m_own.end(),
                                      [](const auto &a, const auto &b) { return a.second.size() < b.second.size(); }));
    }
}

void PlanBook::forgetOldest(Own::iterator own)
{
    const auto shown = m_shown.find(own->second.front());
    if (--shown->second.callers == 0) {
        m_shown.erase(shown);
    }
    own->second.pop_front();
    if (own->second.empty()) {
        m_own.erase(own);
    }
}

bool PlanBook::isValid(const std::string &hash, TimePoint now) const
{
    const auto found = m_shown.find(hash);
    return found != m_shown.end() && now < found->second.expiresAt;
}

std::shared_ptr<const Plan> PlanBook::approvable(const std::string &hash) const
{
    const auto found = m_shown.find(hash);
    return found == m_shown.end() ? nullptr : found->second.approvable;
}

std::vector<FieldChange> templateDiff(const AgentTemplate &from, const AgentTemplate &to)
{
    using nlohmann::json;
    std::vector<FieldChange> changes;
    const auto compare = [&changes](const char *field, const json &a, const json &b) {
        if (a != b) {
            changes.push_back({field, a.dump(), b.dump()});
        }
    };
    compare("image", from.image, to.image);
    compare("model", from.model, to.model);
    compare("prompt_hash", from.promptHash, to.promptHash);
    compare("tools", from.tools, to.tools);
    compare("limits.cpu", from.limits.cpu, to.limits.cpu);
    compare("limits.memory_bytes", from.limits.memoryBytes, to.limits.memoryBytes);
    compare("limits.capacity", from.limits.capacity, to.limits.capacity);
    return changes;
}

} // namespace toban::manager

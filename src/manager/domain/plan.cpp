// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan.h"

#include "crypto.h"

#include <nlohmann/json.hpp>

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

PlanBook::PlanBook(std::chrono::seconds validity, std::size_t capacity) : m_validity(validity), m_capacity(capacity)
{ }

void PlanBook::issue(Plan &plan, TimePoint now)
{
    plan.hash = planHash(plan);
    plan.expiresAt = now + m_validity;
    Shown shown{plan.expiresAt, plan.needsApproval ? std::make_shared<const Plan>(plan) : nullptr};
    if (m_shown.insert_or_assign(plan.hash, std::move(shown)).second) {
        m_order.push_back(plan.hash);
    }
    while (m_order.size() > m_capacity) {
        m_shown.erase(m_order.front());
        m_order.pop_front();
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

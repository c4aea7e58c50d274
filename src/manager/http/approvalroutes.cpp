// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "crypto.h"
#include "views.h"

#include <algorithm>

namespace toban::manager {

namespace {

constexpr std::size_t approvalIdBytes = 8;

} // namespace

void Api::addApprovalRoutes()
{
    guarded("GET", "/api/v1/approvals", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        std::optional<ApprovalState> state;
        if (const auto text = query.text("state", Form::Filter)) {
            state = parseApprovalState(*text);
            if (!state) {
                query.fault("state", "must be pending, approved, rejected, expired or used");
            }
        }
        const std::string planHash = query.text("plan_hash", Form::PlanHash).value_or("");
        const std::size_t limit = query.limit();
        const std::string after = query.cursor().value_or("");
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        const TimePoint now = m_parts.clock.now();
        std::vector<std::pair<std::string, const Approval *>> found;
        std::vector<std::string> items;
        std::string next;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            for (const auto &[id, approval] : m_parts.fleet.approvals) {
                if ((!state || approval.stateAt(now) == *state)
                    && (planHash.empty() || approval.planHash == planHash)) {
                    found.emplace_back(placeByTime(approval.requestedAt, approval.id), &approval);
                }
            }
            std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
            std::string last;
            for (const auto &[place, approval] : found) {
                if (!after.empty() && place >= after) {
                    continue;
                }
                if (items.size() == limit) {
                    next = last;
                    break;
                }
                items.push_back(approvalJson(*approval, now));
                last = place;
            }
        }
        context.responder(conditional(context.request.headers, pageJson(items, encodeCursor(next))));
    });

    guarded("GET", "/api/v1/approvals/{id}", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string id = query.captured("id", Form::AgentId);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::string body;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            const auto found = m_parts.fleet.approvals.find(id);
            if (found != m_parts.fleet.approvals.end()) {
                body = approvalJson(found->second, m_parts.clock.now());
            }
        }
        context.responder(body.empty()
                              ? respond(refuse(Refusal::Kind::NotFound, "There is no approval " + id + ".").value())
                              : conditional(context.request.headers, std::move(body)));
    });

    unplanned("POST", "/api/v1/approvals", nullptr, {{}, RequestApproval{}}, [](Context &, BodyReader &body) {
        return Change{"ap-" + randomHex(approvalIdBytes),
                      RequestApproval{body.text("plan_hash", Form::PlanHash, true).value_or("")}};
    });
    for (const bool approve : {true, false}) {
        const Change kind{{}, DecideApproval{approve}};
        unplanned("POST", approve ? "/api/v1/approvals/{id}/approve" : "/api/v1/approvals/{id}/reject", "id", kind,
                  [kind](Context &, BodyReader &) { return Change(kind); });
    }
}

} // namespace toban::manager

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "views.h"

#include <charconv>

namespace toban::manager {

namespace {

constexpr std::size_t stepsLimit = 10;
constexpr int stepHigh = 1000;

std::optional<Money> readAmount(BodyReader &body, const char *name)
{
    const auto text = body.textOrNull(name, Form::Amount, true);
    return text ? Money::parse(*text) : std::nullopt;
}

} // namespace

void Api::addBudgetRoutes()
{
    guarded("GET", "/api/v1/budgets", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::string json;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            json = budgetsJson(m_parts.fleet.budgets);
        }
        context.responder(conditional(context.request.headers, std::move(json)));
    });

    change("PUT", "/api/v1/budgets", nullptr, Form::Name, {"budgets", PutBudgets{}}, [](Context &, BodyReader &body) {
        Budgets budgets;
        budgets.daily = readAmount(body, "daily");
        budgets.monthly = readAmount(body, "monthly");
        budgets.perTask = readAmount(body, "per_task");
        budgets.currency = body.text("currency", Form::Currency, true).value_or(spendCurrency);
        budgets.alertSteps
            = body.risingIntegers("alert_steps", 1, stepHigh, stepsLimit, true).value_or(std::vector<int>{});
        return Change{"budgets", PutBudgets{budgets}};
    });
}

void Api::addAuditRoutes()
{
    guarded("GET", "/api/v1/audit", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        AuditFilter filter;
        filter.actor = query.text("actor", Form::Filter).value_or("");
        filter.action = query.text("action", Form::Filter).value_or("");
        filter.target = query.text("target", Form::Filter).value_or("");
        filter.operationId = query.text("operation_id", Form::Filter).value_or("");
        const std::size_t limit = query.limit();
        std::int64_t before = 0;
        if (const auto cursor = query.cursor()) {
            const auto [end, error] = std::from_chars(cursor->data(), cursor->data() + cursor->size(), before);
            if (error != std::errc{} || end != cursor->data() + cursor->size() || before < 1) {
                query.fault("cursor", "is none that this manager gave");
            }
        }
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        reading(context.responder, [this, filter, before, limit, headers = context.request.headers] {
            auto entries = m_parts.store.audit(filter, before, limit + 1);
            std::string next;
            if (entries.size() > limit) {
                entries.resize(limit);
                next = std::to_string(entries.back().sequence);
            }
            std::vector<std::string> items;
            items.reserve(entries.size());
            for (AuditEntry &entry : entries) {
                items.push_back(withMember(std::move(entry.body), "hash", jsonString(entry.hash)));
            }
            return conditional(headers, pageJson(items, encodeCursor(next)));
        });
    });

    guarded("GET", "/api/v1/audit/head", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        reading(context.responder, [this] {
            return respond(Answer{200, auditHeadJson(m_parts.store.auditHead()), false, 0});
        });
    });
}

} // namespace toban::manager

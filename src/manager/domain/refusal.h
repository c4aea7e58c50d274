// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "costcontrols.h"
#include "plan.h"
#include "role.h"

#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace toban::manager {

/// What Retry-After says when the store or the manager itself is not able for the moment.
constexpr int storageRetrySeconds = 5;

/// Why a request is not done. Maps one to one onto the problem documents of the contract.
struct Refusal
{
    enum class Kind {
        Malformed, ///< 400 malformed_json
        KeyRequired, ///< 400 idempotency_key_required
        Unauthorized, ///< 401
        Forbidden, ///< 403
        SecretRefused, ///< 403 secret_refused
        NotFound, ///< 404
        Conflict, ///< 409 conflict
        AgentRemoved, ///< 409 agent_removed
        PlanChanged, ///< 409 plan_changed
        PlanExpired, ///< 409 plan_expired
        KeyReused, ///< 409 idempotency_key_reused
        ApprovalRequired, ///< 409 approval_required
        SecondPersonRequired, ///< 403 second_person_required
        UnsupportedMediaType, ///< 415
        Invalid, ///< 422 validation_failed
        QueueFull, ///< 429 queue_full
        LimitReached, ///< 429 limit_reached: cost controls
        TooManyLogins, ///< 429 too_many_failed_logins
        NoVault, ///< 503 secrets_unavailable
        Storage, ///< 503 storage_unavailable
        Stopping, ///< 503 stopping
        IntakeStopped, ///< 503 intake_stopped: emergency mode
    };
    Kind kind;
    std::string detail;
    std::vector<std::pair<std::string, std::string>> fields; ///< field and message, for Invalid
    std::optional<Role> requiredRole; ///< for Forbidden
    int retryAfter = 0; ///< seconds; 0: not said
    std::shared_ptr<const Plan> plan; ///< for PlanChanged, PlanExpired and ApprovalRequired
    std::shared_ptr<const LimitState> limit{}; ///< for LimitReached
};

template <typename T>
using Result = tl::expected<T, Refusal>;

int statusOf(Refusal::Kind kind);
std::string_view codeOf(Refusal::Kind kind);
/// The standard phrase of an HTTP status.
std::string_view titleOf(int status);

tl::unexpected<Refusal> refuse(Refusal::Kind kind, std::string detail);
/// 422 for one field; the detail is "field: message".
tl::unexpected<Refusal> invalid(std::string field, std::string message);
tl::unexpected<Refusal> forbidden(Role has, Role needed);

} // namespace toban::manager

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "refusal.h"

namespace toban::manager {

int statusOf(Refusal::Kind kind)
{
    using Kind = Refusal::Kind;
    switch (kind) {
    case Kind::Malformed:
    case Kind::KeyRequired:
        return 400;
    case Kind::Unauthorized:
        return 401;
    case Kind::Forbidden:
    case Kind::SecondPersonRequired:
    case Kind::SecretRefused:
        return 403;
    case Kind::NotFound:
        return 404;
    case Kind::Conflict:
    case Kind::AgentRemoved:
    case Kind::PlanChanged:
    case Kind::PlanExpired:
    case Kind::KeyReused:
    case Kind::ApprovalRequired:
        return 409;
    case Kind::UnsupportedMediaType:
        return 415;
    case Kind::Invalid:
        return 422;
    case Kind::QueueFull:
    case Kind::LimitReached:
    case Kind::TooManyLogins:
        return 429;
    case Kind::NoVault:
    case Kind::Storage:
    case Kind::Stopping:
    case Kind::IntakeStopped:
        return 503;
    }
    return 500;
}

std::string_view codeOf(Refusal::Kind kind)
{
    using Kind = Refusal::Kind;
    switch (kind) {
    case Kind::Malformed:
        return "malformed_json";
    case Kind::KeyRequired:
        return "idempotency_key_required";
    case Kind::Unauthorized:
        return "unauthorized";
    case Kind::Forbidden:
        return "forbidden";
    case Kind::SecretRefused:
        return "secret_refused";
    case Kind::NotFound:
        return "not_found";
    case Kind::Conflict:
        return "conflict";
    case Kind::AgentRemoved:
        return "agent_removed";
    case Kind::PlanChanged:
        return "plan_changed";
    case Kind::PlanExpired:
        return "plan_expired";
    case Kind::KeyReused:
        return "idempotency_key_reused";
    case Kind::ApprovalRequired:
        return "approval_required";
    case Kind::SecondPersonRequired:
        return "second_person_required";
    case Kind::UnsupportedMediaType:
        return "unsupported_media_type";
    case Kind::Invalid:
        return "validation_failed";
    case Kind::QueueFull:
        return "queue_full";
    case Kind::LimitReached:
        return "limit_reached";
    case Kind::TooManyLogins:
        return "too_many_failed_logins";
    case Kind::NoVault:
        return "secrets_unavailable";
    case Kind::Storage:
        return "storage_unavailable";
    case Kind::Stopping:
        return "stopping";
    case Kind::IntakeStopped:
        return "intake_stopped";
    }
    return "internal_error";
}

std::string_view titleOf(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 409:
        return "Conflict";
    case 413:
        return "Payload Too Large";
    case 415:
        return "Unsupported Media Type";
    case 422:
        return "Unprocessable Entity";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 431:
        return "Request Header Fields Too Large";
    case 503:
        return "Service Unavailable";
    default:
        return "Error";
    }
}

tl::unexpected<Refusal> refuse(Refusal::Kind kind, std::string detail)
{
    return tl::unexpected(Refusal{kind, std::move(detail), {}, {}, 0, {}});
}

tl::unexpected<Refusal> invalid(std::string field, std::string message)
{
    std::string detail = field + ": " + message;
    return tl::unexpected(
        Refusal{Refusal::Kind::Invalid, std::move(detail), {{std::move(field), std::move(message)}}, {}, 0, {}});
}

tl::unexpected<Refusal> forbidden(Role has, Role needed)
{
    return tl::unexpected(Refusal{Refusal::Kind::Forbidden,
                                  "The role " + std::string(roleText(has)) + " may not do this; "
                                      + std::string(roleText(needed)) + " is needed.",
                                  {},
                                  needed,
                                  0,
                                  {}});
}

} // namespace toban::manager

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "audithead.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

nlohmann::json headValue(const SignedAuditHead &signedHead)
{
    const AuditHead &head = signedHead.head;
    return {{"sequence", head.sequence},
            {"hash", head.hash},
            {"at", head.at.empty() ? nlohmann::json(nullptr) : nlohmann::json(head.at)},
            {"signed_at", signedHead.signedAt},
            {"key_id", signedHead.keyId}};
}

} // namespace

std::string SignedAuditHead::signedText() const
{
    // The first line keeps a signature of this key over anything else from passing for one over a head.
    return "toban-audit-head\n" + headValue(*this).dump();
}

bool SignedAuditHead::isGenuine() const
{
    return keyId == keyIdOf(publicKey) && isSignedBy(publicKey, signedText(), signature);
}

SignedAuditHead signHead(const SigningKey &key, AuditHead head, std::string signedAt)
{
    SignedAuditHead result{std::move(head), std::move(signedAt), keyIdOf(key.publicKey()), key.publicKey(), {}};
    result.signature = key.sign(result.signedText());
    return result;
}

std::string signedAuditHeadJson(const SignedAuditHead &head)
{
    nlohmann::json value = headValue(head);
    value["public_key"] = head.publicKey;
    value["signature"] = head.signature;
    return value.dump();
}

std::optional<SignedAuditHead> parseSignedAuditHead(const std::string &json)
{
    const auto value = nlohmann::json::parse(json, nullptr, false);
    if (!value.is_object() || !value.contains("sequence") || !value["sequence"].is_number_integer()) {
        return std::nullopt;
    }
    const auto text = [&value](const char *name) {
        const auto member = value.find(name);
        return member != value.end() && member->is_string() ? member->get<std::string>() : std::string();
    };
    SignedAuditHead head{{value["sequence"].get<std::int64_t>(), text("hash"), text("at")},
                         text("signed_at"),
                         text("key_id"),
                         text("public_key"),
                         text("signature")};
    // Only what signedAuditHeadJson() makes: nothing that merely reads like it.
    return signedAuditHeadJson(head) == json ? std::optional(head) : std::nullopt;
}

} // namespace toban::manager

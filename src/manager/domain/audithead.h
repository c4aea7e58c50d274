// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "signingkey.h"

#include <cstdint>
#include <optional>

namespace toban::manager {

/// The last entry of the audit chain.
struct AuditHead
{
    std::int64_t sequence = 0;
    std::string hash = std::string(64, '0');
    std::string at; ///< empty when there is no entry

    bool operator==(const AuditHead &) const = default;
};

/// A head with whose word it is: what shows that entries were cut off.
struct SignedAuditHead
{
    AuditHead head;
    std::string signedAt;
    std::string keyId;
    std::string publicKey; ///< base64
    std::string signature; ///< base64; Ed25519 over signedText()

    /// "toban-audit-head", a line feed, and at, hash, key_id, sequence, signed_at as JSON with sorted members and no
    /// blanks.
    std::string signedText() const;
    /// The signature is that of publicKey, and keyId is its name.
    bool isGenuine() const;
};

SignedAuditHead signHead(const SigningKey &key, AuditHead head, std::string signedAt);

/// The contract's JSON, sorted members and no blanks.
std::string signedAuditHeadJson(const SignedAuditHead &head);
/// The inverse; nothing for any other text.
std::optional<SignedAuditHead> parseSignedAuditHead(const std::string &json);

} // namespace toban::manager

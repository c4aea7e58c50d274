// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrettext.h"

#include <variant>

namespace toban::manager {

/// Seals values so that only who has the key can read them: XChaCha20-Poly1305 with a random nonce for each value, the
/// secret's name and version as additional data (a sealed text that is moved to another secret or version does not
/// open). Sealed texts are ASCII: the key's id, a colon, base64 of nonce and ciphertext. Thread-safe.
class SecretVault
{
public:
    static constexpr std::size_t keyBytes = 32;

    /// Throws std::runtime_error for a key that has not keyBytes bytes.
    explicit SecretVault(SecretText key);

    /// Why a sealed text does not open.
    enum class Fault {
        OtherKey, ///< sealed with another key
        Changed, ///< altered since, or sealed for another name or version
    };
    using Opened = std::variant<SecretText, Fault>;

    std::string seal(const std::string &name, int version, const SecretText &value) const;
    Opened open(const std::string &name, int version, const std::string &sealed) const;
    /// Says which key it is without telling anything of it.
    const std::string &keyId() const { return m_keyId; }
    /// A digest of a text that holds a value, useless to those who would try values against it without the key.
    std::string fingerprint(std::string_view text) const;

private:
    SecretText m_sealing; ///< derived of the key
    SecretText m_marking; ///< derived of the key, for fingerprints
    std::string m_keyId;
};

/// 32 random bytes as a line of hexadecimal digits: what a key file holds.
SecretText newVaultKeyLine();
/// The key of such a line, white space around it left out. Throws std::runtime_error that says what is expected.
SecretText parseVaultKey(std::string_view line);

} // namespace toban::manager

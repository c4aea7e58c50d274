// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace toban::manager {

/// An Ed25519 key (RFC 8032) that signs. Copies share it; signing is thread-safe. Functions throw std::runtime_error when
/// the library fails.
class SigningKey
{
public:
    static SigningKey generate();
    /// Reads a private key in PKCS #8 PEM. Throws std::runtime_error when it is none, or not Ed25519.
    static SigningKey parse(const std::string &pem);

    /// PKCS #8 PEM: the secret.
    std::string pem() const;
    /// The 32 bytes of the public key in base64.
    const std::string &publicKey() const { return m_publicKey; }
    /// The 64 bytes of the signature in base64.
    std::string sign(std::string_view text) const;

private:
    explicit SigningKey(std::shared_ptr<void> key);

    std::shared_ptr<void> m_key; // an EVP_PKEY; OpenSSL stays in the source file
    std::string m_publicKey;
};

/// A short name of a public key: the first 16 hexadecimal digits of SHA-256 over its 32 bytes.
std::string keyIdOf(const std::string &publicKey);
/// The public key in what a file holds: its base64, or a PEM of the public key ("openssl pkey -pubout"). Throws
/// std::runtime_error when it is neither.
std::string readPublicKey(const std::string &text);
/// Whether `signature` (base64) is that of this key over the text. Nothing malformed is.
bool isSignedBy(const std::string &publicKey, std::string_view text, const std::string &signature);

} // namespace toban::manager

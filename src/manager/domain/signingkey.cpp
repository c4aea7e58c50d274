// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "signingkey.h"

#include "crypto.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <optional>
#include <stdexcept>
#include <vector>

namespace toban::manager {

namespace {

constexpr std::size_t publicKeyBytes = 32;
constexpr std::size_t signatureBytes = 64;

using Bytes = std::vector<unsigned char>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using MemoryFile = std::unique_ptr<BIO, decltype(&BIO_free)>;

EVP_PKEY *keyOf(const std::shared_ptr<void> &key)
{
    return static_cast<EVP_PKEY *>(key.get());
}

std::shared_ptr<void> owned(EVP_PKEY *key)
{
    return {key, [](void *k) { EVP_PKEY_free(static_cast<EVP_PKEY *>(k)); }};
}

std::string base64(const Bytes &bytes)
{
    std::string text(4 * ((bytes.size() + 2) / 3), '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char *>(text.data()), bytes.data(), int(bytes.size()));
    return text;
}

/// Exactly `size` bytes, or nothing.
std::optional<Bytes> unbase64(const std::string &text, std::size_t size)
{
    if (text.size() != 4 * ((size + 2) / 3)) {
        return std::nullopt;
    }
    Bytes bytes(text.size() / 4 * 3);
    if (EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char *>(text.data()), int(text.size())) < 0) {
        return std::nullopt;
    }
    bytes.resize(size); // without what the padding became
    return base64(bytes) == text ? std::optional(bytes) : std::nullopt;
}

std::string rawPublicKey(EVP_PKEY *key)
{
    Bytes bytes(publicKeyBytes);
    std::size_t size = bytes.size();
    if (EVP_PKEY_get_raw_public_key(key, bytes.data(), &size) != 1 || size != publicKeyBytes) {
        throw std::runtime_error("the public key could not be read");
    }
    return base64(bytes);
}

void requireEd25519(EVP_PKEY *key)
{
    if (EVP_PKEY_base_id(key) != EVP_PKEY_ED25519) {
        throw std::runtime_error("the key is not an Ed25519 key");
    }
}

} // namespace

SigningKey::SigningKey(std::shared_ptr<void> key) : m_key(std::move(key)), m_publicKey(rawPublicKey(keyOf(m_key)))
{ }

SigningKey SigningKey::generate()
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    if (key == nullptr) {
        throw std::runtime_error("no signing key could be made");
    }
    return SigningKey(owned(key));
}

SigningKey SigningKey::parse(const std::string &pem)
{
    const MemoryFile file(BIO_new_mem_buf(pem.data(), int(pem.size())), &BIO_free);
    // Without a passphrase callback that fails OpenSSL would ask at the terminal.
    EVP_PKEY *key = PEM_read_bio_PrivateKey(
        file.get(), nullptr, [](char *, int, int, void *) { return -1; }, nullptr);
    if (key == nullptr) {
        throw std::runtime_error("there is no private key in PEM without a passphrase in it");
    }
    auto kept = owned(key);
    requireEd25519(key);
    return SigningKey(std::move(kept));
}

std::string SigningKey::pem() const
{
    const MemoryFile file(BIO_new(BIO_s_mem()), &BIO_free);
    if (PEM_write_bio_PKCS8PrivateKey(file.get(), keyOf(m_key), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        throw std::runtime_error("the signing key could not be written");
    }
    char *data = nullptr;
    const long size = BIO_get_mem_data(file.get(), &data);
    return {data, std::size_t(size)};
}

std::string SigningKey::sign(std::string_view text) const
{
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    Bytes signature(signatureBytes);
    std::size_t size = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, keyOf(m_key)) != 1
        || EVP_DigestSign(context.get(), signature.data(), &size, reinterpret_cast<const unsigned char *>(text.data()),
                          text.size())
            != 1) {
        throw std::runtime_error("signing failed");
    }
    return base64(signature);
}

std::string keyIdOf(const std::string &publicKey)
{
    const auto bytes = unbase64(publicKey, publicKeyBytes);
    return bytes ? sha256Hex({reinterpret_cast<const char *>(bytes->data()), bytes->size()}).substr(0, 16) : "";
}

std::string readPublicKey(const std::string &text)
{
    const auto begin = text.find_first_not_of(" \t\r\n");
    const auto end = text.find_last_not_of(" \t\r\n");
    const std::string trimmed = begin == std::string::npos ? std::string() : text.substr(begin, end - begin + 1);
    if (unbase64(trimmed, publicKeyBytes)) {
        return trimmed;
    }
    const MemoryFile file(BIO_new_mem_buf(text.data(), int(text.size())), &BIO_free);
    EVP_PKEY *key = PEM_read_bio_PUBKEY(file.get(), nullptr, nullptr, nullptr);
    if (key == nullptr) {
        throw std::runtime_error("there is no Ed25519 public key in it, neither in PEM nor its 32 bytes in base64");
    }
    const auto kept = owned(key);
    requireEd25519(key);
    return rawPublicKey(key);
}

bool isSignedBy(const std::string &publicKey, std::string_view text, const std::string &signature)
{
    const auto key = unbase64(publicKey, publicKeyBytes);
    const auto bytes = unbase64(signature, signatureBytes);
    if (!key || !bytes) {
        return false;
    }
    const auto kept = owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key->data(), key->size()));
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    return kept != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, keyOf(kept)) == 1
        && EVP_DigestVerify(context.get(), bytes->data(), bytes->size(),
                            reinterpret_cast<const unsigned char *>(text.data()), text.size())
        == 1;
}

} // namespace toban::manager

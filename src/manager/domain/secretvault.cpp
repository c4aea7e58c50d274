// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretvault.h"

#include <sodium.h>

#include <stdexcept>
#include <vector>

namespace toban::manager {

namespace {

constexpr std::size_t nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr int base64Variant = sodium_base64_VARIANT_ORIGINAL;

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

SecretText derived(const SecretText &key, std::uint64_t number)
{
    SecretText result = SecretText::ofSize(SecretVault::keyBytes);
    crypto_kdf_derive_from_key(reinterpret_cast<unsigned char *>(result.data()), result.size(), number, "TobanSec",
                               bytesOf(key.view()));
    return result;
}

std::string keyedDigest(std::string_view text, std::string_view key, std::size_t bytes)
{
    std::vector<unsigned char> digest(bytes);
    crypto_generichash(digest.data(), digest.size(), bytesOf(text), text.size(), bytesOf(key), key.size());
    std::string hexadecimal(bytes * 2 + 1, '\0');
    sodium_bin2hex(hexadecimal.data(), hexadecimal.size(), digest.data(), digest.size());
    hexadecimal.pop_back();
    return hexadecimal;
}

std::string associatedData(const std::string &name, int version)
{
    return "toban-secret\n" + name + '\n' + std::to_string(version);
}

} // namespace

static_assert(SecretVault::keyBytes == crypto_kdf_KEYBYTES);
static_assert(SecretVault::keyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

SecretVault::SecretVault(SecretText key)
{
    if (key.size() != keyBytes) {
        throw std::runtime_error("the key of the secrets must have 32 bytes");
    }
    m_sealing = derived(key, 1);
    m_marking = derived(key, 2);
    m_keyId = keyedDigest("key id", derived(key, 3).view(), crypto_generichash_BYTES_MIN);
}

std::string SecretVault::seal(const std::string &name, int version, const SecretText &value) const
{
    std::vector<unsigned char> box(nonceBytes + value.size() + tagBytes);
    randombytes_buf(box.data(), nonceBytes);
    const std::string data = associatedData(name, version);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box.data() + nonceBytes, nullptr, bytesOf(value.view()), value.size(),
                                               bytesOf(data), data.size(), nullptr, box.data(),
                                               bytesOf(m_sealing.view()));
    std::string text(sodium_base64_encoded_len(box.size(), base64Variant), '\0');
    sodium_bin2base64(text.data(), text.size(), box.data(), box.size(), base64Variant);
    text.pop_back();
    return m_keyId + ':' + text;
}

SecretVault::Opened SecretVault::open(const std::string &name, int version, const std::string &sealed) const
{
    const auto colon = sealed.find(':');
    if (colon == std::string::npos) {
        return Fault::Changed;
    }
    if (sealed.compare(0, colon, m_keyId) != 0) {
        return Fault::OtherKey;
    }
    std::vector<unsigned char> box(sealed.size());
    std::size_t size = 0;
    if (sodium_base642bin(box.data(), box.size(), sealed.data() + colon + 1, sealed.size() - colon - 1, nullptr, &size,
                          nullptr, base64Variant)
            != 0
        || size < nonceBytes + tagBytes) {
        return Fault::Changed;
    }
    SecretText value = SecretText::ofSize(size - nonceBytes - tagBytes);
    const std::string data = associatedData(name, version);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char *>(value.data()), nullptr, nullptr,
                                                   box.data() + nonceBytes, size - nonceBytes, bytesOf(data),
                                                   data.size(), box.data(), bytesOf(m_sealing.view()))
        != 0) {
        return Fault::Changed;
    }
    return value;
}

std::string SecretVault::fingerprint(std::string_view text) const
{
    return keyedDigest(text, m_marking.view(), crypto_generichash_BYTES);
}

SecretText newVaultKeyLine()
{
    SecretText key = SecretText::ofSize(SecretVault::keyBytes);
    randombytes_buf(key.data(), key.size());
    SecretText line = SecretText::ofSize(SecretVault::keyBytes * 2 + 1);
    sodium_bin2hex(line.data(), line.size(), bytesOf(key.view()), key.size());
    line.data()[line.size() - 1] = '\n'; // instead of the terminating zero
    return line;
}

SecretText parseVaultKey(std::string_view line)
{
    constexpr std::string_view blank = " \t\r\n";
    const auto begin = std::min(line.find_first_not_of(blank), line.size());
    line = line.substr(begin, line.find_last_not_of(blank) + 1 - begin);
    SecretText key = SecretText::ofSize(SecretVault::keyBytes);
    std::size_t size = 0;
    if (line.size() != SecretVault::keyBytes * 2
        || sodium_hex2bin(reinterpret_cast<unsigned char *>(key.data()), key.size(), line.data(), line.size(), nullptr,
                          &size, nullptr)
            != 0
        || size != key.size()) {
        throw std::runtime_error(
            "must hold 64 hexadecimal digits; toban-manager secrets generate-key makes such a key");
    }
    return key;
}

} // namespace toban::manager

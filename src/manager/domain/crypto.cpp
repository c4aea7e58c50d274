// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <stdexcept>
#include <vector>

namespace toban::manager {

namespace {

std::string hexOf(const unsigned char *data, std::size_t size)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(size * 2);
    for (std::size_t i = 0; i < size; ++i) {
        text += digits[data[i] >> 4];
        text += digits[data[i] & 15];
    }
    return text;
}

} // namespace

Digest sha256(std::string_view text)
{
    Digest digest;
    if (SHA256(reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest.data()) == nullptr) {
        throw std::runtime_error("SHA-256 failed");
    }
    return digest;
}

std::string hex(const Digest &digest)
{
    return hexOf(digest.data(), digest.size());
}

std::string sha256Hex(std::string_view text)
{
    return hex(sha256(text));
}

bool equalInConstantTime(const Digest &a, const Digest &b)
{
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string randomHex(std::size_t bytes)
{
    std::vector<unsigned char> data(bytes);
    if (RAND_bytes(data.data(), int(bytes)) != 1) {
        throw std::runtime_error("the system's random source failed");
    }
    return hexOf(data.data(), data.size());
}

std::string randomUuid()
{
    std::string text = randomHex(16);
    text[12] = '4';
    text[16] = "89ab"[(text[16] <= '9' ? text[16] - '0' : text[16] - 'a' + 10) & 3];
    for (const std::size_t at : {8, 13, 18, 23}) {
        text.insert(at, 1, '-');
    }
    return text;
}

} // namespace toban::manager

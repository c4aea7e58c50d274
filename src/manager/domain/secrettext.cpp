// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrettext.h"

#include <sodium.h>

#include <array>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

namespace toban::manager {

namespace {

void needSodium()
{
    static const int ready = sodium_init();
    if (ready < 0) {
        throw std::runtime_error("libsodium cannot be used: the system's random source failed");
    }
}

} // namespace

void SecretText::Free::operator()(char *data) const
{
    sodium_free(data); // overwrites it first
}

SecretText::SecretText(SecretText &&other) noexcept
    : m_data(std::move(other.m_data)), m_size(std::exchange(other.m_size, 0))
{ }

SecretText &SecretText::operator=(SecretText &&other) noexcept
{
    m_data = std::move(other.m_data);
    m_size = std::exchange(other.m_size, 0);
    return *this;
}

SecretText SecretText::ofSize(std::size_t size)
{
    needSodium();
    SecretText text;
    text.m_data.reset(static_cast<char *>(sodium_malloc(size == 0 ? 1 : size)));
    if (!text.m_data) {
        throw std::bad_alloc();
    }
    sodium_memzero(text.m_data.get(), size);
    text.m_size = size;
    return text;
}

SecretText::SecretText(std::string_view plain) : SecretText(ofSize(plain.size()))
{
    if (!plain.empty()) {
        std::memcpy(m_data.get(), plain.data(), plain.size());
    }
}

SecretText SecretText::generate()
{
    constexpr std::size_t bytes = 32;
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    SecretText random = ofSize(bytes);
    randombytes_buf(random.data(), random.size());
    SecretText encoded = ofSize(sodium_base64_ENCODED_LEN(bytes, variant));
    sodium_bin2base64(encoded.data(), encoded.size(), reinterpret_cast<const unsigned char *>(random.data()),
                      random.size(), variant);
    encoded.m_size -= 1; // the terminating zero
    return encoded;
}

bool SecretText::equals(std::string_view other) const
{
    // By digests, so that the length of what is right does not show either.
    std::array<unsigned char, crypto_generichash_BYTES> a, b;
    const auto digest = [](auto &out, std::string_view text) {
        crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char *>(text.data()), text.size(),
                           nullptr, 0);
    };
    digest(a, view());
    digest(b, other);
    const bool same = sodium_memcmp(a.data(), b.data(), a.size()) == 0;
    sodium_memzero(a.data(), a.size());
    sodium_memzero(b.data(), b.size());
    return same;
}

void wipe(std::string &text)
{
    sodium_memzero(text.data(), text.size());
    text.clear();
}

} // namespace toban::manager

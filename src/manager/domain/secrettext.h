// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace toban::manager {

/// A text that must not be left in memory: in a guarded allocation that is kept out of swap where the system allows it,
/// and is overwritten when it goes. Throws std::bad_alloc, or std::runtime_error if libsodium cannot be used.
class SecretText
{
public:
    SecretText() = default;
    SecretText(SecretText &&other) noexcept;
    SecretText &operator=(SecretText &&other) noexcept;
    explicit SecretText(std::string_view plain);
    /// As long as `size`, all zero.
    static SecretText ofSize(std::size_t size);
    /// 256 random bits as 43 characters that need no escape anywhere (base64url).
    static SecretText generate();

    std::string_view view() const { return {m_data.get(), m_size}; }
    char *data() { return m_data.get(); }
    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    /// Takes the same time wherever the two differ.
    bool equals(std::string_view other) const;

private:
    struct Free
    {
        void operator()(char *data) const;
    };
    std::unique_ptr<char, Free> m_data;
    std::size_t m_size = 0;
};

/// Overwrites a text and empties it.
void wipe(std::string &text);

} // namespace toban::manager

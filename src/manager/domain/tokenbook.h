// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "crypto.h"
#include "role.h"
#include "types.h"

#include <mutex>
#include <unordered_map>

namespace toban::manager {

/// Knows the tokens by their hashes: those of people and programs from the store, and those that the manager gave to
/// its workers. Thread-safe.
class TokenBook
{
public:
    /// Replaces the stored tokens; revoked ones are left out.
    void setRecords(const std::vector<TokenRecord> &records);
    void setWorker(const std::string &agentId, const std::string &token);
    void dropWorker(const std::string &agentId);
    /// The token's owner, without address; nothing for an unknown or revoked token.
    std::optional<Caller> find(std::string_view token) const;

private:
    struct Entry
    {
        Digest hash;
        Caller caller;
    };
    using Table = std::unordered_multimap<std::uint64_t, Entry>; ///< by the first bytes of the hash
    static std::uint64_t prefix(const Digest &hash);
    static const Entry *look(const Table &table, const Digest &hash);

    mutable std::mutex m_mutex;
    Table m_records;
    Table m_workers;
    std::unordered_map<std::string, std::uint64_t> m_workerPrefix; ///< by agent id
};

/// A new token, 256 random bits, with a prefix by which people and scanners know it.
std::string newToken();

} // namespace toban::manager

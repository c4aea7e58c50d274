// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tokenbook.h"

#include <cstring>

namespace toban::manager {

std::uint64_t TokenBook::prefix(const Digest &hash)
{
    std::uint64_t value = 0;
    std::memcpy(&value, hash.data(), sizeof value);
    return value;
}

const TokenBook::Entry *TokenBook::look(const Table &table, const Digest &hash)
{
    const auto [begin, end] = table.equal_range(prefix(hash));
    for (auto it = begin; it != end; ++it) {
        if (equalInConstantTime(it->second.hash, hash)) {
            return &it->second;
        }
    }
    return nullptr;
}

namespace {

std::optional<Digest> fromHex(std::string_view text)
{
    Digest digest;
    if (text.size() != digest.size() * 2) {
        return std::nullopt;
    }
    const auto value = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const int high = value(text[2 * i]), low = value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        digest[i] = static_cast<unsigned char>(high * 16 + low);
    }
    return digest;
}

} // namespace

void TokenBook::setRecords(const std::vector<TokenRecord> &records)
{
    Table table;
    for (const auto &record : records) {
        const auto hash = fromHex(record.hash);
        const auto role = parseRole(record.role);
        if (!record.revokedAt && hash && role) {
            table.emplace(prefix(*hash), Entry{*hash, {record.name, *role, record.agents, {}, false}});
        }
    }
    const std::lock_guard lock(m_mutex);
    m_records.swap(table);
}

void TokenBook::setWorker(const std::string &agentId, const std::string &token)
{
    const Digest hash = sha256(token);
    dropWorker(agentId);
    const std::lock_guard lock(m_mutex);
    m_workers.emplace(prefix(hash), Entry{hash, {agentId, Role::Agent, agentId, {}, true}});
    m_workerPrefix[agentId] = prefix(hash);
}

void TokenBook::dropWorker(const std::string &agentId)
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_workerPrefix.find(agentId);
    if (known == m_workerPrefix.end()) {
        return;
    }
    const auto [begin, end] = m_workers.equal_range(known->second);
    for (auto it = begin; it != end; ++it) {
        if (it->second.caller.name == agentId) {
            m_workers.erase(it);
            break;
        }
    }
    m_workerPrefix.erase(known);
}

std::optional<Caller> TokenBook::find(std::string_view token) const
{
    const Digest hash = sha256(token);
    const std::lock_guard lock(m_mutex);
    const Entry *entry = look(m_records, hash);
    if (entry == nullptr) {
        entry = look(m_workers, hash);
    }
    return entry == nullptr ? std::nullopt : std::optional(entry->caller);
}

std::string newToken()
{
    return "tbn_" + randomHex(32);
}

} // namespace toban::manager

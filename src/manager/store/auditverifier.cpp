// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditverifier.h"

#include "auditseal.h"
#include "timetext.h"
#include "views.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace toban::manager {

namespace {

using nlohmann::json;

bool hasValue(const json &entry, const char *pointer, const json &value)
{
    const json::json_pointer at(pointer);
    return entry.contains(at) && entry.at(at) == value;
}

/// Follows a chain from its first entry.
class ChainWalk
{
public:
    ChainWalk(AuditVerdict &verdict, const std::optional<AuditHead> &kept) : m_verdict(verdict), m_kept(kept)
    {
        verdict.headHash = AuditHead{}.hash;
    }

    /// False: the entry is wrong, and the verdict says how. `text` is what was hashed.
    bool take(std::int64_t sequence, const std::string &previous, const std::string &hash, const std::string &text)
    {
        m_entry = json::parse(text, nullptr, false);
        if (sequence != m_verdict.entries + 1) {
            return wrong(sequence,
                         sequence <= m_verdict.entries
                             ? "is there twice, or not in its place"
                             : "entry " + std::to_string(m_verdict.entries + 1) + " is missing");
        }
        if (previous != m_verdict.headHash) {
            return wrong(sequence, "does not follow the entry before it");
        }
        if (hash != auditHash(m_verdict.headHash, text)) {
            return wrong(sequence, "its text does not match its hash");
        }
        if (!m_entry.is_object()) {
            return wrong(sequence, "its text is no JSON object");
        }
        if (!hasValue(m_entry, "/sequence", sequence) || !hasValue(m_entry, "/previous_hash", previous)) {
            return wrong(sequence, "its columns differ from its text");
        }
        if (m_kept && m_kept->sequence == sequence && m_kept->hash != hash) {
            return wrong(sequence, "is not the one that the kept head names");
        }
        m_verdict.headHash = hash;
        m_verdict.entries = sequence;
        if (!m_verdict.head || sequence == m_verdict.head->head.sequence) {
            const auto at = m_entry.find("at");
            m_signed = {sequence, hash, at != m_entry.end() && at->is_string() ? at->get<std::string>() : ""};
        } else if (sequence > m_verdict.head->head.sequence) {
            if (!hasValue(m_entry, "/actor/role", "local")) {
                return wrong(sequence, "comes after the signed head, yet is not of the command line");
            }
            ++m_verdict.unsignedEntries;
        }
        return true;
    }
    const json &entry() const { return m_entry; }
    bool wrong(std::int64_t sequence, const std::string &what)
    {
        m_verdict.fault = "entry " + std::to_string(sequence) + ": " + what;
        return false;
    }
    /// After the last entry: what the signed head says of the chain, of which `wanted` is the key, if any.
    void end(const std::string &wanted)
    {
        const SignedAuditHead &head = *m_verdict.head;
        const std::int64_t last = m_verdict.entries;
        if (!wanted.empty() && head.publicKey != wanted) {
            m_verdict.fault
                = "the head is signed by the key " + head.keyId + ", not by the given one, which is " + keyIdOf(wanted);
        } else if (!head.isGenuine()) {
            m_verdict.fault = "the signature of the head (entry " + std::to_string(head.head.sequence) + ") is wrong";
        } else if (head.head.sequence > last) {
            m_verdict.fault = "entry " + std::to_string(last + 1) + ": cut off, with all up to entry "
                + std::to_string(head.head.sequence) + ", which the signed head names as the last";
        } else if (head.head.sequence < m_signed.sequence) {
            wrong(head.head.sequence + 1, "comes after the one that the signed head names as the last");
        } else if (m_signed != head.head) {
            wrong(head.head.sequence, "is not the one that was signed");
        }
    }

private:
    AuditVerdict &m_verdict;
    const std::optional<AuditHead> &m_kept;
    json m_entry;
    AuditHead m_signed; ///< the entry that the signed head names; the last one while that is not known
};

/// Whether the columns that filters use say what the hashed text says.
bool columnsAgree(const json &entry, const Statement &row)
{
    const auto at = timeText(TimePoint{std::chrono::milliseconds{row.integer(4)}});
    const auto operation = row.isNull(8) ? json(nullptr) : json(row.text(8));
    return hasValue(entry, "/at", at) && hasValue(entry, "/actor/name", row.text(5))
        && hasValue(entry, "/action", row.text(6)) && hasValue(entry, "/target/name", row.text(7))
        && hasValue(entry, "/operation_id", operation);
}

AuditVerdict verifyDatabase(const std::filesystem::path &file, const std::string &publicKey,
                            const std::optional<AuditHead> &kept)
{
    Database database(file, Database::Mode::ReadOnly);
    database.execute("BEGIN"); // head and entries of one moment, while a manager may be writing
    AuditVerdict verdict;
    verdict.head = storedAuditHead(database);
    ChainWalk walk(verdict, kept);
    bool onlyLocal = true;
    auto row = database.prepare("SELECT sequence,previous_hash,hash,body,at,actor,action,target,operation_id"
                                " FROM audit ORDER BY sequence");
    while (row.step()) {
        if (!walk.take(row.integer(0), row.text(1), row.text(2), row.text(3))) {
            return verdict;
        }
        if (!columnsAgree(walk.entry(), row)) {
            walk.wrong(row.integer(0), "its columns differ from its text");
            return verdict;
        }
        onlyLocal = onlyLocal && hasValue(walk.entry(), "/actor/role", "local");
    }
    if (verdict.head) {
        walk.end(publicKey);
    } else if (!onlyLocal || !publicKey.empty()) {
        verdict.fault = "there is no signed head; if this database is of a manager that did not sign yet, start the"
                        " manager once";
    } else {
        verdict.unsignedEntries = verdict.entries;
    }
    return verdict;
}

/// One line of an export; nothing for what is none.
struct ExportedEntry
{
    std::int64_t sequence = 0;
    std::string previous, hash, text;

    static std::optional<ExportedEntry> parse(const std::string &line)
    {
        json value = json::parse(line, nullptr, false);
        const auto has = [&value](const char *name, bool (json::*is)() const noexcept) {
            return value.contains(name) && (value[name].*is)();
        };
        if (!value.is_object() || !has("sequence", &json::is_number_integer) || !has("hash", &json::is_string)
            || !has("previous_hash", &json::is_string)) {
            return std::nullopt;
        }
        ExportedEntry entry{value["sequence"], value["previous_hash"], value["hash"], {}};
        value.erase("hash");
        entry.text = value.dump();
        // A member that is there twice, say, would read like the true one and yet show another value to people.
        return withMember(entry.text, "hash", jsonString(entry.hash)) == line ? std::optional(entry) : std::nullopt;
    }
};

AuditVerdict verifyExport(std::ifstream &file, const std::string &publicKey, const std::optional<AuditHead> &kept)
{
    AuditVerdict verdict;
    ChainWalk walk(verdict, kept);
    std::string line;
    for (std::int64_t number = 1; std::getline(file, line); ++number) {
        const std::string place = "line " + std::to_string(number) + ": ";
        if (verdict.head) {
            verdict.fault = place + "comes after the signed head";
            return verdict;
        }
        if (auto head = parseSignedAuditHead(line)) {
            verdict.head = std::move(head);
            continue;
        }
        const auto entry = ExportedEntry::parse(line);
        if (!entry) {
            verdict.fault = place + "is neither an entry nor a signed head, in the form in which they are exported";
            return verdict;
        }
        if (!walk.take(entry->sequence, entry->previous, entry->hash, entry->text)) {
            return verdict;
        }
    }
    if (!verdict.head) {
        verdict.fault = "entry " + std::to_string(verdict.entries + 1)
            + ": cut off, perhaps with more: the file does not end with a signed head";
        return verdict;
    }
    walk.end(publicKey);
    return verdict;
}

} // namespace

AuditVerdict verifyAudit(const std::filesystem::path &file, const std::string &publicKey,
                         const std::optional<AuditHead> &kept)
{
    std::ifstream stream(file, std::ios::binary);
    std::string magic(16, '\0');
    if (!stream.read(magic.data(), std::streamsize(magic.size())) && !stream.eof()) {
        throw std::runtime_error(file.string() + ": cannot be read");
    }
    AuditVerdict verdict;
    if (magic.starts_with("SQLite format 3")) {
        verdict = verifyDatabase(file, publicKey, kept);
    } else {
        stream.clear();
        stream.seekg(0);
        verdict = verifyExport(stream, publicKey, kept);
    }
    if (verdict.fault.empty() && kept && kept->sequence > verdict.entries) {
        verdict.fault = "entry " + std::to_string(verdict.entries + 1) + ": cut off, with all up to entry "
            + std::to_string(kept->sequence) + ", which the kept head names; the signed head is an older one, put back";
    }
    return verdict;
}

SignedAuditHead readKeptHead(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)), {});
    if (!stream) {
        throw std::runtime_error("head " + file.string() + ": cannot be read");
    }
    // As it came, or as a program that lays JSON out has made it.
    const json value = json::parse(text, nullptr, false);
    auto head = value.is_object() ? parseSignedAuditHead(value.dump()) : std::nullopt;
    if (!head) {
        throw std::runtime_error("head " + file.string() + ": is no answer of GET /api/v1/audit/head");
    }
    if (!head->isGenuine()) {
        throw std::runtime_error("head " + file.string() + ": its signature is wrong, so it was altered; take another");
    }
    return std::move(*head);
}

} // namespace toban::manager

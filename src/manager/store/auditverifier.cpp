// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditverifier.h"

#include "sqlite.h"
#include "timetext.h"
#include "views.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

/// Empty when the columns agree with the hashed text.
std::string disagreement(const Statement &row, const std::string &body, std::int64_t sequence,
                         const std::string &previous)
{
    const auto entry = nlohmann::json::parse(body, nullptr, false);
    if (!entry.is_object()) {
        return "its text is no JSON object";
    }
    const auto is = [&entry](const char *pointer, const nlohmann::json &value) {
        const nlohmann::json::json_pointer at(pointer);
        return entry.contains(at) && entry.at(at) == value;
    };
    const auto at = timeText(TimePoint{std::chrono::milliseconds{row.integer(4)}});
    const auto operation = row.isNull(8) ? nlohmann::json(nullptr) : nlohmann::json(row.text(8));
    if (!is("/sequence", sequence) || !is("/previous_hash", previous) || !is("/at", at)
        || !is("/actor/name", row.text(5)) || !is("/action", row.text(6)) || !is("/target/name", row.text(7))
        || !is("/operation_id", operation)) {
        return "its columns differ from its text";
    }
    return {};
}

} // namespace

AuditVerdict verifyAudit(const std::filesystem::path &file)
{
    Database database(file, Database::Mode::ReadOnly);
    AuditVerdict verdict;
    verdict.headHash = AuditHead{}.hash;
    auto row = database.prepare("SELECT sequence,previous_hash,hash,body,at,actor,action,target,operation_id"
                                " FROM audit ORDER BY sequence");
    while (row.step()) {
        const auto sequence = row.integer(0);
        const std::string body = row.text(3);
        std::string fault;
        if (sequence != verdict.entries + 1) {
            fault = "entry " + std::to_string(verdict.entries + 1) + " is missing";
        } else if (row.text(1) != verdict.headHash) {
            fault = "does not follow the entry before it";
        } else if (row.text(2) != auditHash(verdict.headHash, body)) {
            fault = "its text does not match its hash";
        } else {
            fault = disagreement(row, body, sequence, verdict.headHash);
        }
        if (!fault.empty()) {
            verdict.fault = "entry " + std::to_string(sequence) + ": " + fault;
            return verdict;
        }
        verdict.headHash = row.text(2);
        verdict.entries = sequence;
    }
    return verdict;
}

} // namespace toban::manager

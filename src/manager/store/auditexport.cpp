// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditexport.h"

#include "auditverifier.h"
#include "sqlitetransaction.h"
#include "timetext.h"
#include "views.h"

#include <ostream>
#include <stdexcept>

namespace toban::manager {

void exportAudit(const std::filesystem::path &file, const SigningKey &key, std::ostream &out)
{
    const AuditVerdict verdict = verifyAudit(file);
    if (!verdict.fault.empty()) {
        throw std::runtime_error("the audit chain of " + file.string()
                                 + " is not exported, for it is broken: " + verdict.fault);
    }
    Database database(file, Database::Mode::ReadOnly);
    const AuditHead head{verdict.entries, verdict.headHash, {}};
    auto rows = database.prepare("SELECT body,hash,at FROM audit WHERE sequence<=? ORDER BY sequence");
    rows.bind(head.sequence);
    std::string last = AuditHead{}.hash;
    std::string at;
    while (rows.step()) {
        last = rows.text(1);
        at = timeText(timeOf(rows.integer(2)));
        out << withMember(rows.text(0), "hash", jsonString(last)) << '\n';
    }
    if (last != head.hash) {
        throw std::runtime_error("the audit chain of " + file.string() + " was altered while it was exported");
    }
    out << signedAuditHeadJson(signHead(key, {head.sequence, last, at}, timeText(SystemClock().now()))) << '\n';
}

} // namespace toban::manager

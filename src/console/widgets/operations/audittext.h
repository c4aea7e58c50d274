// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit.h"

#include <QString>

/// Lines of the journal for people. The journal itself holds words of its own that no language changes, because its
/// hashes cover them.
namespace toban::audittext {

QString action(const AuditEntry &entry); ///< "Scale"
QString phase(const AuditEntry &entry); ///< "Sent", "Answered", …
QString outcome(const AuditEntry &entry); ///< "5 replicas", "6 of 6 ready", "accepted", or what went wrong
QString summary(const AuditEntry &entry); ///< "Scale: 5 replicas", as a mark in a chart says it

} // namespace toban::audittext

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrulemodel.h"

namespace toban {

/// The rule that an alert of Alertmanager comes from. Several rules may have one name: the query that the alert names
/// decides, then an instance with its labels, then the rule's own labels. Null where none fits, and where several do
/// that would say different things. Valid until the model changes.
const AlertRuleRow *ruleOf(const AlertRuleModel &rules, const Alert &alert);

} // namespace toban

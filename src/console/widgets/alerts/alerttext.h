// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alert.h"
#include "alertmodel.h"

#include <QUrl>

namespace toban {

QString ruleStateText(RuleState state); ///< "Firing", "Pending", "Inactive", "Unknown"
/// A rule's state, or that nothing is known because it is not evaluated.
QString ruleStateText(const AlertRule &rule);
QString ruleHealthText(RuleHealth health); ///< "OK", "Failed", "Not evaluated"
QString severityText(const QString &severity); ///< "Critical", "Warning", "Info"; another label's value as it is
QString handlingText(AlertModel::Handling handling); ///< "Active", "Silenced", "Inhibited"
/// Gravity for sorting: critical 3, warning 2, info 1, anything else 0.
int severityRank(const QString &severity);
/// What an alert says: its summary, else description, else message annotation. Empty when it has none.
QString summaryText(const Labels &annotations);
/// The guide to the alerts of the rules that are shipped, as installed beside the program in `binDir` or, in a build, in
/// the sources; empty: it is in neither place.
QString shippedGuide(const QString &binDir);
/// The runbook's address from the annotations or labels: one of http or https, or `guide` where the shipped rules name
/// their guide ("docs/guide/alerts.md#…"). Any other is refused: rules may come from a server of somebody else, and must
/// not say which files or programs are opened here. Empty: there is none.
QUrl runbookUrl(const Labels &annotations, const Labels &labels, const QString &guide);
/// The labels that tell instances apart, as "name=value  name=value"; without alertname and severity.
QString instanceText(const Labels &labels);

} // namespace toban

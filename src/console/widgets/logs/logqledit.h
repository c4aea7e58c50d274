// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logmodel.h"

#include <QSet>
#include <QStringList>

#include <optional>

namespace toban::logql {

/// Changes to a LogQL log query as text, so that the operator sees what is asked. A query that does not begin with a
/// stream selector is returned as it is. All pure.

/// A string literal with LogQL's escaping.
QString quoted(const QString &value);
/// The query narrowed to lines whose field or label has (or has not) this value: a stream label goes into the selector,
/// a field behind `| json` or `| logfmt`, which is added when the query does not parse its lines yet.
QString withFilter(const QString &query, const QString &name, const QString &value, bool wanted,
                   const QStringList &streamLabels, const QString &parser = QStringLiteral("json"));
/// The query narrowed to these levels (none: not narrowed), in the place of an earlier narrowing.
QString withLevels(const QString &query, const QSet<int> &levels, const QStringList &streamLabels);
/// The levels that withLevels() narrowed to; LogLevel as int.
QSet<int> levels(const QString &query);
/// Index into the query that an error text of Loki points at ("parse error at line 1, col 20: …"), if it does.
std::optional<int> errorPosition(const QString &query, const QString &errorText);
/// Every line of a stream that carries one of the usual labels, in the order of their usefulness.
QString defaultQuery(const QStringList &streamLabels);

} // namespace toban::logql

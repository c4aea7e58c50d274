// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QUrl>
#include <QUrlQuery>

namespace toban {

/// Adds a name and a value as they are: '+', '%', '&' and the rest arrive at the server unchanged.
void addItem(QUrlQuery &query, const QString &name, const QString &value);

/// The endpoint's URL with the path appended to its own and the query set. Precondition when the endpoint's URL is not
/// http(s) with a host, or carries credentials (they belong into the keychain).
Result<QUrl> requestUrl(const QString &endpoint, const QString &path, const QUrlQuery &query);

/// "https://host:9090/path": without user, password, query and fragment.
QString originOf(const QUrl &url);

/// Scheme, host and effective port are equal: the only place credentials go to.
bool isSameOrigin(const QUrl &a, const QUrl &b);

/// Only this machine can be behind it.
bool isLoopback(const QUrl &url);

} // namespace toban

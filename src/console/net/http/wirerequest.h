// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/credentials.h"
#include "http/redirect.h"

#include <QNetworkProxy>
#include <QNetworkRequest>

namespace toban {

/// The proxy of a "http://host:port" or "socks5://host:port" text; no proxy for an empty one. Precondition for anything
/// else, and for one that carries a password.
Result<QNetworkProxy> proxyFor(const QString &proxyUrl);

/// Header fields and attributes of one hop. `credentials` is null where none may go.
QNetworkRequest networkRequest(const QUrl &url, const HttpRequest &request, bool withBody,
                               const Credentials *credentials);

} // namespace toban

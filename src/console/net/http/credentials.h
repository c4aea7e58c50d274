// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/httpclient.h"

#include <QByteArray>
#include <QCoro/QCoroTask>

#include <utility>
#include <vector>

namespace toban {

/// The header fields that authorise one request. Made for it, dropped with it.
struct Credentials
{
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    std::vector<QByteArray> secrets; ///< the bare values, so that an answer that echoes them can be cleaned

    /// The text without the secret values.
    QByteArray scrub(QByteArray text) const;
};

/// Looks the secrets up and builds Authorization and the configured header fields. Keychain errors pass through;
/// Precondition for a value that cannot stand in a header field.
QCoro::Task<Result<Credentials>> gatherCredentials(HttpOptions options, SecretLookup lookup);

} // namespace toban

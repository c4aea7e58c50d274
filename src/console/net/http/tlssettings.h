// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "result.h"

#include <QList>
#include <QSslConfiguration>
#include <QSslError>

namespace toban {

/// Qt's TLS configuration from the options. Reads the files; Precondition names the one that is missing or unusable.
Result<QSslConfiguration> tlsConfiguration(const HttpOptions::Tls &options);

/// For a redirect's foreign host: same authorities, but no client certificate, and always verified.
QSslConfiguration withoutClientCertificate(QSslConfiguration configuration);

/// The certificate's alternative names have this host, as it is or by a wildcard for its first label (RFC 6125).
bool isCertificateFor(const QSslCertificate &certificate, const QString &host);

/// The reason in the server's certificate, worst first; code "certificate_expired", "certificate_not_yet_valid",
/// "certificate_revoked", "host_name_mismatch", "self_signed", "unknown_authority" or "certificate_invalid".
Error tlsError(const QList<QSslError> &errors, const QString &origin);

} // namespace toban

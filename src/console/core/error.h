// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <optional>

namespace toban {

/// What kind of thing went wrong. Views choose words and the next step by it; nothing compares texts.
enum class ErrorKind {
    Network, ///< name not found, refused, reset, proxy
    Tls, ///< certificate or handshake
    Timeout,
    Http, ///< a 4xx/5xx status without a body we understand
    Server, ///< the server answered with its own error document
    Decode, ///< wrong content type, malformed or over-long answer
    Cancelled,
    CircuitOpen, ///< not sent: the endpoint failed too often just now
    RateLimited, ///< not sent, or 429
    Keychain,
    Storage, ///< file or database
    Precondition, ///< not sent: configuration or input does not allow it (read-only, no endpoint, bad expression)
};

/// A failure as a value. Pure, any thread. Holds no secret: the origin carries neither credentials nor query.
class Error
{
public:
    Error(ErrorKind kind, QString detail, QString origin = {});

    ErrorKind kind() const { return m_kind; }
    /// What the library or the server said, untranslated, already redacted. May be empty.
    const QString &detail() const { return m_detail; }
    /// "https://host:9090/api/v1/query", or a file's path for Storage.
    const QString &origin() const { return m_origin; }
    /// HTTP status, 0 when there was none.
    int status() const { return m_status; }
    /// The server's own code, such as "bad_data" or "plan_changed"; empty when it gave none.
    const QString &code() const { return m_code; }
    /// Role the server asks for (403 of the manager), or empty.
    const QString &requiredRole() const { return m_requiredRole; }
    std::optional<std::chrono::milliseconds> retryAfter() const { return m_retryAfter; }

    Error &withStatus(int status);
    Error &withCode(const QString &code);
    Error &withRequiredRole(const QString &role);
    Error &withRetryAfter(std::chrono::milliseconds wait);

    /// 401, 403, or a keychain that did not give the credentials.
    bool isAuthentication() const;
    /// Worth sending again later: network, time-out, 408, 429, 5xx, open circuit (facts §6).
    bool isRetryable() const;

private:
    ErrorKind m_kind;
    QString m_detail;
    QString m_origin;
    int m_status = 0;
    QString m_code;
    QString m_requiredRole;
    std::optional<std::chrono::milliseconds> m_retryAfter;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "error.h"

#include <utility>

namespace toban {

Error::Error(ErrorKind kind, QString detail, QString origin)
    : m_kind(kind), m_detail(std::move(detail)), m_origin(std::move(origin))
{ }

Error &Error::withStatus(int status)
{
    m_status = status;
    return *this;
}

Error &Error::withCode(const QString &code)
{
    m_code = code;
    return *this;
}

Error &Error::withRequiredRole(const QString &role)
{
    m_requiredRole = role;
    return *this;
}

Error &Error::withRetryAfter(std::chrono::milliseconds wait)
{
    m_retryAfter = wait;
    return *this;
}

bool Error::isAuthentication() const
{
    return m_status == 401 || m_status == 403 || m_kind == ErrorKind::Keychain;
}

bool Error::isRetryable() const
{
    switch (m_kind) {
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::CircuitOpen:
    case ErrorKind::RateLimited:
        return true;
    case ErrorKind::Http:
    case ErrorKind::Server:
        return m_status == 408 || m_status == 429 || m_status >= 500;
    case ErrorKind::Tls:
    case ErrorKind::Decode:
    case ErrorKind::Cancelled:
    case ErrorKind::Keychain:
    case ErrorKind::Storage:
    case ErrorKind::Precondition:
        return false;
    }
    return false;
}

} // namespace toban

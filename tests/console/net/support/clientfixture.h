// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "await.h"
#include "clock.h"
#include "http/httpclient.h"
#include "scriptedserver.h"

namespace toban {

/// Limits under which a test waits for nothing.
inline HttpLimits quickLimits()
{
    HttpLimits limits;
    limits.retryBase = std::chrono::milliseconds(1);
    limits.maxAnswerBytes = 200'000;
    return limits;
}

inline EndpointConfig endpointAt(const QString &url, std::chrono::milliseconds timeout = std::chrono::seconds(10))
{
    EndpointConfig config;
    config.url = url;
    config.http.timeout = timeout;
    return config;
}

/// A lookup that always gives the same value.
inline SecretLookup secretIs(const QString &value)
{
    return [value](SecretName) -> QCoro::Task<Result<QString>> {
        // The value is taken before the first suspension point: there is none.
        co_return Result<QString>(value);
    };
}

inline HttpRequest get(const QString &path = QStringLiteral("/api"))
{
    HttpRequest request;
    request.path = path;
    return request;
}

inline HttpRequest post(const QByteArray &body)
{
    HttpRequest request;
    request.method = "POST";
    request.path = QStringLiteral("/change");
    request.body = body;
    request.contentType = "application/json";
    request.idempotent = false;
    return request;
}

} // namespace toban

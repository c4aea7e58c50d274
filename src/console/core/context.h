// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace toban {

enum class EndpointKind { Prometheus, Loki, Alertmanager, Manager };
inline constexpr EndpointKind allEndpointKinds[]
    = {EndpointKind::Prometheus, EndpointKind::Loki, EndpointKind::Alertmanager, EndpointKind::Manager};
QString toString(EndpointKind kind); ///< "prometheus", …

/// The name under which a secret lies in the keychain ("staging/prometheus/password"), never its value.
using SecretName = QString;

/// HTTP options of one endpoint, after Prometheus' HTTP client configuration; secrets by name only.
struct HttpOptions
{
    struct BasicAuth
    {
        QString username;
        SecretName passwordSecret;
        friend bool operator==(const BasicAuth &, const BasicAuth &) = default;
    };
    struct Authorization
    {
        QString type = QStringLiteral("Bearer");
        SecretName credentialsSecret;
        friend bool operator==(const Authorization &, const Authorization &) = default;
    };
    struct Tls
    {
        QString caFile;
        QString certFile;
        QString keyFile;
        QString serverName;
        bool insecureSkipVerify = false;
        friend bool operator==(const Tls &, const Tls &) = default;
    };
    struct Header
    {
        QString name;
        QString value; ///< empty when valueSecret is set
        SecretName valueSecret;
        friend bool operator==(const Header &, const Header &) = default;
    };

    std::optional<BasicAuth> basicAuth;
    std::optional<Authorization> authorization;
    Tls tls;
    QString proxyUrl;
    std::vector<Header> headers; ///< such as X-Scope-OrgID
    std::chrono::milliseconds timeout{10'000};
    friend bool operator==(const HttpOptions &, const HttpOptions &) = default;
};

struct EndpointConfig
{
    QString url; ///< empty: not configured
    HttpOptions http;
    friend bool operator==(const EndpointConfig &, const EndpointConfig &) = default;
};

enum class EnvironmentKind { Sandbox, Development, Staging, Production };

/// A named environment the console can work on.
struct Context
{
    QString name;
    EnvironmentKind kind = EnvironmentKind::Development;
    QString colour; ///< "#rrggbb"; empty: the kind's colour
    bool readOnly = false;
    QString timeZone; ///< IANA name; empty: the system's
    QString currency = QStringLiteral("USD");
    QString metricProfile; ///< file with catalogue overrides, optional
    std::map<EndpointKind, EndpointConfig> endpoints;

    EndpointConfig endpoint(EndpointKind kind) const;
    QStringList secretNames() const; ///< all names this context refers to
    friend bool operator==(const Context &, const Context &) = default;
};

} // namespace toban

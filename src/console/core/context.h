// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>
#include <QTimeZone>

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

/// The name of a secret that lives in this run's memory only, such as the sandbox's token: "run:" and the name. No saved
/// context can refer to one, so that the two never meet.
SecretName transientSecret(const QString &name);
bool isTransientSecret(const SecretName &name);

/// A header field whose value is a secret by its name: "Cookie", "X-Api-Key", "PRIVATE-TOKEN" …
bool isSecretHeader(const QString &name);

/// What can be used as `proxy_url`: http:// or socks5:// and a host, without a user or a password.
enum class ProxyUrl { Fine, Malformed, WithCredentials };
ProxyUrl checkProxyUrl(const QString &url);

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
    /// The zone whose days the environment counts in: the named one, or the system's where none is named or known.
    QTimeZone zone() const;
    QStringList secretNames() const; ///< all names this context refers to
    friend bool operator==(const Context &, const Context &) = default;
};

/// The secrets of `before` that nothing in `after` refers to: what would lie in the keychain for ever.
QStringList secretsNoLongerUsed(const std::vector<Context> &before, const std::vector<Context> &after);

} // namespace toban

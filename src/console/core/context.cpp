// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include "redact.h"

#include <QUrl>

#include <algorithm>
#include <array>

namespace toban {

namespace {
constexpr QStringView transientPrefix = u"run:";
}

SecretName transientSecret(const QString &name)
{
    return transientPrefix.toString() + name;
}

bool isTransientSecret(const SecretName &name)
{
    return name.startsWith(transientPrefix);
}

bool isSecretHeader(const QString &name)
{
    static constexpr std::array<QStringView, 4> others{u"cookie", u"x-auth", u"x-access-key", u"x-subscription-key"};
    return isSensitiveKey(name.toStdString()) || std::any_of(others.begin(), others.end(), [&name](QStringView item) {
               return name.compare(item, Qt::CaseInsensitive) == 0;
           });
}

ProxyUrl checkProxyUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"http" && url.scheme() != u"socks5"))
        return ProxyUrl::Malformed;
    return url.userInfo().isEmpty() ? ProxyUrl::Fine : ProxyUrl::WithCredentials;
}

QString toString(EndpointKind kind)
{
    switch (kind) {
    case EndpointKind::Prometheus:
        return QStringLiteral("prometheus");
    case EndpointKind::Loki:
        return QStringLiteral("loki");
    case EndpointKind::Alertmanager:
        return QStringLiteral("alertmanager");
    case EndpointKind::Manager:
        return QStringLiteral("manager");
    }
    return {};
}

QTimeZone Context::zone() const
{
    const QTimeZone named(timeZone.toUtf8());
    return named.isValid() ? named : QTimeZone::systemTimeZone();
}

EndpointConfig Context::endpoint(EndpointKind endpointKind) const
{
    const auto it = endpoints.find(endpointKind);
    return it == endpoints.end() ? EndpointConfig{} : it->second;
}

QStringList Context::secretNames() const
{
    QStringList names;
    for (const auto &[endpointKind, config] : endpoints) {
        if (config.http.basicAuth)
            names += config.http.basicAuth->passwordSecret;
        if (config.http.authorization)
            names += config.http.authorization->credentialsSecret;
        for (const auto &header : config.http.headers)
            names += header.valueSecret;
    }
    names.removeAll(QString());
    names.removeDuplicates();
    return names;
}

QStringList secretsNoLongerUsed(const std::vector<Context> &before, const std::vector<Context> &after)
{
    QStringList unused;
    for (const Context &context : before)
        unused += context.secretNames();
    unused.removeDuplicates();
    for (const Context &context : after)
        for (const SecretName &name : context.secretNames())
            unused.removeAll(name);
    return unused;
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include <QStringList>

namespace toban {

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

} // namespace toban

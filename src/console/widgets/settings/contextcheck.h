// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <QCoreApplication>

#include <optional>
#include <vector>

namespace toban {

/// What keeps an environment from being saved, at the field where it is mended. Text is translated.
struct FieldIssue
{
    enum class Field {
        Name,
        TimeZone,
        Currency,
        MetricProfile,
        Url,
        Username,
        CaFile,
        CertFile,
        KeyFile,
        Proxy,
        Headers,
        NoEndpoint,
    };
    std::size_t context = 0; ///< index in the list
    std::optional<EndpointKind> endpoint;
    Field field = Field::Name;
    QString text;
};

/// Checks what a person entered before it is written. Pure apart from looking whether named files exist; any thread.
class ContextCheck
{
    Q_DECLARE_TR_FUNCTIONS(ContextCheck)
public:
    /// Issues of all contexts, in the order of the fields in the form.
    static std::vector<FieldIssue> check(const std::vector<Context> &contexts);

    static QString urlIssue(const QString &url); ///< empty: fine
    static QString proxyIssue(const QString &url);
    static QString headersIssue(const std::vector<HttpOptions::Header> &headers);
};

/// A name for a secret that no context of the list uses yet: "staging/prometheus/password", then "…-2".
SecretName newSecretName(const std::vector<Context> &contexts, const QString &contextName, EndpointKind kind,
                         const QString &what);

/// How many places in the list refer to this secret.
int secretUses(const std::vector<Context> &contexts, const SecretName &name);

/// A name for a copy or a new environment that none of the list has: "staging copy", "staging copy 2".
QString freeContextName(const std::vector<Context> &contexts, const QString &wish);

} // namespace toban

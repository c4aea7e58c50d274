// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/credentials.h"

#include "redact.h"

#include <algorithm>

namespace toban {

namespace {

QCoro::Task<Result<QByteArray>> lookUp(SecretLookup lookup, SecretName name)
{
    if (!lookup) {
        Error error(ErrorKind::Keychain, QStringLiteral("no keychain to read from"), name);
        error.withCode(QStringLiteral("missing"));
        co_return Failure(error);
    }
    const Result<QString> value = co_await lookup(name);
    if (!value)
        co_return Failure(value.error());
    co_return value->toUtf8();
}

/// A line break would end the field and begin another one.
bool canStandInHeader(const QByteArray &value)
{
    return std::none_of(value.begin(), value.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

} // namespace

QByteArray Credentials::scrub(QByteArray text) const
{
    const auto replacement = QByteArrayView(redactedText.data(), qsizetype(redactedText.size()));
    for (const QByteArray &secret : secrets) {
        if (!secret.isEmpty())
            text.replace(secret, replacement);
    }
    return text;
}

QCoro::Task<Result<Credentials>> gatherCredentials(HttpOptions options, SecretLookup lookup)
{
    Credentials credentials;
    if (options.basicAuth) {
        const QByteArray user = options.basicAuth->username.toUtf8();
        QByteArray password;
        if (!options.basicAuth->passwordSecret.isEmpty()) {
            const Result<QByteArray> secret = co_await lookUp(lookup, options.basicAuth->passwordSecret);
            if (!secret)
                co_return Failure(secret.error());
            password = *secret;
        }
        const QByteArray plain = user + ':' + password;
        const QByteArray encoded = plain.toBase64();
        credentials.secrets.push_back(encoded);
        credentials.secrets.push_back(password);
        credentials.headers.emplace_back("Authorization", "Basic " + encoded);
    } else if (options.authorization) {
        const Result<QByteArray> secret = co_await lookUp(lookup, options.authorization->credentialsSecret);
        if (!secret)
            co_return Failure(secret.error());
        credentials.secrets.push_back(*secret);
        credentials.headers.emplace_back("Authorization", options.authorization->type.toUtf8() + ' ' + *secret);
    }
    for (const HttpOptions::Header &header : options.headers) {
        QByteArray value = header.value.toUtf8();
        if (!header.valueSecret.isEmpty()) {
            const Result<QByteArray> secret = co_await lookUp(lookup, header.valueSecret);
            if (!secret)
                co_return Failure(secret.error());
            value = *secret;
            credentials.secrets.push_back(value);
        }
        credentials.headers.emplace_back(header.name.toUtf8(), value);
    }
    for (const auto &[name, value] : credentials.headers) {
        if (name.isEmpty() || name.contains(':') || !canStandInHeader(name) || !canStandInHeader(value))
            co_return Failure(Error(ErrorKind::Precondition,
                                    QStringLiteral("the value of the header field \"") + QString::fromUtf8(name)
                                        + QStringLiteral("\" has a line break, or its name is not one")));
    }
    co_return credentials;
}

} // namespace toban

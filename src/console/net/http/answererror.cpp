// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/answererror.h"

#include "http/retryafter.h"
#include "redact.h"

namespace toban {

QString detailText(const QByteArray &text)
{
    constexpr qsizetype longest = 500;
    // Redacted before it is cut: a cut could take away the key by which a value is known for a secret.
    const QByteArray head = text.left(16 * longest);
    const std::string redacted = redact(std::string_view(head.constData(), size_t(head.size())));
    QString detail = QString::fromUtf8(redacted.data(), qsizetype(redacted.size())).trimmed();
    if (detail.size() > longest)
        detail = detail.left(longest) + u'…';
    return detail;
}

namespace {

Error errorOfStatus(int status, const QByteArray &contentType, const QByteArray &body, const QString &origin,
                    std::optional<std::chrono::milliseconds> retryAfter)
{
    // A page for browsers says nothing that the status does not say.
    QString detail = contentType == "text/html" ? QString() : detailText(body);
    if (status < 400)
        detail = QStringLiteral("unexpected status");
    Error error(status == 429 ? ErrorKind::RateLimited : ErrorKind::Http, detail, origin);
    error.withStatus(status);
    if (retryAfter)
        error.withRetryAfter(*retryAfter);
    return error;
}

} // namespace

std::optional<Error> statusError(const WireAnswer &answer, const QString &origin, qint64 nowMs)
{
    if (answer.status < 300 || answer.status == 304)
        return std::nullopt;
    return errorOfStatus(answer.status, answer.contentType, answer.body, origin,
                         parseRetryAfter(answer.retryAfter, nowMs));
}

Error plainError(const HttpAnswer &answer)
{
    return errorOfStatus(answer.status, answer.contentType, answer.body, {}, answer.retryAfter);
}

Error at(const Error &error, const QString &origin)
{
    Error located(error.kind(), error.detail(), origin);
    located.withStatus(error.status()).withCode(error.code()).withRequiredRole(error.requiredRole());
    if (error.retryAfter())
        located.withRetryAfter(*error.retryAfter());
    return located;
}

bool isEndpointFailure(const Error &error)
{
    switch (error.kind()) {
    case ErrorKind::Network:
    case ErrorKind::Tls:
    case ErrorKind::Timeout:
        return true;
    default:
        return error.status() >= 500 || error.code() == u"not_http";
    }
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/errordetail.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <optional>
#include <vector>

namespace toban {

namespace {

// As they are made in net, secrets, storage and app. %1 and %2 stand for what differs.
constexpr const char *ownDetails[] = {
    QT_TRANSLATE_NOOP("ErrorDetail", "no complete answer within %1 ms"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the connection was closed within the answer"),
    QT_TRANSLATE_NOOP("ErrorDetail",
                      "the connection was lost, or the server redirected; a change is not sent a second time"),
    QT_TRANSLATE_NOOP("ErrorDetail", "content encoding that was not asked for: %1"),
    QT_TRANSLATE_NOOP("ErrorDetail", "answer of %1 bytes; the limit is %2"),
    QT_TRANSLATE_NOOP("ErrorDetail", "answer longer than the limit of %1 bytes"),
    QT_TRANSLATE_NOOP("ErrorDetail", "broken compressed answer"),
    QT_TRANSLATE_NOOP("ErrorDetail", "compressed answer ends too early"),
    QT_TRANSLATE_NOOP("ErrorDetail", "%1 was expected, not %2"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the list's pages do not come to an end"),
    QT_TRANSLATE_NOOP("ErrorDetail", "status %1"),
    QT_TRANSLATE_NOOP("ErrorDetail", "unexpected status"),
    QT_TRANSLATE_NOOP("ErrorDetail", "more than %1 redirects"),
    QT_TRANSLATE_NOOP("ErrorDetail", "redirect without a usable Location"),
    QT_TRANSLATE_NOOP("ErrorDetail", "redirect to another protocol: %1"),
    QT_TRANSLATE_NOOP("ErrorDetail", "redirect from https to http: %1"),
    QT_TRANSLATE_NOOP("ErrorDetail", "redirect to a URL with credentials: %1"),
    QT_TRANSLATE_NOOP("ErrorDetail", "redirect of a %1 request: %2"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the server closed the tail"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the tail did not open in time"),
    QT_TRANSLATE_NOOP("ErrorDetail", "no sign of life from the server"),
    QT_TRANSLATE_NOOP("ErrorDetail", "certificate revoked"),
    QT_TRANSLATE_NOOP("ErrorDetail", "certificate expired"),
    QT_TRANSLATE_NOOP("ErrorDetail", "certificate not yet valid"),
    QT_TRANSLATE_NOOP("ErrorDetail", "host name mismatch"),
    QT_TRANSLATE_NOOP("ErrorDetail", "self-signed certificate"),
    QT_TRANSLATE_NOOP("ErrorDetail", "certificate of an unknown authority"),
    QT_TRANSLATE_NOOP("ErrorDetail", "cannot be read: %1"),
    QT_TRANSLATE_NOOP("ErrorDetail", "holds no PEM certificate"),
    QT_TRANSLATE_NOOP("ErrorDetail", "holds no unencrypted PEM private key"),
    QT_TRANSLATE_NOOP("ErrorDetail", "a client certificate needs both its file and its key's"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the endpoint's URL must be http:// or https:// and a host"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the endpoint's URL must not carry a user name or password"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the proxy's URL must be http://host:port or socks5://host:port"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the proxy's URL must not carry a user name or password"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the value of the header field \"%1\" has a line break, or its name is not one"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the keyring service does not answer"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the keyring did not answer within %1 s"),
    QT_TRANSLATE_NOOP("ErrorDetail", "the folder could not be made"),
    QT_TRANSLATE_NOOP("ErrorDetail", "entry %1 does not follow from the one before it: the journal was altered"),
    QT_TRANSLATE_NOOP("ErrorDetail", "toban-sandbox is neither beside toban nor on PATH"),
    QT_TRANSLATE_NOOP("ErrorDetail", "it was started and is not ready: %1"),
    QT_TRANSLATE_NOOP("ErrorDetail", "it did not start: %1"),
    QT_TRANSLATE_NOOP("ErrorDetail", "it gave no token: %1"),
    QT_TRANSLATE_NOOP("ErrorDetail", "\"%1\" did not end within %2 s"),
    QT_TRANSLATE_NOOP("ErrorDetail", "\"%1\" crashed"),
};

QRegularExpression patternOf(const char *text)
{
    QString pattern = QRegularExpression::escape(QLatin1String(text));
    for (const char *place : {"\\%1", "\\%2"})
        pattern.replace(QLatin1String(place), QStringLiteral("(.+)"));
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern),
                              QRegularExpression::DotMatchesEverythingOption);
}

std::optional<QString> ownWords(const QString &detail)
{
    static const std::vector<QRegularExpression> patterns = [] {
        std::vector<QRegularExpression> made;
        for (const char *text : ownDetails)
            made.push_back(patternOf(text));
        return made;
    }();
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        const auto match = patterns[i].match(detail);
        if (!match.hasMatch())
            continue;
        const QString text = QCoreApplication::translate("ErrorDetail", ownDetails[i]);
        switch (match.lastCapturedIndex()) {
        case 0:
            return text;
        case 1:
            return text.arg(match.captured(1));
        default:
            return text.arg(match.captured(1), match.captured(2));
        }
    }
    return std::nullopt;
}

} // namespace

QString errorDetail(const QString &detail)
{
    if (const auto words = ownWords(detail))
        return *words;
    // The faults of a certificate come in a row.
    const QString separator = QStringLiteral("; ");
    QStringList parts = detail.split(separator);
    for (QString &part : parts)
        part = ownWords(part).value_or(part);
    return parts.join(separator);
}

} // namespace toban

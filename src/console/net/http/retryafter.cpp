// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/retryafter.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace toban {

namespace {

std::optional<qint64> parseHttpDateMs(const QString &text)
{
    // The preferred form and the two obsolete ones that a recipient has to take (RFC 9110 §5.6.7).
    static const QString forms[]
        = {QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"), QStringLiteral("dddd, dd-MMM-yy HH:mm:ss 'GMT'"),
           QStringLiteral("ddd MMM d HH:mm:ss yyyy")};
    for (const QString &form : forms) {
        QDateTime time = QLocale::c().toDateTime(text.simplified(), form);
        if (!time.isValid())
            continue;
        time.setTimeSpec(Qt::UTC);
        if (time.date().year() < 1970) // two digits
            time = time.addYears(100);
        return time.toMSecsSinceEpoch();
    }
    return std::nullopt;
}

} // namespace

std::optional<std::chrono::milliseconds> parseRetryAfter(const QByteArray &field, qint64 nowMs)
{
    const QByteArray text = field.trimmed();
    if (text.isEmpty())
        return std::nullopt;
    if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        bool ok = false;
        const qint64 seconds = text.toLongLong(&ok);
        constexpr qint64 century = 100LL * 366 * 86'400; // longer is as good as never, and must not overflow
        return std::chrono::seconds(ok ? std::min(seconds, century) : century);
    }
    if (const auto date = parseHttpDateMs(QString::fromLatin1(text)))
        return std::chrono::milliseconds(std::max<qint64>(0, *date - nowMs));
    return std::nullopt;
}

} // namespace toban

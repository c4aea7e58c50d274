// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/retryafter.h"

#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace toban {

namespace {

std::optional<qint64> parseHttpDateMs(const QString &text)
{
    // Date and time apart, and put together in UTC: a moment that the local zone's clocks skip is one all the same.
    QStringList words = text.simplified().split(u' ');
    const auto clock
        = std::find_if(words.cbegin(), words.cend(), [](const QString &word) { return word.contains(u':'); });
    if (clock == words.cend())
        return std::nullopt;
    const QTime time = QTime::fromString(*clock, QStringLiteral("HH:mm:ss"));
    words.erase(clock);
    // The preferred form and the two obsolete ones that a recipient has to take (RFC 9110 §5.6.7).
    static const QString forms[] = {QStringLiteral("ddd, dd MMM yyyy 'GMT'"), QStringLiteral("dddd, dd-MMM-yy 'GMT'"),
                                    QStringLiteral("ddd MMM d yyyy")};
    for (const QString &form : forms) {
        QDate date = QLocale::c().toDate(words.join(u' '), form);
        if (!date.isValid() || !time.isValid())
            continue;
        if (date.year() < 1970) // two digits
            date = date.addYears(100);
        return QDateTime(date, time, Qt::UTC).toMSecsSinceEpoch();
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

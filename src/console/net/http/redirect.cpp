// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/redirect.h"

#include "http/urls.h"

namespace toban {

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<Redirect> followRedirect(const QUrl &from, int status, const QByteArray &location, const QByteArray &method,
                                bool withCredentials)
{
    const auto refuse = [&](const QString &why) {
        Error error(ErrorKind::Http, why, originOf(from));
        error.withStatus(status).withCode(QStringLiteral("redirect_refused"));
        return Failure(error);
    };
    const QUrl target = from.resolved(QUrl::fromEncoded(location, QUrl::TolerantMode));
    if (location.isEmpty() || !target.isValid() || target.host().isEmpty())
        return refuse(QStringLiteral("redirect without a usable Location"));
    if (target.scheme() != u"http" && target.scheme() != u"https")
        return refuse(QStringLiteral("redirect to another protocol: ") + originOf(target));
    if (from.scheme() == u"https" && target.scheme() == u"http")
        return refuse(QStringLiteral("redirect from https to http: ") + originOf(target));
    if (!target.userInfo().isEmpty())
        return refuse(QStringLiteral("redirect to a URL with credentials: ") + originOf(target));

    const bool same = isSameOrigin(from, target);
    const bool safe = method == "GET" || method == "HEAD";
    if (!safe && (!same || (status != 307 && status != 308)))
        return refuse(QStringLiteral("redirect of a ") + QString::fromLatin1(method) + QStringLiteral(" request: ")
                      + originOf(target));
    return Redirect{target, method, !safe, withCredentials && same};
}

} // namespace toban

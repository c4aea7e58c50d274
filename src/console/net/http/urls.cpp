// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/urls.h"

#include <QHostAddress>

namespace toban {

void addItem(QUrlQuery &query, const QString &name, const QString &value)
{
    query.addQueryItem(QString::fromLatin1(QUrl::toPercentEncoding(name)),
                       QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

Result<QUrl> requestUrl(const QString &endpoint, const QString &path, const QUrlQuery &query)
{
    QUrl url(endpoint.trimmed(), QUrl::StrictMode);
    const bool http = url.scheme() == u"http" || url.scheme() == u"https";
    if (!url.isValid() || !http || url.host().isEmpty())
        return Failure(Error(ErrorKind::Precondition,
                             QStringLiteral("the endpoint's URL must be http:// or https:// and a host"),
                             originOf(url)));
    if (!url.userInfo().isEmpty())
        return Failure(Error(ErrorKind::Precondition,
                             QStringLiteral("the endpoint's URL must not carry a user name or password"),
                             originOf(url)));
    QString base = url.path(QUrl::FullyEncoded);
    while (base.endsWith(u'/'))
        base.chop(1);
    url.setPath(base + path, QUrl::TolerantMode);
    url.setQuery(query.isEmpty() ? QString() : query.query(QUrl::FullyEncoded), QUrl::StrictMode);
    url.setFragment(QString());
    return url;
}

QString originOf(const QUrl &url)
{
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    const auto port = [](const QUrl &url) { return url.port(url.scheme() == u"https" ? 443 : 80); };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

bool isLoopback(const QUrl &url)
{
    return url.host() == u"localhost" || QHostAddress(url.host()).isLoopback();
}

} // namespace toban

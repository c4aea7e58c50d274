// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/wirerequest.h"

#include "http/urls.h"

namespace toban {

Result<QNetworkProxy> proxyFor(const QString &proxyUrl)
{
    if (proxyUrl.isEmpty())
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QUrl url(proxyUrl, QUrl::StrictMode);
    const bool socks = url.scheme() == u"socks5";
    const ProxyUrl usable = checkProxyUrl(proxyUrl);
    if (usable == ProxyUrl::Malformed)
        return Failure(Error(ErrorKind::Precondition,
                             QStringLiteral("the proxy's URL must be http://host:port or socks5://host:port"),
                             originOf(url)));
    if (usable == ProxyUrl::WithCredentials)
        return Failure(Error(ErrorKind::Precondition,
                             QStringLiteral("the proxy's URL must not carry a user name or password"), originOf(url)));
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
                         quint16(url.port(socks ? 1080 : 80)));
}

QNetworkRequest networkRequest(const QUrl &url, const HttpRequest &request, bool withBody,
                               const Credentials *credentials)
{
    QNetworkRequest made(url);
    made.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    made.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    made.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    made.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    made.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    made.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    made.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    made.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("toban"));
    made.setRawHeader("Accept", request.accept);
    // Set by hand, so that Qt leaves the decompression to us: with our limit, and without its guess of what a bomb is.
    // Between processes of one machine compressing costs more than it saves.
    made.setRawHeader("Accept-Encoding", isLoopback(url) ? "identity" : "gzip");
    if (withBody)
        made.setHeader(QNetworkRequest::ContentTypeHeader, request.contentType);
    if (credentials) {
        for (const auto &[name, value] : request.headers)
            made.setRawHeader(name, value);
        for (const auto &[name, value] : credentials->headers)
            made.setRawHeader(name, value);
    }
    return made;
}

} // namespace toban

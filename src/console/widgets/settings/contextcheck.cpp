// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/contextcheck.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <QTimeZone>
#include <QUrl>

#include <algorithm>

namespace toban {

namespace {

bool isHeaderToken(const QString &name)
{
    // RFC 9110 §5.6.2
    static const QRegularExpression token(QStringLiteral("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"));
    return token.match(name).hasMatch();
}

class Checker
{
    Q_DECLARE_TR_FUNCTIONS(toban::ContextCheck)
public:
    explicit Checker(const std::vector<Context> &contexts) : m_contexts(contexts) { }

    std::vector<FieldIssue> run()
    {
        for (m_index = 0; m_index < m_contexts.size(); ++m_index)
            context(m_contexts[m_index]);
        return std::move(m_issues);
    }

private:
    using Field = FieldIssue::Field;

    void add(Field field, const QString &text, std::optional<EndpointKind> endpoint = std::nullopt)
    {
        if (!text.isEmpty())
            m_issues.push_back({m_index, endpoint, field, text});
    }

    void context(const Context &context)
    {
        add(Field::Name, name(context.name));
        if (!context.timeZone.isEmpty() && !QTimeZone::isTimeZoneIdAvailable(context.timeZone.toUtf8()))
            add(Field::TimeZone,
                tr("%1 is not a time zone. Names look like Asia/Tokyo; leave it empty for the system’s zone.")
                    .arg(context.timeZone));
        static const QRegularExpression currency(QStringLiteral("^[A-Z]{3}$"));
        if (!currency.match(context.currency).hasMatch())
            add(Field::Currency, tr("A currency is three capital letters, such as USD or JPY."));
        if (!context.metricProfile.isEmpty())
            add(Field::MetricProfile, file(context.metricProfile));
        bool any = false;
        for (const auto &[kind, config] : context.endpoints) {
            any = any || !config.url.isEmpty();
            endpoint(kind, config);
        }
        if (!any)
            add(Field::NoEndpoint,
                tr("Enter the address of at least one endpoint: without any there is nothing to show."));
    }

    QString name(const QString &name) const
    {
        if (name.trimmed().isEmpty())
            return tr("Enter a name.");
        if (name != name.trimmed())
            return tr("The name begins or ends with a space. Take it out.");
        const auto same = std::count_if(m_contexts.begin(), m_contexts.end(),
                                        [&](const Context &other) { return other.name == name; });
        return same > 1 ? tr("Another environment is called %1. Choose a different name.").arg(name) : QString();
    }

    static QString file(const QString &path)
    {
        const QFileInfo info(path);
        if (!info.exists())
            return tr("There is no file %1.").arg(path);
        if (!info.isFile() || !info.isReadable())
            return tr("%1 cannot be read. Check its permissions.").arg(path);
        return {};
    }

    void endpoint(EndpointKind kind, const EndpointConfig &config)
    {
        if (config == EndpointConfig{})
            return;
        if (config.url.isEmpty())
            add(Field::Url, tr("Options are set but the address is empty. Enter it, or clear the options."), kind);
        else
            add(Field::Url, ContextCheck::urlIssue(config.url), kind);
        const HttpOptions &http = config.http;
        if (http.basicAuth && http.basicAuth->username.isEmpty())
            add(Field::Username, tr("Enter the user name, or choose another way to sign in."), kind);
        const HttpOptions::Tls &tls = http.tls;
        if (!tls.caFile.isEmpty())
            add(Field::CaFile, file(tls.caFile), kind);
        if (!tls.certFile.isEmpty())
            add(Field::CertFile, file(tls.certFile), kind);
        else if (!tls.keyFile.isEmpty())
            add(Field::CertFile, tr("A key without its certificate cannot be used. Choose the certificate too."), kind);
        if (!tls.keyFile.isEmpty())
            add(Field::KeyFile, file(tls.keyFile), kind);
        else if (!tls.certFile.isEmpty())
            add(Field::KeyFile, tr("A certificate without its key cannot be used. Choose the key too."), kind);
        if (!http.proxyUrl.isEmpty())
            add(Field::Proxy, ContextCheck::proxyIssue(http.proxyUrl), kind);
        add(Field::Headers, ContextCheck::headersIssue(http.headers), kind);
    }

    const std::vector<Context> &m_contexts;
    std::size_t m_index = 0;
    std::vector<FieldIssue> m_issues;
};

template <typename Visit>
void forEachSecret(const Context &context, Visit visit)
{
    for (const auto &[kind, config] : context.endpoints) {
        const HttpOptions &http = config.http;
        if (http.basicAuth)
            visit(http.basicAuth->passwordSecret);
        if (http.authorization)
            visit(http.authorization->credentialsSecret);
        for (const HttpOptions::Header &header : http.headers)
            visit(header.valueSecret);
    }
}

} // namespace

std::vector<FieldIssue> ContextCheck::check(const std::vector<Context> &contexts)
{
    return Checker(contexts).run();
}

QString ContextCheck::urlIssue(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != u"http" && url.scheme() != u"https") || url.host().isEmpty())
        return tr("An address looks like https://prometheus.example:9090.");
    if (!url.userName().isEmpty() || !url.password().isEmpty())
        return tr("Take the user and the password out of the address and enter them below: addresses are kept in a "
                  "plain file.");
    if (url.hasQuery() || url.hasFragment())
        return tr("Take out everything from “?” or “#” on: only the beginning of the address belongs here.");
    return {};
}

QString ContextCheck::proxyIssue(const QString &text)
{
    const ProxyUrl usable = checkProxyUrl(text);
    if (usable == ProxyUrl::Malformed)
        return tr("A proxy looks like http://proxy.example:3128 or socks5://proxy.example:1080.");
    if (usable == ProxyUrl::WithCredentials)
        return tr("Take the user and the password out of the proxy’s address: addresses are kept in a plain file.");
    return {};
}

QString ContextCheck::headersIssue(const std::vector<HttpOptions::Header> &headers)
{
    QSet<QString> seen;
    for (const HttpOptions::Header &header : headers) {
        if (!isHeaderToken(header.name))
            return header.name.isEmpty() ? tr("A header has no name.")
                                         : tr("“%1” is not a header name.").arg(header.name);
        const QString lower = header.name.toLower();
        if (seen.contains(lower))
            return tr("The header %1 is there twice.").arg(header.name);
        seen.insert(lower);
        if (lower == u"authorization")
            return tr("Use “Sign in with” for Authorization instead of a header.");
        if (isSecretHeader(header.name) && !header.value.isEmpty())
            return tr("The value of %1 would stand in a plain file. Tick “Secret” beside it to keep it in the keyring.")
                .arg(header.name);
        if (header.value.contains(u'\n') || header.value.contains(u'\r'))
            return tr("The value of %1 has a line break.").arg(header.name);
    }
    return {};
}

int secretUses(const std::vector<Context> &contexts, const SecretName &name)
{
    int uses = 0;
    for (const Context &context : contexts)
        forEachSecret(context, [&](const SecretName &other) { uses += other == name ? 1 : 0; });
    return uses;
}

SecretName newSecretName(const std::vector<Context> &contexts, const QString &contextName, EndpointKind kind,
                         const QString &what)
{
    QString base = QStringLiteral("%1/%2/%3").arg(contextName, toString(kind), what);
    if (isTransientSecret(base)) // that name is taken by what lives in memory only
        base.prepend(u'/');
    QString name = base;
    for (int n = 2; secretUses(contexts, name) > 0; ++n)
        name = QStringLiteral("%1-%2").arg(base).arg(n);
    return name;
}

QString freeContextName(const std::vector<Context> &contexts, const QString &wish)
{
    const auto taken = [&](const QString &name) {
        return std::any_of(contexts.begin(), contexts.end(), [&](const Context &c) { return c.name == name; });
    };
    QString name = wish;
    for (int n = 2; taken(name); ++n)
        name = QStringLiteral("%1 %2").arg(wish).arg(n);
    return name;
}

} // namespace toban

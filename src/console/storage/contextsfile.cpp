// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contextsfile.h"

#include "atomicfile.h"
#include "duration.h"
#include "yamlnode.h"

#include <QFile>
#include <QTimeZone>
#include <QUrl>

#include <algorithm>
#include <array>

namespace toban {

namespace {

constexpr std::array<std::pair<EnvironmentKind, const char *>, 4> kinds{{
    {EnvironmentKind::Sandbox, "sandbox"},
    {EnvironmentKind::Development, "development"},
    {EnvironmentKind::Staging, "staging"},
    {EnvironmentKind::Production, "production"},
}};

const std::map<std::string, QString> secretHints{
    {"password",
     QStringLiteral("secrets do not stand in this file; give a name as password_secret and store its value "
                    "in the keychain")},
    {"credentials",
     QStringLiteral("secrets do not stand in this file; give a name as credentials_secret and store its "
                    "value in the keychain")},
    {"password_file", QStringLiteral("give a name as password_secret and store its value in the keychain")},
    {"credentials_file", QStringLiteral("give a name as credentials_secret and store its value in the keychain")},
    {"bearer_token", QStringLiteral("use authorization with credentials_secret and the keychain")},
    {"token", QStringLiteral("use authorization with credentials_secret and the keychain")},
    {"secret", QStringLiteral("give a name as …_secret and store its value in the keychain")},
};

SecretName secretName(YamlMap &map, const char *key)
{
    const SecretName name = map.requiredText(key);
    if (isTransientSecret(name))
        map.fail(key, QStringLiteral("names a secret of one run: choose a name that does not begin with \"run:\""));
    return name;
}

HttpOptions::Header readHeader(const YAML::Node &node, const QString &path, const QString &name)
{
    HttpOptions::Header header;
    header.name = name;
    if (node.IsScalar()) {
        header.value = QString::fromStdString(node.Scalar());
        if (isSecretHeader(name) && !header.value.isEmpty())
            throw YamlProblem{node.Mark(),
                              QStringLiteral("\"%1.%2\" would hold a secret: write {value_secret: NAME} and store the "
                                             "value in the keychain")
                                  .arg(path, name)};
        return header;
    }
    YamlMap map(node, path + u'.' + name);
    header.valueSecret = secretName(map, "value_secret");
    map.finish(secretHints);
    return header;
}

HttpOptions readHttp(YamlMap &map)
{
    HttpOptions http;
    if (const auto node = map.node("basic_auth")) {
        YamlMap auth(*node, map.pathOf("basic_auth"));
        http.basicAuth = HttpOptions::BasicAuth{auth.requiredText("username"), secretName(auth, "password_secret")};
        auth.finish(secretHints);
    }
    if (const auto node = map.node("authorization")) {
        YamlMap auth(*node, map.pathOf("authorization"));
        http.authorization = HttpOptions::Authorization{auth.text("type", QStringLiteral("Bearer")),
                                                        secretName(auth, "credentials_secret")};
        auth.finish(secretHints);
    }
    if (http.basicAuth && http.authorization)
        map.fail("authorization", QStringLiteral("cannot stand beside basic_auth"));
    if (const auto node = map.node("tls_config")) {
        YamlMap tls(*node, map.pathOf("tls_config"));
        http.tls.caFile = tls.text("ca_file");
        http.tls.certFile = tls.text("cert_file");
        http.tls.keyFile = tls.text("key_file");
        http.tls.serverName = tls.text("server_name");
        http.tls.insecureSkipVerify = tls.boolean("insecure_skip_verify", false);
        if (http.tls.certFile.isEmpty() != http.tls.keyFile.isEmpty())
            tls.fail(http.tls.certFile.isEmpty() ? "key_file" : "cert_file",
                     QStringLiteral("needs cert_file and key_file together"));
        tls.finish(secretHints);
    }
    http.proxyUrl = map.text("proxy_url");
    if (!http.proxyUrl.isEmpty()) {
        const ProxyUrl usable = checkProxyUrl(http.proxyUrl);
        if (usable == ProxyUrl::Malformed)
            map.fail("proxy_url", QStringLiteral("is not http://host:port or socks5://host:port"));
        if (usable == ProxyUrl::WithCredentials)
            map.fail("proxy_url", QStringLiteral("holds credentials: this file holds no secret"));
    }
    if (const auto node = map.node("headers")) {
        const QString path = map.pathOf("headers");
        if (!node->IsMap())
            throw YamlProblem{node->Mark(), QStringLiteral("\"%1\": expected names with values").arg(path)};
        for (const auto &member : *node)
            http.headers.push_back(readHeader(member.second, path, QString::fromStdString(member.first.Scalar())));
    }
    if (map.has("timeout")) {
        const auto timeout = parseDurationMs(map.text("timeout"));
        if (!timeout)
            map.fail("timeout", QStringLiteral("is not a duration such as 10s"));
        http.timeout = std::chrono::milliseconds(*timeout);
    }
    return http;
}

EndpointConfig readEndpoint(const YAML::Node &node, const QString &path)
{
    YamlMap map(node, path);
    EndpointConfig config;
    config.url = map.requiredText("url");
    const QUrl url(config.url, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"http" && url.scheme() != u"https"))
        map.fail("url", QStringLiteral("is not an http or https URL"));
    if (!url.userInfo().isEmpty())
        map.fail("url", QStringLiteral("holds credentials: use basic_auth with password_secret and the keychain"));
    config.http = readHttp(map);
    map.finish(secretHints);
    return config;
}

Context readContext(const YAML::Node &node, const QString &path)
{
    YamlMap map(node, path);
    Context context;
    context.name = map.requiredText("name");
    const QString kindName = map.text("kind", QStringLiteral("development"));
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [&kindName](const auto &item) { return kindName == QLatin1String(item.second); });
    if (kind == kinds.end())
        map.fail("kind", QStringLiteral("is none of sandbox, development, staging, production"));
    context.kind = kind->first;
    context.colour = map.text("colour");
    const auto isHex = [](QChar c) { return (c >= u'0' && c <= u'9') || (c.toLower() >= u'a' && c.toLower() <= u'f'); };
    if (!context.colour.isEmpty()
        && (context.colour.size() != 7 || context.colour[0] != u'#'
            || !std::all_of(context.colour.begin() + 1, context.colour.end(), isHex)))
        map.fail("colour", QStringLiteral("is not of the form \"#rrggbb\""));
    context.readOnly = map.boolean("read_only", false);
    context.timeZone = map.text("time_zone");
    if (!context.timeZone.isEmpty() && !QTimeZone::isTimeZoneIdAvailable(context.timeZone.toUtf8()))
        map.fail("time_zone", QStringLiteral("is not a time zone such as Asia/Tokyo"));
    context.currency = map.text("currency", context.currency);
    context.metricProfile = map.text("metric_profile");
    if (const auto endpoints = map.node("endpoints")) {
        YamlMap members(*endpoints, map.pathOf("endpoints"));
        for (const EndpointKind endpointKind : allEndpointKinds) {
            const QByteArray name = toString(endpointKind).toLatin1();
            if (const auto endpoint = members.node(name.constData()))
                context.endpoints[endpointKind] = readEndpoint(*endpoint, members.pathOf(name.constData()));
        }
        members.finish();
    }
    map.finish(secretHints);
    return context;
}

ContextsFile::Content readContent(const YAML::Node &root)
{
    YamlMap map(root, {});
    ContextsFile::Content content;
    content.current = map.text("current");
    if (const auto contexts = map.node("contexts")) {
        if (!contexts->IsSequence() && !contexts->IsNull())
            map.fail("contexts", QStringLiteral("is not a list"));
        for (std::size_t i = 0; i < contexts->size(); ++i) {
            const YAML::Node node = (*contexts)[i];
            content.contexts.push_back(readContext(node, QStringLiteral("contexts[%1]").arg(i)));
            const QString &name = content.contexts.back().name;
            const auto same = std::count_if(content.contexts.begin(), content.contexts.end(),
                                            [&name](const Context &item) { return item.name == name; });
            if (same > 1)
                throw YamlProblem{node.Mark(), QStringLiteral("two contexts are called \"%1\"").arg(name)};
        }
    }
    if (!content.current.isEmpty()
        && std::none_of(content.contexts.begin(), content.contexts.end(),
                        [&content](const Context &item) { return item.name == content.current; }))
        map.fail("current", QStringLiteral("names no context of this file"));
    map.finish();
    return content;
}

/// Writes only what differs from the defaults, so that the file stays what a person would write.
class Writer
{
public:
    QByteArray write(const ContextsFile::Content &content)
    {
        m_out << YAML::BeginMap;
        text("current", content.current);
        m_out << YAML::Key << "contexts" << YAML::Value << YAML::BeginSeq;
        for (const Context &context : content.contexts)
            writeContext(context);
        m_out << YAML::EndSeq << YAML::EndMap;
        return QByteArray(m_out.c_str()) + QByteArray("\n");
    }

private:
    void text(const char *key, const QString &value)
    {
        if (!value.isEmpty())
            m_out << YAML::Key << key << YAML::Value << value.toStdString();
    }

    void writeContext(const Context &context)
    {
        m_out << YAML::BeginMap;
        text("name", context.name);
        const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                       [&context](const auto &item) { return item.first == context.kind; });
        m_out << YAML::Key << "kind" << YAML::Value << kind->second;
        if (!context.colour.isEmpty())
            m_out << YAML::Key << "colour" << YAML::Value << YAML::DoubleQuoted << context.colour.toStdString();
        if (context.readOnly)
            m_out << YAML::Key << "read_only" << YAML::Value << true;
        text("time_zone", context.timeZone);
        text("currency", context.currency);
        text("metric_profile", context.metricProfile);
        m_out << YAML::Key << "endpoints" << YAML::Value << YAML::BeginMap;
        for (const auto &[endpointKind, config] : context.endpoints) {
            if (!config.url.isEmpty())
                writeEndpoint(toString(endpointKind), config);
        }
        m_out << YAML::EndMap << YAML::EndMap;
    }

    void writeEndpoint(const QString &name, const EndpointConfig &config)
    {
        const HttpOptions &http = config.http;
        m_out << YAML::Key << name.toStdString() << YAML::Value << YAML::BeginMap;
        text("url", config.url);
        if (http.basicAuth) {
            m_out << YAML::Key << "basic_auth" << YAML::Value << YAML::BeginMap;
            text("username", http.basicAuth->username);
            text("password_secret", http.basicAuth->passwordSecret);
            m_out << YAML::EndMap;
        }
        if (http.authorization) {
            m_out << YAML::Key << "authorization" << YAML::Value << YAML::BeginMap;
            text("type", http.authorization->type);
            text("credentials_secret", http.authorization->credentialsSecret);
            m_out << YAML::EndMap;
        }
        if (http.tls != HttpOptions::Tls{}) {
            m_out << YAML::Key << "tls_config" << YAML::Value << YAML::BeginMap;
            text("ca_file", http.tls.caFile);
            text("cert_file", http.tls.certFile);
            text("key_file", http.tls.keyFile);
            text("server_name", http.tls.serverName);
            if (http.tls.insecureSkipVerify)
                m_out << YAML::Key << "insecure_skip_verify" << YAML::Value << true;
            m_out << YAML::EndMap;
        }
        text("proxy_url", http.proxyUrl);
        if (!http.headers.empty()) {
            m_out << YAML::Key << "headers" << YAML::Value << YAML::BeginMap;
            for (const auto &header : http.headers) {
                m_out << YAML::Key << header.name.toStdString() << YAML::Value;
                if (header.valueSecret.isEmpty()) {
                    m_out << header.value.toStdString();
                } else {
                    m_out << YAML::BeginMap;
                    text("value_secret", header.valueSecret);
                    m_out << YAML::EndMap;
                }
            }
            m_out << YAML::EndMap;
        }
        if (http.timeout != HttpOptions{}.timeout)
            text("timeout", durationText(http.timeout.count()));
        m_out << YAML::EndMap;
    }

    YAML::Emitter m_out;
};

Error malformed(const QString &path, const YAML::Mark &mark, const QString &what)
{
    // A mark of -1 means the whole document.
    const QString place
        = mark.line < 0 ? QStringLiteral("1:1") : QStringLiteral("%1:%2").arg(mark.line + 1).arg(mark.column + 1);
    return Error(ErrorKind::Storage, place + QStringLiteral(": ") + what, path).withCode(QStringLiteral("malformed"));
}

Result<ContextsFile::Content> parse(const QByteArray &text, const QString &path)
{
    try {
        return readContent(YAML::Load(text.toStdString()));
    } catch (const YamlProblem &problem) {
        return Failure(malformed(path, problem.mark, problem.what));
    } catch (const YAML::Exception &exception) {
        return Failure(malformed(path, exception.mark, QString::fromStdString(exception.msg)));
    }
}

} // namespace

ContextsFile::ContextsFile(QString path) : m_path(std::move(path))
{ }

Result<ContextsFile::Content> ContextsFile::read() const
{
    QFile file(m_path);
    if (!file.exists())
        return Content{};
    if (!file.open(QIODevice::ReadOnly))
        return Failure(Error(ErrorKind::Storage, file.errorString(), m_path));
    return parse(file.readAll(), m_path);
}

Result<void> ContextsFile::write(const Content &content) const
{
    const QByteArray text = Writer().write(content);
    // What could not be read again must not reach the disk: names may hold anything, and so may URLs typed by hand.
    const auto again = parse(text, m_path);
    if (!again) {
        return Failure(Error(ErrorKind::Precondition, again.error().detail(), m_path).withCode(again.error().code()));
    }
    return writeAtomically(m_path, text);
}

} // namespace toban

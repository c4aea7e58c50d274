// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contextsfile.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace toban;

class TestContextsFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatPeopleWrite();
    void aMissingFileIsEmpty();
    void mistakesHavePlaceAndName_data();
    void mistakesHavePlaceAndName();
    void everythingIsReadBack();
    void whatCannotBeReadIsNotWritten();
    void aFileIsItsOwnersAlone();
    void aFailedWriteLeavesTheOldFile();

private:
    QString path() const { return m_directory.filePath(QStringLiteral("conf/contexts.yaml")); }
    void writeRaw(const QByteArray &text) const
    {
        QDir().mkpath(QFileInfo(path()).path());
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QTemporaryDir m_directory;
};

void TestContextsFile::readsWhatPeopleWrite()
{
    writeRaw(R"(current: staging
contexts:
  - name: staging
    kind: staging
    colour: "#c08000"
    read_only: true
    time_zone: Asia/Tokyo
    currency: JPY
    endpoints:
      prometheus:
        url: https://prometheus.staging.example/p
        basic_auth: {username: ops, password_secret: staging/prometheus/password}
        tls_config:
          ca_file: /etc/ssl/ca.pem
          server_name: internal
          insecure_skip_verify: false
        headers:
          X-Scope-OrgID: team-a
          X-Key: {value_secret: staging/key}
        proxy_url: http://proxy:3128
        timeout: 4s
      manager:
        url: https://manager.staging.example
        authorization: {credentials_secret: staging/manager/token}
  - name: empty
)");
    const auto content = ContextsFile(path()).read();
    QVERIFY2(content.has_value(), content ? "" : qPrintable(content.error().detail()));
    QCOMPARE(content->current, QStringLiteral("staging"));
    QCOMPARE(content->contexts.size(), 2U);
    const Context &staging = content->contexts[0];
    QCOMPARE(staging.kind, EnvironmentKind::Staging);
    QVERIFY(staging.readOnly);
    QCOMPARE(staging.currency, QStringLiteral("JPY"));
    const auto prometheus = staging.endpoint(EndpointKind::Prometheus);
    QCOMPARE(prometheus.http.basicAuth->passwordSecret, QStringLiteral("staging/prometheus/password"));
    QCOMPARE(prometheus.http.headers.size(), 2U);
    QCOMPARE(prometheus.http.headers[0].value, QStringLiteral("team-a"));
    QCOMPARE(prometheus.http.headers[1].valueSecret, QStringLiteral("staging/key"));
    QCOMPARE(prometheus.http.timeout.count(), 4000);
    QCOMPARE(staging.endpoint(EndpointKind::Manager).http.authorization->type, QStringLiteral("Bearer"));
    QCOMPARE(staging.endpoint(EndpointKind::Loki).url, QString());
    QCOMPARE(content->contexts[1].kind, EnvironmentKind::Development);
}

void TestContextsFile::aMissingFileIsEmpty()
{
    const auto content = ContextsFile(m_directory.filePath(QStringLiteral("none.yaml"))).read();
    QVERIFY(content.has_value());
    QVERIFY(content->contexts.empty());
}

void TestContextsFile::mistakesHavePlaceAndName_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QByteArray &text, const char *says) {
        QTest::newRow(name) << text << QString::fromUtf8(says);
    };
    const QByteArray endpoint = "contexts:\n- name: a\n  endpoints:\n    prometheus:\n      url: http://h\n";
    row("syntax", "contexts: [", "1:");
    row("unknown", "contexts: []\ncolor: red\n", "2:1: unknown key \"color\"");
    row("unknown in context", "contexts:\n- name: a\n  readonly: true\n", "3:3: unknown key \"contexts[0].readonly\"");
    row("unknown endpoint", "contexts:\n- name: a\n  endpoints:\n    grafana: {url: http://h}\n",
        "4:5: unknown key \"contexts[0].endpoints.grafana\"");
    row("password",
        endpoint + "      basic_auth:\n        username: u\n        password_secret: s\n        password: x\n",
        "9:9: unknown key \"contexts[0].endpoints.prometheus.basic_auth.password\": secrets do not stand in this file");
    row("bearer token", endpoint + "      bearer_token: x\n", "6:7: unknown key");
    row("credentials in the URL", "contexts:\n- name: a\n  endpoints:\n    loki:\n      url: http://u:p@h\n",
        "5:12: \"contexts[0].endpoints.loki.url\" holds credentials");
    row("secret in a header", endpoint + "      headers:\n        Authorization: Bearer x\n",
        "7:24: \"contexts[0].endpoints.prometheus.headers.Authorization\" would hold a secret");
    row("secret in another header", endpoint + "      headers:\n        PRIVATE-TOKEN: glpat-1\n",
        "7:24: \"contexts[0].endpoints.prometheus.headers.PRIVATE-TOKEN\" would hold a secret");
    row("a secret of one run", endpoint + "      authorization: {credentials_secret: \"run:sandbox/manager/token\"}\n",
        "names a secret of one run");
    row("proxy over TLS", endpoint + "      proxy_url: https://proxy:3128\n", "is not http://host:port or socks5://");
    row("user of a proxy", endpoint + "      proxy_url: http://u@proxy:3128\n", "holds credentials");
    row("both ways in",
        endpoint
            + "      basic_auth: {username: u, password_secret: s}\n      authorization: {credentials_secret: t}\n",
        "cannot stand beside basic_auth");
    row("certificate without key", endpoint + "      tls_config: {cert_file: a.pem}\n",
        "cert_file and key_file together");
    row("no URL", "contexts:\n- name: a\n  endpoints:\n    loki: {}\n",
        "\"contexts[0].endpoints.loki.url\" is missing");
    row("wrong URL", "contexts:\n- name: a\n  endpoints:\n    loki: {url: \"ftp://h\"}\n",
        "is not an http or https URL");
    row("kind", "contexts:\n- {name: a, kind: prod}\n", "2:19: \"contexts[0].kind\" is none of");
    row("colour", "contexts:\n- {name: a, colour: red}\n", "\"contexts[0].colour\" is not of the form");
    row("zone", "contexts:\n- {name: a, time_zone: Mars}\n", "\"contexts[0].time_zone\" is not a time zone");
    row("boolean", "contexts:\n- {name: a, read_only: maybe}\n", "is neither true nor false");
    row("twice", "contexts:\n- name: a\n- name: a\n", "3:3: two contexts are called \"a\"");
    row("key twice", "contexts:\n- name: a\n  name: b\n", "\"contexts[0].name\" is given twice");
    row("current", "current: b\ncontexts:\n- name: a\n", "1:10: \"current\" names no context");
    row("list", "- a\n", "expected keys with values");
}

void TestContextsFile::mistakesHavePlaceAndName()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    writeRaw(text);
    const auto content = ContextsFile(path()).read();
    QVERIFY(!content.has_value());
    QCOMPARE(content.error().kind(), ErrorKind::Storage);
    QCOMPARE(content.error().origin(), path());
    QVERIFY2(content.error().detail().contains(says), qPrintable(content.error().detail()));
}

void TestContextsFile::everythingIsReadBack()
{
    std::mt19937 random(5);
    const auto chance = [&random] { return random() % 2 == 0; };
    const auto text = [&random] {
        static const QStringList texts{
            QStringLiteral("plain"), QStringLiteral("with: colon"), QStringLiteral("\"quoted\""),
            QStringLiteral("'s"),    QStringLiteral("# hash"),      QStringLiteral("true"),
            QStringLiteral("012"),   QStringLiteral("日本語"),      QStringLiteral("a\nb"),
            QStringLiteral("~"),     QStringLiteral(" blank "),     QStringLiteral("- x")};
        return texts[int(random() % texts.size())];
    };
    for (int round = 0; round < 200; ++round) {
        ContextsFile::Content content;
        for (int i = 0; i < int(random() % 4); ++i) {
            Context context;
            context.name = text() + QString::number(i);
            context.kind = EnvironmentKind(random() % 4);
            context.colour = chance() ? QStringLiteral("#12aBcd") : QString();
            context.readOnly = chance();
            context.timeZone = chance() ? QStringLiteral("Europe/Berlin") : QString();
            context.currency = chance() ? QStringLiteral("JPY") : QStringLiteral("USD");
            context.metricProfile = chance() ? text() : QString();
            for (const auto kind : allEndpointKinds) {
                if (chance())
                    continue;
                EndpointConfig config;
                config.url = QStringLiteral("https://host:9090/path");
                if (chance())
                    config.http.basicAuth = HttpOptions::BasicAuth{text(), text()};
                else if (chance())
                    config.http.authorization = HttpOptions::Authorization{QStringLiteral("Token"), text()};
                config.http.tls.caFile = chance() ? text() : QString();
                config.http.tls.insecureSkipVerify = chance();
                if (chance()) {
                    config.http.tls.certFile = text();
                    config.http.tls.keyFile = text();
                }
                config.http.proxyUrl = chance() ? QStringLiteral("http://proxy:3128") : QString();
                if (chance())
                    config.http.headers
                        = {{QStringLiteral("X-Scope-OrgID"), text(), {}}, {QStringLiteral("X-B"), {}, text()}};
                config.http.timeout = std::chrono::milliseconds(chance() ? 10'000 : 1'500);
                context.endpoints[kind] = config;
            }
            content.contexts.push_back(context);
            if (chance())
                content.current = context.name;
        }
        const ContextsFile file(path());
        const auto written = file.write(content);
        QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().detail()));
        const auto again = file.read();
        QVERIFY2(again.has_value(), again ? "" : qPrintable(again.error().detail()));
        QVERIFY(*again == content);
    }
}

void TestContextsFile::whatCannotBeReadIsNotWritten()
{
    const ContextsFile file(path());
    Context good;
    good.name = QStringLiteral("good");
    QVERIFY(file.write({QStringLiteral("good"), {good}}).has_value());
    Context bad = good;
    bad.endpoints[EndpointKind::Loki].url = QStringLiteral("http://user:secret@h");
    const auto written = file.write({QStringLiteral("good"), {bad}});
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().kind(), ErrorKind::Precondition);
    QVERIFY(!written.error().detail().contains(u"secret@"));
    QCOMPARE(file.read()->contexts, std::vector<Context>{good});
}

void TestContextsFile::aFileIsItsOwnersAlone()
{
    writeRaw("contexts: []\n");
    QFile::setPermissions(path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
    QVERIFY(ContextsFile(path()).write({}).has_value());
    const auto mode = QFile::permissions(path());
    QVERIFY(!(mode & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
}

void TestContextsFile::aFailedWriteLeavesTheOldFile()
{
    // A folder where the temporary file's target should be: the rename fails at the very end.
    const QString folder = m_directory.filePath(QStringLiteral("taken"));
    QVERIFY(QDir().mkpath(folder + QStringLiteral("/inside")));
    const auto written = ContextsFile(folder).write({});
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().kind(), ErrorKind::Storage);
    QVERIFY(QFileInfo(folder + QStringLiteral("/inside")).isDir());
}

QTEST_APPLESS_MAIN(TestContextsFile)
#include "tst_contextsfile.moc"

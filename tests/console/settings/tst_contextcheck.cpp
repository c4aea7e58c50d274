// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/contextcheck.h"

#include <QTest>

using namespace toban;
using Field = FieldIssue::Field;

namespace {

Context good()
{
    Context context;
    context.name = QStringLiteral("staging");
    context.endpoints[EndpointKind::Prometheus].url = QStringLiteral("https://prometheus.example:9090/prefix");
    return context;
}

HttpOptions &http(Context &context)
{
    return context.endpoints[EndpointKind::Prometheus].http;
}

} // namespace

Q_DECLARE_METATYPE(toban::Context)
Q_DECLARE_METATYPE(toban::FieldIssue::Field)

class TestContextCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aGoodEnvironmentHasNoIssues()
    {
        Context context = good();
        context.timeZone = QStringLiteral("Asia/Tokyo");
        http(context).headers = {{QStringLiteral("X-Scope-OrgID"), QStringLiteral("team-a"), {}}};
        http(context).proxyUrl = QStringLiteral("socks5://proxy.example:1080");
        QCOMPARE(ContextCheck::check({context}).size(), std::size_t(0));
    }

    void eachMistakeIsSaidAtItsField_data()
    {
        QTest::addColumn<Context>("context");
        QTest::addColumn<Field>("field");
        const auto row = [](const char *name, Field field, auto edit) {
            Context context = good();
            edit(context);
            QTest::newRow(name) << context << field;
        };
        const auto url = [](const char *text) {
            return [text](Context &c) { c.endpoints[EndpointKind::Prometheus].url = QString::fromUtf8(text); };
        };
        row("no name", Field::Name, [](Context &c) { c.name.clear(); });
        row("blank name", Field::Name, [](Context &c) { c.name = QStringLiteral("  "); });
        row("space after the name", Field::Name, [](Context &c) { c.name = QStringLiteral("x "); });
        row("no such zone", Field::TimeZone, [](Context &c) { c.timeZone = QStringLiteral("Asia/Osaka2"); });
        row("long currency", Field::Currency, [](Context &c) { c.currency = QStringLiteral("Yen"); });
        row("no currency", Field::Currency, [](Context &c) { c.currency.clear(); });
        row("no such profile", Field::MetricProfile, [](Context &c) { c.metricProfile = QStringLiteral("/no/file"); });
        row("no endpoint", Field::NoEndpoint, [](Context &c) { c.endpoints.clear(); });
        row("no scheme", Field::Url, url("prometheus.example:9090"));
        row("other scheme", Field::Url, url("ftp://prometheus.example"));
        row("no host", Field::Url, url("http://"));
        row("password in the address", Field::Url, url("http://me:secret@prometheus.example"));
        row("user in the address", Field::Url, url("http://me@prometheus.example"));
        row("query in the address", Field::Url, url("http://prometheus.example/?a=b"));
        row("options without address", Field::Url, [](Context &c) {
            c.endpoints[EndpointKind::Loki].http.proxyUrl = QStringLiteral("http://proxy.example:1");
        });
        row("no user", Field::Username, [](Context &c) { http(c).basicAuth.emplace(); });
        row("no such CA", Field::CaFile, [](Context &c) { http(c).tls.caFile = QStringLiteral("/no/ca.pem"); });
        row("key alone", Field::CertFile, [](Context &c) { http(c).tls.keyFile = QStringLiteral("/dev/null"); });
        row("folder as certificate", Field::CertFile, [](Context &c) {
            http(c).tls.certFile = QStringLiteral("/");
            http(c).tls.keyFile = QStringLiteral("/");
        });
        row("proxy without scheme", Field::Proxy, [](Context &c) { http(c).proxyUrl = QStringLiteral("proxy:3128"); });
        row("proxy over TLS", Field::Proxy,
            [](Context &c) { http(c).proxyUrl = QStringLiteral("https://proxy.example:3128"); });
        row("user in the proxy", Field::Proxy,
            [](Context &c) { http(c).proxyUrl = QStringLiteral("http://u@proxy.example:3128"); });
        row("secret in a plain header", Field::Headers, [](Context &c) {
            http(c).headers = {{QStringLiteral("PRIVATE-TOKEN"), QStringLiteral("glpat-1"), {}}};
        });
        row("password in the proxy", Field::Proxy,
            [](Context &c) { http(c).proxyUrl = QStringLiteral("http://u:p@proxy.example:3128"); });
        row("header without name", Field::Headers, [](Context &c) {
            http(c).headers = {{{}, QStringLiteral("v"), {}}};
        });
        row("header with a space", Field::Headers, [](Context &c) {
            http(c).headers = {{QStringLiteral("X Y"), QStringLiteral("v"), {}}};
        });
        row("header twice", Field::Headers, [](Context &c) {
            http(c).headers
                = {{QStringLiteral("X-A"), QStringLiteral("1"), {}}, {QStringLiteral("x-a"), QStringLiteral("2"), {}}};
        });
        row("authorization as header", Field::Headers, [](Context &c) {
            http(c).headers = {{QStringLiteral("Authorization"), QStringLiteral("x"), {}}};
        });
    }

    void eachMistakeIsSaidAtItsField()
    {
        QFETCH(Context, context);
        QFETCH(Field, field);
        const std::vector<FieldIssue> issues = ContextCheck::check({context});
        QVERIFY(!issues.empty());
        QCOMPARE(issues.front().field, field);
        QVERIFY(!issues.front().text.isEmpty());
        QVERIFY2(!issues.front().text.contains(QStringLiteral("secret")), "a mistake never repeats a password");
    }

    void twoEnvironmentsOfOneNameAreBothMarked()
    {
        const std::vector<FieldIssue> issues = ContextCheck::check({good(), good()});
        QCOMPARE(issues.size(), std::size_t(2));
        QCOMPARE(issues[0].context, std::size_t(0));
        QCOMPARE(issues[1].context, std::size_t(1));
    }

    void newNamesAreFree()
    {
        Context context = good();
        http(context).basicAuth = {QStringLiteral("me"), QStringLiteral("staging/prometheus/password")};
        const std::vector<Context> contexts{context, context};
        QCOMPARE(secretUses(contexts, QStringLiteral("staging/prometheus/password")), 2);
        QCOMPARE(
            newSecretName(contexts, QStringLiteral("staging"), EndpointKind::Prometheus, QStringLiteral("password")),
            QStringLiteral("staging/prometheus/password-2"));
        QVERIFY(!isTransientSecret(
            newSecretName(contexts, QStringLiteral("run:x"), EndpointKind::Manager, QStringLiteral("token"))));
        QCOMPARE(freeContextName(contexts, QStringLiteral("staging")), QStringLiteral("staging 2"));
        QCOMPARE(freeContextName(contexts, QStringLiteral("dev")), QStringLiteral("dev"));
    }
};

QTEST_GUILESS_MAIN(TestContextCheck)
#include "tst_contextcheck.moc"

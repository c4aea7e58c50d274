// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/describe.h"

#include <QLocale>
#include <QTest>
#include <QTranslator>

using namespace toban;

class TestDescribe : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void everyKindIsASentence_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = int(ErrorKind::Network); kind <= int(ErrorKind::Precondition); ++kind)
            QTest::addRow("kind %d", kind) << kind;
    }
    void everyKindIsASentence()
    {
        QFETCH(int, kind);
        for (const QString &detail :
             {QString(), QStringLiteral("connection refused"), QStringLiteral("ends with a stop.")}) {
            const Description description
                = describe(Error(ErrorKind(kind), detail, QStringLiteral("https://prom.example:9090/api/v1/query")),
                           QStringLiteral("Prometheus"));
            QVERIFY(!description.what.isEmpty() || (kind == int(ErrorKind::Server) && detail.isEmpty()));
            for (const QString &part : {description.what, description.meaning, description.action}) {
                if (part.isEmpty())
                    continue;
                QVERIFY2(part.endsWith(u'.') && !part.endsWith(u".."), qPrintable(part));
                QVERIFY2(part.front().isUpper(), qPrintable(part));
                QVERIFY2(!part.contains(u'!') && !part.contains(u'%')
                             && !part.contains(QStringLiteral("lease"), Qt::CaseInsensitive),
                         qPrintable(part));
            }
        }
    }

    void statusesSayWhatToDo_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("action");
        QTest::newRow("401") << 401 << "did not accept the credentials"
                             << "settings";
        QTest::newRow("403") << 403 << "does not allow"
                             << "right";
        QTest::newRow("404") << 404 << "does not know"
                             << "address";
        QTest::newRow("409") << 409 << "did not do it"
                             << "new plan";
        QTest::newRow("429") << 429 << "fewer requests"
                             << "resume";
        QTest::newRow("503") << 503 << "error of its own (503)"
                             << "server's log";
        QTest::newRow("504") << 504 << "gave up"
                             << "shorter";
    }
    void statusesSayWhatToDo()
    {
        QFETCH(int, status);
        QFETCH(QString, what);
        QFETCH(QString, action);
        Error error(ErrorKind::Http, {}, QStringLiteral("http://loki.example/x"));
        error.withStatus(status);
        const Description description = describe(error, {});
        QVERIFY2(description.what.startsWith(QStringLiteral("loki.example ")), qPrintable(description.what));
        QVERIFY2(description.what.contains(what), qPrintable(description.what));
        QVERIFY2(description.action.contains(action), qPrintable(description.action));
    }

    void roleWaitAndReadOnlyAreNamed()
    {
        Error forbidden(ErrorKind::Server, QStringLiteral("forbidden"), QStringLiteral("http://m/x"));
        forbidden.withStatus(403).withRequiredRole(QStringLiteral("operator"));
        QVERIFY(describe(forbidden).what.contains(QStringLiteral("operator")));
        Error limited(ErrorKind::RateLimited, {}, {});
        limited.withStatus(429).withRetryAfter(std::chrono::seconds(30));
        QVERIFY(describe(limited).action.contains(QStringLiteral("30")));
        Error readOnly(ErrorKind::Precondition, QStringLiteral("x"), {});
        readOnly.withCode(QStringLiteral("read_only"));
        QVERIFY(describe(readOnly).what.contains(QStringLiteral("read-only")));
    }

    void anEndpointThatRefusesIsNotCalledSilent_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("meaning");
        QTest::newRow("credentials") << int(ErrorKind::Http) << 401 << "did not accept the credentials"
                                     << "password or token is missing";
        QTest::newRow("certificate") << int(ErrorKind::Tls) << 0 << "No secure connection"
                                     << "certificate";
        QTest::newRow("5xx") << int(ErrorKind::Http) << 500 << "error of its own (500)"
                             << "at the server";
        QTest::newRow("nonsense") << int(ErrorKind::Decode) << 200 << "cannot be read"
                                  << "Another program";
        QTest::newRow("keyring") << int(ErrorKind::Keychain) << 0 << "keyring"
                                 << "not sent";
    }
    void anEndpointThatRefusesIsNotCalledSilent()
    {
        QFETCH(int, kind);
        QFETCH(int, status);
        QFETCH(QString, what);
        QFETCH(QString, meaning);
        EndpointHealth health;
        health.kind = EndpointKind::Loki;
        health.configured = true;
        health.state = State::Critical;
        const qint64 now = 1'793'714'525'000;
        health.failingSinceMs = now - 120'000;
        health.error = Error(ErrorKind(kind), {}).withStatus(status);
        for (const bool answeredBefore : {false, true}) {
            if (answeredBefore)
                health.lastSuccessMs = now - 125'000;
            const QString text = describe(health, now, QTimeZone::utc()).text().replace(QChar(0x202F), u' ');
            QVERIFY2(text.contains(what), qPrintable(text));
            QVERIFY2(text.contains(meaning), qPrintable(text));
            QVERIFY2(text.contains(QStringLiteral("for 2 min.")), qPrintable(text));
            QVERIFY2(!text.contains(QStringLiteral("has not answered")), qPrintable(text));
            QCOMPARE(text.contains(QStringLiteral("14:00:00 UTC")), answeredBefore);
        }
    }

    void oldGoodNewsAreNotCalledCurrent()
    {
        EndpointHealth health;
        health.configured = true;
        health.lastSuccessMs = 1'000'000;
        health.state = State::Unknown;
        const QString text = describe(health, 1'600'000, QTimeZone::utc()).text().replace(QChar(0x202F), u' ');
        QVERIFY2(text.contains(QStringLiteral("last answered 10 min ago")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("not known")), qPrintable(text));
    }

    void whatIsOurOwnIsSaidInOurOwnWords_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("what");
        const auto row = [](ErrorKind kind, const char *code, const char *detail, const char *what) {
            QTest::newRow(code) << int(kind) << code << detail << what;
        };
        using K = ErrorKind;
        row(K::Precondition, "not_configured", "loki is not configured in this context", "Loki is not configured.");
        row(K::Precondition, "no_metric", "no family provides \"x\"; looked for a_total, b_total",
            "The server holds none of the metrics that this needs (a_total, b_total).");
        row(K::Precondition, "no_budget", "the manager has no daily budget", "The agent manager has no daily budget.");
        row(K::Precondition, "invalid_reason", "a reason has 3 to 500 characters, this one has 1",
            "The reason needs 3 to 500 characters.");
        row(K::Precondition, "no_context", "no context is called \"nix\"; there are: a, b",
            "No environment is called nix.");
        row(K::Storage, "altered", "entry 2", "The journal loki was altered (entry 2).");
        row(K::Storage, "changed_on_disk", "x", "Another program has changed the file loki.");
    }
    void whatIsOurOwnIsSaidInOurOwnWords()
    {
        QFETCH(int, kind);
        QFETCH(QString, code);
        QFETCH(QString, detail);
        QFETCH(QString, what);
        const Error error = Error(ErrorKind(kind), detail, QStringLiteral("loki")).withCode(code);
        QCOMPARE(describe(error).what, what);
        /// Says nothing at all, so that what is left of a sentence came from the error.
        class Silence : public QTranslator
        {
        public:
            bool isEmpty() const override { return false; }
            QString translate(const char *, const char *, const char *, int) const override
            {
                return QStringLiteral("訳");
            }
        } silence;
        QCoreApplication::installTranslator(&silence);
        const QString left = describe(error).text();
        QCoreApplication::removeTranslator(&silence);
        QVERIFY2(!left.isEmpty() && QString(left).remove(u'訳').simplified().isEmpty(), qPrintable(left));
    }

    void failingEndpointSaysSinceWhen()
    {
        EndpointHealth health;
        health.kind = EndpointKind::Prometheus;
        QVERIFY(describe(health, 0, QTimeZone::utc()).what.contains(QStringLiteral("not configured")));
        health.configured = true;
        QVERIFY(describe(health, 0, QTimeZone::utc()).what.contains(QStringLiteral("not been asked")));
        const qint64 now = 1'793'714'525'000;
        health.state = State::Critical;
        health.failingSinceMs = now - 120'000;
        health.lastSuccessMs = now - 125'000;
        health.error = Error(ErrorKind::Network, QStringLiteral("connection refused"), {});
        const Description failing = describe(health, now, QTimeZone::utc());
        QString what = failing.what;
        QCOMPARE(what.replace(QChar(0x202F), u' '),
                 QStringLiteral("Prometheus has not answered for 2 min (connection refused)."));
        QVERIFY(failing.meaning.contains(QStringLiteral("14:00:00 UTC")));
        health.error.reset();
        health.failingSinceMs.reset();
        health.state = State::Ok;
        health.latency = std::chrono::milliseconds(12);
        QVERIFY(describe(health, now, QTimeZone::utc()).what.contains(QStringLiteral("answered")));
    }
};

QTEST_GUILESS_MAIN(TestDescribe)
#include "tst_describe.moc"

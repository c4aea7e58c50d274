// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/describe.h"
#include "testpaths.h"

#include <QFile>
#include <QHash>
#include <QLocale>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace toban;

namespace {

/// The Japanese texts as they stand in the sources, those with plural forms left out.
class Japanese : public QTranslator
{
public:
    Japanese()
    {
        QFile file(QString::fromStdString(sourcePath("translations/toban_ja.ts")));
        if (!file.open(QIODevice::ReadOnly))
            return;
        QXmlStreamReader xml(&file);
        QString context;
        QString source;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == u"name")
                context = xml.readElementText();
            else if (xml.name() == u"source")
                source = xml.readElementText();
            else if (xml.name() == u"translation")
                m_texts.insert(context + u'\n' + source, xml.readElementText(QXmlStreamReader::IncludeChildElements));
        }
    }
    bool isEmpty() const override { return m_texts.isEmpty(); }
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        return m_texts.value(QString::fromUtf8(context) + u'\n' + QString::fromUtf8(source));
    }

private:
    QHash<QString, QString> m_texts;
};

} // namespace

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
        row(K::Keychain, "missing", "no keyring service on the session bus",
            "The keyring is missing: no keyring service runs in this session.");
        row(K::Keychain, "not_found", "the keyring holds no \"\"",
            "The keyring does not hold the password or token that is needed.");
        row(K::Keychain, "locked", "the default keyring is locked", "The keyring is locked.");
        row(K::Keychain, "refused", "the keyring was not unlocked", "The keyring was not unlocked.");
        row(K::Keychain, "failed", "the keyring service does not answer",
            "The keyring did not give the password or token (the keyring service does not answer).");
        row(K::Network, "closed", "the connection was closed within the answer",
            "The server cannot be reached (the connection was closed within the answer).");
        row(K::Tls, "certificate_expired", "certificate expired; host name mismatch",
            "No secure connection to The server (certificate expired; host name mismatch).");
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

    void eachKeyringProblemHasARemedyOfItsOwn()
    {
        QSet<QString> remedies;
        for (const char *code : {"missing", "not_found", "locked", "refused"}) {
            const Description description
                = describe(Error(ErrorKind::Keychain, QStringLiteral("the keyring holds no \"prod/token\""))
                               .withCode(QLatin1String(code)));
            QVERIFY2(description.action.contains(QStringLiteral("settings")), qPrintable(description.action));
            QCOMPARE(description.action.contains(QStringLiteral("nlock")),
                     code == QLatin1String("locked") || code == QLatin1String("refused"));
            QCOMPARE(description.what.contains(QStringLiteral("prod/token")), code == QLatin1String("not_found"));
            remedies.insert(description.action);
        }
        QCOMPARE(remedies.size(), 4);
    }

    void detailsOfOurOwnAreInTheReadersLanguage_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("detail");
        const auto row = [](ErrorKind kind, const char *detail) {
            QTest::newRow(detail) << int(kind) << QString::fromLatin1(detail);
        };
        row(ErrorKind::Timeout, "no complete answer within 10000 ms");
        row(ErrorKind::Network, "the connection was closed within the answer");
        row(ErrorKind::Decode, "answer of 70000000 bytes; the limit is 67108864");
        row(ErrorKind::Tls, "certificate expired; host name mismatch");
        row(ErrorKind::Keychain, "the keyring service does not answer");
        row(ErrorKind::Storage, "the folder could not be made");
    }
    void detailsOfOurOwnAreInTheReadersLanguage()
    {
        QFETCH(int, kind);
        QFETCH(QString, detail);
        const Error error(ErrorKind(kind), detail, QStringLiteral("http://10.0.0.1/"));
        const QString english = describe(error).what;
        QVERIFY2(english.contains(detail), qPrintable(english)); // what it says is not changed
        Japanese japanese;
        QVERIFY(!japanese.isEmpty());
        QCoreApplication::installTranslator(&japanese);
        QString text = describe(error).what;
        QCoreApplication::removeTranslator(&japanese);
        static const QRegularExpression words(QStringLiteral("[a-z]{3}"));
        QVERIFY2(!text.remove(QStringLiteral("http")).contains(words), qPrintable(text));
        // The words of a server are not ours to translate.
        QVERIFY(describe(Error(ErrorKind::Server, QStringLiteral("parse error"))).what.contains(u"arse error"));
    }

    void japaneseSaysWhenItAnswered()
    {
        EndpointHealth health;
        health.configured = true;
        health.state = State::Ok;
        health.lastSuccessMs = 1'000'000;
        Japanese japanese;
        QCoreApplication::installTranslator(&japanese);
        QStringList texts{describe(health, 1'000'000, QTimeZone::utc()).what};
        health.latency = std::chrono::milliseconds(12);
        texts += describe(health, 1'000'000, QTimeZone::utc()).what;
        health.state = State::Unknown;
        texts += describe(health, 1'000'000, QTimeZone::utc()).what;
        QCoreApplication::removeTranslator(&japanese);
        for (const QString &text : texts) {
            QVERIFY2(text.contains(QStringLiteral("たった今")), qPrintable(text));
            QVERIFY2(!text.contains(QStringLiteral("たった今に")) && !text.contains(QStringLiteral("たった今です")),
                     qPrintable(text));
        }
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

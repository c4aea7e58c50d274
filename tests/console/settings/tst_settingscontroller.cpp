// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backends.h"
#include "clock.h"
#include "contextservice.h"
#include "contextsfile.h"
#include "kit/banner.h"
#include "secretservice.h"
#include "secretstore.h"
#include "settings/secretfield.h"
#include "settings/settingscontroller.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace toban;

namespace {

/// A keyring in memory that can be missing.
class FakeSecretStore : public SecretStore
{
public:
    QHash<SecretName, QString> values;
    std::optional<Error> failure;

    QCoro::Task<Result<QString>> read(SecretName name) override
    {
        if (failure)
            co_return Failure(*failure);
        if (!values.contains(name))
            co_return Failure(Error(ErrorKind::Keychain, {}).withCode(QStringLiteral("not_found")));
        co_return values.value(name);
    }
    QCoro::Task<Result<void>> write(SecretName name, QString value) override
    {
        if (failure)
            co_return Failure(*failure);
        values.insert(name, value);
        co_return {};
    }
    QCoro::Task<Result<void>> remove(SecretName name) override
    {
        if (failure)
            co_return Failure(*failure);
        values.remove(name);
        co_return {};
    }
};

/// Answers every request with one document and keeps what was asked.
class OneAnswer : public QTcpServer
{
public:
    explicit OneAnswer(const QByteArray &json)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, json] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket, json] {
                asked += socket->readAll();
                if (!asked.endsWith("\r\n\r\n"))
                    return;
                socket->write(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                    + QByteArray::number(json.size()) + "\r\n\r\n" + json);
                socket->disconnectFromHost();
            });
        });
    }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(serverPort()); }
    QByteArray asked;
};

} // namespace

class TestSettingsController : public QObject
{
    Q_OBJECT

    struct Fixture
    {
        QTemporaryDir directory;
        SystemClock clock;
        ContextsFile file{directory.filePath(QStringLiteral("contexts.yaml"))};
        FakeSecretStore store;
        SecretService secrets{store};
        ContextService contexts{file};
        Backends backends{secrets, clock};
        QWidget window;
        SettingsController *controller = nullptr;

        explicit Fixture(const std::vector<Context> &saved)
        {
            QVERIFY(contexts.load());
            if (!saved.empty())
                QVERIFY(contexts.save(saved));
            controller = new SettingsController(contexts, secrets, backends, &window);
            window.show();
        }
        SettingsDialog *dialog() const { return window.findChild<SettingsDialog *>(); }
        QLineEdit *secret(EndpointKind kind, const char *field) const
        {
            return dialog()
                ->endpointForm(QStringLiteral("staging"), kind)
                ->findChild<SecretField *>(QLatin1String(field))
                ->findChild<QLineEdit *>();
        }
        void save() const { dialog()->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click(); }
        QByteArray written() const
        {
            QFile yaml(file.path());
            return yaml.open(QIODevice::ReadOnly) ? yaml.readAll() : QByteArray();
        }
    };

    static Context staging(const QString &prometheus = QStringLiteral("http://127.0.0.1:9"))
    {
        Context context;
        context.name = QStringLiteral("staging");
        context.kind = EnvironmentKind::Staging;
        context.endpoints[EndpointKind::Prometheus].url = prometheus;
        context.endpoints[EndpointKind::Prometheus].http.authorization
            = {QStringLiteral("Bearer"), QStringLiteral("staging/prometheus/token")};
        return context;
    }

private Q_SLOTS:
    void aTypedSecretGoesToTheKeyringAndOnlyItsNameToTheFile()
    {
        Fixture f({staging()});
        f.controller->openEnvironment({});
        f.secret(EndpointKind::Prometheus, "tokenField")->setText(QStringLiteral("s3cr3t-value"));
        f.save();
        QTRY_VERIFY(!f.dialog() || !f.dialog()->isVisible());
        QCOMPARE(f.store.values.size(), 1);
        const QString name = f.store.values.constBegin().key();
        QCOMPARE(f.store.values.value(name), QStringLiteral("s3cr3t-value"));
        QVERIFY(f.written().contains(name.toUtf8()));
        QVERIFY(!f.written().contains("s3cr3t-value"));
        QCOMPARE(f.contexts.saved()[0].secretNames(), QStringList{name});
    }

    void withoutAKeyringNothingIsLostAndTheRunCanKeepIt()
    {
        Fixture f({staging()});
        f.store.failure = Error(ErrorKind::Keychain, QStringLiteral("no service")).withCode(QStringLiteral("missing"));
        f.controller->openEnvironment({});
        f.secret(EndpointKind::Prometheus, "tokenField")->setText(QStringLiteral("kept"));
        const QByteArray before = f.written();
        f.save();
        auto *banner = f.dialog()->findChild<Banner *>(QStringLiteral("banner"));
        QTRY_VERIFY(banner->isVisible());
        QCOMPARE(f.written(), before);
        QCOMPARE(f.secret(EndpointKind::Prometheus, "tokenField")->text(), QStringLiteral("kept"));
        banner->findChild<QAbstractButton *>()->click();
        QTRY_VERIFY(!f.dialog() || !f.dialog()->isVisible());
        QVERIFY(f.store.values.isEmpty());
        QVERIFY(!f.written().contains("kept"));
        const SecretName name = f.contexts.saved()[0].secretNames().at(0);
        QString value;
        f.secrets.value(name).then([&](const Result<QString> &got) { value = got.value_or(QString()); });
        QTRY_COMPARE(value, QStringLiteral("kept"));
    }

    void secretsThatNobodyRefersToAreRemoved()
    {
        Context context = staging();
        context.endpoints[EndpointKind::Prometheus].http.authorization->credentialsSecret = QStringLiteral("old/name");
        Fixture f({context});
        f.store.values.insert(QStringLiteral("old/name"), QStringLiteral("x"));
        f.controller->openEnvironment({});
        f.dialog()
            ->endpointForm(QStringLiteral("staging"), EndpointKind::Prometheus)
            ->findChild<QComboBox *>(QStringLiteral("authBox"))
            ->setCurrentIndex(0);
        f.save();
        QTRY_VERIFY(f.store.values.isEmpty());
    }

    void aFileThatCannotBeWrittenIsSaidAndTheDialogStays()
    {
        Fixture f({staging()});
        f.controller->openEnvironment({});
        auto *name = f.dialog()->findChild<QLineEdit *>(QStringLiteral("nameEdit"));
        name->setText(QStringLiteral("renamed"));
        QFile other(f.file.path()); // another program writes in between
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write("current: \"\"\ncontexts: []\n");
        other.close();
        f.save();
        auto *banner = f.dialog()->findChild<Banner *>(QStringLiteral("banner"));
        QTRY_VERIFY(banner->isVisible());
        QVERIFY(f.dialog()->isVisible());
        QCOMPARE(name->text(), QStringLiteral("renamed"));
    }

    void testingAnEndpointSendsTheTypedTokenOnceAndForgetsIt()
    {
        OneAnswer server(R"({"status":"success","data":{"version":"2.42.0"}})");
        Fixture f({staging(server.url())});
        f.controller->openEnvironment({});
        f.secret(EndpointKind::Prometheus, "tokenField")->setText(QStringLiteral("typed"));
        EndpointForm *form = f.dialog()->endpointForm(QStringLiteral("staging"), EndpointKind::Prometheus);
        form->findChild<QPushButton *>(QStringLiteral("testButton"))->click();
        auto *result = form->findChild<Banner *>(QStringLiteral("testResult"));
        QTRY_VERIFY2(result->text().contains(QStringLiteral("2.42.0")), qPrintable(result->text()));
        QCOMPARE(server.asked.count("Bearer typed"), 1);
        QVERIFY(f.store.values.isEmpty());
        // The next test sends what is then in the field: nothing typed, and nothing in the keyring.
        f.secret(EndpointKind::Prometheus, "tokenField")->clear();
        form->findChild<QPushButton *>(QStringLiteral("testButton"))->click();
        QTRY_VERIFY(form->findChild<QPushButton *>(QStringLiteral("testButton"))->isEnabled());
        QVERIFY2(!result->text().contains(QStringLiteral("2.42.0")), qPrintable(result->text()));
        QCOMPARE(server.asked.count("Bearer typed"), 1);
    }

    void testingADeadEndpointSaysWhatAndWhy()
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const QString url = QStringLiteral("http://127.0.0.1:%1").arg(closed.serverPort());
        closed.close();
        Context context = staging(url);
        context.endpoints[EndpointKind::Prometheus].http.authorization.reset();
        Fixture f({context});
        f.controller->openEnvironment({});
        EndpointForm *form = f.dialog()->endpointForm(QStringLiteral("staging"), EndpointKind::Prometheus);
        form->findChild<QPushButton *>(QStringLiteral("testButton"))->click();
        auto *button = form->findChild<QPushButton *>(QStringLiteral("testButton"));
        QTRY_VERIFY(button->isEnabled());
        const QString said = form->findChild<Banner *>(QStringLiteral("testResult"))->text();
        QVERIFY2(said.contains(QStringLiteral("Prometheus cannot be reached")), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("Connection refused")), qPrintable(said));
    }

    void renamingTheCurrentEnvironmentDoesNotLeaveIt()
    {
        Context other = staging();
        other.name = QStringLiteral("another");
        Fixture f({other, staging()});
        QVERIFY(f.contexts.setCurrent(QStringLiteral("staging")));
        f.controller->openEnvironment({});
        auto *form = f.dialog()->endpointForm(QStringLiteral("staging"), EndpointKind::Prometheus);
        QVERIFY(form);
        for (QLineEdit *name : f.dialog()->findChildren<QLineEdit *>(QStringLiteral("nameEdit")))
            if (name->text() == u"staging")
                name->setText(QStringLiteral("stage"));
        f.save();
        QTRY_VERIFY(!f.dialog() || !f.dialog()->isVisible());
        QCOMPARE(f.contexts.current()->name, QStringLiteral("stage"));
        QCOMPARE(f.contexts.defaultName(), QStringLiteral("another"));
    }

    void theDefaultIsChosenInTheDialog()
    {
        Context other = staging();
        other.name = QStringLiteral("another");
        Fixture f({other, staging()});
        f.controller->openEnvironment(QStringLiteral("staging"));
        QCheckBox *check = nullptr;
        for (QCheckBox *box : f.dialog()->findChildren<QCheckBox *>(QStringLiteral("defaultCheck")))
            if (box->isVisible())
                check = box;
        QVERIFY(check && check->isEnabled() && !check->isChecked());
        check->click();
        QVERIFY(check->isChecked() && !check->isEnabled());
        f.save();
        QTRY_VERIFY(!f.dialog() || !f.dialog()->isVisible());
        QCOMPARE(f.contexts.defaultName(), QStringLiteral("staging"));
        QVERIFY(f.written().contains("current: staging"));
    }

    void aTimeOutThatNobodyTouchedStaysAsItIs()
    {
        Context context = staging();
        context.endpoints[EndpointKind::Prometheus].http.timeout = std::chrono::milliseconds(500);
        Fixture f({context});
        f.controller->openEnvironment({});
        auto *form = f.dialog()->endpointForm(QStringLiteral("staging"), EndpointKind::Prometheus);
        QCOMPARE(form->config().http.timeout, std::chrono::milliseconds(500));
        auto *spin = form->findChild<QSpinBox *>(QStringLiteral("timeoutSpin"));
        spin->setValue(2);
        spin->setValue(1);
        QCOMPARE(form->config().http.timeout, std::chrono::milliseconds(1000));
    }

    void theFirstEnvironmentBecomesTheCurrentOne()
    {
        Fixture f({});
        f.controller->addEnvironment();
        EndpointForm *form = f.dialog()->endpointForm(f.dialog()->contexts()[0].name, EndpointKind::Prometheus);
        form->findChild<QLineEdit *>(QStringLiteral("urlEdit"))->setText(QStringLiteral("http://prometheus.example"));
        f.save();
        QTRY_VERIFY(f.contexts.current());
        QCOMPARE(f.contexts.current()->endpoint(EndpointKind::Prometheus).url,
                 QStringLiteral("http://prometheus.example"));
    }
};

QTEST_MAIN(TestSettingsController)
#include "tst_settingscontroller.moc"

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/banner.h"
#include "settings/fielderror.h"
#include "settings/secretfield.h"
#include "settings/settingsdialog.h"
#include "testpaths.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace toban;

namespace {

Context everything()
{
    Context context;
    context.name = QStringLiteral("production");
    context.kind = EnvironmentKind::Production;
    context.colour = QStringLiteral("#aa0011");
    context.readOnly = true;
    context.timeZone = QStringLiteral("Asia/Tokyo");
    context.currency = QStringLiteral("JPY");
    EndpointConfig &prometheus = context.endpoints[EndpointKind::Prometheus];
    prometheus.url = QStringLiteral("https://prometheus.example:9090");
    prometheus.http.basicAuth = {QStringLiteral("viewer"), QStringLiteral("production/prometheus/password")};
    prometheus.http.tls
        = {QString::fromStdString(sourcePath("LICENSE")), {}, {}, QStringLiteral("inner.example"), true};
    prometheus.http.proxyUrl = QStringLiteral("http://proxy.example:3128");
    prometheus.http.timeout = std::chrono::seconds(25);
    EndpointConfig &loki = context.endpoints[EndpointKind::Loki];
    loki.url = QStringLiteral("https://loki.example");
    loki.http.headers = {{QStringLiteral("X-Scope-OrgID"), QStringLiteral("team-a"), {}},
                         {QStringLiteral("X-Key"), {}, QStringLiteral("production/loki/x-key")}};
    EndpointConfig &manager = context.endpoints[EndpointKind::Manager];
    manager.url = QStringLiteral("https://manager.example");
    manager.http.authorization = {QStringLiteral("Bearer"), QStringLiteral("production/manager/token")};
    return context;
}

QLineEdit *secretEdit(QWidget *form, const char *field)
{
    return form->findChild<SecretField *>(QLatin1String(field))->findChild<QLineEdit *>();
}

} // namespace

class TestSettingsDialog : public QObject
{
    Q_OBJECT

    std::unique_ptr<SettingsDialog> m_dialog;

    template <typename Widget>
    Widget *current(const char *name) const
    {
        for (Widget *widget : m_dialog->findChildren<Widget *>(QLatin1String(name)))
            if (widget->isVisibleTo(m_dialog.get()))
                return widget;
        return nullptr;
    }
    EndpointForm *form(EndpointKind kind) const { return m_dialog->endpointForm(QStringLiteral("production"), kind); }
    void save() const { m_dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click(); }

private Q_SLOTS:
    void initTestCase()
    {
        qRegisterMetaType<std::vector<Context>>();
        qRegisterMetaType<std::vector<SecretEdit>>();
    }
    void init()
    {
        m_dialog = std::make_unique<SettingsDialog>();
        m_dialog->setContexts({everything()}, QStringLiteral("production"));
        m_dialog->show();
    }
    void cleanup() { m_dialog.reset(); }

    void whatIsShownIsWhatComesBack()
    {
        QVERIFY(form(EndpointKind::Prometheus));
        QCOMPARE(m_dialog->contexts(), std::vector<Context>{everything()});
    }

    void savingHandsOverNamesAndTypedValuesAndKeepsTheRest()
    {
        secretEdit(form(EndpointKind::Prometheus), "passwordField")->setText(QStringLiteral("hunter2"));
        QSignalSpy saved(m_dialog.get(), &SettingsDialog::saveRequested);
        save();
        QCOMPARE(saved.count(), 1);
        QCOMPARE(saved[0][0].value<std::vector<Context>>(), std::vector<Context>{everything()});
        const auto secrets = saved[0][1].value<std::vector<SecretEdit>>();
        QCOMPARE(secrets.size(), std::size_t(1));
        QCOMPARE(secrets[0].name, QStringLiteral("production/prometheus/password"));
        QCOMPARE(secrets[0].value, QStringLiteral("hunter2"));
        QVERIFY(!secrets[0].thisRunOnly);
    }

    void aCopyGetsASecretOfItsOwnWhenOneIsTyped()
    {
        m_dialog->findChild<QToolButton *>(QStringLiteral("duplicateButton"))->click();
        EndpointForm *copy = m_dialog->endpointForm(m_dialog->contexts()[1].name, EndpointKind::Manager);
        QVERIFY(copy);
        secretEdit(copy, "tokenField")->setText(QStringLiteral("new token"));
        QSignalSpy saved(m_dialog.get(), &SettingsDialog::saveRequested);
        save();
        const auto contexts = saved[0][0].value<std::vector<Context>>();
        QCOMPARE(contexts.size(), std::size_t(2));
        const QString original = contexts[0].endpoint(EndpointKind::Manager).http.authorization->credentialsSecret;
        const QString own = contexts[1].endpoint(EndpointKind::Manager).http.authorization->credentialsSecret;
        QCOMPARE(original, QStringLiteral("production/manager/token"));
        QVERIFY(own != original && !own.isEmpty());
        QCOMPARE(saved[0][1].value<std::vector<SecretEdit>>()[0].name, own);
        // What was not typed is shared.
        QCOMPARE(contexts[1].endpoint(EndpointKind::Prometheus), contexts[0].endpoint(EndpointKind::Prometheus));
    }

    void mistakesStopTheSavingAreShownAtTheFieldAndGoAwayWhenMended()
    {
        auto *url = form(EndpointKind::Loki)->findChild<QLineEdit *>(QStringLiteral("urlEdit"));
        url->setText(QStringLiteral("loki.example"));
        QSignalSpy saved(m_dialog.get(), &SettingsDialog::saveRequested);
        save();
        QCOMPARE(saved.count(), 0);
        auto *error = form(EndpointKind::Loki)->findChild<FieldError *>(QStringLiteral("urlError"));
        QVERIFY(error->isVisible()); // its tab was brought to the front
        QCOMPARE(url->accessibleDescription(), error->text());
        url->clear();
        QTest::keyClicks(url, QStringLiteral("http://loki.example"));
        QVERIFY(!error->isVisible());
        save();
        QCOMPARE(saved.count(), 1);
    }

    void aRefusedKeyringKeepsEverythingAndOffersThisRun()
    {
        secretEdit(form(EndpointKind::Manager), "tokenField")->setText(QStringLiteral("t0ken"));
        QSignalSpy saved(m_dialog.get(), &SettingsDialog::saveRequested);
        save();
        m_dialog->setSaving(false);
        m_dialog->setBanner(QStringLiteral("There is no keyring."), true);
        QCOMPARE(secretEdit(form(EndpointKind::Manager), "tokenField")->text(), QStringLiteral("t0ken"));
        auto *banner = m_dialog->findChild<Banner *>(QStringLiteral("banner"));
        QVERIFY(banner->isVisible());
        banner->findChild<QAbstractButton *>()->click();
        QCOMPARE(saved.count(), 2);
        const auto secrets = saved[1][1].value<std::vector<SecretEdit>>();
        QVERIFY(secrets.at(0).thisRunOnly);
        QCOMPARE(secrets.at(0).value, QStringLiteral("t0ken"));
    }

    void leavingWithChangesAsksAndDropsOnlyOnTheAnswer()
    {
        QTest::keyClicks(current<QLineEdit>("nameEdit"), QStringLiteral("x"));
        m_dialog->reject();
        QVERIFY(m_dialog->isVisible());
        m_dialog->reject();
        QVERIFY(m_dialog->isVisible());
        auto *banner = m_dialog->findChild<Banner *>(QStringLiteral("banner"));
        banner->findChild<QAbstractButton *>()->click();
        QVERIFY(!m_dialog->isVisible());
    }

    void leavingWithoutChangesJustLeaves()
    {
        m_dialog->reject();
        QVERIFY(!m_dialog->isVisible());
    }

    void aTestUsesTypedValuesUnderNamesOfTheirOwn()
    {
        EndpointForm *manager = form(EndpointKind::Manager);
        secretEdit(manager, "tokenField")->setText(QStringLiteral("typed"));
        QSignalSpy tests(m_dialog.get(), &SettingsDialog::testRequested);
        manager->findChild<QPushButton *>(QStringLiteral("testButton"))->click();
        QCOMPARE(tests.count(), 1);
        const auto config = tests[0][2].value<EndpointConfig>();
        const auto secrets = tests[0][3].value<std::vector<SecretEdit>>();
        QCOMPARE(secrets.size(), std::size_t(1));
        QCOMPARE(config.http.authorization->credentialsSecret, secrets[0].name);
        QVERIFY(secrets[0].name != u"production/manager/token");
        QVERIFY(!manager->findChild<QPushButton *>(QStringLiteral("testButton"))->isEnabled());
        manager->setTestResult(false, QStringLiteral("It refused."));
        QVERIFY(manager->findChild<QPushButton *>(QStringLiteral("testButton"))->isEnabled());
        QCOMPARE(manager->findChild<Banner *>(QStringLiteral("testResult"))->text(), QStringLiteral("It refused."));
    }

    void environmentsAreAddedAndRemoved()
    {
        m_dialog->addEnvironment();
        QCOMPARE(m_dialog->contexts().size(), std::size_t(2));
        QSignalSpy saved(m_dialog.get(), &SettingsDialog::saveRequested);
        save();
        QCOMPARE(saved.count(), 0); // it has no endpoint yet
        m_dialog->findChild<QToolButton *>(QStringLiteral("removeButton"))->click();
        QCOMPARE(m_dialog->contexts(), std::vector<Context>{everything()});
        save();
        QCOMPARE(saved.count(), 1);
    }

    void appearanceHoldsAtOnce()
    {
        m_dialog->setPreferences({Scheme::Dark, QStringLiteral("ja"), true});
        m_dialog->showAppearance();
        QSignalSpy edited(m_dialog.get(), &SettingsDialog::preferencesEdited);
        auto *language = current<QComboBox>("languageBox");
        QCOMPARE(language->currentText(), QStringLiteral("日本語"));
        QTest::keyClick(language, Qt::Key_Up);
        QTRY_COMPARE(edited.count(), 1);
        QCOMPARE(edited[0][0].value<Preferences>(), (Preferences{Scheme::Dark, QStringLiteral("en"), true}));
    }
};

QTEST_MAIN(TestSettingsDialog)
#include "tst_settingsdialog.moc"

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backends.h"
#include "clock.h"
#include "contextservice.h"
#include "contextsfile.h"
#include "fakepage.h"
#include "kit/banner.h"
#include "kit/healthstrip.h"
#include "refreshservice.h"
#include "secretservice.h"
#include "secretstore.h"
#include "settings/settingsdialog.h"
#include "shell/environmentswitcher.h"
#include "shell/mainwindow.h"
#include "shell/problemsmodel.h"
#include "shell/shellcontroller.h"
#include "shell/topbar.h"
#include "shell/translations.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace toban;

namespace {

/// A session without a keyring.
class NoKeyring : public SecretStore
{
public:
    Error error() const { return Error(ErrorKind::Keychain, {}).withCode(code); }
    QCoro::Task<Result<QString>> read(SecretName) override
    {
        ++reads;
        co_return Failure(error());
    }
    QCoro::Task<Result<void>> write(SecretName, QString) override { co_return Failure(error()); }
    QCoro::Task<Result<void>> remove(SecretName) override { co_return Failure(error()); }

    QString code = QStringLiteral("missing");
    int reads = 0;
};

Context named(const char *name, EnvironmentKind kind, const char *zone)
{
    Context context;
    context.name = QLatin1String(name);
    context.kind = kind;
    context.timeZone = QLatin1String(zone);
    return context;
}

} // namespace

class TestShellController : public QObject
{
    Q_OBJECT

    QTemporaryDir m_directory;
    QStringList m_log;

    struct Parts
    {
        SystemClock clock;
        NoKeyring keyring;
        SecretService secrets{keyring};
        ContextsFile file;
        ContextService contexts{file};
        Backends backends{secrets, clock};
        RefreshService refresh{clock};
        Translations translations;
        MainWindow window{[] { return qint64(1'700'000'000'000); }};
        ShellController *shell = nullptr;

        Parts(const QString &path, QStringList &log) : file(path)
        {
            for (const char *id : {"overview", "fleet"}) {
                const QString name = QLatin1String(id);
                window.addPage({name, QStringLiteral("overview"), name[0], [name] { return name; },
                                [&log, name](QWidget *parent) { return new FakePage(name, log, parent); }});
            }
        }
        QString banner() const
        {
            for (const Banner *banner : window.findChildren<Banner *>())
                if (banner->window() == &window && banner->isVisible())
                    return banner->text();
            return {};
        }
        void start(const ShellState &state)
        {
            shell = new ShellController(window, {contexts, backends, refresh, secrets, translations, clock}, state);
            window.setWindowLayout(state.layout);
            window.showPage(state.page);
            window.show();
        }
    };

private Q_SLOTS:
    void withoutAnEnvironmentTheWindowWelcomes()
    {
        Parts parts(m_directory.filePath(QStringLiteral("none.yaml")), m_log);
        QVERIFY(parts.contexts.load());
        parts.start({});
        QVERIFY(parts.window.findChild<QWidget *>(QStringLiteral("openSandboxButton"))->isVisible());
        parts.contexts.addTransient(named("sandbox", EnvironmentKind::Sandbox, "UTC"));
        QVERIFY(parts.contexts.setCurrent(QStringLiteral("sandbox")));
        QVERIFY(!parts.window.findChild<QWidget *>(QStringLiteral("openSandboxButton"))->isVisible());
        QVERIFY(parts.window.windowTitle().contains(QStringLiteral("sandbox")));
    }

    void switchingTheEnvironmentChangesNameTitleAndZone()
    {
        Parts parts(m_directory.filePath(QStringLiteral("two.yaml")), m_log);
        parts.contexts.addTransient(named("tokyo", EnvironmentKind::Production, "Asia/Tokyo"));
        parts.contexts.addTransient(named("berlin", EnvironmentKind::Staging, "Europe/Berlin"));
        QVERIFY(parts.contexts.setCurrent(QStringLiteral("tokyo")));
        parts.start({});
        QCOMPARE(parts.refresh.zone(), QTimeZone("Asia/Tokyo"));
        EnvironmentSwitcher *switcher = parts.window.topBar().environment();
        QVERIFY(switcher->text().contains(QStringLiteral("tokyo")));
        Q_EMIT switcher->environmentRequested(QStringLiteral("berlin"));
        QCOMPARE(parts.contexts.current()->name, QStringLiteral("berlin"));
        QVERIFY(switcher->text().contains(QStringLiteral("berlin")));
        QVERIFY(parts.window.windowTitle().contains(QStringLiteral("berlin")));
        QCOMPARE(parts.refresh.zone(), QTimeZone("Europe/Berlin"));
        parts.window.actions()[WindowAction::ToggleUtc]->trigger();
        QCOMPARE(parts.refresh.zone(), QTimeZone::utc());
        parts.window.actions()[WindowAction::ToggleUtc]->trigger();
        QCOMPARE(parts.refresh.zone(), QTimeZone("Europe/Berlin"));
    }

    void escLeavesAZoomAndNothingElse()
    {
        Parts parts(m_directory.filePath(QStringLiteral("zoom.yaml")), m_log);
        parts.contexts.addTransient(named("dev", EnvironmentKind::Development, "UTC"));
        QVERIFY(parts.contexts.setCurrent(QStringLiteral("dev")));
        parts.start({});
        const TimeRange day;
        const TimeRange hours = TimeRange::absolute(1'700'000'000'000, 1'700'010'000'000);
        const TimeRange minutes = TimeRange::absolute(1'700'001'000'000, 1'700'002'000'000);
        parts.refresh.setRange(hours);
        parts.refresh.setRange(minutes);
        QAction *back = parts.window.actions()[WindowAction::Back];
        back->trigger();
        QCOMPARE(parts.refresh.range(), hours);
        back->trigger();
        QCOMPARE(parts.refresh.range(), day);
        back->trigger();
        QCOMPARE(parts.refresh.range(), day);
        parts.refresh.setRange(*TimeRange::parse(QStringLiteral("now-6h"), QStringLiteral("now")));
        back->trigger(); // a sliding range was chosen on purpose
        QCOMPARE(parts.refresh.range().from(), QStringLiteral("now-6h"));
    }

    void aMissingKeyringIsSaidOnceInTheBannerAndAsAProblem()
    {
        Parts parts(m_directory.filePath(QStringLiteral("keyring.yaml")), m_log);
        parts.contexts.addTransient(named("dev", EnvironmentKind::Development, "UTC"));
        QVERIFY(parts.contexts.setCurrent(QStringLiteral("dev")));
        parts.start({});
        QCOMPARE(parts.window.problems().rowCount(), 0);
        parts.secrets.value(QStringLiteral("dev/prometheus/token"));
        QTRY_COMPARE(parts.window.problems().rowCount(), 1);
        QVERIFY(!parts.window.problems().at(0).text.isEmpty());
        QCOMPARE(parts.window.problems().at(0).action, QStringLiteral("action.settings"));
    }

    void checkNowAsksARefusedKeyringAgain()
    {
        Parts parts(m_directory.filePath(QStringLiteral("refused.yaml")), m_log);
        parts.keyring.code = QStringLiteral("refused");
        Context context = named("dev", EnvironmentKind::Development, "UTC");
        context.endpoints[EndpointKind::Prometheus].url = QStringLiteral("http://127.0.0.1:1");
        context.endpoints[EndpointKind::Prometheus].http.authorization
            = HttpOptions::Authorization{QStringLiteral("Bearer"), QStringLiteral("dev/token")};
        parts.backends.setContext(context);
        parts.start({});
        parts.backends.probe();
        QTRY_COMPARE(parts.keyring.reads, 1);
        parts.backends.probe(); // as a clock does it
        QCOMPARE(parts.keyring.reads, 1);
        Q_EMIT parts.window.topBar().health()->checkRequested();
        QTRY_COMPARE(parts.keyring.reads, 2);
    }

    void theKeyringsBannerOutlastsTheWayIn()
    {
        Parts parts(m_directory.filePath(QStringLiteral("entering.yaml")), m_log);
        parts.contexts.addTransient(named("dev", EnvironmentKind::Development, "UTC"));
        parts.start({});
        parts.shell->setEntering(QStringLiteral("Opening…"));
        parts.shell->showWaiting([] { return QStringLiteral("The sandbox is starting."); });
        QCOMPARE(parts.banner(), QStringLiteral("The sandbox is starting."));
        parts.secrets.value(QStringLiteral("dev/prometheus/token"));
        QTRY_VERIFY(parts.banner().contains(QStringLiteral("keyring")));
        QVERIFY(parts.contexts.setCurrent(QStringLiteral("dev")));
        parts.shell->setEntering({});
        QVERIFY2(parts.banner().contains(QStringLiteral("keyring")), qPrintable(parts.banner()));
        // A failure is said first; once put away, what lay under it is said again, and that stays away when put away.
        parts.shell->showFailure(Error(ErrorKind::Storage, {}, QStringLiteral("/x/contexts.yaml")));
        QVERIFY(parts.banner().contains(QStringLiteral("/x/contexts.yaml")));
        Q_EMIT parts.window.bannerDismissed();
        QVERIFY(parts.banner().contains(QStringLiteral("keyring")));
        Q_EMIT parts.window.bannerDismissed();
        QCOMPARE(parts.banner(), QString());
        parts.shell->setEntering(QStringLiteral("Opening…"));
        parts.shell->setEntering({});
        QCOMPARE(parts.banner(), QString());
    }

    void anotherEnvironmentTakesProblemsAndFailuresOfTheOldOneAway()
    {
        Parts parts(m_directory.filePath(QStringLiteral("switch.yaml")), m_log);
        parts.start({});
        auto *page = static_cast<FakePage *>(parts.window.currentPage());
        page->reported = {Problem()};
        Q_EMIT page->problemsChanged();
        parts.shell->showFailure(Error(ErrorKind::Storage, {}, QStringLiteral("/x")));
        QCOMPARE(parts.window.problems().rowCount(), 1);
        parts.backends.setContext(named("other", EnvironmentKind::Staging, "UTC"));
        QCOMPARE(parts.window.problems().rowCount(), 0);
        QCOMPARE(parts.banner(), QString());
    }

    void settingsOpenAtTheEndpointThatWasAskedFor()
    {
        Parts parts(m_directory.filePath(QStringLiteral("endpoint.yaml")), m_log);
        QVERIFY(parts.contexts.load());
        QVERIFY(parts.contexts.save(
            {named("dev", EnvironmentKind::Development, "UTC"), named("prod", EnvironmentKind::Production, "UTC")}));
        QVERIFY(parts.contexts.setCurrent(QStringLiteral("prod")));
        parts.start({});
        const auto opened = [&](const char *form) {
            auto *dialog = parts.window.findChild<SettingsDialog *>();
            QVERIFY(dialog && dialog->isVisible());
            const auto forms = dialog->findChildren<QWidget *>(QLatin1String(form));
            QCOMPARE(forms.size(), 1); // of the current environment only
            QVERIFY(forms[0]->isVisible());
            QVERIFY(forms[0]->isAncestorOf(dialog->focusWidget()));
            delete dialog;
        };
        Q_EMIT parts.window.topBar().health()->settingsRequested(EndpointKind::Alertmanager);
        opened("alertmanagerForm");
        Q_EMIT parts.window.currentPage()->navigateRequested(QStringLiteral("settings"),
                                                             {{QStringLiteral("endpoint"), QStringLiteral("loki")}});
        opened("lokiForm");
        Q_EMIT parts.window.currentPage()->navigateRequested(QStringLiteral("settings"), {});
        auto *dialog = parts.window.findChild<SettingsDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        delete dialog;
        // Of an environment that is not in the file there is nothing to edit; another one's fields would mislead.
        parts.contexts.addTransient(named("sandbox", EnvironmentKind::Sandbox, "UTC"));
        QVERIFY(parts.contexts.setCurrent(QStringLiteral("sandbox")));
        Q_EMIT parts.window.topBar().health()->settingsRequested(EndpointKind::Loki);
        dialog = parts.window.findChild<SettingsDialog *>();
        QVERIFY(dialog->findChild<Banner *>()->text().contains(QStringLiteral("sandbox exists for this run only")));
    }

    void whatIsSetIsInTheStateAndComesBack()
    {
        ShellState kept;
        {
            Parts parts(m_directory.filePath(QStringLiteral("state.yaml")), m_log);
            parts.contexts.addTransient(named("dev", EnvironmentKind::Development, "UTC"));
            QVERIFY(parts.contexts.setCurrent(QStringLiteral("dev")));
            parts.start({});
            QSignalSpy changed(parts.shell, &ShellController::stateChanged);
            parts.window.showPage(QStringLiteral("fleet"));
            parts.window.actions()[WindowAction::ThemeDark]->trigger();
            parts.window.actions()[WindowAction::ToggleUtc]->trigger();
            parts.window.actions()[WindowAction::ToggleRail]->trigger();
            parts.refresh.setRange(*TimeRange::parse(QStringLiteral("now-7d"), QStringLiteral("now")));
            parts.refresh.setInterval(std::chrono::seconds(30));
            QVERIFY(changed.count() >= 6);
            kept = parts.shell->state();
        }
        QCOMPARE(kept.page, QStringLiteral("fleet"));
        QCOMPARE(kept.preferences.theme, Scheme::Dark);
        QVERIFY(kept.preferences.utc && kept.layout.railCollapsed);
        QCOMPARE(kept.range.from(), QStringLiteral("now-7d"));
        QCOMPARE(kept.interval, std::chrono::milliseconds(30'000));

        Parts parts(m_directory.filePath(QStringLiteral("state.yaml")), m_log);
        parts.contexts.addTransient(named("dev", EnvironmentKind::Development, "Asia/Tokyo"));
        QVERIFY(parts.contexts.setCurrent(QStringLiteral("dev")));
        parts.refresh.setRange(kept.range);
        parts.refresh.setInterval(kept.interval);
        parts.start(kept);
        QCOMPARE(parts.window.currentPageId(), QStringLiteral("fleet"));
        QVERIFY(parts.window.actions()[WindowAction::ThemeDark]->isChecked());
        QVERIFY(parts.window.actions()[WindowAction::ToggleRail]->isChecked());
        QCOMPARE(parts.refresh.zone(), QTimeZone::utc());
        QCOMPARE(parts.shell->state().range, kept.range);
    }

    void theLanguageIsSwitchedLive()
    {
        Parts parts(m_directory.filePath(QStringLiteral("language.yaml")), m_log);
        parts.translations.setLanguage(QStringLiteral("en"));
        QCOMPARE(parts.translations.language(), QStringLiteral("en"));
        QCOMPARE(QLocale().language(), QLocale::English);
        parts.translations.setLanguage(QStringLiteral("ja"));
        QCOMPARE(QLocale().language(), QLocale::Japanese);
        parts.translations.setLanguage(QStringLiteral("en"));
        QCOMPARE(QLocale().language(), QLocale::English);

        parts.contexts.addTransient(named("dev", EnvironmentKind::Development, "UTC"));
        QVERIFY(parts.contexts.setCurrent(QStringLiteral("dev")));
        parts.start({});
        parts.secrets.value(QStringLiteral("dev/prometheus/token"));
        QTRY_VERIFY(!parts.banner().isEmpty());
        class Upper : public QTranslator
        {
        public:
            bool isEmpty() const override { return false; }
            QString translate(const char *, const char *text, const char *, int) const override
            {
                return QString::fromUtf8(text).toUpper();
            }
        } upper;
        QCoreApplication::installTranslator(&upper);
        QTRY_VERIFY2(parts.banner().startsWith(QStringLiteral("THE KEYRING")), qPrintable(parts.banner()));
        QCOMPARE(parts.window.problems().rowCount(), 1);
        QVERIFY(parts.window.problems().at(0).text.startsWith(QStringLiteral("THE KEYRING")));
        QCOMPARE(parts.window.problems().at(0).source, QStringLiteral("KEYRING"));
        parts.shell->showFailure(Error(ErrorKind::Storage, {}, QStringLiteral("/x")));
        QVERIFY(parts.banner().startsWith(QStringLiteral("THE FILE /x")));
        QCoreApplication::removeTranslator(&upper);
        QTRY_VERIFY2(parts.banner().startsWith(QStringLiteral("The file /x")), qPrintable(parts.banner()));
    }
};

QTEST_MAIN(TestShellController)
#include "tst_shellcontroller.moc"

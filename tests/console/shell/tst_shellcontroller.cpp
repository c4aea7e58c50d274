// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backends.h"
#include "clock.h"
#include "contextservice.h"
#include "contextsfile.h"
#include "fakepage.h"
#include "refreshservice.h"
#include "secretservice.h"
#include "secretstore.h"
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

using namespace toban;

namespace {

/// A session without a keyring.
class NoKeyring : public SecretStore
{
public:
    static Error error() { return Error(ErrorKind::Keychain, {}).withCode(QStringLiteral("missing")); }
    QCoro::Task<Result<QString>> read(SecretName) override { co_return Failure(error()); }
    QCoro::Task<Result<void>> write(SecretName, QString) override { co_return Failure(error()); }
    QCoro::Task<Result<void>> remove(SecretName) override { co_return Failure(error()); }
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
    }
};

QTEST_MAIN(TestShellController)
#include "tst_shellcontroller.moc"

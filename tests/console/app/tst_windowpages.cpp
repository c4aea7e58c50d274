// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertsview.h"
#include "alerts/alertwatch.h"
#include "composition.h"
#include "scriptedserver.h"
#include "shell/mainwindow.h"
#include "shell/page.h"
#include "shell/problemsmodel.h"
#include "windowpages.h"

#include <QAction>
#include <QSettings>
#include <QShortcut>
#include <QTemporaryDir>
#include <QTest>

using namespace toban;

namespace {

QByteArray firing()
{
    return R"([{"annotations":{"summary":"no agent"},"endsAt":"2026-11-03T15:00:00Z","fingerprint":"f1",
        "receivers":[{"name":"ops"}],"startsAt":"2026-11-03T14:00:00Z","updatedAt":"2026-11-03T14:00:00Z",
        "status":{"inhibitedBy":[],"silencedBy":[],"state":"active"},"generatorURL":"",
        "labels":{"alertname":"AgentDown","severity":"critical"}}])";
}

} // namespace

/// The window with the real pages on the real services.
class TestWindowPages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"})
            qputenv(name, m_home.path().toUtf8());
    }
    void init()
    {
        m_composition = std::make_unique<Composition>(Options(), KeychainStore::Prompt::Never);
        m_views = std::make_unique<QSettings>(m_home.filePath(QStringLiteral("views.ini")), QSettings::IniFormat);
        m_window = std::make_unique<MainWindow>([] { return qint64(1'700'000'000'000); });
        addPages(
            *m_window, *m_composition, [this]() -> QSettings & { return *m_views; }, m_asked);
        m_window->show();
    }
    void cleanup()
    {
        m_window.reset();
        m_views.reset();
        m_composition.reset();
    }

    void noTwoKeysThatWorkAtOnceAreTheSame_data()
    {
        QTest::addColumn<QString>("page");
        for (const char *id : {"overview", "fleet", "alerts", "logs"})
            QTest::newRow(id) << id;
    }
    void noTwoKeysThatWorkAtOnceAreTheSame()
    {
        QFETCH(QString, page);
        for (const QString &id : m_window->pageIds()) // whatever a page leaves behind is there as well
            m_window->showPage(id);
        m_window->showPage(page);
        QCOMPARE(m_window->currentPageId(), page);

        QList<QPair<QKeySequence, QString>> keys;
        for (const QAction *action : m_window->findChildren<QAction *>()) {
            bool works = false; // where a widget that has it is on view
            for (const QObject *object : action->associatedObjects()) {
                const auto *widget = qobject_cast<const QWidget *>(object);
                works = works || (widget && widget->isVisible() && !widget->inherits("QMenu"));
            }
            if (works && action->shortcutContext() != Qt::WidgetShortcut)
                for (const QKeySequence &key : action->shortcuts())
                    keys.append({key, action->objectName() + u' ' + action->text()});
        }
        for (const QShortcut *shortcut : m_window->findChildren<QShortcut *>())
            if (shortcut->isEnabled() && shortcut->context() != Qt::WidgetShortcut
                && static_cast<QWidget *>(shortcut->parent())->isVisible())
                keys.append({shortcut->key(), shortcut->parent()->objectName()});
        QVERIFY(keys.size() > 15);
        for (qsizetype i = 0; i < keys.size(); ++i)
            for (qsizetype j = 0; j < keys.size(); ++j)
                QVERIFY2(i == j || keys[i].first.matches(keys[j].first) == QKeySequence::NoMatch,
                         qPrintable(keys[i].first.toString() + u": " + keys[i].second + u" and " + keys[j].second));
    }

    void everyPageActionHasANameOfItsOwn()
    {
        QSet<QString> names;
        for (const QString &id : m_window->pageIds()) {
            m_window->showPage(id);
            for (const QAction *action : m_window->currentPage()->pageActions()) {
                QVERIFY2(action->objectName().startsWith(QStringLiteral("action.")), qPrintable(action->text()));
                QVERIFY2(!names.contains(action->objectName()), qPrintable(action->objectName()));
                names.insert(action->objectName());
                QVERIFY(!action->text().isEmpty());
            }
        }
    }

    void everyPagesWayToTheSettingsLeadsThere_data() { noTwoKeysThatWorkAtOnceAreTheSame_data(); }
    void everyPagesWayToTheSettingsLeadsThere()
    {
        QFETCH(QString, page);
        QStringList asked;
        connect(m_window.get(), &MainWindow::settingsRequested, this,
                [&asked](const QString &endpoint) { asked.append(endpoint); });
        m_window->showPage(page);
        QList<QObject *> parts = m_window->currentPage()->findChildren<QObject *>();
        parts.append(m_window->currentPage());
        for (QObject *part : parts) {
            if (auto *alerts = qobject_cast<AlertsView *>(part))
                Q_EMIT alerts->settingsRequested(AlertsView::Part::Alerts);
            else if (part->metaObject()->indexOfSignal("settingsRequested()") >= 0)
                QMetaObject::invokeMethod(part, "settingsRequested");
        }
        QVERIFY(!asked.isEmpty());
        disconnect(m_window.get(), &MainWindow::settingsRequested, this, nullptr);
    }

    void firingAlertsAreProblemsBeforeTheirPageWasVisited()
    {
        QByteArray alerts = firing();
        int status = 200;
        ScriptedServer server([&](const SeenRequest &request) {
            return request.target.contains("/alerts") ? Step::json(alerts, status) : Step::json("{}");
        });
        Context context;
        context.name = QStringLiteral("test");
        context.endpoints[EndpointKind::Alertmanager].url = server.url();
        m_composition->backends().setPatience(Backends::Patience::OneShot);
        m_composition->contexts().addTransient(context);
        m_window->showPage(QStringLiteral("fleet"));
        QVERIFY(m_composition->switchContext(QStringLiteral("test")));
        auto *watch = m_window->findChild<AlertWatch *>();
        QVERIFY(watch);
        watch->start();
        QTRY_COMPARE(m_window->problems().count(State::Critical), 1);
        QVERIFY(!m_window->page(QStringLiteral("alerts")));
        const Problem problem = m_window->problems().at(0);
        QVERIFY2(problem.text.contains(QStringLiteral("AgentDown")), qPrintable(problem.text));
        QCOMPARE(problem.page, QStringLiteral("alerts"));
        QCOMPARE(problem.asOfMs, 0);
        // While it cannot be asked it says of when it is; when it is over it goes.
        status = 500;
        m_composition->refresh().refreshNow();
        QTRY_VERIFY(m_window->problems().at(0).asOfMs > 0);
        status = 200;
        alerts = "[]";
        QTRY_VERIFY((m_composition->refresh().refreshNow(), m_window->problems().rowCount() == 0));
        // Another environment has none of this one's.
        alerts = firing();
        QTRY_VERIFY((m_composition->refresh().refreshNow(), m_window->problems().rowCount() == 1));
        Context other;
        other.name = QStringLiteral("other");
        m_composition->contexts().addTransient(other);
        QVERIFY(m_composition->switchContext(QStringLiteral("other")));
        QCOMPARE(m_window->problems().rowCount(), 0);
    }

private:
    QTemporaryDir m_home;
    std::unique_ptr<Composition> m_composition;
    std::unique_ptr<QSettings> m_views;
    std::unique_ptr<MainWindow> m_window;
    bool m_asked = false;
};

QTEST_MAIN(TestWindowPages)
#include "tst_windowpages.moc"

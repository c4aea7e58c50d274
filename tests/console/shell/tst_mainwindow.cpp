// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakepage.h"
#include "kit/navigationrail.h"
#include "shell/mainwindow.h"
#include "shell/problemsmodel.h"
#include "shell/problemspanel.h"

#include <QAbstractButton>
#include <QApplication>
#include <QListView>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>
#include <QTreeView>

using namespace toban;

namespace {

/// Answers every text with itself in brackets, so that what is not retranslated is seen.
class Brackets : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *text, const char *, int) const override
    {
        return QStringLiteral("[%1]").arg(QString::fromUtf8(text));
    }
};

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

    QStringList m_log;
    std::unique_ptr<MainWindow> m_window;
    qint64 m_now = 0;

    void report(const char *id, const QString &text)
    {
        Problem problem;
        problem.id = QStringLiteral("problem of ") + QLatin1String(id);
        problem.text = text;
        fake(id)->reported = {problem};
        Q_EMIT fake(id)->problemsChanged();
    }
    FakePage *fake(const char *id) const { return static_cast<FakePage *>(m_window->page(QLatin1String(id))); }

private Q_SLOTS:
    void init()
    {
        m_log.clear();
        m_now = 1'700'000'000'000;
        m_window = std::make_unique<MainWindow>([this] { return m_now; });
        for (const auto &[id, letter] : {std::pair("alpha", 'a'), std::pair("beta", 'b'), std::pair("gamma", 'c')}) {
            const QString name = QLatin1String(id);
            m_window->addPage({name, QStringLiteral("overview"), QLatin1Char(letter),
                               [name] { return QCoreApplication::translate("test", name.toUtf8().constData()); },
                               [this, name](QWidget *parent) { return new FakePage(name, m_log, parent); }});
        }
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanup() { m_window.reset(); }

    void pagesAreMadeAtTheirFirstVisitAndWorkOnlyWhileShown()
    {
        QVERIFY(m_log.isEmpty());
        m_window->showPage(QStringLiteral("alpha"));
        m_window->showPage(QStringLiteral("beta"));
        m_window->showPage(QStringLiteral("alpha"));
        m_window->showPage(QStringLiteral("alpha"));
        m_window->showPage(QStringLiteral("unknown"));
        const QStringList expected{QStringLiteral("alpha made"), QStringLiteral("alpha on"),
                                   QStringLiteral("beta made"),  QStringLiteral("alpha off"),
                                   QStringLiteral("beta on"),    QStringLiteral("beta off"),
                                   QStringLiteral("alpha on")};
        QCOMPARE(m_log, expected);
        QCOMPARE(m_window->currentPageId(), QStringLiteral("alpha"));
        QVERIFY(!m_window->page(QStringLiteral("gamma")));
    }

    void gThenLetterOpensAPage()
    {
        m_window->showPage(QStringLiteral("alpha"));
        QTest::keyClick(m_window.get(), Qt::Key_G);
        QTest::keyClick(m_window.get(), Qt::Key_B);
        QCOMPARE(m_window->currentPageId(), QStringLiteral("beta"));
    }

    void slashFocusesTheFilterAndLettersThenGoIntoIt()
    {
        m_window->showPage(QStringLiteral("alpha"));
        QTest::keyClick(m_window.get(), Qt::Key_Slash);
        QLineEdit *filter = fake("alpha")->filter;
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("gb/?r"));
        QCOMPARE(filter->text(), QStringLiteral("gb/?r"));
        QCOMPARE(m_window->currentPageId(), QStringLiteral("alpha"));
    }

    void keysOfAPageHoldOnlyWhileItIsShown()
    {
        m_window->showPage(QStringLiteral("alpha"));
        m_window->showPage(QStringLiteral("beta"));
        m_log.clear();
        QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(m_log, QStringList{QStringLiteral("beta did")});
    }

    void escLeavesTheInnermostThenReturnsFromAJumpThenIsUnused()
    {
        QSignalSpy unused(m_window.get(), &MainWindow::backUnused);
        m_window->showPage(QStringLiteral("alpha"));
        Q_EMIT fake("alpha")->navigateRequested(QStringLiteral("beta"), {{QStringLiteral("item"), 7}});
        QCOMPARE(m_window->currentPageId(), QStringLiteral("beta"));
        QCOMPARE(m_log.last(), QStringLiteral("beta to 7"));
        fake("beta")->hasInner = true;
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QCOMPARE(m_window->currentPageId(), QStringLiteral("beta"));
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QCOMPARE(m_window->currentPageId(), QStringLiteral("alpha"));
        QCOMPARE(unused.count(), 0);
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QCOMPARE(unused.count(), 1);
    }

    void escReturnsNowhereAfterThePageWasChosenByHand()
    {
        m_window->showPage(QStringLiteral("alpha"));
        Q_EMIT fake("alpha")->navigateRequested(QStringLiteral("beta"), {});
        m_window->showPage(QStringLiteral("gamma"));
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QCOMPARE(m_window->currentPageId(), QStringLiteral("gamma"));
    }

    void paletteRunsPagesActionsAndEnvironments()
    {
        m_window->showPage(QStringLiteral("alpha"));
        QString switched;
        m_window->setExtraCommands([&] {
            return std::vector<ExtraCommand>{{QStringLiteral("environment:staging"),
                                              QStringLiteral("Switch to staging"), QString(),
                                              [&] { switched = QStringLiteral("staging"); }}};
        });
        const auto enter = [&](const QString &text) {
            QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
            QWidget *field = nullptr;
            QTRY_VERIFY((field = QApplication::focusWidget()) && qobject_cast<QLineEdit *>(field));
            QTest::keyClicks(field, text);
            QTest::keyClick(field, Qt::Key_Return);
        };
        enter(QStringLiteral("beta"));
        QTRY_COMPARE(m_window->currentPageId(), QStringLiteral("beta"));
        enter(QStringLiteral("beta action"));
        QTRY_COMPARE(m_log.last(), QStringLiteral("beta did"));
        enter(QStringLiteral("staging"));
        QTRY_COMPARE(switched, QStringLiteral("staging"));
    }

    void paletteOffersTheActionsOfPagesThatAreNotShown()
    {
        m_window->showPage(QStringLiteral("alpha"));
        m_window->actions()[WindowAction::Palette]->trigger();
        // Pages that nobody has visited yet are made for it, but do not work yet.
        QTRY_VERIFY(m_window->page(QStringLiteral("gamma")) && m_window->page(QStringLiteral("beta")));
        QVERIFY(!m_log.contains(QStringLiteral("gamma on")) && !m_log.contains(QStringLiteral("alpha off")));
        fake("beta")->action->setEnabled(false);
        fake("beta")->action->setStatusTip(QStringLiteral("The environment is read-only."));
        auto *field = m_window->findChild<QLineEdit *>(QStringLiteral("paletteField"));
        auto *list = m_window->findChild<QListView *>(QStringLiteral("paletteList"));
        const auto found = [list](const QString &text) {
            for (int row = 0; row < list->model()->rowCount(); ++row)
                if (list->model()->index(row, 0).data(Qt::AccessibleTextRole).toString().contains(text))
                    return true;
            return false;
        };
        QTRY_VERIFY(found(QStringLiteral("gamma action")));
        QTest::keyClick(field, Qt::Key_Escape);
        m_window->actions()[WindowAction::Palette]->trigger();
        QVERIFY(found(QStringLiteral("beta action: The environment is read-only.")));
        fake("beta")->action->setStatusTip({});
        QTest::keyClick(field, Qt::Key_Escape);
        m_window->actions()[WindowAction::Palette]->trigger();
        QVERIFY(found(QStringLiteral("beta action: Not possible now")));
        QTest::keyClicks(field, QStringLiteral("gamma action"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(m_window->currentPageId(), QStringLiteral("gamma"));
        QCOMPARE(m_log.last(), QStringLiteral("gamma did"));
    }

    void anActionWaitsUntilItsPageShowsSomething()
    {
        m_window->showPage(QStringLiteral("beta"));
        m_window->showPage(QStringLiteral("alpha"));
        fake("beta")->complete = false;
        m_window->actions()[WindowAction::Palette]->trigger();
        auto *field = m_window->findChild<QLineEdit *>(QStringLiteral("paletteField"));
        QTest::keyClicks(field, QStringLiteral("beta action"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(m_window->currentPageId(), QStringLiteral("beta"));
        QVERIFY(m_log.last() != QStringLiteral("beta did"));
        Q_EMIT fake("beta")->completed();
        QCOMPARE(m_log.last(), QStringLiteral("beta did"));
        Q_EMIT fake("beta")->completed();
        QCOMPARE(m_log.count(QStringLiteral("beta did")), 1);
    }

    void everyActionHasNameTextAndItsOwnKey()
    {
        m_window->showPage(QStringLiteral("alpha"));
        QSet<QString> names;
        QHash<QString, QString> keys;
        for (const QAction *action : m_window->QWidget::actions()) {
            QVERIFY(!action->objectName().isEmpty());
            QVERIFY2(!names.contains(action->objectName()), qPrintable(action->objectName()));
            names.insert(action->objectName());
            QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
            const QString key = WindowActions::keys(action);
            if (key.isEmpty())
                continue;
            QVERIFY2(!keys.contains(key), qPrintable(key + u": " + action->objectName() + u", " + keys.value(key)));
            keys.insert(key, action->objectName());
        }
        QVERIFY(names.contains(QStringLiteral("action.page.gamma")));
        QVERIFY(names.contains(QStringLiteral("action.settings")));
        for (const char *key : {"R", "T", "?", "/", "Esc", "Ctrl+K"})
            QVERIFY2(keys.contains(QLatin1String(key)), key);
    }

    void keyHelpListsKeysAndAnyKeyClosesItWithoutActing()
    {
        m_window->showPage(QStringLiteral("alpha"));
        (*m_window).actions()[WindowAction::KeyHelp]->trigger();
        auto *help = m_window->findChild<QWidget *>(QStringLiteral("keyHelp"));
        QVERIFY(help && help->isVisible());
        QVERIFY(help->accessibleDescription().contains(QStringLiteral("Ctrl+K")));
        QTest::keyClick(help, Qt::Key_G);
        QVERIFY(!help->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_B);
        QCOMPARE(m_window->currentPageId(), QStringLiteral("alpha"));
    }

    void problemsAreCountedShownAndJumpedTo()
    {
        m_window->showPage(QStringLiteral("alpha"));
        Problem problem;
        problem.id = QStringLiteral("x");
        problem.severity = State::Critical;
        problem.text = QStringLiteral("It is broken.");
        problem.page = QStringLiteral("beta");
        problem.args = {{QStringLiteral("item"), 3}};
        fake("alpha")->reported = {problem};
        Q_EMIT fake("alpha")->problemsChanged();
        QCOMPARE(m_window->problems().count(State::Critical), 1);
        m_window->actions()[WindowAction::ToggleProblems]->trigger();
        auto *view = m_window->findChild<QTreeView *>(QStringLiteral("problemsView"));
        QVERIFY(view && view->isVisible());
        QVERIFY(view->viewport()->rect().contains(view->visualRect(view->model()->index(0, 0))));
        QVERIFY(view->visualRect(view->model()->index(0, 0)).width() > 100);
        view->setCurrentIndex(view->model()->index(0, 0));
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(m_window->currentPageId(), QStringLiteral("beta"));
        QCOMPARE(m_log.last(), QStringLiteral("beta to 3"));
        fake("alpha")->reported.clear();
        Q_EMIT fake("alpha")->problemsChanged();
        QCOMPARE(m_window->problems().rowCount(), 0);
        QVERIFY(!view->isVisible()); // a sentence is in its place
    }

    void problemsOfAPageThatIsLeftSayOfWhenTheyAre()
    {
        m_window->setTime(m_now, QTimeZone::utc());
        m_window->actions()[WindowAction::ToggleProblems]->trigger();
        auto *view = m_window->findChild<QTreeView *>(QStringLiteral("problemsView"));
        const auto shown = [view] { return view->model()->index(0, 0).data().toString(); };
        m_window->showPage(QStringLiteral("alpha"));
        report("alpha", QStringLiteral("It is broken."));
        QCOMPARE(shown(), QStringLiteral("It is broken."));
        m_now += 3'600'000;
        m_window->showPage(QStringLiteral("beta"));
        QCOMPARE(shown(), QStringLiteral("It is broken. (as of 22:13)"));
        Q_EMIT fake("alpha")->problemsChanged(); // a late answer, a change of language: nobody looks any more
        QCOMPARE(shown(), QStringLiteral("It is broken. (as of 22:13)"));
        m_window->showPage(QStringLiteral("alpha"));
        QCOMPARE(shown(), QStringLiteral("It is broken. (as of 22:13)")); // not asked anew yet
        Q_EMIT fake("alpha")->problemsChanged();
        QCOMPARE(shown(), QStringLiteral("It is broken."));
        // A page that looks at the past knows itself of when its problems are, shown or left.
        fake("alpha")->reported.front().asOfMs = m_now - 7'200'000;
        Q_EMIT fake("alpha")->problemsChanged();
        QCOMPARE(shown(), QStringLiteral("It is broken. (as of 21:13)"));
        m_window->showPage(QStringLiteral("beta"));
        QCOMPARE(shown(), QStringLiteral("It is broken. (as of 21:13)"));
    }

    void problemsOfAnotherEnvironmentAreDropped()
    {
        m_window->showPage(QStringLiteral("alpha"));
        report("alpha", QStringLiteral("It is broken."));
        m_window->showPage(QStringLiteral("beta"));
        report("beta", QStringLiteral("So is this."));
        QCOMPARE(m_window->problems().rowCount(), 2);
        m_window->dropPageProblems();
        QCOMPARE(m_window->problems().rowCount(), 0);
        Q_EMIT fake("alpha")->problemsChanged(); // hidden, it still holds the other environment's
        QCOMPARE(m_window->problems().rowCount(), 0);
        Q_EMIT fake("beta")->problemsChanged();
        QCOMPARE(m_window->problems().rowCount(), 1);
        m_window->showPage(QStringLiteral("alpha"));
        Q_EMIT fake("alpha")->problemsChanged();
        QCOMPARE(m_window->problems().rowCount(), 2);
    }

    void aPagesLinkToTheSettingsArrives()
    {
        QSignalSpy wanted(m_window.get(), &MainWindow::settingsRequested);
        m_window->showPage(QStringLiteral("alpha"));
        Q_EMIT fake("alpha")->navigateRequested(QStringLiteral("settings"), {});
        Q_EMIT fake("alpha")->navigateRequested(QStringLiteral("settings"),
                                                {{QStringLiteral("endpoint"), QStringLiteral("loki")}});
        QCOMPARE(wanted.count(), 2);
        QCOMPARE(wanted[0][0].toString(), QString());
        QCOMPARE(wanted[1][0].toString(), QStringLiteral("loki"));
        QCOMPARE(m_window->currentPageId(), QStringLiteral("alpha"));
    }

    void lettersAreShownInTheRailWhileOneIsAwaited()
    {
        m_window->showPage(QStringLiteral("alpha"));
        auto *rail = m_window->findChild<NavigationRail *>();
        const auto picture = [rail] { return rail->grab().toImage(); };
        QTest::keyClick(m_window.get(), Qt::Key_G);
        const QImage pending = picture();
        QTest::keyClick(m_window.get(), Qt::Key_X); // leads nowhere
        const QImage plain = picture();
        QVERIFY(pending != plain);
        QTest::keyClick(m_window.get(), Qt::Key_G);
        QCOMPARE(picture(), pending);
        QTest::keyClick(m_window.get(), Qt::Key_A);
        QCOMPARE(picture(), plain);
        QTest::keyClick(m_window.get(), Qt::Key_Slash);
        QLineEdit *filter = fake("alpha")->filter;
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClick(filter, Qt::Key_G); // belongs to the field
        QCOMPARE(filter->text(), QStringLiteral("g"));
        QCOMPARE(picture(), plain);
    }

    void layoutComesBack()
    {
        m_window->actions()[WindowAction::ToggleRail]->trigger();
        m_window->actions()[WindowAction::ToggleProblems]->trigger();
        const WindowLayout layout = m_window->windowLayout();
        QVERIFY(layout.railCollapsed && layout.problemsVisible);
        MainWindow other([] { return qint64(0); });
        other.setWindowLayout(layout);
        other.show();
        QVERIFY(QTest::qWaitForWindowExposed(&other));
        QVERIFY(other.findChild<NavigationRail *>()->isCollapsed());
        QVERIFY(other.findChild<ProblemsPanel *>()->isVisible());
        QVERIFY(other.actions()[WindowAction::ToggleProblems]->isChecked());
        QCOMPARE(other.size(), m_window->size());
    }

    void languageChangesWithoutARestart()
    {
        m_window->actions()[WindowAction::ToggleProblems]->trigger();
        for (const char *id : {"alpha", "beta"}) {
            m_window->showPage(QLatin1String(id));
            fake(id)->translated = "It is broken.";
            report(id, {});
        }
        m_window->showPage(QStringLiteral("alpha"));
        Brackets brackets;
        QCoreApplication::installTranslator(&brackets);
        QCoreApplication::processEvents();
        QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("[alpha]")));
        auto *view = m_window->findChild<QTreeView *>(QStringLiteral("problemsView"));
        QCOMPARE(view->model()->rowCount(), 2);
        for (int row = 0; row < 2; ++row) // of the page that is shown and of the one that is not
            QVERIFY2(view->model()->index(row, 0).data().toString().contains(QStringLiteral("[It is broken.]")),
                     qPrintable(view->model()->index(row, 0).data().toString()));
        QVERIFY(view->model()->headerData(0, Qt::Horizontal).toString().startsWith(u'['));
        for (const QAbstractButton *entry : m_window->findChild<NavigationRail *>()->findChildren<QAbstractButton *>())
            if (entry->objectName().startsWith(QStringLiteral("rail_")))
                QVERIFY2(entry->text().startsWith(u'['), qPrintable(entry->text()));
        for (const QAction *action : m_window->actions().all())
            QVERIFY2(action->text().startsWith(u'['), qPrintable(action->text()));
        QCoreApplication::removeTranslator(&brackets);
        QCoreApplication::processEvents();
        QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("alpha")));
    }

    void welcomeStandsInForThePages()
    {
        QSignalSpy sandbox(m_window.get(), &MainWindow::sandboxRequested);
        m_window->setWelcome(true);
        auto *button = m_window->findChild<QAbstractButton *>(QStringLiteral("openSandboxButton"));
        QVERIFY(button && button->isVisible());
        button->click();
        QCOMPARE(sandbox.count(), 1);
        m_window->setWelcomeBusy(QStringLiteral("The sandbox is starting."));
        QVERIFY(!button->isEnabled());
        m_window->setWelcome(false);
        m_window->showPage(QStringLiteral("alpha"));
        QVERIFY(!button->isVisible());
        QVERIFY(fake("alpha")->isVisible());
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"

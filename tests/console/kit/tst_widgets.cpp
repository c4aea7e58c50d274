// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/banner.h"
#include "kit/card.h"
#include "kit/celldelegate.h"
#include "kit/charts/legend.h"
#include "kit/commandpalette.h"
#include "kit/filterfield.h"
#include "kit/fuzzy.h"
#include "kit/healthstrip.h"
#include "kit/navigationrail.h"
#include "kit/refreshpicker.h"
#include "kit/stateview.h"
#include "kit/stepindicator.h"
#include "kit/tablestate.h"
#include "kit/theme.h"
#include "kit/tile.h"
#include "kit/timerangepicker.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTranslator>
#include <QTreeView>

using namespace toban;

namespace {

constexpr qint64 nowMs = 1'793'714'525'000;

QString plain(QString text)
{
    return text.replace(QChar(0x202F), u' ');
}

Figure figure(double value, Unit unit, State state)
{
    Figure made;
    made.value = value;
    made.unit = unit;
    made.state = state;
    made.newestSampleMs = nowMs - 5000;
    return made;
}

} // namespace

class TestWidgets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        applyTheme(*qApp, Scheme::Light);
    }

    void tileSpeaksItsFigure()
    {
        Tile tile;
        tile.setCaption(QStringLiteral("Success rate"));
        QVERIFY(tile.accessibleName().contains(QStringLiteral("loading")));
        tile.setFreshness(nowMs, 15'000);
        Figure good = figure(0.9994, Unit::Ratio, State::Ok);
        good.lastWeek = 0.9964;
        tile.setFigure(good);
        QCOMPARE(plain(tile.accessibleName()), QStringLiteral("Success rate: 99.94 %, OK, +0.3 pp against last week"));
        QSignalSpy chart(&tile, &Tile::chartRequested);
        QTest::keyClick(&tile, Qt::Key_Space);
        QTest::mouseClick(&tile, Qt::LeftButton);
        QCOMPARE(chart.size(), 2);
    }

    void staleMissingOrFailedIsNeverOk()
    {
        Tile tile;
        tile.setCaption(QStringLiteral("Queue"));
        tile.setFreshness(nowMs, 15'000);
        Figure old = figure(3, Unit::Count, State::Ok);
        old.newestSampleMs = nowMs - 30'001;
        tile.setFigure(old);
        QCOMPARE(plain(tile.accessibleName()), QStringLiteral("Queue: 3, Unknown, 30 s ago"));
        old.newestSampleMs = nowMs - 30'000;
        tile.setFigure(old);
        QVERIFY(tile.accessibleName().contains(QStringLiteral("OK")));
        Figure none = figure(0, Unit::Count, State::Ok);
        none.value.reset();
        tile.setFigure(none);
        QCOMPARE(tile.accessibleName(), QStringLiteral("Queue: no data, Unknown"));
        Figure failed = figure(3, Unit::Count, State::Ok);
        failed.error = Error(ErrorKind::Timeout, {}, QStringLiteral("http://p/x"));
        tile.setFigure(failed);
        QVERIFY(tile.accessibleName().contains(QStringLiteral("Unknown")));
        QVERIFY(!tile.accessibleDescription().isEmpty());
    }

    void stateViewHasItsFiveStates()
    {
        StateView view;
        view.setContent(new QLabel(QStringLiteral("data")));
        view.resize(400, 300);
        view.show();
        QSignalSpy retry(&view, &StateView::retryRequested);
        QSignalSpy action(&view, &StateView::actionRequested);
        QSignalSpy changed(&view, &StateView::modeChanged);
        QCOMPARE(view.mode(), StateView::Mode::Loading);
        QVERIFY(!view.content()->isVisible());
        view.showData();
        QVERIFY(view.content()->isVisible());
        view.showLoading(); // within 150 ms what is there stays
        QVERIFY(view.content()->isVisible());
        view.showError(Error(ErrorKind::Network, QStringLiteral("refused"), {}), QStringLiteral("Loki"));
        auto *button = view.findChild<QPushButton *>(QStringLiteral("stateAction"));
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(retry.size(), 1);
        view.showNotConfigured(QStringLiteral("Loki is not configured."), QStringLiteral("Open settings"));
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(action.size(), 1);
        view.showEmpty(QStringLiteral("No alert is firing."));
        QVERIFY(!button->isVisible());
        view.showStale(Error(ErrorKind::Network, QStringLiteral("refused"), {}), QStringLiteral("14:02"),
                       QStringLiteral("Loki"));
        QVERIFY(view.content()->isVisible());
        auto *banner = view.findChild<Banner *>();
        QVERIFY(banner->isVisible() && banner->text().contains(QStringLiteral("14:02")));
        QTest::mouseClick(banner->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(retry.size(), 2);
        view.showData();
        QVERIFY(!banner->isVisible());
        QCOMPARE(changed.size(), 6); // data, loading, error, not configured, empty, data
    }

    void aTileSaysWhatKeepsItFromTheFigure_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("said");
        QTest::newRow("silence") << ErrorKind::Network << QString() << QStringLiteral("No answer");
        QTest::newRow("no metric") << ErrorKind::Precondition << QStringLiteral("no_metric")
                                   << QStringLiteral("Not measured");
        QTest::newRow("no budget") << ErrorKind::Precondition << QStringLiteral("no_budget")
                                   << QStringLiteral("No budget set");
        QTest::newRow("not configured") << ErrorKind::Precondition << QStringLiteral("not_configured")
                                        << QStringLiteral("Not configured");
    }

    void aTileSaysWhatKeepsItFromTheFigure()
    {
        QFETCH(ErrorKind, kind);
        QFETCH(QString, code);
        QFETCH(QString, said);
        Tile tile;
        tile.setCaption(QStringLiteral("Budget"));
        tile.setFreshness(nowMs, 15'000);
        Figure failed = figure(3, Unit::Count, State::Ok);
        failed.value.reset();
        failed.error = Error(kind, QStringLiteral("x"), QStringLiteral("http://127.0.0.1:1")).withCode(code);
        failed.errorSource = EndpointKind::Manager;
        tile.setFigure(failed);
        QCOMPARE(tile.accessibleName(), QStringLiteral("Budget: no data, Unknown, %1").arg(said));
        QVERIFY2(kind != ErrorKind::Network || tile.accessibleDescription().startsWith(QStringLiteral("Agent manager")),
                 qPrintable(tile.accessibleDescription()));
    }

    void aTileWithoutAnswerSaysSinceWhen()
    {
        Tile tile;
        tile.setCaption(QStringLiteral("Queue"));
        tile.setFreshness(nowMs, 15'000);
        tile.setZone(QTimeZone::utc());
        Figure failed = figure(3, Unit::Count, State::Unknown);
        failed.newestSampleMs = nowMs - 1000;
        failed.evaluatedMs = QDateTime(QDate(2026, 11, 3), QTime(14, 2), QTimeZone::utc()).toMSecsSinceEpoch();
        failed.error = Error(ErrorKind::Network, QStringLiteral("refused"), {});
        tile.setFigure(failed);
        QCOMPARE(tile.accessibleName(), QStringLiteral("Queue: 3, Unknown, No answer, from 14:02"));
    }

    void agesOfATileMoveOnWithTime()
    {
        Tile tile;
        tile.setCaption(QStringLiteral("Queue"));
        tile.setFreshness(nowMs, 15'000);
        tile.setFigure(figure(3, Unit::Count, State::Ok));
        QCOMPARE(tile.accessibleName(), QStringLiteral("Queue: 3, OK"));
        tile.setFreshness(nowMs + 60'000, 15'000);
        QCOMPARE(plain(tile.accessibleName()), QStringLiteral("Queue: 3, Unknown, 1 min ago"));
    }

    void theTilesMenuCopiesWhatItShowedWhenItOpened()
    {
        Tile tile;
        tile.setCaption(QStringLiteral("Queue"));
        tile.setFreshness(nowMs, 15'000);
        tile.setFigure(figure(1234.5, Unit::Count, State::Ok));
        tile.resize(200, 104);
        tile.show();
        QSignalSpy explain(&tile, &Tile::explainRequested);
        QContextMenuEvent open(QContextMenuEvent::Keyboard, QPoint(5, 5), tile.mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(&tile, &open); // comes back at once: no event loop within
        QPointer<QMenu> menu = tile.findChild<QMenu *>(QStringLiteral("tileMenu"));
        QVERIFY(menu && menu->isVisible());
        Figure none = figure(0, Unit::Count, State::Unknown);
        none.value.reset();
        tile.setFigure(none); // a refresh while the menu is open
        menu->findChild<QAction *>(QStringLiteral("copyValue"))->trigger();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("1,234.5"));
        menu->findChild<QAction *>(QStringLiteral("explain"))->trigger();
        QCOMPARE(explain.size(), 1);
        menu->close();
        QTRY_VERIFY(!menu);

        // The tile may go while its menu is open.
        auto *other = new Tile;
        other->show();
        QApplication::sendEvent(other, &open);
        menu = other->findChild<QMenu *>(QStringLiteral("tileMenu"));
        QVERIFY(menu);
        delete other;
        QVERIFY(!menu);
    }

    void theColumnMenuRunsNoLoopOfItsOwn()
    {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        QStandardItemModel model(1, 2);
        model.setHorizontalHeaderLabels({QStringLiteral("A"), QStringLiteral("B")});
        QTreeView view;
        view.setModel(&model);
        new TableState(view.header(), settings, QStringLiteral("x"));
        view.show();
        Q_EMIT view.header()->customContextMenuRequested(QPoint(3, 3));
        QPointer<QMenu> menu = view.header()->findChild<QMenu *>(QStringLiteral("columnMenu"));
        QVERIFY(menu && menu->isVisible());
        menu->actions().at(1)->trigger();
        QVERIFY(view.header()->isSectionHidden(1));
        menu->close();
        QTRY_VERIFY(!menu);
    }

    void aCardsMenuIsNamedAfterItsTitle()
    {
        Card card;
        card.menu();
        card.setTitle(QStringLiteral("Requests"));
        QCOMPARE(card.findChild<QToolButton *>(QStringLiteral("cardMenu"))->accessibleName(),
                 QStringLiteral("Menu of Requests"));
    }

    void aBannerOfOneLineNeverGrows()
    {
        Banner banner;
        banner.setSingleLine(true);
        banner.resize(260, 38);
        const QString text = QStringLiteral("Prometheus has not answered for 2 min. Figures below are from 14:02.");
        banner.setMessage(State::Warn, text, QStringLiteral("Retry"));
        QCOMPARE(banner.text(), text);
        QVERIFY(banner.minimumSizeHint().width() < 260);
        QVERIFY(banner.sizeHint().height() <= 38);
        const auto *label = banner.findChild<QLabel *>();
        QVERIFY(label->text() != text && label->text().endsWith(QChar(0x2026)));
        QCOMPARE(label->toolTip(), text);
    }

    void whatIsStaleIsSaidBelowTheRows()
    {
        StateView view;
        auto *content = new QLabel(QStringLiteral("data"));
        view.setContent(content);
        view.resize(400, 300);
        view.show();
        view.showData();
        QApplication::processEvents();
        const QPoint before = content->mapTo(&view, QPoint(0, 0));
        view.showStale(Error(ErrorKind::Network, QStringLiteral("refused"), {}), QStringLiteral("14:02"));
        QApplication::processEvents();
        QCOMPARE(content->mapTo(&view, QPoint(0, 0)), before);
        QVERIFY(view.findChild<Banner *>()->y() > content->y());
    }

    void textsFollowTheLanguage()
    {
        /// Puts a mark before every text.
        class Marker : public QTranslator
        {
        public:
            bool isEmpty() const override { return false; }
            QString translate(const char *, const char *source, const char *, int) const override
            {
                return u'*' + QString::fromUtf8(source);
            }
        };
        NavigationRail rail;
        Card card(QStringLiteral("Requests"));
        card.menu();
        HealthStrip strip;
        strip.setHealth({EndpointHealth{}}, nowMs, QTimeZone::utc());
        Legend legend;
        TimeRangePicker picker([] { return nowMs; });
        Marker marker;
        QCoreApplication::installTranslator(&marker);
        for (QWidget *widget :
             {static_cast<QWidget *>(&rail), static_cast<QWidget *>(&card), static_cast<QWidget *>(&strip),
              static_cast<QWidget *>(&legend), static_cast<QWidget *>(&picker)}) {
            QEvent change(QEvent::LanguageChange);
            QApplication::sendEvent(widget, &change);
        }
        QStringList texts{rail.accessibleName(),
                          rail.findChild<QToolButton *>(QStringLiteral("railFold"))->toolTip(),
                          rail.findChild<QToolButton *>(QStringLiteral("railFold"))->accessibleName(),
                          card.findChild<QToolButton *>(QStringLiteral("cardMenu"))->accessibleName(),
                          strip.accessibleName(),
                          strip.findChild<QAbstractButton *>()->accessibleName(),
                          legend.accessibleName(),
                          picker.text(),
                          picker.toolTip(),
                          picker.accessibleName()};
        QCoreApplication::removeTranslator(&marker);
        for (const QString &text : std::as_const(texts))
            QVERIFY2(text.startsWith(u'*'), qPrintable(text));
    }

    void theRangePickersTimesSlide()
    {
        qint64 now = nowMs;
        TimeRangePicker picker([&now] { return now; });
        picker.setZone(QTimeZone::utc());
        picker.setRange(TimeRange::parse(QStringLiteral("now-3h"), QStringLiteral("now-1h")).value());
        const QString before = picker.text();
        now += 120'000;
        auto *beat = picker.findChild<QTimer *>(QStringLiteral("slide"));
        QVERIFY(beat && beat->isActive());
        beat->setInterval(0);
        QTRY_VERIFY(picker.text() != before);
        picker.setRange(TimeRange::absolute(now - 1000, now));
        QVERIFY(!beat->isActive()); // an absolute one stands still
    }

    void rangePickerChecksWhileTyping()
    {
        TimeRangePicker picker([] { return nowMs; });
        picker.show();
        QCOMPARE(picker.text(), QStringLiteral("Last 24 hours"));
        QSignalSpy chosen(&picker, &TimeRangePicker::rangeRequested);
        picker.openPanel();
        QWidget *panel = QApplication::activePopupWidget();
        QVERIFY(panel);
        auto *from = panel->findChild<QLineEdit *>(QStringLiteral("rangeFrom"));
        auto *to = panel->findChild<QLineEdit *>(QStringLiteral("rangeTo"));
        auto *apply = panel->findChild<QPushButton *>(QStringLiteral("rangeApply"));
        from->setText(QStringLiteral("now-6x"));
        QVERIFY(!apply->isEnabled());
        QVERIFY(from->property("invalid").toBool());
        QVERIFY(!to->property("invalid").toBool());
        const auto said = [panel] {
            QStringList texts;
            for (const QLabel *label : panel->findChildren<QLabel *>())
                if (label->property("role").toString() == u"error")
                    texts.append(label->text());
            return texts.join(u' ');
        };
        QVERIFY2(said().contains(QStringLiteral("“now-6x” is not a time")), qPrintable(said()));
        to->setText(QStringLiteral("2026-11-01 08:00"));
        from->setText(QStringLiteral("2026-11-02 08:00"));
        QCOMPARE(said(), QStringLiteral("The range ends before it begins."));
        to->setText(QString());
        QCOMPARE(said(), QStringLiteral("“To” needs a time."));
        to->setText(QStringLiteral("now"));
        from->setText(QStringLiteral("now-6x"));
        QTest::keyClick(from, Qt::Key_Return);
        QCOMPARE(chosen.size(), 0);
        from->setText(QStringLiteral("now-6h"));
        QVERIFY(apply->isEnabled());
        QTest::keyClick(from, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].value<TimeRange>().from(), QStringLiteral("now-6h"));
        QVERIFY(!QApplication::activePopupWidget());

        picker.openPanel();
        panel = QApplication::activePopupWidget();
        QTest::keyClick(panel->findChild<QLineEdit *>(QStringLiteral("rangeFrom")), Qt::Key_Escape);
        QVERIFY(!QApplication::activePopupWidget());
        QCOMPARE(chosen.size(), 1);

        picker.zoomOut();
        const auto wide = chosen[1][0].value<TimeRange>().resolve(nowMs, QTimeZone::utc());
        QCOMPARE(wide.endMs, nowMs); // not into the future
        QCOMPARE(wide.lengthMs(), 48 * 3'600'000LL);
    }

    void paletteIsWorkedByKeyboard()
    {
        QWidget window;
        window.resize(900, 600);
        auto *before = new QLineEdit(&window);
        CommandPalette palette(&window);
        palette.setCommands(
            {{QStringLiteral("o"), QStringLiteral("Overview"), QStringLiteral("Pages"), {}, {}, {}, true, {}},
             {QStringLiteral("l"), QStringLiteral("Logs"), QStringLiteral("Pages"), {}, {}, {}, true, {}},
             {QStringLiteral("x"),
              QStringLiteral("Scale deployment"),
              QStringLiteral("Actions"),
              {},
              {},
              QStringLiteral("replicas"),
              false,
              QStringLiteral("read-only")},
             {QStringLiteral("r"), QStringLiteral("Refresh"), QStringLiteral("Actions"), {}, {}, {}, true, {}}});
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        before->setFocus();
        QSignalSpy triggered(&palette, &CommandPalette::triggered);
        palette.open();
        auto *field = palette.findChild<QLineEdit *>(QStringLiteral("paletteField"));
        QCOMPARE(QApplication::focusWidget(), field);
        QTest::keyClick(field, Qt::Key_Down);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(triggered.size(), 1);
        QCOMPARE(triggered[0][0].toString(), QStringLiteral("l"));
        QVERIFY(!palette.isVisible());
        QCOMPARE(QApplication::focusWidget(), before);

        palette.open();
        QTest::keyClicks(field, QStringLiteral("rfsh"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(triggered.last()[0].toString(), QStringLiteral("r"));
        palette.open();
        QTest::keyClicks(field, QStringLiteral("replicas"));
        QTest::keyClick(field, Qt::Key_Return); // disabled: stays, nothing happens
        QCOMPARE(triggered.size(), 2);
        QVERIFY(palette.isVisible());
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!palette.isVisible());
    }

    void fuzzyPrefersWordBeginnings()
    {
        const auto score = [](const char *query, const char *text) {
            const auto match = fuzzyMatch(QString::fromUtf8(query), QString::fromUtf8(text));
            return match ? match->score : -1;
        };
        QVERIFY(score("sd", "Scale deployment") > score("sd", "Used words"));
        QVERIFY(score("log", "Logs") > score("log", "Open catalogue"));
        QVERIFY(score("UEBER", "Übersicht") < 0);
        QVERIFY(score("uber", "Übersicht") > 0);
        QVERIFY(score("概", "概要") > 0);
        QCOMPARE(score("xyz", "Overview"), -1);
        QCOMPARE(fuzzyMatch(QStringLiteral("sd"), QStringLiteral("Scale deployment"))->positions, QList<int>({0, 6}));
        QVERIFY(fuzzyMatch(QString(), QStringLiteral("x")).has_value());
    }

    void railAsksAndMarks()
    {
        NavigationRail rail;
        rail.addEntry(QStringLiteral("overview"), QStringLiteral("Overview"), QStringLiteral("overview"), u'o');
        rail.addEntry(QStringLiteral("logs"), QStringLiteral("Logs"), QStringLiteral("logs"), u'l');
        rail.setCurrent(QStringLiteral("overview"));
        rail.show();
        QSignalSpy asked(&rail, &NavigationRail::pageRequested);
        auto *logs = rail.findChild<QAbstractButton *>(QStringLiteral("rail_logs"));
        QTest::mouseClick(logs, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QVERIFY(!logs->isChecked()); // until the window says so
        rail.setBadge(QStringLiteral("logs"), 3, State::Warn);
        QCOMPARE(logs->accessibleName(), QStringLiteral("Logs, 3"));
        QCOMPARE(rail.width(), 200);
        QTest::mouseClick(rail.findChild<QToolButton *>(QStringLiteral("railFold")), Qt::LeftButton);
        QCOMPARE(rail.width(), 56);
        QVERIFY(logs->toolTip().contains(QStringLiteral("Logs")));
        QTest::keyClick(logs, Qt::Key_Return);
        QCOMPARE(asked.size(), 2);
    }

    void filterWaitsForAPauseAndClearsOnEscape()
    {
        FilterField field;
        QLineEdit other;
        field.setEscapeTo(&other);
        QSignalSpy changed(&field, &FilterField::filterChanged);
        QTest::keyClicks(&field, QStringLiteral("gen"));
        QCOMPARE(changed.size(), 0);
        QVERIFY(changed.wait(2000));
        QCOMPARE(changed[0][0].toString(), QStringLiteral("gen"));
        QTest::keyClicks(&field, QStringLiteral("x"));
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(changed.size(), 2);
        QTest::keyClick(&field, Qt::Key_Escape);
        QCOMPARE(changed.size(), 3);
        QVERIFY(field.text().isEmpty());
    }

    void columnsComeBack()
    {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        QStandardItemModel model(2, 3);
        {
            QTreeView view;
            view.setModel(&model);
            prepareTree(&view);
            new TableState(view.header(), settings, QStringLiteral("fleet"));
            view.show();
            view.header()->resizeSection(2, 177);
            view.header()->setSectionHidden(1, true);
            view.header()->moveSection(2, 0);
            view.hide(); // at once: closing must not lose the change
        }
        QTreeView again;
        again.setModel(&model);
        prepareTree(&again);
        new TableState(again.header(), settings, QStringLiteral("fleet"));
        QCOMPARE(again.header()->sectionSize(2), 177);
        QVERIFY(again.header()->isSectionHidden(1));
        QCOMPARE(again.header()->visualIndex(2), 0);
        QStandardItemModel wider(2, 4);
        QTreeView other;
        other.setModel(&wider);
        prepareTree(&other);
        new TableState(other.header(), settings, QStringLiteral("fleet"));
        QVERIFY(!other.header()->isSectionHidden(1));
    }

    void rowsAre28PixelsHigh()
    {
        QStandardItemModel model(3, 2);
        QTreeView view;
        view.setModel(&model);
        prepareTree(&view);
        view.show();
        QCOMPARE(view.visualRect(model.index(1, 0)).height(), 28);
    }

    void healthStripTellsWhatIsWrong()
    {
        HealthStrip strip;
        EndpointHealth health;
        health.kind = EndpointKind::Loki;
        health.configured = true;
        health.state = State::Critical;
        health.failingSinceMs = nowMs - 60'000;
        health.error = Error(ErrorKind::Network, QStringLiteral("connection refused"), {});
        strip.setHealth({health}, nowMs, QTimeZone::utc());
        strip.show();
        auto *item = strip.findChild<QAbstractButton *>();
        QVERIFY2(plain(item->accessibleName())
                     .startsWith(QStringLiteral("Loki has not answered for 1 min (connection refused).")),
                 qPrintable(item->accessibleName()));
        const int width = item->width();
        health.state = State::Ok;
        health.error.reset();
        health.failingSinceMs.reset();
        health.lastSuccessMs = nowMs;
        health.latency = std::chrono::milliseconds(3);
        strip.setHealth({health}, nowMs, QTimeZone::utc());
        QApplication::processEvents();
        QCOMPARE(item->width(), width); // nothing moves when data arrives
        QSignalSpy check(&strip, &HealthStrip::checkRequested);
        QTest::keyClick(item, Qt::Key_Space);
        QVERIFY(QApplication::activePopupWidget());
        auto *button = QApplication::activePopupWidget()->findChild<QPushButton *>(QStringLiteral("checkNow"));
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(check.size(), 1);
        // What the check brings is seen in the open panel, in the same widgets.
        const auto *line = QApplication::activePopupWidget()->findChild<QLabel *>(QStringLiteral("health.loki"));
        QVERIFY2(line->text().startsWith(QStringLiteral("Loki answered")), qPrintable(line->text()));
        const QPoint place = button->pos();
        health.state = State::Critical;
        health.failingSinceMs = nowMs;
        health.error = Error(ErrorKind::Network, QStringLiteral("connection refused"), {});
        strip.setHealth({health}, nowMs + 5000, QTimeZone::utc());
        QVERIFY2(line->text().startsWith(QStringLiteral("Loki has not answered for")), qPrintable(line->text()));
        health.state = State::Ok;
        health.error.reset();
        health.failingSinceMs.reset();
        strip.setHealth({health}, nowMs, QTimeZone::utc());
        QVERIFY(button->pos().y() >= place.y() && QApplication::activePopupWidget()->isAncestorOf(button));
        QApplication::activePopupWidget()->close();
    }

    void stepsAreSpoken()
    {
        StepIndicator steps;
        steps.setSteps({{QStringLiteral("Plan"), {}, StepIndicator::Progress::Done},
                        {QStringLiteral("Send"), QStringLiteral("refused"), StepIndicator::Progress::Failed}});
        QCOMPARE(steps.accessibleName(), QStringLiteral("Plan: done; Send: failed, refused"));
        QVERIFY(steps.heightForWidth(300) > 60);
    }
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"

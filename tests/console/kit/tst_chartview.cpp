// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chartsamples.h"

#include "kit/charts/chartcanvas.h"
#include "kit/charts/chartexport.h"
#include "kit/charts/chartreadout.h"
#include "kit/charts/chartview.h"
#include "kit/charts/crosshairgroup.h"
#include "kit/charts/legend.h"
#include "kit/charts/plot.h"
#include "kit/format.h"
#include "kit/theme.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

using namespace toban;

namespace {

/// Two charts on a page with one crosshair.
struct Page
{
    QWidget window;
    CrosshairGroup group;
    ChartView *first = new ChartView(&window);
    ChartView *second = new ChartView(&window);

    Page()
    {
        window.resize(900, 300);
        first->setGeometry(0, 0, 440, 300);
        second->setGeometry(450, 0, 440, 300);
        const auto frame = samples::frame(
            {{QStringLiteral("a"), std::vector<double>(61, 3.0)}, {QStringLiteral("b"), std::vector<double>(61, 7.0)}});
        for (ChartView *view : {first, second}) {
            view->setCrosshairGroup(&group);
            view->setData(samples::chart(PanelKind::Line, frame));
        }
        window.show();
    }
    bool wait()
    {
        return QTest::qWaitFor([this] { return first->isRendered() && second->isRendered(); }, 5000);
    }
    static ChartCanvas *canvas(ChartView *view) { return view->findChild<ChartCanvas *>(); }
    static QPoint at(ChartView *view, qint64 timeMs)
    {
        const ChartPicture &picture = canvas(view)->picture();
        return QPoint(int(std::round(picture.xOf(timeMs))), int(picture.plot.center().y()));
    }
};

constexpr qint64 minute = 60'000;

} // namespace

class TestChartView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        applyTheme(*qApp, Scheme::Light);
    }

    void crosshairIsShared()
    {
        Page page;
        QVERIFY(page.wait());
        QTest::mouseMove(page.canvas(page.first), page.at(page.first, samples::startMs + 20 * minute));
        QVERIFY(page.group.timeMs().has_value());
        QCOMPARE(*page.group.timeMs() % minute, samples::startMs % minute); // on a sample
        QVERIFY(std::abs(*page.group.timeMs() - samples::startMs - 20 * minute) <= minute);
        QCOMPARE(page.group.source(), page.canvas(page.first));
        const auto readouts = page.window.findChildren<ChartReadout *>();
        QCOMPARE(readouts.size(), 1); // only beside the chart that is pointed at
        QVERIFY(readouts.first()->isVisible());
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(page.canvas(page.first), &leave);
        QVERIFY(!page.group.timeMs());
        QVERIFY(!readouts.first()->isVisible());
    }

    void draggingZooms()
    {
        Page page;
        QVERIFY(page.wait());
        QSignalSpy zoom(page.first, &ChartView::zoomRequested);
        ChartCanvas *canvas = page.canvas(page.first);
        const QPoint from = page.at(page.first, samples::startMs + 40 * minute);
        const QPoint to = page.at(page.first, samples::startMs + 10 * minute);
        QTest::mousePress(canvas, Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, to, canvas->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(canvas, &move);
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, to);
        QCOMPARE(zoom.size(), 1);
        const qint64 pixel = 2 * 60 * minute / canvas->picture().plot.width();
        QVERIFY(std::abs(zoom[0][0].toLongLong() - samples::startMs - 10 * minute) <= pixel);
        QVERIFY(std::abs(zoom[0][1].toLongLong() - samples::startMs - 40 * minute) <= pixel);

        QTest::mouseClick(canvas, Qt::LeftButton, {}, from);
        QCOMPARE(zoom.size(), 1); // a click is not a drag
        QSignalSpy out(page.first, &ChartView::zoomOutRequested);
        QTest::mouseDClick(canvas, Qt::LeftButton, {}, from);
        QCOMPARE(out.size(), 1);
    }

    void keyboardReadsSelectsAndZooms()
    {
        Page page;
        QVERIFY(page.wait());
        ChartCanvas *canvas = page.canvas(page.first);
        QSignalSpy zoom(page.first, &ChartView::zoomRequested);
        QTest::keyClick(canvas, Qt::Key_Left);
        const qint64 end = samples::startMs + 60 * minute;
        QCOMPARE(*page.group.timeMs(), end);
        QTest::keyClick(canvas, Qt::Key_Left);
        QCOMPARE(*page.group.timeMs(), end - minute);
        QVERIFY2(canvas->spokenText().contains(QStringLiteral("b: 7")), qPrintable(canvas->spokenText()));
        QTest::keyClick(canvas, Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(*page.group.timeMs(), end - 11 * minute);
        QTest::keyClick(canvas, Qt::Key_Home);
        QCOMPARE(*page.group.timeMs(), samples::startMs);
        QTest::keyClick(canvas, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(canvas, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(canvas, Qt::Key_Return);
        QCOMPARE(zoom.size(), 1);
        QCOMPARE(zoom[0][0].toLongLong(), samples::startMs);
        QCOMPARE(zoom[0][1].toLongLong(), samples::startMs + 2 * minute);
        QTest::keyClick(canvas, Qt::Key_Escape);
        QVERIFY(!page.group.timeMs());
    }

    void barsOfDaysAreReadWithTheirOwnDay()
    {
        // Two days in Tokyo; the answer is stamped with each day's end, the second is not over yet.
        const QTimeZone tokyo("Asia/Tokyo");
        const auto midnight = [&](int day) { return QDate(2026, 11, day).startOfDay(tokyo).toMSecsSinceEpoch(); };
        const auto frame = std::make_shared<Frame>(Frame{midnight(4), 86'400'000, 2, {}});
        frame->series.push_back({Labels({{QStringLiteral("name"), QStringLiteral("a")}}), {3, 7}});
        ChartData data = samples::chart(PanelKind::Bars, frame);
        data.span = {midnight(3), midnight(5)};
        data.zone = tokyo;
        ChartView view;
        view.resize(440, 300);
        view.setData(data);
        view.show();
        QVERIFY(QTest::qWaitFor([&] { return view.isRendered(); }, 5000));
        ChartCanvas *canvas = Page::canvas(&view);
        QTest::keyClick(canvas, Qt::Key_Left);
        QVERIFY2(canvas->spokenText().startsWith(format::date(midnight(4), tokyo) + QStringLiteral("; a: 7")),
                 qPrintable(canvas->spokenText()));
        QTest::keyClick(canvas, Qt::Key_Left);
        QVERIFY2(canvas->spokenText().startsWith(format::date(midnight(3), tokyo) + QStringLiteral("; a: 3")),
                 qPrintable(canvas->spokenText()));
        QCOMPARE(toCsv(data), QByteArray("time,a\r\n2026-11-03,3\r\n2026-11-04,7\r\n"));

        // Bars of hours: the hour's beginning.
        const auto hours = std::make_shared<Frame>(Frame{midnight(3) + 3'600'000, 3'600'000, 1, {}});
        hours->series = {{Labels({{QStringLiteral("name"), QStringLiteral("a")}}), {3}}};
        data.layers.front().frame = hours;
        QCOMPARE(toCsv(data), QByteArray("time,a\r\n2026-11-02T15:00:00.000Z,3\r\n"));
        QCOMPARE(sampleTitle(data, hours->startMs), format::dateTime(midnight(3), tokyo));
        data.kind = PanelKind::Line; // a line's sample is of its moment
        QCOMPARE(toCsv(data), QByteArray("time,a\r\n2026-11-02T16:00:00.000Z,3\r\n"));
    }

    void aDayOfAnotherLengthKeepsItsDate()
    {
        // The even grid stands an hour beside the days before the clocks were changed.
        const QTimeZone berlin("Europe/Berlin");
        const qint64 end = QDate(2026, 10, 27).startOfDay(berlin).toMSecsSinceEpoch();
        const auto frame = std::make_shared<Frame>(Frame{end - 2 * 86'400'000, 86'400'000, 3, {}});
        frame->series.push_back({Labels({{QStringLiteral("name"), QStringLiteral("a")}}), {1, 2, 3}});
        ChartData data = samples::chart(PanelKind::Bars, frame);
        data.zone = berlin;
        QCOMPARE(toCsv(data), QByteArray("time,a\r\n2026-10-24,1\r\n2026-10-25,2\r\n2026-10-26,3\r\n"));
    }

    void barsWithoutTimeAxisAreReadOneByOne_data()
    {
        QTest::addColumn<PanelKind>("kind");
        QTest::newRow("distribution") << PanelKind::Histogram;
        QTest::newRow("shares") << PanelKind::Shares;
    }

    void barsWithoutTimeAxisAreReadOneByOne()
    {
        QFETCH(PanelKind, kind);
        const bool buckets = kind == PanelKind::Histogram;
        const auto frame = samples::frame(
            {{QStringLiteral("0.5"), {30'000}}, {QStringLiteral("2"), {12'345.4}}, {QStringLiteral("+Inf"), {1}}}, 1,
            QStringLiteral("le"));
        ChartData data = samples::chart(kind, frame);
        data.unit = Unit::Count;
        data.layers.front().legend = QStringLiteral("{{le}}");
        data.span = {samples::startMs - 1000, samples::startMs};
        QWidget window;
        window.resize(500, 400);
        auto *view = new ChartView(&window);
        view->setGeometry(0, 0, 440, 300);
        view->setData(data);
        window.show();
        QVERIFY(QTest::qWaitFor([&] { return view->isRendered(); }, 5000));
        ChartCanvas *canvas = Page::canvas(view);
        QCOMPARE(canvas->picture().bars.size(), size_t(3));
        const QString name = buckets ? bucketText(canvas->series(), 1, Unit::Seconds, {}) : QStringLiteral("2");
        const QString expected
            = name + QStringLiteral("; 12,345; ") + format::percent(12'345.4 / (30'000 + 12'345.4 + 1), 1);
        const QPointF at = canvas->picture().bars[1].area.center();
        QMouseEvent move(QEvent::MouseMove, at, canvas->mapToGlobal(at), Qt::NoButton, {}, {});
        QApplication::sendEvent(canvas, &move);
        QCOMPARE(canvas->spokenText(), expected);
        const auto readouts = window.findChildren<ChartReadout *>();
        QCOMPARE(readouts.size(), 1);
        QVERIFY(readouts.first()->isVisible());
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(canvas, &leave);
        QVERIFY(!readouts.first()->isVisible());
        // The keyboard reads the same, bar by bar.
        QTest::keyClick(canvas, Qt::Key_Right);
        QTest::keyClick(canvas, Qt::Key_Right);
        QCOMPARE(canvas->spokenText(), expected);
        QVERIFY(readouts.first()->isVisible());
        QTest::keyClick(canvas, Qt::Key_End);
        QVERIFY2(canvas->spokenText().contains(QStringLiteral("; 1; ")), qPrintable(canvas->spokenText()));
        QTest::keyClick(canvas, Qt::Key_Escape);
        QVERIFY(!readouts.first()->isVisible());
        QCOMPARE(canvas->spokenText(), summary(data));
    }

    void legendSwitchesAndIsolates()
    {
        Page page;
        QVERIFY(page.wait());
        const auto items = page.first->findChild<Legend *>()->findChildren<QAbstractButton *>();
        QCOMPARE(items[0]->text(), QStringLiteral("a"));
        QTest::mouseClick(items[0], Qt::LeftButton);
        QCOMPARE(page.first->hidden(), QSet<QString>({QStringLiteral("a")}));
        QTest::keyClick(items[0], Qt::Key_Space);
        QVERIFY(page.first->hidden().isEmpty());
        QTest::keyClick(items[1], Qt::Key_Return);
        QCOMPARE(page.first->hidden(), QSet<QString>({QStringLiteral("a")}));
        QTest::mouseClick(items[1], Qt::LeftButton, Qt::ControlModifier);
        QVERIFY(page.first->hidden().isEmpty());
        QVERIFY(page.second->hidden().isEmpty());
    }

    void newestDataWins()
    {
        Page page;
        for (int i = 1; i <= 20; ++i) {
            ChartData data = samples::chart(
                PanelKind::Line, samples::frame({{QStringLiteral("a"), std::vector<double>(61, i * 100.0)}}));
            page.first->setData(data);
        }
        QVERIFY(page.wait());
        QVERIFY(page.canvas(page.first)->picture().high >= 2000);
    }

    void hiddenChartDoesNoWork()
    {
        ChartView view;
        view.resize(400, 200);
        QSignalSpy rendered(&view, &ChartView::rendered);
        view.setData(samples::chart(PanelKind::Line, samples::frame({{QStringLiteral("a"), {1, 2, 3}}})));
        QVERIFY(!view.isRendered());
        QVERIFY(Page::canvas(&view)->picture().image.isNull());
        view.show();
        QVERIFY(rendered.wait(5000));
        QVERIFY(view.isRendered());
    }

    void destroyedWhileRendering()
    {
        for (int i = 0; i < 20; ++i) {
            auto view = std::make_unique<ChartView>();
            view->resize(600, 300);
            view->show();
            view->setData(samples::chart(
                PanelKind::Line, samples::frame({{QStringLiteral("a"), std::vector<double>(20'000, 1.0)}}, 1000)));
        }
        QVERIFY(QThreadPool::globalInstance()->waitForDone(10'000));
        QApplication::processEvents();
    }

    void screenReaderHearsTheChart()
    {
        Page page;
        QVERIFY(page.wait());
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(page.canvas(page.first));
        QVERIFY(interface);
        QCOMPARE(interface->role(), QAccessible::Chart);
        QCOMPARE(interface->text(QAccessible::Name), QStringLiteral("Requests"));
        QVERIFY(interface->text(QAccessible::Description).contains(QStringLiteral("a: 3")));
    }

    void themeChangeRepaints()
    {
        Page page;
        QVERIFY(page.wait());
        const QImage before = page.canvas(page.first)->picture().image;
        applyTheme(*qApp, Scheme::Dark);
        QVERIFY(QTest::qWaitFor(
            [&] { return page.first->isRendered() && page.canvas(page.first)->picture().image != before; }, 5000));
        applyTheme(*qApp, Scheme::Light);
    }
};

QTEST_MAIN(TestChartView)
#include "tst_chartview.moc"

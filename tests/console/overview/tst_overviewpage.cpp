// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin.h"
#include "kit/banner.h"
#include "kit/charts/chartview.h"
#include "kit/stateview.h"
#include "kit/tile.h"
#include "overview/dashboardtexts.h"
#include "overview/overviewpage.h"
#include "overview/panelcard.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace toban;

namespace {

constexpr qint64 noon = 1'795'262'400'000; // 2026-11-21 12:00 UTC
constexpr qint64 hour = 3'600'000;

Dashboard shipped()
{
    return builtinDashboard(QStringLiteral("overview")).value();
}

PanelData answered(const PanelSpec &spec)
{
    auto frame = std::make_shared<Frame>();
    frame->startMs = noon - hour;
    frame->stepMs = 60'000;
    frame->points = 60;
    Series series;
    series.labels = Labels({{QStringLiteral("agent_type"), QStringLiteral("code_generator")}});
    for (int i = 0; i < frame->points; ++i)
        series.values.push_back(i == 30 ? std::nan("") : 1.5 + i);
    frame->series.push_back(std::move(series));
    PanelData data;
    data.panelId = spec.id;
    data.loading = false;
    data.span = {noon - hour, noon};
    data.stepMs = frame->stepMs;
    data.series.push_back({QStringLiteral("rate(x[5m])"), QStringLiteral("{{agent_type}}"), frame});
    data.answeredMs = noon;
    return data;
}

Figure figure(const TileSpec &spec, std::optional<double> value, State state)
{
    Figure made;
    made.id = spec.id;
    made.unit = spec.unit;
    made.value = value;
    made.state = state;
    made.query = QStringLiteral("sum(%1)").arg(spec.id);
    made.evaluatedMs = noon;
    made.newestSampleMs = noon;
    return made;
}

} // namespace

class TestOverviewPage : public QObject
{
    Q_OBJECT

    std::unique_ptr<OverviewPage> m_page;

    PanelCard *panel(const char *id) const
    {
        return m_page->findChild<PanelCard *>(QStringLiteral("panel.") + QLatin1String(id));
    }
    Tile *tile(const char *id) const { return m_page->findChild<Tile *>(QStringLiteral("tile.") + QLatin1String(id)); }
    void fill()
    {
        const Dashboard dashboard = shipped();
        for (const TileSpec &spec : dashboard.tiles)
            m_page->setFigure(figure(spec, 0.5, State::Ok));
        for (const PanelSpec &spec : dashboard.panels)
            m_page->setPanel(answered(spec));
        m_page->setRefreshed();
    }

private Q_SLOTS:
    void init()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_page = std::make_unique<OverviewPage>(shipped());
        m_page->setSurroundings({QStringLiteral("USD"), QTimeZone::utc(), noon, 15'000, QStringLiteral("Last hour")});
        m_page->resize(1200, 800);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void cleanup() { m_page.reset(); }

    void everyTextOfTheDashboardIsMarkedForTranslation()
    {
        const QStringList marked = markedDashboardTexts();
        const auto check = [&](const QString &text) {
            QVERIFY2(text.isEmpty() || text.contains(QStringLiteral("{{")) || marked.contains(text), qPrintable(text));
        };
        const Dashboard dashboard = shipped();
        check(dashboard.title);
        for (const TileSpec &spec : dashboard.tiles) {
            for (const QString &text : {spec.title, spec.description, spec.formula})
                check(text);
            QVERIFY(!spec.description.isEmpty() && !spec.formula.isEmpty());
            QVERIFY(spec.pastTitle.isEmpty() || marked.contains(spec.pastTitle));
        }
        for (const PanelSpec &spec : dashboard.panels) {
            check(spec.title);
            check(spec.description);
            check(spec.thresholdsOf);
            QVERIFY(!spec.description.isEmpty());
            for (const PanelQuery &query : spec.queries)
                check(query.legend);
        }
    }

    void itIsCompleteWhenEveryAnswerIsInAndPainted()
    {
        QSignalSpy completed(m_page.get(), &Page::completed);
        QVERIFY(!m_page->isComplete());
        fill();
        QTRY_COMPARE(completed.count(), 1);
        QVERIFY(m_page->isComplete());
        QVERIFY(m_page->hasData());
        m_page->setPending();
        QVERIFY(!m_page->isComplete());
    }

    void eachPanelHasItsState()
    {
        PanelData data = answered(panel("requests")->spec());
        const auto mode = [&] { return panel("requests")->findChild<StateView *>()->mode(); };
        QCOMPARE(mode(), StateView::Mode::Loading);
        data.error = Error(ErrorKind::Network, QStringLiteral("connection refused"), QStringLiteral("http://p:9090"));
        m_page->setPanel(data);
        QCOMPARE(mode(), StateView::Mode::Data); // what was known stays, under a line that says since when
        data.series.clear();
        m_page->setPanel(data);
        QCOMPARE(mode(), StateView::Mode::Error);
        data.error = Error(ErrorKind::Precondition, QStringLiteral("no family"));
        m_page->setPanel(data);
        QCOMPARE(mode(), StateView::Mode::NotConfigured);
        data.error.reset();
        m_page->setPanel(data);
        QCOMPARE(mode(), StateView::Mode::Empty);
        m_page->setPanel(answered(panel("requests")->spec()));
        QCOMPARE(mode(), StateView::Mode::Data);
    }

    void figuresOutOfBoundsAreProblemsThatLeadToTheirChart()
    {
        fill();
        QVERIFY(m_page->problems().empty());
        const Dashboard dashboard = shipped();
        for (const TileSpec &spec : dashboard.tiles) {
            if (spec.id == u"error_rate")
                m_page->setFigure(figure(spec, 0.2, State::Critical));
            if (spec.id == u"latency_p95")
                m_page->setFigure(figure(spec, std::nullopt, State::Unknown));
        }
        const std::vector<Problem> problems = m_page->problems();
        QCOMPARE(problems.size(), std::size_t(1));
        QCOMPARE(problems[0].severity, State::Critical);
        QVERIFY(problems[0].text.contains(QStringLiteral("10")));
        QCOMPARE(problems[0].args.value(QStringLiteral("panel")).toString(), QStringLiteral("error_rate"));
        m_page->navigate(problems[0].args);
        const QWidget *focused = m_page->focusWidget();
        QVERIFY(focused && (focused == panel("error_rate")->chart() || panel("error_rate")->isAncestorOf(focused)));
    }

    void thePastIsNoProblemOfToday()
    {
        const Dashboard dashboard = shipped();
        const auto show = [&](qint64 nowMs, qint64 endMs, const char *critical) {
            OverviewPage::Surroundings around{QStringLiteral("USD"), QTimeZone::utc(), nowMs, 15'000, {}};
            around.endMs = endMs;
            m_page->setSurroundings(around);
            for (const TileSpec &spec : dashboard.tiles) {
                const bool isIt = spec.id == QLatin1String(critical);
                Figure made = figure(spec, isIt ? 200 : 0.5, isIt ? State::Critical : State::Ok);
                made.evaluatedMs = endMs;
                made.isOfPast = endMs < nowMs;
                m_page->setFigure(made);
            }
            m_page->setRefreshed();
        };
        show(noon, noon, "queue");
        QCOMPARE(m_page->problems().size(), std::size_t(1));
        QCOMPARE(m_page->problems()[0].asOfMs, 0);
        show(noon + hour, noon - 26 * hour, "latency_p95");
        QCOMPARE(m_page->problems().size(), std::size_t(1)); // today's, as it was last known
        QCOMPARE(m_page->problems()[0].id, QStringLiteral("figure/queue"));
        QCOMPARE(m_page->problems()[0].asOfMs, noon);
        show(noon + 2 * hour, noon + 2 * hour, "none");
        QVERIFY(m_page->problems().empty());
        m_page->setPending();
        show(noon, noon - 26 * hour, "latency_p95");
        QVERIFY(m_page->problems().empty()); // of another environment's present nothing is known
    }

    void aBudgetThatComesLateBringsItsProblem()
    {
        Figure awaited;
        const Dashboard dashboard = shipped();
        const auto spec = std::find_if(dashboard.tiles.begin(), dashboard.tiles.end(),
                                       [](const TileSpec &item) { return item.id == u"budget_used"; });
        fill();
        awaited = figure(*spec, std::nullopt, State::Unknown);
        awaited.isAwaited = true;
        m_page->setFigure(awaited);
        QTRY_VERIFY(m_page->isComplete()); // nobody waits for it
        QVERIFY(!m_page->hasData());
        QVERIFY2(tile("budget_used")->summary().contains(QStringLiteral("loading")),
                 qPrintable(tile("budget_used")->summary()));
        QSignalSpy changed(m_page.get(), &Page::problemsChanged);
        m_page->setFigure(figure(*spec, 1.2, State::Critical));
        m_page->setBudgetAnswered();
        QCOMPARE(changed.size(), 1);
        QCOMPARE(m_page->problems().size(), std::size_t(1));
        QVERIFY(m_page->hasData());
    }

    void boundsAreDrawnWithTheirName()
    {
        fill();
        const auto chart = [this](const char *id) { return panel(id)->chart()->data(); };
        QCOMPARE(chart("agents").thresholds.critical, std::optional(100.0));
        QCOMPARE(chart("agents").thresholdsName, QStringLiteral("Queue"));
        QVERIFY(!chart("cost_trend").thresholds.critical);
        PanelData cost = answered(panel("cost_trend")->spec());
        cost.dailyBudget = 1000;
        m_page->setPanel(cost);
        QCOMPARE(chart("cost_trend").thresholds.critical, std::optional(1000.0));
        QCOMPARE(chart("cost_trend").thresholdsName, QStringLiteral("Daily budget"));
        Q_EMIT panel("cost_trend")->queryRequested();
        const auto *dialog = m_page->findChild<QueryDialog *>();
        QVERIFY2(dialog->explanation().contains(QStringLiteral("1,000")), qPrintable(dialog->explanation()));
    }

    void exportWritesWhatWasAnsweredAndSaysWhatPreventsIt()
    {
        fill();
        const QTemporaryDir directory;
        const QString csv = directory.filePath(QStringLiteral("x.csv"));
        QVERIFY(m_page->exportCsv(QStringLiteral("requests"), csv));
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArrayList lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 61);
        QVERIFY(lines[0].contains("code_generator"));
        QVERIFY(lines[31].trimmed().endsWith(',')); // the gap
        const QString png = directory.filePath(QStringLiteral("x.png"));
        QSignalSpy finished(m_page.get(), &OverviewPage::exportFinished);
        const auto *message = m_page->findChild<Banner *>(QStringLiteral("exportMessage"));
        m_page->exportPicture(QStringLiteral("requests"), png);
        QVERIFY(finished.isEmpty() && !QFile::exists(png)); // made beside the GUI's thread
        QVERIFY(finished.wait(10'000));
        QVERIFY(finished[0][1].toBool());
        QCOMPARE(QImage(png).size(), QSize(2400, 960));
        QVERIFY(message->isVisible() && message->text().contains(png));
        m_page->exportPicture(QStringLiteral("requests"), QStringLiteral("/no/where/x.png"));
        QVERIFY(finished.wait(10'000));
        QVERIFY(!finished[1][1].toBool());
        QVERIFY2(message->text().contains(QStringLiteral("/no/where/x.png")), qPrintable(message->text()));
        const Result<void> refused = m_page->exportCsv(QStringLiteral("requests"), QStringLiteral("/no/where/x.csv"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind(), ErrorKind::Storage);
        QCOMPARE(refused.error().origin(), QStringLiteral("/no/where/x.csv"));
    }

    void theQueryIsShownAndCopied()
    {
        fill();
        Q_EMIT tile("queue")->queryRequested();
        auto *dialog = m_page->findChild<QueryDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->queries(), QStringLiteral("sum(queue)"));
        dialog->findChild<QPushButton *>(QStringLiteral("copyButton"))->click();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("sum(queue)"));
        dialog->reject();
        QTRY_VERIFY(!m_page->findChild<QueryDialog *>());
    }

    void explanationsSayWhatAFigureMeans()
    {
        fill();
        Q_EMIT tile("success_rate")->explainRequested();
        auto *dialog = m_page->findChild<QueryDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        for (const char *part : {"How reliably", "Successful requests divided by", "last 10", "Warns below",
                                 "Critical below", "Value: 50"})
            QVERIFY2(dialog->explanation().contains(QLatin1String(part)), qPrintable(dialog->explanation()));
        QVERIFY(dialog->queries().isEmpty()); // that is the other dialog
        dialog->reject();
        QTRY_VERIFY(!m_page->findChild<QueryDialog *>());
        Q_EMIT panel("latency")->queryRequested();
        dialog = m_page->findChild<QueryDialog *>();
        QVERIFY2(dialog->explanation().contains(QStringLiteral("Warns above")), qPrintable(dialog->explanation()));
    }

    void theErrorIsOfTheEndpointThatMadeIt()
    {
        const Dashboard dashboard = shipped();
        for (const TileSpec &spec : dashboard.tiles) {
            if (spec.id != u"budget_used")
                continue;
            Figure failed = figure(spec, std::nullopt, State::Unknown);
            failed.error = Error(ErrorKind::Timeout, {}, QStringLiteral("http://127.0.0.1:8080"));
            failed.errorSource = EndpointKind::Manager;
            m_page->setFigure(failed);
        }
        Q_EMIT tile("budget_used")->queryRequested();
        const auto *dialog = m_page->findChild<QueryDialog *>();
        QVERIFY2(dialog->note().startsWith(QStringLiteral("Agent manager")), qPrintable(dialog->note()));
        QVERIFY(tile("budget_used")->accessibleDescription().startsWith(QStringLiteral("Agent manager")));
    }

    void sumsOfAnotherDayAreNotCalledTodays()
    {
        const auto fillAt = [this](qint64 evaluatedMs) {
            const Dashboard dashboard = shipped();
            for (const TileSpec &spec : dashboard.tiles) {
                Figure past = figure(spec, 0.5, State::Ok);
                past.evaluatedMs = evaluatedMs;
                past.newestSampleMs = evaluatedMs - 5000;
                m_page->setFigure(past);
            }
        };
        OverviewPage::Surroundings past{QStringLiteral("USD"), QTimeZone::utc(), noon, 15'000, QStringLiteral("x")};
        past.endMs = noon - 26 * hour;
        m_page->setSurroundings(past);
        fillAt(past.endMs);
        QCOMPARE(tile("cost_today")->caption(), QStringLiteral("Cost on 20 Nov"));
        QCOMPARE(tile("budget_used")->caption(), QStringLiteral("Budget on 20 Nov"));
        QVERIFY2(tile("cost_today")->summary().contains(QStringLiteral("until 10:00")),
                 qPrintable(tile("cost_today")->summary()));
        // What is as old as the range asks for is not stale.
        QVERIFY2(tile("error_rate")->summary().contains(QStringLiteral("OK")),
                 qPrintable(tile("error_rate")->summary()));
        past.endMs = noon - 2 * hour;
        m_page->setSurroundings(past);
        fillAt(past.endMs);
        QCOMPARE(tile("cost_today")->caption(), QStringLiteral("Cost today"));
        QVERIFY(tile("cost_today")->summary().contains(QStringLiteral("until 10:00")));
        past.endMs = noon;
        m_page->setSurroundings(past);
        fillAt(noon);
        QVERIFY(!tile("cost_today")->summary().contains(QStringLiteral("until")));
    }

    void anotherZoneIsShownAtOnceAndMovesNoDay()
    {
        fill();
        PanelData days = answered(panel("cost_trend")->spec());
        auto frame = std::make_shared<Frame>(*days.series.front().frame);
        frame->stepMs = 24 * hour;
        days.series.front().frame = frame;
        m_page->setPanel(days);
        const QTimeZone tokyo("Asia/Tokyo");
        const QTimeZone berlin("Europe/Berlin");
        OverviewPage::Surroundings other{QStringLiteral("USD"), tokyo, noon, 15'000, QStringLiteral("x")};
        other.dayZone = berlin;
        m_page->setSurroundings(other);
        QCOMPARE(panel("requests")->chart()->data().zone, tokyo); // without another answer
        QCOMPARE(panel("cost_trend")->chart()->data().zone, berlin);
        // 20:00 UTC is another day in Tokyo, and the same in Berlin.
        other.nowMs = noon + 9 * hour;
        other.endMs = noon + 8 * hour;
        m_page->setSurroundings(other);
        for (const TileSpec &spec : shipped().tiles) {
            Figure past = figure(spec, 0.5, State::Ok);
            past.evaluatedMs = noon - 16 * hour;
            m_page->setFigure(past);
        }
        QCOMPARE(tile("cost_today")->caption(), QStringLiteral("Cost on 20 Nov"));
    }

    void agesMoveOnWithoutAnAnswer()
    {
        fill();
        QVERIFY(tile("queue")->summary().contains(QStringLiteral("OK")));
        PanelData data = answered(panel("requests")->spec());
        data.newestSampleMs = noon;
        m_page->setPanel(data);
        const auto noted = [this] {
            for (const QLabel *label : panel("requests")->findChildren<QLabel *>())
                if (label->text().contains(QStringLiteral("newest sample")))
                    return true;
            return false;
        };
        QVERIFY(!noted());
        m_page->setNow(noon + 60'000, noon + 60'000, {});
        QVERIFY(tile("queue")->summary().contains(QStringLiteral("Unknown")));
        QVERIFY(noted());
        m_page->setNewestSample(QStringLiteral("requests"), noon + 55'000);
        QVERIFY(!noted());
        m_page->setNow(noon + hour, noon + 60'000, {}); // a range that ended an hour ago
        QVERIFY(!noted());
    }

    void anOutageIsSaidInThePlaceThatIsKeptForIt()
    {
        fill();
        QTRY_VERIFY(m_page->isComplete());
        QApplication::processEvents();
        const auto *banner = m_page->findChild<Banner *>(QStringLiteral("outage"));
        QVERIFY(!banner->isVisible());
        const auto places = [this] {
            QList<QRect> rects;
            for (const Tile *one : m_page->findChildren<Tile *>())
                rects.append(QRect(one->mapTo(m_page.get(), QPoint(0, 0)), one->size()));
            for (const ChartView *one : m_page->findChildren<ChartView *>())
                rects.append(QRect(one->mapTo(m_page.get(), QPoint(0, 0)), one->size()));
            return rects;
        };
        const QList<QRect> before = places();
        const Error refused(ErrorKind::Network, QStringLiteral("connection refused"), QStringLiteral("http://p:9090"));
        const Dashboard dashboard = shipped();
        for (const TileSpec &spec : dashboard.tiles) {
            Figure failed = figure(spec, 0.5, State::Unknown);
            failed.error = refused;
            m_page->setFigure(failed);
        }
        for (const PanelSpec &spec : dashboard.panels) {
            PanelData data = answered(spec);
            data.error = refused;
            m_page->setPanel(data);
        }
        m_page->setNow(noon + 120'000, noon + 120'000,
                       QStringLiteral("Prometheus has not answered for 2 min (connection refused)."));
        QApplication::processEvents();
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->text(),
                 QStringLiteral("Prometheus has not answered for 2 min (connection refused). "
                                "Figures below are from 12:00:00."));
        QCOMPARE(places(), before);
        bool marked = false;
        for (const QLabel *label : panel("requests")->findChildren<QLabel *>())
            marked = marked || label->text() == QStringLiteral("No answer, from 12:00");
        QVERIFY(marked);
        QSignalSpy retry(m_page.get(), &OverviewPage::retryRequested);
        banner->findChild<QPushButton *>(QStringLiteral("bannerAction"))->click();
        QCOMPARE(retry.size(), 1);
        fill();
        QVERIFY(!banner->isVisible());
    }

    void operatorActionsAreMarksOnTheTimeCharts()
    {
        fill();
        m_page->setMarks({{noon - hour / 2, QStringLiteral("code-generator scaled to 4"), State::Busy}});
        for (const PanelSpec &spec : shipped().panels) {
            const bool timed = spec.kind != PanelKind::Histogram && spec.kind != PanelKind::Shares;
            const ChartData &data = m_page->findChild<PanelCard *>(QStringLiteral("panel.") + spec.id)->chart()->data();
            QCOMPARE(data.annotations.size(), std::size_t(timed ? 1 : 0));
        }
        m_page->setPending(); // another context's actions are not this one's
        fill();
        QVERIFY(panel("requests")->chart()->data().annotations.empty());
    }

    void everyPanelActionHasANameOfItsOwn()
    {
        QSet<QString> names;
        QSet<QString> texts;
        for (const QAction *action : m_page->pageActions()) {
            names.insert(action->objectName());
            texts.insert(action->property("fullText").toString());
        }
        QCOMPARE(names.size(), qsizetype(3 * shipped().panels.size()));
        QCOMPARE(texts.size(), names.size());
    }
};

QTEST_MAIN(TestOverviewPage)
#include "tst_overviewpage.moc"

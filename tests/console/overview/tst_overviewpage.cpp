// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin.h"
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
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

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
        for (const TileSpec &spec : dashboard.tiles)
            check(spec.title);
        for (const PanelSpec &spec : dashboard.panels) {
            check(spec.title);
            check(spec.description);
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
        QVERIFY(m_page->exportPicture(QStringLiteral("requests"), png));
        QCOMPARE(QImage(png).size(), QSize(2400, 960));
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

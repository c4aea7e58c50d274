// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chipbar.h"
#include "kit/charts/chartview.h"
#include "kit/statebadge.h"
#include "kit/stateview.h"
#include "logs/logdetailsview.h"
#include "logs/logproxy.h"
#include "logs/logsview.h"
#include "samples.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QEnterEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QTreeWidget>

#include <algorithm>

using namespace toban;

class TestLogsView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_view.reset(); }

    void proxyIsAConsistentModel();
    void linesThatComeInMoveNothing();
    void theFooterSaysAsOfWhenItIs();
    void linesThatComeInMoveNothingUnderThePointer();
    void barsStandWhereTheirLinesAre();
    void columnsAreRemembered();
    void sentencesFollowTheLanguage();
    void resetLeavesNothing();
    void levelsAreAskedInTheQuery();
    void aFieldNarrowsTheQuery();
    void aBadQueryIsMarkedAndTheListSaysSo();
    void theTailSaysWhatItHoldsAndDrops();
    void copiesOnlyRedactedText();
    void olderIsOfferedWhileThereMayBeSome();

private:
    QTableView *table() const { return m_view->findChild<QTableView *>(QStringLiteral("logTable")); }
    QPushButton *button(const char *name) const { return m_view->findChild<QPushButton *>(QLatin1String(name)); }

    QTemporaryDir m_dir;
    std::unique_ptr<QSettings> m_settings;
    LogModel m_model;
    std::unique_ptr<LogsView> m_view;
};

void TestLogsView::init()
{
    m_settings = std::make_unique<QSettings>(m_dir.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_settings->clear();
    m_model.setEntries({});
    m_view = std::make_unique<LogsView>(m_model, *m_settings);
    m_view->setLabelNames({QStringLiteral("app"), QStringLiteral("level"), QStringLiteral("pod")});
    m_view->setQuery(QStringLiteral("{app=\"claude-agent\"}"));
    m_view->resize(1080, 640);
    m_view->show();
    m_model.setEntries(samples::logs(200));
    m_view->showLines(true);
}

void TestLogsView::proxyIsAConsistentModel()
{
    LogModel model(100);
    LogProxy proxy(model);
    QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setEntries(samples::logs(60));
    model.prepend(samples::logs(80, samples::now + 300'000));
    model.setFieldColumns({QStringLiteral("event")});
    model.append(samples::logs(10, samples::now - 3'000'000));
    QCOMPARE(proxy.rowCount(), 100);
    QCOMPARE(proxy.columnCount(), LogModel::FirstFieldColumn + 1);
}

void TestLogsView::linesThatComeInMoveNothing()
{
    QScrollBar *bar = table()->verticalScrollBar();
    QCoreApplication::processEvents();
    bar->setValue(bar->maximum() / 2);
    const int row = table()->rowAt(60);
    const QString read = table()->model()->index(row, 0).data().toString();
    m_model.prepend(samples::logs(7, samples::now + 60'000));
    QCoreApplication::processEvents();
    QCOMPARE(table()->model()->index(table()->rowAt(60), 0).data().toString(), read);

    bar->setValue(0);
    m_model.prepend(samples::logs(3, samples::now + 120'000));
    QCoreApplication::processEvents();
    QCOMPARE(bar->value(), 0); // at the top the newest is what is wanted
    table()->selectionModel()->setCurrentIndex(table()->model()->index(0, 0), QItemSelectionModel::NoUpdate);
    QVERIFY2(m_view->isAtTop(), "what becomes current with the focus is not read by anybody");
}

void TestLogsView::theFooterSaysAsOfWhenItIs()
{
    const auto *footer = m_view->findChild<QLabel *>(QStringLiteral("footer"));
    m_view->setZone(QTimeZone::utc());
    m_view->setAsOf(1'700'000'000'000);
    QVERIFY2(footer->text().endsWith(QLatin1String("as of 22:13:20")), qPrintable(footer->text()));
    TailStatus live;
    live.state = TailStatus::State::Live;
    m_view->setTail(live);
    QVERIFY2(!footer->text().contains(QLatin1String("as of")), "a tail is always up to date");
    m_view->setTail({});
    QVERIFY2(!footer->text().contains(QLatin1String("as of")), "not before it is asked for again");
}

void TestLogsView::linesThatComeInMoveNothingUnderThePointer()
{
    QScrollBar *bar = table()->verticalScrollBar();
    auto *footer = m_view->findChild<QLabel *>(QStringLiteral("footer"));
    QCoreApplication::processEvents();
    QEnterEvent enter(QPointF(60, 60), QPointF(60, 60), QPointF(60, 60));
    QCoreApplication::sendEvent(table()->viewport(), &enter);
    const QString read = table()->model()->index(table()->rowAt(60), 0).data().toString();
    m_model.prepend(samples::logs(3, samples::now + 60'000));
    m_model.prepend(samples::logs(2, samples::now + 90'000));
    QCoreApplication::processEvents();
    QCOMPARE(table()->model()->index(table()->rowAt(60), 0).data().toString(), read);
    QVERIFY2(m_view->isAtTop(), "the newest are still asked for");
    QVERIFY2(footer->text().startsWith(QLatin1String("5 new")), qPrintable(footer->text()));

    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(table()->viewport(), &leave);
    QCOMPARE(bar->value(), 0);
    QVERIFY(!footer->text().contains(QLatin1String("new")));

    QCoreApplication::sendEvent(table()->viewport(), &enter);
    m_model.prepend(samples::logs(1, samples::now + 100'000));
    QVERIFY(bar->value() > 0);
    bar->triggerAction(QAbstractSlider::SliderPageStepAdd); // scrolled by hand: the place is kept from then on
    const int place = bar->value();
    QCoreApplication::sendEvent(table()->viewport(), &leave);
    QCOMPARE(bar->value(), place);
    QVERIFY(!m_view->isAtTop());
}

void TestLogsView::barsStandWhereTheirLinesAre()
{
    // The service stamps a bar with the beginning of its step, a chart draws it before its time.
    auto frame = std::make_shared<Frame>();
    frame->startMs = samples::now - 600'000;
    frame->stepMs = 60'000;
    frame->points = 10;
    frame->series.push_back({Labels({{QStringLiteral("level"), QStringLiteral("info")}}), std::vector<double>(10, 1)});
    m_view->setVolume(frame, {samples::now - 600'000, samples::now});
    const ChartData &drawn = m_view->findChild<ChartView *>(QStringLiteral("volumeChart"))->data();
    QCOMPARE(drawn.layers.size(), std::size_t(1));
    QCOMPARE(drawn.layers[0].frame->timeAt(0) - drawn.layers[0].frame->stepMs, frame->timeAt(0));
    QCOMPARE(drawn.layers[0].frame->endMs(), samples::now);
}

void TestLogsView::columnsAreRemembered()
{
    const auto header = [this] { return table()->horizontalHeader(); };
    const auto toggle = [this](const QString &name) {
        m_view->selectFirst();
        auto *fields = m_view->findChild<QTreeWidget *>(QStringLiteral("fieldTree"));
        fields->setCurrentItem(fields->findItems(name, Qt::MatchExactly | Qt::MatchRecursive).value(0));
        button("columnButton")->click();
    };
    header()->resizeSection(LogModel::AgentColumn, 222);
    toggle(QStringLiteral("pod"));
    QCOMPARE(header()->sectionSize(LogModel::AgentColumn), 222);
    header()->resizeSection(LogModel::FirstFieldColumn, 177);
    toggle(QStringLiteral("app"));
    QCOMPARE(header()->sectionSize(LogModel::FirstFieldColumn), 177);
    toggle(QStringLiteral("app"));
    QCOMPARE(header()->sectionSize(LogModel::FirstFieldColumn), 177);
    QTRY_COMPARE(m_settings->value(QStringLiteral("tables/logs/lines/columns")).toInt(),
                 LogModel::FirstFieldColumn + 1);
    m_view->hide(); // writes what is pending

    m_view = std::make_unique<LogsView>(m_model, *m_settings);
    QCOMPARE(header()->sectionSize(LogModel::AgentColumn), 222);
    QCOMPARE(header()->sectionSize(LogModel::FirstFieldColumn), 177);
    m_model.setFieldColumns({});
}

namespace {

class Shouting : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *text, const char *, int) const override
    {
        return QString::fromUtf8(text).toUpper();
    }
};

} // namespace

void TestLogsView::sentencesFollowTheLanguage()
{
    m_model.setEntries({});
    m_view->showLines(false);
    const auto says = [this](const QString &text) {
        const auto labels = m_view->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel *label) { return label->isVisible() && label->text() == text; });
    };
    const QString sentence = QStringLiteral("No line in the chosen time range fits the query.");
    QVERIFY(says(sentence));
    Shouting other;
    QCoreApplication::installTranslator(&other);
    QCoreApplication::sendPostedEvents();
    QEvent language(QEvent::LanguageChange);
    QCoreApplication::sendEvent(m_view.get(), &language);
    QVERIFY(says(sentence.toUpper()));
    QCoreApplication::removeTranslator(&other);
}

void TestLogsView::resetLeavesNothing()
{
    m_view->setVolume(samples::volume({samples::now - 3'600'000, samples::now}),
                      {samples::now - 3'600'000, samples::now});
    m_view->showError(Error(ErrorKind::Network, QStringLiteral("Connection refused")));
    m_model.setEntries({});
    m_view->reset();
    QVERIFY(m_view->isLoading());
    QVERIFY(!m_view->hasLines());
    QEvent language(QEvent::LanguageChange);
    QCoreApplication::sendEvent(m_view.get(), &language);
    QVERIFY2(m_view->isLoading(), "nothing is known yet in any language");
}

void TestLogsView::levelsAreAskedInTheQuery()
{
    QSignalSpy asked(m_view.get(), &LogsView::queryRequested);
    auto *chips = m_view->findChild<ChipBar *>(QStringLiteral("levelChips"));
    chips->setChecked({int(LogLevel::Error)});
    Q_EMIT chips->checkedChanged();
    QCOMPARE(asked.takeFirst().at(0).toString(),
             QStringLiteral("{app=\"claude-agent\"} | level=~\"error|err|critical|fatal\""));
    m_view->setQuery(QStringLiteral("{app=\"x\"} | level=~\"warn|warning\""));
    QCOMPARE(chips->checked(), QSet<int>{int(LogLevel::Warn)});
}

void TestLogsView::aFieldNarrowsTheQuery()
{
    QSignalSpy asked(m_view.get(), &LogsView::queryRequested);
    m_view->selectFirst();
    auto *fields = m_view->findChild<QTreeWidget *>(QStringLiteral("fieldTree"));
    const QList<QTreeWidgetItem *> found
        = fields->findItems(QStringLiteral("pod"), Qt::MatchExactly | Qt::MatchRecursive);
    QCOMPARE(found.size(), 1);
    fields->setCurrentItem(found.first());
    button("filterOutButton")->click();
    QCOMPARE(asked.takeFirst().at(0).toString(),
             QStringLiteral("{app=\"claude-agent\", pod!=\"%1\"}").arg(found.first()->text(1)));
    QSignalSpy columns(&m_model, &QAbstractItemModel::columnsInserted);
    button("columnButton")->click();
    QCOMPARE(columns.count(), 1);
    QCOMPARE(m_model.fieldColumns(), QStringList{QStringLiteral("pod")});
    m_model.setFieldColumns({});
}

void TestLogsView::aBadQueryIsMarkedAndTheListSaysSo()
{
    auto *label = m_view->findChild<QLabel *>(QStringLiteral("errorLabel"));
    QVERIFY(!label->isVisible());
    m_view->showError(
        Error(ErrorKind::Server, QStringLiteral("parse error at line 1, col 3: syntax error")).withStatus(400));
    QVERIFY(label->isVisible());
    QVERIFY(label->text().contains(QLatin1String("col 3")));
    m_view->showLines(false);
    QVERIFY(!label->isVisible());
    m_view->showError(Error(ErrorKind::Network, QStringLiteral("Connection refused"))); // not the query's fault
    QVERIFY(!label->isVisible());
}

void TestLogsView::theTailSaysWhatItHoldsAndDrops()
{
    auto *badge = m_view->findChild<StateBadge *>(QStringLiteral("tailBadge"));
    QSignalSpy tail(m_view.get(), &LogsView::tailRequested);
    QSignalSpy pause(m_view.get(), &LogsView::pauseRequested);
    QVERIFY(!badge->isVisible());
    m_view->togglePause();
    QCOMPARE(pause.count(), 0);
    m_view->toggleTail();
    QCOMPARE(tail.takeFirst().at(0).toBool(), true);
    m_view->setTail({TailStatus::State::Live, 0, 0});
    QCOMPARE(badge->state(), State::Ok);
    m_view->togglePause();
    QCOMPARE(pause.takeFirst().at(0).toBool(), true);
    m_view->setTail({TailStatus::State::Paused, 12, 340});
    QVERIFY(badge->accessibleName().contains(QLatin1String("340")));
    QVERIFY(badge->accessibleName().contains(QLatin1String("12")));
    QCOMPARE(badge->state(), State::Warn);
    m_view->togglePause();
    QCOMPARE(pause.takeFirst().at(0).toBool(), false);
    QVERIFY2(m_view->goBack(), "Esc ends the tail");
    QCOMPARE(tail.takeFirst().at(0).toBool(), false);
}

void TestLogsView::copiesOnlyRedactedText()
{
    LogEntry entry;
    entry.timeNs = samples::now * 1'000'000;
    entry.line
        = QStringLiteral("{\"event\":\"x\",\"password\":\"hunter2\",\"preview\":\"Authorization: Bearer hunter2\"}");
    m_model.setEntries({entry});
    m_view->showLines(false);
    m_view->selectFirst();
    m_view->copyLine();
    QVERIFY(!QGuiApplication::clipboard()->text().contains(QLatin1String("hunter2")));
    button("copyLineButton")->click();
    QVERIFY(!QGuiApplication::clipboard()->text().contains(QLatin1String("hunter2")));
    auto *fields = m_view->findChild<QTreeWidget *>(QStringLiteral("fieldTree"));
    fields->setCurrentItem(
        fields->findItems(QStringLiteral("password"), Qt::MatchExactly | Qt::MatchRecursive).value(0));
    QVERIFY2(!button("filterForButton")->isEnabled(), "what was taken out cannot be asked for");
    button("copyValueButton")->click();
    QVERIFY(!QGuiApplication::clipboard()->text().contains(QLatin1String("hunter2")));
}

void TestLogsView::olderIsOfferedWhileThereMayBeSome()
{
    QSignalSpy older(m_view.get(), &LogsView::olderRequested);
    button("olderButton")->click();
    QCOMPARE(older.count(), 1);
    m_view->showLines(false);
    QVERIFY(!button("olderButton")->isEnabled());
    m_view->showNotice(QStringLiteral("written"));
    QCOMPARE(m_view->findChild<QLabel *>(QStringLiteral("footer"))->text(), QStringLiteral("written"));
}

QTEST_MAIN(TestLogsView)
#include "tst_logsview.moc"

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chipbar.h"
#include "kit/statebadge.h"
#include "kit/stateview.h"
#include "logs/logdetailsview.h"
#include "logs/logproxy.h"
#include "logs/logsview.h"
#include "samples.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace toban;

class TestLogsView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_view.reset(); }

    void proxyIsAConsistentModel();
    void linesThatComeInMoveNothing();
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

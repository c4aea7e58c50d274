// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeloki.h"
#include "kit/statebadge.h"
#include "kit/stateview.h"
#include "logs/logscontroller.h"
#include "logs/logsview.h"
#include "logservice.h"
#include "refreshservice.h"
#include "servicefixture.h"

#include <QAction>
#include <QFile>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace toban;

/// What stands in the list of lines while queries, ranges, tails and environments change.
class TestLogsController : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void anotherRangeReplacesTheLines();
    void theSameRangeIsMerged();
    void anotherEnvironmentBeginsWithNothing_data();
    void anotherEnvironmentBeginsWithNothing();
    void theTailMeetsTheLinesShown();
    void aNewQueryWipesNoTailLines();
    void theVolumeGoesOnDuringATail();
    void theFileIsWrittenAndSaidSo();
    void whatIsHalfTypedIsNotRun();
    void whatIsHalfTypedIsNotTakenAway_data();
    void whatIsHalfTypedIsNotTakenAway();
    void retryAsksARefusedKeyringAgain();

private:
    void ask(const std::function<void()> &how)
    {
        QSignalSpy reset(m_service.get(), &LogService::entriesReset);
        how();
        QTRY_VERIFY(!reset.isEmpty());
    }
    QStringList lines() const
    {
        QStringList all;
        for (int row = 0; row < m_model->rowCount(); ++row)
            all.append(m_model->line(row).text);
        return all;
    }
    StateView::Mode mode() const
    {
        QWidget *parent = m_view->findChild<QTableView *>(QStringLiteral("logTable"));
        while (parent && !qobject_cast<StateView *>(parent))
            parent = parent->parentWidget();
        return qobject_cast<StateView *>(parent)->mode();
    }
    qint64 ns(qint64 secondsAgo) const { return (m_fixture->clock.nowMs() - secondsAgo * 1000) * 1'000'000; }
    bool tailIs(LogService::TailState state) const
    {
        return QTest::qWaitFor([this, state] { return m_service->tailState() == state; }, 5000);
    }

    QTemporaryDir m_dir;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<FakeLoki> m_loki;
    std::unique_ptr<ServiceFixture> m_fixture;
    std::unique_ptr<LogService> m_service;
    std::unique_ptr<RefreshService> m_refresh;
    std::unique_ptr<LogModel> m_model;
    std::unique_ptr<LogsView> m_view;
    std::unique_ptr<LogsController> m_controller;
};

void TestLogsController::init()
{
    m_settings = std::make_unique<QSettings>(m_dir.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_settings->clear();
    m_settings->setValue(QStringLiteral("logs/history"), QStringList{QStringLiteral("{app=\"a\"}")});
    m_loki = std::make_unique<FakeLoki>();
    m_fixture = std::make_unique<ServiceFixture>();
    m_service = std::make_unique<LogService>(m_fixture->backends, m_fixture->clock);
    m_refresh = std::make_unique<RefreshService>(m_fixture->clock);
    m_refresh->setInterval(std::chrono::milliseconds(0));
    m_fixture->backends.setContext(ServiceFixture::context({{EndpointKind::Loki, m_loki->url()}}));
    m_model = std::make_unique<LogModel>();
    m_view = std::make_unique<LogsView>(*m_model, *m_settings);
    m_controller
        = std::make_unique<LogsController>(*m_view, *m_model, *m_service, *m_refresh, m_fixture->backends, *m_settings);
    m_view->resize(1080, 640);
    m_view->show();
    m_loki->stored = {{ns(10), QStringLiteral("b")}, {ns(20), QStringLiteral("a")}};
    ask([this] { m_controller->activate(); });
    QCOMPARE(lines(), (QStringList{QStringLiteral("b"), QStringLiteral("a")}));
}

void TestLogsController::cleanup()
{
    m_controller.reset();
    m_view.reset();
    m_model.reset();
    m_refresh.reset();
    m_service.reset();
    m_fixture.reset();
    m_loki.reset();
}

void TestLogsController::anotherRangeReplacesTheLines()
{
    m_controller->deactivate();
    const qint64 now = m_fixture->clock.nowMs();
    m_refresh->setRange(TimeRange::absolute(now - 25'000, now - 15'000)); // on another page
    m_loki->stored = {{ns(20), QStringLiteral("a")}};
    ask([this] { m_controller->activate(); });
    QCOMPARE(lines(), QStringList{QStringLiteral("a")}); // "b" is not of this range
}

void TestLogsController::theSameRangeIsMerged()
{
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    m_controller->deactivate();
    m_fixture->clock.advance(std::chrono::seconds(5));
    m_loki->stored.insert(m_loki->stored.begin(), {ns(1), QStringLiteral("c")});
    ask([this] { m_controller->activate(); });
    QCOMPARE(lines(), (QStringList{QStringLiteral("c"), QStringLiteral("b"), QStringLiteral("a")}));
    QCOMPARE(removed.count(), 0);
}

void TestLogsController::anotherEnvironmentBeginsWithNothing_data()
{
    QTest::addColumn<bool>("isShown");
    QTest::newRow("while the page is shown") << true;
    QTest::newRow("while another page is") << false;
}

void TestLogsController::anotherEnvironmentBeginsWithNothing()
{
    QFETCH(bool, isShown);
    if (!isShown)
        m_controller->deactivate();
    m_loki->isHolding = true;
    m_fixture->backends.setContext(
        ServiceFixture::context({{EndpointKind::Loki, m_loki->url()}}, QStringLiteral("second")));
    QCOMPARE(m_model->rowCount(), 0);
    if (!isShown)
        m_controller->activate();
    QCOMPARE(mode(), StateView::Mode::Loading);
    QVERIFY(m_view->isLoading());
}

void TestLogsController::theTailMeetsTheLinesShown()
{
    m_fixture->clock.advance(std::chrono::seconds(30));
    m_loki->stored.insert(m_loki->stored.begin(), {ns(1), QStringLiteral("c")}); // since the last answer
    const QString next = QString::number(ns(1) + 1);
    m_view->toggleTail();
    QVERIFY(tailIs(LogService::TailState::Live));
    QCOMPARE(m_loki->asked.back().queryItemValue(QStringLiteral("start")), next);
    m_loki->say(ns(0), QStringLiteral("d"));
    QTRY_COMPARE(lines().size(), 4);
    QCOMPARE(lines().join(QString()), QStringLiteral("dcba"));
}

void TestLogsController::aNewQueryWipesNoTailLines()
{
    m_view->toggleTail();
    QVERIFY(tailIs(LogService::TailState::Live));
    m_loki->isHolding = true;
    const std::size_t tails = m_loki->asked.size();
    m_view->setQuery(QStringLiteral("{app=\"other\"}"));
    m_view->requestRun();
    QVERIFY(tailIs(LogService::TailState::Connecting));
    QTRY_VERIFY(!m_loki->queries.empty());
    m_fixture->clock.advance(
        std::chrono::seconds(4)); // logged while the answer is made: not in it, not before the tail
    m_loki->stored = {{ns(5), QStringLiteral("x")}};
    m_loki->release();
    QVERIFY(tailIs(LogService::TailState::Live));
    QCOMPARE(m_loki->asked.size(), tails + 1);
    QCOMPARE(m_loki->asked.back().queryItemValue(QStringLiteral("start")), QString::number(ns(5) + 1));
    QCOMPARE(m_loki->asked.back().queryItemValue(QStringLiteral("query"), QUrl::FullyDecoded),
             QStringLiteral("{app=\"other\"}"));
    m_loki->say(ns(3), QStringLiteral("y"));
    QTRY_COMPARE(lines(), (QStringList{QStringLiteral("y"), QStringLiteral("x")}));
}

void TestLogsController::theVolumeGoesOnDuringATail()
{
    m_view->toggleTail();
    QVERIFY(tailIs(LogService::TailState::Live));
    QTRY_VERIFY(m_service->volume() && m_view->isAtTop());
    const std::size_t volumes = m_loki->volumes.size();
    const std::size_t queries = m_loki->queries.size();
    m_fixture->clock.advance(std::chrono::seconds(15));
    QSignalSpy changed(m_service.get(), &LogService::volumeChanged);
    m_refresh->refreshNow();
    QTRY_VERIFY(!changed.isEmpty());
    QCOMPARE(m_loki->volumes.size(), volumes + 1);
    QCOMPARE(m_loki->queries.size(), queries); // the lines come by themselves
    QCOMPARE(m_service->volumeSpan(), m_refresh->span());
}

void TestLogsController::theFileIsWrittenAndSaidSo()
{
    const auto *footer = m_view->findChild<QLabel *>(QStringLiteral("footer"));
    const QString path = m_dir.filePath(QStringLiteral("lines.csv"));
    Q_EMIT m_view->exportRequested(path, LogsView::ExportFormat::Csv);
    QVERIFY(footer->text().contains(path)); // said while the pool makes it, which may be done already
    QVERIFY(!footer->text().startsWith(QLatin1String("2 ")));
    QTRY_VERIFY(footer->text().startsWith(QLatin1String("2 ")));
    QVERIFY(QFile::exists(path));
    const QString nowhere = m_dir.filePath(QStringLiteral("missing/lines.csv"));
    Q_EMIT m_view->exportRequested(nowhere, LogsView::ExportFormat::Csv);
    QTRY_VERIFY(footer->text().startsWith(nowhere));
}

void TestLogsController::whatIsHalfTypedIsNotRun()
{
    m_view->setQuery(QStringLiteral("{app=\"a"));
    const auto query
        = [this] { return m_loki->queries.back().queryItemValue(QStringLiteral("query"), QUrl::FullyDecoded); };
    ask([this] { m_refresh->setRange(*TimeRange::parse(QStringLiteral("now-6h"), QStringLiteral("now"))); });
    QCOMPARE(query(), QStringLiteral("{app=\"a\"}"));
    m_controller->deactivate();
    ask([this] { m_controller->activate(); });
    QCOMPARE(query(), QStringLiteral("{app=\"a\"}"));
    ask([this] {
        m_fixture->backends.setContext(
            ServiceFixture::context({{EndpointKind::Loki, m_loki->url()}}, QStringLiteral("second")));
    });
    QTRY_COMPARE(m_loki->queries.size(), std::size_t(4));
    QCOMPARE(query(), QStringLiteral("{app=\"a\"}"));
    QCOMPARE(m_view->query(), QStringLiteral("{app=\"a"));
}

void TestLogsController::whatIsHalfTypedIsNotTakenAway_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("stands");
    QTest::newRow("nothing") << QString() << QStringLiteral("{container=~\".+\"}");
    QTest::newRow("something") << QStringLiteral("{pod=") << QStringLiteral("{pod=");
}

void TestLogsController::whatIsHalfTypedIsNotTakenAway()
{
    QFETCH(QString, typed);
    QFETCH(QString, stands);
    m_controller.reset();
    m_settings->clear(); // the first use: what to ask for is a guess until the labels are known
    m_loki->labels = {QStringLiteral("container")};
    m_controller
        = std::make_unique<LogsController>(*m_view, *m_model, *m_service, *m_refresh, m_fixture->backends, *m_settings);
    m_controller->activate();
    if (!typed.isEmpty())
        m_view->setQuery(typed);
    QTRY_COMPARE(m_service->labelNames(), m_loki->labels);
    QCOMPARE(m_view->query(), stands);
}

void TestLogsController::retryAsksARefusedKeyringAgain()
{
    m_fixture->store.failure = Error(ErrorKind::Keychain, {}).withCode(QStringLiteral("refused"));
    Context context = ServiceFixture::context({{EndpointKind::Loki, m_loki->url()}}, QStringLiteral("guarded"));
    context.endpoints[EndpointKind::Loki].http.authorization
        = HttpOptions::Authorization{QStringLiteral("Bearer"), QStringLiteral("loki/token")};
    m_fixture->backends.setContext(context);
    QTRY_COMPARE(mode(), StateView::Mode::Error);
    QCOMPARE(m_fixture->store.reads, 1);
    Q_EMIT m_view->retryRequested();
    QTRY_COMPARE(m_fixture->store.reads, 2);
}

QTEST_MAIN(TestLogsController)
#include "tst_logscontroller.moc"

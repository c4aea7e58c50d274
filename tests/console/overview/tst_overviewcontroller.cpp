// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditjournal.h"
#include "backends.h"
#include "builtin.h"
#include "dashboardservice.h"
#include "fakeclock.h"
#include "kit/charts/chartview.h"
#include "kit/tile.h"
#include "operationservice.h"
#include "overview/overviewcontroller.h"
#include "overview/overviewpage.h"
#include "overview/panelcard.h"
#include "refreshservice.h"
#include "scriptedserver.h"
#include "secretservice.h"
#include "secretstore.h"

#include <QSignalSpy>
#include <QTest>

using namespace toban;

namespace {

class EmptyStore final : public SecretStore
{
public:
    QCoro::Task<Result<QString>> read(SecretName) override { co_return Failure(Error(ErrorKind::Keychain, {})); }
    QCoro::Task<Result<void>> write(SecretName, QString) override { co_return Failure(Error(ErrorKind::Keychain, {})); }
    QCoro::Task<Result<void>> remove(SecretName) override { co_return Failure(Error(ErrorKind::Keychain, {})); }
};

/// A Prometheus with one metric whose newest sample is of the moment that is asked for.
struct Fixture
{
    FakeClock clock;
    EmptyStore store;
    SecretService secrets{store};
    Backends backends{secrets, clock};
    AuditJournal journal{QStringLiteral(":memory:"), clock};
    OperationService operations{backends, journal, clock};
    RefreshService refresh{clock};
    DashboardService service{backends, builtinDashboard(QStringLiteral("overview")).value(), builtinCatalogue().value(),
                             clock};
    ScriptedServer server{[this](const SeenRequest &request) { return answer(request); }};
    OverviewPage page{service.dashboard()};
    OverviewController controller{page, service, backends, refresh, operations, false};

    Fixture()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        refresh.setInterval({});
        refresh.setZone(QTimeZone::utc());
        backends.setPatience(Backends::Patience::OneShot);
        Context context;
        context.name = QStringLiteral("test");
        context.timeZone = QStringLiteral("Asia/Tokyo");
        context.endpoints[EndpointKind::Prometheus].url = server.url();
        backends.setContext(context);
        page.resize(1200, 800);
        page.show();
    }

    Tile *queue() const { return page.findChild<Tile *>(QStringLiteral("tile.queue")); }
    bool activate()
    {
        QSignalSpy finished(&service, &DashboardService::refreshFinished);
        page.activate();
        return !finished.isEmpty() || finished.wait(10'000);
    }

private:
    Step answer(const SeenRequest &request) const
    {
        if (request.target.contains("/label/__name__/values"))
            return Step::json(
                R"({"status":"success","data":["claude_agent_queue_length","claude_agent_api_cost_total"]})");
        if (request.target.contains("/query_range"))
            return Step::json(R"({"status":"success","data":{"resultType":"matrix","result":[]}})");
        const qint64 atMs = std::min(refresh.span().endMs, clock.nowMs());
        const QByteArray at = QByteArray::number(atMs / 1000);
        const auto part = [&](const char *key, const QByteArray &value) -> QByteArray {
            return QByteArray(R"({"metric":{"toban_part":")") + key + R"("},"value":[)" + at + ",\"" + value + "\"]}";
        };
        return Step::json(QByteArray(R"({"status":"success","data":{"resultType":"vector","result":[)")
                          + part("queue", "3") + ',' + part("@claude_agent_queue_length", at) + "]}}");
    }
};

} // namespace

class TestOverviewController : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void figuresAgeBetweenTheBeats()
    {
        Fixture fixture;
        QVERIFY(fixture.activate());
        QVERIFY2(fixture.queue()->summary().startsWith(QStringLiteral("Queue: 3, OK")),
                 qPrintable(fixture.queue()->summary()));
        const auto requests = fixture.server.requests().size();
        auto *tick = fixture.controller.findChild<QTimer *>(QStringLiteral("ageTick"));
        QVERIFY(tick && tick->isActive());
        QVERIFY(tick->intervalAsDuration() <= std::chrono::seconds(5));
        fixture.clock.advance(std::chrono::minutes(3)); // the refresh is off
        tick->setInterval(0);
        QTRY_VERIFY2(fixture.queue()->summary().contains(QStringLiteral("Unknown")),
                     qPrintable(fixture.queue()->summary()));
        QVERIFY(fixture.queue()->summary().contains(QStringLiteral("3")));
        QCOMPARE(fixture.server.requests().size(), requests);
        fixture.page.deactivate();
        QVERIFY(!tick->isActive());
    }

    void theZoneOfTheTimesShownChangesNoFigure()
    {
        Fixture fixture;
        fixture.refresh.setZone(QTimeZone("Asia/Tokyo"));
        QVERIFY(fixture.activate());
        const auto asked = [&fixture] { return fixture.service.figure(QStringLiteral("cost_today")).query; };
        const auto bars = [&fixture] { return fixture.service.panel(QStringLiteral("cost_trend")).span; };
        const QString query = asked();
        const TimeRange::Span days = bars();
        QVERIFY(query.contains(QStringLiteral("claude_agent_api_cost_total")));
        QSignalSpy finished(&fixture.service, &DashboardService::refreshFinished);
        fixture.refresh.setZone(QTimeZone::utc());
        QVERIFY(!finished.isEmpty() || finished.wait(10'000));
        QCOMPARE(asked(), query); // the cost since midnight of the environment's day
        QCOMPARE(bars(), days);
    }

    void aPastRangeIsNotStale()
    {
        Fixture fixture;
        const qint64 now = fixture.clock.nowMs();
        fixture.refresh.setRange(TimeRange::absolute(now - 30 * 3'600'000LL, now - 26 * 3'600'000LL));
        QVERIFY(fixture.activate());
        QVERIFY2(fixture.queue()->summary().startsWith(QStringLiteral("Queue: 3, OK")),
                 qPrintable(fixture.queue()->summary()));
    }

    void operatorActionsOfThisContextAreMarked()
    {
        Fixture fixture;
        AuditEntry entry;
        entry.context = QStringLiteral("test");
        entry.action = QStringLiteral("scale");
        entry.target = QStringLiteral("code-generator");
        entry.outcome = QStringLiteral("replicas 4");
        entry.phase = QStringLiteral("sent");
        QVERIFY(fixture.journal.append(entry).result());
        entry.phase = QStringLiteral("answered");
        QVERIFY(fixture.journal.append(entry).result());
        entry.phase = QStringLiteral("sent");
        entry.context = QStringLiteral("other");
        QVERIFY(fixture.journal.append(entry).result());
        QVERIFY(fixture.activate());
        QTRY_VERIFY(!fixture.page.marks().empty());
        QCOMPARE(fixture.page.marks().size(), std::size_t(1));
        QCOMPARE(fixture.page.marks().front().text, QStringLiteral("code-generator scaled to 4"));
        QCOMPARE(fixture.page.marks().front().timeMs, fixture.clock.nowMs());
    }
};

QTEST_MAIN(TestOverviewController)
#include "tst_overviewcontroller.moc"

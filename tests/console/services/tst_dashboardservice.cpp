// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin.h"
#include "dashboardservice.h"
#include "fleethistory.h"
#include "prometheusserver.h"
#include "scriptedserver.h"
#include "servicefixture.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace toban;

namespace {

constexpr qint64 hour = 3'600'000;
constexpr qint64 week = 7 * 24 * hour;

struct Fixture : ServiceFixture
{
    DashboardService overview;
    int exchanges = 0;

    explicit Fixture(MetricCatalogue catalogue = builtinCatalogue().value())
        : overview(backends, builtinDashboard(QStringLiteral("overview")).value(), std::move(catalogue), clock)
    {
        QObject::connect(&backends, &Backends::healthChanged, &overview, [this](EndpointKind kind) {
            exchanges += kind == EndpointKind::Prometheus && backends.health(kind).lastSuccessMs ? 1 : 0;
        });
    }

    TimeRange::Span span(qint64 length = 24 * hour) const { return {clock.nowMs() - length, clock.nowMs()}; }

    /// Refreshes and waits until every answer is in, the budget included.
    bool refresh(qint64 length = 24 * hour, qint64 endsBefore = 0)
    {
        QSignalSpy finished(&overview, &DashboardService::refreshFinished);
        QSignalSpy answered(&overview, &DashboardService::budgetAnswered);
        const qint64 end = clock.nowMs() - endsBefore;
        overview.refresh({end - length, end}, 1000);
        return (!finished.isEmpty() || finished.wait(20'000)) && (!overview.isAskingBudget() || answered.wait(20'000));
    }
};

Step budget(const SeenRequest &request)
{
    if (!request.target.startsWith("/api/v1/budgets"))
        return Step::answer(404, "text/plain", "no");
    return Step::json(R"({"daily":"33.3","monthly":"900","per_task":null,"currency":"USD"})");
}

} // namespace

class TestDashboardService : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void figuresEqualPromtool();
    void panelsEqualPromtool();
    void coarseHistoryHasNoGaps();
    void aBeatLaterLittleIsAsked();
    void aBusyMinuteStaysWithinTheLimit();
    void oldSamplesMakeAFigureUnknown();
    void coarseHistoryIsFreshWhereItIsLookedAt();
    void aScrapeEachMinuteIsFresh();
    void lastWeekIsThatOfTheInstantShown();
    void oneRefusedExpressionSpoilsNoOther();
    void aStoppedServerLeavesTheLastFigures();
    void withoutManagerThereIsNoBudget();
    void theBudgetDoesNotHideAStoppedServer();
    void aHangingManagerHoldsNothingUp();
    void anAbsentMeasureIsNoZero();
    void notConfigured();
    void anotherContextDropsLateAnswers();
    void aRefreshWhileOneRuns();

private:
    Context context(const QString &manager = {}) const
    {
        Context made = ServiceFixture::context(
            {{EndpointKind::Prometheus, m_prometheus.url()}, {EndpointKind::Manager, manager}});
        made.timeZone = QStringLiteral("Asia/Tokyo");
        return made;
    }

    PrometheusServer m_prometheus;
};

void TestDashboardService::initTestCase()
{
    const QString problem = m_prometheus.start(fleetHistory(FakeClock().nowMs()));
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestDashboardService::figuresEqualPromtool()
{
    ScriptedServer manager(budget);
    Fixture fixture;
    fixture.backends.setContext(context(manager.url()));
    QVERIFY(fixture.refresh());
    for (const TileSpec &tile : fixture.overview.dashboard().tiles) {
        const Figure figure = fixture.overview.figure(tile.id);
        QVERIFY2(!figure.error, qPrintable(tile.id + (figure.error ? figure.error->detail() : QString())));
        QVERIFY2(figure.value, qPrintable(tile.id));
        QCOMPARE(*figure.value, m_prometheus.promtool(figure.query, figure.evaluatedMs).value_or(-1));
        QCOMPARE(figure.evaluatedMs, fixture.clock.nowMs() / 1000 * 1000);
        QVERIFY2(figure.state != State::Unknown, qPrintable(tile.id));
        QCOMPARE(figure.newestSampleMs, std::optional(fixture.clock.nowMs() - 2000));
        QVERIFY2(figure.sparkline && figure.sparkline->series.size() == 1, qPrintable(tile.id));
        if (tile.compareLastWeek) {
            QVERIFY2(figure.lastWeek, qPrintable(tile.id));
            QCOMPARE(*figure.lastWeek, m_prometheus.promtool(figure.query, figure.evaluatedMs - week).value_or(-1));
        }
    }
    QVERIFY(fixture.overview.figure(QStringLiteral("budget_used")).query.endsWith(u" / 33.3"));
    QCOMPARE(fixture.overview.figure(QStringLiteral("latency_p95")).state, State::Warn); // 10 s and more, facts §11
    QCOMPARE(fixture.overview.sampleInterval().count(), 15'000);
    QCOMPARE(fixture.overview.panel(QStringLiteral("cost_trend")).dailyBudget, std::optional(33.3));
    QVERIFY(!fixture.overview.panel(QStringLiteral("requests")).dailyBudget);
}

void TestDashboardService::panelsEqualPromtool()
{
    Fixture fixture;
    fixture.backends.setContext(context());
    QVERIFY(fixture.refresh(hour));
    for (const PanelSpec &spec : fixture.overview.dashboard().panels) {
        const PanelData panel = fixture.overview.panel(spec.id);
        QVERIFY2(!panel.loading && !panel.error, qPrintable(spec.id));
        QCOMPARE(panel.series.size(), spec.queries.size());
        QCOMPARE(panel.newestSampleMs, std::optional(fixture.clock.nowMs() - 2000));
        const PanelSeries &first = panel.series.front();
        QVERIFY2(!first.frame->series.empty(), qPrintable(spec.id));
        if (spec.kind == PanelKind::Histogram)
            continue; // counts per bucket; the plan's test has them
        const Series &line = first.frame->series.front();
        for (const QString &label : spec.queries.front().by)
            QVERIFY2(line.labels.contains(label), qPrintable(label)); // the logical name
        const int last = first.frame->points - 1;
        const qint64 shift = spec.kind == PanelKind::Bars ? panel.stepMs : 0;
        // The value of the first series, picked out of the query's answer by its labels.
        QString matcher;
        for (const auto &[name, value] : line.labels.pairs())
            matcher = QStringLiteral("%1=\"%2\"").arg(name == u"tool" ? QStringLiteral("tool_name") : name, value);
        QString expression = first.query;
        if (!matcher.isEmpty())
            expression.replace(QStringLiteral("_total["), QStringLiteral("_total{%1}[").arg(matcher))
                .replace(QStringLiteral("_total{status=\"error\"}["),
                         QStringLiteral("_total{status=\"error\",%1}[").arg(matcher))
                .replace(QStringLiteral("_active_count)"), QStringLiteral("_active_count{%1})").arg(matcher));
        const auto expected = m_prometheus.promtool(expression, first.frame->timeAt(last) + shift);
        QVERIFY2(expected, qPrintable(expression));
        QCOMPARE(line.values[std::size_t(last)], *expected);
    }
}

void TestDashboardService::coarseHistoryHasNoGaps()
{
    Fixture fixture;
    fixture.backends.setContext(context());
    QVERIFY(fixture.refresh(24 * hour));
    for (const char *id : {"requests", "latency", "error_rate", "tokens", "agents"}) {
        const PanelData panel = fixture.overview.panel(QLatin1String(id));
        QCOMPARE(panel.stepMs, 120'000);
        for (const PanelSeries &query : panel.series) {
            for (const Series &line : query.frame->series) {
                QVERIFY2(std::none_of(line.values.begin(), line.values.end(), [](double v) { return std::isnan(v); }),
                         id);
            }
        }
    }
}

void TestDashboardService::aBeatLaterLittleIsAsked()
{
    ScriptedServer manager(budget);
    Fixture fixture;
    fixture.backends.setContext(context(manager.url()));
    fixture.exchanges = 0;
    QVERIFY(fixture.refresh());
    QVERIFY2(fixture.exchanges <= 15, qPrintable(QString::number(fixture.exchanges)));
    // A minute of beats of 5 s keeps well inside 100 requests a minute (facts §6), and asks what can have changed.
    fixture.exchanges = 0;
    for (int beat = 0; beat < 12; ++beat) {
        fixture.clock.advance(std::chrono::seconds(5));
        QVERIFY(fixture.refresh());
        for (const TileSpec &tile : fixture.overview.dashboard().tiles)
            QVERIFY2(!fixture.overview.figure(tile.id).error, qPrintable(tile.id));
        for (const PanelSpec &panel : fixture.overview.dashboard().panels)
            QVERIFY2(!fixture.overview.panel(panel.id).error, qPrintable(panel.id));
    }
    QVERIFY2(fixture.exchanges >= 12 && fixture.exchanges <= 26, qPrintable(QString::number(fixture.exchanges)));
    QCOMPARE(manager.requests().size(), 2U); // the budget, once a minute
}

void TestDashboardService::aBusyMinuteStaysWithinTheLimit()
{
    ScriptedServer manager(budget);
    Fixture fixture;
    fixture.backends.setPatience(Backends::Patience::Interactive);
    fixture.backends.setContext(context(manager.url()));
    QVERIFY(fixture.refresh(hour));
    // Beats of 5 s at a range whose step is the scrape's, and every 10 s the operator looks at another range.
    fixture.exchanges = 0;
    for (int beat = 0; beat < 12; ++beat) {
        fixture.clock.advance(std::chrono::seconds(5));
        QVERIFY(fixture.refresh(beat % 2 == 0 ? hour : (beat + 2) * hour / 4));
        for (const TileSpec &tile : fixture.overview.dashboard().tiles)
            QVERIFY2(!fixture.overview.figure(tile.id).error, qPrintable(tile.id));
        for (const PanelSpec &panel : fixture.overview.dashboard().panels)
            QVERIFY2(!fixture.overview.panel(panel.id).error, qPrintable(panel.id));
    }
    // docs/adr/0005: more than the 100 a minute of the other endpoints, at most half of what is let through.
    QVERIFY2(fixture.exchanges > 100 && fixture.exchanges < 150, qPrintable(QString::number(fixture.exchanges)));
}

void TestDashboardService::oldSamplesMakeAFigureUnknown()
{
    Fixture fixture;
    fixture.backends.setContext(context());
    fixture.clock.advance(std::chrono::seconds(28));
    QVERIFY(fixture.refresh());
    QCOMPARE(fixture.overview.figure(QStringLiteral("active_agents")).state, State::Ok);
    fixture.clock.advance(std::chrono::seconds(1)); // 31 s: more than two scrapes of 15 s
    QVERIFY(fixture.refresh());
    const Figure figure = fixture.overview.figure(QStringLiteral("active_agents"));
    QCOMPARE(figure.state, State::Unknown);
    QCOMPARE(figure.value, std::optional(2.0));
}

void TestDashboardService::coarseHistoryIsFreshWhereItIsLookedAt()
{
    Fixture fixture;
    fixture.backends.setContext(context());
    const auto agents = [&fixture] { return fixture.overview.figure(QStringLiteral("active_agents")); };
    QVERIFY(fixture.refresh());
    QVERIFY(!agents().isOfPast);
    // Ten hours ago samples lie five minutes apart: the newest is 202 s old there, and none is younger.
    QVERIFY(fixture.refresh(4 * hour, 10 * hour + 100'000));
    QCOMPARE(agents().evaluatedMs - agents().newestSampleMs.value(), 202'000);
    QCOMPARE(fixture.overview.sampleInterval().count(), 300'000);
    QVERIFY(agents().isFresh && agents().isOfPast);
    QCOMPARE(agents().state, State::Ok);
    // Now they lie 15 s apart again.
    fixture.clock.advance(std::chrono::seconds(29));
    QVERIFY(fixture.refresh());
    QCOMPARE(fixture.overview.sampleInterval().count(), 15'000);
    QVERIFY(!agents().isFresh && !agents().isOfPast);
}

void TestDashboardService::aScrapeEachMinuteIsFresh()
{
    Fixture fixture;
    QByteArray text;
    for (qint64 time = fixture.clock.nowMs() - 2 * hour - 50'000; time < fixture.clock.nowMs(); time += 60'000)
        text += "claude_agent_active_count{agent_type=\"triage\"} 2 " + QByteArray::number(time / 1000) + '\n';
    PrometheusServer minutes;
    const QString problem = minutes.start(text + "# EOF\n");
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Prometheus, minutes.url()}}));
    const auto agents = [&fixture] { return fixture.overview.figure(QStringLiteral("active_agents")); };
    QVERIFY(fixture.refresh(hour)); // 50 s old
    QCOMPARE(fixture.overview.sampleInterval().count(), 60'000);
    QCOMPARE(agents().state, State::Ok);
    fixture.clock.advance(std::chrono::seconds(70)); // one scrape was missed
    QVERIFY(fixture.refresh(hour));
    QCOMPARE(agents().state, State::Ok);
    fixture.clock.advance(std::chrono::seconds(1)); // 121 s
    QVERIFY(fixture.refresh(hour));
    QCOMPARE(agents().state, State::Unknown);
}

void TestDashboardService::lastWeekIsThatOfTheInstantShown()
{
    Fixture fixture;
    fixture.backends.setContext(context());
    QVERIFY(fixture.refresh());
    // The operator looks at this morning: within a minute, and yet last week's is another.
    QVERIFY(fixture.refresh(hour, 10 * hour));
    for (const TileSpec &tile : fixture.overview.dashboard().tiles) {
        if (!tile.compareLastWeek)
            continue;
        const Figure figure = fixture.overview.figure(tile.id);
        QVERIFY2(figure.lastWeek, qPrintable(tile.id));
        QCOMPARE(*figure.lastWeek, m_prometheus.promtool(figure.query, figure.evaluatedMs - week).value_or(-1));
    }
}

void TestDashboardService::oneRefusedExpressionSpoilsNoOther()
{
    auto catalogue = builtinCatalogue().value();
    QVERIFY(catalogue
                .applyProfile(R"json({"families": [{"id": "claude_agent", "measures": {
        "queue_length": {"unit": "count", "metrics": ["claude_agent_queue_length"],
                         "expression": "sum(claude_agent_queue_length) + on () claude_agent_active_count"}}}]})json")
                .has_value());
    Fixture fixture(catalogue);
    fixture.backends.setContext(context());
    QVERIFY(fixture.refresh());
    const Figure queue = fixture.overview.figure(QStringLiteral("queue"));
    QVERIFY(queue.error);
    QCOMPARE(queue.error->kind(), ErrorKind::Server);
    QVERIFY(!queue.value);
    QCOMPARE(queue.state, State::Unknown);
    const Figure agents = fixture.overview.figure(QStringLiteral("active_agents"));
    QVERIFY(!agents.error);
    QCOMPARE(agents.value, std::optional(2.0));
    QVERIFY(agents.sparkline && agents.lastWeek);
    QVERIFY(fixture.overview.panel(QStringLiteral("agents")).error);
    QVERIFY(!fixture.overview.panel(QStringLiteral("requests")).error);
}

void TestDashboardService::aStoppedServerLeavesTheLastFigures()
{
    Fixture fixture;
    fixture.backends.setContext(context());
    QVERIFY(fixture.refresh());
    const Figure before = fixture.overview.figure(QStringLiteral("latency_p95"));
    const PanelData requests = fixture.overview.panel(QStringLiteral("requests"));
    m_prometheus.stop();
    // At this range a chart's step is two minutes, the days' bars hold for five: the next beat says it all the same.
    fixture.clock.advance(std::chrono::seconds(5));
    QCOMPARE(fixture.clock.nowMs() / requests.stepMs, requests.answeredMs / requests.stepMs);
    QVERIFY(fixture.refresh());
    Figure figure = fixture.overview.figure(QStringLiteral("latency_p95"));
    QCOMPARE(figure.error->kind(), ErrorKind::Network);
    QCOMPARE(figure.state, State::Unknown);
    QCOMPARE(figure.value, before.value);
    QCOMPARE(figure.evaluatedMs, before.evaluatedMs);
    QVERIFY(!figure.isFresh);
    for (const PanelSpec &spec : fixture.overview.dashboard().panels) {
        const PanelData panel = fixture.overview.panel(spec.id);
        QVERIFY2(panel.error, qPrintable(spec.id));
        QCOMPARE(panel.error->kind(), ErrorKind::Network);
        QVERIFY2(!panel.series.empty() && !panel.series.front().frame->isEmpty(), qPrintable(spec.id));
        QCOMPARE(panel.answeredMs, requests.answeredMs);
    }
    QCOMPARE(fixture.backends.health(EndpointKind::Prometheus).state, State::Critical);

    const QString problem = m_prometheus.startAgain();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    // The open circuit lets one request through after its time, and then the others.
    for (int beat = 0; beat < 3; ++beat) {
        fixture.clock.advance(std::chrono::seconds(31));
        QVERIFY(fixture.refresh());
    }
    figure = fixture.overview.figure(QStringLiteral("latency_p95"));
    QVERIFY(!figure.error);
    QCOMPARE(figure.evaluatedMs, fixture.clock.nowMs() / 1000 * 1000);
    QVERIFY(!fixture.overview.panel(QStringLiteral("requests")).error);
}

void TestDashboardService::withoutManagerThereIsNoBudget()
{
    Fixture fixture;
    fixture.backends.setContext(context());
    QVERIFY(fixture.refresh());
    const Figure figure = fixture.overview.figure(QStringLiteral("budget_used"));
    QCOMPARE(figure.error->code(), QStringLiteral("not_configured"));
    QVERIFY(figure.errorSource == EndpointKind::Manager);
    QVERIFY(!figure.value);
    QVERIFY(fixture.overview.figure(QStringLiteral("cost_today")).value);
}

void TestDashboardService::theBudgetDoesNotHideAStoppedServer()
{
    ScriptedServer manager(budget);
    Fixture fixture;
    fixture.backends.setContext(context(manager.url()));
    QVERIFY(fixture.refresh());
    const auto used = [&fixture] { return fixture.overview.figure(QStringLiteral("budget_used")); };
    const Figure before = used();
    QVERIFY(before.value && !before.error && before.isFresh);
    m_prometheus.stop();
    // The manager's answer comes as well, a minute later, and knows nothing of the cost.
    for (int beat = 0; beat < 2; ++beat) {
        fixture.clock.advance(std::chrono::seconds(61));
        QVERIFY(fixture.refresh());
        QCOMPARE(manager.requests().size(), std::size_t(2 + beat));
        QVERIFY(used().error);
        QVERIFY(used().errorSource == EndpointKind::Prometheus);
        QCOMPARE(used().state, State::Unknown);
        QVERIFY(!used().isFresh);
        QCOMPARE(used().value, before.value);
        QCOMPARE(used().evaluatedMs, before.evaluatedMs);
    }
    const QString problem = m_prometheus.startAgain();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    for (int beat = 0; beat < 3; ++beat) {
        fixture.clock.advance(std::chrono::seconds(31));
        QVERIFY(fixture.refresh());
    }
    QVERIFY(!used().error);
    QCOMPARE(used().evaluatedMs, fixture.clock.nowMs() / 1000 * 1000);
}

void TestDashboardService::aHangingManagerHoldsNothingUp()
{
    bool hangs = true;
    ScriptedServer manager([&hangs](const SeenRequest &request) { return hangs ? Step::hang() : budget(request); });
    Fixture fixture;
    Context hanging = context(manager.url());
    hanging.endpoints[EndpointKind::Manager].http.timeout = std::chrono::seconds(6);
    fixture.backends.setContext(hanging);
    QSignalSpy finished(&fixture.overview, &DashboardService::refreshFinished);
    QSignalSpy answered(&fixture.overview, &DashboardService::budgetAnswered);
    const auto cost = [&fixture] { return fixture.overview.figure(QStringLiteral("cost_today")); };
    const auto used = [&fixture] { return fixture.overview.figure(QStringLiteral("budget_used")); };
    fixture.overview.refresh(fixture.span(), 0);
    QVERIFY(finished.wait(4000));
    QVERIFY(cost().value.has_value());
    QVERIFY(used().isAwaited && !used().value && !used().error);
    // The next beat is served as well, and asks the manager no second time.
    const qint64 before = cost().evaluatedMs;
    fixture.clock.advance(std::chrono::seconds(5));
    fixture.overview.refresh(fixture.span(), 0);
    QVERIFY(finished.wait(4000));
    QCOMPARE(cost().evaluatedMs, before + 5000);
    QCOMPARE(manager.requests().size(), 1U);
    QVERIFY(answered.isEmpty() && fixture.overview.isAskingBudget());
    QVERIFY(answered.wait(20'000));
    QCOMPARE(used().error->kind(), ErrorKind::Timeout);
    QVERIFY(!used().value && !used().isAwaited);
    hangs = false;
    QVERIFY(fixture.refresh());
    QVERIFY(used().value && !used().error);
}

void TestDashboardService::anAbsentMeasureIsNoZero()
{
    // A server that holds OpenTelemetry's metrics only, without samples.
    ScriptedServer server([](const SeenRequest &request) {
        if (request.target.contains("/label/__name__/values"))
            return Step::json(R"({"status":"success","data":["gen_ai_client_token_usage_sum"]})");
        if (request.target.contains("/query_range"))
            return Step::json(R"({"status":"success","data":{"resultType":"matrix","result":[]}})");
        return Step::json(R"({"status":"success","data":{"resultType":"vector","result":[]}})");
    });
    Fixture fixture;
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Prometheus, server.url()}}));
    QVERIFY(fixture.refresh());
    const Figure cost = fixture.overview.figure(QStringLiteral("cost_today"));
    QVERIFY(!cost.value);
    QCOMPARE(cost.error->code(), QStringLiteral("no_metric"));
    QCOMPARE(cost.query, QString());
    QCOMPARE(cost.state, State::Unknown);
    const PanelData tokens = fixture.overview.panel(QStringLiteral("tokens"));
    QVERIFY(!tokens.error && !tokens.loading);
    QVERIFY(tokens.series.front().frame->isEmpty());
}

void TestDashboardService::notConfigured()
{
    Fixture fixture;
    fixture.backends.setContext(ServiceFixture::context({}));
    QVERIFY(fixture.refresh());
    QCOMPARE(fixture.overview.figure(QStringLiteral("queue")).error->code(), QStringLiteral("not_configured"));
    QCOMPARE(fixture.overview.panel(QStringLiteral("requests")).error->code(), QStringLiteral("not_configured"));
}

void TestDashboardService::anotherContextDropsLateAnswers()
{
    Fixture fixture;
    fixture.backends.setContext(context());
    QSignalSpy finished(&fixture.overview, &DashboardService::refreshFinished);
    fixture.overview.refresh(fixture.span(), 1000);
    fixture.backends.setContext(ServiceFixture::context({}, QStringLiteral("other")));
    QVERIFY(!fixture.overview.figure(QStringLiteral("queue")).error);
    QVERIFY(fixture.refresh());
    QCOMPARE(finished.size(), 1); // the new context's
    QCOMPARE(fixture.overview.figure(QStringLiteral("queue")).error->code(), QStringLiteral("not_configured"));
}

void TestDashboardService::aRefreshWhileOneRuns()
{
    Fixture fixture;
    fixture.backends.setContext(context());
    QSignalSpy finished(&fixture.overview, &DashboardService::refreshFinished);
    fixture.overview.refresh(fixture.span(), 1000);
    fixture.clock.advance(std::chrono::seconds(5));
    fixture.overview.refresh(fixture.span(), 1000); // the same view, a beat later: ignored
    fixture.overview.refresh(fixture.span(hour), 1000); // another one: replaces it
    QVERIFY(finished.wait(20'000));
    QCOMPARE(finished.size(), 1);
    const PanelData panel = fixture.overview.panel(QStringLiteral("requests"));
    QCOMPARE(panel.stepMs, 15'000);
    QVERIFY(panel.span.lengthMs() <= hour + 30'000);
}

QTEST_GUILESS_MAIN(TestDashboardService)
#include "tst_dashboardservice.moc"

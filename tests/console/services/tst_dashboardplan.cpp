// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin.h"
#include "dashboardplan.h"
#include "promqlbatch.h"
#include "samplespacing.h"

#include <QDateTime>
#include <QTest>

#include <cmath>

using namespace toban;

namespace {

constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr double gap = std::numeric_limits<double>::quiet_NaN();

qint64 at(const char *iso)
{
    return QDateTime::fromString(QLatin1String(iso), Qt::ISODateWithMs).toMSecsSinceEpoch();
}

} // namespace

class TestDashboardPlan : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void todayIsSinceMidnightOfTheZone();
    void gridsEndBeforeNow();
    void dayBarsStandOnTheZonesDays();
    void daysAreTheCalendarsWhereClocksChange();
    void wholeSpanPanelsAreOneEvaluation();
    void sameStepSameQuestion();
    void historyMakesWindowsWider();
    void spacing_data();
    void spacing();
    void bucketsBecomeCounts();
    void unionAndSplitBelongTogether();

private:
    DashboardInput input(const QTimeZone &zone) const { return {m_dashboard, m_catalogue, m_present, zone}; }
    PlannedPanel panel(const QString &id, TimeRange::Span span, qint64 now, const QTimeZone &zone = QTimeZone::utc(),
                       qint64 spacingMs = 15'000) const
    {
        for (auto &plan : planPanels(input(zone), span, now, 1000, spacingMs, 15'000)) {
            if (plan.id == id)
                return plan;
        }
        return {};
    }

    Dashboard m_dashboard;
    MetricCatalogue m_catalogue;
    QSet<QString> m_present;
};

void TestDashboardPlan::initTestCase()
{
    m_dashboard = builtinDashboard(QStringLiteral("overview")).value();
    m_catalogue = builtinCatalogue().value();
    for (const QString &name : m_catalogue.metricNames()) {
        if (name.startsWith(u"claude_agent_") || name == u"agent_tool_calls_total")
            m_present.insert(name);
    }
}

void TestDashboardPlan::todayIsSinceMidnightOfTheZone()
{
    const qint64 now = at("2026-11-18T14:35:42Z");
    const auto window = [&](const QTimeZone &zone) -> QString {
        for (const auto &tile : planTiles(input(zone), now)) {
            if (tile.id == u"cost_today")
                return tile.expression;
        }
        return {};
    };
    QCOMPARE(window(QTimeZone::utc()), QStringLiteral("sum(increase(claude_agent_api_cost_total[52542s]))"));
    QCOMPARE(window(QTimeZone("Asia/Tokyo")), QStringLiteral("sum(increase(claude_agent_api_cost_total[84942s]))"));
    // At midnight itself a window of nothing would be no PromQL.
    for (const auto &tile : planTiles(input(QTimeZone::utc()), at("2026-11-18T00:00:00Z"))) {
        if (tile.id == u"cost_today")
            QVERIFY(tile.expression.contains(u"[1s]"));
    }
}

void TestDashboardPlan::gridsEndBeforeNow()
{
    const qint64 now = at("2026-11-18T14:35:42Z");
    const auto plan = panel(QStringLiteral("requests"), {now - day, now}, now);
    QCOMPARE(plan.stepMs, 2 * minute);
    QVERIFY(plan.endMs <= now);
    QVERIFY(now - plan.endMs < plan.stepMs);
    QCOMPARE(plan.startMs % plan.stepMs, 0);
    QCOMPARE(plan.endMs % plan.stepMs, 0);
    // A past range keeps its own end.
    const auto past = panel(QStringLiteral("requests"), {now - 3 * day, now - 2 * day}, now);
    QVERIFY(past.endMs >= now - 2 * day);
}

void TestDashboardPlan::dayBarsStandOnTheZonesDays()
{
    const qint64 now = at("2026-11-18T14:35:42Z");
    const QTimeZone tokyo("Asia/Tokyo");
    const auto plan = panel(QStringLiteral("cost_trend"), {now - hour, now}, now, tokyo);
    QCOMPARE(plan.stepMs, day);
    // 14 bars; each is evaluated at its end and stands at its beginning, midnight in Tokyo.
    QCOMPARE((plan.endMs - plan.startMs) / plan.stepMs + 1, 14);
    QCOMPARE(plan.endMs + plan.shiftMs, at("2026-11-17T15:00:00Z"));
    QVERIFY(plan.queries.front().expression.contains(u"[1d]"));
}

void TestDashboardPlan::daysAreTheCalendarsWhereClocksChange()
{
    // Central Europe leaves summer time on 25 October 2026 at 03:00: that day has 25 hours.
    const QTimeZone berlin("Europe/Berlin");
    const qint64 now = at("2026-10-28T12:00:00Z");
    const auto plan = panel(QStringLiteral("cost_trend"), {now - hour, now}, now, berlin);
    QCOMPARE(plan.runs.size(), std::size_t(3));
    QCOMPARE(plan.runs[0].endMs, at("2026-10-24T22:00:00Z")); // evaluated at the end of the 24th, summer time
    QCOMPARE(plan.runs[0].windowMs, day);
    QCOMPARE(plan.runs[1], (GridRun{at("2026-10-25T23:00:00Z"), at("2026-10-25T23:00:00Z"), 25 * hour}));
    QCOMPARE(plan.runs[2], (GridRun{at("2026-10-26T23:00:00Z"), at("2026-10-28T23:00:00Z"), day}));
    QCOMPARE(plan.endMs, plan.runs[2].endMs);
    const QStringList expressions = plan.queries.front().runExpressions;
    QCOMPARE(expressions.size(), 3);
    QVERIFY2(expressions[0].contains(u"[1d]") && expressions[1].contains(u"[25h]"), qPrintable(expressions[1]));
    const auto ordinary = panel(QStringLiteral("cost_trend"), {now - hour, now}, now, QTimeZone("Asia/Tokyo"));
    QVERIFY(ordinary.runs.empty());

    // The answers lie side by side; a model that is used on one day only has gaps on the others.
    const auto answer = [&](const GridRun &run, const char *model, double value) {
        const int points = int((run.endMs - run.startMs) / day) + 1;
        auto frame = std::make_shared<Frame>(Frame{run.startMs, day, points, {}});
        frame->series.push_back({Labels({{QStringLiteral("model"), QLatin1String(model)}}),
                                 std::vector<double>(std::size_t(points), value)});
        return frame;
    };
    const auto whole
        = joinRuns(plan, {answer(plan.runs[0], "a", 1), answer(plan.runs[1], "b", 2), answer(plan.runs[2], "a", 3)});
    QCOMPARE(whole->points, 14);
    QCOMPARE(whole->startMs, plan.startMs);
    QCOMPARE(whole->series.size(), std::size_t(2));
    QCOMPARE(whole->series[0].values[9], 1.0);
    QVERIFY(std::isnan(whole->series[0].values[10]));
    QCOMPARE(whole->series[1].values[10], 2.0);
    QCOMPARE(whole->series[0].values[13], 3.0);
}

void TestDashboardPlan::wholeSpanPanelsAreOneEvaluation()
{
    const qint64 now = at("2026-11-18T14:00:00Z");
    for (const char *id : {"latency_distribution", "tool_use"}) {
        const auto plan = panel(QLatin1String(id), {now - 6 * hour, now}, now);
        QVERIFY(plan.instant);
        QCOMPARE(plan.endMs, now);
        QVERIFY2(plan.queries.front().expression.contains(u"[6h]"), qPrintable(plan.queries.front().expression));
    }
}

void TestDashboardPlan::sameStepSameQuestion()
{
    const qint64 now = at("2026-11-18T14:36:10Z");
    for (const char *id : {"requests", "latency_distribution", "cost_trend"}) {
        const auto one = panel(QLatin1String(id), {now - day, now}, now);
        const auto same = panel(QLatin1String(id), {now - day + 5000, now + 5000}, now + 5000);
        QCOMPARE(one.signature(), same.signature());
    }
    const auto one = panel(QStringLiteral("requests"), {now - day, now}, now);
    const auto later = panel(QStringLiteral("requests"), {now - day + 2 * minute, now + 2 * minute}, now + 2 * minute);
    QVERIFY(one.signature() != later.signature());
}

void TestDashboardPlan::historyMakesWindowsWider()
{
    const qint64 now = at("2026-11-18T14:36:10Z");
    const auto dense = panel(QStringLiteral("requests"), {now - hour, now}, now);
    QVERIFY2(dense.queries.front().expression.contains(u"[1m]"), qPrintable(dense.queries.front().expression));
    const auto coarse = panel(QStringLiteral("requests"), {now - hour, now}, now, QTimeZone::utc(), 5 * minute);
    QVERIFY(coarse.queries.front().expression.contains(u"[20m]"));
    const auto wide = panel(QStringLiteral("requests"), {now - 60 * day, now}, now);
    QCOMPARE(wide.stepMs, 2 * hour);
    QVERIFY(wide.queries.front().expression.contains(u"[2h]"));
}

void TestDashboardPlan::spacing_data()
{
    QTest::addColumn<QList<double>>("counts");
    QTest::addColumn<qint64>("spacingMs"); // 0: unknown
    const auto row = [](const char *name, const QList<double> &counts, qint64 spacing) {
        QTest::newRow(name) << counts << spacing;
    };
    row("nothing", {gap, gap, gap}, 0);
    row("15 s", {120, 121, 120}, 15'000);
    row("10 s with jitter", {180, 181, 179}, 10'000);
    row("five minutes, then 15 s", {6, 6, 7, 6, 6, 7, 6, 6, 7, 60, 120, 120}, 300'000);
    row("an outage does not count", {6, 6, 6, 3, 6, 6, 6, 6, 6, 6, 6, 6}, 300'000);
    row("data begins within the span", {gap, gap, gap, gap, gap, 3, 120, 120, 120, 120, 120, 120}, 15'000);
    row("a single point", {gap, gap, 4}, 600'000);
}

void TestDashboardPlan::spacing()
{
    QFETCH(QList<double>, counts);
    QFETCH(qint64, spacingMs);
    Frame frame{0, 1, int(counts.size()), {}};
    frame.series.push_back({{}, {counts.begin(), counts.end()}});
    QCOMPARE(estimateSpacingMs(frame, 30 * minute).value_or(0), spacingMs);
}

void TestDashboardPlan::bucketsBecomeCounts()
{
    const auto bucket = [](const char *le, double value) {
        return Sample{Labels({{QStringLiteral("le"), QLatin1String(le)}}), value, 0};
    };
    const auto frame = frameOfInstant({bucket("10", 8), bucket("+Inf", 9), bucket("0.5", 2), bucket("5", 1.999999999)},
                                      PanelKind::Histogram, 1000);
    QCOMPARE(frame->points, 1);
    QStringList seen;
    for (const auto &series : frame->series)
        seen += QStringLiteral("%1:%2").arg(series.labels.value(u"le")).arg(series.values[0]);
    QCOMPARE(seen.join(u' '), QStringLiteral("0.5:2 5:0 10:6 +Inf:1"));

    const auto shares = frameOfInstant({bucket("a", 1), bucket("b", 3)}, PanelKind::Shares, 1000);
    QCOMPARE(shares->series.front().values[0], 3.0);
}

void TestDashboardPlan::unionAndSplitBelongTogether()
{
    const std::vector<PromqlPart> parts{{QStringLiteral("one"), QStringLiteral("sum(a)")},
                                        {QStringLiteral("two/0"), QStringLiteral("sum by (x) (b) or c")}};
    QCOMPARE(unionOf(parts),
             QStringLiteral("label_replace(sum(a), \"toban_part\", \"one\", \"\", \"\") or "
                            "label_replace(sum by (x) (b) or c, \"toban_part\", \"two/0\", \"\", \"\")"));
    const auto labels = [](const char *part, const char *x) {
        return Labels({{QStringLiteral("toban_part"), QLatin1String(part)}, {QStringLiteral("x"), QLatin1String(x)}});
    };
    const auto split = splitByPart(parts, {{labels("two/0", "b"), 2, 0}, {labels("two/0", "a"), 3, 0}});
    QCOMPARE(split.size(), 2U);
    QVERIFY(split.at(QStringLiteral("one")).empty());
    QCOMPARE(split.at(QStringLiteral("two/0")).size(), 2U);
    QCOMPARE(split.at(QStringLiteral("two/0"))[0].labels.toString(), QStringLiteral("{x=\"b\"}"));
}

QTEST_APPLESS_MAIN(TestDashboardPlan)
#include "tst_dashboardplan.moc"

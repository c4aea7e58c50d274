// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/dashboardtexts.h"

#include <QCoreApplication>

namespace toban {

namespace {

const char *const texts[] = {
    QT_TRANSLATE_NOOP("dashboard", "Overview"),
    QT_TRANSLATE_NOOP("dashboard", "Success rate"),
    QT_TRANSLATE_NOOP("dashboard", "Error rate"),
    QT_TRANSLATE_NOOP("dashboard", "Mean latency"),
    QT_TRANSLATE_NOOP("dashboard", "P50 latency"),
    QT_TRANSLATE_NOOP("dashboard", "P95 latency"),
    QT_TRANSLATE_NOOP("dashboard", "P99 latency"),
    QT_TRANSLATE_NOOP("dashboard", "Cost today"),
    QT_TRANSLATE_NOOP("dashboard", "Budget used today"),
    QT_TRANSLATE_NOOP("dashboard", "Active agents"),
    QT_TRANSLATE_NOOP("dashboard", "Queue"),
    QT_TRANSLATE_NOOP("dashboard", "Throughput"),
    QT_TRANSLATE_NOOP("dashboard", "Cost per request"),
    QT_TRANSLATE_NOOP("dashboard", "How reliably agents finish their work."),
    QT_TRANSLATE_NOOP("dashboard", "Successful requests divided by all finished requests."),
    QT_TRANSLATE_NOOP("dashboard", "How often agents fail."),
    QT_TRANSLATE_NOOP("dashboard", "Requests that ended in an error divided by all finished requests."),
    QT_TRANSLATE_NOOP("dashboard",
                      "How long a request takes on average. A few slow ones raise it: compare it with P95."),
    QT_TRANSLATE_NOOP("dashboard", "Total duration of the finished requests divided by their number."),
    QT_TRANSLATE_NOOP("dashboard", "The middle request: half of them were faster."),
    QT_TRANSLATE_NOOP("dashboard", "Quantile 0.5 of the durations, estimated from histogram buckets."),
    QT_TRANSLATE_NOOP("dashboard", "What all but the slowest requests stay below: 95 of 100 were faster."),
    QT_TRANSLATE_NOOP("dashboard", "Quantile 0.95 of the durations, estimated from histogram buckets."),
    QT_TRANSLATE_NOOP("dashboard", "How slow the slowest requests are: 99 of 100 were faster."),
    QT_TRANSLATE_NOOP("dashboard", "Quantile 0.99 of the durations, estimated from histogram buckets."),
    QT_TRANSLATE_NOOP("dashboard", "How much work agents get done."),
    QT_TRANSLATE_NOOP("dashboard", "Finished requests per second, successful or not."),
    QT_TRANSLATE_NOOP("dashboard", "What one request costs on average, at the prices that the agents report."),
    QT_TRANSLATE_NOOP("dashboard", "Cost of the model calls divided by the finished requests."),
    QT_TRANSLATE_NOOP("dashboard", "Cost on {{day}}"),
    QT_TRANSLATE_NOOP("dashboard", "What the models have cost since midnight, at the prices that the agents report."),
    QT_TRANSLATE_NOOP("dashboard", "Increase of the reported cost since midnight in the environment’s time zone."),
    QT_TRANSLATE_NOOP("dashboard", "Budget on {{day}}"),
    QT_TRANSLATE_NOOP("dashboard", "How much of the daily budget is spent. At 100 % the day’s budget is used up."),
    QT_TRANSLATE_NOOP("dashboard", "Cost since midnight divided by the daily budget of the agent manager."),
    QT_TRANSLATE_NOOP("dashboard", "Agents that are up and can take tasks."),
    QT_TRANSLATE_NOOP("dashboard", "Sum of the agents that report themselves active."),
    QT_TRANSLATE_NOOP("dashboard", "Tasks that wait for a free agent. A queue that grows means too few agents."),
    QT_TRANSLATE_NOOP("dashboard", "Length of the queue as the agents report it."),
    QT_TRANSLATE_NOOP("dashboard", "Requests"),
    QT_TRANSLATE_NOOP("dashboard", "Requests that agents finished per second, successful or not, by type of agent."),
    QT_TRANSLATE_NOOP("dashboard", "Latency"),
    QT_TRANSLATE_NOOP("dashboard",
                      // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one text in two lines
                      "How long requests took: half of them were faster than P50, 95 of 100 faster than P95, 99 of 100 "
                      "faster than P99. Estimated from histogram buckets."),
    QT_TRANSLATE_NOOP("dashboard", "P50"),
    QT_TRANSLATE_NOOP("dashboard", "P95"),
    QT_TRANSLATE_NOOP("dashboard", "P99"),
    QT_TRANSLATE_NOOP("dashboard", "Latency distribution"),
    QT_TRANSLATE_NOOP("dashboard", "How many requests of the time range took how long, by bucket of the histogram."),
    QT_TRANSLATE_NOOP("dashboard", "Share of finished requests that ended in an error, by type of agent."),
    QT_TRANSLATE_NOOP("dashboard", "Tool use"),
    QT_TRANSLATE_NOOP("dashboard", "Share of each tool in the tool calls of the time range."),
    QT_TRANSLATE_NOOP("dashboard", "Cost trend"),
    QT_TRANSLATE_NOOP("dashboard", "Cost of each of the last 14 days, by model. The last bar is today so far."),
    QT_TRANSLATE_NOOP("dashboard", "Tokens by model"),
    QT_TRANSLATE_NOOP("dashboard", "Tokens per second that the models took in and gave out."),
    QT_TRANSLATE_NOOP("dashboard", "Agents and queue"),
    QT_TRANSLATE_NOOP("dashboard", "Agents that are up, by type, and tasks that wait for one."),
};

} // namespace

QString dashboardText(const QString &english)
{
    if (english.isEmpty())
        return english;
    return QCoreApplication::translate("dashboard", english.toUtf8().constData());
}

QStringList markedDashboardTexts()
{
    QStringList marked;
    for (const char *text : texts)
        marked.append(QString::fromUtf8(text));
    return marked;
}

} // namespace toban

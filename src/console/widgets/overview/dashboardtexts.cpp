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
    QT_TRANSLATE_NOOP("dashboard", "Requests"),
    QT_TRANSLATE_NOOP("dashboard", "Requests that agents finished per second, successful or not, by type of agent."),
    QT_TRANSLATE_NOOP("dashboard", "Latency"),
    QT_TRANSLATE_NOOP("dashboard",
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

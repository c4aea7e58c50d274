// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statusreport.h"

#include "kit/describe.h"
#include "kit/format.h"
#include "textcolumns.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace toban {

namespace {

QJsonValue timeValue(qint64 ms)
{
    return ms > 0 ? QJsonValue(QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc()).toString(Qt::ISODateWithMs))
                  : QJsonValue(QJsonValue::Null);
}

QJsonValue numberValue(std::optional<double> value)
{
    return value && std::isfinite(*value) ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QString deploymentState(DeploymentState state)
{
    switch (state) {
    case DeploymentState::Running:
        return QStringLiteral("running");
    case DeploymentState::Paused:
        return QStringLiteral("paused");
    case DeploymentState::Draining:
        return QStringLiteral("draining");
    case DeploymentState::Progressing:
        return QStringLiteral("progressing");
    case DeploymentState::Failed:
        return QStringLiteral("failed");
    case DeploymentState::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

QJsonObject figureJson(const Figure &figure)
{
    QJsonObject object;
    object[u"name"] = figure.id;
    object[u"value"] = numberValue(figure.value);
    object[u"unit"] = toString(figure.unit);
    object[u"query"] = figure.query.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(figure.query);
    object[u"evaluated_at"] = timeValue(figure.evaluatedMs);
    object[u"newest_sample_age_seconds"] = figure.newestSampleMs && figure.evaluatedMs > 0
        ? QJsonValue(double(figure.evaluatedMs - *figure.newestSampleMs) / 1000)
        : QJsonValue(QJsonValue::Null);
    object[u"last_week"] = numberValue(figure.lastWeek);
    object[u"state"] = toString(figure.state);
    object[u"error"] = figure.error ? QJsonValue(toJson(*figure.error)) : QJsonValue(QJsonValue::Null);
    return object;
}

QJsonObject deploymentJson(const Deployment &deployment)
{
    QJsonObject object;
    object[u"name"] = deployment.name;
    object[u"agent_type"] = deployment.agentType;
    object[u"state"] = deploymentState(deployment.state);
    object[u"health"] = toString(deployment.health());
    object[u"desired"] = deployment.desired;
    object[u"current"] = deployment.current;
    object[u"ready"] = deployment.ready;
    object[u"revision"] = deployment.revision.number;
    object[u"image"] = deployment.revision.image;
    object[u"model"] = deployment.revision.model;
    object[u"cost_per_hour"] = numberValue(deployment.costPerHour);
    object[u"currency"] = deployment.currency;
    return object;
}

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(status)
};

/// Columns as wide as their widest text, two blanks between.
QString table(const std::vector<QStringList> &rows)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], columnsOf(row[i]));
    }
    QString text;
    for (const QStringList &row : rows) {
        QString line = QStringLiteral("  ");
        for (qsizetype i = 0; i < row.size(); ++i)
            line += i + 1 < row.size() ? paddedTo(row[i], widths[i] + 2) : row[i];
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text;
}

QString stateWord(State state)
{
    switch (state) {
    case State::Ok:
        return Words::tr("ok");
    case State::Busy:
        return Words::tr("busy");
    case State::Paused:
        return Words::tr("paused");
    case State::Unknown:
        return Words::tr("unknown");
    case State::Warn:
        return Words::tr("warning");
    case State::Critical:
        return Words::tr("critical");
    }
    return {};
}

} // namespace

bool StatusReport::isComplete() const
{
    const bool answered = std::all_of(endpoints.begin(), endpoints.end(), [](const EndpointHealth &health) {
        return !health.configured || (health.lastSuccessMs && !health.error);
    });
    const bool hasManager = std::any_of(endpoints.begin(), endpoints.end(), [](const EndpointHealth &health) {
        return health.configured && health.kind == EndpointKind::Manager;
    });
    return answered && !(hasManager && fleetError)
        && std::all_of(figures.begin(), figures.end(), [](const NamedFigure &item) {
               return item.figure.value && std::isfinite(*item.figure.value) && !item.figure.error;
           });
}

QString toString(State state)
{
    switch (state) {
    case State::Ok:
        return QStringLiteral("ok");
    case State::Busy:
        return QStringLiteral("busy");
    case State::Paused:
        return QStringLiteral("paused");
    case State::Unknown:
        return QStringLiteral("unknown");
    case State::Warn:
        return QStringLiteral("warn");
    case State::Critical:
        return QStringLiteral("critical");
    }
    return {};
}

QString toString(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Network:
        return QStringLiteral("network");
    case ErrorKind::Tls:
        return QStringLiteral("tls");
    case ErrorKind::Timeout:
        return QStringLiteral("timeout");
    case ErrorKind::Http:
        return QStringLiteral("http");
    case ErrorKind::Server:
        return QStringLiteral("server");
    case ErrorKind::Decode:
        return QStringLiteral("decode");
    case ErrorKind::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorKind::CircuitOpen:
        return QStringLiteral("circuit_open");
    case ErrorKind::RateLimited:
        return QStringLiteral("rate_limited");
    case ErrorKind::Keychain:
        return QStringLiteral("keychain");
    case ErrorKind::Storage:
        return QStringLiteral("storage");
    case ErrorKind::Precondition:
        return QStringLiteral("precondition");
    }
    return {};
}

QJsonObject toJson(const Error &error)
{
    QJsonObject object;
    object[u"kind"] = toString(error.kind());
    object[u"code"] = error.code();
    object[u"status"] = error.status() > 0 ? QJsonValue(error.status()) : QJsonValue(QJsonValue::Null);
    object[u"origin"] = error.origin();
    object[u"detail"] = error.detail();
    return object;
}

QJsonObject toJson(const EndpointHealth &health)
{
    QJsonObject object;
    object[u"name"] = toString(health.kind);
    object[u"configured"] = health.configured;
    object[u"url"] = health.origin;
    object[u"state"] = toString(health.state);
    object[u"version"] = health.version;
    object[u"latency_seconds"]
        = health.latency ? QJsonValue(double(health.latency->count()) / 1000) : QJsonValue(QJsonValue::Null);
    object[u"last_success"] = timeValue(health.lastSuccessMs.value_or(0));
    object[u"failing_since"] = timeValue(health.failingSinceMs.value_or(0));
    object[u"error"] = health.error ? QJsonValue(toJson(*health.error)) : QJsonValue(QJsonValue::Null);
    return object;
}

QJsonObject toJson(const StatusReport &report)
{
    QJsonArray figures;
    for (const auto &item : report.figures)
        figures.append(figureJson(item.figure));
    QJsonArray deployments;
    if (report.fleet) {
        for (const Deployment &deployment : report.fleet->deployments)
            deployments.append(deploymentJson(deployment));
    }
    QJsonArray endpoints;
    for (const EndpointHealth &health : report.endpoints)
        endpoints.append(toJson(health));

    QJsonObject object;
    object[u"context"] = report.context;
    object[u"taken_at"] = timeValue(report.takenMs);
    object[u"complete"] = report.isComplete();
    object[u"figures"] = figures;
    object[u"deployments"] = deployments;
    object[u"deployments_error"]
        = report.fleetError ? QJsonValue(toJson(*report.fleetError)) : QJsonValue(QJsonValue::Null);
    object[u"endpoints"] = endpoints;
    return object;
}

QString toText(const StatusReport &report)
{
    QString text = Words::tr("Context %1 at %2").arg(report.context, format::dateTime(report.takenMs, report.zone))
        + QStringLiteral("\n\n");
    std::vector<QStringList> rows;
    for (const auto &item : report.figures) {
        const Figure &figure = item.figure;
        rows.push_back({QCoreApplication::translate("dashboard", item.title.toUtf8().constData()),
                        format::value(figure.value, figure.unit, report.currency), stateWord(figure.state),
                        figure.error ? describe(*figure.error).brief() : QString()});
    }
    text += Words::tr("Figures") + u'\n' + table(rows) + u'\n' + Words::tr("Deployments") + u'\n';
    rows.clear();
    if (report.fleet) {
        for (const Deployment &deployment : report.fleet->deployments) {
            rows.push_back({deployment.name, Words::tr("%1 of %2 ready").arg(deployment.ready).arg(deployment.desired),
                            stateWord(deployment.health()), deployment.revision.image});
        }
    }
    text += table(rows);
    if (report.fleetError)
        text += QStringLiteral("  ") + describe(*report.fleetError, endpointName(EndpointKind::Manager)).text() + u'\n';
    else if (rows.empty())
        text += QStringLiteral("  ") + Words::tr("The manager has none.") + u'\n';
    text += u'\n' + Words::tr("Endpoints") + u'\n';
    rows.clear();
    for (const EndpointHealth &health : report.endpoints) {
        const QString answer = !health.configured ? Words::tr("not configured")
            : health.error                        ? describe(health, report.takenMs, report.zone).text()
                                                  : health.version;
        rows.push_back({endpointName(health.kind), health.configured ? stateWord(health.state) : QString(),
                        health.origin, answer});
    }
    return text + table(rows);
}

} // namespace toban

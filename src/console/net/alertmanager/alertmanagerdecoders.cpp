// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertmanager/alertmanagerdecoders.h"

#include "http/answererror.h"
#include "json/jsoncursor.h"

namespace toban {

namespace {

Alert readAlert(const JsonCursor &json)
{
    Alert alert;
    alert.fingerprint = json.text("fingerprint");
    alert.labels = json.labels("labels");
    alert.annotations = json.labels("annotations");
    alert.activeSinceMs = json.timeMs("startsAt");
    alert.generatorUrl = json.text("generatorURL", {});
    const JsonCursor status = json.object("status");
    const QString state = status.text("state");
    // Silenced, inhibited or not routed yet: the condition holds all the same.
    const bool holds = state == u"active" || state == u"suppressed" || state == u"unprocessed";
    alert.state = holds ? RuleState::Firing : RuleState::Unknown;
    alert.silencedBy = status.texts("silencedBy");
    alert.inhibitedBy = status.texts("inhibitedBy");
    json.eachOptional("receivers",
                      [&alert](const JsonCursor &receiver) { alert.receivers.append(receiver.text("name")); });
    return alert;
}

} // namespace

Result<std::vector<Alert>> decodeAlertmanagerAlerts(const QByteArray &json)
{
    std::vector<Alert> alerts;
    const auto problem = readJson(json, [&alerts](const JsonCursor &root) {
        root.each([&alerts](const JsonCursor &item) { alerts.push_back(readAlert(item)); });
    });
    if (problem)
        return Failure(*problem);
    return alerts;
}

Result<AlertmanagerStatus> decodeAlertmanagerStatus(const QByteArray &json)
{
    AlertmanagerStatus status;
    const auto problem = readJson(json, [&status](const JsonCursor &root) {
        status.version = root.object("versionInfo").text("version");
        status.clusterStatus = root.object("cluster").text("status");
        status.startedMs = root.timeMs("uptime");
    });
    if (problem)
        return Failure(*problem);
    return status;
}

Error alertmanagerError(const HttpAnswer &answer)
{
    const bool ownDocument = answer.contentType == "application/json" && answer.status != 401 && answer.status != 403;
    QString said;
    QString code;
    const auto problem = ownDocument ? readJson(answer.body,
                                                [&](const JsonCursor &root) {
                                                    if (root.element().is_string()) {
                                                        said = root.asText();
                                                    } else {
                                                        said = root.text("message");
                                                        code = QString::number(root.integer("code", 0));
                                                    }
                                                })
                                     : std::nullopt;
    if (!ownDocument || problem)
        return plainError(answer);
    Error error(ErrorKind::Server, detailText(said.toUtf8()));
    return error.withStatus(answer.status).withCode(code);
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prometheus/prometheusdecoders.h"

#include "duration.h"
#include "prometheus/envelope.h"

namespace toban {

namespace {

RuleState ruleState(const QString &text)
{
    if (text == u"firing")
        return RuleState::Firing;
    if (text == u"pending")
        return RuleState::Pending;
    return text == u"inactive" ? RuleState::Inactive : RuleState::Unknown;
}

RuleHealth ruleHealth(const QString &text)
{
    if (text == u"ok")
        return RuleHealth::Ok;
    return text == u"err" ? RuleHealth::Error : RuleHealth::Unknown;
}

Alert readAlert(const JsonCursor &json)
{
    Alert alert;
    alert.labels = json.labels("labels");
    alert.annotations = json.labels("annotations");
    alert.state = ruleState(json.text("state"));
    alert.activeSinceMs = json.timeMs("activeAt", 0);
    const QString value = json.text("value", {});
    if (!value.isEmpty()) {
        alert.value = parseSampleValue(value.toStdString());
        if (!alert.value)
            json.fail("value", QStringLiteral("a number was expected"));
    }
    return alert;
}

AlertRule readRule(const JsonCursor &json)
{
    AlertRule rule;
    rule.name = json.text("name");
    rule.query = json.text("query");
    rule.forMs = qint64(json.number("duration") * 1000);
    rule.labels = json.labels("labels");
    rule.annotations = json.labels("annotations");
    rule.state = ruleState(json.text("state"));
    rule.health = ruleHealth(json.text("health"));
    rule.lastError = json.text("lastError", {});
    rule.lastEvaluationMs = json.timeMs("lastEvaluation", 0);
    rule.evaluationSeconds = json.number("evaluationTime", 0);
    json.eachOptional("alerts", [&rule](const JsonCursor &alert) { rule.alerts.push_back(readAlert(alert)); });
    return rule;
}

AlertRuleGroup readGroup(const JsonCursor &json)
{
    AlertRuleGroup group;
    group.name = json.text("name");
    group.file = json.text("file");
    group.intervalMs = qint64(json.number("interval") * 1000);
    group.lastEvaluationMs = json.timeMs("lastEvaluation", 0);
    json.each("rules", [&group](const JsonCursor &item) {
        if (item.text("type") != u"alerting")
            return;
        AlertRule rule = readRule(item);
        rule.group = group.name;
        rule.file = group.file;
        group.rules.push_back(std::move(rule));
    });
    return group;
}

ScrapeTarget readTarget(const JsonCursor &json)
{
    ScrapeTarget target;
    target.labels = json.labels("labels");
    target.pool = json.text("scrapePool");
    target.url = json.text("scrapeUrl");
    target.health = json.text("health");
    target.lastError = json.text("lastError", {});
    target.lastScrapeMs = json.timeMs("lastScrape", 0);
    target.scrapeSeconds = json.number("lastScrapeDuration", 0);
    if (const QString interval = json.text("scrapeInterval", {}); !interval.isEmpty()) {
        const auto ms = parseDurationMs(interval);
        if (!ms)
            json.fail("scrapeInterval", QStringLiteral("a duration was expected"));
        target.intervalSeconds = double(ms.value_or(0)) / 1000;
    }
    return target;
}

/// {"data":{NAME:[…]}} as a vector of what `read` makes of each element.
template <typename T>
Result<std::vector<T>> listOf(const QByteArray &json, const char *name, T (*read)(const JsonCursor &))
{
    std::vector<T> list;
    const auto problem = readEnvelope(json, [&](const JsonCursor &root) {
        root.object("data").each(name, [&](const JsonCursor &item) { list.push_back(read(item)); });
    });
    if (problem)
        return Failure(*problem);
    return list;
}

} // namespace

Result<std::vector<Sample>> decodeInstant(const QByteArray &json)
{
    std::vector<Sample> samples;
    const auto problem = readEnvelope(json, [&samples](const JsonCursor &root) {
        const JsonCursor data = root.object("data");
        const QString type = data.text("resultType");
        if (type == u"scalar") {
            const auto [timeMs, value] = data.member("result").asSample();
            samples.push_back({{}, value, timeMs});
        } else if (type == u"vector") {
            data.each("result", [&samples](const JsonCursor &item) {
                const auto [timeMs, value] = item.member("value").asSample();
                samples.push_back({item.labels("metric"), value, timeMs});
            });
        } else {
            data.fail("resultType", QStringLiteral("\"vector\" or \"scalar\" was expected"));
        }
    });
    if (problem)
        return Failure(*problem);
    return samples;
}

Result<std::vector<AlertRuleGroup>> decodeRules(const QByteArray &json)
{
    auto groups = listOf<AlertRuleGroup>(json, "groups", readGroup);
    if (groups)
        std::erase_if(*groups, [](const AlertRuleGroup &group) { return group.rules.empty(); });
    return groups;
}

Result<std::vector<Alert>> decodePrometheusAlerts(const QByteArray &json)
{
    return listOf<Alert>(json, "alerts", readAlert);
}

Result<std::vector<ScrapeTarget>> decodeTargets(const QByteArray &json)
{
    return listOf<ScrapeTarget>(json, "activeTargets", readTarget);
}

Result<QStringList> decodeTexts(const QByteArray &json)
{
    QStringList texts;
    if (const auto problem = readEnvelope(json, [&texts](const JsonCursor &root) { texts = root.texts("data"); }))
        return Failure(*problem);
    return texts;
}

Result<std::vector<MetricMetadata>> decodeMetadata(const QByteArray &json)
{
    std::vector<MetricMetadata> all;
    const auto problem = readEnvelope(json, [&all](const JsonCursor &root) {
        root.object("data").eachMember([&all](const QString &metric, const JsonCursor &entries) {
            // Targets may disagree; the first one's word is taken.
            bool first = true;
            entries.each([&](const JsonCursor &entry) {
                if (std::exchange(first, false))
                    all.push_back({metric, entry.text("type"), entry.text("help", {}), entry.text("unit", {})});
            });
        });
    });
    if (problem)
        return Failure(*problem);
    return all;
}

Result<QString> decodeBuildVersion(const QByteArray &json)
{
    QString version;
    const auto problem
        = readEnvelope(json, [&version](const JsonCursor &root) { version = root.object("data").text("version"); });
    if (problem)
        return Failure(*problem);
    return version;
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alerttext.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace toban {

QString ruleStateText(RuleState state)
{
    switch (state) {
    case RuleState::Inactive:
        return QCoreApplication::translate("toban::AlertText", "Inactive");
    case RuleState::Pending:
        return QCoreApplication::translate("toban::AlertText", "Pending");
    case RuleState::Firing:
        return QCoreApplication::translate("toban::AlertText", "Firing");
    case RuleState::Unknown:
        break;
    }
    return QCoreApplication::translate("toban::AlertText", "Unknown");
}

QString ruleStateText(const AlertRule &rule)
{
    return isEvaluated(rule) || rule.state == RuleState::Firing ? ruleStateText(rule.state)
                                                                : ruleHealthText(RuleHealth::Unknown);
}

QString ruleHealthText(RuleHealth health)
{
    switch (health) {
    case RuleHealth::Ok:
        return QCoreApplication::translate("toban::AlertText", "OK");
    case RuleHealth::Error:
        return QCoreApplication::translate("toban::AlertText", "Failed");
    case RuleHealth::Unknown:
        break;
    }
    return QCoreApplication::translate("toban::AlertText", "Not evaluated");
}

int severityRank(const QString &severity)
{
    if (severity.compare(QLatin1String("critical"), Qt::CaseInsensitive) == 0)
        return 3;
    if (severity.compare(QLatin1String("warning"), Qt::CaseInsensitive) == 0)
        return 2;
    return severity.compare(QLatin1String("info"), Qt::CaseInsensitive) == 0 ? 1 : 0;
}

QString severityText(const QString &severity)
{
    switch (severityRank(severity)) {
    case 3:
        return QCoreApplication::translate("toban::AlertText", "Critical");
    case 2:
        return QCoreApplication::translate("toban::AlertText", "Warning");
    case 1:
        return QCoreApplication::translate("toban::AlertText", "Info");
    default:
        return severity;
    }
}

QString handlingText(AlertModel::Handling handling)
{
    switch (handling) {
    case AlertModel::Silenced:
        return QCoreApplication::translate("toban::AlertText", "Silenced");
    case AlertModel::Inhibited:
        return QCoreApplication::translate("toban::AlertText", "Inhibited");
    case AlertModel::Active:
        break;
    }
    return QCoreApplication::translate("toban::AlertText", "Active");
}

QString summaryText(const Labels &annotations)
{
    for (const QStringView name : {QStringView(u"summary"), QStringView(u"description"), QStringView(u"message")}) {
        const QString text = annotations.value(name);
        if (!text.isEmpty())
            return text;
    }
    return {};
}

QString shippedGuide(const QString &binDir)
{
    for (const char *place : {"/../share/toban/guide/alerts.md", "/../../../docs/guide/alerts.md"}) {
        const QString path = QDir::cleanPath(binDir + QLatin1String(place));
        if (QFileInfo(path).isFile())
            return path;
    }
    return {};
}

QUrl runbookUrl(const Labels &annotations, const Labels &labels, const QString &guide)
{
    static const QRegularExpression shipped(
        QRegularExpression::anchoredPattern(QStringLiteral("docs/guide/alerts\\.md(#[A-Za-z0-9_-]+)?")));
    for (const QStringView name : {QStringView(u"runbook_url"), QStringView(u"runbook")}) {
        const QString text = annotations.contains(name) ? annotations.value(name) : labels.value(name);
        if (!guide.isEmpty() && shipped.match(text).hasMatch())
            return QUrl::fromLocalFile(guide); // without the section: viewers of files know none
        const QUrl url(text, QUrl::StrictMode);
        if (url.isValid() && (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http")))
            return url;
    }
    return {};
}

QString instanceText(const Labels &labels)
{
    QStringList texts;
    for (const auto &[name, value] : labels.pairs()) {
        if (name != QLatin1String("alertname") && name != QLatin1String("severity"))
            texts.append(name + QLatin1Char('=') + value);
    }
    return texts.join(QLatin1String("  "));
}

} // namespace toban

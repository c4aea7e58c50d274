// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/audittext.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace toban::audittext {

namespace {

struct AuditWords
{
    Q_DECLARE_TR_FUNCTIONS(AuditText)
};

/// What the codes of failed actions mean, in a few words; the whole sentence stands where the action was done.
QString codeText(const QString &code)
{
    struct Known
    {
        const char *code;
        const char *text;
    };
    static constexpr Known known[] = {
        {"not_ready_in_time", QT_TRANSLATE_NOOP("AuditText", "not ready in time")},
        {"superseded", QT_TRANSLATE_NOOP("AuditText", "overtaken by another change")},
        {"deployment_failed", QT_TRANSLATE_NOOP("AuditText", "the deployment failed")},
        {"context_changed", QT_TRANSLATE_NOOP("AuditText", "not watched to its end: the environment was switched")},
        {"not_sent", QT_TRANSLATE_NOOP("AuditText", "not sent: the environment was switched")},
        {"plan_changed", QT_TRANSLATE_NOOP("AuditText", "refused: the fleet had changed since the plan")},
        {"forbidden", QT_TRANSLATE_NOOP("AuditText", "refused: the role does not suffice")},
        {"not_found", QT_TRANSLATE_NOOP("AuditText", "refused: there is no such deployment")},
        {"not_received", QT_TRANSLATE_NOOP("AuditText", "never reached the manager: nothing was done")},
        {"refused", QT_TRANSLATE_NOOP("AuditText", "refused by the manager")},
    };
    for (const Known &one : known)
        if (code == QLatin1String(one.code))
            return AuditWords::tr(one.text);
    return {};
}

} // namespace

QString action(const AuditEntry &entry)
{
    return entry.action == u"scale" ? AuditWords::tr("Scale", "an operator's action, as a noun") : entry.action;
}

QString phase(const AuditEntry &entry)
{
    if (entry.phase == u"planned")
        return AuditWords::tr("Planned");
    if (entry.phase == u"sent")
        return AuditWords::tr("Sent");
    if (entry.phase == u"answered")
        return AuditWords::tr("Answered");
    if (entry.phase == u"ready")
        return AuditWords::tr("Ready");
    if (entry.phase == u"failed")
        return AuditWords::tr("Failed");
    if (entry.phase == u"unknown")
        return AuditWords::tr("Outcome unknown");
    return entry.phase;
}

QString outcome(const AuditEntry &entry)
{
    static const QRegularExpression replicas(QStringLiteral("^replicas (\\d+)$"));
    static const QRegularExpression ready(QStringLiteral("^(\\d+) of (\\d+) ready$"));
    if (const auto match = replicas.match(entry.outcome); match.hasMatch())
        return AuditWords::tr("%n replica(s)", nullptr, match.captured(1).toInt());
    if (const auto match = ready.match(entry.outcome); match.hasMatch())
        return AuditWords::tr("%1 of %2 ready").arg(match.captured(1), match.captured(2));
    if (entry.outcome == u"accepted")
        return AuditWords::tr("accepted");
    // "code (status): what the server said"
    static const QRegularExpression failure(QStringLiteral("^([a-z_]+)(?: \\(\\d+\\))?(?:: .*)?$"));
    const QString known = codeText(failure.match(entry.outcome).captured(1));
    if (entry.phase == u"unknown")
        return known.isEmpty() ? AuditWords::tr("not known whether it was done (%1)").arg(entry.outcome)
                               : AuditWords::tr("not known whether it was done");
    return known.isEmpty() ? entry.outcome : known;
}

QString summary(const AuditEntry &entry)
{
    return AuditWords::tr("%1: %2", "operator action and what it set").arg(action(entry), outcome(entry));
}

} // namespace toban::audittext

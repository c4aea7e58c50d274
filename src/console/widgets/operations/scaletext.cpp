// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/scaletext.h"

#include "kit/describe.h"
#include "kit/format.h"

#include <QCoreApplication>

namespace toban::scaletext {

namespace {

struct ScaleWords
{
    Q_DECLARE_TR_FUNCTIONS(ScaleText)
};

Description describeManager(const Error &error)
{
    return describe(error, endpointName(EndpointKind::Manager));
}

/// After a Japanese full stop no space follows.
QString inARow(const QStringList &sentences)
{
    return Description{sentences.value(0), sentences.value(1), sentences.value(2)}.text();
}

QString accepted(const QString &name, const OperationService::Progress &progress)
{
    const Error &error = *progress.error;
    const int ready = progress.deployment.ready;
    if (error.code() == u"not_ready_in_time")
        return inARow({ScaleWords::tr("Only %1 of %2 agents of %3 were ready after %4.")
                           .arg(ready)
                           .arg(progress.target)
                           .arg(name, format::durationMs(progress.elapsedMs)),
                       ScaleWords::tr("The change holds and the manager goes on with it; it is not watched any more."),
                       ScaleWords::tr("Look in Fleet which agents do not start, and at their logs.")});
    if (error.code() == u"superseded")
        return inARow(
            {ScaleWords::tr("Someone else set %1 to %n replica(s) meanwhile.", nullptr, progress.deployment.desired)
                 .arg(name),
             ScaleWords::tr("That holds now, and this change does not any more."),
             ScaleWords::tr("Agree with them before you scale again.")});
    if (error.code() == u"deployment_failed")
        return inARow(
            {ScaleWords::tr("%1 has failed with %2 of %3 agents ready.").arg(name).arg(ready).arg(progress.target),
             ScaleWords::tr("The manager accepted the change, but the agents do not start or end at once."),
             ScaleWords::tr("Look at their logs in Fleet, and at what was rolled out last.")});
    if (error.code() == u"context_changed")
        return inARow(
            {ScaleWords::tr("The environment was switched while %1 was being scaled.").arg(name),
             ScaleWords::tr("The manager accepted the change and goes on with it; it is not watched any more."),
             ScaleWords::tr("Switch back and look in Fleet how it ended.")});
    return inARow({ScaleWords::tr("How scaling %1 ended is not known.").arg(name),
                   ScaleWords::tr("The manager accepted the change, but then: %1").arg(describeManager(error).what),
                   ScaleWords::tr("Look in Fleet how it stands once the manager answers again.")});
}

QString finished(const QString &name, const OperationService::Progress &progress)
{
    if (progress.step == OperationService::Progress::Step::Ready)
        return ScaleWords::tr("%1 runs with %n replica(s) now. It took %2.", nullptr, progress.target)
            .arg(name, format::durationMs(progress.elapsedMs));
    return accepted(name, progress);
}

} // namespace

QString planError(const Error &error)
{
    if (error.code() == u"not_sent")
        return inARow({ScaleWords::tr("The environment was switched while the plan was made."),
                       ScaleWords::tr("Nothing was sent."), ScaleWords::tr("Begin again in the right environment.")});
    return describeManager(error).text();
}

QString notAccepted(const QString &deployment, const Error &error)
{
    if (error.code() == u"not_sent")
        return inARow({ScaleWords::tr("%1 was not scaled: the environment was switched.").arg(deployment),
                       ScaleWords::tr("Nothing was sent."), ScaleWords::tr("Begin again in the right environment.")});
    if (error.kind() == ErrorKind::Storage)
        return inARow(
            {ScaleWords::tr("%1 was not scaled: without a line in the journal nothing is sent.").arg(deployment),
             describe(error).text()});
    if (error.code() == u"context_changed")
        return inARow({ScaleWords::tr("The environment was switched before the manager had answered."),
                       ScaleWords::tr("Whether %1 was scaled is not known.").arg(deployment),
                       ScaleWords::tr("Switch back and look in Fleet before you try again.")});
    if (OperationService::isUnsettled(error))
        return inARow({ScaleWords::tr("Whether %1 was scaled is not known.").arg(deployment),
                       describeManager(error).what,
                       ScaleWords::tr("Look in Fleet once the manager answers, before you try again.")});
    return inARow({ScaleWords::tr("%1 was not scaled.").arg(deployment), describeManager(error).text()});
}

QString outcome(const QString &deployment, const OperationService::Progress &progress)
{
    const QString text = finished(deployment, progress);
    if (!progress.journalError)
        return text;
    return inARow({text, ScaleWords::tr("But a line about it is missing in the journal."),
                   describe(*progress.journalError).text()});
}

} // namespace toban::scaletext

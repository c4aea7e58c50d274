// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/describe.h"

#include "kit/errordetail.h"
#include "kit/format.h"

#include <QCoreApplication>
#include <QUrl>

namespace toban {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Describe)
};

/// " (detail)", its full stop cut, or nothing.
QString inBrackets(QString detail)
{
    detail = errorDetail(detail.simplified());
    while (detail.endsWith(u'.'))
        detail.chop(1);
    return detail.isEmpty() ? QString() : Words::tr(" (%1)", "a technical detail; Japanese （%1）").arg(detail);
}

QString sentence(QString text)
{
    text = text.simplified();
    if (text.isEmpty())
        return text;
    text[0] = text[0].toUpper();
    const QChar last = text.back();
    return last == u'.' || last == u'。' ? text : text + Words::tr(".", "full stop");
}

/// Two sentences in a row. After a Japanese full stop no space follows.
QString joined(const QString &first, const QString &second)
{
    const bool spaced = !first.isEmpty() && !second.isEmpty() && !first.endsWith(u'。');
    return first + QLatin1String(spaced ? " " : "") + second;
}

QString waitText(const Error &error)
{
    if (!error.retryAfter())
        return Words::tr("Requests resume by themselves.");
    return Words::tr("Requests resume by themselves in %1.").arg(format::durationMs(error.retryAfter()->count()));
}

/// Why something was not even tried. The code says it; the detail is for the log and, where it names what only it
/// knows, in brackets.
Description describePrecondition(const Error &error, QString who)
{
    const QString &code = error.code();
    const QString &said = error.detail();
    if (code == u"read_only")
        return {Words::tr("This environment is read-only."), Words::tr("Nothing was sent."),
                Words::tr("An administrator can lift this in the environment's settings.")};
    if (code == u"not_configured") {
        for (const EndpointKind kind : allEndpointKinds)
            if (error.origin() == toString(kind))
                who = endpointName(kind);
        return {Words::tr("%1 is not configured.").arg(who), {}, Words::tr("Enter its address in the settings.")};
    }
    if (code == u"no_metric")
        return {Words::tr("%1 holds none of the metrics that this needs%2.")
                    .arg(who, inBrackets(said.section(QStringLiteral("looked for "), 1))),
                Words::tr("The fleet exports other metrics, or nothing of this kind yet."),
                Words::tr("Check what Prometheus scrapes, or name the metrics in the environment's metric profile.")};
    if (code == u"no_budget")
        return {Words::tr("The agent manager has no daily budget."),
                Words::tr("How much of it is used cannot be said."),
                Words::tr("Set a daily budget in the agent manager.")};
    if (code == u"invalid_reason")
        return {Words::tr("The reason needs 3 to 500 characters."), Words::tr("Nothing was sent."), {}};
    if (code == u"invalid_replicas")
        return {Words::tr("The number of replicas is 0 or more."), Words::tr("Nothing was sent."), {}};
    if (code == u"no_context") {
        const QString name = said.section(u'"', 1, 1);
        const QString names = said.section(QStringLiteral("; there are: "), 1);
        if (name.isEmpty())
            return {Words::tr("No environment is set up yet."), {}, Words::tr("Add one in the settings.")};
        return {Words::tr("No environment is called %1.").arg(name),
                names.isEmpty() ? QString() : Words::tr("There are: %1.", "names of environments").arg(names),
                {}};
    }
    if (code == u"sandbox_missing")
        return {Words::tr("The program toban-sandbox was not found%1.").arg(inBrackets(said)),
                {},
                Words::tr("Install it beside toban or on the search path.")};
    if (code == u"sandbox_failed")
        return {Words::tr("The sandbox is not ready%1.").arg(inBrackets(said)),
                {},
                Words::tr("Look at its state with “toban-sandbox status” and at its log, then retry.")};
    return {Words::tr("The request cannot be sent as it is%1.").arg(inBrackets(said)), {}, {}};
}

/// Each code has a remedy of its own.
Description describeKeyring(const Error &error)
{
    const QString &code = error.code();
    if (code == u"missing")
        return {Words::tr("The keyring is missing: no keyring service runs in this session."),
                {},
                Words::tr("Start one, such as GNOME Keyring or KWallet, or enter the secret for this run in the "
                          "settings.")};
    if (code == u"not_found") {
        const QString name = error.detail().section(u'"', 1, 1);
        return {name.isEmpty() ? Words::tr("The keyring does not hold the password or token that is needed.")
                               : Words::tr("The keyring does not hold the secret %1.").arg(name),
                {},
                Words::tr("Enter it in the settings.")};
    }
    if (code == u"locked")
        return {Words::tr("The keyring is locked."),
                {},
                Words::tr("Unlock it and check again, or enter the secret for this run in the settings.")};
    if (code == u"refused")
        return {Words::tr("The keyring was not unlocked."),
                {},
                Words::tr("Check again and unlock it when it asks, or enter the secret for this run in the settings.")};
    return {Words::tr("The keyring did not give the password or token%1.").arg(inBrackets(error.detail())),
            Words::tr("Requests that need it are not sent."),
            Words::tr("Check that the keyring works, or enter the secret for this run in the settings.")};
}

Description describeStorage(const Error &error)
{
    const QString &file = error.origin();
    const QString detail = inBrackets(error.detail());
    if (error.code() == u"newer_schema")
        return {Words::tr("The file %1 was written by a newer version of this program.").arg(file),
                Words::tr("It is left as it is."), Words::tr("Use that version, or move the file away.")};
    if (error.code() == u"altered")
        return {Words::tr("The journal %1 was altered%2.").arg(file, detail),
                Words::tr("It no longer proves who did what, so nothing is added to it and no change is sent."),
                Words::tr("Keep the file for the inquiry and move it away; then a new journal begins.")};
    if (error.code() == u"damaged")
        return {Words::tr("The file %1 is damaged%2.").arg(file, detail),
                {},
                Words::tr("Restore it from a backup, or move it away.")};
    if (error.code() == u"changed_on_disk")
        return {Words::tr("Another program has changed the file %1.").arg(file), Words::tr("It was not written over."),
                Words::tr("Restart to read it again, then make the change.")};
    if (error.code() == u"malformed")
        return {Words::tr("The file %1 cannot be understood%2.").arg(file, detail), Words::tr("It is left as it is."),
                Words::tr("Correct it, then restart.")};
    return {file.isEmpty() ? Words::tr("A file could not be read or written%1.").arg(detail)
                           : Words::tr("The file %1 could not be read or written%2.").arg(file, detail),
            {},
            Words::tr("Check the path, its permissions and the free space.")};
}

Description describeStatus(const Error &error, const QString &who)
{
    const QString detail = inBrackets(error.detail());
    switch (error.status()) {
    case 401:
        return {Words::tr("%1 did not accept the credentials%2.").arg(who, detail),
                Words::tr("The password or token is missing, wrong or no longer valid."),
                Words::tr("Enter it again in the settings.")};
    case 403:
        if (!error.requiredRole().isEmpty())
            return {Words::tr("%1 does not allow this: it needs the role %2.").arg(who, error.requiredRole()),
                    Words::tr("The token in use has a lesser role."),
                    Words::tr("Use a token with that role, or ask someone who has it.")};
        return {Words::tr("%1 does not allow this%2.").arg(who, detail),
                Words::tr("The credentials are known, but their rights do not cover the request."),
                Words::tr("Ask for the right, or use other credentials.")};
    case 404:
        return {Words::tr("%1 does not know what was asked for%2.").arg(who, detail),
                Words::tr("It is gone, or the address leads to another program."),
                Words::tr("Check the endpoint's address in the settings.")};
    case 408:
    case 504:
        return {Words::tr("%1 gave up before it had an answer (%2).").arg(who).arg(error.status()),
                Words::tr("It is overloaded, or the query is too large."),
                Words::tr("Retry, or choose a shorter time range.")};
    case 409:
    case 412:
        return {Words::tr("%1 did not do it%2.").arg(who, detail),
                Words::tr("The state has changed since the plan was made."),
                Words::tr("Make a new plan and look at it again.")};
    case 429:
        return {Words::tr("%1 asks for fewer requests.").arg(who), {}, waitText(error)};
    default:
        break;
    }
    if (error.status() >= 500)
        return {Words::tr("%1 answered with an error of its own (%2)%3.").arg(who).arg(error.status()).arg(detail),
                Words::tr("The fault is at the server, not in the request."),
                Words::tr("Retry; if it stays, look at the server's log.")};
    if (error.status() > 0)
        return {Words::tr("%1 refused the request (%2)%3.").arg(who).arg(error.status()).arg(detail), {}, {}};
    return {Words::tr("%1 reported an error%2.").arg(who, detail), {}, {}};
}

} // namespace

QString Description::text() const
{
    return joined(joined(what, meaning), action);
}

Description describe(const Error &error, const QString &subject)
{
    QString who = subject;
    if (who.isEmpty())
        who = QUrl(error.origin()).host();
    if (who.isEmpty())
        who = Words::tr("The server");
    const QString detail = inBrackets(error.detail());

    switch (error.kind()) {
    case ErrorKind::Network:
        return {Words::tr("%1 cannot be reached%2.").arg(who, detail),
                Words::tr("Nothing answers at its address, or the network does not let the console through."),
                Words::tr("Check that it runs and that the address is right, then retry.")};
    case ErrorKind::Tls:
        return {Words::tr("No secure connection to %1%2.").arg(who, detail),
                Words::tr("Its certificate is not trusted, has expired or is for another name; nothing was sent."),
                Words::tr("Check the CA file and the server name in the settings.")};
    case ErrorKind::Timeout:
        return {Words::tr("%1 did not answer in time%2.").arg(who, detail),
                Words::tr("It is overloaded or hangs, or the query is too large."),
                Words::tr("Retry, or choose a shorter time range.")};
    case ErrorKind::Http:
        return describeStatus(error, who);
    case ErrorKind::Server:
        if (error.detail().isEmpty() || error.isAuthentication() || error.status() == 404 || error.status() == 409
            || error.status() == 412 || error.status() == 429)
            return describeStatus(error, who);
        return {Words::tr("%1 says: %2").arg(who, sentence(error.detail())), {}, {}};
    case ErrorKind::Decode:
        return {Words::tr("%1 sent an answer that cannot be read%2.").arg(who, detail),
                Words::tr("Another program or a proxy may be answering in its place."),
                Words::tr("Check the endpoint's address in the settings.")};
    case ErrorKind::Cancelled:
        return {Words::tr("The request was cancelled."), {}, {}};
    case ErrorKind::CircuitOpen:
        return {Words::tr("%1 failed several times in a row, so nothing more is sent for a moment.").arg(who),
                {},
                waitText(error)};
    case ErrorKind::RateLimited:
        if (error.status() == 429)
            return describeStatus(error, who);
        return {Words::tr("The limit of requests to %1 is reached, so this one was not sent.").arg(who),
                {},
                waitText(error)};
    case ErrorKind::Keychain:
        return describeKeyring(error);
    case ErrorKind::Storage:
        return describeStorage(error);
    case ErrorKind::Precondition:
        return describePrecondition(error, who);
    }
    return {sentence(error.detail()), {}, {}};
}

Description describe(const EndpointHealth &health, qint64 nowMs, const QTimeZone &zone)
{
    const QString name = endpointName(health.kind);
    if (!health.configured)
        return {Words::tr("%1 is not configured.").arg(name), Words::tr("What it would show stays empty."),
                Words::tr("Enter its address in the settings.")};
    if (health.error && health.failingSinceMs) {
        Description description = describe(*health.error, name);
        const QString since = format::durationMs(nowMs - *health.failingSinceMs);
        const QString seen = health.lastSuccessMs
            ? Words::tr("What you see of it is from %1.").arg(format::dateTime(*health.lastSuccessMs, zone))
            : QString();
        const ErrorKind kind = health.error->kind();
        if (kind == ErrorKind::Network || kind == ErrorKind::Timeout) {
            description.what
                = Words::tr("%1 has not answered for %2%3.").arg(name, since, inBrackets(health.error->detail()));
            if (!seen.isEmpty())
                description.meaning = seen;
            return description;
        }
        // It does answer, but with a refusal or nonsense: that is what has to be mended.
        description.what = joined(description.what, Words::tr("It has been so for %1.").arg(since));
        description.meaning = joined(description.meaning, seen);
        return description;
    }
    if (!health.lastSuccessMs)
        return {Words::tr("%1 has not been asked yet.").arg(name), {}, {}};
    if (health.state == State::Unknown)
        return {Words::tr("%1 last answered %2.").arg(name, format::age(nowMs - *health.lastSuccessMs)),
                Words::tr("It has not been asked since, so whether it still does is not known."),
                {}};
    const QString latency = health.latency ? format::durationMs(health.latency->count()) : QString();
    const QString answered = format::age(nowMs - *health.lastSuccessMs);
    if (health.state == State::Warn)
        return {Words::tr("%1 answers slowly or not always (%2, %3).").arg(name, latency, answered), {}, {}};
    return {latency.isEmpty() ? Words::tr("%1 answered %2.").arg(name, answered)
                              : Words::tr("%1 answered %2, in %3.").arg(name, answered, latency),
            {},
            {}};
}

QString endpointName(EndpointKind kind)
{
    switch (kind) {
    case EndpointKind::Prometheus:
        return QStringLiteral("Prometheus");
    case EndpointKind::Loki:
        return QStringLiteral("Loki");
    case EndpointKind::Alertmanager:
        return QStringLiteral("Alertmanager");
    case EndpointKind::Manager:
        return Words::tr("Agent manager");
    }
    return {};
}

QString environmentName(EnvironmentKind kind)
{
    switch (kind) {
    case EnvironmentKind::Production:
        return Words::tr("Production");
    case EnvironmentKind::Staging:
        return Words::tr("Staging");
    case EnvironmentKind::Development:
        return Words::tr("Development");
    case EnvironmentKind::Sandbox:
        return Words::tr("Sandbox");
    }
    return {};
}

} // namespace toban

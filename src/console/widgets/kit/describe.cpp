// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/describe.h"

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
    detail = detail.simplified();
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

QString waitText(const Error &error)
{
    if (!error.retryAfter())
        return Words::tr("Requests resume by themselves.");
    return Words::tr("Requests resume by themselves in %1.").arg(format::durationMs(error.retryAfter()->count()));
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
    QString text;
    for (const QString &part : {what, meaning, action}) {
        // After a Japanese full stop no space follows.
        if (!text.isEmpty() && !part.isEmpty() && !text.endsWith(u'。'))
            text += u' ';
        text += part;
    }
    return text;
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
        return {Words::tr("The keyring did not give the password or token%1.").arg(detail),
                Words::tr("Requests that need it are not sent."),
                Words::tr("Unlock the keyring, or enter the secret for this run in the settings.")};
    case ErrorKind::Storage:
        return {error.origin().isEmpty()
                    ? Words::tr("A file could not be read or written%1.").arg(detail)
                    : Words::tr("The file %1 could not be read or written%2.").arg(error.origin(), detail),
                {},
                Words::tr("Check the path, its permissions and the free space.")};
    case ErrorKind::Precondition:
        if (error.code() == u"read_only")
            return {Words::tr("This environment is read-only."), Words::tr("Nothing was sent."),
                    Words::tr("An administrator can lift this in the environment's settings.")};
        return {error.detail().isEmpty() ? Words::tr("The request cannot be sent as it is.") : sentence(error.detail()),
                {},
                {}};
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
        description.what
            = Words::tr("%1 has not answered for %2%3.").arg(name, since, inBrackets(health.error->detail()));
        if (health.lastSuccessMs)
            description.meaning
                = Words::tr("What you see of it is from %1.").arg(format::dateTime(*health.lastSuccessMs, zone));
        return description;
    }
    if (!health.lastSuccessMs)
        return {Words::tr("%1 has not been asked yet.").arg(name), {}, {}};
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

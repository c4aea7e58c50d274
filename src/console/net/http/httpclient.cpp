// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/httpclient.h"

#include "async/turnstile.h"
#include "clock.h"
#include "http/answererror.h"
#include "http/circuitbreaker.h"
#include "http/credentials.h"
#include "http/exchange.h"
#include "http/ratelimiter.h"
#include "http/tlssettings.h"
#include "http/urls.h"
#include "http/wirerequest.h"

#include <QNetworkAccessManager>
#include <QPointer>
#include <QRandomGenerator>
#include <QTimer>

namespace toban {

namespace {

/// One try's result when the server answered at all.
struct Outcome
{
    HttpAnswer answer;
    std::optional<Error> error; ///< of the status
};

Error cancelled(const QString &origin)
{
    return Error(ErrorKind::Cancelled, {}, origin);
}

template <typename T>
QCoro::Task<void> forward(QCoro::Task<Result<T>> task, Completion<Result<T>> done)
{
    Result<T> result = co_await task;
    done.complete(std::move(result));
}

/// The task's result, or Cancelled when that comes first; the task then runs to its end unheard.
template <typename T>
QCoro::Task<Result<T>> orCancelled(std::shared_ptr<Cancellation> cancellation, QCoro::Task<Result<T>> task,
                                   QString origin)
{
    Completion<Result<T>> done;
    const Cancellation::Scope scope(cancellation, [done, origin] { done.complete(Failure(cancelled(origin))); });
    forward(std::move(task), done);
    Result<T> result = co_await done;
    co_return result;
}

} // namespace

struct HttpClient::Private
{
    Private(HttpClient *client, EndpointConfig endpoint, SecretLookup lookup, const Clock &time, HttpLimits bounds,
            RandomSource random)
        : q(client), config(std::move(endpoint)), secrets(std::move(lookup)), clock(time), limits(bounds),
          retry(bounds.maxRetries, bounds.retryBase, std::move(random)),
          breaker(bounds.breakerFailures, bounds.breakerOpen, bounds.breakerSuccesses, time),
          limiter(bounds.rateCalls, bounds.rateWindow, time), turnstile(bounds.maxParallel)
    { }

    static QCoro::Task<Result<HttpAnswer>> run(std::shared_ptr<Private> d, HttpRequest request, bool acceptErrors);
    static QCoro::Task<Result<Outcome>> attempt(std::shared_ptr<Private> d, HttpRequest request, bool acceptErrors);
    static QCoro::Task<Result<WireAnswer>> exchange(std::shared_ptr<Private> d, QUrl url, HttpRequest request,
                                                    Credentials credentials);
    static QCoro::Task<Result<Credentials>> credentialsFor(std::shared_ptr<Private> d, QString origin);
    Failure unsent(const Error &error);
    std::optional<Error> refusal(const QString &origin, HttpRequest::Rate rate);
    Result<Outcome> judge(Result<WireAnswer> answer, const Credentials &credentials, const QString &origin,
                          std::chrono::milliseconds latency);
    void report(Result<Outcome> &outcome, std::chrono::milliseconds latency, bool acceptErrors,
                CircuitBreaker::Ticket ticket);
    Result<QNetworkAccessManager *> accessManager();
    Result<QSslConfiguration> tls();

    QPointer<HttpClient> q;
    const EndpointConfig config;
    const SecretLookup secrets;
    const Clock &clock;
    const HttpLimits limits;
    RetryPolicy retry;
    CircuitBreaker breaker;
    RateLimiter limiter;
    Turnstile turnstile;
    std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
    QNetworkAccessManager *manager = nullptr;
    std::optional<Result<QSslConfiguration>> tlsSettings;
};

RandomSource systemRandom()
{
    return [] { return QRandomGenerator::global()->generateDouble(); };
}

HttpClient::HttpClient(EndpointConfig config, SecretLookup secrets, const Clock &clock, HttpLimits limits,
                       QObject *parent, RandomSource random)
    : QObject(parent),
      d(std::make_shared<Private>(this, std::move(config), std::move(secrets), clock, limits, std::move(random)))
{ }

HttpClient::~HttpClient()
{
    const auto cancellation = d->cancellation;
    cancellation->cancel();
}

QCoro::Task<Result<HttpAnswer>> HttpClient::send(HttpRequest request)
{
    return Private::run(d, std::move(request), false);
}

QCoro::Task<Result<HttpAnswer>> HttpClient::sendAcceptingErrors(HttpRequest request)
{
    return Private::run(d, std::move(request), true);
}

void HttpClient::answerRead(const HttpAnswer &answer, const std::optional<Error> &error)
{
    if (!answer.reported)
        Q_EMIT exchangeFinished(answer.latency, error);
}

QString HttpClient::origin() const
{
    return originOf(QUrl(d->config.url));
}

const EndpointConfig &HttpClient::config() const
{
    return d->config;
}

const Clock &HttpClient::clock() const
{
    return d->clock;
}

QCoro::Task<Result<std::vector<std::pair<QByteArray, QByteArray>>>> HttpClient::authorizationHeaders()
{
    const Result<Credentials> credentials = co_await Private::credentialsFor(d, origin());
    if (!credentials)
        co_return Failure(credentials.error());
    co_return credentials->headers;
}

QCoro::Task<Result<HttpAnswer>> HttpClient::Private::run(std::shared_ptr<Private> d, HttpRequest request,
                                                         bool acceptErrors)
{
    const bool mayRetry = request.retry && request.idempotent;
    for (int tries = 0;; ++tries) {
        Result<Outcome> outcome = co_await attempt(d, request, acceptErrors);
        if (outcome && !outcome->error)
            co_return std::move(outcome->answer);
        const Error error = outcome ? *outcome->error : outcome.error();
        const auto wait = mayRetry && !d->cancellation->isCancelled() ? d->retry.delay(error, tries) : std::nullopt;
        if (!wait) {
            if (outcome && acceptErrors && !outcome->answer.body.isEmpty())
                co_return std::move(outcome->answer);
            co_return Failure(error);
        }
        Completion<bool> pause;
        const Cancellation::Scope scope(d->cancellation, [pause] { pause.complete(false); });
        QTimer::singleShot(*wait, d->q.data(), [pause] { pause.complete(true); });
        if (!co_await pause)
            co_return Failure(cancelled(error.origin()));
    }
}

QCoro::Task<Result<Outcome>> HttpClient::Private::attempt(std::shared_ptr<Private> d, HttpRequest request,
                                                          bool acceptErrors)
{
    const Result<QUrl> url = requestUrl(d->config.url, request.path, request.query);
    if (!url)
        co_return d->unsent(url.error());
    const QString origin = originOf(*url);
    if (d->cancellation->isCancelled())
        co_return Failure(cancelled(origin));

    const Result<Credentials> credentials = co_await credentialsFor(d, origin);
    if (!credentials)
        co_return Failure(credentials.error());

    const Completion<bool> turn = d->turnstile.enter();
    {
        const Cancellation::Scope scope(d->cancellation, [turn] { turn.complete(false); });
        if (!co_await turn)
            co_return Failure(cancelled(origin));
    }
    struct Place
    {
        Turnstile &turnstile;
        ~Place() { turnstile.leave(); }
    } const place{d->turnstile};
    if (d->cancellation->isCancelled())
        co_return Failure(cancelled(origin));
    if (const auto refused = d->refusal(origin, request.rate))
        co_return Failure(*refused);
    const CircuitBreaker::Ticket ticket = d->breaker.ticket();

    const qint64 begun = d->clock.monotonicMs();
    Result<WireAnswer> answer = co_await exchange(d, *url, request, *credentials);
    if (d->cancellation->isCancelled())
        co_return Failure(cancelled(origin));
    const std::chrono::milliseconds latency(d->clock.monotonicMs() - begun);
    Result<Outcome> outcome = d->judge(std::move(answer), *credentials, origin, latency);
    d->report(outcome, latency, acceptErrors, ticket);
    if (d->cancellation->isCancelled()) // by who heard of it
        co_return Failure(cancelled(origin));
    co_return outcome;
}

/// The credentials of one request; that there are none is known to who watches the endpoint.
QCoro::Task<Result<Credentials>> HttpClient::Private::credentialsFor(std::shared_ptr<Private> d, QString origin)
{
    Result<Credentials> credentials
        = co_await orCancelled(d->cancellation, gatherCredentials(d->config.http, d->secrets), origin);
    if (!credentials)
        co_return d->unsent(credentials.error());
    co_return credentials;
}

/// Says that nothing was sent, unless it is only that nobody waits for it any more.
Failure HttpClient::Private::unsent(const Error &error)
{
    if (q && !cancellation->isCancelled() && error.kind() != ErrorKind::Cancelled)
        Q_EMIT q->notSent(error);
    return Failure(error);
}

/// Breaker and rate limit: why the request must not be sent now.
std::optional<Error> HttpClient::Private::refusal(const QString &origin, HttpRequest::Rate rate)
{
    if (const auto wait = breaker.admit()) {
        Error error(ErrorKind::CircuitOpen, {}, origin);
        error.withRetryAfter(*wait);
        return error;
    }
    if (rate == HttpRequest::Rate::Continued)
        return std::nullopt;
    if (rate == HttpRequest::Rate::Always) {
        limiter.count();
        return std::nullopt;
    }
    if (const auto wait = limiter.admit()) {
        breaker.abandoned(breaker.ticket());
        Error error(ErrorKind::RateLimited,
                    QStringLiteral("the console's own limit of %1 requests in %2 s")
                        .arg(limits.rateCalls)
                        .arg(limits.rateWindow.count() / 1000),
                    origin);
        error.withRetryAfter(*wait);
        return error;
    }
    return std::nullopt;
}

/// The exchange with its redirects. Never after cancellation.
QCoro::Task<Result<WireAnswer>> HttpClient::Private::exchange(std::shared_ptr<Private> d, QUrl url, HttpRequest request,
                                                              Credentials credentials)
{
    const qint64 begun = d->clock.monotonicMs();
    Redirect hop{url, request.method, !request.body.isEmpty(), true};
    for (int hops = 0;; ++hops) {
        const Result<QNetworkAccessManager *> manager = d->accessManager();
        if (!manager)
            co_return Failure(manager.error());
        WireRequest wire;
        wire.request = networkRequest(hop.url, request, hop.withBody, hop.withCredentials ? &credentials : nullptr);
        wire.method = hop.method;
        wire.body = hop.withBody ? request.body : QByteArray();
        wire.resendable = request.idempotent;
        wire.maxAnswerBytes = d->limits.maxAnswerBytes;
        const std::chrono::milliseconds spent(d->clock.monotonicMs() - begun);
        wire.timeout = std::max(std::chrono::milliseconds(1), d->config.http.timeout - spent);
        if (hop.url.scheme() == u"https") {
            const Result<QSslConfiguration> tls = d->tls();
            if (!tls)
                co_return Failure(tls.error());
            wire.request.setSslConfiguration(hop.withCredentials ? *tls : withoutClientCertificate(*tls));
            if (hop.withCredentials && !d->config.http.tls.serverName.isEmpty())
                wire.request.setPeerVerifyName(d->config.http.tls.serverName);
        }

        QPointer<Exchange> exchange = new Exchange(**manager, wire); // deletes itself
        Result<WireAnswer> answer = Failure(cancelled({}));
        {
            const Cancellation::Scope scope(d->cancellation, [exchange] {
                if (exchange)
                    exchange->cancel();
            });
            const Completion<Result<WireAnswer>> finished = exchange->answer();
            answer = co_await finished;
        }
        if (!answer || !isRedirect(answer->status))
            co_return answer;
        Result<Redirect> next
            = followRedirect(hop.url, answer->status, answer->location, hop.method, hop.withCredentials);
        if (next && hops == maxRedirects) {
            Error error(ErrorKind::Http, QStringLiteral("more than %1 redirects").arg(maxRedirects), originOf(hop.url));
            error.withStatus(answer->status).withCode(QStringLiteral("redirect_refused"));
            next = Failure(error);
        }
        if (!next)
            co_return Failure(next.error());
        hop = std::move(*next);
    }
}

Result<Outcome> HttpClient::Private::judge(Result<WireAnswer> answer, const Credentials &credentials,
                                           const QString &origin, std::chrono::milliseconds latency)
{
    if (!answer)
        return Failure(answer.error());
    if (answer->status >= 400)
        answer->body = credentials.scrub(std::move(answer->body));
    Outcome outcome;
    outcome.error = statusError(*answer, origin, clock.nowMs());
    outcome.answer.status = answer->status;
    outcome.answer.contentType = answer->contentType;
    outcome.answer.body = std::move(answer->body);
    outcome.answer.etag = answer->etag;
    outcome.answer.latency = latency;
    if (outcome.error)
        outcome.answer.retryAfter = outcome.error->retryAfter();
    return outcome;
}

void HttpClient::Private::report(Result<Outcome> &outcome, std::chrono::milliseconds latency, bool acceptErrors,
                                 CircuitBreaker::Ticket ticket)
{
    const std::optional<Error> error = outcome ? outcome->error : std::optional<Error>(outcome.error());
    if (error && error->kind() == ErrorKind::Precondition) { // a certificate file that is not there: nothing was sent
        breaker.abandoned(ticket);
        unsent(*error);
        return;
    }
    if (error && isEndpointFailure(*error))
        breaker.failed(ticket);
    else
        breaker.succeeded(ticket);
    const bool handedOn = acceptErrors && outcome
        && (!error
            || (!outcome->answer.body.isEmpty() && error->status() < 500 && !error->isAuthentication()
                && !error->isRetryable()));
    if (handedOn)
        return; // its reader says what it is
    if (outcome)
        outcome->answer.reported = true;
    if (q)
        Q_EMIT q->exchangeFinished(latency, error);
}

Result<QNetworkAccessManager *> HttpClient::Private::accessManager()
{
    if (!manager) {
        const Result<QNetworkProxy> proxy = proxyFor(config.http.proxyUrl);
        if (!proxy)
            return Failure(proxy.error());
        manager = new QNetworkAccessManager(q);
        manager->setProxy(*proxy);
        manager->setAutoDeleteReplies(false);
    }
    return manager;
}

Result<QSslConfiguration> HttpClient::Private::tls()
{
    if (!tlsSettings)
        tlsSettings = tlsConfiguration(config.http.tls);
    return *tlsSettings;
}

} // namespace toban

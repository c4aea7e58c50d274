// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "http/retrypolicy.h"
#include "result.h"

#include <QCoro/QCoroTask>

#include <QByteArray>
#include <QObject>
#include <QUrlQuery>

#include <chrono>
#include <functional>
#include <memory>

namespace toban {

class Clock;

/// Gives the value of a named secret when a request needs it. The value is used for that request and forgotten.
using SecretLookup = std::function<QCoro::Task<Result<QString>>(SecretName)>;

/// Limits of one endpoint's traffic (facts §6). Defaults are the product's.
struct HttpLimits
{
    int maxRetries = 3; ///< idempotent requests only
    std::chrono::milliseconds retryBase{1000}; ///< 1, 2, 4, 8 s × jitter 0.5–1.5, at most 60 s
    int breakerFailures = 5;
    std::chrono::milliseconds breakerOpen{30'000};
    int breakerSuccesses = 2;
    int rateCalls = 100; ///< sliding window; 0: no limit
    std::chrono::milliseconds rateWindow{60'000};
    qint64 maxAnswerBytes = 64 * 1024 * 1024; ///< after decompression
    int maxParallel = 6; ///< requests under way at once; more wait their turn (the access manager opens 6 connections)
};

struct HttpRequest
{
    QByteArray method = "GET";
    QString path; ///< appended to the endpoint's URL
    QUrlQuery query;
    QByteArray body;
    QByteArray contentType; ///< of the body
    QByteArray accept = "application/json";
    std::vector<std::pair<QByteArray, QByteArray>> headers; ///< such as Idempotency-Key
    bool idempotent = true; ///< may be sent again after a failure
    bool retry = true; ///< false: one try (health checks, tests of an endpoint)
    /// What the console's own rate limit makes of it.
    enum class Rate {
        Limited,
        Continued, ///< a further page of a listing, which counts as one call: neither counted nor refused
        Always, ///< a change or its plan: counted, and never refused, for a person waits for it
    };
    Rate rate = Rate::Limited;
    /// The server of this kind answers this in any case: who refuses it is another program.
    bool alwaysAnswered = false;
};

struct HttpAnswer
{
    int status = 0;
    QByteArray contentType; ///< without parameters, lower case
    QByteArray body; ///< decompressed
    QByteArray etag;
    std::chrono::milliseconds latency{0};
    std::optional<std::chrono::milliseconds> retryAfter; ///< of an error that is accepted as an answer
    bool reported = false; ///< exchangeFinished() has come; otherwise whoever reads the answer calls answerRead()
};

/// System randomness, for the jitter.
RandomSource systemRandom();

/// One endpoint's HTTP: credentials, TLS, time-out, retry, breaker, rate limit, size limit, redirects, redaction.
/// A 4xx/5xx answer is an Error of kind Http (429: RateLimited) whose detail is the redacted beginning of the body,
/// except from sendAcceptingErrors(): then the typed clients read the body themselves. The time-out is that of one try,
/// redirects and all; waiting for a turn, for the breaker's sake or between tries is not in it. HTTP/1.1 with
/// keep-alive over one access manager. Answers are asked for compressed, except from this machine. Redirects: at most
/// 5, see followRedirect(). Secrets are looked up for each try, and their values are taken out of the bodies of error
/// answers. Lives on one thread (the caller's). Destroying it completes every task under way with Cancelled.
class HttpClient : public QObject
{
    Q_OBJECT
public:
    HttpClient(EndpointConfig config, SecretLookup secrets, const Clock &clock, HttpLimits limits = {},
               QObject *parent = nullptr, RandomSource random = systemRandom());
    ~HttpClient() override;

    QCoro::Task<Result<HttpAnswer>> send(HttpRequest request);
    /// As send(), and statuses ≥ 400 come back as answers when their body is not empty. Whether the answer is good only
    /// its reader knows: who calls this calls answerRead() with the answer, once.
    QCoro::Task<Result<HttpAnswer>> sendAcceptingErrors(HttpRequest request);
    /// What an answer of sendAcceptingErrors() turned out to be. An error is one of the endpoint (it sends nonsense);
    /// that it refused a bad query or an unknown name is none. Nothing happens when it was reported already.
    void answerRead(const HttpAnswer &answer, const std::optional<Error> &error);

    QString origin() const; ///< endpoint URL without credentials and query
    const EndpointConfig &config() const;
    const Clock &clock() const;
    /// Header fields with credentials for a WebSocket to the same endpoint.
    QCoro::Task<Result<std::vector<std::pair<QByteArray, QByteArray>>>> authorizationHeaders();

Q_SIGNALS:
    /// After every exchange that was sent, in whatever way it ended; feeds the health strip. When sendAcceptingErrors()
    /// hands on an answer below 500 (not 401, 403, 408, 429) it comes with answerRead().
    void exchangeFinished(std::chrono::milliseconds latency, std::optional<toban::Error> error);
    /// Nothing was sent, because the configuration or the keyring does not let it (Precondition, Keychain).
    void notSent(const toban::Error &error);

private:
    struct Private;
    std::shared_ptr<Private> d;
};

} // namespace toban

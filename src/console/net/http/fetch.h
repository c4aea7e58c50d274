// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "async/onpool.h"
#include "http/answererror.h"
#include "http/httpclient.h"

#include <QCoro/QCoroFuture>
#include <QPointer>

#include <functional>

namespace toban {

/// How a typed client reads the answers of its server. Values only: both run on any thread.
template <typename T>
struct AnswerReader
{
    std::function<Result<T>(const HttpAnswer &)> decode; ///< of a status below 400 and the expected content type
    std::function<Error(const HttpAnswer &)> error; ///< of a status of 400 or more with a body
    QByteArray contentType = "application/json"; ///< empty: any
};

/// A GET of the path below the endpoint's base.
inline HttpRequest getRequest(const QString &path, const QUrlQuery &query = {})
{
    HttpRequest request;
    request.path = path;
    request.query = query;
    return request;
}

/// The same for what the right server answers in any case: its version, its state.
inline HttpRequest versionRequest(const QString &path)
{
    HttpRequest request = getRequest(path);
    request.alwaysAnswered = true;
    return request;
}

/// Reads JSON bodies; `error` is made of the server's own error answers.
template <typename T>
AnswerReader<T> bodyReader(Result<T> (*decode)(const QByteArray &), Error (*error)(const HttpAnswer &))
{
    return {[decode](const HttpAnswer &answer) { return decode(answer.body); }, error};
}

/// What decode() and error() make of an answer, with the origin put into their errors.
template <typename T>
Result<T> readAnswer(const HttpAnswer &answer, const AnswerReader<T> &reader, const QString &origin)
{
    if (answer.status >= 400)
        return Failure(at(reader.error(answer), origin));
    if (answer.status != 304 && !reader.contentType.isEmpty() && answer.contentType != reader.contentType) {
        Error error(ErrorKind::Decode,
                    QStringLiteral("%1 was expected, not %2")
                        .arg(QString::fromLatin1(reader.contentType), QString::fromLatin1(answer.contentType.left(80))),
                    origin);
        return Failure(error.withStatus(answer.status));
    }
    Result<T> result = reader.decode(answer);
    if (!result)
        return Failure(at(result.error(), origin));
    return result;
}

/// What a refusal or an unreadable answer says of the endpoint; nothing: it does its work. A refusal in the server's own
/// words, or of a query that may be wrong, is a sign of life. A 404 without such words, and any refusal of what the right
/// server always answers, is the answer of another program.
inline std::optional<Error> endpointError(const Error &error, bool alwaysAnswered)
{
    if (error.kind() == ErrorKind::Decode)
        return error;
    const bool refusal = error.status() >= 400 && error.status() < 500
        && (error.kind() == ErrorKind::Http || error.kind() == ErrorKind::Server);
    if (!refusal || !(alwaysAnswered || (error.kind() == ErrorKind::Http && error.status() == 404)))
        return std::nullopt;
    Error other(ErrorKind::Decode, QStringLiteral("status %1").arg(error.status()), error.origin());
    return other.withStatus(error.status()).withCode(QStringLiteral("other_program"));
}

/// The result, once the HttpClient knows what it says of the endpoint.
template <typename T>
Result<T> reported(HttpClient &http, const HttpAnswer &answer, Result<T> result, bool alwaysAnswered)
{
    const QPointer<HttpClient> alive(&http);
    const QString origin = http.origin();
    http.answerRead(answer, result ? std::nullopt : endpointError(result.error(), alwaysAnswered));
    if (!alive) // by who heard of it
        return Failure(Error(ErrorKind::Cancelled, {}, origin));
    return result;
}

/// Sends, then reads the answer: a small one at once, a big one on the thread pool. Cancelled when the HttpClient goes
/// before that is done. Nothing of the caller is touched after the first suspension.
template <typename T>
QCoro::Task<Result<T>> fetch(HttpClient &http, HttpRequest request, AnswerReader<T> reader)
{
    constexpr qsizetype smallAnswer = 32 * 1024; // well under a millisecond
    const QPointer<HttpClient> alive(&http);
    const QString origin = http.origin() + request.path;
    const bool alwaysAnswered = request.alwaysAnswered;
    const Result<HttpAnswer> answer = co_await http.sendAcceptingErrors(std::move(request));
    if (!answer)
        co_return Failure(answer.error());
    if (!alive)
        co_return Failure(Error(ErrorKind::Cancelled, {}, origin));
    if (answer->body.size() <= smallAnswer)
        co_return reported(*alive, *answer, readAnswer(*answer, reader, origin), alwaysAnswered);
    const QFuture<Result<T>> decoding
        = onPool([held = *answer, reader, origin]() -> Result<T> { return readAnswer(held, reader, origin); });
    const Result<T> result = co_await decoding;
    if (!alive)
        co_return Failure(Error(ErrorKind::Cancelled, {}, origin));
    co_return reported(*alive, *answer, result, alwaysAnswered);
}

} // namespace toban

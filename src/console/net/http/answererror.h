// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/exchange.h"
#include "http/httpclient.h"

#include <optional>

namespace toban {

/// The error in an answer's status, if it is one: Http, or RateLimited for 429, with status, Retry-After and the
/// redacted beginning of a textual body.
std::optional<Error> statusError(const WireAnswer &answer, const QString &origin, qint64 nowMs);

/// The same for an answer that was accepted with its error status; no more than status and text are read from it.
Error plainError(const HttpAnswer &answer);

/// An error of a decoder, which knows no origin, as one of this origin.
Error at(const Error &error, const QString &origin);

/// Text of a server for an Error's detail: redacted, one line's worth, at most 500 characters.
QString detailText(const QByteArray &text);

/// Counts against the endpoint in its circuit breaker: it did not answer, or with 5xx.
bool isEndpointFailure(const Error &error);

} // namespace toban

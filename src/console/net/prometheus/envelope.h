// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/httpclient.h"
#include "json/jsoncursor.h"

namespace toban {

/// Checks {"status":"success","data":…} and gives `data` to the reader; an "error" document becomes Error Server with
/// its errorType as code. Prometheus and Loki share this form. Pure; any thread.
std::optional<Error> readEnvelope(const QByteArray &json, const std::function<void(const JsonCursor &data)> &reader);

/// The error of an answer with a status of 400 or more: the server's document when it sent one, else its text.
Error envelopeError(const HttpAnswer &answer);

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/httpclient.h"
#include "loki/lokiclient.h"

namespace toban {

// Decoders of Loki's answers (https://grafana.com/docs/loki/v2.8.x/api/). Pure; any thread.

/// Streams as one list of lines in the order of time; lines of the same time keep the order in which they came.
Result<std::vector<LogEntry>> decodeStreams(const QByteArray &json, LogDirection direction);
Result<std::vector<Labels>> decodeSeries(const QByteArray &json);
Result<QString> decodeLokiVersion(const QByteArray &json);
Result<TailFrame> decodeTailFrame(const QByteArray &json);

/// Loki's errors are a bare text, whatever the content type says: a refused query (400) is Error Server with code
/// "bad_data", as with Prometheus.
Error lokiError(const HttpAnswer &answer);

} // namespace toban

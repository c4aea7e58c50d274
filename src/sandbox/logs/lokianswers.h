// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluator.h"
#include "httptypes.h"

#include <string>

namespace toban::sandbox {

// The bodies and headers of Loki's answers. Pure, any thread.

http::Response streamsAnswer(const LogResult &result, bool forward, bool instant);
http::Response matrixAnswer(const MetricResult &result, const Instants &instants);
http::Response vectorAnswer(const MetricResult &result, std::int64_t time);
/// {"status":"success","data":…}; without data when `data` is empty.
http::Response successAnswer(const std::string &data);
/// A document without the "status" envelope, as index/stats gives it.
http::Response jsonAnswer(std::string document);
/// Errors are plain text under a JSON content type: so does Loki.
http::Response errorAnswer(int status, const std::string &text);

} // namespace toban::sandbox

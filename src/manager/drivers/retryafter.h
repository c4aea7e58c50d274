// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httptypes.h"

#include <chrono>
#include <optional>

namespace toban::manager {

/// What an answer's Retry-After asks for, in seconds or as a date; at least 1 s. Nothing: it has none that can be read.
std::optional<std::chrono::seconds> retryAfterOf(const http::Response &response);

} // namespace toban::manager

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <chrono>
#include <optional>

namespace toban {

/// The wait that a Retry-After field asks for: seconds or an HTTP date (RFC 9110 §10.2.3), not below 0. Nothing when it
/// is neither.
std::optional<std::chrono::milliseconds> parseRetryAfter(const QByteArray &field, qint64 nowMs);

} // namespace toban

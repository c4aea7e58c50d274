// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "frame.h"
#include "result.h"

#include <QByteArray>

namespace toban {

/// Decodes a query_range answer (resultType matrix) into columns on the grid startMs + i·stepMs. Samples off the grid
/// by more than half a step, or outside it, are a Decode error; missing ones are NaN; "NaN", "+Inf", "-Inf" are taken
/// as such. Pure; any thread; one pass with simdjson.
Result<FramePtr> decodeRange(const QByteArray &json, qint64 startMs, qint64 endMs, qint64 stepMs);

} // namespace toban

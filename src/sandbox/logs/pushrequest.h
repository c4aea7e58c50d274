// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logstore.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toban::sandbox {

/// A decoded push: streams with their lines. The texts belong to `texts`.
struct PushRequest
{
    struct Stream
    {
        Labels labels;
        std::vector<LogEntry> lines;
    };
    std::vector<Stream> streams;
    std::deque<std::string> texts;
};

struct PushParse
{
    std::optional<PushRequest> request;
    std::string error; ///< Loki's text for the 400, when there is no request
};

/// Decodes {"streams":[{"stream":{…},"values":[["nanoseconds","line"],…]}]}. Other members are ignored. Pure, any
/// thread.
PushParse parsePush(const std::string &body);

} // namespace toban::sandbox

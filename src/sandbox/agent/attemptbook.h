// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpserver.h"

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace toban::sandbox {

/// Attempts at tasks by key: a manager that lost a connection or was started again may hand the same one in twice, and it
/// shall be executed (and paid for) once. Remembers the answers of the last ones. One thread.
class AttemptBook
{
public:
    explicit AttemptBook(std::size_t remembered = 1000) : m_remembered(remembered) { }

    /// True if the attempt is known: it is answered now, or together with the one under way.
    bool join(const std::string &key, const http::Responder &respond);
    /// An attempt that is not known begins.
    void begin(const std::string &key, const http::Responder &respond);
    /// It came to an end: all who asked are answered.
    void finish(const std::string &key, const http::Response &response);

private:
    std::size_t m_remembered;
    std::unordered_map<std::string, std::vector<http::Responder>> m_running;
    std::unordered_map<std::string, http::Response> m_finished;
    std::deque<std::string> m_order; ///< of those that finished, oldest first
};

} // namespace toban::sandbox

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpserver.h"
#include "logdatabase.h"

#include <map>
#include <mutex>
#include <string>

namespace toban::sandbox {

class LokiParameters;

/// The part of Loki 2.8's HTTP interface that the console uses, over a log database. The database outlives it; it
/// outlives the server.
class LokiApi
{
public:
    explicit LokiApi(LogDatabase &database);
    /// Registers the routes; before the server's start.
    void addTo(http::Server &server);

private:
    using Answer = http::Response (LokiApi::*)(const http::Request &);
    void add(http::Server &server, const std::string &pattern, Answer answer);

    http::Response push(const http::Request &request);
    http::Response queryRange(const http::Request &request);
    http::Response query(const http::Request &request);
    http::Response labels(const http::Request &request);
    http::Response labelValues(const http::Request &request);
    http::Response series(const http::Request &request);
    http::Response indexStats(const http::Request &request);
    http::Response metrics(const http::Request &request);
    void openTail(const http::Request &request, std::shared_ptr<http::Stream> stream);

    /// Streams that `query` (or, without one, every stream) names and that have a line in the time asked for.
    std::vector<const LogStream *> streamsWithLines(const LokiParameters &parameters, std::int64_t span) const;
    void countRequest(const std::string &route, int status);

    LogDatabase &m_database;
    std::mutex m_requestsMutex;
    std::map<std::pair<std::string, int>, std::uint64_t> m_requests;
};

} // namespace toban::sandbox

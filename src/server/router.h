// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpserver.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace toban::http {

/// What a path leads to.
struct Route
{
    enum class Kind {
        Plain,
        WebSocket,
    };
    Kind kind = Kind::Plain;
    std::string method;
    std::string pattern;
    std::vector<std::string> captureNames;
    Server::Handler handler;
    Server::StreamHandler streamHandler;
    std::function<void(const std::shared_ptr<Stream> &, std::string)> onMessage;
};

/// Finds routes by path in a tree of segments: the cost depends on the path's length, not on the number of routes.
/// A literal segment wins over a capture; a route with the request's method wins over one with "*".
/// Filled before the server starts, then only read: any thread.
class Router
{
public:
    struct Match
    {
        const Route *route = nullptr;
        std::vector<std::string_view> values; ///< of the captures, as they stand in the path
        std::string allowed; ///< without a route: the methods that the path knows ("GET, HEAD, POST"), or empty
    };

    void add(Route route);
    /// `path` is not percent-decoded, without query.
    Match find(std::string_view method, std::string_view path) const;

private:
    struct Node
    {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
        std::unique_ptr<Node> capture;
        std::vector<std::unique_ptr<Route>> routes;
    };

    static bool descend(const Node &node, std::string_view method, std::string_view rest, Match &match);
    static bool take(const Node &node, std::string_view method, Match &match);

    Node m_root;
};

} // namespace toban::http

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "router.h"

#include <algorithm>

namespace toban::http {

namespace {

/// Cuts the first segment off "/a/b": returns "a" and leaves "/b".
std::string_view takeSegment(std::string_view &rest)
{
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, end);
    rest.remove_prefix(end);
    return segment;
}

void allow(std::string &list, std::string_view method)
{
    if (list.find(method) != std::string::npos)
        return;
    if (!list.empty())
        list += ", ";
    list += method;
}

} // namespace

void Router::add(Route route)
{
    Node *node = &m_root;
    std::string_view rest = route.pattern;
    while (rest.starts_with('/') && rest.size() > 1) {
        const std::string_view segment = takeSegment(rest);
        if (segment.size() > 2 && segment.front() == '{' && segment.back() == '}') {
            route.captureNames.emplace_back(segment.substr(1, segment.size() - 2));
            if (!node->capture)
                node->capture = std::make_unique<Node>();
            node = node->capture.get();
        } else {
            auto &next = node->literals[std::string(segment)];
            if (!next)
                next = std::make_unique<Node>();
            node = next.get();
        }
    }
    node->routes.push_back(std::make_unique<Route>(std::move(route)));
}

Router::Match Router::find(std::string_view method, std::string_view path) const
{
    Match match;
    if (path == "/")
        take(m_root, method, match);
    else if (path.starts_with('/'))
        descend(m_root, method, path, match);
    return match;
}

bool Router::descend(const Node &node, std::string_view method, std::string_view rest, Match &match)
{
    if (rest.empty())
        return take(node, method, match);
    const std::string_view segment = takeSegment(rest);
    if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
        if (descend(*literal->second, method, rest, match))
            return true;
    }
    if (node.capture && !segment.empty()) {
        match.values.push_back(segment);
        if (descend(*node.capture, method, rest, match))
            return true;
        match.values.pop_back();
    }
    return false;
}

bool Router::take(const Node &node, std::string_view method, Match &match)
{
    const auto byMethod = [&](std::string_view wanted) -> const Route * {
        const auto found = std::find_if(node.routes.begin(), node.routes.end(),
                                        [&](const auto &route) { return route->method == wanted; });
        return found == node.routes.end() ? nullptr : found->get();
    };
    match.route = byMethod(method);
    if (!match.route && method == "HEAD")
        match.route = byMethod("GET");
    if (!match.route)
        match.route = byMethod("*");
    if (match.route)
        return true;
    for (const auto &route : node.routes) {
        allow(match.allowed, route->method);
        if (route->method == "GET")
            allow(match.allowed, "HEAD");
    }
    return false;
}

} // namespace toban::http

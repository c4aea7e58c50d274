// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "servercore.h"

#include <boost/beast/http/status.hpp>

#include <array>
#include <ctime>

namespace toban::http {

void ServerCore::add(Connection &connection)
{
    const std::lock_guard lock(m_mutex);
    connection.m_place = m_connections.insert(m_connections.end(), &connection);
    ++m_count;
}

void ServerCore::remove(Connection &connection)
{
    const std::lock_guard lock(m_mutex);
    if (!connection.m_place)
        return;
    m_connections.erase(*connection.m_place);
    connection.m_place.reset();
    --m_count;
    m_changed.notify_all();
}

std::vector<std::shared_ptr<Connection>> ServerCore::snapshot(const std::function<bool(const Connection &)> &wanted)
{
    std::vector<std::shared_ptr<Connection>> found;
    const std::lock_guard lock(m_mutex);
    for (Connection *connection : m_connections) {
        if (!wanted(*connection))
            continue;
        if (auto shared = connection->weak_from_this().lock())
            found.push_back(std::move(shared));
    }
    return found;
}

void ServerCore::sweep(Clock::time_point now)
{
    for (const auto &connection : snapshot([&](const Connection &c) { return c.isExpired(now); }))
        connection->expire();
}

void ServerCore::shutdownAll(bool force)
{
    for (const auto &connection : snapshot([](const Connection &) { return true; }))
        connection->shutdown(force);
}

bool ServerCore::waitForNone(Clock::time_point until)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_until(lock, until, [&] { return m_connections.empty(); });
}

void ServerCore::end()
{
    {
        const std::lock_guard lock(m_postMutex);
        m_ended = true;
    }
    // Work that was queued after the threads left holds connections, and they hold this: run it out.
    io.restart();
    io.poll();
}

Responder::State::~State()
{
    if (!given)
        give(internalError());
}

void Responder::State::give(Response response)
{
    if (given.exchange(true))
        return;
    if (const auto target = sink.lock())
        target->answer(exchange, std::move(response));
}

void Responder::State::giveStream(std::string contentType, StreamOpened opened)
{
    if (given.exchange(true))
        return;
    if (const auto target = sink.lock())
        target->stream(exchange, std::move(contentType), std::move(opened));
}

Responder::Responder(std::shared_ptr<State> state) : m_state(std::move(state))
{ }

void Responder::operator()(Response response) const
{
    m_state->give(std::move(response));
}

void Responder::stream(std::string contentType, StreamOpened opened) const
{
    m_state->giveStream(std::move(contentType), std::move(opened));
}

Response internalError()
{
    return Response::problem(500, "internal_error", "Internal Server Error",
                             "The server could not answer this request; its log says why.");
}

namespace {

/// The present time as RFC 9110 wants it.
std::string_view httpDate()
{
    // One per thread, renewed each second: formatting it costs more than the rest of a small answer's head.
    thread_local std::time_t at = 0;
    thread_local std::array<char, 40> text{};
    thread_local std::size_t length = 0;
    const std::time_t now = std::time(nullptr);
    if (now != at) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        at = now;
    }
    return {text.data(), length};
}

bool isServersOwn(std::string_view name)
{
    static constexpr std::array own{"content-length", "date", "connection", "transfer-encoding"};
    const auto same = [&](std::string_view other) {
        return name.size() == other.size() && std::equal(name.begin(), name.end(), other.begin(), [](char a, char b) {
                   return (a | 0x20) == b || a == b;
               });
    };
    return std::any_of(own.begin(), own.end(), same);
}

} // namespace

void appendHead(std::string &out, const ServerCore &core, int status, const Headers &headers)
{
    const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    out += "HTTP/1.1 ";
    out += std::to_string(status);
    out += ' ';
    out.append(reason.data(), reason.size());
    out += "\r\nServer: ";
    out += core.options.serverName;
    out += "\r\nDate: ";
    out += httpDate();
    out += "\r\n";
    for (const auto &[name, value] : headers) {
        // A line break in a value would let its author write headers.
        if (isServersOwn(name) || value.find_first_of("\r\n") != std::string::npos
            || name.find_first_of("\r\n: ") != std::string::npos)
            continue;
        out += name;
        out += ": ";
        out += value;
        out += "\r\n";
    }
}

} // namespace toban::http

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>

/// A blocking socket to 127.0.0.1 that a test can misuse as it likes.
class RawClient
{
public:
    /// With a small receive buffer the peer notices sooner that nobody reads.
    explicit RawClient(std::uint16_t port, int receiveBuffer = 0)
        : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        if (receiveBuffer > 0)
            ::setsockopt(m_fd, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }
    ~RawClient() { ::close(m_fd); }
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    bool connected() const { return m_connected; }
    bool send(std::string_view text)
    {
        while (!text.empty()) {
            const auto sent = ::send(m_fd, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    /// Reads until the text contains `until`, the peer closes, or 10 s have passed; returns all that was read.
    std::string readUntil(std::string_view until)
    {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (m_text.find(until) == std::string::npos && !m_closed && std::chrono::steady_clock::now() < deadline) {
            pollfd waiting{m_fd, POLLIN, 0};
            if (::poll(&waiting, 1, 100) <= 0)
                continue;
            char buffer[4096];
            const auto got = ::recv(m_fd, buffer, sizeof buffer, 0);
            if (got <= 0)
                m_closed = true;
            else
                m_text.append(buffer, static_cast<std::size_t>(got));
        }
        return m_text;
    }
    /// Waits up to a tenth of a second for more and appends it.
    void readMore(std::string &text)
    {
        pollfd waiting{m_fd, POLLIN, 0};
        if (::poll(&waiting, 1, 100) <= 0)
            return;
        char buffer[16384];
        const auto got = ::recv(m_fd, buffer, sizeof buffer, 0);
        if (got > 0)
            text.append(buffer, static_cast<std::size_t>(got));
        else
            m_closed = true;
    }
    bool isClosed() const { return m_closed; }
    /// Whether the peer closes within 10 s.
    bool waitForClose()
    {
        readUntil(std::string_view("\0never\0", 7));
        return m_closed;
    }
    void clear() { m_text.clear(); }

private:
    int m_fd;
    bool m_connected = false;
    bool m_closed = false;
    std::string m_text;
};

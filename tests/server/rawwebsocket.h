// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rawclient.h"

/// A WebSocket client as far as tests need one: text messages both ways.
class RawWebSocket
{
public:
    RawWebSocket(std::uint16_t port, const std::string &target, int receiveBuffer = 0) : m_raw(port, receiveBuffer)
    {
        m_raw.send("GET " + target
                   + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        m_text = m_raw.readUntil("\r\n\r\n");
        m_head = m_text.substr(0, m_text.find("\r\n\r\n"));
        m_at = m_head.size() + 4;
    }

    const std::string &head() const { return m_head; }

    /// A masked text message of less than 126 bytes.
    bool send(const std::string &text)
    {
        std::string frame{'\x81', static_cast<char>(0x80 | text.size()), 1, 2, 3, 4};
        for (std::size_t i = 0; i < text.size(); ++i)
            frame += static_cast<char>(text[i] ^ (1 + static_cast<int>(i % 4)));
        return m_raw.send(frame);
    }

    /// The next text message; an empty string when the server closes or after ten seconds.
    std::string next()
    {
        for (;;) {
            if (!fill(2))
                return {};
            const int kind = m_text[m_at] & 0x0f;
            std::size_t length = m_text[m_at + 1] & 0x7f;
            const std::size_t extra = length == 126 ? 2 : length == 127 ? 8 : 0;
            if (!fill(2 + extra))
                return {};
            if (extra > 0) {
                length = 0;
                for (std::size_t i = 0; i < extra; ++i)
                    length = length << 8 | static_cast<unsigned char>(m_text[m_at + 2 + i]);
            }
            if (!fill(2 + extra + length))
                return {};
            const std::string payload = m_text.substr(m_at + 2 + extra, length);
            m_at += 2 + extra + length;
            if (kind == 8)
                m_sawClose = m_raw.send(std::string("\x88\x80\1\2\3\4", 6)); // says good-bye in turn
            if (kind == 1)
                return payload;
        }
    }
    bool sawClose() const { return m_sawClose; }

private:
    bool fill(std::size_t bytes)
    {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (m_text.size() < m_at + bytes && !m_raw.isClosed() && std::chrono::steady_clock::now() < deadline)
            m_raw.readMore(m_text);
        return m_text.size() >= m_at + bytes;
    }

    RawClient m_raw;
    std::string m_head;
    std::string m_text;
    std::size_t m_at = 0;
    bool m_sawClose = false;
};

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "queuedstream.h"

#include <iterator>

namespace toban::http {

bool QueuedStream::send(std::string frame)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_closing || m_closed || m_queuedBytes + m_takenBytes + frame.size() > m_maxQueuedBytes)
            return false;
        m_queuedBytes += frame.size();
        m_frames.push_back(std::move(frame));
        if (m_frames.size() > 1)
            return true; // woken already
    }
    wake();
    return true;
}

void QueuedStream::close()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_closing || m_closed)
            return;
        m_closing = true;
    }
    wake();
}

bool QueuedStream::isOpen() const
{
    const std::lock_guard lock(m_mutex);
    return !m_closing && !m_closed;
}

void QueuedStream::onClosed(std::function<void()> handler)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_closed) {
            m_handlers.push_back(std::move(handler));
            return;
        }
    }
    runLater(std::move(handler));
}

std::vector<std::string> QueuedStream::take()
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> frames(std::make_move_iterator(m_frames.begin()), std::make_move_iterator(m_frames.end()));
    m_frames.clear();
    m_takenBytes = std::exchange(m_queuedBytes, 0);
    return frames;
}

void QueuedStream::written()
{
    const std::lock_guard lock(m_mutex);
    m_takenBytes = 0;
}

bool QueuedStream::isClosing() const
{
    const std::lock_guard lock(m_mutex);
    return m_closing;
}

void QueuedStream::finish()
{
    std::vector<std::function<void()>> handlers;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return;
        m_closed = true;
        m_frames.clear();
        handlers.swap(m_handlers);
    }
    for (const auto &handler : handlers)
        handler();
}

} // namespace toban::http

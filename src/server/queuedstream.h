// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpserver.h"

#include <deque>
#include <mutex>
#include <vector>

namespace toban::http {

/// The queue of a Stream: any thread puts frames in, the connection's strand takes them out.
class QueuedStream : public Stream
{
public:
    explicit QueuedStream(std::size_t maxQueuedBytes) : m_maxQueuedBytes(maxQueuedBytes) { }

    bool send(std::string frame) override;
    void close() override;
    bool isOpen() const override;
    void onClosed(std::function<void()> handler) override;

protected:
    /// There are frames to write, or the stream is to be closed. Any thread; the queue is not locked.
    virtual void wake() = 0;
    /// Runs the handler on a server thread.
    virtual void runLater(std::function<void()> handler) = 0;

    /// Takes every waiting frame and counts them as waiting until written(). On the strand.
    std::vector<std::string> take();
    void written();
    bool isClosing() const;
    /// Ends it: no frame is accepted or kept any more, the handlers run. On the strand; later calls do nothing.
    void finish();

private:
    mutable std::mutex m_mutex;
    const std::size_t m_maxQueuedBytes;
    std::deque<std::string> m_frames;
    std::size_t m_queuedBytes = 0;
    std::size_t m_takenBytes = 0;
    bool m_closing = false;
    bool m_closed = false;
    std::vector<std::function<void()>> m_handlers;
};

} // namespace toban::http

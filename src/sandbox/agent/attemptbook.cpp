// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptbook.h"

namespace toban::sandbox {

bool AttemptBook::join(const std::string &key, const http::Responder &respond)
{
    if (const auto finished = m_finished.find(key); finished != m_finished.end()) {
        respond(finished->second);
        return true;
    }
    const auto running = m_running.find(key);
    if (running == m_running.end())
        return false;
    running->second.push_back(respond);
    return true;
}

void AttemptBook::begin(const std::string &key, const http::Responder &respond)
{
    m_running[key].push_back(respond);
}

void AttemptBook::finish(const std::string &key, const http::Response &response)
{
    const auto running = m_running.extract(key);
    for (const http::Responder &respond : running.mapped())
        respond(response);
    m_finished[key] = response;
    m_order.push_back(key);
    if (m_order.size() > m_remembered) {
        m_finished.erase(m_order.front());
        m_order.pop_front();
    }
}

} // namespace toban::sandbox

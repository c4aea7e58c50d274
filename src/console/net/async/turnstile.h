// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "async/completion.h"

#include <deque>

namespace toban {

/// Lets at most `places` in at once, the others in the order they came. One thread.
class Turnstile
{
public:
    explicit Turnstile(int places) : m_free(places) { }

    /// Complete with true when it is the caller's turn; who gives up waiting completes it with false.
    Completion<bool> enter()
    {
        Completion<bool> turn;
        if (m_free > 0) {
            --m_free;
            turn.complete(true);
        } else {
            m_waiting.push_back(turn);
        }
        return turn;
    }
    /// Once for every turn that came up true.
    void leave()
    {
        while (!m_waiting.empty()) {
            const Completion<bool> next = m_waiting.front();
            m_waiting.pop_front();
            if (next.complete(true))
                return;
        }
        ++m_free;
    }

private:
    int m_free;
    std::deque<Completion<bool>> m_waiting;
};

} // namespace toban

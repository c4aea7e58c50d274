// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoro/QCoroTask>

#include <coroutine>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace toban {

/// The value that one coroutine waits for and somebody else gives. Copies share the value. complete() resumes the
/// waiting coroutine before it returns and works once: a second value is refused. One thread, one waiter.
template <typename T>
class Completion
{
public:
    Completion() : m_state(std::make_shared<State>()) { }

    /// False when there is a value already; the new one is dropped.
    bool complete(T value) const
    {
        const std::shared_ptr<State> state = m_state; // the resumed coroutine may destroy *this
        if (state->value)
            return false;
        state->value.emplace(std::move(value));
        if (state->waiter)
            std::exchange(state->waiter, nullptr).resume();
        return true;
    }
    bool isComplete() const { return m_state->value.has_value(); }

    bool await_ready() const noexcept { return isComplete(); }
    void await_suspend(std::coroutine_handle<> waiter) const noexcept
    {
        Q_ASSERT(!m_state->waiter);
        m_state->waiter = waiter;
    }
    T await_resume() const { return *m_state->value; }

private:
    struct State
    {
        std::optional<T> value;
        std::coroutine_handle<> waiter;
    };
    std::shared_ptr<State> m_state;
};

/// What has to be ended when an owner goes. One thread.
class Cancellation
{
public:
    /// Keeps a handler for as long as it lives.
    class Scope
    {
    public:
        Scope(std::shared_ptr<Cancellation> cancellation, std::function<void()> handler)
            : m_cancellation(std::move(cancellation)), m_id(m_cancellation->m_next++)
        {
            m_cancellation->m_handlers.emplace(m_id, std::move(handler));
        }
        ~Scope() { m_cancellation->m_handlers.erase(m_id); }
        Q_DISABLE_COPY_MOVE(Scope)

    private:
        std::shared_ptr<Cancellation> m_cancellation;
        int m_id;
    };

    bool isCancelled() const { return m_cancelled; }
    /// Calls every handler once; handlers may end scopes.
    void cancel()
    {
        m_cancelled = true;
        while (!m_handlers.empty()) {
            const std::function<void()> handler = std::move(m_handlers.begin()->second);
            m_handlers.erase(m_handlers.begin());
            handler();
        }
    }

private:
    std::map<int, std::function<void()>> m_handlers;
    int m_next = 0;
    bool m_cancelled = false;
};

} // namespace toban

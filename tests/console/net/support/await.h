// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoro/QCoroTask>
#include <QEventLoop>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace toban {

/// A task's result as it comes. Outlives what it watches.
template <typename T>
class Watched
{
public:
    explicit Watched(QCoro::Task<T> task) { watch(std::move(task), m_result, m_times, m_wake); }

    bool isDone() const { return m_result->has_value(); }
    int times() const { return *m_times; }
    const T &value() const { return m_result->value(); }
    /// Processes events until it is there; a test that waits longer than the deadline ends here.
    const T &wait() const
    {
        if (!isDone()) {
            QEventLoop loop;
            *m_wake = [&loop] { loop.quit(); };
            QTimer::singleShot(20'000, &loop, [] { qFatal("a task did not complete within 20 s"); });
            loop.exec();
            *m_wake = {};
        }
        return value();
    }

private:
    static QCoro::Task<void> watch(QCoro::Task<T> task, std::shared_ptr<std::optional<T>> result,
                                   std::shared_ptr<int> times, std::shared_ptr<std::function<void()>> wake)
    {
        T value = co_await task;
        ++*times;
        result->emplace(std::move(value));
        if (*wake)
            (*wake)();
    }

    std::shared_ptr<std::optional<T>> m_result = std::make_shared<std::optional<T>>();
    std::shared_ptr<int> m_times = std::make_shared<int>(0);
    std::shared_ptr<std::function<void()>> m_wake = std::make_shared<std::function<void()>>();
};

template <typename T>
T await(QCoro::Task<T> task)
{
    return Watched<T>(std::move(task)).wait();
}

} // namespace toban

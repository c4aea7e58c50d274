// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logshipper.h"

#include "httpclient.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace toban::sandbox {

using Clock = std::chrono::steady_clock;

namespace {

struct Waiting
{
    StreamLabels labels;
    std::int64_t nanoseconds;
    std::string text;
};

} // namespace

struct LogShipper::Impl
{
    std::string url;
    Limits limits;
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::deque<Waiting> waiting;
    std::vector<Waiting> underWay; // empty: no push is under way
    Figures figures;
    std::chrono::milliseconds retry{0};
    Clock::time_point notBefore;
    http::Client client; // last: its callbacks use what is above

    Impl(std::string pushUrl, Limits l) : url(std::move(pushUrl)), limits(l) { }

    void trim() // with the mutex held
    {
        while (waiting.size() > limits.lines) {
            waiting.pop_front();
            ++figures.dropped;
        }
    }

    void onPushed(const http::Exchange &exchange)
    {
        const std::lock_guard lock(mutex);
        const int status = exchange.response ? exchange.response->status : 0;
        if (status >= 200 && status < 300) {
            figures.sent += underWay.size();
            figures.lastError.clear();
            retry = std::chrono::milliseconds(0);
        } else if (status >= 400 && status < 500 && status != 408 && status != 429) {
            // The store will never take these.
            figures.dropped += underWay.size();
            figures.lastError = "status " + std::to_string(status) + ": " + exchange.response->body.substr(0, 200);
        } else {
            figures.lastError = status ? "status " + std::to_string(status) : exchange.error;
            waiting.insert(waiting.begin(), std::make_move_iterator(underWay.begin()),
                           std::make_move_iterator(underWay.end()));
            trim();
            retry = std::clamp(retry * 2, limits.firstRetry, limits.lastRetry);
            notBefore = Clock::now() + retry;
        }
        underWay.clear();
        changed.notify_all();
    }

    bool start() // true if a push is under way afterwards
    {
        http::ClientRequest request;
        {
            const std::lock_guard lock(mutex);
            if (!underWay.empty())
                return true;
            if (waiting.empty() || Clock::now() < notBefore)
                return false;
            PushBody body;
            const auto count = static_cast<std::ptrdiff_t>(std::min(limits.batch, waiting.size()));
            for (auto line = waiting.begin(); line != waiting.begin() + count; ++line) {
                body.add(line->labels, line->nanoseconds, line->text);
                underWay.push_back(std::move(*line));
            }
            waiting.erase(waiting.begin(), waiting.begin() + count);
            request.body = body.take();
        }
        request.method = "POST";
        request.url = url;
        request.headers.set("Content-Type", "application/json");
        client.send(std::move(request), [this](const http::Exchange &exchange) { onPushed(exchange); });
        return true;
    }
};

LogShipper::LogShipper(const std::string &url, Limits limits)
    : d(std::make_unique<Impl>(url + "/loki/api/v1/push", limits))
{ }

LogShipper::~LogShipper() = default;

void LogShipper::add(StreamLabels labels, std::int64_t nanoseconds, std::string text)
{
    const std::lock_guard lock(d->mutex);
    d->waiting.push_back({std::move(labels), nanoseconds, std::move(text)});
    d->trim();
}

void LogShipper::flush()
{
    d->start();
}

bool LogShipper::drain(std::chrono::milliseconds limit)
{
    const auto deadline = Clock::now() + limit;
    while (d->start()) {
        std::unique_lock lock(d->mutex);
        if (!d->changed.wait_until(lock, deadline, [this] { return d->underWay.empty(); }))
            return false;
    }
    const std::lock_guard lock(d->mutex);
    return d->waiting.empty();
}

LogShipper::Figures LogShipper::figures() const
{
    const std::lock_guard lock(d->mutex);
    Figures figures = d->figures;
    figures.waiting = d->waiting.size() + d->underWay.size();
    return figures;
}

} // namespace toban::sandbox

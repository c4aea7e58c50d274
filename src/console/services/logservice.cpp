// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logservice.h"

#include "backends.h"
#include "clock.h"
#include "duration.h"
#include "loki/lokiclient.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <deque>

namespace toban {

namespace {

constexpr qint64 msToNs = 1'000'000;
constexpr std::size_t maxHeld = 10'000;
constexpr int tailBacklog = 1000; ///< lines that may have come before the tail opens
constexpr int volumeBars = 60;
constexpr std::chrono::milliseconds firstReconnect{1000};
constexpr std::chrono::milliseconds lastReconnect{30'000};

bool sameEntry(const LogEntry &a, const LogEntry &b)
{
    return a.timeNs == b.timeNs && a.line == b.line && a.labels == b.labels;
}

} // namespace

struct LogService::Private
{
    Backends &backends;
    const Clock &clock;
    Private(Backends &used, const Clock &time) : backends(used), clock(time) { }

    QString logql;
    TimeRange::Span span;
    int limit = 0;
    int generation = 0; ///< of the query
    bool loading = false;
    bool loadingOlder = false;
    std::optional<Error> error;
    bool reachesNow = false; ///< the span ended at or after the moment of asking
    qint64 nextNs = 0; ///< the first time that the answer does not cover; 0: it does not reach the present, or is none
    std::vector<LogEntry> oldest; ///< those shown that share the oldest time: the next page begins among them
    FramePtr volume;
    TimeRange::Span volumeSpan;
    int volumeGeneration = 0;
    bool volumeLoading = false;
    std::optional<Error> volumeError;
    QStringList labelNames;

    QString tailLogql;
    int tailGeneration = 0;
    TailState tailState = TailState::Off;
    bool tailWaits = false; ///< for the answer of the query that it goes on from
    qint64 tailStartNs = 0;
    bool paused = false;
    std::unique_ptr<LokiTail> tail;
    std::deque<LogEntry> held; ///< oldest first
    int dropped = 0;
    qint64 newestTailNs = 0;
    std::chrono::milliseconds reconnectIn = firstReconnect;

    void rememberOldest(const std::vector<LogEntry> &entries)
    {
        if (entries.empty())
            return;
        const qint64 time = entries.back().timeNs;
        if (!oldest.empty() && oldest.front().timeNs != time)
            oldest.clear();
        for (auto it = entries.rbegin(); it != entries.rend() && it->timeNs == time; ++it)
            oldest.push_back(*it);
    }
};

LogService::LogService(Backends &backends, const Clock &clock, QObject *parent)
    : QObject(parent), d(new Private(backends, clock))
{
    connect(&backends, &Backends::contextChanged, this, [this] {
        ++d->generation;
        ++d->volumeGeneration;
        d->loading = d->loadingOlder = d->volumeLoading = false;
        d->logql.clear();
        d->nextNs = 0;
        d->error.reset();
        d->volumeError.reset();
        d->volume.reset();
        d->oldest.clear();
        d->labelNames.clear();
        stopTail();
        Q_EMIT entriesReset({});
        Q_EMIT volumeChanged();
        Q_EMIT stateChanged();
    });
}

LogService::~LogService()
{
    if (d->tail)
        d->tail->disconnect(this);
}

void LogService::query(const QString &logql, TimeRange::Span span, int limit, int pixels)
{
    d->logql = logql;
    d->span = span;
    d->limit = limit;
    d->loadingOlder = false;
    d->nextNs = 0;
    d->reachesNow = span.endMs >= d->clock.nowMs();
    const int generation = ++d->generation;
    if (!d->backends.loki()) {
        d->loading = false;
        d->error = notConfigured(EndpointKind::Loki);
        Q_EMIT stateChanged();
        return;
    }
    d->loading = true;
    if (d->tailWaits && d->tailLogql != logql) { // what it waited for does not come any more
        d->tailWaits = false;
        openTail(d->tailGeneration);
    }
    Q_EMIT stateChanged();
    loadEntries(generation);
    loadVolume(span, pixels);
    loadLabelNames(generation);
}

QCoro::Task<> LogService::loadEntries(int generation)
{
    const QPointer<LogService> guard(this);
    const qint64 askedNs = d->clock.nowMs() * msToNs;
    // The end is exclusive: a line of this very millisecond belongs to the span.
    const auto answer = co_await d->backends.loki()->queryRange(
        d->logql, d->span.startMs * msToNs, (d->span.endMs + 1) * msToNs, d->limit, LogDirection::Backward);
    if (!guard || generation != d->generation)
        co_return;
    d->loading = false;
    if (answer) {
        d->error.reset();
        d->oldest.clear();
        d->rememberOldest(*answer);
        if (d->reachesNow)
            d->nextNs = answer->empty() ? askedNs : answer->front().timeNs + 1;
        Q_EMIT entriesReset(*answer);
    } else {
        d->error = answer.error();
    }
    if (d->tailWaits) {
        d->tailWaits = false;
        if (d->nextNs > 0)
            d->tailStartNs = d->nextNs;
        openTail(d->tailGeneration);
    }
    Q_EMIT stateChanged();
}

void LogService::refreshVolume(TimeRange::Span span, int pixels)
{
    if (!d->volumeLoading && !d->logql.isEmpty() && d->backends.loki())
        loadVolume(span, pixels);
}

QCoro::Task<> LogService::loadVolume(TimeRange::Span span, int pixels)
{
    const QPointer<LogService> guard(this);
    const int generation = ++d->volumeGeneration;
    d->volumeLoading = true;
    const qint64 step = queryStepMs(span, std::clamp(pixels / 8, 1, volumeBars * 2), 1000);
    const auto grid = alignToStep(span, step);
    const QString logql = QStringLiteral("sum by (level) (count_over_time(%1 [%2]))").arg(d->logql, durationText(step));
    // A count over the step that ends at t: the first bar stands at the end of the first step.
    const auto answer = co_await d->backends.loki()->queryMetric(logql, grid.startMs + step, grid.endMs, step);
    if (!guard || generation != d->volumeGeneration)
        co_return;
    d->volumeLoading = false;
    if (answer) {
        auto frame = std::make_shared<Frame>(**answer);
        frame->startMs -= step;
        d->volume = std::move(frame);
        d->volumeSpan = span;
        d->volumeError.reset();
    } else {
        d->volumeError = answer.error();
    }
    Q_EMIT volumeChanged();
}

QCoro::Task<> LogService::loadLabelNames(int generation)
{
    const QPointer<LogService> guard(this);
    auto answer = co_await d->backends.loki()->labelNames(d->span.startMs * msToNs, d->span.endMs * msToNs);
    if (!guard || generation != d->generation || !answer || *answer == d->labelNames)
        co_return; // names only help with typing; the entries' error is the one to show
    d->labelNames = std::move(*answer);
    Q_EMIT stateChanged();
}

void LogService::queryOlder()
{
    if (d->loading || d->loadingOlder || d->oldest.empty() || !d->backends.loki())
        return;
    d->loadingOlder = true;
    Q_EMIT stateChanged();
    loadOlder(d->generation);
}

QCoro::Task<> LogService::loadOlder(int generation)
{
    const QPointer<LogService> guard(this);
    // Lines of one time may be cut by the limit: that time is asked for again, and what was shown is left out.
    const int limit = d->limit + int(d->oldest.size());
    auto answer = co_await d->backends.loki()->queryRange(d->logql, d->span.startMs * msToNs,
                                                          d->oldest.front().timeNs + 1, limit, LogDirection::Backward);
    if (!guard || generation != d->generation)
        co_return;
    d->loadingOlder = false;
    if (answer) {
        d->error.reset();
        std::erase_if(*answer, [this](const LogEntry &entry) {
            return std::any_of(d->oldest.begin(), d->oldest.end(),
                               [&entry](const LogEntry &shown) { return sameEntry(entry, shown); });
        });
        d->rememberOldest(*answer);
        if (!answer->empty())
            Q_EMIT entriesAppended(*answer);
    } else {
        d->error = answer.error();
    }
    Q_EMIT stateChanged();
}

void LogService::startTail(const QString &logql)
{
    stopTail();
    d->tailLogql = logql;
    d->dropped = 0;
    d->newestTailNs = 0;
    d->reconnectIn = firstReconnect;
    if (!d->backends.loki()) {
        d->error = notConfigured(EndpointKind::Loki);
        Q_EMIT stateChanged();
        return;
    }
    // The lines shown and those that follow meet: none is missing between them, none comes twice.
    const bool isShown = logql == d->logql;
    d->tailStartNs = isShown && d->nextNs > 0 ? d->nextNs : d->clock.nowMs() * msToNs;
    d->tailWaits = isShown && d->loading;
    if (!d->tailWaits) {
        openTail(d->tailGeneration);
        return;
    }
    d->tailState = TailState::Connecting;
    Q_EMIT stateChanged();
}

QCoro::Task<> LogService::openTail(int generation)
{
    const QPointer<LogService> guard(this);
    LokiClient *loki = d->backends.loki();
    if (!loki)
        co_return;
    d->tailState = TailState::Connecting;
    Q_EMIT stateChanged();
    // After a loss: from the first line not yet seen, so that nothing is missed.
    const qint64 startNs = d->newestTailNs > 0 ? d->newestTailNs + 1 : d->tailStartNs;
    auto answer = co_await loki->tail(d->tailLogql, startNs, tailBacklog);
    if (!guard || generation != d->tailGeneration)
        co_return;
    if (!answer) {
        onTailClosed(answer.error());
        co_return;
    }
    d->tail = std::move(*answer);
    connect(d->tail.get(), &LokiTail::opened, this, &LogService::onTailOpened);
    connect(d->tail.get(), &LokiTail::frameReceived, this, &LogService::onTailFrame);
    connect(d->tail.get(), &LokiTail::closed, this, &LogService::onTailClosed);
}

void LogService::onTailOpened()
{
    d->reconnectIn = firstReconnect;
    d->tailState = d->paused ? TailState::Paused : TailState::Live;
    d->error.reset();
    Q_EMIT stateChanged();
}

void LogService::onTailFrame(const TailFrame &frame)
{
    if (d->tailState == TailState::Connecting || d->tailState == TailState::Lost)
        onTailOpened();
    std::vector<LogEntry> entries = frame.entries;
    std::stable_sort(entries.begin(), entries.end(),
                     [](const LogEntry &a, const LogEntry &b) { return a.timeNs < b.timeNs; });
    if (!entries.empty())
        d->newestTailNs = std::max(d->newestTailNs, entries.back().timeNs);
    d->dropped += frame.dropped;
    if (d->paused) {
        d->held.insert(d->held.end(), entries.begin(), entries.end());
        while (d->held.size() > maxHeld) {
            d->held.pop_front();
            ++d->dropped;
        }
        Q_EMIT stateChanged();
        return;
    }
    std::reverse(entries.begin(), entries.end());
    if (!entries.empty())
        Q_EMIT tailReceived(entries);
    if (frame.dropped > 0)
        Q_EMIT stateChanged();
}

void LogService::onTailClosed(const std::optional<Error> &error)
{
    if (d->tail) {
        // We may be inside its signal.
        d->tail->disconnect(this);
        d->tail.release()->deleteLater();
    }
    if (d->tailState == TailState::Off)
        return;
    d->tailState = TailState::Lost;
    d->error = error;
    Q_EMIT stateChanged();
    // A query the server refuses will not get better by repeating it.
    if (error && !error->isRetryable())
        return;
    const int generation = d->tailGeneration;
    QTimer::singleShot(d->reconnectIn, this, [this, generation] {
        if (generation == d->tailGeneration)
            openTail(generation);
    });
    d->reconnectIn = std::min(d->reconnectIn * 2, lastReconnect);
}

void LogService::pauseTail(bool paused)
{
    if (d->paused == paused)
        return;
    d->paused = paused;
    if (d->tailState == TailState::Live || d->tailState == TailState::Paused)
        d->tailState = paused ? TailState::Paused : TailState::Live;
    if (!paused && !d->held.empty()) {
        const std::vector<LogEntry> entries(d->held.rbegin(), d->held.rend());
        d->held.clear();
        Q_EMIT tailReceived(entries);
    }
    Q_EMIT stateChanged();
}

void LogService::stopTail()
{
    ++d->tailGeneration;
    d->tailWaits = false;
    if (d->tail) {
        d->tail->disconnect(this);
        d->tail->close();
        d->tail.release()->deleteLater();
    }
    d->paused = false;
    d->held.clear();
    if (d->tailState != TailState::Off) {
        d->tailState = TailState::Off;
        Q_EMIT stateChanged();
    }
}

LogService::TailState LogService::tailState() const
{
    return d->tailState;
}

int LogService::droppedLines() const
{
    return d->dropped;
}

int LogService::heldLines() const
{
    return int(d->held.size());
}

bool LogService::isLoading() const
{
    return d->loading || d->loadingOlder;
}

std::optional<Error> LogService::error() const
{
    return d->error;
}

FramePtr LogService::volume() const
{
    return d->volume;
}

TimeRange::Span LogService::volumeSpan() const
{
    return d->volumeSpan;
}

std::optional<Error> LogService::volumeError() const
{
    return d->volumeError;
}

QStringList LogService::labelNames() const
{
    return d->labelNames;
}

} // namespace toban

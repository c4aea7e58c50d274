// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "frame.h"
#include "logentry.h"
#include "result.h"
#include "timerange.h"

#include <QCoro/QCoroTask>

#include <QObject>

#include <memory>
#include <optional>

namespace toban {

class Backends;
class Clock;

/// Log queries, the volume histogram and the live tail of one page.
class LogService : public QObject
{
    Q_OBJECT
public:
    LogService(Backends &backends, const Clock &clock, QObject *parent = nullptr);
    ~LogService() override;

    /// Entries (newest first, at most `limit`) and the volume by level for the span.
    void query(const QString &logql, TimeRange::Span span, int limit, int pixels);
    /// The next older entries after the last one shown; appended by entriesAppended.
    void queryOlder();
    /// The volume of the last query again, for a span that has slid on; not while one is awaited.
    void refreshVolume(TimeRange::Span span, int pixels);
    /// Follows on from the newest line of the query shown where that is this one and reaches the present (an answer that
    /// is awaited is waited for), else from now. A lost connection is Lost and is taken up again after 1, 2, 4 … 30 s
    /// from the first line not seen.
    void startTail(const QString &logql);
    void pauseTail(bool paused); ///< frames are counted while paused and handed over at resume, the oldest beyond 10
        ///< 000 dropped and counted
    void stopTail();

    enum class TailState { Off, Connecting, Live, Paused, Lost };
    TailState tailState() const;
    int droppedLines() const; ///< server's and ours, since the tail began
    int heldLines() const; ///< waiting while paused
    bool isLoading() const;
    std::optional<Error> error() const;
    FramePtr volume() const; ///< series by level; the value at timeAt(i) counts the step that begins there
    TimeRange::Span volumeSpan() const; ///< what the volume was asked for
    std::optional<Error> volumeError() const;
    QStringList labelNames() const;

Q_SIGNALS:
    void entriesReset(const std::vector<toban::LogEntry> &entries);
    void entriesAppended(const std::vector<toban::LogEntry> &entries); ///< older ones, at the end
    void tailReceived(const std::vector<toban::LogEntry> &entries); ///< newest first
    void volumeChanged();
    void stateChanged(); ///< loading, error, tail state or counters

private:
    QCoro::Task<> loadEntries(int generation);
    QCoro::Task<> loadVolume(TimeRange::Span span, int pixels);
    QCoro::Task<> loadLabelNames(int generation);
    QCoro::Task<> loadOlder(int generation);
    QCoro::Task<> openTail(int generation);
    void onTailOpened();
    void onTailFrame(const toban::TailFrame &frame);
    void onTailClosed(const std::optional<toban::Error> &error);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logscontroller.h"

#include "backends.h"
#include "clock.h"
#include "logs/logexport.h"
#include "logs/logqledit.h"
#include "logs/logsview.h"
#include "logservice.h"
#include "refreshservice.h"

#include <QFuture>
#include <QSettings>

namespace toban {

namespace {

constexpr int lineLimit = 1000;
constexpr int historyLength = 30;
const QString historyKey = QStringLiteral("logs/history");

TailStatus::State tailState(LogService::TailState state)
{
    switch (state) {
    case LogService::TailState::Off:
        return TailStatus::State::Off;
    case LogService::TailState::Connecting:
        return TailStatus::State::Connecting;
    case LogService::TailState::Live:
        return TailStatus::State::Live;
    case LogService::TailState::Paused:
        return TailStatus::State::Paused;
    case LogService::TailState::Lost:
        return TailStatus::State::Lost;
    }
    return TailStatus::State::Off;
}

} // namespace

LogsController::LogsController(LogsView &view, LogModel &model, LogService &service, RefreshService &refresh,
                               Backends &backends, QSettings &settings, QObject *parent)
    : QObject(parent), m_view(view), m_model(model), m_service(service), m_refresh(refresh), m_backends(backends),
      m_settings(settings)
{
    const QStringList history = m_settings.value(historyKey).toStringList();
    m_isDefault = history.isEmpty();
    m_view.setHistory(history);
    m_query = m_isDefault ? logql::defaultQuery({}) : history.first().trimmed();
    m_view.setQuery(m_query);
    m_view.setZone(m_refresh.zone());

    connect(&m_service, &LogService::entriesReset, this, &LogsController::onReset);
    connect(&m_service, &LogService::entriesAppended, this, [this](const std::vector<LogEntry> &entries) {
        const int taken = m_model.append(entries);
        m_view.showLines(!entries.empty());
        if (entries.empty())
            m_view.showNotice(tr("There are no older lines in the chosen time range."));
        else if (taken < int(entries.size()))
            m_view.showNotice(tr("The list is full: narrow the query or the time range to see older lines."));
    });
    connect(&m_service, &LogService::tailReceived, this, [this](const std::vector<LogEntry> &entries) {
        m_model.prepend(entries);
        m_view.showLines(true);
    });
    connect(&m_service, &LogService::volumeChanged, this, [this] {
        if (m_service.volumeError())
            m_view.setVolumeError(*m_service.volumeError());
        else
            m_view.setVolume(m_service.volume(), m_service.volumeSpan());
        Q_EMIT updated();
    });
    connect(&m_service, &LogService::stateChanged, this, &LogsController::onStateChanged);

    connect(&m_view, &LogsView::queryRequested, this, &LogsController::run);
    connect(&m_view, &LogsView::retryRequested, this, [this] {
        m_backends.askKeyringAgain();
        ask(isShown());
    });
    connect(&m_view, &LogsView::olderRequested, &m_service, &LogService::queryOlder);
    connect(&m_view, &LogsView::tailRequested, this, &LogsController::setTail);
    connect(&m_view, &LogsView::pauseRequested, &m_service, &LogService::pauseTail);
    connect(&m_view, &LogsView::zoomRequested, this,
            [this](qint64 start, qint64 end) { m_refresh.setRange(TimeRange::absolute(start, end)); });
    connect(&m_view, &LogsView::zoomOutRequested, this, [this] {
        const TimeRange::Span span = m_refresh.span();
        m_refresh.setRange(TimeRange::absolute(span.startMs - span.lengthMs() / 2, span.endMs + span.lengthMs() / 2));
    });
    connect(&m_view, &LogsView::exportRequested, this, [this](const QString &path, LogsView::ExportFormat format) {
        save(path, format == LogsView::ExportFormat::Csv);
    });
    connect(&m_refresh, &RefreshService::rangeChanged, this, [this] {
        if (m_active)
            ask(false);
    });
    connect(&m_refresh, &RefreshService::refreshRequested, this, &LogsController::onBeat);
    connect(&m_refresh, &RefreshService::zoneChanged, this, [this] { m_view.setZone(m_refresh.zone()); });
    connect(&m_backends, &Backends::contextChanged, this, [this] {
        // What is known of another environment does not stand for this one, whether the page is shown or not.
        m_asked.clear();
        m_model.setEntries({});
        m_view.reset();
        if (m_active)
            ask(false);
        Q_EMIT updated();
    });
}

void LogsController::activate()
{
    m_active = true;
    ask(isShown()); // the range may have been changed on another page
}

void LogsController::deactivate()
{
    m_active = false;
    if (m_service.tailState() != LogService::TailState::Off)
        m_service.stopTail();
}

void LogsController::run(const QString &logql)
{
    m_isDefault = false;
    m_query = logql.trimmed();
    remember(logql);
    ask(false);
}

bool LogsController::isShown() const
{
    // The zone counts where a range is rounded to days.
    const qint64 now = m_refresh.clock().nowMs();
    return m_asked == m_query && m_askedRange == m_refresh.range()
        && m_askedRange.resolve(now, m_askedZone) == m_askedRange.resolve(now, m_refresh.zone());
}

void LogsController::ask(bool isSame)
{
    if (!m_backends.loki()) {
        m_view.showNotConfigured();
        Q_EMIT updated();
        return;
    }
    m_merge = isSame;
    m_asked = m_query;
    m_askedRange = m_refresh.range();
    m_askedZone = m_refresh.zone();
    m_view.showLoading();
    m_service.query(m_asked, m_refresh.span(), lineLimit, m_view.chartPixels());
    // The tail follows what is shown. It begins again after the answer, which would wipe what came meanwhile.
    if (m_service.tailState() != LogService::TailState::Off)
        m_service.startTail(m_asked);
}

void LogsController::setTail(bool on)
{
    if (!on) {
        m_service.stopTail();
        return;
    }
    m_query = m_view.query().trimmed(); // by hand: what is read is what is followed
    // Asked again first: lines that came since the last answer are not missing between it and the tail.
    ask(isShown());
    if (m_backends.loki())
        m_service.startTail(m_asked);
}

void LogsController::onBeat()
{
    if (!m_active || !m_refresh.range().isRelative() || m_service.isLoading())
        return;
    if (m_service.tailState() != LogService::TailState::Off)
        m_service.refreshVolume(m_refresh.span(), m_view.chartPixels()); // the lines come by themselves
    else if (m_view.isAtTop())
        ask(isShown());
}

void LogsController::save(const QString &path, bool asCsv)
{
    m_view.showNotice(tr("Writing %n line(s) to %1…", nullptr, m_model.rowCount()).arg(path));
    exportLogs(m_model.entries(), asCsv ? LogFormat::Csv : LogFormat::JsonLines, m_model.fieldColumns(), path)
        .then(this, [this, path](const Result<int> &written) {
            m_view.showNotice(written ? tr("%n line(s) written to %1.", nullptr, *written).arg(path)
                                      : tr("%1 could not be written: %2").arg(path, written.error().detail()));
        });
}

void LogsController::onReset(const std::vector<LogEntry> &entries)
{
    if (m_merge)
        m_model.setNewest(entries);
    else
        m_model.setEntries(entries);
    m_view.setAsOf(m_refresh.clock().nowMs());
    m_view.showLines(int(entries.size()) >= lineLimit);
    Q_EMIT updated();
}

void LogsController::onStateChanged()
{
    m_view.setTail({tailState(m_service.tailState()), m_service.droppedLines(), m_service.heldLines()});
    const QStringList labels = m_service.labelNames();
    m_view.setLabelNames(labels);
    if (m_isDefault && !labels.isEmpty()) {
        m_isDefault = false;
        const QString better = logql::defaultQuery(labels);
        const bool isUntouched = m_view.query() == m_query; // what is being typed is not taken away
        if (isUntouched && better != m_query) {
            m_query = better;
            m_view.setQuery(better);
            ask(false);
        }
    }
    if (m_service.error() && !m_service.isLoading())
        m_view.showError(*m_service.error());
    else if (!m_service.error())
        m_view.clearError();
    Q_EMIT updated();
}

void LogsController::remember(const QString &logql)
{
    const QString kept = withoutSecrets(logql);
    QStringList history = m_settings.value(historyKey).toStringList();
    history.removeAll(kept);
    history.prepend(kept);
    history.resize(std::min<qsizetype>(history.size(), historyLength));
    m_settings.setValue(historyKey, history);
    m_view.setHistory(history);
}

void LogsController::showOnly(const QString &label, const QString &value)
{
    m_view.setQuery(QLatin1Char('{') + label + QLatin1Char('=') + logql::quoted(value) + QLatin1Char('}'));
    run(m_view.query());
}

// A pod is named after its agent (facts §1).
void LogsController::showAgent(const QString &agentId)
{
    showOnly(QStringLiteral("pod"), QLatin1String("claude-agent-") + agentId);
}

void LogsController::showDeployment(const QString &name)
{
    showOnly(QStringLiteral("deployment"), name);
}

} // namespace toban

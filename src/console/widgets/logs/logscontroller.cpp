// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logscontroller.h"

#include "backends.h"
#include "logs/logexport.h"
#include "logs/logqledit.h"
#include "logs/logsview.h"
#include "logservice.h"
#include "refreshservice.h"

#include <QSaveFile>
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
    m_view.setQuery(m_isDefault ? logql::defaultQuery({}) : history.first());
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
            m_view.setVolume(m_service.volume(), m_span);
        Q_EMIT updated();
    });
    connect(&m_service, &LogService::stateChanged, this, &LogsController::onStateChanged);

    connect(&m_view, &LogsView::queryRequested, this, &LogsController::run);
    connect(&m_view, &LogsView::retryRequested, this, [this] { ask(true); });
    connect(&m_view, &LogsView::olderRequested, &m_service, &LogService::queryOlder);
    connect(&m_view, &LogsView::tailRequested, this, [this](bool on) {
        if (on)
            m_service.startTail(m_view.query().trimmed());
        else
            m_service.stopTail();
    });
    connect(&m_view, &LogsView::pauseRequested, &m_service, &LogService::pauseTail);
    connect(&m_view, &LogsView::zoomRequested, this,
            [this](qint64 start, qint64 end) { m_refresh.setRange(TimeRange::absolute(start, end)); });
    connect(&m_view, &LogsView::zoomOutRequested, this, [this] {
        const TimeRange::Span span = m_refresh.span();
        m_refresh.setRange(TimeRange::absolute(span.startMs - span.lengthMs() / 2, span.endMs + span.lengthMs() / 2));
    });
    connect(&m_view, &LogsView::exportRequested, this, [this](const QString &path, LogsView::ExportFormat format) {
        QSaveFile file(path);
        const QByteArray bytes = format == LogsView::ExportFormat::Csv ? toCsv(m_model) : toJsonLines(m_model);
        const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
        m_view.showNotice(isWritten ? tr("%n line(s) written to %1.", nullptr, m_model.rowCount()).arg(path)
                                    : tr("%1 could not be written: %2").arg(path, file.errorString()));
    });
    connect(&m_refresh, &RefreshService::rangeChanged, this, [this] {
        if (m_active)
            ask(false);
    });
    connect(&m_refresh, &RefreshService::refreshRequested, this, &LogsController::onBeat);
    connect(&m_refresh, &RefreshService::zoneChanged, this, [this] { m_view.setZone(m_refresh.zone()); });
    connect(&m_backends, &Backends::contextChanged, this, [this] {
        m_model.setEntries({});
        if (m_active)
            ask(false);
    });
}

void LogsController::activate()
{
    m_active = true;
    ask(m_asked == m_view.query().trimmed());
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
    remember(logql);
    if (m_service.tailState() != LogService::TailState::Off)
        m_service.startTail(logql); // follows what is shown
    ask(false);
}

void LogsController::ask(bool isSame)
{
    if (!m_backends.loki()) {
        m_view.showNotConfigured();
        Q_EMIT updated();
        return;
    }
    m_merge = isSame;
    m_asked = m_view.query().trimmed();
    m_span = m_refresh.span();
    m_view.showLoading();
    m_service.query(m_asked, m_span, lineLimit, m_view.chartPixels());
}

void LogsController::onBeat()
{
    const bool isFollowing = m_refresh.range().isRelative() && m_view.isAtTop()
        && m_service.tailState() == LogService::TailState::Off && !m_service.isLoading();
    // What stands in the field may be half typed: the query that was run is asked again, not that.
    if (m_active && isFollowing && m_view.query().trimmed() == m_asked)
        ask(true);
}

void LogsController::onReset(const std::vector<LogEntry> &entries)
{
    if (m_merge)
        m_model.setNewest(entries);
    else
        m_model.setEntries(entries);
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
        if (better != m_view.query()) {
            m_view.setQuery(better);
            ask(false);
        }
    }
    if (m_service.error() && !m_service.isLoading())
        m_view.showError(*m_service.error());
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

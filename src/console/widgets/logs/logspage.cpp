// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logspage.h"

#include "kit/icons.h"
#include "logs/logscontroller.h"
#include "logs/logsview.h"

#include <QAction>
#include <QEvent>
#include <QVBoxLayout>

namespace toban {

LogsPage::LogsPage(LogService &logs, RefreshService &refresh, Backends &backends, QSettings &settings, QWidget *parent)
    : Page(parent), m_view(new LogsView(m_model, settings, this)),
      m_controller(new LogsController(*m_view, m_model, logs, refresh, backends, settings, this)),
      m_runAction(new QAction(icons::icon(QStringLiteral("play")), {}, this)),
      m_tailAction(new QAction(icons::icon(QStringLiteral("live")), {}, this)),
      m_pauseAction(new QAction(icons::icon(QStringLiteral("pause")), {}, this)),
      m_copyAction(new QAction(icons::icon(QStringLiteral("copy")), {}, this)),
      m_jsonAction(new QAction(icons::icon(QStringLiteral("export")), {}, this)),
      m_csvAction(new QAction(icons::icon(QStringLiteral("export")), {}, this)), m_actions{m_runAction,   m_tailAction,
                                                                                           m_pauseAction, m_copyAction,
                                                                                           m_jsonAction,  m_csvAction}
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);
    m_runAction->setObjectName(QStringLiteral("action.logs.run"));
    m_runAction->setShortcut(QKeySequence(QStringLiteral("Ctrl+Return")));
    m_tailAction->setObjectName(QStringLiteral("action.logs.tail"));
    m_tailAction->setShortcut(QKeySequence(QStringLiteral("L")));
    m_pauseAction->setObjectName(QStringLiteral("action.logs.pause"));
    m_pauseAction->setShortcut(QKeySequence(QStringLiteral("Shift+L"))); // P is the window's
    m_copyAction->setObjectName(QStringLiteral("action.logs.copy"));
    m_jsonAction->setObjectName(QStringLiteral("action.logs.exportJson"));
    m_csvAction->setObjectName(QStringLiteral("action.logs.exportCsv"));
    connect(m_runAction, &QAction::triggered, m_view, &LogsView::requestRun);
    connect(m_tailAction, &QAction::triggered, m_view, &LogsView::toggleTail);
    connect(m_pauseAction, &QAction::triggered, m_view, &LogsView::togglePause);
    connect(m_copyAction, &QAction::triggered, m_view, &LogsView::copyLine);
    connect(m_jsonAction, &QAction::triggered, m_view,
            [this] { m_view->requestExport(LogsView::ExportFormat::JsonLines); });
    connect(m_csvAction, &QAction::triggered, m_view, [this] { m_view->requestExport(LogsView::ExportFormat::Csv); });
    connect(m_controller, &LogsController::updated, this, &LogsPage::onUpdated);
    connect(m_view, &LogsView::settingsRequested, this, [this] {
        Q_EMIT navigateRequested(QStringLiteral("settings"), {{QStringLiteral("endpoint"), QStringLiteral("loki")}});
    });
    retranslate();
}

QString LogsPage::title() const
{
    return tr("Logs");
}

void LogsPage::retranslate()
{
    m_runAction->setText(tr("Run the log query"));
    m_tailAction->setText(tr("Start or stop the live tail"));
    m_pauseAction->setText(tr("Pause or resume the live tail"));
    m_copyAction->setText(tr("Copy the chosen line"));
    m_jsonAction->setText(tr("Export lines as JSON lines…"));
    m_csvAction->setText(tr("Export lines as CSV…"));
}

void LogsPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        Q_EMIT titleChanged();
    }
    Page::changeEvent(event);
}

void LogsPage::activate()
{
    setFocus(); // keys work on the list; a letter typed must not land in a filter
    m_controller->activate();
}

void LogsPage::deactivate()
{
    m_controller->deactivate();
}

void LogsPage::navigate(const QVariantMap &args)
{
    if (args.contains(QStringLiteral("agent"))) {
        m_controller->showAgent(args.value(QStringLiteral("agent")).toString());
    } else if (args.contains(QStringLiteral("deployment"))) {
        m_controller->showDeployment(args.value(QStringLiteral("deployment")).toString());
    } else if (args.contains(QStringLiteral("query"))) {
        m_view->setQuery(args.value(QStringLiteral("query")).toString());
        m_controller->run(m_view->query());
    }
}

void LogsPage::onUpdated()
{
    const bool isNow = isComplete();
    if (isNow && !m_wasComplete)
        Q_EMIT completed();
    m_wasComplete = isNow;
}

bool LogsPage::isComplete() const
{
    return !m_view->isLoading();
}

bool LogsPage::hasData() const
{
    return m_view->hasLines();
}

void LogsPage::focusFilter()
{
    m_view->focusQuery();
}

bool LogsPage::goBack()
{
    return m_view->goBack();
}

} // namespace toban

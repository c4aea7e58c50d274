// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace toban {

class Backends;
class DashboardService;
class OperationService;
class OverviewPage;
class RefreshService;
struct AuditEntry;

/// Between the dashboard's service and its page: asks while the page is shown, at each beat, and hands the answers over.
/// Between the beats (there may be none) ages move on, without a request. Operator actions are marked as the journal has
/// them in memory.
class OverviewController : public QObject
{
    Q_OBJECT
public:
    /// With `asked` the service has been asked already for what the page will show first (the start asks before there
    /// is a window).
    OverviewController(OverviewPage &page, DashboardService &service, Backends &backends, RefreshService &refresh,
                       OperationService &operations, bool asked);

private:
    void ask();
    void showSurroundings();
    void showAges();
    void showMarks();
    void onRefreshed();
    void onContextChanged();
    qint64 endMs() const;
    static QString markText(const AuditEntry &entry);

    OverviewPage &m_page;
    DashboardService &m_service;
    Backends &m_backends;
    RefreshService &m_refresh;
    OperationService &m_operations;
    QTimer m_ageTick;
    bool m_asked;
    bool m_active = false;
};

} // namespace toban

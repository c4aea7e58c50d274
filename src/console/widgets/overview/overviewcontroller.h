// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace toban {

class Backends;
class DashboardService;
class OverviewPage;
class RefreshService;

/// Between the dashboard's service and its page: asks while the page is shown, at each beat, and hands the answers
/// over.
class OverviewController : public QObject
{
    Q_OBJECT
public:
    /// With `asked` the service has been asked already for what the page will show first (the start asks before there
    /// is a window).
    OverviewController(OverviewPage &page, DashboardService &service, Backends &backends, RefreshService &refresh,
                       bool asked);

private:
    void ask();
    void showSurroundings();
    void onContextChanged();

    OverviewPage &m_page;
    DashboardService &m_service;
    Backends &m_backends;
    RefreshService &m_refresh;
    bool m_asked;
    bool m_active = false;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowpages.h"

#include "alerts/alertspage.h"
#include "alerts/alertwatch.h"
#include "composition.h"
#include "fleet/fleetpage.h"
#include "logs/logspage.h"
#include "overview/dashboardtexts.h"
#include "overview/overviewcontroller.h"
#include "overview/overviewpage.h"
#include "shell/mainwindow.h"

#include <QCoreApplication>

namespace toban {

namespace {
struct PageNames
{
    Q_DECLARE_TR_FUNCTIONS(WindowPages)
};
} // namespace

void addPages(MainWindow &window, Composition &composition, const std::function<QSettings &()> &views,
              const bool &isOverviewAsked)
{
    Composition &c = composition;
    window.addPage(
        {QStringLiteral("overview"), QStringLiteral("overview"), u'O',
         [&c] { return dashboardText(c.overview().dashboard().title); },
         [&c, &isOverviewAsked](QWidget *parent) {
             auto *page = new OverviewPage(c.overview().dashboard(), parent);
             new OverviewController(*page, c.overview(), c.backends(), c.refresh(), c.operations(), isOverviewAsked);
             QObject::connect(page, &OverviewPage::settingsRequested, page, [page] {
                 Q_EMIT page->navigateRequested(QStringLiteral("settings"),
                                                {{QStringLiteral("endpoint"), QStringLiteral("prometheus")}});
             });
             return page;
         }});
    window.addPage({QStringLiteral("fleet"), QStringLiteral("fleet"), u'F', [] { return PageNames::tr("Fleet"); },
                    [&c, views](QWidget *parent) {
                        return new FleetPage(c.fleet(), c.operations(), c.refresh(), c.backends(), views(), parent);
                    }});
    const QString alerts = QStringLiteral("alerts");
    // Alerts fire whether or not somebody looks at their page.
    auto *watch = new AlertWatch(
        c.alerts(), c.refresh(), c.backends(), [&window, alerts] { return window.currentPageId() == alerts; }, &window);
    window.addPage({alerts, alerts, u'A', [] { return PageNames::tr("Alerts"); },
                    [&c, views](QWidget *parent) {
                        return new AlertsPage(c.alerts(), c.refresh(), c.backends(), views(), parent);
                    },
                    [watch] { return watch->problems(); }});
    QObject::connect(watch, &AlertWatch::changed, &window, [&window, alerts] { window.reloadProblems(alerts); });
    // Not before the first page has what it needs.
    QObject::connect(&window, &MainWindow::pageCreated, watch, [watch](Page *page) {
        QObject::connect(page, &Page::completed, watch, &AlertWatch::start, Qt::SingleShotConnection);
    });
    window.addPage(
        {QStringLiteral("logs"), QStringLiteral("logs"), u'L', [] { return PageNames::tr("Logs"); },
         [&c, views](QWidget *parent) { return new LogsPage(c.logs(), c.refresh(), c.backends(), views(), parent); }});
}

} // namespace toban

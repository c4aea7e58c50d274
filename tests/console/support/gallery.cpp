// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Renders the pages with the samples, so that they can be looked at without a server:
//   QT_QPA_PLATFORM=offscreen toban-gallery DIR [light|dark] [WIDTHxHEIGHT]
#include "alerts/alertsview.h"
#include "fleet/fleetdetailsview.h"
#include "fleet/fleetview.h"
#include "kit/charts/chartview.h"
#include "kit/theme.h"
#include "logs/logsview.h"
#include "operations/scaledialog.h"
#include "samples.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSettings>
#include <QSpinBox>
#include <QTimer>

using namespace toban;

namespace {

/// Lets painting and the charts' worker finish: until no chart is behind, at most two seconds.
void settle(QWidget *of)
{
    QElapsedTimer timer;
    timer.start();
    bool isBehind = true;
    while (timer.elapsed() < 300 || (isBehind && timer.elapsed() < 2000)) {
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        isBehind = false;
        for (const ChartView *chart : of->findChildren<ChartView *>())
            isBehind = isBehind || (chart->isVisible() && !chart->isRendered());
    }
}

struct Gallery
{
    QDir dir;
    QString suffix;
    QSize size;

    void save(QWidget *widget, const QString &name, bool fixedSize = true) const
    {
        if (fixedSize)
            widget->resize(size);
        widget->show();
        settle(widget);
        widget->grab().save(dir.filePath(QStringLiteral("%1-%2.png").arg(name, suffix)));
    }
};

qint64 clockNow()
{
    return samples::now;
}

Context sandbox()
{
    Context context;
    context.name = QStringLiteral("sandbox");
    context.kind = EnvironmentKind::Sandbox;
    return context;
}

void showFleet(const Gallery &gallery, QSettings &settings, TimeRange::Span span)
{
    FleetModel model;
    FleetView view(model, settings, clockNow);
    view.showLoading();
    model.setSnapshot(samples::fleet());
    view.showFleet(samples::now);
    gallery.save(&view, QStringLiteral("fleet-nothing"));
    view.select(QStringLiteral("performance-tester"), QStringLiteral("performance-tester-1"));
    view.details().setMetrics(samples::agentMetrics(span), span);
    view.details().setLines(samples::logs(20));
    gallery.save(&view, QStringLiteral("fleet-agent"));
    view.select(QStringLiteral("code-generator"));
    view.details().setRevisions(samples::revisions());
    view.showOutcome(State::Ok, QStringLiteral("code-generator runs with 6 replicas now. It took 4.2 s."));
    gallery.save(&view, QStringLiteral("fleet-deployment"));
    view.setFilterText(QStringLiteral("no such agent"));
    view.showStale(
        Error(ErrorKind::Network, QStringLiteral("Connection refused"), QStringLiteral("http://127.0.0.1:8080")),
        samples::now - 130'000);
    gallery.save(&view, QStringLiteral("fleet-stale"));
}

void showAlerts(const Gallery &gallery, QSettings &settings)
{
    AlertModel alerts;
    AlertRuleModel rules;
    AlertsView view(alerts, rules, settings, clockNow);
    alerts.setAlerts(samples::alerts());
    rules.setGroups(samples::rules());
    view.showData(AlertsView::Part::Alerts, samples::now);
    view.showData(AlertsView::Part::Rules, samples::now);
    view.selectFirst();
    gallery.save(&view, QStringLiteral("alerts"));
    alerts.setAlerts({});
    view.showData(AlertsView::Part::Alerts, samples::now);
    view.showStale(AlertsView::Part::Rules,
                   Error(ErrorKind::Timeout, {}, QStringLiteral("http://127.0.0.1:9090/api/v1/rules")),
                   samples::now - 130'000);
    view.selectAlert(QStringLiteral("price_missing"));
    gallery.save(&view, QStringLiteral("alerts-quiet"));
}

void showLogs(const Gallery &gallery, QSettings &settings, TimeRange::Span span)
{
    LogModel model;
    LogsView view(model, settings);
    view.setLabelNames(
        {QStringLiteral("app"), QStringLiteral("deployment"), QStringLiteral("level"), QStringLiteral("pod")});
    view.setQuery(QStringLiteral("{app=\"claude-agent\"} | level=~\"error|err|critical|fatal|warn|warning\""));
    model.setEntries(samples::logs(400));
    view.showLines(true);
    view.setVolume(samples::volume(span), span);
    gallery.save(&view, QStringLiteral("logs"));
    view.selectFirst();
    view.setTail({TailStatus::State::Paused, 12, 340});
    gallery.save(&view, QStringLiteral("logs-details"));
    model.setEntries({});
    view.setTail({});
    view.setQuery(QStringLiteral("{app=\"claude-agent\""));
    view.showError(
        Error(ErrorKind::Server,
              QStringLiteral("parse error at line 1, col 20: syntax error: unexpected $end, expecting } or ,"),
              QStringLiteral("http://127.0.0.1:3100/loki/api/v1/query_range"))
            .withStatus(400));
    gallery.save(&view, QStringLiteral("logs-error"));
}

void showScaling(const Gallery &gallery)
{
    const Deployment deployment = samples::fleet().deployments.front();
    ScaleDialog dialog(deployment, sandbox(), clockNow);
    gallery.save(&dialog, QStringLiteral("scale-choose"), false);
    dialog.findChild<QSpinBox *>(QStringLiteral("replicasSpin"))->setValue(6);
    dialog.showPlan(samples::plan(4, 6), false);
    gallery.save(&dialog, QStringLiteral("scale-plan"), false);
    dialog.findChild<QSpinBox *>(QStringLiteral("replicasSpin"))->setValue(0);
    dialog.showPlan(samples::plan(4, 0), true);
    gallery.save(&dialog, QStringLiteral("scale-zero"), false);
    dialog.findChild<QSpinBox *>(QStringLiteral("replicasSpin"))->setValue(6);
    dialog.showSending();
    OperationService::Progress progress;
    progress.step = OperationService::Progress::Step::Watching;
    progress.deployment = deployment;
    progress.deployment.desired = 6;
    progress.deployment.ready = 5;
    progress.target = 6;
    dialog.showProgress(progress);
    gallery.save(&dialog, QStringLiteral("scale-progress"), false);
    progress.step = OperationService::Progress::Step::Ready;
    progress.deployment.ready = 6;
    progress.elapsedMs = 4200;
    dialog.showProgress(progress);
    AuditEntry entry;
    entry.sequence = 42;
    entry.timeMs = samples::now;
    entry.action = QStringLiteral("scale");
    entry.target = deployment.name;
    entry.phase = QStringLiteral("ready");
    entry.outcome = QStringLiteral("6 of 6 ready");
    entry.reason = QStringLiteral("queue grows before the release");
    entry.hash = QStringLiteral("3fa94c1f09d0aa77");
    dialog.showAudit(entry);
    gallery.save(&dialog, QStringLiteral("scale-ready"), false);
    ScaleDialog refused(deployment, sandbox(), clockNow);
    refused.setRefusal(
        QStringLiteral("This environment is read-only, so nothing can be changed. Choose another environment."));
    gallery.save(&refused, QStringLiteral("scale-refused"), false);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QStringList args = app.arguments();
    if (args.size() < 2) {
        qCritical("usage: toban-gallery DIR [light|dark] [WIDTHxHEIGHT]");
        return 2;
    }
    const bool isDark = args.value(2) == QLatin1String("dark");
    const QStringList size = args.value(3, QStringLiteral("1080x640")).split(QLatin1Char('x'));
    applyTheme(app, isDark ? Scheme::Dark : Scheme::Light);
    QDir().mkpath(args[1]);
    const Gallery gallery{QDir(args[1]),
                          (isDark ? QStringLiteral("dark-") : QStringLiteral("light-"))
                              + args.value(3, QStringLiteral("1080x640")),
                          QSize(size.value(0).toInt(), size.value(1).toInt())};
    QSettings settings(gallery.dir.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    const TimeRange::Span span{samples::now - 3'600'000, samples::now};
    showFleet(gallery, settings, span);
    showAlerts(gallery, settings);
    showLogs(gallery, settings, span);
    showScaling(gallery);
    return 0;
}

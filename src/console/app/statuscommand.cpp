// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statuscommand.h"

#include "composition.h"
#include "statusreport.h"

#include <QCoro/QCoroSignal>

#include <QJsonDocument>

namespace toban {

namespace {

QCoro::Task<> refreshOverview(Composition &composition)
{
    auto finished = qCoro(&composition.overview(), &DashboardService::refreshFinished);
    composition.overview().refresh(composition.refresh().span(), 0);
    co_await finished;
    if (composition.overview().isAskingBudget())
        co_await qCoro(&composition.overview(), &DashboardService::budgetAnswered);
}

QCoro::Task<> refreshFleet(Composition &composition)
{
    auto changed = qCoro(&composition.fleet(), &FleetService::changed);
    composition.fleet().refresh();
    co_await changed;
}

} // namespace

QCoro::Task<CommandResult> runStatus(Composition &composition)
{
    const auto entered = co_await composition.enterContext();
    if (!entered)
        co_return failedCommand(entered.error());

    auto overview = refreshOverview(composition);
    auto fleet = refreshFleet(composition);
    auto probe = composition.backends().probe();
    co_await overview;
    co_await fleet;
    co_await probe;

    StatusReport report;
    report.context = composition.backends().context().name;
    report.currency = composition.backends().context().currency;
    report.zone = composition.zone();
    report.takenMs = composition.clock().nowMs();
    for (const TileSpec &tile : composition.overview().dashboard().tiles)
        report.figures.push_back({tile.title, composition.overview().figure(tile.id)});
    report.fleet = composition.fleet().snapshot();
    report.fleetError = composition.fleet().error();
    for (const EndpointKind kind : allEndpointKinds)
        report.endpoints.push_back(composition.backends().health(kind));

    CommandResult result;
    result.code = report.isComplete() ? exitcode::ok : exitcode::incomplete;
    result.out = composition.options().format == OutputFormat::Json
        ? QString::fromUtf8(QJsonDocument(toJson(report)).toJson(QJsonDocument::Indented))
        : toText(report);
    co_return result;
}

} // namespace toban

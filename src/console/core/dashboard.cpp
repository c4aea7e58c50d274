// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard.h"

#include "duration.h"
#include "jsonreader.h"

#include <QJsonArray>

#include <algorithm>

namespace toban {

namespace {

Thresholds readThresholds(JsonReader &parent)
{
    const QString name = QStringLiteral("thresholds");
    JsonReader reader(parent.object(name), parent.pathOf(name));
    Thresholds thresholds;
    thresholds.warn = reader.optionalNumber(QStringLiteral("warn"));
    thresholds.critical = reader.optionalNumber(QStringLiteral("critical"));
    thresholds.lowerIsWorse = reader.boolean(QStringLiteral("lower_is_worse"), false);
    if (thresholds.warn && thresholds.critical) {
        const bool ordered = thresholds.lowerIsWorse ? *thresholds.critical < *thresholds.warn
                                                     : *thresholds.critical > *thresholds.warn;
        reader.failUnless(ordered, QStringLiteral("critical"), QStringLiteral("is not beyond warn"));
    }
    if (const auto error = reader.finish())
        parent.adopt(*error);
    return thresholds;
}

TileSpec readTile(JsonReader &reader)
{
    TileSpec tile;
    tile.id = reader.text(QStringLiteral("id"));
    tile.title = reader.text(QStringLiteral("title"));
    tile.pastTitle = reader.text(QStringLiteral("past_title"), {});
    tile.description = reader.text(QStringLiteral("description"), {});
    tile.formula = reader.text(QStringLiteral("formula"), {});
    tile.measure = reader.text(QStringLiteral("measure"));
    tile.window = reader.text(QStringLiteral("window"), tile.window);
    reader.failUnless(tile.window == u"$today" || parseDurationMs(tile.window), QStringLiteral("window"),
                      QStringLiteral("neither \"$today\" nor a duration such as \"5m\""));
    tile.unit = reader.unit(QStringLiteral("unit"));
    tile.thresholds = readThresholds(reader);
    tile.compareLastWeek = reader.boolean(QStringLiteral("compare_last_week"), true);
    tile.chart = reader.text(QStringLiteral("chart"), {});
    tile.higherIsBetter = reader.optionalBoolean(QStringLiteral("higher_is_better"));
    return tile;
}

std::optional<PanelKind> panelKind(const QString &name)
{
    if (name == u"line")
        return PanelKind::Line;
    if (name == u"stacked_area")
        return PanelKind::StackedArea;
    if (name == u"bars")
        return PanelKind::Bars;
    if (name == u"histogram")
        return PanelKind::Histogram;
    if (name == u"shares")
        return PanelKind::Shares;
    return std::nullopt;
}

PanelQuery readQuery(JsonReader &reader)
{
    PanelQuery query;
    query.measure = reader.text(QStringLiteral("measure"));
    query.by = reader.texts(QStringLiteral("by"));
    query.window = reader.text(QStringLiteral("window"), {});
    reader.failUnless(query.window.isEmpty() || parseDurationMs(query.window), QStringLiteral("window"),
                      QStringLiteral("not a duration such as \"5m\""));
    query.legend = reader.text(QStringLiteral("legend"), {});
    return query;
}

PanelSpec readPanel(JsonReader &reader)
{
    PanelSpec panel;
    panel.id = reader.text(QStringLiteral("id"));
    panel.title = reader.text(QStringLiteral("title"));
    panel.description = reader.text(QStringLiteral("description"), {});
    const QString kindName = reader.text(QStringLiteral("kind"));
    const auto kind = panelKind(kindName);
    reader.failUnless(kind.has_value(), QStringLiteral("kind"), QStringLiteral("unknown kind \"%1\"").arg(kindName));
    panel.kind = kind.value_or(PanelKind::Line);
    panel.unit = reader.unit(QStringLiteral("unit"));
    panel.thresholds = readThresholds(reader);
    panel.thresholdsOf = reader.text(QStringLiteral("thresholds_of"), {});
    panel.dailyBudget = reader.boolean(QStringLiteral("daily_budget"), false);
    panel.zeroBased = reader.boolean(QStringLiteral("zero_based"), true);
    panel.columns = int(reader.optionalNumber(QStringLiteral("columns")).value_or(1));
    reader.failUnless(panel.columns == 1 || panel.columns == 2, QStringLiteral("columns"),
                      QStringLiteral("neither 1 nor 2"));
    if (const QString span = reader.text(QStringLiteral("fixed_span"), {}); !span.isEmpty()) {
        panel.fixedSpanMs = parseDurationMs(span);
        reader.failUnless(panel.fixedSpanMs.has_value(), QStringLiteral("fixed_span"),
                          QStringLiteral("not a duration such as \"14d\""));
    }
    const auto queries = reader.array(QStringLiteral("queries"));
    reader.failUnless(!queries.isEmpty(), QStringLiteral("queries"), QStringLiteral("is missing or empty"));
    for (qsizetype i = 0; i < queries.size(); ++i) {
        const QString name = QStringLiteral("queries[%1]").arg(i);
        JsonReader item(queries[i].toObject(), reader.pathOf(name));
        panel.queries.push_back(readQuery(item));
        if (const auto error = item.finish())
            reader.adopt(*error);
    }
    const bool countsDays = panel.kind == PanelKind::Bars && panel.unit == Unit::Money
        && std::all_of(panel.queries.begin(), panel.queries.end(),
                       [](const PanelQuery &query) { return parseDurationMs(query.window) == 86'400'000; });
    reader.failUnless(!panel.dailyBudget || countsDays, QStringLiteral("daily_budget"),
                      QStringLiteral("is a bound of bars of money with the window \"1d\" only"));
    return panel;
}

/// Reads each object of a list; ids must differ.
template <typename T, typename Read>
void readList(JsonReader &parent, const QString &name, std::vector<T> &into, Read read)
{
    const auto items = parent.array(name);
    QSet<QString> ids;
    for (qsizetype i = 0; i < items.size(); ++i) {
        const QString path = QStringLiteral("%1[%2]").arg(name).arg(i);
        JsonReader reader(items[i].toObject(), parent.pathOf(path));
        into.push_back(read(reader));
        reader.failUnless(!ids.contains(into.back().id), QStringLiteral("id"), QStringLiteral("is used twice"));
        ids.insert(into.back().id);
        if (const auto error = reader.finish())
            parent.adopt(*error);
    }
}

} // namespace

Result<Dashboard> Dashboard::fromJson(const QByteArray &json)
{
    const auto object = parseJsonObject(json);
    if (!object)
        return Failure(object.error());
    JsonReader reader(*object, {});
    Dashboard dashboard;
    dashboard.id = reader.text(QStringLiteral("id"));
    dashboard.title = reader.text(QStringLiteral("title"));
    readList(reader, QStringLiteral("tiles"), dashboard.tiles, readTile);
    readList(reader, QStringLiteral("panels"), dashboard.panels, readPanel);
    for (std::size_t i = 0; i < dashboard.tiles.size(); ++i) {
        const QString &chart = dashboard.tiles[i].chart;
        const bool known = chart.isEmpty()
            || std::any_of(dashboard.panels.begin(), dashboard.panels.end(),
                           [&chart](const PanelSpec &panel) { return panel.id == chart; });
        reader.failUnless(known, QStringLiteral("tiles[%1].chart").arg(i),
                          QStringLiteral("no panel has the id \"%1\"").arg(chart));
    }
    if (const auto error = reader.finish())
        return Failure(*error);
    return dashboard;
}

} // namespace toban

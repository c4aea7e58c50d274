// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/presentfigures.h"

#include "kit/format.h"
#include "overview/dashboardtexts.h"
#include "overview/overviewpage.h"

namespace toban {

void PresentFigures::take(const Figure &figure)
{
    if (!figure.isOfPast)
        m_figures.insert(figure.id, figure);
}

void PresentFigures::clear()
{
    m_figures.clear();
    m_completeMs = 0;
}

std::vector<Problem> PresentFigures::problems(const Dashboard &dashboard, const QString &currency) const
{
    std::vector<Problem> problems;
    for (const TileSpec &spec : dashboard.tiles) {
        const Figure figure = m_figures.value(spec.id);
        const bool critical = figure.state == State::Critical;
        const auto &bound = critical ? spec.thresholds.critical : spec.thresholds.warn;
        if (!figure.value || !bound || (!critical && figure.state != State::Warn))
            continue;
        const QString value = format::value(*figure.value, spec.unit, currency);
        const QString limit = format::value(*bound, spec.unit, currency);
        Problem problem;
        problem.id = QStringLiteral("figure/") + spec.id;
        problem.severity = figure.state;
        problem.text = spec.thresholds.lowerIsWorse ? OverviewPage::tr("%1 is %2, below the bound of %3.")
                                                    : OverviewPage::tr("%1 is %2, above the bound of %3.");
        problem.text = problem.text.arg(dashboardText(spec.title), value, limit);
        problem.args = {{QStringLiteral("panel"), spec.chart}};
        problems.push_back(problem);
    }
    return problems;
}

} // namespace toban

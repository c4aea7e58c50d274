// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/planview.h"

#include "factgrid.h"
#include "kit/format.h"
#include "kit/icons.h"
#include "kit/statebadge.h"
#include "kit/theme.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>

namespace toban {

QString planFieldText(const QString &field)
{
    if (field == QLatin1String("replicas") || field == QLatin1String("replicas.desired"))
        return QCoreApplication::translate("toban::PlanView", "Replicas");
    if (field == QLatin1String("state"))
        return QCoreApplication::translate("toban::PlanView", "State");
    if (field == QLatin1String("current_revision") || field == QLatin1String("revision"))
        return QCoreApplication::translate("toban::PlanView", "Revision");
    return field;
}

PlanView::PlanView(QWidget *parent)
    : QWidget(parent), m_changes(new QWidget(this)), m_changeGrid(new QGridLayout(m_changes)),
      m_facts(new FactGrid(this)), m_warnings(new QWidget(this)), m_warningList(new QVBoxLayout(m_warnings)),
      m_expiry(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    m_changeGrid->setContentsMargins(0, 0, 0, 0);
    m_changeGrid->setHorizontalSpacing(space::l);
    m_changeGrid->setVerticalSpacing(space::xs);
    m_changeGrid->setColumnStretch(3, 1);
    m_warningList->setContentsMargins(0, 0, 0, 0);
    m_warningList->setSpacing(space::xs);
    m_expiry->setProperty("role", QStringLiteral("caption"));
    column->addWidget(m_changes);
    column->addWidget(m_warnings);
    column->addWidget(m_facts);
    column->addWidget(m_expiry);
}

void PlanView::setPlan(const Plan &plan, const QTimeZone &zone)
{
    m_plan = plan;
    m_zone = zone;

    qDeleteAll(m_changes->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    int row = 0;
    for (const Plan::Change &change : plan.changes) {
        auto *field = new QLabel(planFieldText(change.field), m_changes);
        field->setProperty("role", QStringLiteral("faint"));
        auto *from = new QLabel(change.from, m_changes);
        auto *arrow = new QLabel(QStringLiteral("→"), m_changes);
        arrow->setProperty("role", QStringLiteral("faint"));
        auto *to = new QLabel(change.to, m_changes);
        for (QLabel *label : {field, from, to})
            label->setTextFormat(Qt::PlainText);
        from->setFont(type::tabular(type::font(this, 20)));
        to->setFont(type::tabular(type::font(this, 20, QFont::DemiBold)));
        to->setAccessibleName(tr("%1: %2 now, %3 then").arg(planFieldText(change.field), change.from, change.to));
        m_changeGrid->addWidget(field, row, 0);
        m_changeGrid->addWidget(from, row, 1);
        m_changeGrid->addWidget(arrow, row, 2);
        m_changeGrid->addWidget(to, row, 3);
        ++row;
    }

    qDeleteAll(m_warnings->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    for (const QString &warning : plan.warnings) {
        auto *line = new QWidget(m_warnings);
        auto *layout = new QHBoxLayout(line);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(space::s);
        auto *mark = new StateBadge(line);
        mark->setFlat(true);
        mark->setState(State::Warn, tr("Warning"));
        auto *text = new QLabel(warning, line);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        layout->addWidget(mark, 0, Qt::AlignTop);
        layout->addWidget(text, 1);
        m_warningList->addWidget(line);
    }
    m_warnings->setVisible(!plan.warnings.isEmpty());

    std::vector<FactGrid::Fact> facts;
    QStringList touched{tr("%n agent(s)", nullptr, plan.agents)};
    touched.append(tr("%n running task(s)", nullptr, plan.inFlightTasks));
    touched.append(format::value(plan.requestsPerSecond, Unit::PerSecond));
    facts.push_back({tr("Touches"), touched.join(QStringLiteral(" · ")), {}, false});
    if (plan.costPerHour) {
        const Plan::Cost &cost = *plan.costPerHour;
        const QString sign = cost.delta > 0 ? QStringLiteral("+")
            : cost.delta < 0                ? QStringLiteral("−")
                                            : QStringLiteral("±");
        facts.push_back({tr("Cost per hour"),
                         tr("%1 → %2 (%3)")
                             .arg(format::money(cost.before, cost.currency), format::money(cost.after, cost.currency),
                                  sign + format::money(qAbs(cost.delta), cost.currency)),
                         {},
                         false});
        if (!cost.basis.isEmpty())
            //: What a cost estimate rests on
            facts.push_back({tr("Basis"), cost.basis, {}, false});
    } else {
        facts.push_back({tr("Cost per hour"), tr("not known"),
                         tr("The manager has no price for what this deployment uses."), false});
    }
    facts.push_back({tr("Role"), plan.requiredRole.isEmpty() ? tr("any") : plan.requiredRole, {}, false});
    if (plan.needsApproval)
        facts.push_back({tr("Approval"), tr("A second person has to approve it."), {}, false});
    m_facts->setFacts(facts);
    refreshExpiry();
}

void PlanView::setNow(qint64 nowMs)
{
    m_nowMs = nowMs;
    refreshExpiry();
}

bool PlanView::isExpired(qint64 nowMs) const
{
    return m_plan.expiresMs > 0 && nowMs >= m_plan.expiresMs;
}

void PlanView::refreshExpiry()
{
    m_expiry->setVisible(m_plan.expiresMs > 0);
    if (isExpired(m_nowMs))
        m_expiry->setText(tr("This plan has expired. Go back and review it again."));
    else
        m_expiry->setText(tr("Holds until %1, for another %2.")
                              .arg(format::time(m_plan.expiresMs, m_zone),
                                   format::durationMs((m_plan.expiresMs - m_nowMs) / 1000 * 1000)));
}

} // namespace toban

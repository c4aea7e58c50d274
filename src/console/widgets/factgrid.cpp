// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "factgrid.h"

#include "kit/theme.h"

#include <QGridLayout>
#include <QLabel>

namespace toban {

FactGrid::FactGrid(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(space::m);
    m_grid->setVerticalSpacing(space::xs);
    m_grid->setColumnStretch(1, 1);
}

void FactGrid::setFacts(const std::vector<Fact> &facts)
{
    while (m_rows.size() < facts.size()) {
        auto *name = new QLabel(this);
        name->setProperty("role", QStringLiteral("faint"));
        name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        auto *value = new QLabel(this);
        value->setTextFormat(Qt::PlainText);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        value->setFocusPolicy(Qt::NoFocus); // twenty stops would stand between the list and what can be done
        value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        const int row = int(m_rows.size());
        m_grid->addWidget(name, row, 0);
        m_grid->addWidget(value, row, 1);
        m_rows.emplace_back(name, value);
    }
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const auto [name, value] = m_rows[i];
        const bool isUsed = i < facts.size();
        name->setVisible(isUsed);
        value->setVisible(isUsed);
        if (!isUsed)
            continue;
        const Fact &fact = facts[i];
        name->setText(fact.name);
        value->setText(fact.value);
        value->setToolTip(fact.toolTip);
        value->setAccessibleName(fact.name + QLatin1Char(' ') + fact.value);
        value->setFont(fact.isMonospace ? type::monospace() : type::font(this, type::body));
    }
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logmenus.h"

#include "kit/icons.h"
#include "logs/logqledit.h"

#include <QMenu>
#include <QToolButton>

namespace toban {

namespace {

constexpr int offeredColumns = 20;

/// A text as a menu shows it, letter for letter.
QString literal(QString text)
{
    return text.replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace

LogMenus::LogMenus(const Buttons &buttons, const LogModel &model, QObject *parent) : QObject(parent), m_model(model)
{
    equip(buttons.history, QStringLiteral("clock"), &LogMenus::fillHistory);
    equip(buttons.help, QStringLiteral("help"), &LogMenus::fillHelp);
    equip(buttons.columns, QStringLiteral("columns"), &LogMenus::fillColumns);
    equip(buttons.save, QStringLiteral("export"), &LogMenus::fillExport);
}

QMenu *LogMenus::equip(QToolButton *button, const QString &icon, void (LogMenus::*fill)(QMenu *))
{
    auto *menu = new QMenu(button);
    button->setIcon(icons::icon(icon));
    button->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu, fill] {
        menu->clear();
        (this->*fill)(menu);
    });
    return menu;
}

void LogMenus::fillHistory(QMenu *menu)
{
    for (const QString &logql : std::as_const(m_history))
        menu->addAction(literal(logql), this, [this, logql] { Q_EMIT queryChosen(logql); });
    if (m_history.isEmpty())
        menu->addAction(tr("No query yet"))->setEnabled(false);
}

void LogMenus::fillHelp(QMenu *menu)
{
    menu->addSection(tr("Labels"));
    for (const QString &name : std::as_const(m_labels))
        menu->addAction(literal(name), this, [this, name] { Q_EMIT labelChosen(name); });
    if (m_labels.isEmpty())
        menu->addAction(tr("No labels are known yet"))->setEnabled(false);
    menu->addSection(tr("Examples"));
    const QString selector = logql::defaultQuery(m_labels);
    for (const QString &rest :
         {QString(), QStringLiteral(" |= \"timeout\""), QStringLiteral(" | json | event=\"error\""),
          QStringLiteral(" | json | tool!=\"\" | success=\"false\"")}) {
        const QString logql = selector + rest;
        menu->addAction(literal(logql), this, [this, logql] { Q_EMIT queryChosen(logql); });
    }
}

void LogMenus::fillColumns(QMenu *menu)
{
    QStringList names = m_model.fieldColumns();
    for (const QString &name : m_model.fieldNames()) {
        if (names.size() < offeredColumns && !names.contains(name))
            names.append(name);
    }
    for (const QString &name : std::as_const(names)) {
        QAction *action = menu->addAction(literal(name), this, [this, name] { Q_EMIT columnToggled(name); });
        action->setCheckable(true);
        action->setChecked(m_model.fieldColumns().contains(name));
    }
    if (names.isEmpty())
        menu->addAction(tr("These lines have no fields"))->setEnabled(false);
}

void LogMenus::fillExport(QMenu *menu)
{
    const bool hasLines = m_model.rowCount() > 0;
    menu->addAction(tr("Export as &JSON lines…"), this, [this] { Q_EMIT exportRequested(false); })
        ->setEnabled(hasLines);
    menu->addAction(tr("Export as &CSV…"), this, [this] { Q_EMIT exportRequested(true); })->setEnabled(hasLines);
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logmodel.h"

#include <QObject>
#include <QStringList>

class QMenu;
class QToolButton;

namespace toban {

/// The menus of the logs' view, filled when they open: earlier queries, labels and examples, fields as columns, export.
class LogMenus : public QObject
{
    Q_OBJECT
public:
    struct Buttons
    {
        QToolButton *history;
        QToolButton *help;
        QToolButton *columns;
        QToolButton *save;
    };
    LogMenus(const Buttons &buttons, const LogModel &model, QObject *parent);

    void setHistory(const QStringList &queries) { m_history = queries; }
    void setLabelNames(const QStringList &names) { m_labels = names; }

Q_SIGNALS:
    void queryChosen(const QString &logql); ///< to be run
    void labelChosen(const QString &name); ///< to be put into the query
    void columnToggled(const QString &name);
    void exportRequested(bool asCsv);

private:
    QMenu *equip(QToolButton *button, const QString &icon, void (LogMenus::*fill)(QMenu *));
    void fillHistory(QMenu *menu);
    void fillHelp(QMenu *menu);
    void fillColumns(QMenu *menu);
    void fillExport(QMenu *menu);

    const LogModel &m_model;
    QStringList m_history;
    QStringList m_labels;
};

} // namespace toban

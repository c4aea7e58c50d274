// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/problem.h"

#include <QAbstractTableModel>

#include <map>
#include <vector>

namespace toban {

/// All problems known now, from all sources, worst first and then the longest-lasting. A source hands over its whole
/// list each time; lines are merged by id, so that a selection stays where it is.
class ProblemsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { TextColumn, SourceColumn, SinceColumn, ColumnCount };
    enum Role { ProblemRole = Qt::UserRole + 1, SinceRole };

    using QAbstractTableModel::QAbstractTableModel;

    /// `source` is the part that reports ("endpoints", a page's id), not shown.
    void setProblems(const QString &source, std::vector<Problem> problems);
    const Problem &at(int row) const { return m_rows[std::size_t(row)]; }
    int count(State severity) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void countsChanged();

private:
    void merge(const std::vector<Problem> &wanted);

    std::map<QString, std::vector<Problem>> m_bySource;
    std::vector<Problem> m_rows;
};

} // namespace toban

Q_DECLARE_METATYPE(toban::Problem)

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/problemsmodel.h"

#include <algorithm>
#include <limits>

namespace toban {

namespace {

bool isBefore(const Problem &a, const Problem &b)
{
    if (a.severity != b.severity)
        return a.severity > b.severity;
    const qint64 sinceA = a.sinceMs > 0 ? a.sinceMs : std::numeric_limits<qint64>::max();
    const qint64 sinceB = b.sinceMs > 0 ? b.sinceMs : std::numeric_limits<qint64>::max();
    return sinceA != sinceB ? sinceA < sinceB : a.id < b.id;
}

} // namespace

void ProblemsModel::setProblems(const QString &source, std::vector<Problem> problems)
{
    if (problems.empty())
        m_bySource.erase(source);
    else
        m_bySource[source] = std::move(problems);

    std::map<QString, Problem> byId; // two sources may see the same thing
    for (const auto &[name, list] : m_bySource)
        for (const Problem &problem : list) {
            const auto [it, isNew] = byId.try_emplace(problem.id, problem);
            if (isNew)
                continue;
            // What is known now counts before what was so some time ago.
            const bool isOld = problem.asOfMs != 0;
            const bool wasOld = it->second.asOfMs != 0;
            if (isOld == wasOld ? isBefore(problem, it->second) : wasOld)
                it->second = problem;
        }
    std::vector<Problem> wanted;
    wanted.reserve(byId.size());
    for (auto &[id, problem] : byId)
        wanted.push_back(std::move(problem));
    std::sort(wanted.begin(), wanted.end(), isBefore);
    if (wanted == m_rows)
        return;
    merge(wanted);
    Q_EMIT countsChanged();
}

void ProblemsModel::merge(const std::vector<Problem> &wanted)
{
    const auto findIn = [](const std::vector<Problem> &list, const QString &id) {
        return std::find_if(list.begin(), list.end(), [&](const Problem &p) { return p.id == id; });
    };
    for (int row = int(m_rows.size()) - 1; row >= 0; --row)
        if (findIn(wanted, m_rows[std::size_t(row)].id) == wanted.end()) {
            beginRemoveRows({}, row, row);
            m_rows.erase(m_rows.begin() + row);
            endRemoveRows();
        }
    for (int row = 0; row < int(wanted.size()); ++row) {
        const Problem &problem = wanted[std::size_t(row)];
        const auto it = findIn(m_rows, problem.id);
        if (it == m_rows.end()) {
            beginInsertRows({}, row, row);
            m_rows.insert(m_rows.begin() + row, problem);
            endInsertRows();
            continue;
        }
        const int from = int(it - m_rows.begin());
        if (from != row) { // rows before `row` are in place, so it can only move up
            beginMoveRows({}, from, from, {}, row);
            std::rotate(m_rows.begin() + row, m_rows.begin() + from, m_rows.begin() + from + 1);
            endMoveRows();
        }
        if (!(m_rows[std::size_t(row)] == problem)) {
            m_rows[std::size_t(row)] = problem;
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    }
}

int ProblemsModel::count(State severity) const
{
    return int(std::count_if(m_rows.begin(), m_rows.end(),
                             [severity](const Problem &problem) { return problem.severity == severity; }));
}

int ProblemsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ProblemsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProblemsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Problem &problem = at(index.row());
    if (role == ProblemRole)
        return QVariant::fromValue(problem);
    if (role == SinceRole)
        return problem.sinceMs;
    if (role == Qt::DisplayRole && index.column() == TextColumn)
        return problem.text;
    if (role == Qt::DisplayRole && index.column() == SourceColumn)
        return problem.source;
    if (role == Qt::ToolTipRole)
        return problem.text;
    return {};
}

} // namespace toban

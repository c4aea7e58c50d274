// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertmodel.h"

#include <QSortFilterProxyModel>
#include <QTimeZone>

namespace toban {

/// Alertmanager's alerts as they are read, gravest and newest first unless sorted otherwise. Rows do not move by
/// themselves: the order is that of the last sort(), the filter that of the last refilter(). While it is held (the
/// pointer is over the rows) those that come stand at the end.
class AlertProxy final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit AlertProxy(AlertModel &model, QObject *parent = nullptr);

    void setNow(qint64 nowMs) { m_nowMs = nowMs; } ///< emits nothing
    void setZone(const QTimeZone &zone) { m_zone = zone; }
    void setFilterText(const QString &text); ///< every word in a label or annotation
    bool isFiltering() const { return !m_words.isEmpty(); }
    void refilter() { invalidateFilter(); }
    void hold(); ///< keeps the order of this moment, whatever comes; again: of this one
    void release(); ///< sorts
    bool isHeld() const { return m_isHeld; }

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QString text(const Alert &alert, int column) const;

    AlertModel &m_model;
    qint64 m_nowMs = 0;
    QTimeZone m_zone = QTimeZone::utc();
    QStringList m_words;
    bool m_isHeld = false;
    QHash<QString, int> m_places; ///< of the alerts while held
};

} // namespace toban

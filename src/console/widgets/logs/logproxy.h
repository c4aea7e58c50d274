// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logmodel.h"

#include <QIdentityProxyModel>
#include <QTimeZone>

namespace toban {

/// Log lines as they are read: times in the zone, level with its mark, message with the other fields faint behind it.
class LogProxy final : public QIdentityProxyModel
{
    Q_OBJECT
public:
    explicit LogProxy(LogModel &model, QObject *parent = nullptr);
    void setZone(const QTimeZone &zone); ///< repaints the times
    void setFieldsInMessage(bool shown) { m_fieldsInMessage = shown; } ///< before the view is shown; default: shown

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    LogModel &m_model;
    QTimeZone m_zone = QTimeZone::utc();
    bool m_fieldsInMessage = true;
};

} // namespace toban

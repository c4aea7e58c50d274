// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

class QHeaderView;
class QSettings;

namespace toban {

/// Remembers a header's columns (order, widths, hidden, sorting) under a key and gives a menu at the header to show and
/// hide them. A stored state of another number of columns is left alone. Owned by the header.
class TableState : public QObject
{
    Q_OBJECT
public:
    /// Restores at once; the model must be set. `settings` outlives the header.
    TableState(QHeaderView *header, QSettings &settings, const QString &key);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restore();
    void save();
    void showMenu(const QPoint &position);

    QHeaderView *m_header;
    QSettings &m_settings;
    QString m_key;
    QByteArray m_defaults;
    QTimer m_pause;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QTimer>

class QAction;

namespace toban {

/// A filter: search icon, the `/` hint while empty, a clear button. Esc clears, and when already empty gives the focus
/// to `escapeTo`. filterChanged comes 120 ms after the last key, at once on Enter and on clearing.
class FilterField : public QLineEdit
{
    Q_OBJECT
public:
    explicit FilterField(QWidget *parent = nullptr);
    void setEscapeTo(QWidget *widget) { m_escapeTo = widget; }

Q_SIGNALS:
    void filterChanged(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void announce();

    QTimer m_pause;
    QString m_announced;
    QWidget *m_escapeTo = nullptr;
    QAction *m_search = nullptr;
};

} // namespace toban

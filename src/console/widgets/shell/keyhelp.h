// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>
#include <QWidget>

#include <vector>

namespace toban {

/// `?`: every key that works here, in columns over the window. Any key or click closes it.
class KeyHelp : public QWidget
{
    Q_OBJECT
public:
    struct Line
    {
        QString keys;
        QString text;
    };
    struct Group
    {
        QString title;
        std::vector<Line> lines;
    };

    explicit KeyHelp(QWidget *window);
    void open(const std::vector<Group> &groups);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void shut();

    QWidget *m_window;
    QFrame *m_panel = nullptr;
    QPointer<QWidget> m_focusBefore;
};

} // namespace toban

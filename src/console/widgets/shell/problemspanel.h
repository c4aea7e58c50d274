// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/problem.h"

#include <QTimeZone>
#include <QWidget>

class QLabel;
class QStackedWidget;
class QTreeView;

namespace toban {

class ProblemsModel;

/// The list at the bottom of the window: what is wrong now, since when, with a jump (double click, Enter). Says so when
/// nothing is.
class ProblemsPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ProblemsPanel(ProblemsModel &model, QWidget *parent = nullptr);

    void setTime(qint64 nowMs, const QTimeZone &zone); ///< what times are shown against, and in which zone

Q_SIGNALS:
    void jumpRequested(const toban::Problem &problem);

protected:
    void changeEvent(QEvent *event) override;

private:
    class Presentation;
    void showCounts();

    ProblemsModel &m_model;
    Presentation *m_presentation;
    QStackedWidget *m_stack;
    QTreeView *m_view;
    QLabel *m_none;
};

} // namespace toban

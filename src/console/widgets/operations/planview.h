// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan.h"

#include <QTimeZone>
#include <QWidget>

#include <memory>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace toban {

class FactGrid;

/// A plan as the manager made it: what changes (now → then), whom it touches, what it costs, what it warns of, who may
/// do it and until when it holds.
class PlanView : public QWidget
{
    Q_OBJECT
public:
    explicit PlanView(QWidget *parent = nullptr);

    void setPlan(const Plan &plan, const QTimeZone &zone);
    void setNow(qint64 nowMs); ///< the time left is told against this
    bool isExpired(qint64 nowMs) const;

private:
    void refreshExpiry();

    Plan m_plan;
    QTimeZone m_zone = QTimeZone::utc();
    qint64 m_nowMs = 0;
    QWidget *m_changes;
    QGridLayout *m_changeGrid;
    FactGrid *m_facts;
    QWidget *m_warnings;
    QVBoxLayout *m_warningList;
    QLabel *m_expiry;
};

/// The manager's name of a field in words: "replicas" → "Replicas". Unknown ones as they are.
QString planFieldText(const QString &field);

} // namespace toban

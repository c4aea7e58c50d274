// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrulemodel.h"

#include <QTimeZone>
#include <QUrl>
#include <QWidget>

#include <memory>
#include <optional>

namespace toban {
namespace Ui {
class AlertDetailsView;
}

/// All that is known of one rule or alert: what it means, the runbook, the query, labels and annotations. Setters and
/// signals only.
class AlertDetailsView : public QWidget
{
    Q_OBJECT
public:
    explicit AlertDetailsView(QWidget *parent = nullptr);
    ~AlertDetailsView() override;

    void setZone(const QTimeZone &zone);
    void showNothing();
    void showGroup(const AlertGroupRow &group);
    /// A rule, or one of its instances.
    void showRule(const AlertRuleRow &rule, const Alert *instance);
    /// Alertmanager's; `rule` is the rule of that name where Prometheus has one.
    void showAlert(const Alert &alert, const AlertRuleRow *rule);
    bool isEmpty() const { return m_shown == Shown::Nothing; }

public Q_SLOTS:
    void copyQuery();

Q_SIGNALS:
    void closeRequested();
    void runbookRequested(const QUrl &url);
    void rangeRequested(qint64 startMs); ///< from a while before it began until now

protected:
    void changeEvent(QEvent *event) override;

private:
    enum class Shown { Nothing, Group, Rule, Alert };
    void refresh();
    void refreshTexts(const Labels &labels, const Labels &annotations);

    std::unique_ptr<Ui::AlertDetailsView> m_ui;
    QTimeZone m_zone = QTimeZone::utc();
    Shown m_shown = Shown::Nothing;
    std::optional<AlertGroupRow> m_group;
    std::optional<AlertRuleRow> m_rule;
    std::optional<Alert> m_alert;
    QUrl m_runbook;
};

} // namespace toban

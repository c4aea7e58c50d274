// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertmodel.h"
#include "error.h"

#include <QTimeZone>
#include <QTimer>
#include <QUrl>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>

class QSettings;
class QTableView;
class QTreeView;

namespace toban {
namespace Ui {
class AlertsView;
}

class AlertDetailsView;
class AlertProxy;
class AlertRuleProxy;
class StateView;

/// What fires (Alertmanager) above the rules (Prometheus), with a details pane. Each part has its own error and age.
/// Setters and signals only; the models are merged by the controller, which says so.
class AlertsView : public QWidget
{
    Q_OBJECT
public:
    /// now(): ms since the epoch, what ages are measured against. The settings outlive the view.
    AlertsView(AlertModel &alerts, AlertRuleModel &rules, QSettings &settings, std::function<qint64()> now,
               QWidget *parent = nullptr);
    ~AlertsView() override;

    void setZone(const QTimeZone &zone);
    void setTicking(bool ticking); ///< while shown

    enum class Part { Alerts, Rules };
    void reset(); ///< another environment: nothing of the last one stays, the first answers are awaited
    void showLoading(Part part); ///< only while there is nothing
    void showData(Part part, qint64 answeredMs); ///< the model holds the answer, of this time
    void showError(Part part, const Error &error); ///< nothing to show but the error
    /// The last answer, which the model holds, stays under the error; an empty one gives way to it: a list that nobody
    /// could ask for must not read as quiet.
    void showStale(Part part, const Error &error, qint64 answeredMs);
    void showNotConfigured(Part part);
    bool isLoading() const;
    bool hasData() const; ///< both parts

    void setFilterText(const QString &text);
    void focusFilter();
    bool goBack();
    /// The firing alert with this fingerprint, else the first of this name, else the rule.
    void selectAlert(const QString &name, const QString &fingerprint = {});
    void selectRule(const QString &group, const QString &name);
    void selectFirst();

public Q_SLOTS:
    void copyQuery();
    void expandAll();
    void collapseAll();

Q_SIGNALS:
    void retryRequested();
    void settingsRequested(toban::AlertsView::Part part);
    void rangeRequested(qint64 startMs);
    void runbookRequested(const QUrl &url);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Source
    {
        StateView *state = nullptr;
        bool hasData = false;
        bool isConfigured = true;
        qint64 answeredMs = 0;
        std::optional<Error> error; ///< of the last refresh: over the data, or instead of it
    };
    Source &source(Part part) { return part == Part::Alerts ? m_alertSource : m_ruleSource; }
    void retranslate();
    void take(Part part, qint64 answeredMs, const std::optional<Error> &error);
    void refreshContent(Part part);
    void refreshContent();
    void refreshNotes();
    void refreshDetails();
    void onFilterChanged();
    void clearFilter();
    void tick();

    std::unique_ptr<Ui::AlertsView> m_ui;
    AlertModel &m_alerts;
    AlertRuleModel &m_rules;
    AlertProxy *m_alertProxy;
    AlertRuleProxy *m_ruleProxy;
    QTableView *m_alertTable = nullptr;
    QTreeView *m_ruleTree = nullptr;
    AlertDetailsView *m_details = nullptr;
    Source m_alertSource;
    Source m_ruleSource;
    Part m_shown = Part::Alerts; ///< whose current row the details show
    std::function<qint64()> m_now;
    QTimeZone m_zone = QTimeZone::utc();
    QTimer m_ticks;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleetmodel.h"
#include "fleetservice.h"
#include "kit/charts/chartdata.h"

#include <QWidget>

#include <array>
#include <memory>

class QSettings;
class QTableWidget;

namespace toban {
namespace Ui {
class FleetDetailsView;
}

class ChartView;
class CrosshairGroup;
class LogModel;
class LogProxy;

/// What is known of one deployment or agent: its values, metrics, last log lines, revisions. Setters and signals only.
class FleetDetailsView : public QWidget
{
    Q_OBJECT
public:
    /// The settings keep the columns of the revisions; they outlive the view.
    explicit FleetDetailsView(QSettings &settings, QWidget *parent = nullptr);
    ~FleetDetailsView() override;

    void setZone(const QTimeZone &zone);
    void setNow(qint64 nowMs); ///< what a heartbeat's age is measured against
    void showNothing();
    /// Changes the values; metrics, lines and revisions stay until the thing shown is another one, then they load.
    /// `state` and the number of silent agents as the list has them.
    void showDeployment(const FleetDeployment &row, State state, int silentAgents);
    void showAgent(const Agent &agent);
    bool isEmpty() const;

    /// `annotations`: operator actions, drawn as marks.
    void setMetrics(const Result<AgentMetrics> &metrics, TimeRange::Span span,
                    std::vector<ChartData::Annotation> annotations = {});
    void setAnnotations(std::vector<ChartData::Annotation> annotations); ///< the metrics stay
    void setLines(const Result<std::vector<LogEntry>> &lines);
    void setRevisions(const Result<std::vector<Revision>> &revisions);
    int chartPixels() const; ///< width of a chart in device pixels
    bool isLoading() const; ///< a part waits for its first answer

Q_SIGNALS:
    void closeRequested();
    void retryRequested();
    void logsRequested();
    void zoomRequested(qint64 startMs, qint64 endMs);

protected:
    void changeEvent(QEvent *event) override;

private:
    void show(const QString &key);
    void forget(); ///< the answers for what was shown before
    void retranslate();
    void refreshFacts();
    void fillRevisions();
    void refreshMetrics();
    void refreshLines();
    void refreshRevisions();

    struct Chart
    {
        const char *title;
        FramePtr AgentMetrics::*frame;
        Unit unit;
        ChartView *view = nullptr;
    };

    std::unique_ptr<Ui::FleetDetailsView> m_ui;
    QTimeZone m_zone = QTimeZone::utc();
    QString m_key; ///< of the thing shown
    std::optional<FleetDeployment> m_deployment;
    State m_deploymentState = State::Unknown;
    int m_silentAgents = 0;
    std::optional<Agent> m_agent;
    std::array<Chart, 5> m_charts;
    std::vector<ChartData::Annotation> m_annotations;
    LogModel *m_lines;
    LogProxy *m_lineProxy;
    QTableWidget *m_revisionTable;
    std::vector<Revision> m_revisions;
    // The last answers for the thing shown; nothing: not there yet.
    std::optional<Result<AgentMetrics>> m_metrics;
    TimeRange::Span m_span;
    std::optional<Result<void>> m_linesAnswer;
    std::optional<Result<void>> m_revisionsAnswer;
    qint64 m_nowMs = 0;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboardservice.h"
#include "kit/card.h"
#include "kit/charts/chartdata.h"

#include <QTimeZone>

#include <memory>

class QAction;

namespace toban {

class ChartView;
class CrosshairGroup;
class SeriesColours;
class StateView;

/// One chart of a dashboard on a card, with its states and its menu. A view: setters and signals.
class PanelCard : public Card
{
    Q_OBJECT
public:
    PanelCard(const PanelSpec &spec, CrosshairGroup *crosshair, std::shared_ptr<SeriesColours> colours,
              QWidget *parent = nullptr);

    const PanelSpec &spec() const { return m_spec; }
    ChartView *chart() const { return m_chart; }
    const PanelData &data() const { return m_data; }

    void setData(const PanelData &data, const QString &currency);
    /// Of the times shown, and of the days that bars stand for.
    void setZones(const QTimeZone &shown, const QTimeZone &days);
    /// What the age of the newest sample is measured against; an `endMs` before now is a past range's, and has no age.
    void setNow(qint64 nowMs, qint64 endMs, qint64 scrapeMs);
    void setNewestSample(std::optional<qint64> ms); ///< known at each beat, the data only when a step has passed
    void setMarks(const std::vector<ChartData::Annotation> &marks); ///< operator actions, on charts with a time axis
    void focusChart();
    bool isSettled() const; ///< an answer is in, and painted if it is data
    bool hasData() const;

Q_SIGNALS:
    void queryRequested();
    void csvRequested();
    void pictureRequested();
    void retryRequested();
    void settingsRequested();
    void settled();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildMenu();
    void retranslate();
    void showState();
    void showNote();
    ChartData chartData() const;

    PanelSpec m_spec;
    PanelData m_data;
    QString m_currency;
    QTimeZone m_zone = QTimeZone::utc();
    QTimeZone m_dayZone = QTimeZone::utc();
    std::vector<ChartData::Annotation> m_marks;
    qint64 m_nowMs = 0;
    qint64 m_endMs = 0;
    qint64 m_scrapeMs = 15'000;
    StateView *m_state;
    ChartView *m_chart;
    QAction *m_query = nullptr;
    QAction *m_csv = nullptr;
    QAction *m_png = nullptr;
};

} // namespace toban

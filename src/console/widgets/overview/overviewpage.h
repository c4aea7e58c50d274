// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboardservice.h"
#include "kit/charts/chartdata.h"
#include "overview/presentfigures.h"
#include "overview/querydialog.h"
#include "shell/page.h"

#include <QHash>
#include <QTimeZone>

#include <memory>

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace toban {

class Banner;
class CrosshairGroup;
class PanelCard;
class ResponsiveGrid;
class SeriesColours;
class Tile;

/// Tiles and charts of a dashboard, made from its description. A view; OverviewController feeds it.
class OverviewPage : public Page
{
    Q_OBJECT
public:
    explicit OverviewPage(const Dashboard &dashboard, QWidget *parent = nullptr);
    ~OverviewPage() override;

    QString id() const override { return m_dashboard.id; }
    QString title() const override;
    QList<QAction *> pageActions() const override { return m_actions; }
    void activate() override;
    void deactivate() override;
    void navigate(const QVariantMap &args) override; ///< {"panel": id} or {"tile": id}
    bool isComplete() const override; ///< the budget's figure may be awaited still: hasData() waits for it
    bool hasData() const override;
    /// Of the present only. While a range of the past is shown they are the last that were known, with their time.
    std::vector<Problem> problems() const override;

    struct Surroundings
    {
        QString currency;
        QTimeZone zone = QTimeZone::utc();
        qint64 nowMs = 0;
        qint64 scrapeMs = 15'000; ///< how far apart samples lie at the end of the range
        QString rangeText;
        qint64 endMs = 0; ///< of the range when it is past; 0: the range ends now
        QTimeZone dayZone = QTimeZone::utc(); ///< whose days sums are of, whatever zone times are shown in
    };
    void setSurroundings(const Surroundings &surroundings); ///< before figures; what ages and times are shown against
    /// Time has passed: ages move on, without a request. `outage` is since when nobody answers, in a sentence, or empty.
    void setNow(qint64 nowMs, qint64 endMs, const QString &outage);
    void setNewestSample(const QString &panelId, std::optional<qint64> ms);
    void setMarks(const std::vector<ChartData::Annotation> &marks); ///< operator actions, on every time chart
    const std::vector<ChartData::Annotation> &marks() const { return m_marks; }
    void setFigure(const Figure &figure);
    void setPanel(const PanelData &data);
    void setRefreshed(); ///< every answer of the newest refresh is in, but the budget perhaps
    void setBudgetAnswered(); ///< its figure has been set
    void setPending(); ///< nothing of what is shown holds any more: another context
    int chartPixels() const; ///< what queries are made for

    /// Writes a panel's data. The error is Storage with the path.
    Result<void> exportCsv(const QString &panelId, const QString &path) const;
    /// Writes a panel's picture, made and encoded on the thread pool; ends with exportFinished().
    void exportPicture(const QString &panelId, const QString &path);

Q_SIGNALS:
    void activated();
    void deactivated();
    void zoomRequested(qint64 startMs, qint64 endMs);
    void zoomOutRequested();
    void retryRequested();
    void exportFinished(const QString &path, bool ok);
    void settingsRequested();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildTiles();
    void buildPanels();
    void arrange();
    void retranslate();
    void settle();
    void showHeader();
    void openQuery(const PanelSpec &spec);
    void openQuery(const TileSpec &spec);
    void openExplanation(const TileSpec &spec);
    QStringList boundTexts(const Thresholds &thresholds, Unit unit) const;
    void captionTile(const TileSpec &spec);
    bool isPast() const;
    bool showsPast() const;
    qint64 referenceMs() const;
    void showOutage();
    void showExport(const QString &path, const Result<void> &written);
    QueryDialog *queryDialog();
    void askForFile(const QString &panelId, bool picture);
    void reveal(const QString &panelId);

    Dashboard m_dashboard;
    Surroundings m_surroundings;
    QHash<QString, Tile *> m_tiles;
    QHash<QString, PanelCard *> m_panels;
    QList<QAction *> m_actions;
    CrosshairGroup *m_crosshair;
    std::shared_ptr<SeriesColours> m_colours;
    QLabel *m_heading;
    QLabel *m_note;
    Banner *m_outage; ///< in the header, whose height is reserved
    Banner *m_banner; ///< what became of an export, at the same place
    QString m_outageText;
    std::vector<ChartData::Annotation> m_marks;
    PresentFigures m_present;
    qint64 m_asOfMs = 0;
    QScrollArea *m_scroll;
    ResponsiveGrid *m_tileGrid;
    ResponsiveGrid *m_panelGrid;
    bool m_refreshed = false;
    bool m_announced = false;
};

} // namespace toban

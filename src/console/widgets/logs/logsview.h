// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "error.h"
#include "frame.h"
#include "logmodel.h"
#include "timerange.h"

#include <QTimeZone>
#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QPushButton;
class QSettings;
class QTableView;

namespace toban {
namespace Ui {
class LogsView;
}

class ChartView;
class LogDetailsView;
class LogMenus;
class LogProxy;
class SeriesColours;
class StateView;

/// How a live tail is, for the badge and the buttons.
struct TailStatus
{
    enum class State { Off, Connecting, Live, Paused, Lost } state = State::Off;
    int dropped = 0; ///< lines that were left out since it began
    int held = 0; ///< waiting while paused
};

/// Log lines for a LogQL query: volume by level, the lines, one line's fields, a live tail. Setters and signals only;
/// the model is filled by the controller. New lines come at the top; a view that is scrolled down stays where it is.
class LogsView : public QWidget
{
    Q_OBJECT
public:
    enum class ExportFormat { JsonLines, Csv };

    LogsView(LogModel &model, QSettings &settings, QWidget *parent = nullptr);
    ~LogsView() override;

    void setZone(const QTimeZone &zone);
    void setQuery(const QString &logql); ///< shows it; asks for nothing
    QString query() const;
    void setLabelNames(const QStringList &names);
    void setHistory(const QStringList &queries); ///< newest first

    void showLoading(); ///< only while there are no lines
    void showLines(bool mayHaveOlder); ///< the model holds the answer
    void showError(const Error &error); ///< marks the place in the query where the text names one
    void showNotConfigured();
    void setVolume(FramePtr volume, TimeRange::Span span); ///< series by the label "level"; null: none yet
    void setVolumeError(const Error &error);
    void setTail(const TailStatus &status);
    void showNotice(const QString &text); ///< in the footer, until the next lines

    bool isLoading() const;
    bool hasLines() const;
    bool isAtTop() const;
    int chartPixels() const;
    void focusQuery();
    bool goBack();
    void selectFirst();

public Q_SLOTS:
    void requestRun();
    void toggleTail();
    void togglePause();
    void copyLine();
    void requestExport(toban::LogsView::ExportFormat format); ///< asks for the file

Q_SIGNALS:
    void queryRequested(const QString &logql);
    void olderRequested();
    void tailRequested(bool on);
    void pauseRequested(bool paused);
    void zoomRequested(qint64 startMs, qint64 endMs);
    void zoomOutRequested();
    void exportRequested(const QString &path, toban::LogsView::ExportFormat format);
    void retryRequested();
    void settingsRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildLines(QSettings &settings);
    void retranslate();
    void refreshChips();
    void refreshVolume();
    void refreshFooter();
    void refreshDetails();
    void toggleColumn(const QString &name);
    void applyColumns();
    void keepPlace(int first, int last);

    std::unique_ptr<Ui::LogsView> m_ui;
    LogModel &m_model;
    QSettings &m_settings;
    LogProxy *m_proxy;
    QTableView *m_table;
    StateView *m_state;
    StateView *m_volumeState;
    ChartView *m_volumeChart;
    LogDetailsView *m_details;
    QLabel *m_footer;
    QPushButton *m_olderButton;
    std::shared_ptr<SeriesColours> m_colours;
    QTimeZone m_zone = QTimeZone::utc();
    LogMenus *m_menus;
    QStringList m_labels;
    FramePtr m_volume;
    TimeRange::Span m_span;
    TailStatus m_tail;
    bool m_mayHaveOlder = false;
    QString m_notice;
};

} // namespace toban

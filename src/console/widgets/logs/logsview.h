// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "error.h"
#include "frame.h"
#include "logmodel.h"
#include "timerange.h"

#include <QHash>
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
/// the model is filled by the controller. New lines come at the top; a view that is scrolled down, or at which the pointer
/// is, stays where it is and says how many came above.
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

    void reset(); ///< another environment: nothing of the last one stays, the first answer is awaited
    void showLoading(); ///< only while there are no lines
    void showLines(bool mayHaveOlder); ///< the model holds the answer
    void setAsOf(qint64 answeredMs); ///< when the newest lines were answered
    void showError(const Error &error); ///< marks the place in the query where the text names one
    void clearError(); ///< what was shown as an error has passed
    void showNotConfigured();
    void setVolume(FramePtr volume, TimeRange::Span span); ///< series by the label "level"; null: none yet
    void setVolumeError(const Error &error);
    void setTail(const TailStatus &status);
    void showNotice(const QString &text); ///< in the footer, until the next lines

    bool isLoading() const;
    bool hasLines() const;
    bool isAtTop() const; ///< the newest lines are read, or would be without the pointer
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
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildLines(QSettings &settings);
    void retranslate();
    void refreshChips();
    void refreshVolume();
    void refreshState();
    bool isOfQuery(const Error &error) const;
    void leavePlace();
    void refreshFooter();
    QModelIndex chosen() const; ///< the line whose details are shown
    void refreshDetails();
    void toggleColumn(const QString &name);
    void keepPlace(int first, int last);

    std::unique_ptr<Ui::LogsView> m_ui;
    LogModel &m_model;
    QSettings &m_settings;
    LogProxy *m_proxy;
    QTableView *m_table = nullptr;
    StateView *m_state = nullptr;
    StateView *m_volumeState = nullptr;
    ChartView *m_volumeChart = nullptr;
    LogDetailsView *m_details = nullptr;
    QLabel *m_footer = nullptr;
    QPushButton *m_olderButton = nullptr;
    std::shared_ptr<SeriesColours> m_colours;
    QTimeZone m_zone = QTimeZone::utc();
    LogMenus *m_menus;
    QStringList m_labels;
    FramePtr m_volume;
    TimeRange::Span m_span;
    TailStatus m_tail;
    bool m_mayHaveOlder = false;
    bool m_isConfigured = true;
    bool m_hasAnswer = false;
    std::optional<Error> m_error;
    std::optional<Error> m_volumeError;
    bool m_isPinned = false; ///< would be at the top if the pointer were not there
    int m_above = 0; ///< lines that came above what is being read
    QHash<QString, int> m_fieldWidths;
    QString m_notice;
    std::optional<qint64> m_asOfMs; ///< nothing while the tail brings the newest lines
};

} // namespace toban

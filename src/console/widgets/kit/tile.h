// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "figure.h"

#include <QAbstractButton>
#include <QTimeZone>

namespace toban {

/// One figure: caption · figure · unit; the change against the same time last week; a sparkline; a state mark; the age
/// of the newest sample when it is over two scrapes; without an answer why, and since when. Click (or Enter, Space) asks for the chart; the context menu
/// copies the value, shows the query, explains. Its accessible name is caption + value + unit + state. Fixed height;
/// painted in one go, cheap to make.
class Tile : public QAbstractButton
{
    Q_OBJECT
public:
    explicit Tile(QWidget *parent = nullptr);

    void setCaption(const QString &caption);
    QString caption() const { return m_caption; }
    void setCurrency(const QString &currency);
    void setHigherIsBetter(std::optional<bool> higherIsBetter); ///< colours the comparison; nothing: neutral
    /// What ages are measured against: now, or the end of a range that is past.
    void setFreshness(qint64 nowMs, qint64 scrapeMs);
    void setZone(const QTimeZone &zone); ///< of the times shown
    void setNote(const QString &note); ///< in place of "vs last week" ("until 10:00"); empty: none
    void setDescription(const QString &description); ///< what the figure means: for the tool tip
    void setLoading(bool loading); ///< until the first figure
    void setFigure(const Figure &figure);
    const Figure &figure() const { return m_figure; }

    QString valueText() const; ///< as shown, "99.94 %"
    QString summary() const; ///< the accessible name

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void chartRequested();
    void queryRequested();
    void explainRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    void refreshTexts();
    bool refreshSpoken();
    State shownState() const;
    std::optional<qint64> staleAgeMs() const;

    QString m_caption;
    QString m_currency;
    QString m_note;
    QString m_description;
    QString m_spoken; ///< what the accessible name and description were made of
    QTimeZone m_zone = QTimeZone::utc();
    std::optional<bool> m_higherIsBetter;
    qint64 m_nowMs = 0;
    qint64 m_scrapeMs = 15'000;
    bool m_loading = true;
    Figure m_figure;
};

} // namespace toban

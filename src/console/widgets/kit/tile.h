// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "figure.h"

#include <QAbstractButton>
#include <QTimeZone>

namespace toban {

/// One figure: caption · figure · unit; the change against the same time last week; a sparkline; a state mark; the age
/// of the newest sample when it is over two scrapes. Click (or Enter, Space) asks for the chart; the context menu
/// copies the value, shows the query, explains. Its accessible name is caption + value + unit + state. Fixed height;
/// painted in one go, cheap to make.
class Tile : public QAbstractButton
{
    Q_OBJECT
public:
    explicit Tile(QWidget *parent = nullptr);

    void setCaption(const QString &caption);
    void setCurrency(const QString &currency);
    void setHigherIsBetter(std::optional<bool> higherIsBetter); ///< colours the comparison; nothing: neutral
    void setFreshness(qint64 nowMs, qint64 scrapeMs); ///< what ages are measured against
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
    State shownState() const;
    std::optional<qint64> staleAgeMs() const;

    QString m_caption;
    QString m_currency;
    std::optional<bool> m_higherIsBetter;
    qint64 m_nowMs = 0;
    qint64 m_scrapeMs = 15'000;
    bool m_loading = true;
    Figure m_figure;
};

} // namespace toban

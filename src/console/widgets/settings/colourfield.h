// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QWidget>

class QToolButton;

namespace toban {

/// An environment's colour: its own, or the one of its kind.
class ColourField : public QWidget
{
    Q_OBJECT
public:
    explicit ColourField(QWidget *parent = nullptr);

    QString colour() const { return m_colour; } ///< "#rrggbb", or empty: the kind's
    void setColour(const QString &colour);
    void setDefaultColour(const QColor &colour); ///< what the kind gives

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent *event) override;

private:
    void choose();
    void showColour();

    QString m_colour;
    QColor m_default;
    QToolButton *m_button;
    QToolButton *m_reset;
};

} // namespace toban

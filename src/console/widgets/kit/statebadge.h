// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "state.h"

#include <QWidget>

namespace toban {

/// A state's mark and word (or another text) on its wash. Accessible name: the text, or the state's word.
class StateBadge : public QWidget
{
    Q_OBJECT
public:
    explicit StateBadge(QWidget *parent = nullptr);
    /// An empty text shows the state's word.
    void setState(State state, const QString &text = {});
    State state() const { return m_state; }
    void setFlat(bool flat); ///< without the wash
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QString shownText() const;
    void refresh();

    State m_state = State::Unknown;
    QString m_text;
    bool m_flat = false;
};

} // namespace toban

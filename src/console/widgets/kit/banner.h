// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "state.h"

#include <QFrame>

#include <memory>

namespace toban {

/// A message in the flow of a page, on the state's wash, with up to one action and a way to put it away. Never a
/// dialog.
class Banner : public QFrame
{
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);
    ~Banner() override;

    /// `action`: text of the button, empty for none. Shows the banner.
    void setMessage(State state, const QString &text, const QString &action = {});
    void setDismissible(bool dismissible); ///< default: not
    /// Where its place is reserved: one line, cut at the end, the whole in the tool tip. Default: wraps.
    void setSingleLine(bool single);
    QString text() const; ///< the whole

Q_SIGNALS:
    void actionRequested();
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fit();

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban

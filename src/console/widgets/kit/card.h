// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "state.h"

#include <QFrame>

#include <memory>
#include <optional>

class QAction;
class QMenu;

namespace toban {

/// A panel: 1 px line, 6 px radius, header with title, a note at the right (age, zone), actions and a ⋯ menu; a body.
class Card : public QFrame
{
    Q_OBJECT
public:
    explicit Card(QWidget *parent = nullptr);
    explicit Card(const QString &title, QWidget *parent = nullptr);
    ~Card() override;

    void setTitle(const QString &title);
    QString title() const;
    void setNote(const QString &note); ///< faint, at the right of the header
    /// The same in a state's colour with its mark; `detail` is the whole of it, for tool tip and screen reader.
    void setNote(State state, const QString &note, const QString &detail);
    void setState(std::optional<State> state); ///< a mark before the title
    void setBody(QWidget *body); ///< takes ownership; once
    void setBodyMargins(int margin); ///< 12 px by default; 0 for tables
    void addHeaderWidget(QWidget *widget); ///< at the right, before the menu; takes ownership
    QMenu *menu(); ///< made when first asked for; its button then appears
    void setHeaderVisible(bool visible);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void nameMenu();
    void colourNote(const QString &role);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban

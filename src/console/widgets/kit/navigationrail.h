// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "state.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace toban {

/// The pages at the left: icon and word at 200 px, icon alone at 56 px (its word as a tool tip). ↑ ↓ move, Enter opens.
class NavigationRail : public QWidget
{
    Q_OBJECT
public:
    explicit NavigationRail(QWidget *parent = nullptr);
    ~NavigationRail() override;

    /// `letter` is what follows `g` to come here, shown as a hint; a null character shows none.
    void addEntry(const QString &id, const QString &title, const QString &icon, QChar letter);
    void setTitle(const QString &id, const QString &title); ///< after a change of language
    /// A count at the entry (firing alerts, problems) in the state's colour; 0 shows none.
    void setBadge(const QString &id, int count, State state);
    void setCurrent(const QString &id);
    QString current() const;
    bool isCollapsed() const;
    /// A widget below the entries (the context's name, for example); takes ownership.
    void setFooter(QWidget *footer);

public Q_SLOTS:
    void setCollapsed(bool collapsed);
    void setHintsVisible(bool visible); ///< the letters, while `g` has been pressed

Q_SIGNALS:
    void pageRequested(const QString &id);
    void collapsedChanged(bool collapsed);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "state.h"

#include <QAbstractButton>
#include <QHash>
#include <QSet>

#include <optional>
#include <vector>

namespace toban {

/// A small toggle: state mark, text, count.
class Chip final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit Chip(QWidget *parent = nullptr);
    void setLabel(const QString &text, std::optional<State> state);
    void setCount(std::optional<int> count);
    /// Mark and count without the word, which is then in the tool tip. A chip without a mark keeps its word.
    void setCompact(bool compact);
    int widthFor(bool compact) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refreshName();
    std::optional<State> m_state;
    std::optional<int> m_count;
    bool m_compact = false;
};

/// A row of toggles that narrow a list. None on means: everything is shown. Where there is no room for the words they
/// give way.
class ChipBar : public QWidget
{
    Q_OBJECT
public:
    struct Entry
    {
        int id = 0;
        QString text;
        std::optional<State> state;
        QString toolTip;
    };

    explicit ChipBar(QWidget *parent = nullptr);
    /// Which chips there are; the same ids keep being on or off. Called again after a change of language.
    void setEntries(const std::vector<Entry> &entries);
    void setCounts(const QHash<int, int> &counts); ///< an id without a count shows 0
    QSet<int> checked() const;
    void setChecked(const QSet<int> &ids); ///< emits nothing
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void checkedChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QSize sizeFor(bool compact) const;

    std::vector<std::pair<int, Chip *>> m_chips;
};

} // namespace toban

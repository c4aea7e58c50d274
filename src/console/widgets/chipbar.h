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
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refreshName();
    std::optional<State> m_state;
    std::optional<int> m_count;
};

/// A row of toggles that narrow a list. None on means: everything is shown.
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

Q_SIGNALS:
    void checkedChanged();

private:
    std::vector<std::pair<int, Chip *>> m_chips;
};

} // namespace toban

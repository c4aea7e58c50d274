// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

#include <memory>
#include <vector>

namespace toban {

/// The names of a chart's series with their colours, in rows; a click or Space switches a series off and on, Ctrl+click
/// or Enter shows it alone. What does not fit into `maxRows` is in the menu of a "+ 12" button. The height is fixed by
/// setMaxRows and the names, not by the data's arrival.
class Legend : public QWidget
{
    Q_OBJECT
public:
    struct Entry
    {
        QString name;
        int style = 0;
        bool visible = true;
    };

    explicit Legend(QWidget *parent = nullptr);
    ~Legend() override;
    void setEntries(const std::vector<Entry> &entries);
    void setMaxRows(int rows); ///< default 1
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void toggled(const QString &name);
    void isolated(const QString &name); ///< only this one; again: all

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban

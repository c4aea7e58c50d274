// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <memory>
#include <vector>

namespace Ui {
class QueryDialog;
}

namespace toban {

/// What a figure or a chart shows and the PromQL behind it, to read and to copy.
class QueryDialog : public QDialog
{
    Q_OBJECT
public:
    struct Entry
    {
        QString legend; ///< empty for a figure
        QString query; ///< empty: was not sent
    };

    explicit QueryDialog(QWidget *parent = nullptr);
    ~QueryDialog() override;

    /// `note` says why there is no query, or is empty.
    void setContent(const QString &title, const QString &explanation, const std::vector<Entry> &entries,
                    const QString &note);
    QString explanation() const;
    QString note() const;
    QString queries() const; ///< what "Copy" puts onto the clipboard

private:
    void copy();

    std::unique_ptr<::Ui::QueryDialog> m_ui;
    std::vector<Entry> m_entries;
};

} // namespace toban

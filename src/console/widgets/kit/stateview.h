// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "error.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace toban {

/// The five states that every data view has: loading, data, empty, error (with retry), not configured.
/// The content stays alive and keeps its place; nothing moves when data arrives. Loading is drawn only after 150 ms, so
/// that quick answers do not flash. An error while there is data keeps the data and says so in a line below it, so that
/// no row moves.
class StateView : public QWidget
{
    Q_OBJECT
public:
    enum class Mode { Loading, Data, Empty, Error, NotConfigured };
    Q_ENUM(Mode)

    explicit StateView(QWidget *parent = nullptr);
    ~StateView() override;

    void setContent(QWidget *content); ///< takes ownership; once
    /// What to make the content as a child of: to move a whole tree of widgets to another parent later means to style all
    /// of it again.
    QWidget *contentParent() const;
    QWidget *content() const;
    Mode mode() const;

    void showLoading();
    void showData(); ///< also ends a showStale()
    /// A sentence, and optionally the text of a button that emits actionRequested().
    void showEmpty(const QString &sentence, const QString &action = {});
    void showError(const toban::Error &error, const QString &subject = {});
    void showNotConfigured(const QString &sentence, const QString &action);
    /// Data of `since` stays on view above a line that names the error and offers Retry.
    void showStale(const toban::Error &error, const QString &since, const QString &subject = {});

Q_SIGNALS:
    void retryRequested();
    void actionRequested();
    void modeChanged(toban::StateView::Mode mode);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban

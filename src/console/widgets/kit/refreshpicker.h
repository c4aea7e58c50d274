// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <chrono>
#include <memory>

namespace toban {

/// Refresh now, and how often by itself (off, 5 s … 5 min). While answers are awaited the icon says so without moving
/// anything.
class RefreshPicker : public QWidget
{
    Q_OBJECT
public:
    explicit RefreshPicker(QWidget *parent = nullptr);
    ~RefreshPicker() override;

    void setInterval(std::chrono::milliseconds interval); ///< 0: by hand only
    void setBusy(bool busy);

Q_SIGNALS:
    void refreshRequested();
    void intervalRequested(std::chrono::milliseconds interval);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban

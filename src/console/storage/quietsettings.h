// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBasicTimer>
#include <QSettings>

namespace toban {

/// QSettings in an INI file that is written by a thread of the global pool, a second after a change, and at the end. Qt
/// writes it in the thread that changed it and waits until it is on the disk: on a busy disk the window stands still
/// for that long. GUI thread.
class QuietSettings : public QSettings
{
    Q_OBJECT
public:
    explicit QuietSettings(const QString &path, QObject *parent = nullptr);

protected:
    bool event(QEvent *event) override;

private:
    void write();

    QBasicTimer m_pause;
};

} // namespace toban

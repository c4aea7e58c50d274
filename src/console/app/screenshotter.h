// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QElapsedTimer>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace toban {

class MainWindow;

/// Visits the pages one after the other, waits until each shows its data, and writes a picture of the window. Emits
/// finished() once, with the exit code: incomplete when a page got no data within 30 s or a picture could not be
/// written.
class Screenshotter : public QObject
{
    Q_OBJECT
public:
    Screenshotter(MainWindow &window, const QString &directory, const QStringList &pages);

    void start();

Q_SIGNALS:
    void finished(int exitCode);

private:
    void next();
    void look();
    bool take(const QString &page);

    MainWindow &m_window;
    QDir m_directory;
    QStringList m_pages;
    QStringList m_missing;
    QString m_page;
    QTimer m_look;
    QElapsedTimer m_waited;
    bool m_failed = false;
    int m_settled = 0; ///< looks in a row at which the data was there
};

} // namespace toban

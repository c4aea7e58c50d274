// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace toban {

/// A server that dies with the test, even when the test is killed.
class ChildProcess
{
public:
    ChildProcess(const QString &program, const QStringList &arguments);
    ~ChildProcess();
    Q_DISABLE_COPY_MOVE(ChildProcess)

    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    QByteArray output() { return m_process.readAll(); }

private:
    QProcess m_process;
};

/// A port of 127.0.0.1 that is free at the moment.
quint16 freePort();

/// Waits until a GET of the URL answers 200; false when the process ends or 15 s pass.
bool waitUntilReady(const ChildProcess &process, const QString &url);

} // namespace toban

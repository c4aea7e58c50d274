// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "childprocess.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTcpServer>
#include <QTest>

#include <csignal>
#include <sys/prctl.h>

namespace toban {

ChildProcess::ChildProcess(const QString &program, const QStringList &arguments)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(program, arguments);
    m_process.waitForStarted();
}

ChildProcess::~ChildProcess()
{
    m_process.kill();
    m_process.waitForFinished(10'000);
}

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

bool waitUntilReady(const ChildProcess &process, const QString &url)
{
    QNetworkAccessManager manager;
    bool ready = false;
    const bool ended = !QTest::qWaitFor(
        [&] {
            if (!process.isRunning())
                return true;
            QNetworkReply *reply = manager.get(QNetworkRequest(QUrl(url)));
            const bool finished = QTest::qWaitFor([&] { return reply->isFinished(); }, 2'000);
            ready = finished && reply->error() == QNetworkReply::NoError;
            reply->deleteLater();
            return ready;
        },
        15'000);
    return ready && !ended;
}

} // namespace toban

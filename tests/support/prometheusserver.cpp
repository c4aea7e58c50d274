// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prometheusserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>

namespace toban {

namespace {

bool writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

} // namespace

QString PrometheusServer::start(const QByteArray &openMetrics)
{
    if (!writeFile(m_directory.filePath(QStringLiteral("history.om")), openMetrics)
        || !writeFile(m_directory.filePath(QStringLiteral("prometheus.yml")), "global:\n  scrape_interval: 15s\n"))
        return QStringLiteral("the files could not be written");
    QProcess promtool;
    promtool.setProcessChannelMode(QProcess::MergedChannels);
    promtool.start(QStringLiteral("promtool"),
                   {QStringLiteral("tsdb"), QStringLiteral("create-blocks-from"), QStringLiteral("openmetrics"),
                    m_directory.filePath(QStringLiteral("history.om")), m_directory.filePath(QStringLiteral("data"))});
    if (!promtool.waitForFinished(60'000) || promtool.exitCode() != 0)
        return QString::fromUtf8(promtool.readAll());
    for (int attempt = 0; attempt < 3; ++attempt) {
        m_port = freePort();
        if (startAgain().isEmpty())
            return {};
    }
    return QStringLiteral("prometheus did not get ready: ") + QString::fromUtf8(m_process->output());
}

QString PrometheusServer::startAgain()
{
    m_process = std::make_unique<ChildProcess>(
        QStringLiteral("prometheus"),
        QStringList{QStringLiteral("--config.file=") + m_directory.filePath(QStringLiteral("prometheus.yml")),
                    QStringLiteral("--storage.tsdb.path=") + m_directory.filePath(QStringLiteral("data")),
                    QStringLiteral("--storage.tsdb.retention.time=10y"),
                    QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port)});
    const bool ready = waitUntilReady(*m_process, url() + QStringLiteral("/-/ready"));
    return ready ? QString() : QStringLiteral("prometheus did not get ready");
}

QString PrometheusServer::url() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(m_port);
}

std::optional<double> PrometheusServer::promtool(const QString &expression, qint64 timeMs) const
{
    QProcess process;
    process.start(QStringLiteral("promtool"),
                  {QStringLiteral("query"), QStringLiteral("instant"), QStringLiteral("--format=json"),
                   QStringLiteral("--time=%1").arg(double(timeMs) / 1000, 0, 'f', 3), url(), expression});
    if (!process.waitForFinished(30'000) || process.exitCode() != 0)
        qFatal("promtool: %s", process.readAllStandardError().constData());
    const auto elements = QJsonDocument::fromJson(process.readAllStandardOutput()).array();
    if (elements.isEmpty())
        return std::nullopt;
    return elements[0][u"value"][1].toString().toDouble();
}

} // namespace toban

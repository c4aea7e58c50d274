// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "childprocess.h"

#include <QTemporaryDir>

#include <memory>
#include <optional>

namespace toban {

/// A real Prometheus on a free loopback port, with history made from OpenMetrics text; it scrapes nothing. Dies with
/// the test.
class PrometheusServer
{
public:
    /// Returns why it did not start, or an empty text.
    QString start(const QByteArray &openMetrics);

    QString url() const;
    QString directory() const { return m_directory.path(); }
    void stop() { m_process.reset(); }
    /// Starts again on the same port and data.
    QString startAgain();

    /// What `promtool query instant` says for the expression at this time: the value of the only element; nothing for
    /// no element.
    std::optional<double> promtool(const QString &expression, qint64 timeMs) const;

private:
    QTemporaryDir m_directory;
    quint16 m_port = 0;
    std::unique_ptr<ChildProcess> m_process;
};

} // namespace toban

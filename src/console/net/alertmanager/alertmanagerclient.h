// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alert.h"
#include "result.h"

#include <QCoro/QCoroTask>

namespace toban {

class HttpClient;

struct AlertmanagerStatus
{
    QString version;
    QString clusterStatus;
    qint64 startedMs = 0;
};

/// Alertmanager's API v2.
class AlertmanagerClient
{
public:
    explicit AlertmanagerClient(HttpClient &http);

    QCoro::Task<Result<std::vector<Alert>>> alerts(); ///< active, silenced and inhibited ones
    QCoro::Task<Result<AlertmanagerStatus>> status();

private:
    HttpClient &m_http;
};

} // namespace toban

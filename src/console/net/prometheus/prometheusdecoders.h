// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prometheus/prometheusclient.h"

#include <QByteArray>

namespace toban {

// Decoders of Prometheus' answers (https://prometheus.io/docs/prometheus/2.42/querying/api/). Pure; any thread; Decode
// errors name the member, Server errors are the server's own. Ranges: rangedecoder.h.

Result<std::vector<Sample>> decodeInstant(const QByteArray &json); ///< a vector or a scalar
Result<std::vector<AlertRuleGroup>>
decodeRules(const QByteArray &json); ///< alerting rules; recording ones are left out
Result<std::vector<Alert>> decodePrometheusAlerts(const QByteArray &json);
Result<std::vector<ScrapeTarget>> decodeTargets(const QByteArray &json);
Result<QStringList> decodeTexts(const QByteArray &json); ///< {"data":["…"]}; no data: none
Result<std::vector<MetricMetadata>> decodeMetadata(const QByteArray &json);
Result<QString> decodeBuildVersion(const QByteArray &json);

} // namespace toban

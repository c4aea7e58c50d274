// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertmanager/alertmanagerclient.h"
#include "http/httpclient.h"

namespace toban {

// Decoders of Alertmanager's API v2. Pure; any thread.

Result<std::vector<Alert>> decodeAlertmanagerAlerts(const QByteArray &json);
Result<AlertmanagerStatus> decodeAlertmanagerStatus(const QByteArray &json);
/// Alertmanager sends its errors as a JSON text, or as {"code", "message"}.
Error alertmanagerError(const HttpAnswer &answer);

} // namespace toban

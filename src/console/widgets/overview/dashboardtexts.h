// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace toban {

/// A title, description or legend of a dashboard file in the language in use; unknown texts come back as they are.
QString dashboardText(const QString &english);

/// Every text of the shipped dashboards that is marked for translation. A test compares it with the files.
QStringList markedDashboardTexts();

} // namespace toban

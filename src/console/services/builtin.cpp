// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin.h"

#include <QFile>

namespace toban {

namespace {

Result<QByteArray> readAll(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Failure(Error(ErrorKind::Storage, file.errorString(), path));
    return file.readAll();
}

Error located(const Error &error, const QString &path)
{
    return Error(error.kind(), error.detail(), path);
}

} // namespace

Result<MetricCatalogue> builtinCatalogue()
{
    return catalogueWithProfile({});
}

Result<Dashboard> builtinDashboard(const QString &id)
{
    const QString path = QStringLiteral(":/toban/dashboards/%1.json").arg(id);
    const auto json = readAll(path);
    if (!json)
        return Failure(json.error());
    auto dashboard = Dashboard::fromJson(*json);
    if (!dashboard)
        return Failure(located(dashboard.error(), path));
    return dashboard;
}

Result<MetricCatalogue> catalogueWithProfile(const QString &profileFile)
{
    const QString path = QStringLiteral(":/toban/catalogue/metrics.json");
    const auto json = readAll(path);
    if (!json)
        return Failure(json.error());
    auto catalogue = MetricCatalogue::fromJson(*json);
    if (!catalogue)
        return Failure(located(catalogue.error(), path));
    if (profileFile.isEmpty())
        return catalogue;
    const auto profile = readAll(profileFile);
    if (!profile)
        return Failure(profile.error());
    if (const auto applied = catalogue->applyProfile(*profile); !applied)
        return Failure(located(applied.error(), profileFile));
    return catalogue;
}

} // namespace toban

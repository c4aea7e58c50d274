// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessionstore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace toban {

namespace {

constexpr std::chrono::milliseconds usualInterval{15'000};
constexpr std::chrono::milliseconds longestInterval{3'600'000};
constexpr std::chrono::milliseconds shortestInterval{1'000};

const QString themes[] = {QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark")};

QString layoutKey(const QString &name)
{
    return QStringLiteral("layout/") + name;
}

/// QSettings keeps the mode of a file that is there, so it is made before with the right one.
QString prepared(const QString &path)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.exists() && file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        file.close();
    return path;
}

} // namespace

SessionStore::SessionStore(const QString &path) : m_settings(prepared(path))
{ }

QByteArray SessionStore::windowGeometry() const
{
    return m_settings.value(QStringLiteral("window/geometry")).toByteArray();
}

void SessionStore::setWindowGeometry(const QByteArray &geometry)
{
    set(QStringLiteral("window/geometry"), geometry);
}

QByteArray SessionStore::layout(const QString &name) const
{
    return m_settings.value(layoutKey(name)).toByteArray();
}

void SessionStore::setLayout(const QString &name, const QByteArray &state)
{
    set(layoutKey(name), state);
}

QString SessionStore::context() const
{
    return m_settings.value(QStringLiteral("view/context")).toString();
}

void SessionStore::setContext(const QString &name)
{
    set(QStringLiteral("view/context"), name);
}

QString SessionStore::page() const
{
    return m_settings.value(QStringLiteral("view/page")).toString();
}

void SessionStore::setPage(const QString &id)
{
    set(QStringLiteral("view/page"), id);
}

TimeRange SessionStore::range() const
{
    return TimeRange::parse(m_settings.value(QStringLiteral("view/from")).toString(),
                            m_settings.value(QStringLiteral("view/to")).toString())
        .value_or(TimeRange());
}

void SessionStore::setRange(const TimeRange &range)
{
    set(QStringLiteral("view/from"), range.from());
    set(QStringLiteral("view/to"), range.to());
}

std::chrono::milliseconds SessionStore::refreshInterval() const
{
    bool ok = false;
    const std::chrono::milliseconds interval(m_settings.value(QStringLiteral("view/interval_ms")).toLongLong(&ok));
    const bool sensible = interval.count() == 0 || (interval >= shortestInterval && interval <= longestInterval);
    return ok && sensible ? interval : usualInterval;
}

void SessionStore::setRefreshInterval(std::chrono::milliseconds interval)
{
    set(QStringLiteral("view/interval_ms"), qlonglong(interval.count()));
}

bool SessionStore::showsUtc() const
{
    return m_settings.value(QStringLiteral("view/utc"), false).toBool();
}

void SessionStore::setShowsUtc(bool utc)
{
    set(QStringLiteral("view/utc"), utc);
}

SessionStore::Theme SessionStore::theme() const
{
    const QString name = m_settings.value(QStringLiteral("look/theme")).toString();
    for (const Theme candidate : {Theme::Light, Theme::Dark}) {
        if (name == themes[int(candidate)])
            return candidate;
    }
    return Theme::System;
}

void SessionStore::setTheme(Theme theme)
{
    set(QStringLiteral("look/theme"), themes[int(theme)]);
}

QString SessionStore::language() const
{
    return m_settings.value(QStringLiteral("look/language")).toString();
}

void SessionStore::setLanguage(const QString &language)
{
    set(QStringLiteral("look/language"), language);
}

bool SessionStore::railCollapsed() const
{
    return m_settings.value(QStringLiteral("look/rail_collapsed"), false).toBool();
}

void SessionStore::setRailCollapsed(bool collapsed)
{
    set(QStringLiteral("look/rail_collapsed"), collapsed);
}

void SessionStore::flush()
{
    m_settings.sync();
}

void SessionStore::set(const QString &key, const QVariant &value)
{
    if (m_settings.value(key) != value)
        m_settings.setValue(key, value);
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "quietsettings.h"
#include "timerange.h"

#include <QByteArray>

namespace toban {

/// What the console remembers from one start to the next, typed: nobody else reads or writes the keys. An ini file in
/// the XDG state directory (0600). A value that is missing or makes no sense reads as the default. GUI thread.
class SessionStore
{
public:
    enum class Theme { System, Light, Dark };

    explicit SessionStore(const QString &path);

    QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray &geometry);
    QByteArray layout(const QString &name) const; ///< of a splitter, table or dock by its object name
    void setLayout(const QString &name, const QByteArray &state);

    QString context() const; ///< empty: the file's current one
    void setContext(const QString &name);
    QString page() const;
    void setPage(const QString &id);
    TimeRange range() const; ///< now-24h to now
    void setRange(const TimeRange &range);
    std::chrono::milliseconds refreshInterval() const; ///< 15 s; 0: by hand
    void setRefreshInterval(std::chrono::milliseconds interval);
    bool showsUtc() const;
    void setShowsUtc(bool utc);
    Theme theme() const;
    void setTheme(Theme theme);
    QString language() const; ///< "en", "ja"; empty: the system's
    void setLanguage(const QString &language);
    bool railCollapsed() const;
    void setRailCollapsed(bool collapsed);

    /// Writes to the disk now; else it happens by itself a little later and at the end.
    void flush();

private:
    void set(const QString &key, const QVariant &value);

    QuietSettings m_settings;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"
#include "unit.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QStringList>

#include <optional>

namespace toban {

/// Reads members of one JSON object of a configuration file and remembers the first thing that is wrong, with the
/// member's path ("tiles[3].unit"). Members that nothing asked for are an error too: they are typing mistakes.
class JsonReader
{
public:
    JsonReader(QJsonObject object, QString path);

    QString text(const QString &name); ///< required, not empty
    QString text(const QString &name, const QString &fallback);
    QStringList texts(const QString &name); ///< absent: empty
    bool boolean(const QString &name, bool fallback);
    std::optional<bool> optionalBoolean(const QString &name);
    std::optional<double> optionalNumber(const QString &name);
    Unit unit(const QString &name); ///< required
    QJsonValue value(const QString &name); ///< Undefined when absent
    QJsonArray array(const QString &name); ///< absent: empty
    QJsonObject object(const QString &name); ///< absent: empty

    QString pathOf(const QString &name) const;
    void fail(const QString &name, const QString &what);
    void adopt(const Error &error); ///< a part's error becomes this object's, when it is the first
    void failUnless(bool ok, const QString &name, const QString &what);
    /// The first error, or nothing when every member was known and right.
    std::optional<Error> finish();

private:
    QJsonObject m_object;
    QString m_path;
    QSet<QString> m_asked;
    std::optional<Error> m_error;
};

/// The object of a whole document, or a Decode error with line and column.
Result<QJsonObject> parseJsonObject(const QByteArray &json);

} // namespace toban

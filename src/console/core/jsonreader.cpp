// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonreader.h"

#include <QJsonDocument>

#include <utility>

namespace toban {

JsonReader::JsonReader(QJsonObject object, QString path) : m_object(std::move(object)), m_path(std::move(path))
{ }

QString JsonReader::text(const QString &name)
{
    const QString found = text(name, {});
    failUnless(!found.isEmpty(), name, QStringLiteral("is missing or empty"));
    return found;
}

QString JsonReader::text(const QString &name, const QString &fallback)
{
    const auto found = value(name);
    if (found.isUndefined())
        return fallback;
    failUnless(found.isString(), name, QStringLiteral("is not a text"));
    return found.toString();
}

QStringList JsonReader::texts(const QString &name)
{
    QStringList all;
    const auto values = array(name);
    for (const auto &item : values) {
        failUnless(item.isString(), name, QStringLiteral("holds something else than texts"));
        all += item.toString();
    }
    return all;
}

bool JsonReader::boolean(const QString &name, bool fallback)
{
    return optionalBoolean(name).value_or(fallback);
}

std::optional<bool> JsonReader::optionalBoolean(const QString &name)
{
    const auto found = value(name);
    if (found.isUndefined())
        return std::nullopt;
    failUnless(found.isBool(), name, QStringLiteral("is neither true nor false"));
    return found.toBool();
}

std::optional<double> JsonReader::optionalNumber(const QString &name)
{
    const auto found = value(name);
    if (found.isUndefined())
        return std::nullopt;
    failUnless(found.isDouble(), name, QStringLiteral("is not a number"));
    return found.toDouble();
}

Unit JsonReader::unit(const QString &name)
{
    const QString found = text(name);
    const auto known = unitFromString(found);
    failUnless(known.has_value(), name, QStringLiteral("unknown unit \"%1\"").arg(found));
    return known.value_or(Unit::None);
}

QJsonValue JsonReader::value(const QString &name)
{
    m_asked.insert(name);
    return m_object.value(name);
}

QJsonArray JsonReader::array(const QString &name)
{
    const auto found = value(name);
    failUnless(found.isUndefined() || found.isArray(), name, QStringLiteral("is not a list"));
    return found.toArray();
}

QJsonObject JsonReader::object(const QString &name)
{
    const auto found = value(name);
    failUnless(found.isUndefined() || found.isObject(), name, QStringLiteral("is not an object"));
    return found.toObject();
}

QString JsonReader::pathOf(const QString &name) const
{
    return m_path.isEmpty() ? name : m_path + u'.' + name;
}

void JsonReader::fail(const QString &name, const QString &what)
{
    if (!m_error)
        m_error = Error(ErrorKind::Decode, pathOf(name) + QStringLiteral(": ") + what);
}

void JsonReader::adopt(const Error &error)
{
    if (!m_error)
        m_error = error;
}

void JsonReader::failUnless(bool ok, const QString &name, const QString &what)
{
    if (!ok)
        fail(name, what);
}

std::optional<Error> JsonReader::finish()
{
    for (auto it = m_object.begin(); it != m_object.end(); ++it)
        failUnless(m_asked.contains(it.key()), it.key(), QStringLiteral("unknown member"));
    return m_error;
}

Result<QJsonObject> parseJsonObject(const QByteArray &json)
{
    QJsonParseError problem;
    const auto document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError) {
        const auto before = json.left(problem.offset);
        const auto line = before.count('\n') + 1;
        const auto column = before.size() - before.lastIndexOf('\n');
        return Failure(
            Error(ErrorKind::Decode, QStringLiteral("%1:%2: %3").arg(line).arg(column).arg(problem.errorString())));
    }
    if (!document.isObject())
        return Failure(Error(ErrorKind::Decode, QStringLiteral("1:1: not a JSON object")));
    return document.object();
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "yamlnode.h"

namespace toban {

YamlMap::YamlMap(const YAML::Node &node, QString path) : m_mark(node.Mark()), m_path(std::move(path))
{
    if (node.IsNull())
        return;
    if (!node.IsMap())
        throw YamlProblem{m_mark, QStringLiteral("%1: expected keys with values").arg(m_path)};
    for (const auto &member : node) {
        if (!member.first.IsScalar())
            throw YamlProblem{member.first.Mark(), QStringLiteral("%1: a key is not a text").arg(m_path)};
        const std::string key = member.first.Scalar();
        if (m_values.count(key) > 0)
            throw YamlProblem{member.first.Mark(), QStringLiteral("\"%1\" is given twice").arg(pathOf(key.c_str()))};
        m_values.emplace(key, member.second);
        m_marks.emplace(key, member.first.Mark());
    }
}

bool YamlMap::has(const char *key) const
{
    return m_values.count(key) > 0;
}

QString YamlMap::text(const char *key, const QString &fallback)
{
    m_asked.insert(key);
    return has(key) ? scalar(key) : fallback;
}

QString YamlMap::requiredText(const char *key)
{
    m_asked.insert(key);
    if (!has(key))
        throw YamlProblem{m_mark, QStringLiteral("\"%1\" is missing").arg(pathOf(key))};
    const QString value = scalar(key);
    if (value.isEmpty())
        fail(key, QStringLiteral("is empty"));
    return value;
}

bool YamlMap::boolean(const char *key, bool fallback)
{
    const QString value = text(key);
    if (value.isEmpty() && !has(key))
        return fallback;
    if (value != u"true" && value != u"false")
        fail(key, QStringLiteral("is neither true nor false"));
    return value == u"true";
}

std::optional<YAML::Node> YamlMap::node(const char *key)
{
    m_asked.insert(key);
    const auto it = m_values.find(key);
    return it == m_values.end() ? std::nullopt : std::optional(it->second);
}

void YamlMap::fail(const char *key, const QString &what) const
{
    const auto value = m_values.find(key);
    throw YamlProblem{value == m_values.end() ? m_mark : value->second.Mark(),
                      QStringLiteral("\"%1\" %2").arg(pathOf(key), what)};
}

QString YamlMap::pathOf(const char *key) const
{
    const QString name = QString::fromUtf8(key);
    return m_path.isEmpty() ? name : m_path + u'.' + name;
}

void YamlMap::finish(const std::map<std::string, QString> &hints) const
{
    for (const auto &[key, mark] : m_marks) {
        if (m_asked.count(key) > 0)
            continue;
        const auto hint = hints.find(key);
        throw YamlProblem{mark,
                          QStringLiteral("unknown key \"%1\"").arg(pathOf(key.c_str()))
                              + (hint == hints.end() ? QString() : QStringLiteral(": ") + hint->second)};
    }
}

QString YamlMap::scalar(const char *key)
{
    const YAML::Node &value = m_values.at(key);
    if (value.IsNull())
        return {};
    if (!value.IsScalar())
        fail(key, QStringLiteral("is not a text"));
    return QString::fromStdString(value.Scalar());
}

} // namespace toban

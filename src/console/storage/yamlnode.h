// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QStringList>

#include <yaml-cpp/yaml.h>

#include <map>
#include <optional>
#include <set>
#include <string>

namespace toban {

/// A problem in a YAML file, thrown inside the reader only and turned into an Error at its boundary.
struct YamlProblem
{
    YAML::Mark mark;
    QString what;
};

/// One mapping of a YAML file, read key by key; a key that nothing asked for is a problem, and so is one given twice.
class YamlMap
{
public:
    YamlMap(const YAML::Node &node, QString path);

    bool has(const char *key) const;
    QString text(const char *key, const QString &fallback = {});
    QString requiredText(const char *key);
    bool boolean(const char *key, bool fallback);
    /// Nothing when the key is absent.
    std::optional<YAML::Node> node(const char *key);
    [[noreturn]] void fail(const char *key, const QString &what) const;
    QString pathOf(const char *key) const;
    /// Refuses keys that were not asked for. `hints` says what to write instead of a key.
    void finish(const std::map<std::string, QString> &hints = {}) const;
    const YAML::Mark &mark() const { return m_mark; }

private:
    QString scalar(const char *key);

    std::map<std::string, YAML::Node> m_values;
    std::map<std::string, YAML::Mark> m_marks;
    std::set<std::string> m_asked;
    YAML::Mark m_mark;
    QString m_path;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "labels.h"

#include <QHashFunctions>

#include <algorithm>

namespace toban {

namespace {

auto find(const std::vector<std::pair<QString, QString>> &pairs, QStringView name)
{
    const auto it = std::lower_bound(pairs.begin(), pairs.end(), name,
                                     [](const auto &pair, QStringView wanted) { return pair.first < wanted; });
    return it != pairs.end() && it->first == name ? it : pairs.end();
}

QString escaped(const QString &value)
{
    QString text;
    text.reserve(value.size());
    for (const QChar c : value) {
        if (c == u'\\' || c == u'"') {
            text += u'\\';
            text += c;
        } else if (c == u'\n') {
            text += QStringLiteral("\\n");
        } else {
            text += c;
        }
    }
    return text;
}

} // namespace

Labels::Labels(std::vector<std::pair<QString, QString>> pairs) : m_pairs(std::move(pairs))
{
    const auto byName = [](const auto &a, const auto &b) { return a.first < b.first; };
    if (!std::is_sorted(m_pairs.begin(), m_pairs.end(), byName))
        std::stable_sort(m_pairs.begin(), m_pairs.end(), byName);
    // Unique from the back keeps the last of equal names.
    const auto firstKept = std::unique(m_pairs.rbegin(), m_pairs.rend(),
                                       [](const auto &a, const auto &b) { return a.first == b.first; });
    m_pairs.erase(m_pairs.begin(), firstKept.base());
}

QString Labels::value(QStringView name) const
{
    const auto it = find(m_pairs, name);
    return it == m_pairs.end() ? QString() : it->second;
}

bool Labels::contains(QStringView name) const
{
    return find(m_pairs, name) != m_pairs.end();
}

Labels Labels::only(const QStringList &names) const
{
    Labels kept;
    std::copy_if(m_pairs.begin(), m_pairs.end(), std::back_inserter(kept.m_pairs),
                 [&names](const auto &pair) { return names.contains(pair.first); });
    return kept;
}

QString Labels::toString() const
{
    QString text = QStringLiteral("{");
    for (const auto &[name, value] : m_pairs) {
        if (text.size() > 1)
            text += u',';
        text += name + QStringLiteral("=\"") + escaped(value) + u'"';
    }
    return text + u'}';
}

std::strong_ordering operator<=>(const Labels &a, const Labels &b)
{
    const auto comparePairs = [](const auto &x, const auto &y) -> std::strong_ordering {
        if (const int order = x.first.compare(y.first); order != 0)
            return order <=> 0;
        return x.second.compare(y.second) <=> 0;
    };
    return std::lexicographical_compare_three_way(a.m_pairs.begin(), a.m_pairs.end(), b.m_pairs.begin(),
                                                  b.m_pairs.end(), comparePairs);
}

size_t qHash(const Labels &labels, size_t seed) noexcept
{
    for (const auto &[name, value] : labels.m_pairs)
        seed = qHashMulti(seed, name, value);
    return seed;
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <compare>
#include <utility>
#include <vector>

namespace toban {

/// A label set, sorted by name, as Prometheus and Loki use it. A value; cheap to compare and hash.
class Labels
{
public:
    Labels() = default;
    explicit Labels(std::vector<std::pair<QString, QString>> pairs); ///< sorts; a later pair of the same name wins

    QString value(QStringView name) const; ///< empty when absent, as in PromQL
    bool contains(QStringView name) const;
    const std::vector<std::pair<QString, QString>> &pairs() const { return m_pairs; }
    bool isEmpty() const { return m_pairs.empty(); }
    Labels only(const QStringList &names) const;
    /// {a="1",b="2"} with PromQL's escaping.
    QString toString() const;

    friend bool operator==(const Labels &, const Labels &) = default;
    friend std::strong_ordering operator<=>(const Labels &a, const Labels &b);
    friend size_t qHash(const Labels &labels, size_t seed) noexcept;

private:
    std::vector<std::pair<QString, QString>> m_pairs;
};

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metriccatalogue.h"

#include "duration.h"
#include "jsonreader.h"

#include <algorithm>

namespace toban {

namespace {

QHash<QString, QString> readLabels(JsonReader &parent)
{
    const QString name = QStringLiteral("labels");
    QHash<QString, QString> labels;
    const auto object = parent.object(name);
    for (auto it = object.begin(); it != object.end(); ++it) {
        parent.failUnless(it->isString(), name, QStringLiteral("\"%1\" is not a label name").arg(it.key()));
        labels.insert(it.key(), it->toString());
    }
    return labels;
}

MetricCatalogue::Template readTemplate(JsonReader &reader, const QString &family, QHash<QString, QString> familyLabels)
{
    MetricCatalogue::Template result;
    result.family = family;
    result.unit = reader.unit(QStringLiteral("unit"));
    result.metrics = reader.texts(QStringLiteral("metrics"));
    reader.failUnless(!result.metrics.isEmpty(), QStringLiteral("metrics"), QStringLiteral("is missing or empty"));
    result.expression = reader.text(QStringLiteral("expression"));
    result.labels = reader.texts(QStringLiteral("by"));
    familyLabels.insert(readLabels(reader));
    for (const QString &label : std::as_const(result.labels))
        result.labelNames.insert(label, familyLabels.value(label, label));
    return result;
}

/// Fills in $by, $window and $selector, and takes away the commas and clauses that an empty one leaves behind.
QString fillIn(QString text, const QStringList &by, const QString &window, const QString &selector)
{
    const QString byList = by.join(QStringLiteral(", "));
    if (by.isEmpty()) {
        text.replace(QStringLiteral(" by ($by) "), QString());
        text.replace(QStringLiteral(", $by"), QString());
    }
    if (selector.isEmpty()) {
        text.replace(QStringLiteral(",$selector"), QString());
        text.replace(QStringLiteral("{$selector}"), QString());
    }
    text.replace(QStringLiteral("$window"), window);
    text.replace(QStringLiteral("$by"), byList);
    // Last: a matcher's value is the caller's and may hold any text.
    text.replace(QStringLiteral("$selector"), selector);
    return text;
}

} // namespace

Result<MetricCatalogue> MetricCatalogue::fromJson(const QByteArray &json)
{
    MetricCatalogue catalogue;
    if (auto ok = catalogue.applyProfile(json); !ok)
        return Failure(ok.error());
    return catalogue;
}

Result<void> MetricCatalogue::applyProfile(const QByteArray &json)
{
    const auto document = parseJsonObject(json);
    if (!document)
        return Failure(document.error());
    MetricCatalogue changed = *this; // all or nothing
    JsonReader root(*document, {});
    const auto families = root.array(QStringLiteral("families"));
    root.failUnless(!families.isEmpty(), QStringLiteral("families"), QStringLiteral("is missing or empty"));
    for (qsizetype i = 0; i < families.size(); ++i) {
        JsonReader family(families[i].toObject(), QStringLiteral("families[%1]").arg(i));
        const QString id = family.text(QStringLiteral("id"));
        if (!changed.m_families.contains(id))
            changed.m_families += id;
        const QStringList markers = family.texts(QStringLiteral("markers"));
        if (!markers.isEmpty())
            changed.m_markers[id] = markers;
        const auto labels = readLabels(family);
        const auto measures = family.object(QStringLiteral("measures"));
        for (auto it = measures.begin(); it != measures.end(); ++it) {
            const QString path = family.pathOf(QStringLiteral("measures.") + it.key());
            auto &templates = changed.m_templates[it.key()];
            std::erase_if(templates, [&id](const Template &old) { return old.family == id; });
            // One template, or several of which the first with all its metrics is taken.
            const auto alternatives = it->isArray() ? it->toArray() : QJsonArray{*it};
            for (const auto &alternative : alternatives) {
                JsonReader reader(alternative.toObject(), path);
                templates.push_back(readTemplate(reader, id, labels));
                if (const auto error = reader.finish())
                    family.adopt(*error);
            }
            const auto rank = [&changed](const Template &item) { return changed.m_families.indexOf(item.family); };
            std::stable_sort(templates.begin(), templates.end(),
                             [&rank](const Template &a, const Template &b) { return rank(a) < rank(b); });
        }
        if (const auto error = family.finish())
            root.adopt(*error);
    }
    if (const auto error = root.finish())
        return Failure(*error);
    *this = std::move(changed);
    return {};
}

QStringList MetricCatalogue::measures() const
{
    QStringList names = m_templates.keys();
    names.sort();
    return names;
}

QStringList MetricCatalogue::families() const
{
    return m_families;
}

QStringList MetricCatalogue::metricNames() const
{
    QSet<QString> names;
    for (const auto &templates : m_templates) {
        for (const Template &item : templates)
            names.unite(QSet<QString>(item.metrics.begin(), item.metrics.end()));
    }
    for (const auto &markers : m_markers)
        names.unite(QSet<QString>(markers.begin(), markers.end()));
    QStringList sorted(names.begin(), names.end());
    sorted.sort();
    return sorted;
}

QStringList MetricCatalogue::detectFamilies(const QSet<QString> &presentMetrics) const
{
    QStringList found;
    for (const QString &family : m_families) {
        const auto markers = m_markers.value(family);
        if (std::any_of(markers.begin(), markers.end(),
                        [&presentMetrics](const QString &name) { return presentMetrics.contains(name); }))
            found += family;
    }
    return found;
}

Result<MetricCatalogue::Query> MetricCatalogue::query(const Request &request, const QSet<QString> &presentMetrics) const
{
    const auto templates = m_templates.find(request.measure);
    if (templates == m_templates.end()) {
        return Failure(
            Error(ErrorKind::Precondition, QStringLiteral("no measure is called \"%1\"").arg(request.measure))
                .withCode(QStringLiteral("unknown_measure")));
    }
    if (!parseDurationMs(request.window)) {
        return Failure(Error(ErrorKind::Precondition, QStringLiteral("\"%1\" is not a duration").arg(request.window))
                           .withCode(QStringLiteral("invalid_window")));
    }
    QStringList lookedFor;
    for (const Template &item : *templates) {
        const bool present = std::all_of(item.metrics.begin(), item.metrics.end(),
                                         [&presentMetrics](const auto &name) { return presentMetrics.contains(name); });
        if (!present) {
            lookedFor += item.metrics;
            continue;
        }
        Query query{item.family, {}, item.unit, {}, item.metrics};
        QStringList names;
        for (const QString &label : request.by) {
            if (const auto name = item.labelNames.find(label); name != item.labelNames.end()) {
                names += *name;
                query.labelNames.insert(label, *name);
            }
        }
        query.expression = fillIn(item.expression, names, request.window, request.selector);
        return query;
    }
    lookedFor.removeDuplicates();
    return Failure(Error(ErrorKind::Precondition,
                         QStringLiteral("no family provides \"%1\"; looked for %2")
                             .arg(request.measure, lookedFor.join(QStringLiteral(", "))))
                       .withCode(QStringLiteral("no_metric")));
}

} // namespace toban

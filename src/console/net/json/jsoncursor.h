// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "labels.h"
#include "result.h"

#include <QByteArray>
#include <QStringList>

#include <functional>
#include <optional>

#include <simdjson.h>

namespace toban {

/// A value within a JSON document, for decoders: reads members by name and remembers the first thing that is not as it
/// has to be, with its path ("data.groups[3].name"). After that every read gives something harmless; readJson() turns
/// the whole answer into a Decode error. Members nobody asks for are left alone, so that servers may grow.
/// Only in .cpp files: simdjson is heavy.
class JsonCursor
{
public:
    using Problem = std::optional<QString>;
    JsonCursor(simdjson::dom::element element, QByteArray path, Problem &problem);

    // Members of an object. Without a fallback they are required; null counts as absent.
    bool has(const char *name) const;
    QString text(const char *name) const;
    QString text(const char *name, const QString &fallback) const;
    double number(const char *name) const;
    double number(const char *name, double fallback) const;
    qint64 integer(const char *name) const;
    qint64 integer(const char *name, qint64 fallback) const;
    bool boolean(const char *name, bool fallback) const;
    qint64 timeMs(const char *name) const; ///< RFC 3339
    qint64 timeMs(const char *name, qint64 fallback) const;
    QStringList texts(const char *name) const; ///< absent: empty
    Labels labels(const char *name) const; ///< an object of texts; absent: empty
    JsonCursor member(const char *name) const; ///< of any type
    JsonCursor object(const char *name) const;
    std::optional<JsonCursor> optionalObject(const char *name) const;
    /// Every element of a required array.
    void each(const char *name, const std::function<void(const JsonCursor &)> &visit) const;
    /// Every element of an array that may be absent.
    void eachOptional(const char *name, const std::function<void(const JsonCursor &)> &visit) const;
    /// Every member of this object.
    void eachMember(const std::function<void(const QString &name, const JsonCursor &)> &visit) const;

    // This value itself.
    void each(const std::function<void(const JsonCursor &)> &visit) const;
    QString asText() const;
    Labels asLabels() const;
    /// A sample, [seconds, "value"]: time in ms and value ("NaN", "+Inf", "-Inf" too).
    std::pair<qint64, double> asSample() const;
    simdjson::dom::element element() const { return m_element; }

    void fail(const QString &what) const;
    void fail(const char *member, const QString &what) const;
    bool hasFailed() const { return m_problem->has_value(); }

private:
    std::optional<simdjson::dom::element> find(const char *name) const;
    std::optional<simdjson::dom::element> required(const char *name) const;
    JsonCursor child(simdjson::dom::element element, const char *name) const;

    simdjson::dom::element m_element;
    QByteArray m_path;
    Problem *m_problem;
};

/// A sample's value as Prometheus writes it. Nothing for any other text.
std::optional<double> parseSampleValue(std::string_view text);

/// Parses the document and gives its root to the reader. A Decode error for malformed JSON (with simdjson's words) or
/// when the reader's cursor failed. Pure; any thread.
std::optional<Error> readJson(const QByteArray &json, const std::function<void(const JsonCursor &)> &reader);

} // namespace toban

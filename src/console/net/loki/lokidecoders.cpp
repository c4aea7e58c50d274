// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "loki/lokidecoders.h"

#include "http/answererror.h"
#include "prometheus/envelope.h"

#include <algorithm>
#include <charconv>

namespace toban {

namespace {

/// "1795218408193049920": nanoseconds since the epoch.
qint64 readTimeNs(const JsonCursor &pair)
{
    simdjson::dom::array array;
    std::string_view text;
    qint64 ns = 0;
    if (pair.element().get_array().get(array) || array.size() < 2 || array.at(0).get_string().get(text)) {
        pair.fail(QStringLiteral("[\"nanoseconds\", \"line\"] was expected"));
        return 0;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ns);
    if (error != std::errc() || end != text.data() + text.size())
        pair.fail(QStringLiteral("nanoseconds were expected"));
    return ns;
}

QString readLine(const JsonCursor &pair)
{
    std::string_view line;
    if (pair.element().at(1).get_string().get(line))
        pair.fail(QStringLiteral("[\"nanoseconds\", \"line\"] was expected"));
    return QString::fromUtf8(line.data(), qsizetype(line.size()));
}

void readStream(const JsonCursor &stream, std::vector<LogEntry> &entries)
{
    const Labels labels = stream.labels("stream");
    stream.each("values", [&](const JsonCursor &pair) {
        const qint64 timeNs = readTimeNs(pair);
        if (!pair.hasFailed())
            entries.push_back({timeNs, labels, readLine(pair)});
    });
}

} // namespace

Result<std::vector<LogEntry>> decodeStreams(const QByteArray &json, LogDirection direction)
{
    std::vector<LogEntry> entries;
    const auto problem = readEnvelope(json, [&entries](const JsonCursor &root) {
        const JsonCursor data = root.object("data");
        if (data.text("resultType") != u"streams")
            data.fail("resultType", QStringLiteral("\"streams\" was expected"));
        data.eachOptional("result", [&entries](const JsonCursor &stream) { readStream(stream, entries); });
    });
    if (problem)
        return Failure(*problem);
    const bool forward = direction == LogDirection::Forward;
    std::stable_sort(entries.begin(), entries.end(), [forward](const LogEntry &a, const LogEntry &b) {
        return forward ? a.timeNs < b.timeNs : a.timeNs > b.timeNs;
    });
    return entries;
}

Result<std::vector<Labels>> decodeSeries(const QByteArray &json)
{
    std::vector<Labels> series;
    const auto problem = readEnvelope(json, [&series](const JsonCursor &root) {
        root.eachOptional("data", [&series](const JsonCursor &labels) { series.push_back(labels.asLabels()); });
    });
    if (problem)
        return Failure(*problem);
    return series;
}

Result<QString> decodeLokiVersion(const QByteArray &json)
{
    QString version;
    if (const auto problem = readJson(json, [&version](const JsonCursor &root) { version = root.text("version"); }))
        return Failure(*problem);
    return version;
}

Result<TailFrame> decodeTailFrame(const QByteArray &json)
{
    TailFrame frame;
    const auto problem = readJson(json, [&frame](const JsonCursor &root) {
        if (root.element()["streams"].error()) // may be null, when lines were only dropped
            root.fail("streams", QStringLiteral("missing"));
        root.eachOptional("streams", [&frame](const JsonCursor &stream) { readStream(stream, frame.entries); });
        root.eachOptional("dropped_entries", [&frame](const JsonCursor &) { ++frame.dropped; });
    });
    if (problem)
        return Failure(*problem);
    std::stable_sort(frame.entries.begin(), frame.entries.end(),
                     [](const LogEntry &a, const LogEntry &b) { return a.timeNs < b.timeNs; });
    return frame;
}

Error lokiError(const HttpAnswer &answer)
{
    Error error = envelopeError(answer); // a Mimir-like proxy may speak Prometheus' form
    if (error.kind() != ErrorKind::Http || answer.status != 400)
        return error;
    Error refused(ErrorKind::Server, error.detail());
    return refused.withStatus(answer.status).withCode(QStringLiteral("bad_data"));
}

} // namespace toban

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lokianswers.h"

#include "jsontext.h"
#include "units.h"

#include <algorithm>
#include <cmath>

namespace toban::sandbox {

namespace {

constexpr const char *json = "application/json";
constexpr const char *jsonWithCharset = "application/json; charset=UTF-8";

http::Response answer(int status, const char *type, std::string body)
{
    http::Response response;
    response.status = status;
    response.headers.add("Content-Type", type);
    response.body = std::move(body);
    return response;
}

/// Seconds with up to three decimals, as Prometheus writes sample times.
void appendTime(std::string &out, std::int64_t nanoseconds)
{
    const std::int64_t milliseconds = nanoseconds / 1'000'000;
    out += std::to_string(milliseconds / 1000);
    if (const auto rest = static_cast<int>(milliseconds % 1000); rest != 0) {
        std::string decimals = std::to_string(1000 + rest).substr(1);
        while (decimals.back() == '0')
            decimals.pop_back();
        out += '.' + decimals;
    }
}

constexpr const char *noCache = R"({"entriesFound":0,"entriesRequested":0,"entriesStored":0,"bytesReceived":0,)"
                                R"("bytesSent":0,"requests":0,"downloadTime":0})";

std::string storeStats(const QueryStats &stats, bool used)
{
    return R"({"totalChunksRef":0,"totalChunksDownloaded":0,"chunksDownloadTime":0,"chunk":{"headChunkBytes":)"
        + std::to_string(used ? stats.bytes : 0) + R"(,"headChunkLines":)" + std::to_string(used ? stats.lines : 0)
        + R"(,"decompressedBytes":0,"decompressedLines":0,"compressedBytes":0,"totalDuplicates":0}})";
}

/// The block of Loki 2.8. The lines are all in memory, which is an ingester's part there.
void appendStats(std::string &out, const QueryStats &stats)
{
    const double seconds = std::max(std::chrono::duration<double>(stats.took).count(), 1e-9);
    const auto perSecond
        = [&](std::size_t n) { return std::to_string(std::llround(static_cast<double>(n) / seconds)); };
    out += R"("stats":{"summary":{"bytesProcessedPerSecond":)" + perSecond(stats.bytes)
        + R"(,"linesProcessedPerSecond":)" + perSecond(stats.lines) + R"(,"totalBytesProcessed":)"
        + std::to_string(stats.bytes) + R"(,"totalLinesProcessed":)" + std::to_string(stats.lines) + R"(,"execTime":)"
        + formatNumber(seconds) + R"(,"queueTime":0,"subqueries":0,"totalEntriesReturned":)"
        + std::to_string(stats.returned) + R"(,"splits":0,"shards":0},"querier":{"store":)" + storeStats(stats, false)
        + R"(},"ingester":{"totalReached":1,"totalChunksMatched":)" + std::to_string(stats.streams)
        + R"(,"totalBatches":)" + std::to_string(stats.sent > 0 ? 1 : 0) + R"(,"totalLinesSent":)"
        + std::to_string(stats.sent) + R"(,"store":)" + storeStats(stats, true) + R"(},"cache":{"chunk":)" + noCache
        + R"(,"index":)" + noCache + R"(,"result":)" + noCache + "}}";
}

void openData(std::string &out, const char *type)
{
    out += R"({"status":"success","data":{"resultType":")";
    out += type;
    out += R"(","result":[)";
}

void closeData(std::string &out, const QueryStats &stats)
{
    out += "],";
    appendStats(out, stats);
    out += "}}";
}

void appendStream(std::string &out, const LogResult::Stream &stream)
{
    if (out.back() != '[')
        out += ',';
    out += R"({"stream":)";
    appendJson(out, stream.labels);
    out += R"(,"values":[)";
    for (const auto &[time, line] : stream.values) {
        if (out.back() != '[')
            out += ',';
        out += "[\"" + std::to_string(time) + "\",";
        appendJson(out, line);
        out += ']';
    }
    out += "]}";
}

} // namespace

http::Response streamsAnswer(const LogResult &result, bool forward, bool instant)
{
    std::string out;
    openData(out, "streams");
    // Through Loki's front end the streams come in the direction of the query; an instant query goes past it.
    if (forward || instant) {
        for (const auto &stream : result.streams)
            appendStream(out, stream);
    } else {
        std::for_each(result.streams.rbegin(), result.streams.rend(), [&](const auto &s) { appendStream(out, s); });
    }
    closeData(out, result.stats);
    return answer(200, instant ? jsonWithCharset : json, std::move(out));
}

http::Response matrixAnswer(const MetricResult &result, const Instants &instants)
{
    std::string out;
    openData(out, "matrix");
    for (const Series &series : result.series) {
        if (out.back() != '[')
            out += ',';
        out += R"({"metric":)";
        appendJson(out, series.labels);
        out += R"(,"values":[)";
        for (std::size_t i = 0; i < series.values.size(); ++i) {
            if (!series.present[i])
                continue;
            if (out.back() != '[')
                out += ',';
            out += '[';
            appendTime(out, instants.at(i));
            out += ",\"" + formatNumber(series.values[i]) + "\"]";
        }
        out += "]}";
    }
    closeData(out, result.stats);
    return answer(200, json, std::move(out));
}

http::Response vectorAnswer(const MetricResult &result, std::int64_t time)
{
    std::string out;
    openData(out, "vector");
    for (const Series &series : result.series) {
        if (out.back() != '[')
            out += ',';
        out += R"({"metric":)";
        appendJson(out, series.labels);
        out += R"(,"value":[)";
        appendTime(out, time);
        out += ",\"" + formatNumber(series.values[0]) + "\"]}";
    }
    closeData(out, result.stats);
    return answer(200, json, std::move(out));
}

http::Response successAnswer(const std::string &data)
{
    return answer(200, json, data.empty() ? R"({"status":"success"})" : R"({"status":"success","data":)" + data + '}');
}

http::Response jsonAnswer(std::string document)
{
    return answer(200, jsonWithCharset, std::move(document));
}

http::Response errorAnswer(int status, const std::string &text)
{
    return answer(status, jsonWithCharset, text);
}

} // namespace toban::sandbox

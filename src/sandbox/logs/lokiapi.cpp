// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lokiapi.h"

#include "evaluator.h"
#include "gzip.h"
#include "jsontext.h"
#include "logging.h"
#include "lokianswers.h"
#include "lokiparameters.h"
#include "units.h"

#include <algorithm>
#include <set>

namespace toban::sandbox {

namespace {

constexpr std::int64_t lookBack = 30 * oneSecond; // Loki's max_look_back_period: what an instant log query sees
constexpr std::size_t mostEntries = 5000;
constexpr std::int64_t mostPoints = 11'000;
constexpr std::size_t unpackedBytes = 64 * 1024 * 1024;

std::string jsonList(const std::set<std::string> &values)
{
    std::string out = "[";
    for (const std::string &value : values) {
        if (out.size() > 1)
            out += ',';
        appendJson(out, value);
    }
    return out + ']';
}

std::int64_t roundedUp(std::int64_t time, std::int64_t step)
{
    const std::int64_t rest = time % step;
    return rest == 0 ? time : time + step - rest;
}

/// The instants of a range query. Loki's front end moves both ends up to multiples of the step.
Instants alignedInstants(const LokiParameters &parameters, const TimeBounds &bounds)
{
    const std::int64_t usual = std::max<std::int64_t>((bounds.end - bounds.start) / 250 / oneSecond, 1) * oneSecond;
    const std::int64_t step = parameters.duration("step").value_or(usual);
    if (step <= 0) {
        throw ParameterError("zero or negative query resolution step widths are not accepted. Try a positive integer");
    }
    if ((bounds.end - bounds.start) / step > mostPoints) {
        throw ParameterError(
            "exceeded maximum resolution of 11,000 points per time series. Try increasing the value of "
            "the step parameter");
    }
    return {roundedUp(bounds.start, step), roundedUp(bounds.end, step), step};
}

} // namespace

LokiApi::LokiApi(LogDatabase &database) : m_database(database)
{ }

void LokiApi::add(http::Server &server, const std::string &pattern, Answer answer)
{
    const auto handler = [this, answer](http::Request request, http::Responder respond) {
        try {
            respond((this->*answer)(request));
        } catch (const LogqlError &error) {
            respond(errorAnswer(400, error.what()));
        } catch (const ParameterError &error) {
            respond(errorAnswer(400, error.what()));
        }
    };
    server.route("GET", pattern, handler);
    server.route("POST", pattern, handler);
}

void LokiApi::addTo(http::Server &server)
{
    add(server, "/loki/api/v1/query_range", &LokiApi::queryRange);
    add(server, "/loki/api/v1/query", &LokiApi::query);
    add(server, "/loki/api/v1/labels", &LokiApi::labels);
    add(server, "/loki/api/v1/label", &LokiApi::labels);
    add(server, "/loki/api/v1/label/{name}/values", &LokiApi::labelValues);
    add(server, "/loki/api/v1/series", &LokiApi::series);
    add(server, "/loki/api/v1/index/stats", &LokiApi::indexStats);
    server.route("POST", "/loki/api/v1/push",
                 [this](http::Request request, http::Responder respond) { respond(push(request)); });
    server.route("GET", "/metrics",
                 [this](http::Request request, http::Responder respond) { respond(metrics(request)); });
    server.route("GET", "/ready",
                 [](http::Request, http::Responder respond) { respond(http::Response::text(200, "ready\n")); });
    server.route("GET", "/loki/api/v1/status/buildinfo", [](http::Request, http::Responder respond) {
        respond(http::Response::json(200,
                                     R"({"version":")" TOBAN_VERSION
                                     R"(","revision":"","branch":"","buildUser":"","buildDate":"","goVersion":""})"));
    });
    server.route("GET", "/prometheus/api/v1/rules", [](http::Request, http::Responder respond) {
        respond(http::Response::json(200, R"({"status":"success","data":{"groups":[]},"errorType":"","error":""})"));
    });
    server.webSocket("/loki/api/v1/tail", [this](http::Request request, std::shared_ptr<http::Stream> stream) {
        openTail(request, std::move(stream));
    });
    // A tail's query is judged before the protocol changes, so that the client gets the reason as an answer.
    server.setFilter([](const http::Request &request) -> std::optional<http::Response> {
        if (request.path != "/loki/api/v1/tail")
            return std::nullopt;
        try {
            const LokiParameters parameters(request);
            parameters.limit(mostEntries);
            parameters.time("start", 0);
            if (parameters.duration("delay_for").value_or(0) > 5 * oneSecond)
                return errorAnswer(400, "delay_for can't be greater than 5");
            if (!parseLogql(parameters.get("query").value_or("")).log)
                return errorAnswer(400, "parse error : only log selector is supported");
        } catch (const std::exception &error) {
            return errorAnswer(400, error.what());
        }
        return std::nullopt;
    });
    server.setNotFound([](const http::Request &) {
        http::Response response = http::Response::text(404, "404 page not found\n");
        response.headers.add("X-Content-Type-Options", "nosniff");
        return response;
    });
    server.setProtocolError(
        [](int status, std::string_view detail) { return http::Response::text(status, std::string(detail) + '\n'); });
    server.setObserver([this](const http::Request &, const std::string &route, int status, std::chrono::nanoseconds) {
        countRequest(route, status);
    });
}

http::Response LokiApi::push(const http::Request &request)
{
    const std::string_view encoding = request.headers.get("Content-Encoding");
    std::optional<std::string> unpacked;
    if (encoding == "gzip") {
        unpacked = http::gzipDecompress(request.body, unpackedBytes);
        if (!unpacked)
            return http::Response::text(400, "gzip: invalid header, cut off, or larger than 64 MiB unpacked\n");
    } else if (!encoding.empty() && encoding != "identity") {
        return http::Response::text(400, "Content-Encoding " + quote(encoding) + " not supported\n");
    }
    const std::string_view type = request.headers.get("Content-Type");
    if (!type.empty() && !type.starts_with("application/json"))
        return http::Response::text(400, "Content-Type " + quote(type) + " not supported: push application/json\n");
    PushParse parse = parsePush(unpacked ? *unpacked : request.body);
    if (!parse.request)
        return http::Response::text(400, parse.error);
    const LogDatabase::PushOutcome outcome = m_database.push(*parse.request);
    if (outcome.status != 204)
        return http::Response::text(outcome.status, outcome.text);
    http::Response response;
    response.status = 204;
    return response;
}

http::Response LokiApi::queryRange(const http::Request &request)
{
    const LokiParameters parameters(request);
    const TimeBounds bounds = timeBounds(parameters, m_database.now(), oneHour);
    const std::size_t limit = parameters.limit(mostEntries);
    const bool forward = parameters.forward();
    const Query query = parseLogql(parameters.get("query").value_or(""));
    if (query.log) {
        const std::shared_lock lock(m_database.store().mutex());
        const LogResult result = evaluateLogs(m_database.store(), *query.log, bounds.start, bounds.end, limit, forward);
        return streamsAnswer(result, forward, false);
    }
    const Instants instants = alignedInstants(parameters, bounds);
    MetricResult result;
    {
        const std::shared_lock lock(m_database.store().mutex());
        result = evaluateMetric(m_database.store(), query.metric, instants);
    }
    return matrixAnswer(result, instants);
}

http::Response LokiApi::query(const http::Request &request)
{
    const LokiParameters parameters(request);
    const std::int64_t time = parameters.time("time", m_database.now());
    const std::size_t limit = parameters.limit(mostEntries);
    const bool forward = parameters.forward();
    const Query query = parseLogql(parameters.get("query").value_or(""));
    const std::shared_lock lock(m_database.store().mutex());
    if (query.log) {
        return streamsAnswer(evaluateLogs(m_database.store(), *query.log, time - lookBack, time, limit, forward),
                             forward, true);
    }
    const MetricResult result = evaluateMetric(m_database.store(), query.metric, {time, time, 1});
    if (result.isScalar)
        return errorAnswer(500, "unsupported response type, got (scalar)");
    return vectorAnswer(result, time);
}

std::vector<const LogStream *> LokiApi::streamsWithLines(const LokiParameters &parameters, std::int64_t span) const
{
    const TimeBounds bounds = timeBounds(parameters, m_database.now(), span);
    std::vector<std::string> selectors = parameters.all("match[]");
    for (const char *name : {"match", "query"}) {
        for (std::string &text : parameters.all(name))
            selectors.push_back(std::move(text));
    }
    std::vector<const LogStream *> found;
    const auto take = [&](const std::vector<Matcher> &matchers) {
        for (const LogStream *stream : m_database.store().select(matchers)) {
            if (stream->firstAt(bounds.start) < stream->firstAt(bounds.end))
                found.push_back(stream);
        }
    };
    if (selectors.empty())
        take({});
    for (const std::string &text : selectors)
        take(parseSelector(text));
    std::sort(found.begin(), found.end(), [](const auto *a, const auto *b) { return a->key() < b->key(); });
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

http::Response LokiApi::labels(const http::Request &request)
{
    const std::shared_lock lock(m_database.store().mutex());
    std::set<std::string> names;
    for (const LogStream *stream : streamsWithLines(LokiParameters(request), 6 * oneHour)) {
        for (const auto &[name, value] : stream->labels())
            names.insert(name);
    }
    return successAnswer(names.empty() ? std::string() : jsonList(names));
}

http::Response LokiApi::labelValues(const http::Request &request)
{
    const std::shared_lock lock(m_database.store().mutex());
    const std::string &name = request.captures.at("name");
    std::set<std::string> values;
    for (const LogStream *stream : streamsWithLines(LokiParameters(request), 6 * oneHour)) {
        if (const std::string_view value = labelValue(stream->labels(), name); !value.empty())
            values.emplace(value);
    }
    return successAnswer(values.empty() ? std::string() : jsonList(values));
}

http::Response LokiApi::series(const http::Request &request)
{
    const std::shared_lock lock(m_database.store().mutex());
    std::string out = "[";
    for (const LogStream *stream : streamsWithLines(LokiParameters(request), oneHour)) {
        if (out.size() > 1)
            out += ',';
        appendJson(out, stream->labels());
    }
    return successAnswer(out + ']');
}

http::Response LokiApi::indexStats(const http::Request &request)
{
    const LokiParameters parameters(request);
    const std::shared_lock lock(m_database.store().mutex());
    const TimeBounds bounds = timeBounds(parameters, m_database.now(), oneHour);
    std::size_t streams = 0, bytes = 0, entries = 0;
    for (const LogStream *stream : streamsWithLines(parameters, oneHour)) {
        ++streams;
        const std::size_t last = stream->firstAt(bounds.end);
        for (std::size_t i = stream->firstAt(bounds.start); i < last; ++i) {
            ++entries;
            bytes += stream->entries()[i].size;
        }
    }
    // A stream is one piece here, where Loki counts chunks.
    return jsonAnswer(R"({"streams":)" + std::to_string(streams) + R"(,"chunks":)" + std::to_string(streams)
                      + R"(,"bytes":)" + std::to_string(bytes) + R"(,"entries":)" + std::to_string(entries) + '}');
}

void LokiApi::openTail(const http::Request &request, std::shared_ptr<http::Stream> stream)
{
    const LokiParameters parameters(request);
    const std::int64_t start = parameters.time("start", m_database.now() - oneHour);
    Query query = parseLogql(parameters.get("query").value_or(""));
    m_database.tail(std::move(*query.log), std::move(stream), start, parameters.limit(mostEntries));
}

void LokiApi::countRequest(const std::string &route, int status)
{
    const std::lock_guard lock(m_requestsMutex);
    ++m_requests[{route.empty() ? "other" : route, status}];
}

http::Response LokiApi::metrics(const http::Request &)
{
    const LogDatabase::Figures figures = m_database.figures();
    std::string out;
    const auto add = [&](const char *name, const char *type, const char *help, std::uint64_t value) {
        out += std::string("# HELP ") + name + ' ' + help + "\n# TYPE " + name + ' ' + type + '\n' + name + ' '
            + std::to_string(value) + '\n';
    };
    add("toban_logs_streams", "gauge", "Label sets in the store.", figures.streams);
    add("toban_logs_lines", "gauge", "Lines in the store.", figures.lines);
    add("toban_logs_bytes", "gauge", "Bytes of the lines in the store.", figures.bytes);
    add("toban_logs_tails", "gauge", "Open tails.", figures.tails);
    add("toban_logs_lines_received_total", "counter", "Lines taken since the start.", figures.received);
    add("toban_logs_lines_refused_total", "counter", "Lines refused since the start.", figures.refused);
    out += "# HELP toban_logs_requests_total Requests answered since the start.\n# TYPE toban_logs_requests_total "
           "counter\n";
    const std::lock_guard lock(m_requestsMutex);
    for (const auto &[key, count] : m_requests) {
        out += "toban_logs_requests_total{route=" + quote(key.first) + ",status=\"" + std::to_string(key.second)
            + "\"} " + std::to_string(count) + '\n';
    }
    http::Response response = http::Response::text(200, std::move(out));
    response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    return response;
}

} // namespace toban::sandbox

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prometheussource.h"

#include "httpclient.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <fstream>

namespace toban::manager {

namespace {

constexpr std::chrono::seconds queryTimeout{5};
constexpr std::size_t queryAnswerLimit = 1024 * 1024;

std::string encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (isPlain) {
            result += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            result.append({'%', digits[byte >> 4], digits[byte & 15]});
        }
    }
    return result;
}

/// A sample's value; nothing for NaN and what is none.
std::optional<double> sampleOf(const nlohmann::json &item)
{
    if (!item.is_object() || !item.contains("value") || !item["value"].is_array() || item["value"].size() != 2
        || !item["value"][1].is_string()) {
        return std::nullopt;
    }
    const auto text = item["value"][1].get<std::string>();
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isGood = error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
    return isGood ? std::optional(value) : std::nullopt;
}

RolloutFigures trouble(std::string what)
{
    return {{}, {}, "Prometheus: " + std::move(what)};
}

} // namespace

struct PrometheusSource::Impl
{
    std::string url, tokenFile;
    http::Client client{1, 4};
};

PrometheusSource::PrometheusSource(std::string url, std::string tokenFile) : d(std::make_unique<Impl>())
{
    while (url.ends_with('/')) {
        url.pop_back();
    }
    d->url = std::move(url);
    d->tokenFile = std::move(tokenFile);
}

PrometheusSource::~PrometheusSource() = default;

std::string rolloutQuery(const RolloutMeasurement &what)
{
    // Names of deployments have no character that a label's value would have to escape.
    const std::string revisions = std::to_string(what.blue) + '|' + std::to_string(what.green);
    const auto part = [&](const char *figure, const char *metric, const char *more) {
        return std::string("label_replace(sum by (revision) (rate(") + metric + "{deployment=\"" + what.deployment
            + "\",revision=~\"" + revisions + '"' + more + "}[" + std::to_string(what.window.count())
            + "ms])),\"figure\",\"" + figure + "\",\"\",\"\")";
    };
    return part("requests", "claude_agent_requests_total", "") + " or "
        + part("errors", "claude_agent_requests_total", ",status=\"error\"") + " or "
        + part("seconds", "claude_agent_request_duration_seconds_sum", "") + " or "
        + part("count", "claude_agent_request_duration_seconds_count", "");
}

RolloutFigures rolloutFigures(const RolloutMeasurement &what, int status, const std::string &body)
{
    const auto answer = nlohmann::json::parse(body, nullptr, false);
    if (!answer.is_object() || !answer.contains("status")) {
        return trouble("status " + std::to_string(status) + ", and no answer to a query");
    }
    if (answer["status"] != "success") {
        const bool says = answer.contains("error") && answer["error"].is_string();
        return trouble(says ? answer["error"].get<std::string>() : "status " + std::to_string(status));
    }
    const nlohmann::json::json_pointer at("/data/result");
    if (!answer.contains(at) || !answer.at(at).is_array()) {
        return trouble("its answer has no result");
    }
    std::map<std::string, std::map<std::string, double>> values; // by revision and figure
    for (const auto &item : answer.at(at)) {
        const auto value = sampleOf(item);
        const auto label = [&item](const char *name) {
            const nlohmann::json::json_pointer path(std::string("/metric/") + name);
            return item.contains(path) && item.at(path).is_string() ? item.at(path).get<std::string>() : std::string();
        };
        const std::string revision = label("revision"), figure = label("figure");
        if (value && !revision.empty()) {
            values[revision][figure] = *value;
        }
    }
    if (values.empty()) {
        return trouble("no samples of these agents in this time");
    }
    const auto side = [&values](int revision) {
        RevisionFigures figures;
        const auto &found = values[std::to_string(revision)];
        const auto of = [&found](const char *figure) {
            const auto value = found.find(figure);
            return value == found.end() ? std::nullopt : std::optional(value->second);
        };
        figures.requestsPerSecond = of("requests");
        figures.errorsPerSecond = of("errors");
        const auto seconds = of("seconds"), count = of("count");
        if (seconds && count && *count > 0) {
            figures.meanSeconds = *seconds / *count;
        }
        return figures;
    };
    return {side(what.blue), side(what.green), {}};
}

void PrometheusSource::measure(const RolloutMeasurement &what, std::function<void(RolloutFigures)> callback)
{
    http::ClientRequest request;
    request.url = d->url + "/api/v1/query?query=" + encoded(rolloutQuery(what));
    request.timeout = queryTimeout;
    request.maxBodyBytes = queryAnswerLimit;
    if (!d->tokenFile.empty()) {
        std::ifstream stream(d->tokenFile);
        std::string token;
        if (!std::getline(stream, token) || token.empty()) {
            callback(trouble("prometheus_token_file: " + d->tokenFile + " cannot be read or is empty"));
            return;
        }
        request.headers.set("Authorization", "Bearer " + token);
    }
    d->client.send(std::move(request), [what, callback = std::move(callback)](const http::Exchange &exchange) {
        callback(exchange.response ? rolloutFigures(what, exchange.response->status, exchange.response->body)
                                   : trouble(exchange.error));
    });
}

} // namespace toban::manager

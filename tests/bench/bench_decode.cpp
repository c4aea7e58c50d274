// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decoding a range answer of 50 series × 11 000 points into columns, against simdjson's bare parse of the same bytes.

#include "benchrow.h"
#include "prometheus/rangedecoder.h"

#include <QByteArray>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <random>

#include <nlohmann/json.hpp>
#include <simdjson.h>

namespace {

constexpr int seriesCount = 50;
constexpr int points = 11'000;
constexpr qint64 stepMs = 15'000;
constexpr qint64 startMs = 1'795'211'400'000;

/// As Prometheus writes it: shortest digits, gaps left out, here and there a NaN.
QByteArray rangeAnswer()
{
    std::mt19937 random(1);
    std::lognormal_distribution<double> latency(0.7, 0.6);
    QByteArray json = R"({"status":"success","data":{"resultType":"matrix","result":[)";
    for (int s = 0; s < seriesCount; ++s) {
        json += s == 0 ? "{" : ",{";
        json += R"("metric":{"__name__":"claude_agent_request_duration_seconds","agent_type":"code_generator",)"
                R"("deployment":"code-generator","instance":"code-generator-)"
            + QByteArray::number(s) + R"(","job":"claude-agents"},"values":[)";
        double counter = 0;
        for (int i = 0; i < points; ++i) {
            if (i % 997 == 996)
                continue;
            counter += double(random() % 7);
            const double value = s % 5 == 0 ? counter
                : s % 5 == 1                ? std::round(latency(random) * 1000) / 1000
                                            : latency(random);
            char digits[32];
            const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
            json += (i == 0 ? "[" : ",[") + QByteArray::number((startMs + i * stepMs) / 1000) + ",\"";
            json += i % 5003 == 5002 ? QByteArray("NaN") : QByteArray(digits, end - digits);
            json += "\"]";
        }
        json += "]}";
    }
    json += "]}}";
    json.reserve(json.size() + qsizetype(simdjson::SIMDJSON_PADDING)); // as HttpClient gives it
    return json;
}

void require(bool ok, const char *what)
{
    if (!ok) {
        std::fprintf(stderr, "bench_decode: %s\n", what);
        std::exit(1);
    }
}

} // namespace

int main()
{
    using namespace toban;
    const QByteArray json = rangeAnswer();
    const auto size = size_t(json.size());

    const auto decode = [&json] {
        const auto frame = decodeRange(json, startMs, startMs + (points - 1) * stepMs, stepMs);
        require(frame && (*frame)->series.size() == seriesCount, "the answer was not decoded");
    };
    const auto parse = [&](simdjson::dom::parser &parser) {
        simdjson::dom::array result;
        require(!parser.parse(json.constData(), size, false)["data"]["result"].get_array().get(result)
                    && result.size() == seriesCount,
                "simdjson did not parse the answer");
    };

    // Interleaved, so that whatever else the machine does meets all of them.
    std::vector<double> decoded;
    std::vector<double> parsed;
    std::vector<double> parsedAgain;
    simdjson::dom::parser warm;
    parse(warm);
    for (int round = 0; round < 15; ++round) {
        decoded.push_back(bench::milliseconds(decode));
        parsed.push_back(bench::milliseconds([&] {
            simdjson::dom::parser parser; // an answer, a parser: as decodeRange works
            parse(parser);
        }));
        parsedAgain.push_back(bench::milliseconds([&] { parse(warm); }));
    }
    const double other = bench::milliseconds([&] {
        require(nlohmann::json::parse(json.begin(), json.end())["data"]["result"].size() == seriesCount,
                "nlohmann did not parse the answer");
    });

    const double baseline = bench::median(parsed);
    const double own = bench::median(decoded);
    bench::row("decode 50 x 11000: answer", double(size) / 1e6, "MB");
    bench::row("decode 50 x 11000: bare simdjson parse", baseline, "ms", "-", 1.0);
    bench::row("decode 50 x 11000: the same, its buffers kept", bench::median(parsedAgain), "ms", "-",
               baseline / bench::median(parsedAgain));
    bench::row("decode 50 x 11000: bare nlohmann parse", other, "ms", "-", baseline / other);
    const double ratio = baseline / own;
    bench::row("decode 50 x 11000: decodeRange", own, "ms", "ratio >= 0.7", ratio, ratio >= 0.7);
    return 0;
}

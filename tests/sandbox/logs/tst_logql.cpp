// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "labels.h"
#include "logql.h"
#include "pipeline.h"
#include "units.h"

#include <gtest/gtest.h>

#include <random>

using namespace toban::sandbox;

namespace {

std::string errorOf(std::string_view query)
{
    try {
        parseLogql(query);
    } catch (const LogqlError &error) {
        return error.what();
    }
    return "";
}

/// The line and the labels after a query's stages, or "dropped".
std::string processed(const std::string &stages, const std::string &line)
{
    static const Labels stream{{"app", "a"}, {"level", "info"}};
    const Query query = parseLogql("{app=\"a\"} " + stages);
    LineState state;
    state.reset(stream, line);
    if (!runStages(query.log->stages, state))
        return "dropped";
    return std::string(state.line()) + " " + formatLabels(state.labels());
}

} // namespace

TEST(Logql, acceptsWhatTheConsoleAsks)
{
    for (
        const char *query :
        {R"({app="a"})", R"({app="a",level=~"warn|error",pod!="x",x!~"y.*"})",
         R"({app="a"} |= "x" != "y" |~ "z" !~ `w\d`)",
         R"({app="a"} | json | logfmt | a="b" | n > 5 and (d >= 1.5s or s < 20MB), x != "y" | line_format "{{.a}} {{ .b | ToUpper }}")",
         R"x({app="a"} | regexp "(?P<x>\\w+)" | label_format y=x, z="{{.x}}!")x", "{a=\"b\"} # a comment",
         R"(sum by (level) (count_over_time({app="a"}[5m])))", R"(sum(rate({app="a"} |= "x" [1h30m])) by (a, b))",
         R"(count_over_time({app="a"}[5m] |= "x"))", R"(count_over_time(({app="a"} | json [5m])))",
         R"(quantile_over_time(0.95, {app="a"} | json | unwrap duration(d) | __error__="" [5m]) by (x))",
         R"(topk(3, sum without (pod) (bytes_over_time({app="a"}[1d]))))",
         R"(sum(rate({a="b"}[1m])) / on (x) sum(rate({a="c"}[1m])) * 100 > bool 5)", R"(-1 + 2 * 3 ^ 2)",
         R"(avg_over_time({a="b"} | logfmt | unwrap bytes(size) [5m] offset 1h))"})
        EXPECT_EQ(errorOf(query), "") << query;
}

TEST(Logql, refusesInLokisWords)
{
    const std::pair<const char *, const char *> cases[] = {
        {R"({app="a")", "parse error at line 1, col 9: syntax error: unexpected $end, expecting } or ,"},
        {"", "parse error at line 1, col 1: syntax error: unexpected $end"},
        {R"({app="a"} |= 5)", "parse error at line 1, col 14: syntax error: unexpected NUMBER, expecting STRING"},
        {"{app=\"a\"}\n| json )", "parse error at line 2, col 8: syntax error: unexpected )"},
        {R"({app="a)", "parse error at line 1, col 6: literal not terminated"},
        {R"(rate({app="a"}[5x]))", "parse error at line 1, col 15: not a valid duration string: \"5x\""},
        {R"(rate({app="a"}[5m))", "parse error at line 1, col 15: missing closing ']' in duration"},
        {R"(sum_over_time({app="a"}[5m]))", "parse error : invalid aggregation sum_over_time without unwrap"},
        {R"(count_over_time({app="a"} | unwrap x [5m]))",
         "parse error : invalid aggregation count_over_time with unwrap"},
        {R"(sum_over_time({app="a"} | unwrap x [5m]) by (y))",
         "parse error : grouping not allowed for sum_over_time aggregation"},
        {R"(topk(rate({app="a"}[5m])))", "parse error : parameter required for operation topk"},
    };
    for (const auto &[query, expected] : cases)
        EXPECT_EQ(errorOf(query), expected) << query;
    EXPECT_EQ(errorOf("{a=~\"[\"}").rfind("parse error : error parsing regexp: ", 0), 0u);
    EXPECT_EQ(errorOf("{}").rfind("parse error : queries require at least one", 0), 0u);
}

/// Texts of tokens in any order, cut and spliced, and of random bytes: an answer or an error, never more.
TEST(Logql, survivesAnyText)
{
    std::mt19937 random(42);
    const std::string tokens[]
        = {"{",     "}",      "(",        ")",           "[5m]",       "[",      "]",
           "=",     "=~",     "!=",       "|=",          "|",          ",",      "app",
           "\"a\"", "`b`",    "\"",       "sum",         "by",         "rate",   "count_over_time",
           "json",  "unwrap", "duration", "and",         "or",         "5",      "1.5s",
           "20MB",  "topk",   "-",        "+",           "/",          "^",      ">",
           "bool",  "on",     "offset",   "line_format", "\"{{.x}}\"", "\"{{\"", "\\",
           "#",     "\n",     "\xff",     "{app=\"a\"}", " "};
    int parsed = 0;
    for (int round = 0; round < 60000; ++round) {
        std::string text;
        const auto count = random() % 14;
        for (unsigned i = 0; i < count; ++i) {
            if (random() % 20 == 0)
                text += static_cast<char>(random());
            else
                text += tokens[random() % std::size(tokens)] + (random() % 3 ? " " : "");
        }
        const std::string error = errorOf(text);
        parsed += error.empty();
        ASSERT_TRUE(error.empty() || error.rfind("parse error", 0) == 0) << text << '\n' << error;
    }
    EXPECT_GT(parsed, 10);
    for (const char *piece : {"(", "sum(", "{a=\"b\"} | (", "-", "1^"}) {
        std::string deep;
        for (int i = 0; i < 50000; ++i)
            deep += piece;
        EXPECT_NE(errorOf(deep), "") << piece;
    }
}

TEST(Logql, runsLinesThroughStages)
{
    const std::string json
        = R"({"a":"x\n\u00e9","n":1.50,"ok":true,"no":null,"l":[1,{"z":2}],"o":{"p q":{"r":"s"}},"level":"warn"})";
    EXPECT_EQ(processed("| json", json),
              json + R"( {a="x\né", app="a", level="info", level_extracted="warn", n="1.50", o_p_q_r="s", ok="true"})");
    EXPECT_EQ(
        processed("| json", R"({"a":"b","c")"),
        R"({"a":"b","c" {__error__="JSONParserErr", __error_details__="Value looks like object, but can't find closing '}' symbol", a="b", app="a", level="info"})");
    EXPECT_EQ(
        processed("| logfmt", R"(a=1 b="x \"y\"" bare c= level=debug)"),
        R"(a=1 b="x \"y\"" bare c= level=debug {a="1", app="a", b="x \"y\"", level="info", level_extracted="debug"})");
    EXPECT_NE(processed("| logfmt", R"(a="open)").find(R"(__error__="LogfmtParserErr")"), std::string::npos);
    EXPECT_EQ(processed(R"(| logfmt | n > 5 | line_format "{{.n}}-{{.app | ToUpper}}-{{__line__}}")", "n=6"),
              R"(6-A-n=6 {app="a", level="info", n="6"})");
    EXPECT_EQ(processed(R"x(| regexp "(?P<who>\\w+)@(?P<at>\\w+)" | label_format user=who, both="{{.at}}/{{.who}}")x",
                        "to me@home"),
              R"(to me@home {app="a", at="home", both="home/", level="info", user="me"})");

    const std::pair<const char *, bool> filters[] = {{R"(|= "b")", true},
                                                     {R"(!= "b")", false},
                                                     {R"(|~ "^a.c")", true},
                                                     {R"(!~ "Z")", true},
                                                     {R"x(|~ "(?i)B=")x", true},
                                                     {R"(| logfmt | b=2)", true},
                                                     {R"(| logfmt | d>1s)", true},
                                                     {R"(| logfmt | d<=1500ms and s>=1KiB)", true},
                                                     {R"(| logfmt | s<1KiB or b=3)", false},
                                                     {R"(| logfmt | (s<1KiB or b=2) and level="info")", true},
                                                     {R"(| logfmt | missing > 1)", false},
                                                     {R"(| logfmt | missing="")", true},
                                                     {R"(| logfmt | level=~"in.o")", true},
                                                     {R"(| logfmt | level=~"in")", false}};
    for (const auto &[stages, kept] : filters) {
        EXPECT_EQ(processed(stages, "a=c b=2 d=1.5s s=2KB") != "dropped", kept) << stages;
    }
    EXPECT_NE(processed("| logfmt | a > 1", "a=x").find(R"(__error__="LabelFilterErr")"), std::string::npos);
}

/// Whatever the line is, the parsers end and the result is a set of well-formed labels.
TEST(Logql, parsersSurviveAnyLine)
{
    std::mt19937 random(11);
    const std::string pieces[]
        = {"{", "}", "\"", ":", ",", "[", "]", "\\", "\\u12", "a", "=", " ", "1", "null", "\"k\":", "\xc3", "\n"};
    for (int round = 0; round < 30000; ++round) {
        std::string line = random() % 2 ? "{" : "";
        for (unsigned i = random() % 16; i > 0; --i)
            line += pieces[random() % std::size(pieces)];
        for (const char *stage : {"json", "logfmt"}) {
            const Query query = parseLogql(std::string("{app=\"a\"} | ") + stage);
            const Labels stream{{"app", "a"}};
            LineState state;
            state.reset(stream, line);
            ASSERT_TRUE(runStages(query.log->stages, state));
            const Labels labels = state.labels();
            ASSERT_TRUE(std::is_sorted(labels.begin(), labels.end()));
            for (const auto &[name, value] : labels)
                ASSERT_TRUE(name.empty() || isLabelName(name)) << name;
        }
    }
}

TEST(Units, readsAndWrites)
{
    EXPECT_EQ(parseDuration("1h30m"), 5400e9);
    EXPECT_EQ(parseDuration("1.5ms"), 1.5e6);
    EXPECT_EQ(parseDuration("2d"), 172800e9);
    EXPECT_EQ(parseDuration("5"), std::nullopt);
    EXPECT_EQ(parseDuration("m"), std::nullopt);
    EXPECT_EQ(parseBytes("20MB"), 20e6);
    EXPECT_EQ(parseBytes("1.5KiB"), 1536);
    EXPECT_EQ(parseBytes("1 zb"), std::nullopt);
    EXPECT_EQ(parseNumber("1e3"), 1000);
    EXPECT_EQ(parseNumber("1x"), std::nullopt);
    EXPECT_EQ(formatNumber(0.05333333333333334), "0.05333333333333334");
    EXPECT_EQ(formatNumber(1e21), "1000000000000000000000");
    EXPECT_EQ(formatNumber(-INFINITY), "-Inf");
    EXPECT_EQ(parseTime("2026-11-21T01:47:44Z"), 1795225664000000000);
    EXPECT_EQ(parseTime("2026-11-21T03:47:44.25+02:00"), 1795225664250000000);
    EXPECT_EQ(parseTime("2026-13-21T01:47:44Z"), std::nullopt);
    EXPECT_EQ(formatTime(1795225664061692672), "2026-11-21T01:47:44Z");
}

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gzip.h"
#include "httptypes.h"
#include "router.h"

#include <gtest/gtest.h>

#include <random>

using namespace toban::http;

namespace {

std::string randomBytes(std::mt19937 &random, std::size_t most)
{
    std::string text(random() % (most + 1), '\0');
    for (char &c : text)
        c = static_cast<char>(random());
    return text;
}

} // namespace

TEST(HttpTypes, headersCompareWithoutCase)
{
    Headers headers;
    headers.add("Accept", "a");
    headers.add("accept", "b");
    EXPECT_EQ(headers.get("ACCEPT"), "a");
    headers.set("ACCEPT", "c");
    EXPECT_EQ(headers.get("accept"), "c");
    EXPECT_EQ(std::distance(headers.begin(), headers.end()), 1);
    EXPECT_FALSE(headers.has("X"));
}

TEST(HttpTypes, percentCodingIsReversibleForAnyBytes)
{
    std::mt19937 random(7);
    for (int i = 0; i < 2000; ++i) {
        const std::string text = randomBytes(random, 40);
        EXPECT_EQ(percentDecode(percentEncode(text), false), text);
        EXPECT_EQ(percentDecode(percentEncode(text), true), text);
    }
    EXPECT_EQ(percentDecode("%zz%4%41+", true), "%zz%4A ");
    EXPECT_EQ(percentDecode("a+b", false), "a+b");
}

TEST(HttpTypes, parsesParameters)
{
    const Parameters got = parseParameters("a=1&b&c=x%3Dy+z&&a=2&=v");
    const Parameters expected{{"a", "1"}, {"b", ""}, {"c", "x=y z"}, {"a", "2"}, {"", "v"}};
    EXPECT_EQ(got, expected);
}

TEST(HttpTypes, problemEscapesItsTexts)
{
    const Response problem = Response::problem(409, "conflict", "Conf\"lict", "line\nbreak\x01", "\"retry_after\":30");
    EXPECT_EQ(problem.body,
              R"({"type":"about:blank","title":"Conf\"lict","status":409,"code":"conflict",)"
              R"("detail":"line\nbreak\u0001","retry_after":30})");
    EXPECT_EQ(problem.headers.get("content-type"), "application/problem+json");
}

TEST(Gzip, roundTripsAndRefusesWhatIsWrong)
{
    std::mt19937 random(3);
    for (int i = 0; i < 50; ++i) {
        const std::string text = randomBytes(random, 300000) + std::string(1000, 'x');
        const std::string packed = gzipCompress(text);
        EXPECT_EQ(gzipDecompress(packed, text.size()), text);
        EXPECT_EQ(gzipDecompress(packed, text.size() - 1), std::nullopt);
        EXPECT_EQ(gzipDecompress(packed.substr(0, packed.size() - 1), text.size()), std::nullopt);
    }
    EXPECT_EQ(gzipDecompress(gzipCompress("one ") + gzipCompress("two"), 100), "one two");
    EXPECT_EQ(gzipDecompress("not gzip", 100), std::nullopt);
    EXPECT_EQ(gzipDecompress("", 100), std::nullopt);
}

TEST(Router, prefersLiteralsAndMethodsAndListsWhatIsAllowed)
{
    Router router;
    const auto add = [&](const char *method, const char *pattern) {
        Route route;
        route.method = method;
        route.pattern = pattern;
        router.add(std::move(route));
    };
    add("GET", "/agents/{id}");
    add("DELETE", "/agents/{id}");
    add("GET", "/agents/count");
    add("POST", "/agents/{id}/tasks/{task}");
    add("*", "/any");
    add("GET", "/");

    const auto pattern = [&](const char *method, const char *path) {
        const auto match = router.find(method, path);
        return match.route ? match.route->pattern : "-" + match.allowed;
    };
    EXPECT_EQ(pattern("GET", "/agents/count"), "/agents/count");
    EXPECT_EQ(pattern("DELETE", "/agents/count"), "/agents/{id}"); // the literal knows no DELETE
    EXPECT_EQ(pattern("HEAD", "/agents/x"), "/agents/{id}");
    EXPECT_EQ(pattern("PUT", "/agents/x"), "-GET, HEAD, DELETE");
    EXPECT_EQ(pattern("PATCH", "/any"), "/any");
    EXPECT_EQ(pattern("GET", "/"), "/");
    for (const char *path : {"/agents", "/agents/", "/agents/x/", "/agents/x/tasks", "", "x", "*", "//"})
        EXPECT_EQ(pattern("GET", path), "-") << path;
    const auto match = router.find("POST", "/agents/a%2Fb/tasks/7");
    ASSERT_TRUE(match.route);
    EXPECT_EQ(match.values, (std::vector<std::string_view>{"a%2Fb", "7"}));
}

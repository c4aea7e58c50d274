// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "redact.h"

#include <gtest/gtest.h>

#include <random>

using toban::isSensitive;
using toban::isSensitiveKey;
using toban::redact;

TEST(Redact, knowsSensitiveKeysFromCounters)
{
    for (const char *key : {"password", "db_password", "PASSWORD", "passwd", "api_key", "apiKey", "ANTHROPIC_API_KEY",
                            "x-api-key", "token", "accessToken", "access_token", "access_tokens", "csrftoken", "secret",
                            "client_secret", "Authorization", "Proxy-Authorization", "tokenstore", "id_token"})
        EXPECT_TRUE(isSensitiveKey(key)) << key;
    for (const char *key : {"tokens", "total_tokens", "input_tokens", "max_tokens", "tokens_used", "tokens_used_total",
                            "claude_agent_tokens_used_total", "tokensUsed", "totalTokens", "token_count", "token_usage",
                            "gen_ai_token_type", "token_budget_exceeded", "user", "key", "pass", "", "tool"})
        EXPECT_FALSE(isSensitiveKey(key)) << key;
}

// What is called a number of tokens may hold the tokens themselves.
TEST(Redact, believesACounterOnlyThatItIsANumber)
{
    for (const char *key : {"tokens", "bot_tokens", "total_tokens", "tokens_used", "tokensUsed", "token_count"}) {
        for (const char *value : {"0", "5394", "-1", "+3", "0.5", "5,394", "1.2e6", "3E-2", "12k", "93%", "", "null",
                                  "[1, 2]", R"({"input": 320, "output": 1280})"})
            EXPECT_FALSE(isSensitive(key, value)) << key << value;
        for (const char *value : {"tba_x", "xoxb-12-ab", "12ab", "1e", "e5", "-", "k", "[redacted]", R"(["tba_x"])",
                                  R"({"input": "tba_x"})", R"({"tba_x)", "0x12", "5394 tba_x"})
            EXPECT_TRUE(isSensitive(key, value)) << key << value;
    }
    EXPECT_TRUE(isSensitive("access_tokens", "5"));
    EXPECT_TRUE(isSensitive("token", "5"));
    EXPECT_FALSE(isSensitive("gen_ai_token_type", "input"));
    EXPECT_FALSE(isSensitive("user", "tba_x"));
}

TEST(Redact, replacesValuesInEveryNotation)
{
    const std::pair<const char *, const char *> cases[] = {
        {R"({"api_key": "sk-123", "tokens": 42})", R"({"api_key": "[redacted]", "tokens": 42})"},
        {R"({"token":12345,"x":1})", R"({"token":"[redacted]","x":1})"},
        {R"({"secret":{"a":"}"},"x":1})", R"({"secret":"[redacted]","x":1})"},
        {R"({"secrets":["a","b]"],"x":1})", R"({"secrets":"[redacted]","x":1})"},
        {R"({"token":null,"password":""})", R"({"token":null,"password":""})"},
        {R"({"password":"a\"b\\","x":1})", R"({"password":"[redacted]","x":1})"},
        {R"({"line":"{\"password\":\"a\\\"b\",\"x\":1}"})", R"({"line":"{\"password\":\"[redacted]\",\"x\":1}"})"},
        {R"({"line":"{\"token\":7,\"x\":1}"})", R"({"line":"{\"token\":\"[redacted]\",\"x\":1}"})"},
        {R"(level=info token=abc user=me)", R"(level=info token=[redacted] user=me)"},
        {R"(password="a b" user=me)", R"(password="[redacted]" user=me)"},
        {R"(GET /x?a=1&access_token=zz&b=2)", R"(GET /x?a=1&access_token=[redacted]&b=2)"},
        {"Authorization: Bearer a.b.c\nHost: x", "Authorization: [redacted]\nHost: x"},
        {"X-Api-Key: one two\r\nHost: x", "X-Api-Key: [redacted]\r\nHost: x"},
        {R"(curl -H "Authorization: Basic dXNlcg==" http://h/)", R"(curl -H "Authorization: [redacted]" http://h/)"},
        {"authorization=Bearer abc user=me", "authorization=[redacted] user=me"},
        {"sent bearer eyJhbGciOi.J9 to host", "sent bearer [redacted] to host"},
        {"Basic dXNlcjpwYXNz", "Basic [redacted]"},
        {"http://me:hunter2@host:80/p?q", "http://me:[redacted]@host:80/p?q"},
        {R"({"tokens":"tba_x","total_tokens":"5394"})", R"({"tokens":"[redacted]","total_tokens":"5394"})"},
        {R"({"tokens":["tba_x","tba_y"],"x":1})", R"({"tokens":"[redacted]","x":1})"},
        {R"({"tokens":{"bot":"tba_x"},"x":1})", R"({"tokens":"[redacted]","x":1})"},
        {R"({"line":"{\"tokens\":\"tba_x\",\"x\":1}"})", R"({"line":"{\"tokens\":\"[redacted]\",\"x\":1}"})"},
        {"bot_tokens=xoxb-1 total_tokens=12", "bot_tokens=[redacted] total_tokens=12"},
        {"with tokens: tba_x", "with tokens: [redacted]"},
        {"tokens: sum", "tokens: [redacted]"},
        {"a:tokens:sumptuous b", "a:tokens:[redacted] b"},
        {"tokensUsed=tba_x token_count=tba_y", "tokensUsed=[redacted] token_count=[redacted]"},
        {"postgres://u:p@h/d and redis://:pw@h", "postgres://u:[redacted]@h/d and redis://:[redacted]@h"},
    };
    for (const auto &[text, expected] : cases)
        EXPECT_EQ(redact(text), expected);
}

TEST(Redact, leavesOtherTextUntouched)
{
    for (const char *text : {"", "plain", "http://host:8080/path@x", "total_tokens=5394 cost=0.1",
                             R"({"event":"llm_call","tokens_used":10,"model":"gpt-5"})", "basic understanding",
                             ":=:=", "a bearer of news.", "time 12:30:00", R"(\\\"\\\"::)", "sum by (token_type) (x)",
                             R"({"tokens": {"input": 320, "output": 1280}, "max_tokens": 4096})", "tokens: 12 of gpt-5",
                             "12 tokens (max_tokens=4096), tokens_used=1.5e6, tokens: 5,394.",
                             R"(sum(agent_type_model:claude_agent_tokens_used:increase1h{model="gpt-5"}) > 1e6)",
                             "claude_agent_tokens_used:rate5m/2", R"({"line":"{\"tokens\":7,\"x\":1}"})"})
        EXPECT_EQ(redact(text), text);
}

/// Texts are put together from pieces that are likely to upset a scanner.
TEST(Redact, neverLeaksNeverGrowsAndIsStable)
{
    std::mt19937 random(20260101);
    const std::string pieces[]
        = {"\"", "\\\"",  "\\", "{",        "}",       "[",   "]", ":",    "=", " ",      "\n",   ",",
           "&",  "token", "a",  "password", "Bearer ", "://", "@", "user", "'", "tokens", "\xff", "日"};
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        const auto count = random() % 24;
        for (unsigned i = 0; i < count; ++i)
            text += pieces[random() % std::size(pieces)];
        const std::string once = redact(text);
        ASSERT_LE(once.size(), text.size() * 14 + 32) << text;
        ASSERT_EQ(redact(once), once) << text;

        // Whatever comes before it, a well-formed pair at a line's start loses its value.
        const std::string value = "v4lue" + std::to_string(random());
        for (const std::string &pair :
             {std::string("token=" + value), "tokens=" + value, "{\"tokens\": \"" + value + "\"}",
              "{\"api_key\": \"" + value + "\"}", "Authorization: Bearer " + value})
            ASSERT_EQ(redact("x\n" + pair + "\n" + text).find(value), std::string::npos) << pair << text;
    }
}

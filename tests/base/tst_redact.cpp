// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "redact.h"

#include <gtest/gtest.h>

#include <random>

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
        {"postgres://u:p@h/d and redis://:pw@h", "postgres://u:[redacted]@h/d and redis://:[redacted]@h"},
    };
    for (const auto &[text, expected] : cases)
        EXPECT_EQ(redact(text), expected);
}

TEST(Redact, leavesOtherTextUntouched)
{
    for (const char *text : {"", "plain", "http://host:8080/path@x", "total_tokens=5394 cost=0.1",
                             R"({"event":"llm_call","tokens_used":10,"model":"gpt-5"})", "basic understanding",
                             ":=:=", "a bearer of news.", "time 12:30:00", R"(\\\"\\\"::)", "sum by (token_type) (x)"})
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
             {std::string("token=" + value), "{\"api_key\": \"" + value + "\"}", "Authorization: Bearer " + value})
            ASSERT_EQ(redact("x\n" + pair + "\n" + text).find(value), std::string::npos) << pair << text;
    }
}

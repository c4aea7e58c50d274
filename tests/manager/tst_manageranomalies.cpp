// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The shipped anomaly rules: what they hit and what only looks like it.

#include "executions.h"

#include <gtest/gtest.h>

using namespace toban::manager;

namespace {

/// Ids of the rules that an execution with this one entry hits, with their severities.
std::string hits(std::vector<std::string> Execution::*list, const std::string &subject)
{
    Execution execution;
    (execution.*list).push_back(subject);
    std::string text;
    for (const Anomaly &anomaly : AnomalyRules::shipped().find(execution)) {
        EXPECT_EQ(anomaly.subject, subject);
        text += anomaly.rule + ' ' + std::string(anomalySeverityText(anomaly.severity)) + ' ';
    }
    return text;
}

} // namespace

TEST(AnomalyRules, SensitiveFilesAreFoundInTheirOwnNamesOnly)
{
    const std::pair<const char *, bool> rows[]{
        {"/home/a/.ssh/id_ed25519", true},
        {"/home/a//./.ssh/config", true},
        {"C:\\Users\\a\\.ssh\\id_rsa", true},
        {"/home/a/.sshd/notes", false},
        {"/home/a/my.ssh/notes", false},
        {"/home/a/.SSH/notes", false},
        {"/home/agent/.aws/credentials", true},
        {"/home/agent/.aws/config", false},
        {"/srv/credentials", false},
        {"/srv/app/.env", true},
        {"/srv/app/.env.production", true},
        {"/srv/app/.environment", false},
        {"/srv/app/dev.env", false},
        {"/srv/config/secrets", true},
        {"config/secrets.yaml", true},
        {"/srv/config/secretsauce", false},
        {"/srv/my-config/secrets", false},
        {"/srv/config/public/secrets", false},
        {"/var/database/backup/2026-03-01.gz", true},
        {"/var/database/backup-2026.sql", true},
        {"/var/database/backups", false},
        {"/etc/tls/server.cert", true},
        {"/etc/tls/server.KEY", true},
        {"/etc/tls/server.key.md", false},
        {"/srv/keyboard.txt", false},
        {"/srv/monkey", false},
        {"/srv/app/api_token.txt", true},
        {"/srv/app/PASSWORD-reset.log", true},
        {"/srv/app/tokenizer.py", false},
        {"/srv/app/passwordless.md", false},
        {"", false},
        {"////", false},
    };
    for (const auto &[path, expected] : rows) {
        EXPECT_EQ(hits(&Execution::dataAccessed, path), expected ? "sensitive_file high " : "") << path;
        EXPECT_EQ(hits(&Execution::filesModified, path), expected ? "sensitive_file high " : "") << path;
    }
    EXPECT_EQ(hits(&Execution::operations, "/home/a/.ssh/id_ed25519"), "") << "a rule is of its members";
}

TEST(AnomalyRules, SuspiciousEndpointsAreFoundByHostAndPort)
{
    const std::pair<const char *, bool> rows[]{
        {"https://free.tk/x", true},
        {"https://FREE.TK./x", true},
        {"free.ml:8443", true},
        {"wss://a.b.ga", true},
        {"https://example.com/free.tk", false},
        {"https://example.com?to=free.tk", false},
        {"https://free.tk.example.com", false},
        {"https://notk", false},
        {"http://abcdefghij.onion", true},
        {"https://onion.example.com", false},
        {"https://pastebin.com/raw/1", true},
        {"https://www.pastebin.com/raw/1", true},
        {"https://notpastebin.com", false},
        {"https://user:pw@pastebin.com/raw/1", true},
        {"https://pastebin.com@example.com/", false},
        {"203.0.113.7", true},
        {"http://203.0.113.7:8080/x", true},
        {"203.0.113.7.example.com", false},
        {"203.0.113", false},
        {"203.0.113.256", false},
        {"http://3405803783/", true},
        {"http://0xcb007107/", true},
        {"[2001:db8::1]:443", true},
        {"2001:db8::1", true},
        {"http://localhost:8080/health", false},
        {"http://localhost/health", false},
        {"localhost", false},
        {"localhost:31337", true},
        {"127.0.0.1:9090", false},
        {"127.0.0.9:4444", true},
        {"[::1]:6379", false},
        {"[::1]:6666", true},
        {"localhost.example.com:31337", false},
        {"https://api.example.com/v1/messages", false},
        {"", false},
    };
    for (const auto &[address, expected] : rows) {
        EXPECT_EQ(hits(&Execution::connections, address), expected ? "suspicious_endpoint critical " : "") << address;
    }
}

TEST(AnomalyRules, ElevatedPermissionsAreWholeWords)
{
    const std::pair<const char *, bool> rows[]{
        {"root", true},        {"role:Admin", true}, {"sudo -n true", true},
        {"files.read", false}, {"rootless", false},  {"administration", false},
        {"", false},
    };
    for (const auto &[permission, expected] : rows) {
        EXPECT_EQ(hits(&Execution::permissions, permission), expected ? "elevated_permission medium " : "")
            << permission;
    }
}

TEST(AnomalyRules, EachSubjectIsFoundOnce)
{
    Execution execution;
    execution.dataAccessed = execution.filesModified = {"/srv/.env", "/srv/.env", "/srv/token"};
    execution.connections = {"http://free.tk"};
    EXPECT_EQ(AnomalyRules::shipped().find(execution),
              (std::vector<Anomaly>{{"sensitive_file", AnomalySeverity::High, "/srv/.env"},
                                    {"sensitive_file", AnomalySeverity::High, "/srv/token"},
                                    {"suspicious_endpoint", AnomalySeverity::Critical, "http://free.tk"}}));
}

TEST(Executions, CarryTheirWorstAnomalyAndUnknownThreatsAreNotZero)
{
    Execution execution;
    execution.id = "run-1";
    execution.agentId = "gen-0";
    execution.permissions = {"sudo"};
    EXPECT_EQ(assessed({}, AnomalyRules::shipped(), {}).worst, std::nullopt);
    EXPECT_EQ(assessed(execution, AnomalyRules::shipped(), {}).worst, AnomalySeverity::Medium);
    execution.connections = {"free.tk"};
    execution.filesModified = {".env"};
    const StoredExecution stored = assessed(execution, AnomalyRules::shipped(), {});
    EXPECT_EQ(stored.worst, AnomalySeverity::Critical);
    EXPECT_NE(stored.body.find(R"("severity":"critical")"), std::string::npos) << stored.body;
    const auto isLate = [&execution](std::chrono::hours age) {
        const TimePoint now{std::chrono::hours(480'000)};
        execution.at = now - age;
        return assessed(execution, AnomalyRules::shipped(), now).body.find(R"("late":true)") != std::string::npos;
    };
    EXPECT_TRUE(!isLate(std::chrono::hours(24)) && isLate(std::chrono::hours(25)));
    EXPECT_NE(threatsJson({}, std::chrono::hours(24)).find(R"("threats":null)"), std::string::npos);
    EXPECT_NE(threatsJson({5, 1, 0, 0, 0}, std::chrono::hours(24)).find(R"("threats":{"by_severity")"),
              std::string::npos);
}

TEST(AnomalyRules, OnesWithASlipAreRefused)
{
    for (const char *text : {"", "{}", R"({"rules":7})", R"({"rules":[{}]})", R"({"rules":[],"more":1})",
                             R"({"rules":[{"id":"a","severity":"hight","in":[]}]})",
                             R"({"rules":[{"id":"a","severity":"high","in":["files"]}]})",
                             R"({"rules":[{"id":"a","severity":"high","in":[],"words":"root"}]})",
                             R"({"rules":[{"id":"a","severity":"high","in":[],"path":{"part":["x"]}}]})",
                             R"({"rules":[{"id":"a","severity":"high","in":[],"path":{"parts":["/"]}}]})",
                             R"({"rules":[{"id":"a","severity":"high","in":[],"host":{"bare_address":"yes"}}]})"}) {
        EXPECT_THROW(AnomalyRules::parse(text), std::runtime_error) << text;
    }
}

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Settings: what they become, and which are refused as a whole.

#include "settings.h"
#include "shippedprices.h"
#include "testpaths.h"
#include "timetext.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace toban::manager;

namespace {

Settings with(const std::string &listen, const std::string &certificate, const std::string &advertise)
{
    Settings settings;
    settings.db = "m.db";
    settings.listen = listen;
    settings.certificateFile = certificate;
    settings.keyFile = certificate.empty() ? "" : "key.pem";
    settings.advertiseUrl = advertise;
    return settings;
}

} // namespace

TEST(Settings, WorkersAreSentToWhereTheManagerListens)
{
    const std::tuple<const char *, const char *, const char *, const char *> rows[]{
        {"127.0.0.1:0", "", "", "http://127.0.0.1:8123"},
        {"127.0.0.2:0", "", "", "http://127.0.0.2:8123"},
        {"0.0.0.0:0", "", "", "http://127.0.0.1:8123"},
        {"[::1]:0", "", "", "http://[::1]:8123"},
        {"[::]:0", "", "", "http://[::1]:8123"},
        {"10.1.2.3:0", "c.pem", "", "https://10.1.2.3:8123"},
        {"0.0.0.0:0", "c.pem", "https://manager.example:9443", "https://manager.example:9443"},
    };
    for (const auto &[listen, certificate, advertise, expected] : rows) {
        EXPECT_EQ(advertisedUrl(with(listen, certificate, advertise), 8123), expected) << listen;
    }
}

TEST(Settings, WorkersTrustTheCertificateUnlessToldWhatElse)
{
    EXPECT_EQ(workersCaFile(with("127.0.0.1:0", "", "")), "");
    Settings settings = with("127.0.0.1:0", "c.pem", "");
    EXPECT_EQ(workersCaFile(settings), "c.pem");
    settings.caFile = "ca.pem";
    EXPECT_EQ(workersCaFile(settings), "ca.pem");
    EXPECT_EQ(workersCaFile(with("127.0.0.1:0", "", "https://proxy.example")), "") << "the system's authorities";
}

TEST(Settings, WrongAdvertisedUrlsAreNamed)
{
    for (const char *url : {"manager.example", "http://", "http://h/path", "ftp://h", "http://a b", "http://u@h"}) {
        EXPECT_NE(settingsFault(with("127.0.0.1:0", "", url)).find("advertise_url"), std::string::npos) << url;
    }
    EXPECT_NE(settingsFault(with("127.0.0.1:0", "c.pem", "http://h:1")).find("https"), std::string::npos);
    EXPECT_EQ(settingsFault(with("127.0.0.1:0", "c.pem", "https://h:1")), "");
    EXPECT_EQ(settingsFault(with("127.0.0.1:0", "", "https://behind.a.proxy")), "");
}

TEST(Settings, RulesOfApprovalAreReadFromAMapOfTheFile)
{
    const auto file = std::filesystem::temp_directory_path() / ("toban-settings-" + std::to_string(getpid()) + ".yaml");
    const auto read = [&file](const std::string &text) -> std::pair<Settings, std::string> {
        std::ofstream(file, std::ios::trunc) << text;
        Settings settings;
        try {
            readSettings(file, settings);
        } catch (const std::runtime_error &fault) {
            return {settings, fault.what()};
        }
        return {settings, {}};
    };
    const auto [settings, fault]
        = read("db: m.db\napprovals:\n  required_for: [deployment.scale share>=0.5, budgets.put]\n"
               "  expiry_seconds: 60\n");
    EXPECT_EQ(fault, "");
    ASSERT_EQ(settings.approvalRules.size(), 2U);
    EXPECT_EQ(settings.approvalRules[0].share, 0.5);
    EXPECT_EQ(settings.approvalRules[1].action, "budgets.put");
    EXPECT_EQ(settings.fleetOptions().approvalValidity, std::chrono::seconds(60));
    EXPECT_TRUE(Settings().approvalRules.empty()) << "off until asked for";
    const std::pair<const char *, const char *> wrong[]{
        {"approvals: {required_for: [deployment.scal]}", "approvals_required_for: there is no action"},
        {"approvals: {required: [deployment.scale]}", "approvals_required: there is no such setting"},
        {"approvals: {required_for: {a: b}}", "approvals_required_for: must be"},
        {"db: {a: b}", "db_a: there is no such setting"},
    };
    for (const auto &[text, expected] : wrong) {
        EXPECT_NE(read(text).second.find(expected), std::string::npos) << read(text).second;
    }
    std::filesystem::remove(file);
}

TEST(Settings, AMapInTheFileIsAPrefix)
{
    const std::string file = testing::TempDir() + "toban-settings-" + std::to_string(getpid()) + ".yaml";
    const auto readFrom = [&file](const std::string &text) {
        std::ofstream(file, std::ios::trunc) << text;
        Settings settings;
        readSettings(file, settings);
        return settings;
    };
    EXPECT_EQ(readFrom("db: m.db\nsecrets: {key_file: /run/key}\n").secretsKeyFile, "/run/key");
    EXPECT_EQ(readFrom("secrets_key_file: /run/key\n").secretsKeyFile, "/run/key");
    EXPECT_THROW(readFrom("secrets: {key: x}\n"), std::runtime_error);
    EXPECT_THROW(readFrom("db: {file: m.db}\n"), std::runtime_error);
    EXPECT_THROW(readFrom("secrets: {key: {file: x}}\n"), std::runtime_error);
    std::filesystem::remove(file);
}

TEST(ShippedPrices, AreDatedAndForAMillionTokens)
{
    const PriceTable table = shippedPrices();
    const TimePoint day = *parseTime("2025-08-01T00:00:00Z");
    const Price *sonnet = table.find("claude-sonnet-3.5", day);
    ASSERT_NE(sonnet, nullptr);
    EXPECT_EQ(sonnet->input.text() + ' ' + sonnet->output.text(), "3.00 15.00");
    EXPECT_EQ(table.find("claude-haiku-4", day)->input.text(), "0.25");
    EXPECT_NE(sonnet->source, "");
    EXPECT_EQ(table.find("claude-sonnet-3.5", day - std::chrono::milliseconds(1)), nullptr);
    const std::string good
        = "currency: USD\nper_tokens: 1000\ntables:\n  - valid_from: 2025-08-01\n    models:\n      m: ";
    EXPECT_EQ(pricesFromYaml(good + "{input: \"1\", output: \"2\"}\n").prices.size(), 1U);
    for (const std::string &wrong :
         {good + "{input: \"1\"}\n", good + "{input: \"-1\", output: \"1\"}\n", good + "{input: x, output: \"1\"}\n",
          std::string("currency: USD\nper_tokens: 3000\n"), std::string("currency: EUR\nper_tokens: 1000\n"),
          std::string("currency: USD\nper_tokens: 1\ntables:\n  - valid_from: today\n    models: {}\n")}) {
        EXPECT_THROW(pricesFromYaml(wrong), std::runtime_error) << wrong;
    }
}

TEST(Settings, HealthChecksAreTheManagersOwnAndThoseOfTheFile)
{
    const std::string file = testing::TempDir() + "toban-health-" + std::to_string(getpid()) + ".yaml";
    const auto faultOf = [&file](const std::string &text) -> std::string {
        std::ofstream(file, std::ios::trunc) << text;
        Settings settings;
        try {
            readSettings(file, settings);
        } catch (const std::runtime_error &fault) {
            return fault.what();
        }
        std::string names;
        for (const CheckSpec &check : settings.fleetOptions().healthChecks) {
            names += check.name + ' ';
        }
        return names + settingsFault(settings);
    };
    EXPECT_EQ(faultOf("db: m.db\nprometheus_url: http://p/\nhealth:\n  llm_apis: [claude=https://a.example/v1]\n"
                      "  http_checks: [gateway=http://g.example:81/health]\n"
                      "  llm_api_models: [claude=opus-4, claude=sonnet-*]\n"),
              "database file-system agents prometheus claude gateway ");
    const std::pair<const char *, const char *> wrong[]{
        {"health: {llm_apis: [https://a.example]}", "must be NAME=URL"},
        {"health: {llm_apis: [a=ftp://a.example]}", "must be NAME=URL"},
        {"health: {llm_apis: [A=https://a.example]}", "must be NAME=URL"},
        {"health: {http_checks: [a=https://key@a.example]}", "must be NAME=URL"},
        {"db: m.db\nhealth: {http_checks: [agents=https://a.example]}", "two checks are called agents"},
        {"health: {llm_api_models: [opus]}", "must be NAME=MODEL"},
        {"health: {llm_api_models: [a=]}", "must be NAME=MODEL"},
        {"health: {llm_api_models: ['a=so*net']}", "a * only at the end"},
        {"db: m.db\nhealth: {llm_api_models: [a=opus]}", "a is not among health_llm_apis"},
        {"health: {interval_seconds: 0}", "must be a number"},
    };
    for (const auto &[text, expected] : wrong) {
        EXPECT_NE(faultOf(text).find(expected), std::string::npos) << faultOf(text);
    }
    std::filesystem::remove(file);
}

TEST(Settings, WhatTheDriverForKubernetesLacksIsNamed)
{
    const std::string file = testing::TempDir() + "toban-token-" + std::to_string(getpid());
    std::ofstream(file) << "token\n";
    Settings good = with("127.0.0.1:0", "", "");
    good.driver = "kubernetes";
    good.kubernetesApiUrl = "https://10.0.0.1:6443";
    good.kubernetesNamespace = "toban";
    good.kubernetesTokenFile = file;
    EXPECT_EQ(settingsFault(good), "");
    const std::tuple<std::string Settings::*, const char *, const char *> rows[]{
        {&Settings::kubernetesApiUrl, "", "kubernetes_api_url: give"},
        {&Settings::kubernetesApiUrl, "http://10.0.0.1:8001", "kubernetes_api_url: must begin with https://"},
        {&Settings::kubernetesNamespace, "", "kubernetes_namespace: give"},
        {&Settings::kubernetesTokenFile, "/nowhere/token", "kubernetes_token_file: /nowhere/token cannot be read"},
        {&Settings::kubernetesCaFile, "/nowhere/ca", "kubernetes_ca_file: /nowhere/ca cannot be read"},
        {&Settings::kubernetesSelector, "", "kubernetes_selector"},
    };
    for (const auto &[member, value, expected] : rows) {
        Settings settings = good;
        settings.*member = value;
        EXPECT_TRUE(settingsFault(settings).starts_with(expected)) << settingsFault(settings);
        settings.driver = "local";
        EXPECT_EQ(settingsFault(settings), "");
    }
    std::filesystem::remove(file);
}

TEST(Settings, TheGuideHasEveryKey)
{
    std::ifstream stream(toban::sourcePath("docs/guide/run-the-manager.md"));
    std::string table;
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("| `")) {
            table += line + '\n';
        }
    }
    for (const SettingKey &key : settingKeys()) {
        EXPECT_NE(table.find('`' + key.key + '`'), std::string::npos)
            << key.key << " is missing in the table of docs/guide/run-the-manager.md";
    }
}

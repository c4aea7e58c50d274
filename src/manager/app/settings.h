// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"
#include "kubernetesdriver.h"
#include "localdriver.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace toban::manager {

/// What `toban-manager serve` runs with. Every member is a key of the YAML file and, with hyphens, an option;
/// a map in the file is another way to write keys that begin with its name: "approvals: {required_for: …}".
struct Settings
{
    std::string listen = "127.0.0.1:8080";
    std::string db;
    std::string auditKeyFile; ///< empty: db with ".audit-key" at its end
    std::string portFile;
    std::string driver = "local"; ///< or "kubernetes"
    std::string kubernetesApiUrl; ///< empty, as the next ones: what a pod is given
    std::string kubernetesNamespace;
    std::string kubernetesTokenFile;
    std::string kubernetesCaFile;
    std::string kubernetesSelector = "app.kubernetes.io/part-of=toban-agents";
    std::string kubernetesContainer = "agent";
    std::string agentBinary; ///< empty: toban-agent beside this program
    std::vector<std::string> agentArguments;
    std::string logUrl;
    std::string targetFile;
    std::string prometheusUrl; ///< empty: the gates of rollouts are unknown
    std::string prometheusTokenFile; ///< bearer token for it; empty: none
    std::string certificateFile;
    std::string keyFile;
    std::string caFile; ///< empty: workers trust certificateFile itself
    std::string advertiseUrl; ///< where workers reach this manager; empty: made of `listen`
    std::string logDirectory; ///< empty: the XDG state directory
    std::string secretsKeyFile; ///< empty: the environment, or no secrets
    bool insecureRemote = false; ///< allow serving beyond loopback without TLS
    bool verbose = false;
    int threads = 2;
    double heartbeatIntervalSeconds = 10;
    double heartbeatLimitSeconds = 60;
    double heartbeatCheckSeconds = 30;
    double startLimitSeconds = 30;
    double drainGraceSeconds = 30;
    double stopGraceSeconds = 5;
    double backoffFirstSeconds = 1;
    double backoffLimitSeconds = 60;
    double planValiditySeconds = 600;
    double taskRetentionDays = 7;
    double executionRetentionDays = 365 * 7;
    double spendRetentionDays = 400;
    std::vector<ApprovalRule> approvalRules; ///< the YAML file's approvals: required_for
    double approvalValiditySeconds = 3600;
    std::vector<CheckSpec> healthApis, healthUrls; ///< the YAML file's health: llm_apis, http_checks
    std::vector<std::pair<std::string, std::string>> healthApiModels; ///< health: llm_api_models; API, model
    double healthIntervalSeconds = 10;
    double healthTimeoutSeconds = 5;
    double healthOpeningSeconds = 30;
    double healthMinFreeMb = 256;
    int queueLimit = 10'000;
    int taskAttempts = 5;

    FleetOptions fleetOptions() const;
    /// The manager's own and those that are configured.
    std::vector<CheckSpec> healthChecks() const;
    /// With what this process finds if it runs in a pod.
    KubernetesOptions kubernetesOptions() const;
};

/// One setting: its key and how a text becomes its value. `set` throws std::runtime_error with what is expected.
struct SettingKey
{
    std::string key; ///< snake_case; in the file "secrets_key_file" may be written as key_file in a map secrets
    std::string help;
    bool isList = false;
    bool isFlag = false;
    std::function<void(Settings &, const std::string &)> set;
};
const std::vector<SettingKey> &settingKeys();

/// Reads a YAML file into the settings; unknown keys are faults. Throws std::runtime_error naming file, key and what is
/// wrong.
void readSettings(const std::filesystem::path &file, Settings &settings);

struct ListenAddress
{
    std::string address;
    std::uint16_t port = 0;
    bool isLoopback = false;
};
/// "127.0.0.1:8080", "[::1]:0". Throws std::runtime_error.
ListenAddress parseListen(const std::string &text);
/// Where workers reach the manager that serves at this port: advertise_url, or else scheme and address of what it
/// listens at, with loopback for "all addresses".
std::string advertisedUrl(const Settings &settings, std::uint16_t port);
/// What workers verify the manager's certificate against; empty: the system's authorities, or no TLS at all.
std::string workersCaFile(const Settings &settings);
/// What is wrong with settings as a whole; empty: nothing.
std::string settingsFault(const Settings &settings);

} // namespace toban::manager

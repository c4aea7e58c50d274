// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings.h"

#include "forms.h"
#include "shippedprices.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <set>
#include <stdexcept>

namespace toban::manager {

namespace {

constexpr std::size_t configuredChecks = 50; // of each kind
constexpr std::size_t configuredModels = 200;
constexpr std::size_t longestModel = 100;
constexpr double day = 86'400;

std::chrono::milliseconds millis(double seconds)
{
    return std::chrono::milliseconds(std::int64_t(std::llround(seconds * 1000)));
}

SettingKey textKey(std::string key, std::string help, std::string Settings::*member)
{
    return {std::move(key), std::move(help), false, false,
            [member](Settings &settings, const std::string &value) { settings.*member = value; }};
}

template <typename Number>
SettingKey numberKey(std::string key, std::string help, Number Settings::*member, Number low, Number high)
{
    return {std::move(key), std::move(help), false, false, [=](Settings &settings, const std::string &value) {
                Number number{};
                const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
                if (error != std::errc{} || end != value.data() + value.size() || !(number >= low && number <= high)) {
                    throw std::runtime_error("must be a number from " + std::to_string(low) + " to "
                                             + std::to_string(high));
                }
                settings.*member = number;
            }};
}

SettingKey flagKey(std::string key, std::string help, bool Settings::*member)
{
    return {std::move(key), std::move(help), false, true, [member](Settings &settings, const std::string &value) {
                if (value != "true" && value != "false") {
                    throw std::runtime_error("must be true or false");
                }
                settings.*member = value == "true";
            }};
}

bool isUrl(const std::string &url, bool mayHavePath)
{
    const auto scheme = url.starts_with("http://") ? 7U : url.starts_with("https://") ? 8U : 0U;
    return scheme > 0 && url.size() > scheme && std::all_of(url.begin() + scheme, url.end(), [mayHavePath](char c) {
               return c > ' ' && c < 127 && (mayHavePath || c != '/') && c != '?' && c != '#' && c != '@';
           });
}

/// NAME=VALUE; without the sign there is no value.
std::pair<std::string, std::string> named(const std::string &text)
{
    const auto equals = text.find('=');
    return {text.substr(0, equals), equals == std::string::npos ? std::string() : text.substr(equals + 1)};
}

SettingKey checksKey(std::string key, std::string help, CheckKind kind, std::vector<CheckSpec> Settings::*member)
{
    return {std::move(key), std::move(help), true, false, [=](Settings &settings, const std::string &value) {
                const auto [name, url] = named(value);
                if (!formFault(Form::Name, name).empty() || !isUrl(url, true)) {
                    throw std::runtime_error("\"" + value
                                             + "\" must be NAME=URL: up to 63 lower-case letters, digits and inner "
                                               "hyphens; http:// or https://, a host and perhaps a port and a path");
                }
                if ((settings.*member).size() == configuredChecks) {
                    throw std::runtime_error("must not be more than " + std::to_string(configuredChecks));
                }
                (settings.*member).push_back({name, kind, url, {}});
            }};
}

SettingKey apiModelsKey()
{
    return {"health_llm_api_models",
            "models that an API of health_llm_apis serves, repeatable: NAME=MODEL, a * at its end for any text", true,
            false, [](Settings &settings, const std::string &value) {
                auto [api, model] = named(value);
                const bool isPlain = !model.empty() && model.size() <= longestModel
                    && std::all_of(model.begin(), model.end(), [](char c) { return c > ' ' && c <= '~'; });
                if (!isPlain || model.find('*') < model.size() - 1) {
                    throw std::runtime_error("\"" + value + "\" must be NAME=MODEL: one of health_llm_apis; up to "
                                             + std::to_string(longestModel)
                                             + " characters of ASCII, a * only at the end");
                }
                if (settings.healthApiModels.size() == configuredModels) {
                    throw std::runtime_error("must not be more than " + std::to_string(configuredModels));
                }
                settings.healthApiModels.emplace_back(std::move(api), std::move(model));
            }};
}

} // namespace

FleetOptions Settings::fleetOptions() const
{
    FleetOptions options;
    options.heartbeatInterval = millis(heartbeatIntervalSeconds);
    options.heartbeatLimit = millis(heartbeatLimitSeconds);
    options.heartbeatCheck = millis(heartbeatCheckSeconds);
    options.startLimit = millis(startLimitSeconds);
    options.drainGrace = millis(drainGraceSeconds);
    options.backoffFirst = millis(backoffFirstSeconds);
    options.backoffLimit = millis(backoffLimitSeconds);
    options.planValidity = std::chrono::seconds(std::int64_t(planValiditySeconds));
    options.taskRetention = std::chrono::hours(std::int64_t(taskRetentionDays * 24));
    options.executionRetention = std::chrono::hours(std::int64_t(executionRetentionDays * 24));
    options.approvalRules = approvalRules;
    options.approvalValidity = std::chrono::seconds(std::int64_t(approvalValiditySeconds));
    options.queueLimit = std::size_t(queueLimit);
    options.taskAttempts = taskAttempts;
    options.spendRetention = std::chrono::hours(std::int64_t(spendRetentionDays * 24));
    options.shippedPrices = shippedPrices();
    options.measuresRollouts = !prometheusUrl.empty();
    options.healthChecks = healthChecks();
    options.healthTimes = {millis(healthIntervalSeconds), millis(healthTimeoutSeconds), millis(healthOpeningSeconds)};
    return options;
}

std::vector<CheckSpec> Settings::healthChecks() const
{
    std::vector<CheckSpec> checks{{"database", CheckKind::Database, {}, {}},
                                  {"file-system", CheckKind::FileSystem, {}, {}},
                                  {"agents", CheckKind::Agents, {}, {}}};
    if (!prometheusUrl.empty()) {
        std::string url = prometheusUrl;
        url.erase(url.find_last_not_of('/') + 1);
        checks.push_back({"prometheus", CheckKind::Prometheus, url, prometheusTokenFile});
    }
    for (CheckSpec check : healthApis) {
        for (const auto &[api, model] : healthApiModels) {
            if (api == check.name) {
                check.models.push_back(model);
            }
        }
        checks.push_back(std::move(check));
    }
    checks.insert(checks.end(), healthUrls.begin(), healthUrls.end());
    return checks;
}

KubernetesOptions Settings::kubernetesOptions() const
{
    return withPodDefaults(
        {kubernetesApiUrl, kubernetesNamespace, kubernetesTokenFile, kubernetesCaFile, kubernetesSelector,
         kubernetesContainer, targetFile},
        [](const char *name) {
            const char *value = std::getenv(name);
            return std::string(value == nullptr ? "" : value);
        },
        serviceAccountDirectory);
}

const std::vector<SettingKey> &settingKeys()
{
    using S = Settings;
    static const std::vector<SettingKey> keys{
        textKey("listen", "ADDRESS:PORT to serve at; port 0 for a free one", &S::listen),
        textKey("db", "file with the state", &S::db),
        textKey("audit_key_file", "key that signs the audit's head, made if missing; default: DB.audit-key",
                &S::auditKeyFile),
        textKey("port_file", "file to write the bound port to", &S::portFile),
        {"driver", "what runs the agents: local or kubernetes", false, false,
         [](Settings &settings, const std::string &value) {
             if (value != "local" && value != "kubernetes") {
                 throw std::runtime_error("must be local or kubernetes");
             }
             settings.driver = value;
         }},
        textKey("kubernetes_api_url", "https URL of the API server; default: that of the pod", &S::kubernetesApiUrl),
        textKey("kubernetes_namespace", "namespace of the agents; default: that of the pod", &S::kubernetesNamespace),
        textKey("kubernetes_token_file", "file with the ServiceAccount's token; default: that of the pod",
                &S::kubernetesTokenFile),
        textKey("kubernetes_ca_file", "authorities that the API server is verified against, PEM; default: the pod's",
                &S::kubernetesCaFile),
        textKey("kubernetes_selector", "label selector of the agents' Deployments", &S::kubernetesSelector),
        textKey("kubernetes_container", "name of the agent's container in its pod", &S::kubernetesContainer),
        textKey("agent_binary", "worker program; default: toban-agent beside this one", &S::agentBinary),
        {"agent_arg", "argument for every worker, repeatable", true, false,
         [](Settings &settings, const std::string &value) { settings.agentArguments.push_back(value); }},
        textKey("log_url", "log store for the workers", &S::logUrl),
        textKey("target_file", "Prometheus file_sd file to keep", &S::targetFile),
        textKey("prometheus_url", "Prometheus that the gates of rollouts are read from", &S::prometheusUrl),
        textKey("prometheus_token_file", "file with a bearer token for it", &S::prometheusTokenFile),
        textKey("certificate_file", "TLS certificate, PEM", &S::certificateFile),
        textKey("key_file", "TLS key, PEM", &S::keyFile),
        textKey("ca_file", "what workers verify the certificate against, PEM; default: certificate_file", &S::caFile),
        textKey("advertise_url", "URL at which workers reach this manager; default: made of listen", &S::advertiseUrl),
        textKey("log_directory", "folder of the rotating log; default: the XDG state directory", &S::logDirectory),
        textKey("secrets_key_file", "file with the key of the secrets, mode 0600; default: $TOBAN_SECRETS_KEY",
                &S::secretsKeyFile),
        flagKey("insecure_remote", "serve beyond loopback without TLS", &S::insecureRemote),
        flagKey("verbose", "log every request", &S::verbose),
        numberKey("threads", "threads for HTTP", &S::threads, 1, 64),
        numberKey("heartbeat_interval_seconds", "asked of agents", &S::heartbeatIntervalSeconds, 0.05, day),
        numberKey("heartbeat_limit_seconds", "older: the agent is replaced", &S::heartbeatLimitSeconds, 0.1, day),
        numberKey("heartbeat_check_seconds", "how often to look", &S::heartbeatCheckSeconds, 0.05, day),
        numberKey("start_limit_seconds", "for a worker to register", &S::startLimitSeconds, 0.1, day),
        numberKey("drain_grace_seconds", "for the tasks of a worker that leaves", &S::drainGraceSeconds, 0.0, day),
        numberKey("stop_grace_seconds", "from SIGTERM to SIGKILL of a worker", &S::stopGraceSeconds, 0.0, day),
        numberKey("backoff_first_seconds", "before a dead worker is started again", &S::backoffFirstSeconds, 0.01, day),
        numberKey("backoff_limit_seconds", "longest such wait", &S::backoffLimitSeconds, 0.01, day),
        numberKey("plan_validity_seconds", "how long a plan may be executed", &S::planValiditySeconds, 1.0, day),
        {"approvals_required_for",
         "changes that a second person must approve, repeatable: ACTION [agents>=NUMBER] [share>=PART]", true, false,
         [](Settings &settings, const std::string &value) {
             settings.approvalRules.push_back(ApprovalRule::parse(value));
         }},
        numberKey("approvals_expiry_seconds", "from asking for an approval to its end", &S::approvalValiditySeconds,
                  1.0, 30 * day),
        numberKey("task_retention_days", "how long finished tasks are kept", &S::taskRetentionDays, 0.05, 3650.0),
        numberKey("execution_retention_days", "how long executions that agents reported are kept",
                  &S::executionRetentionDays, 1.0, 36500.0),
        numberKey("spend_retention_days", "how long spending is kept by hour, agent type and model",
                  &S::spendRetentionDays, 32.0, 3650.0),
        checksKey("health_llm_apis", "APIs of language models to check, repeatable: NAME=URL", CheckKind::LlmApi,
                  &S::healthApis),
        apiModelsKey(),
        checksKey("health_http_checks", "what else must answer, repeatable: NAME=URL", CheckKind::Http, &S::healthUrls),
        numberKey("health_interval_seconds", "between two looks of a health check", &S::healthIntervalSeconds, 0.05,
                  day),
        numberKey("health_timeout_seconds", "within which a health check must answer", &S::healthTimeoutSeconds, 0.05,
                  300.0),
        numberKey("health_opening_seconds", "for which nobody looks after five failures; at most twice as long",
                  &S::healthOpeningSeconds, 0.05, day),
        numberKey("health_min_free_mb", "less free space on the disk of the state is a failure", &S::healthMinFreeMb,
                  0.0, 1e9),
        numberKey("queue_limit", "tasks that may wait", &S::queueLimit, 1, 1'000'000),
        numberKey("task_attempts", "times a task is handed to an agent at most", &S::taskAttempts, 1, 100),
    };
    return keys;
}

namespace {

/// Reads a map; those in it are read with their name before the keys'.
void readSettingsMap(const std::string &file, const std::string &prefix, const YAML::Node &map, Settings &settings)
{
    for (const auto &pair : map) {
        const auto name = prefix + pair.first.as<std::string>();
        const auto fail = [&](const std::string &what) {
            std::string text = file;
            text.append(": ").append(name).append(": ").append(what);
            throw std::runtime_error(text);
        };
        if (pair.second.IsMap() && prefix.empty()) {
            readSettingsMap(file, name + '_', pair.second, settings);
            continue;
        }
        const auto &keys = settingKeys();
        const auto key = std::find_if(keys.begin(), keys.end(), [&name](const SettingKey &k) { return k.key == name; });
        if (key == keys.end()) {
            fail("there is no such setting");
        }
        std::vector<std::string> values;
        if (key->isList && pair.second.IsSequence()) {
            for (const auto &item : pair.second) {
                values.push_back(item.IsScalar() ? item.Scalar() : std::string());
            }
        } else if (pair.second.IsScalar()) {
            values.push_back(pair.second.Scalar());
        } else {
            fail("must be a single value");
        }
        for (const auto &value : values) {
            try {
                key->set(settings, value);
            } catch (const std::runtime_error &failure) {
                fail(failure.what());
            }
        }
    }
}

} // namespace

void readSettings(const std::filesystem::path &file, Settings &settings)
{
    YAML::Node root;
    try {
        root = YAML::LoadFile(file.string());
    } catch (const YAML::Exception &failure) {
        throw std::runtime_error(file.string() + ": " + failure.what());
    }
    if (!root.IsMap()) {
        throw std::runtime_error(file.string() + ": must be a map of settings");
    }
    readSettingsMap(file.string(), {}, root, settings);
}

ListenAddress parseListen(const std::string &text)
{
    const auto colon = text.rfind(':');
    unsigned port = 65'536;
    if (colon != std::string::npos) {
        const auto [end, error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
        if (error != std::errc{} || end != text.data() + text.size()) {
            port = 65'536;
        }
    }
    if (colon == std::string::npos || colon == 0 || port > 65'535) {
        throw std::runtime_error("listen: \"" + text + "\" is not ADDRESS:PORT");
    }
    ListenAddress listen{text.substr(0, colon), std::uint16_t(port), false};
    if (listen.address.starts_with('[') && listen.address.ends_with(']')) {
        listen.address = listen.address.substr(1, listen.address.size() - 2);
    }
    listen.isLoopback = listen.address.starts_with("127.") || listen.address == "::1";
    return listen;
}

std::string advertisedUrl(const Settings &settings, std::uint16_t port)
{
    if (!settings.advertiseUrl.empty()) {
        return settings.advertiseUrl;
    }
    std::string host = parseListen(settings.listen).address;
    if (host == "0.0.0.0") {
        host = "127.0.0.1";
    } else if (host == "::") {
        host = "::1";
    }
    if (host.find(':') != std::string::npos) {
        host = '[' + host + ']';
    }
    return (settings.certificateFile.empty() ? "http://" : "https://") + host + ':' + std::to_string(port);
}

std::string workersCaFile(const Settings &settings)
{
    if (!advertisedUrl(settings, 0).starts_with("https://")) {
        return {};
    }
    return settings.caFile.empty() ? settings.certificateFile : settings.caFile;
}

namespace {

std::string kubernetesFault(const Settings &settings)
{
    if (settings.driver != "kubernetes") {
        return {};
    }
    const KubernetesOptions options = settings.kubernetesOptions();
    if (options.apiUrl.empty()) {
        return "kubernetes_api_url: give the URL of the API server; this process does not run in a pod, which would "
               "know it";
    }
    // The token goes there.
    const bool isLocal = options.apiUrl.starts_with("http://127.0.0.1:") || options.apiUrl.starts_with("http://[::1]:");
    if (!isUrl(options.apiUrl, true) || (!options.apiUrl.starts_with("https://") && !isLocal)) {
        return "kubernetes_api_url: must begin with https://";
    }
    if (options.nameSpace.empty()) {
        return "kubernetes_namespace: give the namespace of the agents; this process does not run in a pod, which "
               "would know it";
    }
    if (options.selector.empty() || options.container.empty()) {
        return "kubernetes_selector and kubernetes_container: must not be empty";
    }
    for (const auto &[key, file] :
         {std::pair("kubernetes_token_file", options.tokenFile), std::pair("kubernetes_ca_file", options.caFile)}) {
        if (!file.empty() && !std::ifstream(file)) {
            return std::string(key) + ": " + file + " cannot be read";
        }
    }
    return {};
}

} // namespace

std::string settingsFault(const Settings &settings)
{
    if (settings.db.empty()) {
        return "db: give the file with the state (--db FILE)";
    }
    if (settings.certificateFile.empty() != settings.keyFile.empty()) {
        return "certificate_file and key_file: give both or none";
    }
    try {
        if (!parseListen(settings.listen).isLoopback && settings.certificateFile.empty() && !settings.insecureRemote) {
            return "listen: " + settings.listen
                + " is reachable from elsewhere; give certificate_file and key_file, or insecure_remote: true";
        }
    } catch (const std::runtime_error &failure) {
        return failure.what();
    }
    if (!settings.advertiseUrl.empty() && !isUrl(settings.advertiseUrl, false)) {
        return "advertise_url: must be http:// or https://, a host and perhaps a port, without a path";
    }
    if (!settings.prometheusUrl.empty() && !isUrl(settings.prometheusUrl, true)) {
        return "prometheus_url: must be http:// or https://, a host and perhaps a port and a path";
    }
    if (!settings.prometheusTokenFile.empty() && settings.prometheusUrl.empty()) {
        return "prometheus_token_file: give prometheus_url as well";
    }
    std::set<std::string> names;
    for (const CheckSpec &check : settings.healthChecks()) {
        if (!names.insert(check.name).second) {
            return "health: two checks are called " + check.name + "; give each a name of its own";
        }
    }
    for (const auto &[api, model] : settings.healthApiModels) {
        if (std::none_of(settings.healthApis.begin(), settings.healthApis.end(),
                         [&api = api](const CheckSpec &check) { return check.name == api; })) {
            return "health_llm_api_models: " + api + " is not among health_llm_apis";
        }
    }
    if (!settings.certificateFile.empty() && settings.advertiseUrl.starts_with("http://")) {
        return "advertise_url: must begin with https://, for the manager serves TLS";
    }
    return kubernetesFault(settings);
}

} // namespace toban::manager

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "configs.h"

#include "alertmanagerresource.h"
#include "eventlog.h"
#include "portfile.h"
#include "rulesresource.h"

#include <stdexcept>

namespace toban::sandbox {

std::string loopback(std::uint16_t port)
{
    return "127.0.0.1:" + std::to_string(port);
}

// A JSON string is a YAML string as well, whatever the folder is called.
std::string prometheusConfig(const Layout &layout, std::uint16_t managerPort, std::uint16_t alertmanagerPort)
{
    return "global:\n"
           "  scrape_interval: 10s\n"
           "  scrape_timeout: 5s\n"
           "  evaluation_interval: 15s\n"
           "rule_files: ["
        + jsonString(layout.rules().string())
        + "]\n"
          "alerting:\n"
          "  alertmanagers:\n"
          "    - static_configs: [{targets: ["
        + loopback(alertmanagerPort)
        + "]}]\n"
          "scrape_configs:\n"
          "  - job_name: claude-agents\n"
          "    honor_labels: true\n"
          "    file_sd_configs: [{files: ["
        + jsonString(layout.targets().string())
        + "], refresh_interval: 5s}]\n"
          "  - job_name: toban-manager\n"
          "    static_configs: [{targets: ["
        + loopback(managerPort) + "], labels: {instance: toban-manager}}]\n";
}

std::string lokiConfig(const Layout &layout, std::uint16_t httpPort, std::uint16_t grpcPort)
{
    const auto folder = [&layout](const char *name) { return jsonString((layout.logData() / name).string()); };
    return "auth_enabled: false\n"
           "analytics: {reporting_enabled: false}\n"
           "server: {http_listen_address: 127.0.0.1, http_listen_port: "
        + std::to_string(httpPort) + ", grpc_listen_address: 127.0.0.1, grpc_listen_port: " + std::to_string(grpcPort)
        + ", log_level: warn}\n"
          "common:\n"
          "  instance_addr: 127.0.0.1\n"
          "  path_prefix: "
        + folder("loki")
        + "\n"
          "  storage: {filesystem: {chunks_directory: "
        + folder("chunks") + ", rules_directory: " + folder("rules")
        + "}}\n"
          "  replication_factor: 1\n"
          "  ring: {kvstore: {store: inmemory}}\n"
          // Half of this is how far behind its newest line a stream takes others: history comes beside live lines.
          "ingester: {max_chunk_age: 240h}\n"
          "schema_config:\n"
          "  configs: [{from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v13, "
          "index: {prefix: index_, period: 24h}}]\n"
          "limits_config: {reject_old_samples: false, ingestion_rate_mb: 64, ingestion_burst_size_mb: 128, "
          "per_stream_rate_limit: 64MB, per_stream_rate_limit_burst: 128MB}\n";
}

void writeConfig(const std::filesystem::path &path, const std::string &text)
{
    if (const std::string error = writeFileAtomically(path, text, 0600); !error.empty())
        throw std::runtime_error(error);
}

void writeFixedConfigs(const Layout &layout)
{
    writeConfig(layout.rules(), std::string(resources::rules));
    writeConfig(layout.alertmanagerConfig(), std::string(resources::alertmanager));
}

} // namespace toban::sandbox

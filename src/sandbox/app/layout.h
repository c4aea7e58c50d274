// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace toban::sandbox {

/// Where a sandbox keeps what, below its folder.
struct Layout
{
    std::filesystem::path dir;

    std::filesystem::path lock() const { return dir / "lock"; }
    std::filesystem::path socket() const { return dir / "control.sock"; }
    std::filesystem::path manifest() const { return dir / "history.json"; }
    std::filesystem::path alive() const { return dir / "alive"; } ///< its time: when the sandbox last ran
    std::filesystem::path faults() const { return dir / "faults.json"; }
    std::filesystem::path targets() const { return dir / "targets.json"; }
    std::filesystem::path scratch() const { return dir / "scratch"; }
    std::filesystem::path config() const { return dir / "config"; }
    std::filesystem::path prometheusConfig() const { return config() / "prometheus.yml"; }
    std::filesystem::path rules() const { return config() / "agents.yml"; }
    std::filesystem::path alertmanagerConfig() const { return config() / "alertmanager.yml"; }
    std::filesystem::path lokiConfig() const { return config() / "loki.yml"; }
    std::filesystem::path prometheusData() const { return dir / "prometheus"; }
    std::filesystem::path alertmanagerData() const { return dir / "alertmanager"; }
    std::filesystem::path logData() const { return dir / "logs"; }
    std::filesystem::path managerData() const { return dir / "manager"; }
    std::filesystem::path managerDatabase() const { return managerData() / "manager.db"; }
    std::filesystem::path secretsKey() const { return managerData() / "secrets.key"; }
    std::filesystem::path logFolder() const { return dir / "log"; }
    std::filesystem::path log(const std::string &program) const { return logFolder() / (program + ".log"); }
    std::filesystem::path portFile(const std::string &program) const { return dir / (program + ".port"); }
};

/// $XDG_STATE_HOME/toban/sandbox.
std::filesystem::path defaultSandboxDir();

} // namespace toban::sandbox

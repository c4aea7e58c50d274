// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layout.h"

#include <cstdint>
#include <string>

namespace toban::sandbox {

/// "127.0.0.1:PORT"
std::string loopback(std::uint16_t port);

/// Prometheus' configuration: the agents of the target file, the manager, the rules, the Alertmanager. Each target has
/// an instance label that does not change with its port, so that its series go on over restarts.
std::string prometheusConfig(const Layout &layout, std::uint16_t managerPort, std::uint16_t alertmanagerPort);

/// A single-process configuration of the real Loki. It reaches itself through its gRPC port, so that is a real one.
std::string lokiConfig(const Layout &layout, std::uint16_t httpPort, std::uint16_t grpcPort);

/// Writes the files that do not depend on a port: rules and Alertmanager's configuration. Throws std::runtime_error.
void writeFixedConfigs(const Layout &layout);

/// Writes a file or throws std::runtime_error.
void writeConfig(const std::filesystem::path &path, const std::string &text);

} // namespace toban::sandbox

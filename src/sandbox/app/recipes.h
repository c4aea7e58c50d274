// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layout.h"
#include "programs.h"
#include "service.h"

#include <functional>
#include <string>

namespace toban::sandbox {

/// How each backend is launched.
Service::Recipe prometheusRecipe(const Programs &programs, const Layout &layout,
                                 std::function<std::uint16_t()> managerPort,
                                 std::function<std::uint16_t()> alertmanagerPort);
Service::Recipe alertmanagerRecipe(const Programs &programs, const Layout &layout);
/// Loki where there is one, else toban-logs.
Service::Recipe logsRecipe(const Programs &programs, const Layout &layout);
Service::Recipe managerRecipe(const Programs &programs, const Layout &layout, std::function<std::string()> logUrl,
                              std::function<std::string()> prometheusUrl);

} // namespace toban::sandbox

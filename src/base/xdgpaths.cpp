// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "xdgpaths.h"

#include <cstdlib>

namespace toban {

namespace {

std::filesystem::path fromEnvironment(const char *variable)
{
    const char *value = std::getenv(variable);
    const std::filesystem::path path = value ? value : "";
    return path.is_absolute() ? path : std::filesystem::path();
}

std::filesystem::path home()
{
    const auto path = fromEnvironment("HOME");
    return path.empty() ? std::filesystem::path("/") : path;
}

std::filesystem::path resolve(const char *variable, const std::filesystem::path &below)
{
    const auto path = fromEnvironment(variable);
    return (path.empty() ? home() / below : path) / "toban";
}

} // namespace

std::filesystem::path xdgConfigDir()
{
    return resolve("XDG_CONFIG_HOME", ".config");
}

std::filesystem::path xdgStateDir()
{
    return resolve("XDG_STATE_HOME", ".local/state");
}

std::filesystem::path xdgDataDir()
{
    return resolve("XDG_DATA_HOME", ".local/share");
}

std::filesystem::path xdgCacheDir()
{
    return resolve("XDG_CACHE_HOME", ".cache");
}

std::filesystem::path xdgRuntimeDir()
{
    const auto path = fromEnvironment("XDG_RUNTIME_DIR");
    return path.empty() ? xdgStateDir() : path / "toban";
}

} // namespace toban

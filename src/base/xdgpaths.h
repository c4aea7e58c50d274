// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace toban {

/// Directories of the XDG base directory specification 0.8 with "toban" appended; not created.
/// A variable that is unset, empty or relative counts as unset, as the specification asks.
std::filesystem::path xdgConfigDir(); ///< $XDG_CONFIG_HOME or ~/.config
std::filesystem::path xdgStateDir(); ///< $XDG_STATE_HOME or ~/.local/state
std::filesystem::path xdgDataDir(); ///< $XDG_DATA_HOME or ~/.local/share
std::filesystem::path xdgCacheDir(); ///< $XDG_CACHE_HOME or ~/.cache
std::filesystem::path xdgRuntimeDir(); ///< $XDG_RUNTIME_DIR, else the state directory

} // namespace toban

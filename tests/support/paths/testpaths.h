// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace toban {

/// Absolute path of a file of this checkout, given from the top of the sources: "tests/data/loki".
std::string sourcePath(const std::string &path);
/// Absolute path of a program that this build makes.
std::string programPath(const std::string &name);

} // namespace toban

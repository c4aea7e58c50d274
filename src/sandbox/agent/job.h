// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace toban::sandbox {

/// A task as the manager sent it.
struct Job
{
    std::string id;
    std::string operation;
    double complexity = 0.5;
    double timeoutSeconds = 300;
    std::string title;
    std::string model; ///< that must be used; empty: any
    std::string attempt; ///< key of this attempt; empty: the caller numbers none
};

/// Reads the body of POST /execute. Throws std::invalid_argument that says which member is wrong.
Job parseJob(const std::string &body);

} // namespace toban::sandbox

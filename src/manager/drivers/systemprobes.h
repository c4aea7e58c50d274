// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "healthcheck.h"

#include <filesystem>
#include <memory>

namespace toban::manager {

/// Looks at the file system of the state and at what is reached by HTTP:
/// - FileSystem: a file is written, synced, read and removed in the directory, and enough of its disk is free. On a
///   thread of its own, for a disk may hang.
/// - Http: GET; 2xx and 3xx pass.
/// - LlmApi: GET without a key; any answer passes but 408, 429 and 5xx, for a refusal comes from an API that works.
/// - Prometheus: the query `vector(1)`, with its token.
class SystemProbes final : public HealthProbes
{
public:
    SystemProbes(std::filesystem::path stateDirectory, std::uint64_t leastFreeBytes);
    ~SystemProbes() override; ///< what is under way is called back, or never
    void look(const CheckSpec &spec, std::chrono::milliseconds timeout, Callback callback) override;

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

/// How an answer counts.
CheckResult resultOf(CheckKind kind, int status, const std::string &body);
/// Looks at a directory now; blocks.
CheckResult lookAtDirectory(const std::filesystem::path &directory, std::uint64_t leastFreeBytes);

} // namespace toban::manager

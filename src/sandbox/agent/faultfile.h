// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator.h"

#include <filesystem>
#include <string>

namespace toban::sandbox {

/// The faults that the sandbox has switched on for its agents, as written in the fault file.
struct Faults
{
    double slowFactor = 1; ///< member "slow_factor"
    std::string failingTool; ///< member "failing_tool"
    bool model429 = false; ///< member "model_429"

    bool operator==(const Faults &) const = default;
    /// The file's text.
    std::string toJson() const;
    /// Members that are missing keep their defaults. Throws std::runtime_error that says what is wrong.
    static Faults fromJson(std::string_view text);
    void applyTo(Conditions &conditions) const;
};

/// Follows a fault file. A file that is missing means no faults; one that cannot be read leaves what was before.
class FaultFile
{
public:
    explicit FaultFile(std::filesystem::path path);
    /// Looks whether the file has changed and reads it then. Returns true if the faults are others than before.
    bool poll();
    const Faults &faults() const { return m_faults; }

private:
    std::filesystem::path m_path;
    std::filesystem::file_time_type m_seen{};
    bool m_there = false;
    Faults m_faults;
};

} // namespace toban::sandbox

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include "childprocess.h"
#include "layout.h"
#include "xdgpaths.h"

#include <stdexcept>
#include <vector>

namespace toban::sandbox {

std::filesystem::path defaultSandboxDir()
{
    return xdgStateDir() / "sandbox";
}

std::filesystem::path ownBinDir()
{
    return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

bool isLoki(const std::filesystem::path &program)
{
    std::string output;
    std::string errors;
    runProgram(program, {"--version"}, output, errors);
    return (output + errors).find("loki, version") != std::string::npos;
}

Programs Programs::find(const std::filesystem::path &binDir)
{
    std::vector<std::string> packages;
    std::string missing;
    const auto fromPath = [&](const std::string &name, const std::string &package) {
        const auto found = findProgram(name);
        if (!found) {
            missing += (missing.empty() ? "" : ", ") + name;
            if (packages.empty() || packages.back() != package)
                packages.push_back(package);
        }
        return found.value_or(std::filesystem::path());
    };
    Programs programs;
    programs.prometheus = fromPath("prometheus", "prometheus");
    programs.promtool = fromPath("promtool", "prometheus");
    programs.alertmanager = fromPath("prometheus-alertmanager", "prometheus-alertmanager");
    if (!missing.empty()) {
        std::string command = "apt-get install";
        for (const std::string &package : packages)
            command += " " + package;
        throw std::runtime_error("missing in PATH: " + missing + "; install with: " + command);
    }
    const auto ours = [&binDir](const std::string &name) {
        auto path = binDir / name;
        if (!findProgram(path.string()))
            throw std::runtime_error(path.string()
                                     + " is missing; build it, or point --bin-dir at the folder that has it");
        return path;
    };
    programs.manager = ours("toban-manager");
    programs.agent = ours("toban-agent");
    const auto loki = findProgram("loki");
    if (loki && isLoki(*loki))
        programs.loki = loki;
    else
        programs.logs = ours("toban-logs");
    return programs;
}

} // namespace toban::sandbox

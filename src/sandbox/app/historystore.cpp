// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "historystore.h"

#include "configs.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <ctime>
#include <fstream>
#include <stdexcept>

namespace toban::sandbox {

namespace {

constexpr int manifestVersion = 1;
constexpr std::int64_t longGap = 600;

} // namespace

std::optional<HistoryManifest> HistoryManifest::load(const Layout &layout)
{
    std::ifstream in(layout.manifest());
    if (!in)
        return std::nullopt;
    try {
        const auto json = nlohmann::json::parse(in);
        if (json.at("version").get<int>() != manifestVersion)
            throw std::runtime_error("made by another version of Toban");
        HistoryManifest result;
        result.story.seed = json.at("seed").get<std::uint64_t>();
        result.story.days = json.at("days").get<int>();
        result.story.end = json.at("end").get<std::int64_t>();
        result.story.utcOffset = json.at("utc_offset").get<int>();
        result.samples = json.at("samples").get<std::uint64_t>();
        for (const auto &stretch : json.value("missing", nlohmann::json::array()))
            result.missing.push_back({stretch.at("from").get<std::int64_t>(), stretch.at("to").get<std::int64_t>(),
                                      stretch.at("samples").get<bool>(), stretch.at("logs").get<bool>()});
        return result;
    } catch (const std::exception &e) {
        throw std::runtime_error(layout.manifest().string() + ": " + e.what() + "; remove the folder "
                                 + layout.dir.string() + " to begin anew");
    }
}

void HistoryManifest::save(const Layout &layout) const
{
    nlohmann::json json{{"version", manifestVersion},    {"seed", story.seed}, {"days", story.days}, {"end", story.end},
                        {"utc_offset", story.utcOffset}, {"samples", samples}};
    for (const HistoryStretch &stretch : missing)
        json["missing"].push_back(
            {{"from", stretch.from}, {"to", stretch.to}, {"samples", stretch.samples}, {"logs", stretch.logs}});
    writeConfig(layout.manifest(), json.dump(1) + "\n");
}

std::optional<HistoryGap> historyGap(const Layout &layout, std::int64_t now, int days)
{
    std::error_code error;
    const auto time = std::filesystem::last_write_time(layout.alive(), error);
    if (error)
        return std::nullopt;
    const auto system = std::chrono::file_clock::to_sys(time);
    const std::int64_t last = std::chrono::duration_cast<std::chrono::seconds>(system.time_since_epoch()).count();
    if (now - last <= longGap)
        return std::nullopt;
    return HistoryGap{std::max(last + 60, now - days * std::int64_t{86'400}), now};
}

void markAlive(const Layout &layout)
{
    std::ofstream(layout.alive(), std::ios::trunc) << unixNow() << '\n';
}

std::int64_t unixNow()
{
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

int localUtcOffset(std::int64_t unixSeconds)
{
    const std::time_t time = unixSeconds;
    std::tm local{};
    localtime_r(&time, &local);
    return static_cast<int>(local.tm_gmtoff);
}

} // namespace toban::sandbox

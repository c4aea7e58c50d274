// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultfile.h"

#include "logging.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace toban::sandbox {

std::string Faults::toJson() const
{
    nlohmann::json json = nlohmann::json::object();
    if (slowFactor != 1)
        json["slow_factor"] = slowFactor;
    if (!failingTool.empty())
        json["failing_tool"] = failingTool;
    if (model429)
        json["model_429"] = true;
    return json.dump() + "\n";
}

Faults Faults::fromJson(std::string_view text)
{
    try {
        const auto json = nlohmann::json::parse(text);
        Faults faults;
        faults.slowFactor = json.value("slow_factor", 1.0);
        faults.failingTool = json.value("failing_tool", std::string());
        faults.model429 = json.value("model_429", false);
        if (!(faults.slowFactor > 0 && faults.slowFactor <= 1000))
            throw std::runtime_error("slow_factor must be above 0 and at most 1000");
        return faults;
    } catch (const nlohmann::json::exception &e) {
        throw std::runtime_error(e.what());
    }
}

void Faults::applyTo(Conditions &conditions) const
{
    conditions.slowFactor *= slowFactor;
    conditions.failingTool = failingTool;
    conditions.model429 = model429;
}

FaultFile::FaultFile(std::filesystem::path path) : m_path(std::move(path))
{ }

bool FaultFile::poll()
{
    if (m_path.empty())
        return false;
    std::error_code error;
    const auto time = std::filesystem::last_write_time(m_path, error);
    const bool there = !error;
    if (there == m_there && (!there || time == m_seen))
        return false;
    Faults faults;
    if (there) {
        std::ifstream in(m_path);
        const std::string text(std::istreambuf_iterator<char>(in), {});
        try {
            faults = Faults::fromJson(text);
        } catch (const std::runtime_error &e) {
            logger("agent")->warn("fault file {}: {}; faults stay as they were", m_path.string(), e.what());
            faults = m_faults;
        }
        m_seen = time;
    }
    m_there = there;
    const bool changed = faults != m_faults;
    m_faults = faults;
    return changed;
}

} // namespace toban::sandbox

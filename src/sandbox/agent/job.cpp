// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "job.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <stdexcept>

namespace toban::sandbox {

namespace {
constexpr std::size_t modelLength = 256;
}

Job parseJob(const std::string &body)
{
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object())
        throw std::invalid_argument("the body is not a JSON object");
    const auto text = [&json](const char *name) {
        const auto found = json.find(name);
        if (found == json.end() || !found->is_string() || found->get_ref<const std::string &>().empty())
            throw std::invalid_argument(std::string(name) + " must be a text that is not empty");
        return found->get<std::string>();
    };
    const auto number = [&json](const char *name, double fallback, double low, double high) {
        const auto found = json.find(name);
        if (found == json.end())
            return fallback;
        if (!found->is_number() || found->get<double>() < low || found->get<double>() > high)
            throw std::invalid_argument(std::string(name) + " must be a number from " + nlohmann::json(low).dump()
                                        + " to " + nlohmann::json(high).dump());
        return found->get<double>();
    };
    Job job{text("task_id"),
            text("operation"),
            number("complexity", 0.5, 0, 1),
            number("timeout_seconds", 300, 0.001, 86'400),
            {},
            {},
            {}};
    if (json.contains("model"))
        job.model = text("model");
    if (job.model.size() > modelLength)
        throw std::invalid_argument("model must not be longer than " + std::to_string(modelLength) + " bytes");
    if (json.contains("attempt"))
        job.attempt = job.id + '\n' + std::to_string(std::int64_t(number("attempt", 1, 1, 1e6)));
    const auto payload = json.find("payload");
    if (payload != json.end() && payload->is_object() && payload->contains("title") && (*payload)["title"].is_string())
        job.title = (*payload)["title"].get<std::string>();
    return job;
}

} // namespace toban::sandbox

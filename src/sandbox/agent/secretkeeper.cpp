// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretkeeper.h"

#include "logging.h"

#include <nlohmann/json.hpp>

#include <cstring>
#include <sys/resource.h>

namespace toban::sandbox {

namespace {

constexpr std::chrono::minutes showPeriod{1};

/// A dump of this process would hold the values.
void leaveNoCore()
{
    const rlimit none{0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0)
        logger("agent")->warn("core dumps cannot be switched off");
}

} // namespace

struct SecretKeeper::Delivered
{
    std::string name;
    int current = 0;
    int toConfirm = 0; ///< 0: none
    std::map<int, std::string> values; ///< by version
};

SecretKeeper::SecretKeeper(std::string agentId, Send send) : m_id(std::move(agentId)), m_send(std::move(send))
{ }

SecretKeeper::~SecretKeeper()
{
    for (auto &[name, held] : m_held) {
        drop(held.current);
        drop(held.old);
    }
}

void SecretKeeper::drop(Value &value)
{
    explicit_bzero(value.text.data(), value.text.size());
    value = {};
}

std::string SecretKeeper::path(const std::string &name, const char *action) const
{
    return "/api/v1/agents/" + m_id + "/secrets/" + name + '/' + action;
}

void SecretKeeper::onMark(const std::string &mark)
{
    if (mark == m_mark || m_fetching)
        return;
    fetch();
}

void SecretKeeper::fetch()
{
    m_fetching = true;
    m_send("GET", "/api/v1/agents/" + m_id + "/secrets", {}, [this](int status, const std::string &body) {
        m_fetching = false;
        if (status == 200)
            take(body);
        else
            logger("agent")->warn("the secrets could not be fetched: status {}; trying again", status);
    });
}

void SecretKeeper::take(const std::string &body)
{
    using Json = nlohmann::json;
    leaveNoCore();
    Json json = Json::parse(body, nullptr, false);
    if (!json.is_object() || !json.contains("items") || !json["items"].is_array())
        return;
    m_mark = json["mark"].is_string() ? json["mark"].get<std::string>() : std::string();
    std::map<std::string, Held> left;
    left.swap(m_held);
    for (Json &item : json["items"]) {
        Delivered delivered;
        delivered.name = item.value("name", "");
        delivered.current = item.value("current_version", 0);
        delivered.toConfirm = item["confirm_version"].is_number() ? item["confirm_version"].get<int>() : 0;
        for (Json &version : item["versions"]) {
            auto &value = version["value"].get_ref<std::string &>();
            delivered.values[version.value("version", 0)] = value;
            explicit_bzero(value.data(), value.size());
        }
        if (auto known = left.extract(delivered.name))
            m_held.insert(std::move(known));
        takeOne(delivered);
        for (auto &[number, value] : delivered.values)
            explicit_bzero(value.data(), value.size());
    }
    for (auto &[name, held] : left) {
        logger("agent")->info("secret {} is not this agent's any more", name);
        drop(held.current);
        drop(held.old);
    }
}

void SecretKeeper::takeOne(const Delivered &delivered)
{
    const auto current = delivered.values.find(delivered.current);
    if (current == delivered.values.end()) {
        logger("agent")->warn("secret {} came without a value", delivered.name);
        return;
    }
    Held &held = m_held[delivered.name];
    // Proved here already, and the others are waited for: it stays.
    const bool isAhead = delivered.toConfirm != 0 && held.current.version == delivered.toConfirm;
    if (!isAhead && (held.current.version != delivered.current || held.current.text != current->second)) {
        if (delivered.values.contains(held.current.version)) {
            drop(held.old);
            held.old = std::move(held.current);
        } else if (held.current.version != 0) {
            drop(held.current); // a new version that was taken back
        }
        held.current = {delivered.current, current->second};
        logger("agent")->info("secret {}: version {} is used", delivered.name, delivered.current);
    }
    if (held.old.version == held.current.version)
        drop(held.old);
    if (held.old.version != 0 && !delivered.values.contains(held.old.version))
        checkRefused(delivered.name);
    const auto offered = delivered.values.find(delivered.toConfirm);
    if (delivered.toConfirm != 0 && !isAhead && offered != delivered.values.end())
        prove(delivered.name, offered->second, delivered.toConfirm);
}

void SecretKeeper::prove(const std::string &name, const std::string &value, int version)
{
    auto proved = std::make_shared<Value>(Value{version, value});
    const std::string body = nlohmann::json{{"version", version}, {"works", true}, {"value", value}}.dump();
    m_send("POST", path(name, "confirm"), body, [this, name, proved](int status, const std::string &) {
        const auto held = m_held.find(name);
        if (status != 200 || held == m_held.end()) {
            logger("agent")->warn("secret {}: version {} was not confirmed, status {}", name, proved->version, status);
            m_mark.clear(); // fetched again with the next heartbeat
            drop(*proved);
            return;
        }
        logger("agent")->info("secret {}: version {} works and is used", name, proved->version);
        drop(held->second.old);
        held->second.old = std::move(held->second.current);
        held->second.current = std::move(*proved);
    });
}

void SecretKeeper::checkRefused(const std::string &name)
{
    const auto old = std::make_shared<Value>(std::exchange(m_held[name].old, {}));
    const std::string body = nlohmann::json{{"value", old->text}}.dump();
    m_send("POST", path(name, "use"), body, [name, old](int status, const std::string &) {
        if (status == 403)
            logger("agent")->info("secret {}: version {} is refused, as it should be", name, old->version);
        else if (status == 200)
            logger("agent")->error("secret {}: version {} is valid still", name, old->version);
        drop(*old);
    });
}

void SecretKeeper::show(const std::string &name)
{
    const std::string body = nlohmann::json{{"value", m_held.at(name).current.text}}.dump();
    m_send("POST", path(name, "use"), body, [this, name](int status, const std::string &) {
        if (status == 403 || status == 404) {
            logger("agent")->warn("secret {} is refused; fetching it again", name);
            m_mark.clear();
            if (!m_fetching)
                fetch();
        }
    });
}

void SecretKeeper::onWork(std::chrono::steady_clock::time_point now)
{
    if (m_held.empty() || (m_shown && now - *m_shown < showPeriod))
        return;
    m_shown = now;
    for (const auto &[name, held] : m_held) {
        if (held.current.version != 0)
            show(name);
    }
}

} // namespace toban::sandbox

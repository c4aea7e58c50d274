// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "anomalyrules.h"

#include "anomalyrulestextresource.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace toban::manager {

namespace {

constexpr std::pair<AnomalySeverity, std::string_view> anomalySeverities[]{
    {AnomalySeverity::Medium, "medium"}, {AnomalySeverity::High, "high"}, {AnomalySeverity::Critical, "critical"}};
constexpr std::string_view executionLists[]{"operations", "data_accessed", "files_modified", "network_connections",
                                            "permissions"};

bool isWordCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower) {
        c = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    }
    return lower;
}

std::vector<std::string> pathParts(std::string_view path)
{
    std::vector<std::string> parts;
    while (!path.empty()) {
        const auto end = std::min(path.find_first_of("/\\"), path.size());
        if (end > 0 && path.substr(0, end) != ".") {
            parts.emplace_back(path.substr(0, end));
        }
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return parts;
}

/// Whether a part of a path is `name`, or the name with an ending ("secrets.yaml" for "secrets").
bool isNamed(const std::string &part, const std::string &name)
{
    return part.starts_with(name) && (part.size() == name.size() || !isWordCharacter(part[name.size()]));
}

bool hasWord(std::string_view text, const std::set<std::string> &words)
{
    std::string word;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && isWordCharacter(text[i])) {
            word += text[i];
            continue;
        }
        if (!word.empty() && words.contains(lowerCase(word))) {
            return true;
        }
        word.clear();
    }
    return false;
}

bool isIp4(std::string_view host)
{
    int numbers = 0;
    while (!host.empty()) {
        const auto end = std::min(host.find('.'), host.size());
        int value = -1;
        const auto [last, error] = std::from_chars(host.data(), host.data() + end, value);
        if (error != std::errc{} || last != host.data() + end || value < 0 || value > 255) {
            return false;
        }
        ++numbers;
        if (end + 1 == host.size()) {
            return false; // a dot at the end
        }
        host.remove_prefix(std::min(end + 1, host.size()));
    }
    return numbers == 4;
}

bool isBareAddress(const std::string &host)
{
    const bool isNumber = !host.empty() && host.find_first_not_of("0123456789") == std::string::npos;
    return isIp4(host) || isNumber || host.starts_with("0x") || host.find(':') != std::string::npos;
}

bool isLoopback(const std::string &host)
{
    return host == "localhost" || host.ends_with(".localhost") || host == "::1"
        || (host.starts_with("127.") && isIp4(host));
}

[[noreturn]] void badRule(const std::string &what)
{
    throw std::runtime_error("anomaly rules: " + what);
}

void requireMembers(const nlohmann::json &object, std::initializer_list<std::string_view> known)
{
    if (!object.is_object()) {
        badRule("not an object: " + object.dump());
    }
    for (const auto &[name, value] : object.items()) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            badRule("unknown member " + name);
        }
    }
}

std::set<std::string> lowerSet(const nlohmann::json &object, const char *name)
{
    std::set<std::string> texts;
    for (const std::string &text : object.value(name, std::vector<std::string>{})) {
        texts.insert(lowerCase(text));
    }
    return texts;
}

} // namespace

std::string_view anomalySeverityText(AnomalySeverity severity)
{
    for (const auto &[known, text] : anomalySeverities) {
        if (known == severity) {
            return text;
        }
    }
    return "critical";
}

std::optional<AnomalySeverity> parseAnomalySeverity(std::string_view text)
{
    for (const auto &[severity, known] : anomalySeverities) {
        if (known == text) {
            return severity;
        }
    }
    return std::nullopt;
}

NetworkPeer networkPeer(std::string_view address)
{
    NetworkPeer peer;
    if (const auto scheme = address.find("://"); scheme != std::string_view::npos) {
        const std::string name = lowerCase(address.substr(0, scheme));
        if (name == "http" || name == "ws") {
            peer.port = 80;
        } else if (name == "https" || name == "wss") {
            peer.port = 443;
        }
        address.remove_prefix(scheme + 3);
    }
    address = address.substr(0, address.find_first_of("/?#\\"));
    if (const auto user = address.rfind('@'); user != std::string_view::npos) {
        address.remove_prefix(user + 1);
    }
    std::string_view host = address, port;
    if (address.starts_with('[')) {
        const auto end = std::min(address.find(']'), address.size());
        host = address.substr(1, end - 1);
        port = end + 1 < address.size() && address[end + 1] == ':' ? address.substr(end + 2) : std::string_view();
    } else if (const auto colon = address.find(':');
               colon != std::string_view::npos && address.find(':', colon + 1) == std::string_view::npos) {
        host = address.substr(0, colon);
        port = address.substr(colon + 1);
    }
    int number = 0;
    if (const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
        error == std::errc{} && end == port.data() + port.size()) {
        peer.port = number;
    }
    if (host.ends_with('.')) {
        host.remove_suffix(1);
    }
    peer.host = lowerCase(host);
    return peer;
}

bool AnomalyRules::Rule::matchesPath(const std::string &path) const
{
    const auto there = pathParts(path);
    for (const auto &wanted : parts) {
        for (std::size_t at = 0; at + wanted.size() <= there.size(); ++at) {
            const std::size_t last = wanted.size() - 1;
            if (std::equal(wanted.begin(), wanted.begin() + std::ptrdiff_t(last), there.begin() + std::ptrdiff_t(at))
                && isNamed(there[at + last], wanted[last])) {
                return true;
            }
        }
    }
    if (there.empty()) {
        return false;
    }
    const auto dot = there.back().rfind('.');
    return dot != std::string::npos && extensions.contains(lowerCase(there.back().substr(dot + 1)));
}

bool AnomalyRules::Rule::matchesHost(const std::string &address) const
{
    const NetworkPeer peer = networkPeer(address);
    if (isLoopback(peer.host)) {
        return usualLoopbackPorts && peer.port && !usualLoopbackPorts->contains(*peer.port);
    }
    return (bareAddress && isBareAddress(peer.host))
        || std::any_of(domains.begin(), domains.end(), [&peer](const std::string &domain) {
               return peer.host == domain || peer.host.ends_with('.' + domain);
           });
}

bool AnomalyRules::Rule::matches(const std::string &subject) const
{
    return hasWord(subject, words) || matchesPath(subject) || matchesHost(subject);
}

AnomalyRules AnomalyRules::parse(std::string_view json)
{
    AnomalyRules rules;
    try {
        const auto document = nlohmann::json::parse(json);
        requireMembers(document, {"rules"});
        for (const auto &value : document.at("rules")) {
            requireMembers(value, {"id", "severity", "in", "path", "host", "words"});
            Rule rule;
            rule.id = value.at("id");
            const auto severity = parseAnomalySeverity(value.at("severity").get<std::string>());
            if (!severity) {
                badRule(rule.id + ": severity must be medium, high or critical");
            }
            rule.severity = *severity;
            rule.in = value.at("in").get<std::vector<std::string>>();
            for (const std::string &list : rule.in) {
                if (std::find(std::begin(executionLists), std::end(executionLists), list) == std::end(executionLists)) {
                    badRule(rule.id + ": an execution has no " + list);
                }
            }
            const auto path = value.value("path", nlohmann::json::object());
            requireMembers(path, {"parts", "extensions", "words"});
            for (const std::string &part : path.value("parts", std::vector<std::string>{})) {
                rule.parts.push_back(pathParts(part));
                if (rule.parts.back().empty()) {
                    badRule(rule.id + ": an empty path would match everything");
                }
            }
            rule.extensions = lowerSet(path, "extensions");
            rule.words = lowerSet(path, "words");
            rule.words.merge(lowerSet(value, "words"));
            const auto host = value.value("host", nlohmann::json::object());
            requireMembers(host, {"domains", "bare_address", "usual_loopback_ports"});
            for (const std::string &domain : lowerSet(host, "domains")) {
                rule.domains.push_back(domain);
            }
            rule.bareAddress = host.value("bare_address", false);
            if (host.contains("usual_loopback_ports")) {
                rule.usualLoopbackPorts = host.at("usual_loopback_ports").get<std::set<std::int64_t>>();
            }
            rules.m_rules.push_back(std::move(rule));
        }
    } catch (const nlohmann::json::exception &failure) {
        badRule(failure.what());
    }
    return rules;
}

const AnomalyRules &AnomalyRules::shipped()
{
    static const AnomalyRules rules = parse(resources::AnomalyRulesText);
    return rules;
}

std::vector<Anomaly> AnomalyRules::find(const Execution &execution) const
{
    const std::pair<std::string_view, const std::vector<std::string> &> lists[]{
        {"operations", execution.operations},
        {"data_accessed", execution.dataAccessed},
        {"files_modified", execution.filesModified},
        {"network_connections", execution.connections},
        {"permissions", execution.permissions}};
    std::vector<Anomaly> found;
    for (const Rule &rule : m_rules) {
        std::set<std::string> subjects;
        for (const auto &[name, list] : lists) {
            if (std::find(rule.in.begin(), rule.in.end(), name) == rule.in.end()) {
                continue;
            }
            for (const std::string &subject : list) {
                if (rule.matches(subject) && subjects.insert(subject).second) {
                    found.push_back({rule.id, rule.severity, subject});
                }
            }
        }
    }
    return found;
}

} // namespace toban::manager

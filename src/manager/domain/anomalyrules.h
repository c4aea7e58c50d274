// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace toban::manager {

/// What an agent says that it did (facts §9).
struct Execution
{
    std::string id; ///< by the agent; the same once more is the same event
    TimePoint at{};
    std::string type;
    std::string agentId;
    std::string user; ///< empty: none
    std::string session; ///< empty: none
    std::vector<std::string> operations;
    std::vector<std::string> dataAccessed; ///< paths
    std::vector<std::string> filesModified; ///< paths
    std::vector<std::string> connections; ///< addresses: URL, host or host:port
    std::vector<std::string> permissions; ///< that it used
    double durationSeconds = 0;
    std::string outcome;
};

enum class AnomalySeverity { Medium, High, Critical }; ///< the worse, the later
std::string_view anomalySeverityText(AnomalySeverity severity);
std::optional<AnomalySeverity> parseAnomalySeverity(std::string_view text);

/// Something in an execution that should be looked at.
struct Anomaly
{
    std::string rule; ///< its id
    AnomalySeverity severity = AnomalySeverity::Medium;
    std::string subject; ///< the path, address or permission
    bool operator==(const Anomaly &) const = default;
};

/// The rules of resources/security/anomalies.json. Matching is linear in the text: rules are names and words, no
/// patterns. Directories and file names are matched in their case, words and extensions and hosts in any.
class AnomalyRules
{
public:
    /// Throws std::runtime_error: no JSON, or a member that is unknown or of another form. A rule with a slip in it would
    /// find nothing.
    static AnomalyRules parse(std::string_view json);
    /// Those that this program was built with.
    static const AnomalyRules &shipped();
    /// In the order of the rules; each subject once for each rule.
    std::vector<Anomaly> find(const Execution &execution) const;

private:
    struct Rule
    {
        std::string id;
        AnomalySeverity severity = AnomalySeverity::Medium;
        std::vector<std::string> in; ///< members of an execution
        std::vector<std::vector<std::string>> parts; ///< names of directories one after the other, and of a file
        std::set<std::string> extensions, words;
        std::vector<std::string> domains;
        bool bareAddress = false;
        std::optional<std::set<std::int64_t>> usualLoopbackPorts; ///< others on this machine are unusual

        bool matches(const std::string &subject) const;
        bool matchesPath(const std::string &path) const;
        bool matchesHost(const std::string &address) const;
    };
    std::vector<Rule> m_rules;
};

/// Host and port of a URL, host, host:port or [IPv6]:port; the host in lower case and without the root's dot.
struct NetworkPeer
{
    std::string host;
    std::optional<int> port;
};
NetworkPeer networkPeer(std::string_view address);

} // namespace toban::manager

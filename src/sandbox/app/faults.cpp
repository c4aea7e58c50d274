// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults.h"

#include "configs.h"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace toban::sandbox {

namespace {

constexpr double slowFactor = 8;
constexpr std::chrono::seconds faultStopGrace{5};

/// The parent of a process and whether it has ended; 0 if there is no such process.
pid_t livingParentOf(pid_t pid)
{
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(stat, line);
    const auto end = line.rfind(')');
    if (end == std::string::npos)
        return 0;
    std::istringstream fields(line.substr(end + 1));
    char state = 0;
    pid_t parent = 0;
    fields >> state >> parent;
    return state == 'Z' ? 0 : parent;
}

/// The arguments of a process, the program first.
std::vector<std::string> commandLine(pid_t pid)
{
    std::ifstream in("/proc/" + std::to_string(pid) + "/cmdline");
    std::vector<std::string> arguments;
    for (std::string argument; std::getline(in, argument, '\0');)
        arguments.push_back(argument);
    return arguments;
}

std::string agentId(pid_t pid)
{
    const auto arguments = commandLine(pid);
    const auto option = std::find(arguments.begin(), arguments.end(), "--id");
    return option == arguments.end() || option + 1 == arguments.end() ? std::string() : *(option + 1);
}

} // namespace

FaultControl::FaultControl(std::filesystem::path faultFile, Service &prometheus, Service &alertmanager, Service &logs,
                           Service &manager, std::function<void(Service &)> restart)
    : m_file(std::move(faultFile)), m_prometheus(prometheus), m_alertmanager(alertmanager), m_logs(logs),
      m_manager(manager), m_restart(std::move(restart))
{ }

const std::vector<std::pair<std::string, std::string>> &FaultControl::kinds()
{
    static const std::vector<std::pair<std::string, std::string>> list{
        {"kill-agent", "kills one agent's process (--target ID, else the first); the manager replaces it"},
        {"slow-agents", "everything that agents do takes eight times as long"},
        {"failing-tool", "calls of one tool fail (--target TOOL, else read_file)"},
        {"model-429", "the models' provider refuses two of three calls"},
        {"stop-prometheus", "stops Prometheus"},
        {"stop-alertmanager", "stops Alertmanager"},
        {"stop-loki", "stops the log store"},
        {"hang-manager", "the manager accepts connections and never answers"},
    };
    return list;
}

void FaultControl::reset()
{
    m_active.clear();
    m_faults = {};
    writeFile();
}

void FaultControl::writeFile()
{
    writeConfig(m_file, m_faults.toJson());
}

Service *FaultControl::serviceOf(const std::string &kind)
{
    if (kind == "stop-prometheus")
        return &m_prometheus;
    if (kind == "stop-alertmanager")
        return &m_alertmanager;
    return kind == "stop-loki" ? &m_logs : nullptr;
}

std::string FaultControl::set(const std::string &kind, const std::string &target)
{
    const auto known = std::find_if(kinds().begin(), kinds().end(), [&](const auto &k) { return k.first == kind; });
    if (known == kinds().end()) {
        std::string names;
        for (const auto &[name, text] : kinds())
            names += (names.empty() ? "" : ", ") + name;
        throw std::runtime_error("there is no fault \"" + kind + "\"; faults are " + names);
    }
    if (kind == "kill-agent")
        return killAgent(target);
    std::string message = kind + " is on";
    if (Service *service = serviceOf(kind)) {
        service->stop(faultStopGrace);
    } else if (kind == "hang-manager") {
        m_manager.hang();
    } else {
        if (kind == "slow-agents")
            m_faults.slowFactor = slowFactor;
        else if (kind == "model-429")
            m_faults.model429 = true;
        else
            m_faults.failingTool = target.empty() ? "read_file" : target;
        writeFile();
        if (kind == "failing-tool")
            message += ": " + m_faults.failingTool;
    }
    m_active.insert(kind);
    return message;
}

std::string FaultControl::killAgent(const std::string &target)
{
    std::vector<std::string> ids;
    for (const pid_t pid : agentPids()) {
        const std::string id = agentId(pid);
        if (target.empty() || id == target) {
            ::kill(pid, SIGKILL);
            return "killed " + id + " (process " + std::to_string(pid) + ")";
        }
        ids.push_back(id);
    }
    std::string names;
    for (const std::string &id : ids)
        names += (names.empty() ? "" : ", ") + id;
    throw std::runtime_error("no agent \"" + target + "\" is running; there are: " + (names.empty() ? "none" : names));
}

std::string FaultControl::clear(const std::string &kind)
{
    if (kind.empty()) {
        std::string message;
        bool isWhole = true;
        for (const std::string &each : active()) { // one that cannot be undone keeps no other on
            message += message.empty() ? "" : "; ";
            try {
                message += clear(each);
            } catch (const std::exception &e) {
                isWhole = false;
                message += each + " is still on: " + e.what();
            }
        }
        if (!isWhole)
            throw std::runtime_error(message);
        return message.empty() ? "no fault was on" : message;
    }
    if (kind == "kill-agent")
        return "kill-agent needs no undoing: the manager has replaced the agent, or is about to";
    if (!m_active.contains(kind))
        return kind + " was not on";
    if (Service *service = serviceOf(kind)) {
        m_restart(*service);
    } else if (kind == "hang-manager") {
        m_manager.goOn();
    } else {
        if (kind == "slow-agents")
            m_faults.slowFactor = 1;
        else if (kind == "model-429")
            m_faults.model429 = false;
        else
            m_faults.failingTool.clear();
        writeFile();
    }
    m_active.erase(kind); // what could not be undone stays on
    return kind + " is off";
}

std::vector<std::string> FaultControl::active() const
{
    return {m_active.begin(), m_active.end()};
}

std::vector<pid_t> FaultControl::agentPids() const
{
    std::vector<pid_t> result;
    if (m_manager.pid() == 0)
        return result;
    for (const auto &entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos)
            continue;
        const auto pid = static_cast<pid_t>(std::stol(name));
        if (livingParentOf(pid) == m_manager.pid())
            result.push_back(pid);
    }
    std::sort(result.begin(), result.end());
    return result;
}

} // namespace toban::sandbox

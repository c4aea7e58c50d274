// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localdriver.h"

#include "atomicfile.h"
#include "childprocess.h"
#include "logging.h"

#include <nlohmann/json.hpp>

#include <csignal>
#include <sys/wait.h>

namespace toban::manager {

namespace {

std::string joined(const std::vector<std::string> &texts)
{
    std::string result;
    for (const auto &text : texts) {
        result += (result.empty() ? "" : ",") + text;
    }
    return result;
}

std::string exitText(int status)
{
    return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                               : "exit status " + std::to_string(WEXITSTATUS(status));
}

} // namespace

LocalDriver::LocalDriver(LocalDriverOptions options, const Clock &clock) : m_options(std::move(options)), m_clock(clock)
{ }

void LocalDriver::note(const std::string &error)
{
    m_health.trouble = error;
    if (error.empty()) {
        m_health.lastSuccess = m_clock.steady();
    }
}

std::string LocalDriver::start(const WorkerSpec &spec)
{
    std::string error = launch(spec);
    note(error);
    return error;
}

std::string LocalDriver::launch(const WorkerSpec &spec)
{
    if (m_processes.contains(spec.agentId)) {
        return "its process has not ended yet";
    }
    const AgentTemplate &content = spec.revision.content;
    std::vector<std::string> arguments{"--id",           spec.agentId,
                                       "--agent-type",   spec.agentType,
                                       "--deployment",   spec.deployment,
                                       "--manager-url",  m_options.managerUrl,
                                       "--listen",       "127.0.0.1:0",
                                       "--revision",     std::to_string(spec.revision.number),
                                       "--model",        content.model,
                                       "--image",        content.image,
                                       "--prompt-hash",  content.promptHash,
                                       "--capacity",     std::to_string(content.limits.capacity),
                                       "--memory-limit", std::to_string(content.limits.memoryBytes)};
    if (!content.tools.empty()) {
        arguments.insert(arguments.end(), {"--tools", joined(content.tools)});
    }
    if (!m_options.caFile.empty()) {
        arguments.insert(arguments.end(), {"--ca-file", m_options.caFile});
    }
    if (!m_options.logUrl.empty()) {
        arguments.insert(arguments.end(), {"--log-url", m_options.logUrl});
    }
    arguments.insert(arguments.end(), m_options.agentArguments.begin(), m_options.agentArguments.end());
    const ChildStart child = startChild(m_options.agentBinary, arguments, spec.token + '\n');
    if (child.pid < 0) {
        return child.error;
    }
    if (!child.error.empty()) {
        m_failedStarts.insert(child.pid);
        return child.error;
    }
    m_processes[spec.agentId] = {child.pid, false, SteadyPoint::max()};
    logger("driver")->info("worker {} started, revision {}, pid {}", spec.agentId, spec.revision.number, child.pid);
    return {};
}

void LocalDriver::stop(const std::string &agentId)
{
    const auto found = m_processes.find(agentId);
    if (found != m_processes.end() && !found->second.asked) {
        found->second.asked = true;
        found->second.killAt = m_clock.steady() + m_options.stopGrace;
        ::kill(found->second.pid, SIGTERM);
    }
}

void LocalDriver::kill(const std::string &agentId)
{
    const auto found = m_processes.find(agentId);
    if (found != m_processes.end()) {
        found->second.asked = true;
        ::kill(found->second.pid, SIGKILL);
    }
}

std::vector<WorkerExit> LocalDriver::poll()
{
    std::vector<WorkerExit> exits;
    for (auto it = m_processes.begin(); it != m_processes.end();) {
        int status = 0;
        if (waitpid(it->second.pid, &status, WNOHANG) == it->second.pid) {
            exits.push_back({it->first, exitText(status), it->second.asked});
            it = m_processes.erase(it);
            continue;
        }
        if (m_clock.steady() >= it->second.killAt) {
            logger("driver")->warn("worker {} did not end in time and is killed", it->first);
            it->second.killAt = SteadyPoint::max();
            ::kill(it->second.pid, SIGKILL);
        }
        ++it;
    }
    std::erase_if(m_failedStarts, [](pid_t pid) { return waitpid(pid, nullptr, WNOHANG) == pid; });
    return exits;
}

void LocalDriver::publishTargets(const std::vector<ScrapeTarget> &targets)
{
    if (m_options.targetFile.empty()) {
        return;
    }
    const std::string error = writeFileAtomically(m_options.targetFile, targetFileText(targets));
    note(error);
    if (!error.empty()) {
        logger("driver")->error("scrape targets could not be written: {}", error);
    }
}

std::string targetFileText(const std::vector<ScrapeTarget> &targets)
{
    nlohmann::json groups = nlohmann::json::array();
    for (const auto &target : targets) {
        nlohmann::json labels{{"instance", target.agentId},
                              {"pod", "claude-agent-" + target.agentId},
                              {"deployment", target.deployment},
                              {"job", "claude-agents"}};
        if (target.revision) {
            labels["revision"] = std::to_string(*target.revision);
        }
        groups.push_back({{"targets", {target.address}}, {"labels", std::move(labels)}});
    }
    return groups.dump(1) + '\n';
}

} // namespace toban::manager

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "service.h"

#include "portfile.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <deque>
#include <fstream>
#include <stdexcept>

namespace toban::sandbox {

namespace {

constexpr int mostDeaths = 5;
constexpr std::chrono::minutes deathPeriod{1};

} // namespace

Service::Service(Recipe recipe) : m_recipe(std::move(recipe))
{ }

void Service::reservePort()
{
    if (m_port == 0 && m_recipe.portFile.empty())
        m_port = freePort();
}

void Service::launch()
{
    reservePort();
    if (!m_recipe.portFile.empty())
        std::filesystem::remove(m_recipe.portFile);
    LaunchOptions options = m_recipe.command(m_port);
    options.output = m_recipe.log;
    m_process = ChildProcess::launch(options);
    m_state = State::Running;
    m_isWanted = true;
}

bool Service::portKnown()
{
    if (m_recipe.portFile.empty())
        return true;
    const auto port = readPortFile(m_recipe.portFile);
    if (port)
        m_port = *port;
    return port.has_value();
}

bool Service::stop(std::chrono::milliseconds grace)
{
    m_state = State::Stopped;
    m_isWanted = false;
    return m_process.stop(grace);
}

void Service::hang()
{
    if (!m_process.running())
        throw std::runtime_error(name() + " is not running" + (m_isWanted ? "; it is about to be started again" : ""));
    m_process.signal(SIGSTOP);
    m_state = State::Hung;
}

void Service::goOn()
{
    if (!m_process.running())
        return; // a death while it hung is one like any other
    m_process.signal(SIGCONT);
    m_state = State::Running;
}

bool Service::hasDied()
{
    if (m_state == State::Stopped || m_process.running())
        return false;
    m_state = State::Stopped;
    return true;
}

std::string Service::url() const
{
    return "http://127.0.0.1:" + std::to_string(m_port);
}

bool Service::mayRestart()
{
    const auto now = std::chrono::steady_clock::now();
    if (m_deaths == 0 || now - m_firstDeath > deathPeriod) {
        m_deaths = 0;
        m_firstDeath = now;
    }
    return ++m_deaths <= mostDeaths;
}

std::uint16_t freePort()
{
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool found = ::bind(probe, reinterpret_cast<sockaddr *>(&address), size) == 0
        && ::getsockname(probe, reinterpret_cast<sockaddr *>(&address), &size) == 0;
    ::close(probe);
    if (!found)
        throw std::runtime_error("no free port on 127.0.0.1");
    return ntohs(address.sin_port);
}

std::string lastLines(const std::filesystem::path &file, int count)
{
    std::ifstream in(file);
    std::deque<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
        if (static_cast<int>(lines.size()) > count)
            lines.pop_front();
    }
    std::string text;
    for (const std::string &line : lines)
        text += "\n  " + line;
    return text;
}

} // namespace toban::sandbox

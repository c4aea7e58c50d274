// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "childprocess.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace toban::sandbox {

/// A backend of the sandbox: how to launch it, where it serves, whether it is meant to run. It keeps its port over
/// restarts. Launch on the main thread only.
class Service
{
public:
    struct Recipe
    {
        std::string name; ///< as shown: "prometheus"
        std::string readyPath; ///< answers 200 once it works
        std::filesystem::path log;
        /// What to launch so that it serves on this port; 0 in the first launch of one that finds a port itself.
        std::function<LaunchOptions(std::uint16_t port)> command;
        std::filesystem::path portFile; ///< where it tells the port; empty: it is told
    };
    enum class State { Stopped, Running, Hung };

    explicit Service(Recipe recipe);

    /// Throws std::runtime_error.
    void launch();
    /// True once it has told its port, where it does that.
    bool portKnown();
    /// Whether its port is chosen here, by looking which is free: another program may take it before it is used.
    bool isToldItsPort() const { return m_recipe.portFile.empty(); }
    /// Chooses its port before it is launched, for others that are told where it will be.
    void reservePort();
    /// Lets the next launch choose another port.
    void forgetPort() { m_port = 0; }
    /// True if it ended within the time of grace, or had before; it was killed otherwise.
    bool stop(std::chrono::milliseconds grace);
    void hang(); ///< SIGSTOP; throws std::runtime_error if it is not running
    void goOn(); ///< SIGCONT, if it is running
    /// To be called when a child has ended. True if this one has, without having been stopped.
    bool hasDied();
    /// Whether it has died and nobody has launched or stopped it since.
    bool isToBeRestarted() const { return m_isWanted && m_state == State::Stopped; }

    const std::string &name() const { return m_recipe.name; }
    const std::filesystem::path &log() const { return m_recipe.log; }
    std::string url() const;
    std::string readyUrl() const { return url() + m_recipe.readyPath; }
    std::uint16_t port() const { return m_port; }
    pid_t pid() const { return m_process.pid(); }
    State state() const { return m_state; }
    ChildProcess &process() { return m_process; }
    /// Notes a launch after a death; false if it died too often of late (5 times in a minute).
    bool mayRestart();

private:
    Recipe m_recipe;
    ChildProcess m_process;
    std::uint16_t m_port = 0;
    State m_state = State::Stopped;
    bool m_isWanted = false;
    int m_deaths = 0;
    std::chrono::steady_clock::time_point m_firstDeath;
};

/// A loopback port that is free now.
std::uint16_t freePort();

/// The last lines of a file, for an error text.
std::string lastLines(const std::filesystem::path &file, int count);

} // namespace toban::sandbox

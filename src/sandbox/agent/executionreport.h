// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <deque>
#include <functional>

namespace toban::sandbox {

/// An execution by its place in the world.
struct ReportedRun
{
    std::string id; ///< unlike any other of this agent
    std::string session; ///< the task that it belongs to
    std::int64_t start = 0; ///< nanoseconds since 1970
    double seconds = 0; ///< that it ran; what it would have done later is not told
    bool success = true;
};

/// How often an execution does what it should not, so that there is something to be found.
inline constexpr double oddProbability = 0.005;

/// What an execution did, as the manager's `POST /api/v1/security/events` takes it (facts §9): tools as operations, with
/// the files, addresses and permissions that such work touches. Now and then, by the generator, something is odd about
/// it: a sensitive file, a suspicious address or an elevated permission. Pure.
nlohmann::json executionReport(const ReportedRun &run, const Execution &execution, Rng &rng);

/// Makes reports and sends them to the manager in batches. While it is away they wait up to a bound; what is pushed out by newer ones,
/// or refused by the manager, is counted as lost. One thread.
class ExecutionReporter
{
public:
    /// Status and body of the answer; 0: none came.
    using Answer = std::function<void(int status, const std::string &body)>;
    /// Sends a body to the manager; calls back later, on the same thread.
    using Send = std::function<void(const std::string &body, Answer answer)>;
    struct Limits
    {
        std::size_t waiting = 2'000; ///< reports that wait, at most
        std::size_t batch = 100; ///< the contract's bound
    };
    struct Figures
    {
        std::uint64_t sent = 0, lost = 0; ///< reports
        std::size_t waiting = 0;
    };

    /// Without `send` there is nobody to tell. What is odd follows from the seed.
    ExecutionReporter(std::string agentId, std::uint64_t seed, Send send, Limits limits);
    /// Of an execution that began at `start` (nanoseconds since 1970) and ran for so many seconds.
    void note(const std::string &session, std::int64_t start, double seconds, bool success, const Execution &execution);
    /// Sends what waits, one batch after the other, unless that is under way.
    void flush();
    bool isSending() const { return !m_underWay.empty(); }
    Figures figures() const;

private:
    void onAnswer(int status, const std::string &body);
    void trim();

    std::string m_agentId;
    std::uint64_t m_seed;
    std::uint64_t m_made = 0;
    Send m_send;
    Limits m_limits;
    std::deque<nlohmann::json> m_waiting;
    std::vector<nlohmann::json> m_underWay;
    Figures m_figures;
};

} // namespace toban::sandbox

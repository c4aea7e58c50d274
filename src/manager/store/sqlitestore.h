// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auditseal.h"
#include "sqlite.h"
#include "statestore.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace toban::manager {

/// State in one SQLite file (WAL, synchronous=FULL: what is committed survives a kill and a power cut). One thread
/// writes; work that waits while the disk is busy shares the next transaction. Another one reads.
class SqliteStore final : public StateStore
{
public:
    /// Opens, checks and migrates. `auditKeyFile` has the key that signs the audit chain's head; it is made if there is
    /// none; empty: defaultAuditKeyFile(). Throws std::runtime_error.
    explicit SqliteStore(const std::filesystem::path &file, const std::filesystem::path &auditKeyFile = {});
    ~SqliteStore() override; ///< closes
    /// Finishes the work that was posted and takes no more: later work is done with an error. Reads go on.
    void close();

    void post(Work work, Done done) override;
    void postAlone(Work work, Done done) override;
    void read(std::function<void()> work) override;
    StoredState load(TimePoint now) override;
    std::optional<Task> task(const std::string &id) override;
    std::vector<SpendEntry> spend(const SpendQuery &query) override;
    std::vector<AuditEntry> audit(const AuditFilter &filter, std::int64_t before, std::size_t limit) override;
    std::vector<AuditEntry> auditRange(std::int64_t from, std::int64_t to, std::size_t limit) override;
    std::vector<StoredExecution> executions(const ExecutionFilter &filter, std::int64_t before,
                                            std::size_t limit) override;
    ThreatFigures threats(TimePoint since) override;
    std::optional<TimePoint> probe() override;
    SignedAuditHead auditHead() override;
    std::vector<TokenRecord> tokens() override;
    std::int64_t tokensVersion() override;
    std::string trouble() const override;
    std::chrono::microseconds lastCommit() const override;

private:
    struct Job
    {
        Work work;
        Done done;
        bool alone = false;
    };
    void add(Job job);
    void run();
    void runReads();
    void commit(std::vector<Job> &batch);

    const SigningKey m_auditKey;
    Database m_writer; ///< writing thread only, after the constructor
    AuditSeal m_seal; ///< as m_writer
    Database m_reader; ///< guarded by m_readMutex
    std::mutex m_readMutex;
    Database m_accessReader; ///< tokens only, so that they never wait for a long read; guarded by m_accessMutex
    std::mutex m_accessMutex;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    std::condition_variable m_readWake;
    std::deque<std::function<void()>> m_reads;
    bool m_ending = false;
    std::string m_trouble;
    std::atomic<std::int64_t> m_lastCommit{0};
    std::thread m_thread;
    std::thread m_readThread;
};

} // namespace toban::manager

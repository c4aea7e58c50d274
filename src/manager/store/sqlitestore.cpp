// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitestore.h"

#include "auditkeyfile.h"
#include "costcontrolstore.h"
#include "emergencystore.h"
#include "logging.h"
#include "rolloutstore.h"
#include "scalingstore.h"
#include "schema.h"
#include "spendstore.h"
#include "sqlitetransaction.h"
#include "timetext.h"

#include <algorithm>
#include <stdexcept>

namespace toban::manager {

namespace {

constexpr std::size_t batchLimit = 1000;

/// ["a","b"] of plain names, as written by stringArrayJson.
std::vector<std::string> namesOf(const std::string &json)
{
    std::vector<std::string> names;
    for (std::size_t open = json.find('"'); open != std::string::npos;) {
        const auto close = json.find('"', open + 1);
        names.push_back(json.substr(open + 1, close - open - 1));
        open = json.find('"', close + 1);
    }
    return names;
}

const std::filesystem::path &prepared(const std::filesystem::path &file)
{
    Database database(file, Database::Mode::ReadWriteCreate);
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    prepareDatabase(database, true);
    return file;
}

} // namespace

SqliteStore::SqliteStore(const std::filesystem::path &file, const std::filesystem::path &auditKeyFile)
    : m_auditKey(openAuditKey(auditKeyFile.empty() ? defaultAuditKeyFile(file) : auditKeyFile)),
      m_writer(prepared(file), Database::Mode::ReadWriteCreate), m_seal(m_auditKey),
      m_reader(file, Database::Mode::ReadOnly), m_accessReader(file, Database::Mode::ReadOnly)
{
    prepareDatabase(m_writer, false);
    m_seal.begin(m_writer);
    m_thread = std::thread([this] { run(); });
    m_readThread = std::thread([this] { runReads(); });
}

SqliteStore::~SqliteStore()
{
    close();
}

void SqliteStore::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
    m_readWake.notify_all();
    m_reader.interrupt(); // a read that takes long must not hold up the end
    if (m_readThread.joinable()) {
        m_readThread.join();
    }
}

void SqliteStore::add(Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_ending) {
            m_jobs.push_back(std::move(job));
            m_wake.notify_one();
            return;
        }
    }
    job.done("the store is closed");
}

void SqliteStore::post(Work work, Done done)
{
    add({std::move(work), std::move(done), false});
}

void SqliteStore::postAlone(Work work, Done done)
{
    add({std::move(work), std::move(done), true});
}

void SqliteStore::read(std::function<void()> work)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_ending) {
            m_reads.push_back(std::move(work));
            m_readWake.notify_one();
            return;
        }
    }
    work();
}

void SqliteStore::runReads()
{
    for (;;) {
        std::function<void()> work;
        {
            std::unique_lock lock(m_mutex);
            m_readWake.wait(lock, [this] { return !m_reads.empty() || m_ending; });
            if (m_reads.empty()) {
                return;
            }
            work = std::move(m_reads.front());
            m_reads.pop_front();
        }
        work();
    }
}

void SqliteStore::run()
{
    std::vector<Job> batch;
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return !m_jobs.empty() || m_ending; });
            if (m_jobs.empty()) {
                return;
            }
            do {
                batch.push_back(std::move(m_jobs.front()));
                m_jobs.pop_front();
            } while (!m_jobs.empty() && !batch.back().alone && !m_jobs.front().alone && batch.size() < batchLimit);
        }
        commit(batch);
        batch.clear();
    }
}

void SqliteStore::commit(std::vector<Job> &batch)
{
    std::vector<std::string> errors(batch.size());
    std::string trouble;
    const auto begin = std::chrono::steady_clock::now();
    try {
        m_writer.execute("BEGIN IMMEDIATE");
        SqliteTransaction transaction(m_writer);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            // One work that fails must not take the others of its batch with it.
            m_writer.execute("SAVEPOINT work");
            try {
                batch[i].work(transaction);
                m_writer.execute("RELEASE work");
            } catch (const std::exception &failure) {
                errors[i] = failure.what();
                m_writer.execute("ROLLBACK TO work; RELEASE work");
            }
        }
        m_seal.update(m_writer);
        m_writer.execute("COMMIT");
        m_seal.committed();
    } catch (const std::exception &failure) {
        trouble = failure.what();
        m_seal.rolledBack();
        try {
            m_writer.execute("ROLLBACK");
        } catch (const std::exception &) {
            // No transaction is open any more: SQLite rolls back by itself on a full disk.
        }
    }
    m_lastCommit
        = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
    if (!trouble.empty()) {
        std::fill(errors.begin(), errors.end(), trouble);
    } else if (const auto first = std::find_if(errors.begin(), errors.end(), [](const auto &e) { return !e.empty(); });
               first != errors.end()) {
        trouble = *first;
    }
    if (!trouble.empty()) {
        logger("store")->error("{}", trouble);
    }
    {
        const std::lock_guard lock(m_mutex);
        m_trouble = trouble;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        batch[i].done(errors[i]);
    }
}

StoredState SqliteStore::load(TimePoint now)
{
    const std::lock_guard lock(m_readMutex);
    StoredState state;
    auto deployments = m_reader.prepare("SELECT name,agent_type,replicas,intake,current_revision,generation,created_at,"
                                        "updated_at,operation_id,operation_action FROM deployments ORDER BY name");
    while (deployments.step()) {
        Deployment deployment{deployments.text(0),
                              deployments.text(1),
                              int(deployments.integer(2)),
                              parseIntake(deployments.text(3)).value_or(Intake::Open),
                              int(deployments.integer(4)),
                              deployments.integer(5),
                              timeOf(deployments.integer(6)),
                              timeOf(deployments.integer(7)),
                              deployments.text(8),
                              deployments.text(9)};
        std::vector<Revision> revisions;
        auto rows = m_reader.prepare("SELECT number,image,model,prompt_hash,tools,cpu,memory_bytes,capacity,created_at,"
                                     "created_by,reason FROM revisions WHERE deployment=? ORDER BY number");
        rows.bind(deployment.name);
        while (rows.step()) {
            revisions.push_back({int(rows.integer(0)),
                                 {rows.text(1),
                                  rows.text(2),
                                  rows.text(3),
                                  namesOf(rows.text(4)),
                                  {rows.real(5), rows.integer(6), int(rows.integer(7))}},
                                 timeOf(rows.integer(8)),
                                 rows.text(9),
                                 rows.text(10)});
        }
        state.deployments.emplace_back(std::move(deployment), std::move(revisions));
    }
    auto intakes = m_reader.prepare("SELECT agent_id,intake FROM agent_intakes");
    while (intakes.step()) {
        state.agentIntakes[intakes.text(0)] = parseIntake(intakes.text(1)).value_or(Intake::Open);
    }
    auto removed = m_reader.prepare("SELECT agent_id,agent_type,deployment,removed_at,removed_by FROM removed_agents");
    while (removed.step()) {
        state.removedAgents[removed.text(0)]
            = {removed.text(0), removed.text(1), removed.text(2), timeOf(removed.integer(3)), removed.text(4)};
    }
    auto tasks = m_reader.prepare("SELECT " + taskColumns + " FROM tasks WHERE finished_at IS NULL ORDER BY sequence");
    while (tasks.step()) {
        state.unfinishedTasks.push_back(taskOf(tasks));
    }
    auto spend = m_reader.prepare(
        "SELECT ran_on,finished_at,cost_nano,status<>'cancelled',unpriced_tokens FROM tasks WHERE finished_at>=?"
        " ORDER BY finished_at");
    spend.bind((now - std::chrono::hours(1)).time_since_epoch().count());
    while (spend.step()) {
        state.recentSpend.push_back(
            {spend.text(0), timeOf(spend.integer(1)), {spend.integer(2)}, int(spend.integer(3)), spend.integer(4)});
    }
    state.budgets = loadBudgets(m_reader);
    auto balancing = m_reader.prepare("SELECT strategy,updated_at,updated_by,generation FROM balancing");
    if (balancing.step()) {
        Balancing &into = state.balancing;
        into.strategy = parseBalancingStrategy(balancing.text(0)).value_or(into.strategy);
        if (!balancing.isNull(1)) {
            into.updatedAt = timeOf(balancing.integer(1));
        }
        into.updatedBy = balancing.text(2);
        into.generation = balancing.integer(3);
        auto weights = m_reader.prepare("SELECT deployment,weight FROM balancing_weights");
        while (weights.step()) {
            into.weights[weights.text(0)] = int(weights.integer(1));
        }
        auto fallbacks = m_reader.prepare("SELECT model,fallback FROM fallback_models");
        while (fallbacks.step()) {
            into.fallbackModels[fallbacks.text(0)] = fallbacks.text(1);
        }
    }
    state.prices = loadPrices(m_reader);
    loadCostControls(m_reader, now, state);
    loadScaling(m_reader, state);
    loadRollouts(m_reader, state);
    state.emergency = loadEmergency(m_reader);
    state.approvals = loadApprovals(m_reader);
    state.secrets = secretsOf(m_reader);
    state.incidents = loadIncidents(m_reader);
    return state;
}

std::optional<Task> SqliteStore::task(const std::string &id)
{
    const std::lock_guard lock(m_readMutex);
    auto row = m_reader.prepare("SELECT " + taskColumns + " FROM tasks WHERE id=?");
    return row.bind(id).step() ? std::optional(taskOf(row)) : std::nullopt;
}

std::vector<SpendEntry> SqliteStore::spend(const SpendQuery &query)
{
    const std::lock_guard lock(m_readMutex);
    return spendLines(m_reader, query);
}

std::vector<AuditEntry> SqliteStore::audit(const AuditFilter &filter, std::int64_t before, std::size_t limit)
{
    // Values are bound, never written into the text: each text stays compiled.
    std::string where = "sequence<?";
    const std::pair<const char *, const std::string &> columns[]{{"actor", filter.actor},
                                                                 {"action", filter.action},
                                                                 {"target", filter.target},
                                                                 {"operation_id", filter.operationId}};
    for (const auto &[column, value] : columns) {
        if (!value.empty()) {
            where += std::string(" AND ") + column + "=?";
        }
    }
    const std::lock_guard lock(m_readMutex);
    auto rows = m_reader.prepare("SELECT sequence,previous_hash,hash,body FROM audit WHERE " + where
                                 + " ORDER BY sequence DESC LIMIT ?");
    rows.bind(before > 0 ? before : INT64_MAX);
    for (const auto &[column, value] : columns) {
        if (!value.empty()) {
            rows.bind(value);
        }
    }
    rows.bind(std::int64_t(limit));
    std::vector<AuditEntry> entries;
    while (rows.step()) {
        entries.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3)});
    }
    return entries;
}

std::vector<AuditEntry> SqliteStore::auditRange(std::int64_t from, std::int64_t to, std::size_t limit)
{
    const std::lock_guard lock(m_readMutex);
    auto rows = m_reader.prepare("SELECT sequence,previous_hash,hash,body FROM audit WHERE sequence BETWEEN ? AND ?"
                                 " ORDER BY sequence LIMIT ?");
    rows.bind(from).bind(to).bind(std::int64_t(limit));
    std::vector<AuditEntry> entries;
    while (rows.step()) {
        entries.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3)});
    }
    return entries;
}

SignedAuditHead SqliteStore::auditHead()
{
    AuditHead head;
    {
        const std::lock_guard lock(m_readMutex);
        // Signing what is left of a chain that was cut would hide the cut.
        const bool isSigned = checkedAuditHead(m_reader).sequence > 0;
        head = auditHeadOf(m_reader);
        if (!isSigned && head.sequence > 0) {
            throw std::runtime_error("database " + m_reader.file().string() + ": the signed head of the audit is gone");
        }
    }
    return signHead(m_auditKey, std::move(head), timeText(SystemClock().now()));
}

std::vector<TokenRecord> SqliteStore::tokens()
{
    const std::lock_guard lock(m_accessMutex);
    auto rows = m_accessReader.prepare("SELECT id,name,role,agents,hash,created_at,revoked_at FROM tokens ORDER BY id");
    std::vector<TokenRecord> records;
    while (rows.step()) {
        records.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                           timeOf(rows.integer(5)),
                           rows.isNull(6) ? std::nullopt : std::optional(timeOf(rows.integer(6)))});
    }
    return records;
}

std::int64_t SqliteStore::tokensVersion()
{
    const std::lock_guard lock(m_accessMutex);
    auto row = m_accessReader.prepare("SELECT value FROM counters WHERE name='tokens'");
    return row.step() ? row.integer(0) : 0;
}

std::string SqliteStore::trouble() const
{
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

std::chrono::microseconds SqliteStore::lastCommit() const
{
    return std::chrono::microseconds(m_lastCommit);
}

} // namespace toban::manager

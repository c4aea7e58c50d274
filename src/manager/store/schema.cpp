// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema.h"

#include <array>
#include <stdexcept>

namespace toban::manager {

namespace {

/// Step n brings version n to n + 1. Steps that were released are never edited.
constexpr std::array steps{
    R"(
CREATE TABLE deployments (
    name TEXT PRIMARY KEY, agent_type TEXT NOT NULL, replicas INTEGER NOT NULL, intake TEXT NOT NULL,
    current_revision INTEGER NOT NULL, generation INTEGER NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, operation_id TEXT, operation_action TEXT) STRICT;
CREATE TABLE revisions (
    deployment TEXT NOT NULL REFERENCES deployments(name), number INTEGER NOT NULL, image TEXT NOT NULL,
    model TEXT NOT NULL, prompt_hash TEXT NOT NULL, tools TEXT NOT NULL, cpu REAL NOT NULL,
    memory_bytes INTEGER NOT NULL, capacity INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL,
    reason TEXT NOT NULL, PRIMARY KEY (deployment, number)) STRICT, WITHOUT ROWID;
CREATE TABLE agent_intakes (agent_id TEXT PRIMARY KEY, intake TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE tasks (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, agent_type TEXT NOT NULL,
    deployment TEXT, operation TEXT NOT NULL, complexity REAL NOT NULL, priority INTEGER NOT NULL,
    timeout_seconds INTEGER NOT NULL, payload TEXT, fingerprint TEXT NOT NULL, agent_id TEXT, ran_on TEXT,
    attempts INTEGER NOT NULL, submitted_by TEXT NOT NULL, submitted_at INTEGER NOT NULL, started_at INTEGER,
    finished_at INTEGER, result TEXT, cost_nano INTEGER NOT NULL, error TEXT) STRICT;
CREATE INDEX tasks_unfinished ON tasks(sequence) WHERE finished_at IS NULL;
CREATE INDEX tasks_finished ON tasks(finished_at) WHERE finished_at IS NOT NULL;
CREATE TABLE budgets (
    id INTEGER PRIMARY KEY CHECK (id = 1), daily_nano INTEGER, monthly_nano INTEGER, per_task_nano INTEGER,
    currency TEXT NOT NULL, alert_steps TEXT NOT NULL, updated_at INTEGER, updated_by TEXT NOT NULL,
    generation INTEGER NOT NULL) STRICT;
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, role TEXT NOT NULL, agents TEXT, hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL, revoked_at INTEGER) STRICT;
CREATE UNIQUE INDEX tokens_name ON tokens(name) WHERE revoked_at IS NULL;
CREATE TABLE answers (
    owner TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (owner, key)) STRICT, WITHOUT ROWID;
CREATE INDEX answers_at ON answers(at);
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,
    operation_id TEXT, body TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE INDEX audit_actor ON audit(actor, sequence);
CREATE INDEX audit_action ON audit(action, sequence);
CREATE INDEX audit_target ON audit(target, sequence);
CREATE INDEX audit_operation ON audit(operation_id, sequence) WHERE operation_id IS NOT NULL;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counters VALUES ('tokens', 1);
)",
    R"(
CREATE TABLE removed_agents (
    agent_id TEXT PRIMARY KEY, agent_type TEXT NOT NULL, deployment TEXT, removed_at INTEGER NOT NULL,
    removed_by TEXT NOT NULL) STRICT, WITHOUT ROWID;
)",
    R"(
CREATE TABLE audit_head (
    id INTEGER PRIMARY KEY CHECK (id = 1), sequence INTEGER NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL,
    signed_at TEXT NOT NULL, key_id TEXT NOT NULL, public_key TEXT NOT NULL, signature TEXT NOT NULL) STRICT;
)",
    R"(
CREATE TABLE balancing (
    id INTEGER PRIMARY KEY CHECK (id = 1), strategy TEXT NOT NULL, updated_at INTEGER, updated_by TEXT NOT NULL,
    generation INTEGER NOT NULL) STRICT;
CREATE TABLE balancing_weights (
    deployment TEXT PRIMARY KEY REFERENCES deployments(name), weight INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)",
    R"(
CREATE TABLE autoscaling (
    deployment TEXT PRIMARY KEY REFERENCES deployments(name), policy TEXT NOT NULL, min_replicas INTEGER NOT NULL,
    max_replicas INTEGER NOT NULL, interval_s INTEGER NOT NULL, stabilisation_s INTEGER NOT NULL,
    generation INTEGER NOT NULL, updated_at INTEGER, updated_by TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE scaling_events (
    deployment TEXT NOT NULL REFERENCES deployments(name), sequence INTEGER NOT NULL, at INTEGER NOT NULL,
    direction TEXT NOT NULL, from_replicas INTEGER NOT NULL, to_replicas INTEGER NOT NULL, target INTEGER NOT NULL,
    policy TEXT, actor TEXT NOT NULL, reason TEXT NOT NULL, factors TEXT NOT NULL, operation_id TEXT NOT NULL,
    PRIMARY KEY (deployment, sequence)) STRICT, WITHOUT ROWID;
)",
    R"(
CREATE TABLE emergency (
    id INTEGER PRIMARY KEY CHECK (id = 1), levers TEXT NOT NULL, concurrency INTEGER NOT NULL, paused TEXT NOT NULL,
    since INTEGER, entered_by TEXT NOT NULL, reason TEXT NOT NULL, alert_data TEXT NOT NULL,
    in_flight_at_entry INTEGER NOT NULL, spend_at_entry_nano INTEGER, generation INTEGER NOT NULL) STRICT;
)",
    R"(
CREATE TABLE approvals (
    id TEXT PRIMARY KEY, plan_hash TEXT NOT NULL, action TEXT NOT NULL, target_kind TEXT NOT NULL,
    target_name TEXT NOT NULL, plan TEXT NOT NULL, requested_by TEXT NOT NULL, reason TEXT NOT NULL, ticket TEXT,
    requested_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, state TEXT NOT NULL, decided_by TEXT,
    decision_reason TEXT, decided_at INTEGER, used_by TEXT, operation_id TEXT, used_at INTEGER) STRICT, WITHOUT ROWID;
)",
    R"(
CREATE TABLE fallback_models (model TEXT PRIMARY KEY, fallback TEXT NOT NULL) STRICT, WITHOUT ROWID;
)",
    R"(
CREATE TABLE secrets (
    name TEXT PRIMARY KEY, owner_kind TEXT NOT NULL, owner TEXT NOT NULL, current_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL, created_by TEXT NOT NULL, rotated_at INTEGER, last_used_at INTEGER, expires_at INTEGER,
    generation INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE secret_versions (
    secret TEXT NOT NULL, version INTEGER NOT NULL, sealed TEXT NOT NULL, created_at INTEGER NOT NULL,
    refused INTEGER NOT NULL, PRIMARY KEY (secret, version)) STRICT, WITHOUT ROWID;
CREATE TABLE secret_rotations (
    secret TEXT PRIMARY KEY, operation_id TEXT NOT NULL, step TEXT NOT NULL, from_version INTEGER NOT NULL,
    to_version INTEGER NOT NULL, overlap_seconds INTEGER NOT NULL, limit_seconds INTEGER NOT NULL,
    started_at INTEGER NOT NULL, started_by TEXT NOT NULL, deadline INTEGER NOT NULL, expires_at INTEGER,
    confirmed_at INTEGER, refused_at INTEGER, ended_at INTEGER, detail TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE secret_confirmations (
    secret TEXT NOT NULL, agent_id TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (secret, agent_id)) STRICT, WITHOUT ROWID;
)",
    R"(
CREATE TABLE rollouts (
    deployment TEXT NOT NULL REFERENCES deployments(name), number INTEGER NOT NULL, from_revision INTEGER NOT NULL,
    to_revision INTEGER NOT NULL, blue_base INTEGER NOT NULL, green_base INTEGER NOT NULL, settings TEXT NOT NULL,
    phase TEXT NOT NULL, step INTEGER NOT NULL, paused INTEGER NOT NULL, baseline REAL, readings TEXT NOT NULL,
    started_at INTEGER NOT NULL, phase_since INTEGER NOT NULL, ended_at INTEGER, started_by TEXT NOT NULL,
    reason TEXT NOT NULL, detail TEXT NOT NULL, operation_id TEXT NOT NULL, generation INTEGER NOT NULL,
    PRIMARY KEY (deployment, number)) STRICT, WITHOUT ROWID;
)",
    R"(
CREATE TABLE incidents (
    id TEXT PRIMARY KEY, service_kind TEXT NOT NULL, service_name TEXT NOT NULL, severity TEXT NOT NULL,
    health TEXT NOT NULL, attempt INTEGER NOT NULL, description TEXT NOT NULL, components TEXT NOT NULL,
    actions TEXT NOT NULL, opened_at INTEGER NOT NULL, acknowledged_at INTEGER, acknowledged_by TEXT,
    acknowledgement TEXT, resolved_at INTEGER, resolved_by TEXT, resolved_by_itself INTEGER NOT NULL,
    cause TEXT) STRICT, WITHOUT ROWID;
)",
    R"(
CREATE TABLE executions (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, agent_id TEXT NOT NULL, at INTEGER NOT NULL,
    severity INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (agent_id, id)) STRICT;
CREATE INDEX executions_at ON executions(at);
CREATE INDEX executions_agent ON executions(agent_id, sequence);
CREATE INDEX executions_severity ON executions(severity, sequence) WHERE severity > 0;
)",
    R"(
ALTER TABLE tasks ADD COLUMN unpriced_tokens INTEGER NOT NULL DEFAULT 0;
CREATE TABLE price_table (
    id INTEGER PRIMARY KEY CHECK (id = 1), updated_at INTEGER NOT NULL, updated_by TEXT NOT NULL,
    generation INTEGER NOT NULL) STRICT;
CREATE TABLE prices (
    model TEXT NOT NULL, valid_from INTEGER NOT NULL, input_nano INTEGER NOT NULL, output_nano INTEGER NOT NULL,
    source TEXT, PRIMARY KEY (model, valid_from)) STRICT, WITHOUT ROWID;
CREATE TABLE spend_hours (
    hour INTEGER NOT NULL, agent_type TEXT NOT NULL, model TEXT NOT NULL, priced INTEGER NOT NULL,
    unpriced INTEGER NOT NULL, unreported INTEGER NOT NULL, input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL, unpriced_input INTEGER NOT NULL, unpriced_output INTEGER NOT NULL,
    cost_nano INTEGER NOT NULL, agent_cost_nano INTEGER NOT NULL,
    PRIMARY KEY (hour, agent_type, model)) STRICT, WITHOUT ROWID;
)",
    R"(
CREATE TABLE cost_controls (
    id INTEGER PRIMARY KEY CHECK (id = 1), requests_per_hour INTEGER, tokens_per_hour INTEGER, cost_per_hour_nano INTEGER,
    enforced TEXT NOT NULL, downgrade_percent INTEGER, endpoint_calls INTEGER, endpoint_window_s INTEGER,
    updated_at INTEGER, updated_by TEXT NOT NULL, generation INTEGER NOT NULL) STRICT;
CREATE TABLE cheaper_models (model TEXT PRIMARY KEY, cheaper TEXT NOT NULL) STRICT, WITHOUT ROWID;
)",
    R"(
CREATE TABLE probe (id INTEGER PRIMARY KEY CHECK (id = 1), mark INTEGER NOT NULL) STRICT;
)",
    R"(
ALTER TABLE executions ADD COLUMN received_at INTEGER NOT NULL DEFAULT 0;
UPDATE executions SET received_at = COALESCE(CAST(ROUND(
    (julianday(CASE WHEN json_valid(body) THEN json_extract(body, '$.received_at') END) - 2440587.5) * 86400000)
    AS INTEGER), at);
CREATE INDEX executions_received ON executions(received_at);
)"};

std::int64_t single(Database &database, const std::string &sql)
{
    auto statement = database.prepare(sql);
    return statement.step() ? statement.integer(0) : 0;
}

} // namespace

int schemaVersion()
{
    return int(steps.size());
}

void prepareDatabase(Database &database, bool checkIntegrity)
{
    database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                     "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16384;"
                     "PRAGMA secure_delete=ON;"); // sealed values that are gone shall not wait for their key
    if (checkIntegrity) {
        auto statement = database.prepare("PRAGMA integrity_check(1)");
        if (!statement.step() || statement.text(0) != "ok") {
            throw std::runtime_error("database " + database.file().string() + ": damaged: " + statement.text(0)
                                     + "; restore a backup");
        }
    }
    for (;;) {
        // Another program (the token command) may be doing the same: look only with the write lock in hand.
        database.execute("BEGIN IMMEDIATE");
        const auto version = single(database, "PRAGMA user_version");
        if (version >= schemaVersion()) {
            database.execute("COMMIT");
            if (version > schemaVersion()) {
                throw std::runtime_error("database " + database.file().string()
                                         + ": written by a newer toban-manager (schema " + std::to_string(version)
                                         + ", this program knows " + std::to_string(schemaVersion())
                                         + "); use that one or restore a backup");
            }
            return;
        }
        database.execute(std::string(steps[std::size_t(version)]) + "PRAGMA user_version=" + std::to_string(version + 1)
                         + "; COMMIT");
    }
}

} // namespace toban::manager

// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitetransaction.h"

namespace toban::manager {

namespace {

std::int64_t millisOf(TimePoint time)
{
    return time.time_since_epoch().count();
}

std::optional<std::int64_t> millisOf(const std::optional<TimePoint> &time)
{
    return time ? std::optional(millisOf(*time)) : std::nullopt;
}

std::optional<TimePoint> storedTime(const Statement &row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(timeOf(row.integer(column)));
}

void putRotation(Database &database, const std::string &name, const SecretRotation &rotation)
{
    database.prepare("INSERT INTO secret_rotations VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        .bind(name)
        .bind(rotation.operationId)
        .bind(rotationStepText(rotation.step))
        .bind(std::int64_t(rotation.from))
        .bind(std::int64_t(rotation.to))
        .bind(std::int64_t(rotation.overlap.count()))
        .bind(std::int64_t(rotation.limit.count()))
        .bind(millisOf(rotation.startedAt))
        .bind(rotation.startedBy)
        .bind(millisOf(rotation.deadline))
        .bindOrNull(millisOf(rotation.expiresAt))
        .bindOrNull(millisOf(rotation.confirmedAt))
        .bindOrNull(millisOf(rotation.refusedAt))
        .bindOrNull(millisOf(rotation.endedAt))
        .bindOrNull(rotation.detail)
        .run();
    for (const auto &[agent, at] : rotation.confirmed) {
        database.prepare("INSERT INTO secret_confirmations VALUES (?,?,?)")
            .bind(name)
            .bind(agent)
            .bind(millisOf(at))
            .run();
    }
}

std::optional<SecretRotation> rotationOf(Database &database, const std::string &name)
{
    auto row = database.prepare("SELECT operation_id,step,from_version,to_version,overlap_seconds,limit_seconds,"
                                "started_at,started_by,deadline,expires_at,confirmed_at,refused_at,ended_at,detail"
                                " FROM secret_rotations WHERE secret=?");
    if (!row.bind(name).step()) {
        return std::nullopt;
    }
    SecretRotation rotation;
    rotation.operationId = row.text(0);
    rotation.step = parseRotationStep(row.text(1)).value_or(RotationStep::Returned);
    rotation.from = int(row.integer(2));
    rotation.to = int(row.integer(3));
    rotation.overlap = std::chrono::seconds(row.integer(4));
    rotation.limit = std::chrono::seconds(row.integer(5));
    rotation.startedAt = timeOf(row.integer(6));
    rotation.startedBy = row.text(7);
    rotation.deadline = timeOf(row.integer(8));
    rotation.expiresAt = storedTime(row, 9);
    rotation.confirmedAt = storedTime(row, 10);
    rotation.refusedAt = storedTime(row, 11);
    rotation.endedAt = storedTime(row, 12);
    rotation.detail = row.text(13);
    auto confirmations = database.prepare("SELECT agent_id,at FROM secret_confirmations WHERE secret=?");
    confirmations.bind(name);
    while (confirmations.step()) {
        rotation.confirmed[confirmations.text(0)] = timeOf(confirmations.integer(1));
    }
    return rotation;
}

} // namespace

void SqliteTransaction::putSecret(const Secret &secret)
{
    dropSecret(secret.name);
    m_database.prepare("INSERT INTO secrets VALUES (?,?,?,?,?,?,?,?,?,?)")
        .bind(secret.name)
        .bind(ownerKindText(secret.owner.kind))
        .bind(secret.owner.name)
        .bind(std::int64_t(secret.current))
        .bind(millisOf(secret.createdAt))
        .bind(secret.createdBy)
        .bindOrNull(millisOf(secret.rotatedAt))
        .bindOrNull(millisOf(secret.lastUsedAt))
        .bindOrNull(millisOf(secret.expiresAt))
        .bind(secret.generation)
        .run();
    for (const SecretVersion &version : secret.versions) {
        m_database.prepare("INSERT INTO secret_versions VALUES (?,?,?,?,?)")
            .bind(secret.name)
            .bind(std::int64_t(version.number))
            .bind(version.sealed)
            .bind(millisOf(version.createdAt))
            .bind(std::int64_t(version.refused ? 1 : 0))
            .run();
    }
    if (secret.rotation) {
        putRotation(m_database, secret.name, *secret.rotation);
    }
}

void SqliteTransaction::dropSecret(const std::string &name)
{
    for (const char *sql :
         {"DELETE FROM secrets WHERE name=?", "DELETE FROM secret_versions WHERE secret=?",
          "DELETE FROM secret_rotations WHERE secret=?", "DELETE FROM secret_confirmations WHERE secret=?"}) {
        m_database.prepare(sql).bind(name).run();
    }
}

std::vector<Secret> secretsOf(Database &database)
{
    std::vector<Secret> secrets;
    auto rows = database.prepare("SELECT name,owner_kind,owner,current_version,created_at,created_by,rotated_at,"
                                 "last_used_at,expires_at,generation FROM secrets ORDER BY name");
    while (rows.step()) {
        Secret secret;
        secret.name = rows.text(0);
        secret.owner = {parseOwnerKind(rows.text(1)).value_or(SecretOwner::Kind::Agent), rows.text(2)};
        secret.current = int(rows.integer(3));
        secret.createdAt = timeOf(rows.integer(4));
        secret.createdBy = rows.text(5);
        secret.rotatedAt = storedTime(rows, 6);
        secret.lastUsedAt = storedTime(rows, 7);
        secret.expiresAt = storedTime(rows, 8);
        secret.generation = rows.integer(9);
        auto versions = database.prepare("SELECT version,sealed,created_at,refused FROM secret_versions WHERE secret=?"
                                         " ORDER BY version");
        versions.bind(secret.name);
        while (versions.step()) {
            secret.versions.push_back(
                {int(versions.integer(0)), versions.text(1), timeOf(versions.integer(2)), versions.integer(3) != 0});
        }
        secret.rotation = rotationOf(database, secret.name);
        secrets.push_back(std::move(secret));
    }
    return secrets;
}

} // namespace toban::manager

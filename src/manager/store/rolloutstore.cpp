// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rolloutstore.h"

#include "rolloutviews.h"
#include "sqlitetransaction.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

void SqliteTransaction::putRollout(const std::string &deployment, const Rollout &rollout)
{
    auto row = m_database.prepare("INSERT OR REPLACE INTO rollouts VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    row.bind(deployment)
        .bind(std::int64_t(rollout.number))
        .bind(std::int64_t(rollout.fromRevision))
        .bind(std::int64_t(rollout.toRevision))
        .bind(std::int64_t(rollout.blueBase))
        .bind(std::int64_t(rollout.greenBase))
        .bind(settingsValue(rollout.settings).dump())
        .bind(rolloutPhaseText(rollout.phase))
        .bind(std::int64_t(rollout.step))
        .bind(std::int64_t(rollout.paused ? 1 : 0));
    if (rollout.baseline) {
        row.bind(*rollout.baseline);
    } else {
        row.bindNull();
    }
    row.bind(readingsValue(rollout.readings).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))
        .bind(stampOf(rollout.startedAt))
        .bind(stampOf(rollout.phaseSince))
        .bindOrNull(rollout.endedAt ? std::optional(stampOf(*rollout.endedAt)) : std::nullopt)
        .bind(rollout.startedBy)
        .bind(rollout.reason)
        .bind(rollout.detail)
        .bind(rollout.operationId)
        .bind(rollout.generation)
        .run();
    m_database.prepare("DELETE FROM rollouts WHERE deployment=? AND number<=?")
        .bind(deployment)
        .bind(std::int64_t(rollout.number) - std::int64_t(rolloutsKept))
        .run();
}

void loadRollouts(Database &database, StoredState &state)
{
    auto rows
        = database.prepare("SELECT deployment,number,from_revision,to_revision,blue_base,green_base,settings,phase,"
                           "step,paused,baseline,readings,started_at,phase_since,ended_at,started_by,reason,detail,"
                           "operation_id,generation FROM rollouts ORDER BY deployment,number");
    while (rows.step()) {
        Rollout rollout;
        rollout.number = int(rows.integer(1));
        rollout.fromRevision = int(rows.integer(2));
        rollout.toRevision = int(rows.integer(3));
        rollout.blueBase = int(rows.integer(4));
        rollout.greenBase = int(rows.integer(5));
        const auto phase = parseRolloutPhase(rows.text(7));
        if (!phase) {
            throw std::runtime_error("database " + database.file().string() + ": rollout "
                                     + std::to_string(rollout.number) + " of " + rows.text(0)
                                     + " has an unknown phase; restore a backup");
        }
        rollout.phase = *phase;
        rollout.step = int(rows.integer(8));
        rollout.paused = rows.integer(9) != 0;
        if (!rows.isNull(10)) {
            rollout.baseline = rows.real(10);
        }
        try {
            rollout.settings = rolloutSettingsOf(nlohmann::json::parse(rows.text(6)));
            rollout.readings = gateReadingsOf(nlohmann::json::parse(rows.text(11)));
        } catch (const nlohmann::json::exception &failure) {
            throw std::runtime_error("database " + database.file().string() + ": rollout "
                                     + std::to_string(rollout.number) + " of " + rows.text(0) + " is damaged ("
                                     + failure.what() + "); restore a backup");
        }
        rollout.startedAt = timeOf(rows.integer(12));
        rollout.phaseSince = timeOf(rows.integer(13));
        if (!rows.isNull(14)) {
            rollout.endedAt = timeOf(rows.integer(14));
        }
        rollout.startedBy = rows.text(15);
        rollout.reason = rows.text(16);
        rollout.detail = rows.text(17);
        rollout.operationId = rows.text(18);
        rollout.generation = rows.integer(19);
        state.rollouts[rows.text(0)].push_back(std::move(rollout));
    }
}

} // namespace toban::manager

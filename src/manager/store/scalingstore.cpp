// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scalingstore.h"

#include "sqlitetransaction.h"

namespace toban::manager {

void SqliteTransaction::putAutoscaling(const std::string &deployment, const Autoscaling &autoscaling)
{
    m_database.prepare("INSERT OR REPLACE INTO autoscaling VALUES (?,?,?,?,?,?,?,?,?)")
        .bind(deployment)
        .bind(scalingPolicyText(autoscaling.policy))
        .bind(std::int64_t(autoscaling.bounds.least))
        .bind(std::int64_t(autoscaling.bounds.most))
        .bind(std::int64_t(autoscaling.interval.count()))
        .bind(std::int64_t(autoscaling.stabilisation.count()))
        .bind(autoscaling.generation)
        .bindOrNull(autoscaling.updatedAt ? std::optional(stampOf(*autoscaling.updatedAt)) : std::nullopt)
        .bind(autoscaling.updatedBy)
        .run();
}

void SqliteTransaction::addScalingEvent(const std::string &deployment, const ScalingEvent &event)
{
    m_database.prepare("INSERT INTO scaling_events VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")
        .bind(deployment)
        .bind(event.sequence)
        .bind(stampOf(event.at))
        .bind(scalingDirectionText(event.direction))
        .bind(std::int64_t(event.from))
        .bind(std::int64_t(event.to))
        .bind(std::int64_t(event.target))
        .bindOrNull(event.policy ? scalingPolicyText(*event.policy) : std::string_view())
        .bind(event.actor)
        .bind(event.reason)
        .bind(event.factors)
        .bind(event.operationId)
        .run();
    m_database.prepare("DELETE FROM scaling_events WHERE deployment=? AND sequence<=?")
        .bind(deployment)
        .bind(event.sequence - std::int64_t(scalingEventsKept))
        .run();
}

void loadScaling(Database &database, StoredState &state)
{
    auto settings = database.prepare("SELECT deployment,policy,min_replicas,max_replicas,interval_s,stabilisation_s,"
                                     "generation,updated_at,updated_by FROM autoscaling");
    while (settings.step()) {
        Autoscaling &autoscaling = state.autoscaling[settings.text(0)];
        autoscaling.policy = parseScalingPolicy(settings.text(1)).value_or(ScalingPolicy::Off);
        autoscaling.bounds = {int(settings.integer(2)), int(settings.integer(3))};
        autoscaling.interval = std::chrono::seconds(settings.integer(4));
        autoscaling.stabilisation = std::chrono::seconds(settings.integer(5));
        autoscaling.generation = settings.integer(6);
        if (!settings.isNull(7)) {
            autoscaling.updatedAt = timeOf(settings.integer(7));
        }
        autoscaling.updatedBy = settings.text(8);
    }
    auto events
        = database.prepare("SELECT deployment,sequence,at,direction,from_replicas,to_replicas,target,policy,"
                           "actor,reason,factors,operation_id FROM scaling_events ORDER BY deployment,sequence");
    while (events.step()) {
        ScalingEvent event;
        event.sequence = events.integer(1);
        event.at = timeOf(events.integer(2));
        event.direction = events.text(3) == "up" ? ScalingDirection::Up : ScalingDirection::Down;
        event.from = int(events.integer(4));
        event.to = int(events.integer(5));
        event.target = int(events.integer(6));
        event.policy = parseScalingPolicy(events.text(7));
        event.actor = events.text(8);
        event.reason = events.text(9);
        event.factors = events.text(10);
        event.operationId = events.text(11);
        state.scalingEvents[events.text(0)].push_back(std::move(event));
    }
}

} // namespace toban::manager

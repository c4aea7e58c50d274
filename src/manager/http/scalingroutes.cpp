// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "scalingviews.h"
#include "views.h"

namespace toban::manager {

namespace {

constexpr int scalingSecondsLimit = 3600;

tl::unexpected<Refusal> noDeployment(const std::string &name)
{
    return refuse(Refusal::Kind::NotFound, "There is no deployment " + name + ".");
}

/// How many agents a deployment may get by a request that names no number.
int mostOf(const DeploymentEntry &entry, const FleetOptions &options)
{
    return entry.autoscaling.policy == ScalingPolicy::Off ? options.maxReplicas : entry.autoscaling.bounds.most;
}

/// The deployment that is to get one more agent: the one asked for; else the one of those that may grow with the most
/// waiting tasks for each of its agents, and among equal ones with the highest load.
Result<std::pair<std::string, int>> growing(const Fleet &fleet, const std::string &name, TimePoint now)
{
    const DeploymentEntry *best = nullptr;
    std::pair<double, double> bestNeed;
    for (const auto &[other, entry] : fleet.deployments) {
        if ((!name.empty() && name != other) || entry.record.intake != Intake::Open
            || entry.record.replicas >= mostOf(entry, fleet.options)) {
            continue;
        }
        const ScalingFigures figures = scalingFigures(fleet, entry, now);
        const std::pair need{figures.queue.value_or(0) / std::max(1, figures.replicas), figures.load.value_or(0)};
        if (best == nullptr || need > bestNeed) {
            best = &entry;
            bestNeed = need;
        }
    }
    if (best != nullptr) {
        return std::pair{best->record.name, best->record.replicas};
    }
    if (!name.empty() && !fleet.deployments.contains(name)) {
        return noDeployment(name);
    }
    return refuse(
        Refusal::Kind::Conflict,
        (name.empty() ? "No deployment" : "The deployment " + name + " does not take tasks, or")
            + std::string(name.empty() ? " that takes tasks may have more agents." : " may not have more agents.")
            + " Resume one, or raise its max_replicas.");
}

} // namespace

void Api::addScalingRoutes()
{
    guarded("GET", "/api/v1/deployments/{name}/autoscaling", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string name = query.captured("name", Form::Name);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::string json;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            const auto found = m_parts.fleet.deployments.find(name);
            if (found != m_parts.fleet.deployments.end()) {
                json = autoscalingJson(found->second);
            }
        }
        context.responder(json.empty() ? respond(noDeployment(name).value())
                                       : conditional(context.request.headers, std::move(json)));
    });

    guarded("GET", "/api/v1/deployments/{name}/autoscaling/events", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string name = query.captured("name", Form::Name);
        const std::size_t limit = query.limit();
        const std::int64_t before = query.before().value_or(INT64_MAX);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::vector<std::string> items;
        std::string next;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            const auto found = m_parts.fleet.deployments.find(name);
            if (found == m_parts.fleet.deployments.end()) {
                context.responder(respond(noDeployment(name).value()));
                return;
            }
            const auto &events = found->second.scalingEvents;
            std::int64_t last = 0;
            for (auto event = events.rbegin(); event != events.rend(); ++event) {
                if (event->sequence >= before) {
                    continue;
                }
                if (items.size() == limit) {
                    next = std::to_string(last);
                    break;
                }
                items.push_back(scalingEventJson(*event));
                last = event->sequence;
            }
        }
        context.responder(conditional(context.request.headers, pageJson(items, encodeCursor(next))));
    });

    change("PUT", "/api/v1/deployments/{name}/autoscaling", "name", Form::Name, {{}, PutAutoscaling{}},
           [this](Context &, BodyReader &body) {
               Autoscaling autoscaling;
               const auto text = body.text("policy", Form::ShortText, true);
               const auto policy = text ? parseScalingPolicy(*text) : std::nullopt;
               if (text && !policy) {
                   body.fault("policy", "must be off, load, queue or pressure");
               }
               const int most = m_parts.fleet.options.maxReplicas;
               autoscaling.policy = policy.value_or(ScalingPolicy::Off);
               autoscaling.bounds.least = int(body.integer("min_replicas", 1, most, true).value_or(1));
               autoscaling.bounds.most = int(body.integer("max_replicas", 1, most, true).value_or(most));
               autoscaling.interval
                   = std::chrono::seconds(body.integer("interval_seconds", 1, scalingSecondsLimit, true).value_or(1));
               autoscaling.stabilisation = std::chrono::seconds(
                   body.integer("stabilisation_seconds", 0, scalingSecondsLimit, true).value_or(0));
               return Change{{}, PutAutoscaling{autoscaling}};
           });

    immediate("POST", "/scale-up", {{}, ScaleDeployment{}}, true,
              [this](Context &, BodyReader &body) -> Result<Change> {
                  const std::string name = body.text("deployment", Form::Name).value_or("");
                  const std::lock_guard lock(m_parts.fleet.mutex);
                  const auto found = growing(m_parts.fleet, name, m_parts.clock.now());
                  if (!found) {
                      return tl::unexpected(found.error());
                  }
                  return Change{found->first, ScaleDeployment{found->second + 1, found->second, {}}};
              });
}

} // namespace toban::manager

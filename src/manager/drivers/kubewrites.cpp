// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kubewrites.h"

#include "logging.h"

namespace toban::manager {

using nlohmann::json;

namespace {

constexpr auto fieldManager = "toban-manager";
constexpr int conflictTries = 5;

KubeCall appsCall(std::string verb, std::string resource, std::string name = {}, std::string subresource = {})
{
    return {std::move(verb), "apps", std::move(resource), std::move(name), std::move(subresource)};
}

} // namespace

KubeAnswer bringToRevision(KubeClient &client, const KubeWatch &replicaSets, const std::string &name,
                           const KubeRevision &wanted, const std::string &container)
{
    KubeAnswer answer;
    for (int tries = 0; tries < conflictTries; ++tries) {
        answer = client.call(appsCall("get", "deployments", name));
        if (!answer.isGood()) {
            return answer;
        }
        const KubeDeployment now = readDeployment(answer.body, container);
        if (!needsRevision(now, wanted)) {
            return answer;
        }
        if (!now.hasContainer) {
            return {422, nullptr,
                    "The Deployment " + name + " has no container " + container
                        + ". Name the agent's container so, or set kubernetes_container."};
        }
        KubeCall patch = appsCall("patch", "deployments", name);
        patch.query = {{"fieldManager", fieldManager}};
        const json past = replicaSets.read([&](const KubeWatch::Objects &sets, const KubeWatch::State &) {
            const json *set = replicaSetOf(sets, now, wanted.content);
            return set == nullptr ? json() : *set;
        });
        if (past.is_object()) {
            patch.body = rollbackPatch(answer.body, past, wanted);
            patch.contentType = "application/json-patch+json";
        } else {
            patch.body = revisionPatch(now, wanted, container);
            patch.contentType = "application/strategic-merge-patch+json";
        }
        answer = client.call(patch);
        if (answer.isGood()) {
            logger("driver")->info("Deployment {} goes to revision {}{}", name, wanted.revision.number,
                                   past.is_object() ? ", by ReplicaSet " + textAt(past, "/metadata/name")
                                                    : std::string());
            return answer;
        }
        if (answer.status != 409) {
            return answer;
        }
    }
    return answer;
}

KubeAnswer bringToScale(KubeClient &client, const std::string &name, int replicas)
{
    KubeAnswer answer;
    for (int tries = 0; tries < conflictTries; ++tries) {
        answer = client.call(appsCall("get", "deployments", name, "scale"));
        if (!answer.isGood()) {
            return answer;
        }
        json &spec = answer.body["spec"]; // without replicas when they are 0
        const bool isThere = spec.is_object() && spec.contains("replicas") && spec["replicas"].is_number_integer();
        if ((isThere ? spec["replicas"].get<int>() : 0) == replicas) {
            return answer;
        }
        KubeCall update = appsCall("update", "deployments", name, "scale");
        update.query = {{"fieldManager", fieldManager}};
        update.body = answer.body; // with its resourceVersion
        update.body["spec"] = {{"replicas", replicas}};
        answer = client.call(update);
        if (answer.isGood()) {
            logger("driver")->info("Deployment {} is scaled to {}", name, replicas);
        }
        if (answer.status != 409) {
            return answer;
        }
    }
    return answer;
}

} // namespace toban::manager

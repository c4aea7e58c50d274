// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the driver reads from and writes to objects of Kubernetes: apps/v1 Deployment and ReplicaSet, v1 Pod. Pure.

#include "fleetdriver.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

/// On pod templates: contentHash() of the revision that they were made for.
constexpr auto contentAnnotation = "toban.dev/content";
/// On Deployments: the number of the revision, for people.
constexpr auto revisionAnnotation = "toban.dev/revision";
/// On pod templates, for Prometheus: what the gates of a rollout ask for. A label, unlike an annotation, may be copied
/// onto every sample of a pod.
constexpr auto revisionLabel = "toban.dev/revision";
constexpr auto deploymentLabel = "toban.dev/deployment"; ///< the manager's: the same for NAME and NAME-green
/// On Deployments, with the value "external": a HorizontalPodAutoscaler sets the number of replicas.
constexpr auto scalingAnnotation = "toban.dev/scaling";
/// The annotation by which Kubernetes numbers the history of a Deployment.
constexpr auto historyAnnotation = "deployment.kubernetes.io/revision";

/// The part of an apps/v1 Deployment that matters here.
struct KubeDeployment
{
    std::string name, uid, resourceVersion;
    std::string content; ///< of the pod template; empty: not by this manager
    std::string revision; ///< label of the pod template; empty: none
    int replicas = 1;
    bool observed = false; ///< its controller has seen the newest spec
    int total = 0, updated = 0, ready = 0; ///< pods
    bool paused = false; ///< kubectl rollout pause
    bool scaledElsewhere = false;
    bool hasContainer = false; ///< of the name that is looked for
    std::string stalled; ///< message of the condition that no progress is made; empty: there is progress
};
KubeDeployment readDeployment(const nlohmann::json &deployment, const std::string &container);

/// A v1 Pod.
PlacedAgent readPod(const nlohmann::json &pod, const std::string &container);
/// Why the pod cannot start and will not by itself; empty: it may.
std::string startTrouble(const nlohmann::json &pod, const std::string &container);
/// Name of the controller of this kind that owns the object; empty: none.
std::string ownerOf(const nlohmann::json &object, std::string_view kind);

/// A text of an object: textAt(pod, "/metadata/name"); empty: there is none.
std::string textAt(const nlohmann::json &object, const char *pointer);

/// What the pods of a Deployment shall be.
struct KubeRevision
{
    std::string deployment; ///< the manager's name of it
    Revision revision;
    std::string content; ///< contentHash() of the revision
};
/// Whether the pod template must be patched. One with the right content keeps labels that are missing or old while it
/// has pods: to label them anew would be to restart them all. Without pods it costs nothing, so a set that begins has
/// the labels of its revision.
bool needsRevision(const KubeDeployment &now, const KubeRevision &wanted);

/// The strategic merge patch that brings a Deployment to a revision: image, environment and limits of the agent's
/// container, and the labels. It holds for the resourceVersion only.
nlohmann::json revisionPatch(const KubeDeployment &deployment, const KubeRevision &wanted,
                             const std::string &container);
/// The ReplicaSet of the Deployment's history that was made for this content, the newest; null: there is none.
const nlohmann::json *replicaSetOf(const std::map<std::string, nlohmann::json> &replicaSets,
                                   const KubeDeployment &deployment, const std::string &content);
/// The JSON patch that brings back the pod template of a ReplicaSet, as `kubectl rollout undo` does, but for the labels:
/// the revision that has this content now may have another number. `current` is the Deployment as it is; the patch
/// holds for its resourceVersion only.
nlohmann::json rollbackPatch(const nlohmann::json &current, const nlohmann::json &replicaSet,
                             const KubeRevision &wanted);

} // namespace toban::manager

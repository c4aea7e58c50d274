// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kubeobjects.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace toban::manager {

using nlohmann::json;

namespace {

constexpr std::size_t causeLimit = 200;

/// What an object has there; null: nothing. API servers leave members out that are 0, false or empty.
const json &valueAt(const json &object, const char *pointer)
{
    static const json none;
    const json::json_pointer path(pointer);
    return object.is_object() && object.contains(path) ? object.at(path) : none;
}

std::int64_t numberAt(const json &object, const char *pointer, std::int64_t otherwise = 0)
{
    const json &value = valueAt(object, pointer);
    return value.is_number_integer() ? value.get<std::int64_t>() : otherwise;
}

/// A member whose name may have a slash.
std::string textOf(const json &object, const char *name)
{
    return object.is_object() && object.contains(name) && object[name].is_string() ? object[name].get<std::string>()
                                                                                   : std::string();
}

std::string annotationOf(const json &metadata, const char *name)
{
    return textOf(valueAt(metadata, "/annotations"), name);
}

void giveLabels(json &podMetadata, const KubeRevision &wanted)
{
    podMetadata["labels"][revisionLabel] = std::to_string(wanted.revision.number);
    podMetadata["labels"][deploymentLabel] = wanted.deployment;
}

/// The item of a list with this name or type; null: none.
const json &itemOf(const json &list, const char *member, std::string_view value)
{
    static const json none;
    if (list.is_array()) {
        for (const json &item : list) {
            if (item.is_object() && item.contains(member) && item[member] == value) {
                return item;
            }
        }
    }
    return none;
}

std::string joinedText(const std::string &a, const std::string &b)
{
    return a.empty() || b.empty() ? a + b : a + ": " + b;
}

/// "exit status 137 (OOMKilled)" of a v1 ContainerStateTerminated.
std::string terminationText(const json &terminated)
{
    if (!terminated.is_object()) {
        return {};
    }
    const auto signal = numberAt(terminated, "/signal");
    std::string text = signal > 0 ? "signal " + std::to_string(signal)
                                  : "exit status " + std::to_string(numberAt(terminated, "/exitCode"));
    const std::string reason = textAt(terminated, "/reason");
    if (!reason.empty() && reason != "Error" && reason != "Completed") {
        text += " (" + reason + ')';
    }
    return joinedText(text, textAt(terminated, "/message"));
}

json agentEnvironment(const AgentTemplate &content)
{
    std::string tools;
    for (const std::string &tool : content.tools) {
        tools += (tools.empty() ? "" : ",") + tool;
    }
    return json::array({{{"name", "TOBAN_MODEL"}, {"value", content.model}},
                        {{"name", "TOBAN_PROMPT_HASH"}, {"value", content.promptHash}},
                        {{"name", "TOBAN_TOOLS"}, {"value", tools}},
                        {{"name", "TOBAN_CAPACITY"}, {"value", std::to_string(content.limits.capacity)}}});
}

/// What `kubectl rollout history` shows.
std::string changeCause(const Revision &revision)
{
    std::string cause
        = "toban: revision " + std::to_string(revision.number) + " by " + revision.createdBy + ": " + revision.reason;
    if (cause.size() > causeLimit) {
        std::size_t end = causeLimit;
        while (end > 0 && (static_cast<unsigned char>(cause[end]) & 0xC0) == 0x80) {
            --end; // not in the middle of a character
        }
        cause.resize(end);
    }
    return cause;
}

} // namespace

std::string textAt(const json &object, const char *pointer)
{
    const json &value = valueAt(object, pointer);
    return value.is_string() ? value.get<std::string>() : std::string();
}

KubeDeployment readDeployment(const json &deployment, const std::string &container)
{
    KubeDeployment read;
    read.name = textAt(deployment, "/metadata/name");
    read.uid = textAt(deployment, "/metadata/uid");
    read.resourceVersion = textAt(deployment, "/metadata/resourceVersion");
    const json &pods = valueAt(deployment, "/spec/template/metadata");
    read.content = annotationOf(pods, contentAnnotation);
    read.revision = textOf(valueAt(pods, "/labels"), revisionLabel);
    read.replicas = int(numberAt(deployment, "/spec/replicas", 1));
    read.observed
        = numberAt(deployment, "/status/observedGeneration") >= numberAt(deployment, "/metadata/generation", 1);
    read.total = int(numberAt(deployment, "/status/replicas"));
    read.updated = int(numberAt(deployment, "/status/updatedReplicas"));
    read.ready = int(numberAt(deployment, "/status/readyReplicas"));
    read.paused = valueAt(deployment, "/spec/paused") == true;
    read.scaledElsewhere = annotationOf(valueAt(deployment, "/metadata"), scalingAnnotation) == "external";
    read.hasContainer = itemOf(valueAt(deployment, "/spec/template/spec/containers"), "name", container).is_object();
    const json &progressing = itemOf(valueAt(deployment, "/status/conditions"), "type", "Progressing");
    if (textAt(progressing, "/status") == "False") {
        read.stalled = joinedText(textAt(progressing, "/reason"), textAt(progressing, "/message"));
    }
    return read;
}

PlacedAgent readPod(const json &pod, const std::string &container)
{
    PlacedAgent agent;
    agent.id = textAt(pod, "/metadata/name");
    agent.content = annotationOf(valueAt(pod, "/metadata"), contentAnnotation);
    agent.leaving = valueAt(pod, "/metadata/deletionTimestamp").is_string();
    const std::string phase = textAt(pod, "/status/phase");
    agent.ended = phase == "Failed" || phase == "Succeeded";
    const json &ready = itemOf(valueAt(pod, "/status/conditions"), "type", "Ready");
    agent.ready = !agent.ended && textAt(ready, "/status") == "True";
    const json &status = itemOf(valueAt(pod, "/status/containerStatuses"), "name", container);
    agent.restarts = int(numberAt(status, "/restartCount"));
    const std::string now = terminationText(valueAt(status, "/state/terminated"));
    const std::string before = terminationText(valueAt(status, "/lastState/terminated"));
    if (agent.ended) {
        // "Evicted: The node was low on resource: memory."
        agent.trouble = joinedText(textAt(pod, "/status/reason"), textAt(pod, "/status/message"));
        if (agent.trouble.empty()) {
            agent.trouble = now.empty() ? "its pod is in the phase " + phase : now;
        }
    } else {
        agent.trouble = now.empty() ? before : now;
    }
    return agent;
}

std::string startTrouble(const json &pod, const std::string &container)
{
    constexpr std::array stuck{"ErrImagePull",         "ImagePullBackOff",  "InvalidImageName",
                               "ErrImageNeverPull",    "ImageInspectError", "CreateContainerConfigError",
                               "CreateContainerError", "RunContainerError", "CrashLoopBackOff"};
    const std::string name = textAt(pod, "/metadata/name");
    for (const char *list : {"/status/initContainerStatuses", "/status/containerStatuses"}) {
        const json &statuses = valueAt(pod, list);
        if (!statuses.is_array()) {
            continue;
        }
        for (const json &status : statuses) {
            const std::string reason = textAt(status, "/state/waiting/reason");
            if (std::find(stuck.begin(), stuck.end(), reason) != stuck.end()) {
                const std::string which = textAt(status, "/name");
                return "The pod " + name + " cannot start" + (which == container ? "" : ", container " + which) + ": "
                    + joinedText(reason, textAt(status, "/state/waiting/message"));
            }
        }
    }
    const json &scheduled = itemOf(valueAt(pod, "/status/conditions"), "type", "PodScheduled");
    if (textAt(scheduled, "/status") == "False" && textAt(scheduled, "/reason") == "Unschedulable") {
        return "The pod " + name + " finds no node: " + textAt(scheduled, "/message");
    }
    return {};
}

std::string ownerOf(const json &object, std::string_view kind)
{
    const json &owners = valueAt(object, "/metadata/ownerReferences");
    if (owners.is_array()) {
        for (const json &owner : owners) {
            if (textAt(owner, "/kind") == kind && valueAt(owner, "/controller") == true) {
                return textAt(owner, "/name");
            }
        }
    }
    return {};
}

bool needsRevision(const KubeDeployment &now, const KubeRevision &wanted)
{
    const bool hasPods = now.replicas > 0 || now.total > 0;
    return now.content != wanted.content || (!hasPods && now.revision != std::to_string(wanted.revision.number));
}

json revisionPatch(const KubeDeployment &deployment, const KubeRevision &wanted, const std::string &container)
{
    const Revision &revision = wanted.revision;
    const AgentTemplate &content = revision.content;
    // Quantities: thousandths of cores, and bytes.
    const auto millicores = std::to_string(std::llround(content.limits.cpu * 1000)) + 'm';
    const json limits{{"cpu", millicores}, {"memory", std::to_string(content.limits.memoryBytes)}};
    json changed{{"name", container}, {"image", content.image}, {"env", agentEnvironment(content)}};
    changed["resources"]["limits"] = limits;
    json patch;
    json &metadata = patch["metadata"];
    metadata["resourceVersion"] = deployment.resourceVersion;
    metadata["annotations"] = {{revisionAnnotation, std::to_string(revision.number)},
                               {"kubernetes.io/change-cause", changeCause(revision)}};
    json &pods = patch["spec"]["template"];
    pods["metadata"]["annotations"][contentAnnotation] = wanted.content;
    giveLabels(pods["metadata"], wanted);
    pods["spec"]["containers"] = json::array({std::move(changed)});
    return patch;
}

const json *replicaSetOf(const std::map<std::string, json> &replicaSets, const KubeDeployment &deployment,
                         const std::string &content)
{
    const json *found = nullptr;
    std::int64_t newest = -1;
    for (const auto &[name, set] : replicaSets) {
        if (ownerOf(set, "Deployment") != deployment.name
            || annotationOf(valueAt(set, "/spec/template/metadata"), contentAnnotation) != content) {
            continue;
        }
        const std::string text = annotationOf(valueAt(set, "/metadata"), historyAnnotation);
        std::int64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        if (number > newest) {
            newest = number;
            found = &set;
        }
    }
    return found;
}

json rollbackPatch(const json &current, const json &replicaSet, const KubeRevision &wanted)
{
    json pods = valueAt(replicaSet, "/spec/template");
    if (const json::json_pointer labels("/metadata/labels"); pods.contains(labels)) {
        pods[labels].erase("pod-template-hash"); // Kubernetes gives it to the ReplicaSet's own copy
    }
    json annotations = valueAt(current, "/metadata/annotations");
    if (!annotations.is_object()) {
        annotations = json::object();
    }
    annotations[revisionAnnotation] = std::to_string(wanted.revision.number);
    annotations["kubernetes.io/change-cause"] = changeCause(wanted.revision);
    giveLabels(pods["metadata"], wanted);
    return json::array({{{"op", "replace"},
                         {"path", "/metadata/resourceVersion"},
                         {"value", textAt(current, "/metadata/resourceVersion")}},
                        {{"op", "replace"}, {"path", "/spec/template"}, {"value", std::move(pods)}},
                        {{"op", "add"}, {"path", "/metadata/annotations"}, {"value", std::move(annotations)}}});
}

} // namespace toban::manager

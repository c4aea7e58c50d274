// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "fleetdriver.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace toban::manager {

struct KubernetesOptions
{
    std::string apiUrl; ///< https://HOST:PORT
    std::string nameSpace;
    std::string tokenFile;
    std::string caFile; ///< empty: the system's authorities
    std::string selector; ///< label selector of the Deployments, and of their ReplicaSets and pods
    std::string container; ///< name of the agent's container in the pods
    std::filesystem::path targetFile; ///< Prometheus file_sd; empty: none
};

/// Where a pod finds the API server and what identifies it there: what is empty in the options becomes what the kubelet
/// gives to every pod. `environment` looks a variable up, `directory` is that of the ServiceAccount.
KubernetesOptions withPodDefaults(KubernetesOptions options,
                                  const std::function<std::string(const char *)> &environment,
                                  const std::filesystem::path &directory);
constexpr auto serviceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

/// A deployment's set of agents is the Deployment of its name in the namespace, the other one of both sets that a
/// rollout needs is the one with "-green" after it. They are made by whoever owns the cluster; the driver sets their
/// replicas (sub-resource scale), brings their pod template to the wanted revision (strategic merge patch, or the
/// template of a ReplicaSet of their history), and follows their pods. Threads of its own do all that talks to the API
/// server. `changed` is called on them when look() has something new.
class KubernetesDriver final : public FleetDriver
{
public:
    KubernetesDriver(KubernetesOptions options, const Clock &clock, std::function<void()> changed);
    ~KubernetesDriver() override; ///< what is under way is given up; the pods go on
    void want(const std::map<SetKey, SetGoal> &goals) override;
    PlacedSets look() const override;
    void replace(const std::string &agentId) override;
    void publishTargets(const std::vector<ScrapeTarget> &targets) override;
    DriverHealth health() const override;

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

} // namespace toban::manager

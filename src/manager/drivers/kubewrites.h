// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kubeobjects.h"
#include "kubewatch.h"

namespace toban::manager {

/// Brings the pod template of a Deployment to a revision: by the ReplicaSet of its history that has this content, or else
/// by a patch. What needs none (needsRevision()) is left alone. What others change meanwhile (409) is read again, at most 5 times. Waits for the API server.
KubeAnswer bringToRevision(KubeClient &client, const KubeWatch &replicaSets, const std::string &name,
                           const KubeRevision &wanted, const std::string &container);
/// Sets the number of replicas by the sub-resource scale, with the same patience.
KubeAnswer bringToScale(KubeClient &client, const std::string &name, int replicas);

} // namespace toban::manager

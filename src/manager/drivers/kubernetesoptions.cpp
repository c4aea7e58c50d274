// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kubernetesdriver.h"

#include <fstream>

namespace toban::manager {

KubernetesOptions withPodDefaults(KubernetesOptions options,
                                  const std::function<std::string(const char *)> &environment,
                                  const std::filesystem::path &directory)
{
    if (options.apiUrl.empty()) {
        std::string host = environment("KUBERNETES_SERVICE_HOST");
        const std::string port = environment("KUBERNETES_SERVICE_PORT");
        if (host.find(':') != std::string::npos) {
            host = '[' + host + ']';
        }
        if (!host.empty()) {
            options.apiUrl = "https://" + host + (port.empty() ? "" : ':' + port);
        }
        if (options.caFile.empty()) {
            options.caFile = (directory / "ca.crt").string();
        }
    }
    while (options.apiUrl.ends_with('/')) {
        options.apiUrl.pop_back();
    }
    if (options.tokenFile.empty()) {
        options.tokenFile = (directory / "token").string();
    }
    if (options.nameSpace.empty()) {
        std::ifstream stream(directory / "namespace");
        std::getline(stream, options.nameSpace);
    }
    return options;
}

} // namespace toban::manager

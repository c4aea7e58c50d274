# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Just enough of an API server of Kubernetes for `kubectl apply --dry-run=client`, which asks one what kinds there are: it
answers discovery for the kinds in packaging/kubernetes, and knows no object."""

import contextlib
import http.server
import json
import threading

# Group and version -> kind -> (plural, whether it lies in a namespace)
KINDS = {
    "v1": {"Namespace": ("namespaces", False), "ServiceAccount": ("serviceaccounts", True), "ConfigMap": ("configmaps", True),
           "Service": ("services", True), "PersistentVolumeClaim": ("persistentvolumeclaims", True)},
    "apps/v1": {"Deployment": ("deployments", True)},
    "policy/v1": {"PodDisruptionBudget": ("poddisruptionbudgets", True)},
    "autoscaling/v2": {"HorizontalPodAutoscaler": ("horizontalpodautoscalers", True)},
    "networking.k8s.io/v1": {"NetworkPolicy": ("networkpolicies", True)},
    "rbac.authorization.k8s.io/v1": {"Role": ("roles", True), "RoleBinding": ("rolebindings", True)},
}


def resources(version):
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": [
        {"name": plural, "singularName": "", "namespaced": inside, "kind": kind,
         "verbs": ["create", "delete", "get", "list", "patch", "update", "watch"]}
        for kind, (plural, inside) in KINDS[version].items()]}


def groups():
    found = []
    for version in KINDS:
        if "/" in version:
            entry = {"groupVersion": version, "version": version.split("/")[1]}
            found.append({"name": version.split("/")[0], "versions": [entry], "preferredVersion": entry})
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": found}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        path = self.path.split("?")[0].strip("/")
        answers = {"api": {"kind": "APIVersions", "versions": ["v1"]}, "apis": groups(), "api/v1": resources("v1"),
                   **{"apis/" + version: resources(version) for version in KINDS if "/" in version}}
        body = answers.get(path) or {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound",
                                     "message": path.split("/")[-1] + " not found", "code": 404}
        text = json.dumps(body).encode()
        self.send_response(body.get("code", 200))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@contextlib.contextmanager
def discovery_server():
    """Yields its URL."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield "http://127.0.0.1:%d" % server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()

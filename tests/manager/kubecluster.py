# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rest of a cluster of Kubernetes for tests, beside its API server: the controllers of Deployments and ReplicaSets, and a
kubelet that runs each pod's agent as a process of this machine, with the environment that the pod's container has."""

import hashlib
import json
import os
import random
import re
import subprocess
import threading
import urllib.request

from kubeserver import KubeServer, strategic_merge
from managerprocess import die_with_parent

SURGE = 1


def copy(item):
    return json.loads(json.dumps(item))


def owned_by(item, owner):
    return any(o["uid"] == owner["metadata"]["uid"] for o in item["metadata"].get("ownerReferences", []))


def reference(kind, owner):
    return [{"apiVersion": "apps/v1", "kind": kind, "name": owner["metadata"]["name"], "uid": owner["metadata"]["uid"],
             "controller": True, "blockOwnerDeletion": True}]


class Cluster(KubeServer):
    def __init__(self, namespace, certificate, key, token, rules, agent, directory):
        super().__init__(namespace, certificate, key, token, rules)
        self.agent, self.directory = agent, directory
        self.overrides = {}  # environment of every pod that is not as the manifest has it
        self.secrets = {}  # (name, key) -> value
        self.processes = {}  # pod -> (process, port file)
        self.unpullable = set()  # images
        self.random = random.Random(1)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def close(self):
        super().close()
        self.thread.join()
        for process, _ in self.processes.values():
            process.kill()
            process.wait()

    def apply(self, deployment):
        """What `kubectl apply` does."""
        with self.lock:
            known = self.objects["deployments"].get(deployment["metadata"]["name"], {})
            self.put("deployments", strategic_merge(known, copy(deployment)))

    def run(self):
        while True:
            with self.lock:
                if self.closing:
                    return
                for deployment in list(self.objects["deployments"].values()):
                    self.control_deployment(copy(deployment))
                for replica_set in list(self.objects["replicasets"].values()):
                    self.control_replica_set(replica_set)
                for name in list(self.objects["pods"]):
                    self.control_pod(copy(self.objects["pods"][name]))
                self.lock.wait(0.05)

    # --- controllers; the caller holds the lock

    def sets_of(self, deployment):
        return [s for s in self.objects["replicasets"].values() if owned_by(s, deployment)]

    def pods_of(self, owner):
        """Those that count: not on their way out, not ended."""
        return [p for p in self.objects["pods"].values() if owned_by(p, owner) and "deletionTimestamp" not in p["metadata"]
                and p.get("status", {}).get("phase") != "Failed"]

    @staticmethod
    def is_ready(pod):
        return any(c["type"] == "Ready" and c["status"] == "True" for c in pod.get("status", {}).get("conditions", []))

    def control_deployment(self, deployment):
        template, name = deployment["spec"]["template"], deployment["metadata"]["name"]
        sets = self.sets_of(deployment)

        def plain(replica_set):
            found = copy(replica_set["spec"]["template"])
            del found["metadata"]["labels"]["pod-template-hash"]
            return found
        new = next((s for s in sets if plain(s) == template), None)
        newest = max([int(s["metadata"]["annotations"]["deployment.kubernetes.io/revision"]) for s in sets], default=0)
        if new is None:
            digest = hashlib.sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()[:10]
            pods = copy(template)
            pods["metadata"]["labels"]["pod-template-hash"] = digest
            labels = dict(pods["metadata"]["labels"])
            new = self.put("replicasets", {
                "metadata": {"name": name + "-" + digest, "labels": labels, "ownerReferences": reference("Deployment", deployment),
                             "annotations": {"deployment.kubernetes.io/revision": str(newest + 1)}},
                "spec": {"replicas": 0, "selector": {"matchLabels": labels}, "template": pods}, "status": {"replicas": 0}})
            sets.append(new)
        elif int(new["metadata"]["annotations"]["deployment.kubernetes.io/revision"]) < newest:
            new = copy(new)
            new["metadata"]["annotations"]["deployment.kubernetes.io/revision"] = str(newest + 1)
            new = self.put("replicasets", new)
        number = new["metadata"]["annotations"]["deployment.kubernetes.io/revision"]
        deployment["metadata"].setdefault("annotations", {})["deployment.kubernetes.io/revision"] = number
        wanted = deployment["spec"].get("replicas", 1)
        old = [s for s in sets if s["metadata"]["name"] != new["metadata"]["name"]]
        room = wanted + (SURGE if old else 0) - sum(s["spec"]["replicas"] for s in old)
        self.scale(new, min(wanted, max(new["spec"]["replicas"], room)) if wanted >= new["spec"]["replicas"] else wanted)
        ready = sum(1 for s in sets for p in self.pods_of(s) if self.is_ready(p))
        for replica_set in old:
            count = replica_set["spec"]["replicas"]
            unhealthy = sum(1 for p in self.pods_of(replica_set) if not self.is_ready(p))  # those go first, as in a real one
            gone = min(count, unhealthy + max(0, ready - wanted)) if wanted else count
            self.scale(replica_set, count - gone)
            ready -= max(0, gone - unhealthy)
        pods = [p for s in sets for p in self.pods_of(s)]
        fresh = self.pods_of(new)
        status = {"observedGeneration": deployment["metadata"]["generation"], "replicas": len(pods), "updatedReplicas": len(fresh),
                  "readyReplicas": sum(map(self.is_ready, pods)), "availableReplicas": sum(map(self.is_ready, pods)),
                  "unavailableReplicas": max(0, wanted - sum(map(self.is_ready, pods)))}
        kept = deployment.get("status", {}).get("conditions", [])
        deployment["status"] = {k: v for k, v in status.items() if v} | ({"conditions": kept} if kept else {})
        self.put("deployments", deployment)

    def scale(self, replica_set, replicas):
        if replica_set["spec"]["replicas"] != replicas:
            changed = copy(self.objects["replicasets"][replica_set["metadata"]["name"]])
            changed["spec"]["replicas"] = replicas
            self.put("replicasets", changed)

    def control_replica_set(self, replica_set):
        pods = sorted(self.pods_of(replica_set), key=lambda p: (self.is_ready(p), -int(p["metadata"]["uid"][4:])))
        for pod in pods[:max(0, len(pods) - replica_set["spec"]["replicas"])]:
            self.delete("pods", pod["metadata"]["name"])
        for _ in range(replica_set["spec"]["replicas"] - len(pods)):
            meta = replica_set["spec"]["template"]["metadata"]
            tail = "".join(self.random.choices("bcdfghjklmnpqrstvwxz2456789", k=5))
            self.put("pods", {
                "metadata": {"name": replica_set["metadata"]["name"] + "-" + tail, "labels": meta["labels"],
                             "annotations": meta.get("annotations", {}), "ownerReferences": reference("ReplicaSet", replica_set)},
                "spec": copy(replica_set["spec"]["template"]["spec"]), "status": {"phase": "Pending"}})

    # --- the kubelet

    def environment(self, pod, container):
        values = {}
        for entry in container.get("env", []):
            source = entry.get("valueFrom", {})
            if "fieldRef" in source:
                value = {"metadata.name": pod["metadata"]["name"], "status.podIP": "127.0.0.1"}[source["fieldRef"]["fieldPath"]]
            elif "secretKeyRef" in source:
                value = self.secrets[source["secretKeyRef"]["name"], source["secretKeyRef"]["key"]]
            else:
                value = re.sub(r"\$\((\w+)\)", lambda m: values.get(m[1], m[0]), entry.get("value", ""))
            values[entry["name"]] = value
        # All pods have one address here, so each takes a free port.
        values["TOBAN_LISTEN"] = re.sub(r":\d+$", ":0", values["TOBAN_LISTEN"])
        return {**{k: v for k, v in os.environ.items() if not k.startswith("TOBAN_")}, **values, **self.overrides}

    def start(self, pod, container):
        name = pod["metadata"]["name"]
        port_file = os.path.join(self.directory, name + ".port")
        if os.path.exists(port_file):
            os.unlink(port_file)
        with open(os.path.join(self.directory, name + ".log"), "ab") as log:
            self.processes[name] = (subprocess.Popen(
                [self.agent, "--port-file", port_file, "--image", container["image"]], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, env=self.environment(pod, container), preexec_fn=die_with_parent), port_file)

    @staticmethod
    def is_healthy(port_file):
        try:
            with open(port_file, encoding="utf-8") as stream:
                with urllib.request.urlopen("http://127.0.0.1:%d/health" % int(stream.read()), timeout=2) as answer:
                    return answer.status == 200
        except (OSError, ValueError):
            return False

    def control_pod(self, pod):
        name, container = pod["metadata"]["name"], pod["spec"]["containers"][0]
        if "deletionTimestamp" in pod["metadata"]:
            process, _ = self.processes.get(name, (None, None))
            if process is not None and process.poll() is None:
                process.terminate()
                return
            self.processes.pop(name, None)
            self.remove("pods", name)
            return
        if pod["status"]["phase"] == "Failed":
            return
        is_there = {"name": container["name"], "image": container["image"], "restartCount": 0, "ready": False,
                    "lastState": {}, "state": {}}
        status = (pod["status"].get("containerStatuses") or [is_there])[0]
        if container["image"] in self.unpullable:
            status["state"] = {"waiting": {"reason": "ImagePullBackOff", "message": 'Back-off pulling image "%s"' % container["image"]}}
        elif name not in self.processes:
            self.start(pod, container)
            status["state"] = {"running": {"startedAt": "2026-11-26T00:00:00Z"}}
        else:
            process, port_file = self.processes[name]
            code = process.poll()
            if code is not None:
                status["lastState"] = {"terminated": {"exitCode": code if code >= 0 else 128 - code, "reason": "Error"}}
                status["restartCount"] += 1
                status["ready"] = False
                self.start(pod, container)
            elif not status["ready"]:
                status["ready"] = self.is_healthy(port_file)
        ready = "True" if status["ready"] else "False"
        pod["status"] = {"phase": "Running" if name in self.processes else "Pending", "podIP": "127.0.0.1",
                         "conditions": [{"type": "PodScheduled", "status": "True"}, {"type": "Ready", "status": ready}],
                         "containerStatuses": [status]}
        self.put("pods", pod)

    # --- what tests do to it

    def pods(self, deployment):
        """Names of the pods of a Deployment that run."""
        with self.lock:
            owner = self.objects["deployments"][deployment]
            return sorted(p["metadata"]["name"] for s in self.sets_of(owner) for p in self.pods_of(s))

    def kill(self, pod):
        self.processes[pod][0].kill()

    def evict(self, pod):
        with self.lock:
            process, _ = self.processes.pop(pod)
            process.kill()
            process.wait()
            item = copy(self.objects["pods"][pod])
            item["status"] = {"phase": "Failed", "reason": "Evicted", "message": "The node was low on resource: memory."}
            self.put("pods", item)

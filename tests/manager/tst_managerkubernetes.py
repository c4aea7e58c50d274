# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manager with the driver kubernetes, against an API server in the shapes of a real one (kubeserver.py) whose pods run real
agents. Role and Deployment are those of packaging/kubernetes."""

import contextlib
import copy
import os
import socket
import subprocess
import sys
import tempfile
import unittest
import uuid

import yaml

from kubecluster import Cluster
from kubeserver import Fault
from managerprocess import Manager

MANAGER, AGENT, MANIFESTS = sys.argv[1:4]
NAME = "code-generator"
PATH = "/api/v1/deployments/" + NAME
DEPLOYMENT = {"name": NAME, "agent_type": "code_generator", "replicas": 2, "image": "registry.example/agents:v1",
              "model": "claude-sonnet-3.5", "prompt_hash": "sha256:1", "tools": ["read_file", "run_tests"],
              "limits": {"cpu": 0.5, "memory_bytes": 1 << 29, "capacity": 4}}


def manifest(file, kind):
    with open(os.path.join(MANIFESTS, file), encoding="utf-8") as stream:
        return next(d for d in yaml.safe_load_all(stream) if d["kind"] == kind)


def make_certificate(directory):
    """A CA, and a certificate of 127.0.0.1 by it."""
    def path(name):
        return os.path.join(directory, name)

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    openssl("req", "-x509", *new, "-subj", "/CN=test CA", "-keyout", path("ca.key"), "-out", path("ca.crt"))
    openssl("req", *new, "-subj", "/CN=kube-apiserver", "-keyout", path("api.key"), "-out", path("api.csr"))
    with open(path("ext"), "w", encoding="utf-8") as stream:
        stream.write("subjectAltName=IP:127.0.0.1,DNS:kubernetes.default.svc\n")
    openssl("x509", "-req", "-in", path("api.csr"), "-CA", path("ca.crt"), "-CAkey", path("ca.key"), "-CAcreateserial",
            "-days", "2", "-extfile", path("ext"), "-out", path("api.crt"))
    return path("ca.crt"), path("api.crt"), path("api.key")


class Kubernetes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.certificates.cleanup)
        cls.ca, cls.certificate, cls.key = make_certificate(cls.certificates.name)

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = scratch.name
        self.token_file = os.path.join(self.directory, "token")
        self.write_token("kube-token-1")
        rules = copy.deepcopy(manifest("20-rbac.yaml", "Role")["rules"])
        self.cluster = Cluster("toban", self.certificate, self.key, "kube-token-1", rules, AGENT, self.directory)
        self.addCleanup(self.cluster.close)
        self.kube_deployment = manifest("40-agents.yaml", "Deployment")
        self.kube_deployment["spec"]["replicas"] = 0
        self.cluster.apply(self.kube_deployment)
        self.config = os.path.join(self.directory, "manager.yaml")
        with open(self.config, "w", encoding="utf-8") as stream:
            yaml.safe_dump({"driver": "kubernetes", "kubernetes": {
                "api_url": self.cluster.url, "namespace": "toban", "token_file": self.token_file, "ca_file": self.ca}}, stream)

    def write_token(self, token):
        with open(self.token_file + ".new", "w", encoding="utf-8") as stream:
            stream.write(token + "\n")
        os.rename(self.token_file + ".new", self.token_file)

    def start(self, *options):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = "127.0.0.1:%d" % probe.getsockname()[1]  # the same after a restart: pods are told once
        self.manager = Manager(MANAGER, AGENT, self.directory, "--config", self.config, "--listen", address, "--heartbeat-interval-seconds", "0.2",
                               "--drain-grace-seconds", "3", "--backoff-first-seconds", "0.1", *options)
        self.addCleanup(lambda: self.manager.process.poll() is None and self.assertEqual(self.manager.stop(), 0))
        token = self.manager.make_token("pods", "agent", "--agents", NAME + "-*")
        self.cluster.secrets[NAME + "-token", "token"] = token
        self.cluster.overrides = {"TOBAN_MANAGER_URL": "http://127.0.0.1:%d" % self.manager.port, "TOBAN_CA_FILE": self.ca}

    def get(self, path=PATH):
        return self.manager.send("GET", path, role="viewer").json()

    def change(self, method, path, body, role="admin"):
        answer = self.manager.change(method, path, body, role)
        self.assertEqual(answer.status, 202, answer.body)

    def running(self, replicas):
        def there():
            now = self.get()
            return now if now["state"] == "running" and now["replicas"]["ready"] == replicas else None
        try:
            return self.manager.until("%d ready agents" % replicas, there)
        except AssertionError as failure:
            raise AssertionError("%s\n%s\n%s" % (failure, self.get(), self.cluster.objects["deployments"][NAME].get("status")))

    def detail(self, text):
        """Waits for the deployment to say this."""
        try:
            return self.manager.until(text, lambda: text in (self.get()["detail"] or "") and self.get()["detail"])
        except AssertionError as failure:
            raise AssertionError("%s\nit says: %s" % (failure, self.get()["detail"]))

    def of_kube(self, name=NAME):
        with self.cluster.lock:
            return copy.deepcopy(self.cluster.objects["deployments"][name])

    def sets(self):
        """The history: number and image of each ReplicaSet."""
        with self.cluster.lock:
            owner = self.cluster.objects["deployments"][NAME]
            return sorted((int(s["metadata"]["annotations"]["deployment.kubernetes.io/revision"]),
                           s["spec"]["template"]["spec"]["containers"][0]["image"]) for s in self.cluster.sets_of(owner))

    def labels(self, name=NAME):
        """What Prometheus can learn of the pods: deployment and revision of each."""
        with self.cluster.lock:
            found = [self.cluster.objects["pods"][pod]["metadata"]["labels"] for pod in self.cluster.pods(name)]
            return {(of.get("toban.dev/deployment"), of.get("toban.dev/revision")) for of in found}

    def run_task(self):
        return self.ended_task()["agent_id"]

    def ended_task(self):
        body = {"task_id": str(uuid.uuid4()), "agent_type": "code_generator", "operation": "static_check"}
        self.assertEqual(self.manager.send("POST", "/api/v1/tasks", body, "operator").status, 202)
        done = self.manager.until("the task's end", lambda: (lambda t: t if t["status"] not in ("queued", "running") else None)(
            self.get("/api/v1/tasks/" + body["task_id"])))
        self.assertEqual(done["status"], "succeeded", done)
        return done

    def test_the_whole_course(self):
        self.start()
        cluster = self.cluster
        self.change("POST", "/api/v1/deployments", DEPLOYMENT)
        now = self.running(2)
        self.assertEqual(now["agents"], cluster.pods(NAME), "agents are pods")
        self.assertIn(self.run_task(), now["agents"])
        container = self.of_kube()["spec"]["template"]["spec"]["containers"][0]
        self.assertEqual(container["image"], DEPLOYMENT["image"])
        environment = {e["name"]: e.get("value") for e in container["env"]}
        self.assertEqual((environment["TOBAN_TOOLS"], environment["TOBAN_CAPACITY"]), ("read_file,run_tests", "4"))
        self.assertIn("TOBAN_AGENT_TOKEN", environment, "what the manifest gives stays")
        self.assertEqual(container["resources"]["limits"], {"cpu": "500m", "memory": str(1 << 29)})
        self.assertEqual(container["resources"]["requests"], {"cpu": "250m", "memory": "256Mi"})

        cluster.meddle("update", "deployments/scale", 2)
        self.change("POST", PATH + "/scale", {"replicas": 3})
        self.running(3)
        self.assertEqual(self.of_kube()["spec"]["replicas"], 3)
        self.assertEqual(cluster.meddling, [], "the conflicts were met")

        cluster.expire_watches()
        cluster.meddle("patch", "deployments")
        self.change("POST", PATH + "/revisions", {"image": "registry.example/agents:v2", "model": "gpt-4o"})
        cluster.expire_watches()
        self.running(3)
        self.assertIn((3, "registry.example/agents:v2"), self.sets())
        self.assertEqual({self.get("/api/v1/agents/" + a)["revision"] for a in self.get()["agents"]}, {2})
        self.assertEqual(self.of_kube()["metadata"]["annotations"]["toban.dev/revision"], "2")
        self.assertEqual(self.labels(), {(NAME, "2")})
        self.run_task()

        first = [s for s in self.sets() if s[1] == "registry.example/agents:v1"]
        self.change("POST", PATH + "/rollback", {"to_revision": 1})
        self.running(3)
        self.assertEqual([s for s in self.sets() if s[1] == "registry.example/agents:v1"], first + [(4, "registry.example/agents:v1")],
                         "made from the ReplicaSet of the history, which has the label of another revision")
        self.assertEqual(self.labels(), {(NAME, "3")})
        patches = [r for r in cluster.requests if r[0] == ("patch", "apps", "deployments")]
        self.assertEqual([r[1] for r in patches], [200, 409, 200, 200])
        self.assertEqual({self.get("/api/v1/agents/" + a)["revision"] for a in self.get()["agents"]}, {3}, "the manager's numbers")

        victim = cluster.pods(NAME)[0]
        cluster.kill(victim)
        self.detail("A worker ended once, last: exit status 137")
        self.running(3)
        self.assertIn(victim, self.get()["agents"], "started again in its place")

        victim = cluster.pods(NAME)[1]
        cluster.evict(victim)
        self.detail("Evicted: The node was low on resource: memory.")
        self.manager.until("another pod's agent in its place", lambda: self.running(3)["agents"] == cluster.pods(NAME))
        self.assertNotIn(victim, cluster.pods(NAME))

        victim = cluster.pods(NAME)[2]
        answer = self.manager.change("POST", "/api/v1/agents/" + victim + "/remove", {})
        self.assertIn(answer.status, (200, 202), answer.body)
        self.manager.until("another pod", lambda: victim not in cluster.pods(NAME))
        self.running(3)

        self.change("POST", PATH + "/pause", {})
        self.assertEqual(self.get()["state"], "paused")
        self.assertEqual(len(cluster.pods(NAME)), 3, "a pause keeps the pods")
        self.change("POST", PATH + "/drain", {})
        self.manager.until("no pods", lambda: cluster.pods(NAME) == [] and self.get()["replicas"]["current"] == 0)
        self.assertEqual(self.get()["replicas"]["desired"], 3)
        self.change("POST", PATH + "/resume", {})
        before = self.running(3)["agents"]

        self.manager.kill_and_restart()
        self.assertEqual(self.running(3)["agents"], before)
        self.assertEqual(cluster.pods(NAME), before, "pods go on without the manager, and register with the next one")
        self.assertEqual(self.manager.stop(), 0)
        self.assertEqual(cluster.pods(NAME), before)
        self.assertEqual(cluster.calls - self.granted(), set())
        self.assertEqual(self.granted() - cluster.calls, set(), "the Role grants what nobody asks for")

    def granted(self):
        return {(verb, group, resource) for rule in manifest("20-rbac.yaml", "Role")["rules"] for group in rule["apiGroups"]
                for resource in rule["resources"] for verb in rule["verbs"]}

    def test_what_goes_wrong_is_said_and_passes(self):
        self.start()
        cluster = self.cluster
        self.change("POST", "/api/v1/deployments", {**DEPLOYMENT, "replicas": 1})
        self.running(1)

        @contextlib.contextmanager
        def without(verb, resource):
            rule = next(r for r in cluster.rules if resource in r["resources"])
            rule["verbs"].remove(verb)
            yield
            rule["verbs"].append(verb)

        with self.subTest("403 on scale"), without("update", "deployments/scale"):
            self.change("POST", PATH + "/scale", {"replicas": 2})
            said = self.detail("forbids to update deployments.apps/" + NAME)
            self.assertIn("in the namespace toban (403)", said)
            self.assertIn('{apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["update"]}', said)
            self.assertEqual(self.get()["state"], "failed")
            self.assertEqual(self.manager.send("GET", "/ready").status, 503)
        self.running(2)
        self.assertEqual(self.manager.send("GET", "/ready").status, 200)

        with self.subTest("429 with Retry-After"):
            seen = len(cluster.requests)
            cluster.fail("get", "deployments/scale", Fault(
                429, "TooManyRequests", "Too many requests, please try again later.", {"retryAfterSeconds": 1}, {"Retry-After": "1"}), 2)
            self.change("POST", PATH + "/scale", {"replicas": 1})
            self.running(1)
            self.assertEqual([c for a, c in cluster.requests[seen:] if a == ("get", "apps", "deployments/scale")][:3], [429, 429, 200])

        with self.subTest("422"):
            self.change("POST", PATH + "/revisions", {"image": " "})
            self.detail("as invalid (422)")
            self.assertEqual(self.get()["state"], "failed")
            self.assertEqual(len(cluster.pods(NAME)), 1, "what runs goes on")
            self.change("POST", PATH + "/rollback", {"to_revision": 1})
            self.running(1)

        with self.subTest("an image that cannot be pulled"):
            cluster.unpullable.add("registry.example/agents:gone")
            self.change("POST", PATH + "/revisions", {"image": "registry.example/agents:gone"})
            self.detail('cannot start: ImagePullBackOff: Back-off pulling image "registry.example/agents:gone"')
            self.run_task()
            self.change("POST", PATH + "/rollback", {"to_revision": 1})
            self.running(1)

        with self.subTest("401: the token was renewed"):
            with cluster.lock:
                cluster.token = "kube-token-2"
            cluster.expire_watches()
            self.detail("does not accept the token in " + self.token_file)
            self.write_token("kube-token-2")
            self.running(1)

        with self.subTest("410 as the answer to a watch"):
            cluster.fail("watch", "pods", Fault(410, "Expired", "The resourceVersion for the provided watch is too old."))
            seen = len(cluster.requests)
            cluster.expire_watches()
            victim = cluster.pods(NAME)[0]
            cluster.evict(victim)
            self.manager.until("another agent", lambda: victim not in self.get()["agents"])
            self.running(1)
            self.assertIn((("watch", "", "pods"), 410), cluster.requests[seen:])

        with self.subTest("500, then all is well"):
            cluster.fail("list", "pods", Fault(500, "InternalError", "etcdserver: request timed out"), 2)
            cluster.expire_watches()
            self.detail("etcdserver: request timed out")
            self.running(1)

        with self.subTest("404"):
            self.change("POST", "/api/v1/deployments", {**DEPLOYMENT, "name": "other"})
            self.manager.until("the reason", lambda: "There is no Deployment other" in (self.get("/api/v1/deployments/other")["detail"] or ""))
            self.assertEqual(self.get("/api/v1/deployments/other")["state"], "failed")

    def test_the_server_is_verified(self):
        other = tempfile.TemporaryDirectory()
        self.addCleanup(other.cleanup)
        wrong, _, _ = make_certificate(other.name)
        with open(self.config, encoding="utf-8") as stream:
            settings = yaml.safe_load(stream)
        settings["kubernetes"]["ca_file"] = wrong
        with open(self.config, "w", encoding="utf-8") as stream:
            yaml.safe_dump(settings, stream)
        self.start()
        self.change("POST", "/api/v1/deployments", DEPLOYMENT)
        self.detail("TLS: certificate verify failed")
        self.assertEqual(self.cluster.requests, [], "the token went nowhere")

    def test_a_number_that_an_autoscaler_of_kubernetes_sets_is_left_alone(self):
        self.kube_deployment["metadata"].setdefault("annotations", {})["toban.dev/scaling"] = "external"
        self.kube_deployment["spec"]["replicas"] = 1
        self.start()
        self.cluster.apply(self.kube_deployment)
        self.change("POST", "/api/v1/deployments", DEPLOYMENT)
        self.running(1)
        self.change("POST", PATH + "/drain", {})
        self.manager.until("no pods", lambda: self.cluster.pods(NAME) == [])
        self.change("POST", PATH + "/resume", {})
        self.running(2)

    def test_a_rollout_has_a_deployment_of_its_own(self):
        self.start()
        self.change("POST", "/api/v1/deployments", DEPLOYMENT)
        self.running(2)
        rollout = {"image": "registry.example/agents:v2", "steps": [{"weight": 50, "duration_seconds": 600}, {"weight": 100, "duration_seconds": 1}]}

        def nothing_under_way():
            return self.manager.send("POST", PATH + "/rollouts?dry_run=true", rollout, "viewer").status == 200
        self.manager.until("no change under way", nothing_under_way)
        self.change("POST", PATH + "/rollouts", rollout)
        done = self.manager.until("its end", lambda: (lambda r: r if r["phase"] == "rolled_back" else None)(self.get(PATH + "/rollouts/1")))
        self.assertIn("There is no Deployment code-generator-green", done["detail"])
        green = copy.deepcopy(self.kube_deployment)
        green["metadata"]["name"] = NAME + "-green"
        for labels in (green["spec"]["selector"]["matchLabels"], green["spec"]["template"]["metadata"]["labels"]):
            labels["app.kubernetes.io/name"] = NAME + "-green"
        self.cluster.apply(green)
        self.change("POST", PATH + "/rollouts", rollout)
        self.manager.until("its first step", lambda: self.get(PATH + "/rollouts/2")["phase"] == "shifting")
        self.assertEqual(len(self.cluster.pods(NAME)), 2)
        greens = self.cluster.pods(NAME + "-green")
        self.assertEqual({self.get("/api/v1/agents/" + a)["revision"] for a in greens}, {3})
        self.assertEqual((self.labels(NAME + "-green"), self.labels()), ({(NAME, "3")}, {(NAME, "1")}))
        # Turns are of attempts: agents fail now and then, as real ones do, and the next attempt is the other side's turn.
        tasks = [self.ended_task() for _ in range(10)]
        again = sum(t["attempts"] - 1 for t in tasks)
        self.assertLessEqual(abs(sum(1 for t in tasks if t["agent_id"] in greens) - 5), again, "50 % of the attempts")
        self.change("POST", PATH + "/rollouts/2/abort", {})
        self.manager.until("green is gone", lambda: self.cluster.pods(NAME + "-green") == [])
        self.manager.until("only blue's agents", lambda: self.running(2)["agents"] == self.cluster.pods(NAME))
        self.manager.until("the end of rollout 2", nothing_under_way)
        self.change("POST", PATH + "/rollouts", rollout)
        self.manager.until("its first step", lambda: self.get(PATH + "/rollouts/3")["phase"] == "shifting")
        self.assertEqual(self.labels(NAME + "-green"), {(NAME, "4")}, "tried again: the same content, another revision")
        self.change("POST", PATH + "/rollouts/3/abort", {})
        self.manager.until("green is gone", lambda: self.cluster.pods(NAME + "-green") == [])
        self.manager.until("only blue's agents", lambda: self.running(2)["agents"] == self.cluster.pods(NAME))

    def test_pods_from_before_the_labels_are_not_restarted(self):
        """As a manager left them that set no labels: the same content, running."""
        self.start()
        self.change("POST", "/api/v1/deployments", DEPLOYMENT)
        before = self.running(2)["agents"]
        self.assertEqual(self.manager.stop(), 0)
        with self.cluster.lock:
            for kind in ("deployments", "replicasets", "pods"):
                for thing in self.cluster.objects[kind].values():
                    for metadata in (thing["metadata"], thing["spec"].get("template", {}).get("metadata", {})):
                        for name in ("toban.dev/deployment", "toban.dev/revision"):
                            metadata.get("labels", {}).pop(name, None)
        self.manager.log = open(os.path.join(self.directory, "log"), "ab")
        os.unlink(self.manager.port_file)
        self.manager.start()
        self.assertEqual(self.running(2)["agents"], before)
        self.change("POST", PATH + "/scale", {"replicas": 3})
        self.assertEqual(set(before) - set(self.running(3)["agents"]), set(), "they go on")
        self.change("POST", PATH + "/revisions", {"image": "registry.example/agents:v2"})
        self.manager.until("labelled pods", lambda: self.running(3) and self.labels() == {(NAME, "2")})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rollouts with real workers and a real Prometheus that scrapes them: the whole way, a return by itself, and a manager that
is killed in the middle."""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

from managerprocess import Manager, die_with_parent

MANAGER, AGENT, PROMETHEUS = sys.argv[1:4]
DEPLOYMENT = {"name": "gen", "agent_type": "code_generator", "replicas": 2, "image": "registry.example/agents:v1",
              "model": "claude-sonnet-3.5", "prompt_hash": "sha256:1", "tools": ["read_file"],
              "limits": {"cpu": 1, "memory_bytes": 1 << 29, "capacity": 10}}
PATH = "/api/v1/deployments/gen/rollouts"


class Rollout(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = scratch.name
        faults = os.path.join(self.directory, "faults.json")
        with open(faults, "w", encoding="utf-8") as stream:
            json.dump({"slow_factor": 0.02}, stream)
        targets = os.path.join(self.directory, "targets.json")
        url = self.prometheus(targets)
        self.manager = Manager(MANAGER, AGENT, self.directory, "--agent-arg=--fault-file", "--agent-arg=" + faults,
                               "--heartbeat-interval-seconds", "0.2", "--stop-grace-seconds", "1", "--drain-grace-seconds", "2",
                               "--target-file", targets, "--prometheus-url", url)
        self.addCleanup(lambda: self.assertEqual(self.manager.stop(), 0))
        self.assertEqual(self.manager.change("POST", "/api/v1/deployments", DEPLOYMENT).status, 202)
        self.manager.until("two agents", lambda: self.deployment()["state"] == "running")
        self.manager.until("no change under way", lambda: self.manager.send(
            "POST", PATH + "?dry_run=true", {"image": "x"}, "viewer").status == 200)
        self.ids = []
        self.stopped = threading.Event()
        load = threading.Thread(target=self.load)
        load.start()
        self.addCleanup(load.join)
        self.addCleanup(self.stopped.set)

    def prometheus(self, targets):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = "127.0.0.1:%d" % probe.getsockname()[1]
        config = os.path.join(self.directory, "prometheus.yml")
        with open(config, "w", encoding="utf-8") as stream:
            stream.write("global: {scrape_interval: 500ms, scrape_timeout: 400ms}\n"
                         "scrape_configs: [{job_name: agents, honor_labels: true, file_sd_configs: "
                         "[{files: [%s], refresh_interval: 1s}]}]\n" % json.dumps(targets))
        log = open(os.path.join(self.directory, "prometheus.log"), "wb")
        process = subprocess.Popen([PROMETHEUS, "--config.file=" + config, "--web.listen-address=" + address,
                                    "--storage.tsdb.path=" + os.path.join(self.directory, "tsdb")],
                                   stdout=log, stderr=log, preexec_fn=die_with_parent)

        def end():
            process.terminate()
            process.wait()
            log.close()
        self.addCleanup(end)
        return "http://" + address

    def load(self):
        """About 40 tasks a second; a manager that is away is waited for."""
        number = 0
        while not self.stopped.wait(0.025):
            number += 1
            task = {"task_id": "task-%d" % number, "agent_type": "code_generator", "operation": "code_generation"}
            try:
                if self.manager.send("POST", "/api/v1/tasks", task, "operator").status == 202:
                    self.ids.append(task["task_id"])
            except (OSError, http.client.HTTPException):
                continue

    def deployment(self):
        return self.manager.send("GET", "/api/v1/deployments/gen", role="viewer").json()

    def rollout(self):
        return self.manager.send("GET", PATH + "/1", role="viewer").json()

    def start(self, **settings):
        gates = {"error_rate": 1, "mean_seconds": 60, "throughput_ratio": 0.3}
        gates.update(settings.pop("gates", {}))
        body = {"image": "registry.example/agents:v2", "stability_seconds": 2, "gate_wait_seconds": 15, "gates": gates,
                "steps": [{"weight": 20, "duration_seconds": 6}, {"weight": 100, "duration_seconds": 3}]}
        body.update(settings)
        plan = self.manager.send("POST", PATH + "?dry_run=true", body, "viewer")
        self.assertEqual(plan.status, 200, plan.body)
        self.assertNotIn("Prometheus", json.dumps(plan.json()["warnings"]))
        answer = self.manager.change("POST", PATH, body, "operator")
        self.assertEqual(answer.status, 202, answer.body)

    def reach(self, *phases):
        def there():
            now = self.rollout()
            if now["phase"] in ("succeeded", "rolled_back") and now["phase"] not in phases:
                raise AssertionError(json.dumps(now, indent=1))
            return now if now["phase"] in phases else None
        return self.manager.until(" or ".join(phases), there, 60)

    def split(self, ids):
        """How many of these tasks went to green, whose ordinals begin with 1000."""
        def agents():
            found = [self.manager.send("GET", "/api/v1/tasks/" + name, role="viewer").json()["agent_id"] for name in ids]
            return found if all(found) else None
        return sum(1 for agent in self.manager.until("their agents", agents) if len(agent) == len("gen-1000"))

    def test_green_takes_over_step_by_step_and_a_killed_manager_goes_on(self):
        self.start()
        self.reach("shifting")
        agents = {a["id"]: a["revision"] for a in self.manager.send("GET", "/api/v1/agents", role="viewer").json()["items"]}
        self.assertEqual(agents, {"gen-0": 1, "gen-1": 1, "gen-1000": 2, "gen-1001": 2}, "blue stays as it is")
        first = len(self.ids)
        self.manager.until("tasks", lambda: len(self.ids) >= first + 60)
        green = self.split(self.ids[first + 5:first + 55])
        self.assertEqual(self.rollout()["weight"], 20)
        self.assertLessEqual(abs(green - 10), 1, "20 % of 50")
        self.manager.kill_and_restart()
        again = self.rollout()
        self.assertEqual((again["phase"], again["number"]), ("shifting", 1), again)
        done = self.reach("succeeded")
        self.assertEqual([g["state"] for g in done["readings"]["gates"]], ["passed"] * 3)
        now = self.deployment()
        self.assertEqual((now["current_revision"], now["revision"]["image"]), (2, "registry.example/agents:v2"))
        self.assertEqual(now["agents"], ["gen-1000", "gen-1001"])
        entries = self.manager.send("GET", "/api/v1/audit?target=gen&limit=1000", role="viewer").json()["items"]
        actions = [e["action"] for e in reversed(entries) if e["action"].startswith("rollout.") and e["outcome"] == "accepted"]
        self.assertEqual(actions[0], "rollout.start")
        self.assertEqual(actions[-1], "rollout.end")

    def test_a_failed_gate_brings_the_traffic_back(self):
        events = self.manager.events()
        next(events)
        self.start(gates={"mean_seconds": 0.0001})
        self.reach("rolled_back")
        seen = []
        for _, kind, data in events:
            if kind == "rollout":
                seen.append(data["phase"])
                if data["phase"] == "rolled_back":
                    break
        events.close()
        self.assertEqual(seen, ["preparing", "shifting", "returning", "rolled_back"])
        done = self.rollout()
        self.assertRegex(done["detail"], r"^Gate failed in the step at 20 %: mean_seconds is [0-9.]+, above 0.0001\.$")
        self.assertEqual([g["state"] for g in done["readings"]["gates"]], ["passed", "failed", "passed"])
        now = self.deployment()
        self.assertEqual((now["current_revision"], sorted(now["agents"])), (1, ["gen-0", "gen-1"]))
        count = len(self.ids)
        self.manager.until("more tasks", lambda: len(self.ids) >= count + 5)
        self.assertEqual(self.split(self.ids[count:count + 5]), 0, "blue serves again")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What real workers report of their executions arrives whole: while they run, and with their last breath."""

import json
import os
import sys
import tempfile
import unittest

from managerprocess import Manager

MANAGER, AGENT = sys.argv[1:3]
DEPLOYMENT = {"name": "gen", "agent_type": "code_generator", "replicas": 2, "image": "registry.example/agents:v1",
              "model": "claude-opus-4.1", "prompt_hash": "sha256:1", "tools": ["read_file", "write_file"],
              "limits": {"cpu": 1, "memory_bytes": 1 << 29, "capacity": 10}}


class Security(unittest.TestCase):
    def get(self, path):
        return self.manager.send("GET", path, role="viewer").json()

    def events(self):
        return self.get("/api/v1/security/events?limit=1000")["items"]

    def submit(self, count):
        names = ["task-%d-%d" % (count, i) for i in range(count)]
        for name in names:
            answer = self.manager.send("POST", "/api/v1/tasks", {
                "task_id": name, "agent_type": "code_generator", "operation": "code_review"}, "operator")
            self.assertEqual(answer.status, 202, answer.body)
        self.manager.until("their ends", lambda: all(
            self.get("/api/v1/tasks/" + name)["status"] in ("succeeded", "failed") for name in names))
        return names

    def scaled(self, replicas):
        self.assertEqual(self.manager.change("POST", "/api/v1/deployments/gen/scale", {"replicas": replicas}).status, 202)
        self.manager.until("%d workers" % replicas, lambda: self.get("/api/v1/deployments/gen")["replicas"]["ready"] == replicas
                           and len(self.get("/api/v1/agents")["items"]) == replicas)

    def test_executions_are_reported_in_batches_and_the_last_ones_at_the_end(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        faults = os.path.join(scratch.name, "faults.json")
        with open(faults, "w", encoding="utf-8") as stream:
            json.dump({"slow_factor": 0.001}, stream)
        self.manager = Manager(MANAGER, AGENT, scratch.name, "--agent-arg=--fault-file", "--agent-arg=" + faults,
                               "--heartbeat-interval-seconds", "0.2")
        self.addCleanup(lambda: self.assertEqual(self.manager.stop(), 0))
        self.assertIsNone(self.get("/api/v1/security/threats")["threats"], "nobody has reported anything")
        self.assertEqual(self.manager.change("POST", "/api/v1/deployments", DEPLOYMENT).status, 202)
        self.manager.until("workers", lambda: self.get("/api/v1/deployments/gen")["replicas"]["ready"] == 2)

        names = self.submit(30)
        self.manager.until("their reports", lambda: set(names) <= {e["session"] for e in self.events()})
        events = self.events()
        self.assertEqual({e["session"] for e in events}, set(names))
        for event in events:
            self.assertEqual((event["type"], event["agent"][:4]), ("code_review", "gen-"))
            self.assertTrue({"call_model", "read_file", "write_file"}.issuperset(event["operations"]), event)
            self.assertIn("models.call", event["permissions"])
        done = [e["session"] for e in events if e["outcome"] == "succeeded"]
        self.assertEqual({self.get("/api/v1/tasks/" + name)["status"] for name in done}, {"succeeded"})

        last = self.submit(5)
        self.scaled(0)
        self.manager.until("the last reports", lambda: set(last) <= {e["session"] for e in self.events()})
        figures = self.get("/api/v1/security/threats")
        self.assertEqual(figures["executions"], len(self.events()))
        found = sum(1 for e in self.events() if e["anomalies"])
        self.assertEqual(figures["threats"]["executions"], found)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

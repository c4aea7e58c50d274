# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recovery with real workers: one that is killed is replaced, and its incident opens and closes by itself."""

import os
import signal
import sys
import tempfile
import unittest

from managerprocess import Manager

MANAGER, AGENT = sys.argv[1:3]
DEPLOYMENT = {"name": "gen", "agent_type": "code_generator", "replicas": 2, "image": "registry.example/agents:v1",
              "model": "claude-opus-4.1", "prompt_hash": "sha256:1", "tools": ["read_file"],
              "limits": {"cpu": 1, "memory_bytes": 1 << 29, "capacity": 2}}


class Recovery(unittest.TestCase):
    def launch(self, *options):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = scratch.name
        self.manager = Manager(MANAGER, AGENT, scratch.name, "--heartbeat-interval-seconds", "0.2",
                               "--backoff-first-seconds", "0.1", "--stop-grace-seconds", "0.5", *options)
        self.addCleanup(lambda: self.assertEqual(self.manager.stop(), 0))

    def get(self, path):
        return self.manager.send("GET", path, role="viewer").json()

    def pids(self):
        return {agent["id"]: int(agent["metadata"]["pid"]) for agent in self.get("/api/v1/agents")["items"]}

    def ready(self, count):
        self.manager.until("%d ready workers" % count, lambda: self.get("/api/v1/deployments/gen")["replicas"]["ready"] == count)

    def told_until(self, state, events, **service):
        """The incidents' events up to the one of this state, of this service."""
        told = []
        for _, kind, data in events:
            if kind == "incident" and data["service"] == service:
                told.append(data)
                if data["state"] == state:
                    return told
        self.fail("no incident of %s became %s: %s" % (service, state, told))

    def test_a_killed_worker_is_replaced_and_its_incident_opens_and_closes_by_itself(self):
        self.launch()
        self.assertEqual(self.manager.change("POST", "/api/v1/deployments", DEPLOYMENT).status, 202)
        self.ready(2)
        self.assertEqual(self.get("/api/v1/incidents")["items"], [])
        self.assertIsNone(self.get("/api/v1/recovery")["incidents"]["mttr_seconds"]["mean"])
        before = self.pids()
        events = self.manager.events()
        next(events)
        os.kill(before["gen-1"], signal.SIGKILL)
        told = self.told_until("resolved", events, kind="deployment", name="gen")
        events.close()
        self.assertEqual([e["state"] for e in told], ["open", "resolved"])
        self.assertIn("signal 9", told[0]["description"])

        after = self.pids()
        self.assertEqual(after["gen-0"], before["gen-0"])
        self.assertNotEqual(after["gen-1"], before["gen-1"], "its replacement")
        os.kill(after["gen-1"], 0)
        incident = self.get("/api/v1/incidents/" + told[0]["id"])
        self.assertEqual((incident["state"], incident["health_status"], incident["affected_components"]),
                         ("resolved", "healthy", ["gen-1"]))
        self.assertEqual((incident["resolved"]["by"], incident["resolved"]["automatic"], incident["resolved"]["cause"]),
                         ("manager", True, None))
        figures = self.get("/api/v1/recovery")["incidents"]
        self.assertEqual((figures["open"], figures["closed"], figures["closed_automatically"]), (0, 1, 1))
        self.assertGreater(figures["mttr_seconds"]["mean"], 0.1, "the wait before the start is in it")
        self.assertLess(figures["mttr_seconds"]["mean"], 30)
        entries = self.get("/api/v1/audit?target=" + incident["id"])["items"]
        self.assertEqual([(e["action"], e["actor"]["name"]) for e in entries],
                         [("incident.close", "manager"), ("incident.open", "manager")])

        self.manager.kill_and_restart()
        self.assertEqual(self.get("/api/v1/incidents/" + incident["id"]), incident)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recovery with real workers: one that is killed is replaced, and its incident opens and closes by itself."""

import http.server
import os
import re
import signal
import sys
import tempfile
import threading
import unittest

from managerprocess import Manager

MANAGER, AGENT = sys.argv[1:3]
DEPLOYMENT = {"name": "gen", "agent_type": "code_generator", "replicas": 2, "image": "registry.example/agents:v1",
              "model": "claude-opus-4.1", "prompt_hash": "sha256:1", "tools": ["read_file"],
              "limits": {"cpu": 1, "memory_bytes": 1 << 29, "capacity": 2}}


class Other:
    """Something that the manager checks; it answers as it is told."""

    def __init__(self, status):
        self.status = status

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(handler):
                handler.send_response(self.status)
                handler.send_header("Content-Length", "0")
                handler.end_headers()

            def log_message(handler, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


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

    def checks(self):
        return {check["name"]: check for check in self.get("/api/v1/recovery/checks")["items"]}

    def metric(self, name, **labels):
        """The labels' values by which the family has a 1 for this check."""
        text = self.manager.send("GET", "/metrics").body.decode()
        return re.findall(r'^%s\{check="%s",.*(?:status|state)="(\w+)"\} 1$' % (name, labels["check"]), text, re.MULTILINE)

    def test_a_check_that_stays_down_is_an_incident_until_it_passes_again(self):
        gateway, model = Other(200), Other(401)
        self.addCleanup(gateway.close)
        self.addCleanup(model.close)
        self.launch("--health-interval-seconds", "0.1", "--health-opening-seconds", "0.2", "--health-min-free-mb", "0",
                    "--health-http-checks", "gateway=" + gateway.url, "--health-llm-apis", "model=" + model.url)
        healthy = {"database", "file-system", "gateway", "model"}
        self.manager.until("the checks", lambda: {n for n, c in self.checks().items() if c["status"] == "healthy"} == healthy)
        self.assertEqual(self.checks()["agents"]["status"], "unknown", "there is none")
        self.assertEqual(self.metric("toban_manager_health_check_status", check="agents"), ["unknown"])

        events = self.manager.events()
        next(events)
        gateway.status = 503
        told = self.told_until("open", events, kind="check", name="gateway")
        self.assertIn("status 503", told[0]["description"])
        check = self.checks()["gateway"]
        self.assertEqual((check["status"], check["error"], check["incident"]),
                         ("unhealthy", "It answered with status 503.", told[0]["id"]))
        self.assertIn(check["breaker"]["state"], ("open", "half_open"))
        self.assertIsNotNone(check["last_success_at"])
        self.assertEqual(self.metric("toban_manager_health_check_status", check="gateway"), ["unhealthy"])
        self.assertNotIn("closed", self.metric("toban_manager_health_check_breaker", check="gateway"))
        self.assertEqual(self.checks()["model"]["status"], "healthy", "each by itself")

        gateway.status = 200
        self.told_until("resolved", events, kind="check", name="gateway")
        events.close()
        self.assertTrue(self.get("/api/v1/incidents/" + told[0]["id"])["resolved"]["automatic"])
        self.assertEqual(self.checks()["gateway"]["status"], "healthy")
        model.status = 429
        self.manager.until("the model's failure", lambda: self.checks()["model"]["error"] == "It answered with status 429.")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emergency mode and autoscaling with real workers: what is sent to them, what they drop, and a manager that is killed in
the middle."""

import http.client
import json
import os
import sys
import tempfile
import unittest

from managerprocess import Manager

MANAGER, AGENT = sys.argv[1:3]
DEPLOYMENT = {"name": "gen", "agent_type": "code_generator", "replicas": 2, "image": "registry.example/agents:v1",
              "model": "claude-opus-4.1", "prompt_hash": "sha256:1", "tools": ["read_file"],
              "limits": {"cpu": 1, "memory_bytes": 1 << 29, "capacity": 2}}


class Emergency(unittest.TestCase):
    def launch(self, slow_factor):
        """A manager with two workers whose tasks take so many times as long."""
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        faults = os.path.join(scratch.name, "faults.json")
        with open(faults, "w", encoding="utf-8") as stream:
            json.dump({"slow_factor": slow_factor}, stream)
        self.manager = Manager(MANAGER, AGENT, scratch.name, "--agent-arg=--fault-file", "--agent-arg=" + faults,
                               "--heartbeat-interval-seconds", "0.2", "--stop-grace-seconds", "0.5")
        self.addCleanup(lambda: self.assertEqual(self.manager.stop(), 0))
        self.assertEqual(self.manager.change("POST", "/api/v1/deployments", DEPLOYMENT).status, 202)
        self.ready(2)
        self.tasks = 0

    def get(self, path):
        return self.manager.send("GET", path, role="viewer").json()

    def ready(self, count):
        self.manager.until("%d ready workers" % count, lambda: self.get("/api/v1/deployments/gen")["replicas"]["ready"] == count)

    def submit(self, count):
        names = []
        for _ in range(count):
            self.tasks += 1
            names.append("task-%d" % self.tasks)
            answer = self.manager.send("POST", "/api/v1/tasks", {
                "task_id": names[-1], "agent_type": "code_generator", "operation": "code_generation"}, "operator")
            self.assertEqual(answer.status, 202, answer.body)
        return names

    def statuses(self, names):
        return sorted(self.get("/api/v1/tasks/" + name)["status"] for name in names)

    def in_flight(self, count):
        self.manager.until("%d tasks under way" % count,
                           lambda: self.get("/api/v1/emergency")["progress"]["in_flight"] == count)

    def enter(self, *levers, **more):
        answer = self.manager.change("POST", "/api/v1/emergency", dict(more, levers=list(levers)), "operator")
        self.assertEqual(answer.status, 202, answer.body)
        return answer.json()

    def restore(self, lever):
        return self.manager.change("POST", "/api/v1/emergency/restore", {"lever": lever}, "operator")

    def worker_loads(self):
        loads = []
        for agent in self.get("/api/v1/agents")["items"]:
            host = agent["endpoint"].split("//")[1]
            connection = http.client.HTTPConnection(host, timeout=10)
            connection.request("GET", "/health")
            loads.append(json.loads(connection.getresponse().read())["current_load"])
            connection.close()
        return loads

    def test_workers_use_the_model_that_they_are_told(self):
        self.launch(0.001)
        self.enter("downgrade_models")
        names = self.submit(12)
        self.manager.until("their ends", lambda: "queued" not in self.statuses(names) and "running" not in self.statuses(names))
        models = {t["result"]["model"] for t in map(lambda n: self.get("/api/v1/tasks/" + n), names) if t["result"]}
        self.assertEqual(models, {"claude-sonnet-3.5"})

    def test_the_whole_path_with_a_manager_killed_in_the_middle(self):
        self.launch(1000)
        under_way = self.submit(4)
        self.in_flight(4)
        waiting = self.submit(2)
        plan = self.manager.send("POST", "/api/v1/emergency?dry_run=true", {"levers": ["stop_in_flight"]}, "viewer").json()
        self.assertEqual([(lever["lever"], lever["in_flight_tasks"], lever["queued_tasks"]) for lever in plan["levers"]], [
            ("stop_intake", 0, 0), ("cap_concurrency", 0, 0), ("downgrade_models", 0, 0), ("pause_deployments", 0, 2),
            ("stop_in_flight", 4, 2)])
        alert = {"alert_data": {"alertname": "critical_error_rate", "value": 0.3}}
        entered = self.manager.send("POST", "/emergency-mode", alert, "operator")
        self.assertEqual(entered.status, 202, entered.body)
        before = self.get("/api/v1/emergency")
        self.assertEqual((before["active"], before["by"], before["alert_data"], before["progress"]["in_flight_at_entry"]),
                         (True, "t-operator", alert["alert_data"], 4))

        self.manager.kill_and_restart()
        after = self.get("/api/v1/emergency")
        for member in ("active", "levers", "since", "by", "reason", "alert_data"):
            self.assertEqual(after[member], before[member], member)
        refused = self.manager.send("POST", "/api/v1/tasks", {"agent_type": "code_generator", "operation": "x"}, "operator")
        self.assertEqual((refused.status, refused.json()["code"], refused.headers["retry-after"]), (503, "intake_stopped", "30"))
        self.in_flight(4)  # begun again by new workers, as accepted tasks are

        events = self.manager.events()
        next(events)
        self.enter("stop_in_flight")
        self.in_flight(0)
        for _, kind, data in events:
            if kind == "emergency" and data["in_flight"] == 0:
                break
        self.assertEqual(data["levers"], ["stop_intake", "stop_in_flight"])
        events.close()
        self.assertEqual(self.worker_loads(), [0, 0], "the workers obeyed")
        self.assertEqual(sorted(self.statuses(under_way + waiting)), ["cancelled"] * 4 + ["queued"] * 2)
        self.assertEqual(self.get("/api/v1/emergency")["progress"]["queued"], 2)

        early = self.manager.send("POST", "/api/v1/emergency/restore?dry_run=true", {"lever": "stop_intake"}, "operator")
        self.assertEqual((early.status, early.json()["code"]), (409, "conflict"))
        self.assertEqual(self.restore("stop_in_flight").status, 202)
        self.in_flight(2)
        self.assertEqual(self.manager.send("POST", "/admin/reset-system?dry_run=true", {}, "admin").status, 409)
        self.assertEqual(self.restore("stop_intake").status, 202)
        self.assertEqual(self.get("/api/v1/emergency")["active"], False)
        self.submit(1)

    def test_the_manager_scales_by_what_the_workers_are_doing(self):
        setting = {"policy": "load", "min_replicas": 1, "max_replicas": 3, "interval_seconds": 1, "stabilisation_seconds": 2}
        self.launch(1000)
        self.submit(12)
        path = "/api/v1/deployments/gen/autoscaling"
        self.assertEqual(self.manager.change("PUT", path, setting).status, 202)
        self.ready(3)
        events = self.get(path + "/events")["items"]
        self.assertEqual([(e["direction"], e["from"], e["to"], e["policy"], e["actor"]) for e in events],
                         [("up", 2, 3, "load", "manager")])
        self.assertEqual(events[0]["factors"][0], {"factor": "load", "value": 1.0, "threshold": 0.8, "comparison": "above", "met": True})
        refused = self.manager.send("POST", "/scale-up", {"reason": "too slow"}, "operator")
        self.assertEqual((refused.status, refused.json()["code"]), (409, "conflict"), "at its upper bound")
        setting["policy"] = "pressure"
        self.assertEqual(self.manager.change("PUT", path, setting).status, 202)
        evaluation = self.manager.until("an evaluation", lambda: self.get(path)["last_evaluation"])
        values = {f["factor"]: f["value"] for f in evaluation["factors"]}
        self.assertGreater(values["memory"], 0, "workers say what they use")
        self.assertIsNotNone(values["cpu"])
        self.manager.kill_and_restart()
        self.assertEqual(self.get(path)["policy"], "pressure")
        self.assertEqual(self.get(path + "/events")["items"][-1], events[0])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

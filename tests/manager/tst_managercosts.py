# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prices, spending and cost controls with real workers, and a manager that is killed in the middle."""

import json
import os
import sys
import tempfile
import unittest

from managerprocess import Manager

MANAGER, AGENT = sys.argv[1:3]
HOUSE = "house-model-7"
OFF = {"requests_per_hour": None, "tokens_per_hour": None, "cost_per_hour": None, "enforced_budgets": [], "downgrade": None,
       "endpoint_rate": None}


class Costs(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        faults = os.path.join(scratch.name, "faults.json")
        with open(faults, "w", encoding="utf-8") as stream:
            json.dump({"slow_factor": 0.001}, stream)
        self.manager = Manager(MANAGER, AGENT, scratch.name, "--agent-arg=--fault-file", "--agent-arg=" + faults,
                               "--heartbeat-interval-seconds", "0.2", "--stop-grace-seconds", "0.5")
        self.addCleanup(lambda: self.assertEqual(self.manager.stop(), 0))
        deployment = {"name": "gen", "agent_type": "code_generator", "replicas": 2, "image": "registry.example/agents:v1",
                      "model": HOUSE, "prompt_hash": "sha256:1", "tools": ["read_file"],
                      "limits": {"cpu": 1, "memory_bytes": 1 << 29, "capacity": 2}}
        self.assertEqual(self.manager.change("POST", "/api/v1/deployments", deployment).status, 202)
        self.ready()
        self.tasks = 0

    def get(self, path):
        answer = self.manager.send("GET", path, role="viewer")
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def ready(self):
        self.manager.until("the workers", lambda: self.get("/api/v1/deployments/gen")["replicas"]["ready"] == 2)

    def put(self, path, **body):
        answer = self.manager.change("PUT", path, body, "approver")
        self.assertEqual(answer.status, 202, answer.body)
        return answer.json()

    def submit(self):
        self.tasks += 1
        name = "task-%d" % self.tasks
        return name, self.manager.send("POST", "/api/v1/tasks", {
            "task_id": name, "agent_type": "code_generator", "operation": "code_generation"}, "operator")

    def submitted(self, count):
        names = []
        for _ in range(count):
            name, answer = self.submit()
            self.assertEqual(answer.status, 202, answer.body)
            names.append(name)
        return names

    def shown(self, names):
        return [self.get("/api/v1/tasks/" + name) for name in names]

    def ended(self, names):
        return self.manager.until("their ends", lambda: all(t["finished_at"] for t in self.shown(names)) and self.shown(names))

    def results(self, model):
        """Of so many tasks that some have used the model, which workers choose by chance."""
        return [t["result"] for t in self.ended(self.submitted(40)) if t["result"] and t["result"]["model"] == model]

    def test_usage_without_a_price_is_tokens_until_it_has_one(self):
        unpriced = self.results(HOUSE)
        self.assertTrue(unpriced)
        self.assertEqual({(r["cost_usd"], r["cost_source"]) for r in unpriced}, {(None, None)})
        line = self.get("/api/v1/spend?group_by=model&model=" + HOUSE)["items"][0]
        tokens = {kind: sum(r["tokens"][kind] for r in unpriced) for kind in ("input", "output")}
        self.assertIsNone(line["cost"])
        self.assertGreaterEqual(line["attempts"]["unpriced"], len(unpriced))
        for kind, count in tokens.items():
            self.assertGreaterEqual(line["unpriced_tokens"][kind], count)  # failed attempts are in it as well
            self.assertEqual(line["unpriced_tokens"][kind], line["tokens"][kind])
        table = self.get("/api/v1/prices")["prices"]
        self.put("/api/v1/prices", prices=table + [{"model": HOUSE, "valid_from": "2026-01-01T00:00:00Z", "input": "2", "output": "8"}])
        for result in self.results(HOUSE):
            cost = (result["tokens"]["input"] * 2 + result["tokens"]["output"] * 8) / 1e6
            self.assertAlmostEqual(result["cost_usd"], cost, 9)
            self.assertEqual(result["cost_source"], "price_table")
        after = self.get("/api/v1/spend?group_by=model&model=" + HOUSE)["items"][0]
        self.assertEqual(after["unpriced_tokens"], line["unpriced_tokens"], "the past stays as it was")
        self.assertIsNotNone(after["cost"])

    def test_a_reached_limit_refuses_tasks_and_does_so_after_a_kill(self):
        self.put("/api/v1/budgets", daily="0.000001", monthly=None, per_task=None, currency="USD", alert_steps=[100])
        self.put("/api/v1/cost-controls", **dict(OFF, enforced_budgets=["daily"]))
        events = self.manager.events()
        next(events)
        for _ in range(100):  # until one of them used a model with a price
            name, refused = self.submit()
            if refused.status != 202:
                break
            self.ended([name])
        self.assertEqual(refused.status, 429, refused.body)
        problem = refused.json()
        self.assertEqual((problem["code"], problem["limit"]["limit"], problem["limit"]["value"], problem["limit"]["reached"]),
                         ("limit_reached", "daily_budget", "0.000001", True))
        self.assertEqual(refused.headers["retry-after"], str(problem["retry_after"]))
        self.assertLessEqual(problem["retry_after"], 86_400)
        for _, kind, data in events:
            if kind == "cost" and data["change"] == "limit_reached":
                break
        self.assertEqual(data["limit"]["limit"], "daily_budget")
        events.close()
        used = self.get("/api/v1/cost-controls")["limits"][0]["used"]
        metrics = self.manager.send("GET", "/metrics").body.decode()
        self.assertRegex(metrics, r'tasks_refused_by_limit_total\{limit="daily_budget"\} [1-9]')
        audit = self.manager.until("the audit", lambda: self.get("/api/v1/audit?action=limit.reached")["items"])
        self.assertEqual(audit[0]["target"], {"kind": "cost_controls", "name": "daily_budget"})

        self.manager.kill_and_restart()
        self.ready()
        self.assertEqual(self.get("/api/v1/cost-controls")["limits"][0]["used"], used)
        self.assertEqual(self.submit()[1].status, 429)
        self.put("/api/v1/cost-controls", **OFF)
        self.ended(self.submitted(1))

    def test_an_endpoint_is_called_no_more_often_than_allowed(self):
        self.put("/api/v1/cost-controls", **dict(OFF, endpoint_rate={"calls": 3, "window_seconds": 3600}))
        names = self.submitted(10)
        done = lambda: [t for t in self.shown(names) if t["attempts"] and t["status"] != "running"]
        self.manager.until("six calls", lambda: sum(t["attempts"] for t in done()) == 6)
        queue = self.get("/api/v1/tasks/queue")
        self.assertEqual((queue["running"], queue["by_agent_type"][0]["free_capacity"]), (0, 0))
        self.assertGreaterEqual(queue["queued"], 4)
        self.put("/api/v1/cost-controls", **OFF)
        self.ended(names)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

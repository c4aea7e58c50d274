# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 under load at random moments: whatever was acknowledged is there afterwards, nothing is half-done, the audit
chain verifies, and no worker outlives its manager."""

import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import uuid

from managerprocess import Manager, die_with_parent

MANAGER, AGENT = sys.argv[1:3]
ROUNDS = int(os.environ.get("TOBAN_CRASH_ROUNDS", "10"))
SEED = int(os.environ.get("TOBAN_CRASH_SEED", str(random.randrange(1 << 30))))
OPTIONS = ("--drain-grace-seconds", "0.2", "--stop-grace-seconds", "0.5", "--backoff-first-seconds", "0.05")


def children_of(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as stream:
            return [int(p) for p in stream.read().split()]
    except OSError:
        return []


def is_alive(pid):
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii") as stream:
            return stream.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Acknowledged:
    """What the manager said it had done."""

    def __init__(self):
        self.operations = []  # (operation id, deployment)
        self.tasks = []
        self.desired = {}  # deployment: values that it may have: the last acknowledged, and one under way
        self.images = {}  # deployment: {revision number: image}
        self.last = None  # (path, body, key, answer) to be sent again


def submit_tasks(manager, said):
    while True:
        name = uuid.uuid4().hex
        answer = manager.send("POST", "/api/v1/tasks", {"task_id": name, "agent_type": "code_generator",
                                                        "operation": "generate_code", "timeout_seconds": 60}, "operator")
        if answer.status == 202:
            said.tasks.append(name)


def change_deployment(manager, said, deployment, chance):
    while True:
        if chance.random() < 0.7:
            wanted = chance.randrange(3)
            path, body = "scale", {"replicas": wanted}
        else:
            path, body = "revisions", {"image": "registry.example/agents:v" + uuid.uuid4().hex[:8]}
        path = "/api/v1/deployments/%s/%s" % (deployment, path)
        body["reason"] = "Under load"
        plan = manager.send("POST", path + "?dry_run=true", body, "operator")
        body["plan_hash"] = plan.json()["plan_hash"]
        key = uuid.uuid4().hex
        if "replicas" in body:
            said.desired[deployment] = said.desired[deployment][-1:] + [body["replicas"]]
        answer = manager.send("POST", path, body, "operator", {"Idempotency-Key": key})
        assert answer.status == 202, answer.body
        done = answer.json()
        said.operations.append((done["operation_id"], deployment))
        if "replicas" in body:
            said.desired[deployment] = [body["replicas"]]
        else:
            said.images[deployment][done["current_revision"]] = body["image"]
        said.last = (path, body, key, answer.body)


def until_gone(work, *arguments):
    try:
        work(*arguments)
    except (OSError, http.client.HTTPException, json.JSONDecodeError):
        pass  # the manager was killed


class Crash(unittest.TestCase):
    def restart(self, manager):
        port_file = os.path.join(manager.directory, "port")
        os.unlink(port_file)
        manager.process = subprocess.Popen(
            [MANAGER, "serve", "--db", manager.db, "--listen", "127.0.0.1:0", "--port-file", port_file,
             "--agent-binary", AGENT, "--log-directory", manager.directory, *self.options], stderr=manager.log,
            preexec_fn=die_with_parent)
        manager.port = int(manager.until("the port file", lambda: manager.read(port_file)))

    def verify(self, manager):
        result = subprocess.run([MANAGER, "audit", "verify", manager.db], capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)

    def check_ledger(self, manager):
        """What tasks cost is written in one piece with the ledger: whatever moment the kill came at, they agree."""
        base = sqlite3.connect(manager.db, timeout=10)
        try:
            base.execute("BEGIN")
            tasks = base.execute("SELECT COALESCE(SUM(cost_nano), 0), COALESCE(SUM(unpriced_tokens), 0) FROM tasks").fetchone()
            ledger = base.execute("SELECT COALESCE(SUM(cost_nano), 0), COALESCE(SUM(unpriced_input + unpriced_output), 0)"
                                  " FROM spend_hours").fetchone()
        finally:
            base.close()
        self.assertEqual(tasks, ledger)
        return ledger

    def check(self, manager, said, operations, tasks):
        """That these changes and tasks are there, and the deployments as they were left."""
        for operation, deployment in operations:
            entries = manager.send("GET", "/api/v1/audit?operation_id=" + operation, role="viewer").json()["items"]
            self.assertEqual([e["target"]["name"] for e in entries if e["outcome"] == "accepted"], [deployment])
        for name in tasks:
            self.assertEqual(manager.send("GET", "/api/v1/tasks/" + name, role="viewer").status, 200, name)
        for deployment, values in said.desired.items():
            shown = manager.send("GET", "/api/v1/deployments/" + deployment, role="viewer").json()
            self.assertIn(shown["replicas"]["desired"], values)
            said.desired[deployment] = [shown["replicas"]["desired"]]
            revisions = manager.send("GET", "/api/v1/deployments/%s/revisions?limit=1000" % deployment, role="viewer").json()
            numbers = [r["number"] for r in revisions["items"]]
            self.assertEqual(numbers, list(range(numbers[0], max(numbers[0] - 1000, 0), -1)), "newest first, without gaps")
            self.assertEqual(shown["current_revision"], numbers[0], "a revision without its deployment is half a change")
            images = {r["number"]: r["image"] for r in revisions["items"]}
            for number, image in said.images[deployment].items():
                self.assertEqual(images.get(number, image if number < numbers[-1] else None), image)
        if said.last:
            path, body, key, first = said.last
            again = manager.send("POST", path, body, "operator", {"Idempotency-Key": key})
            self.assertEqual(again.body, first)
            self.assertEqual(again.headers.get("idempotency-replayed"), "true")

    def test_kill_at_random_moments(self):
        print("seed", SEED)
        chance = random.Random(SEED)
        said = Acknowledged()
        with tempfile.TemporaryDirectory() as directory:
            faults = os.path.join(directory, "faults.json")
            with open(faults, "w", encoding="utf-8") as stream:
                json.dump({"slow_factor": 0.01}, stream)  # so that many tasks end
            self.options = (*OPTIONS, "--agent-arg=--fault-file", "--agent-arg=" + faults)
            manager = Manager(MANAGER, AGENT, directory, *self.options)
            limits = {"cpu": 1, "memory_bytes": 1 << 29, "capacity": 10}
            for name in ("gen-a", "gen-b"):
                answer = manager.change("POST", "/api/v1/deployments", {
                    "name": name, "agent_type": "code_generator", "replicas": 1, "image": "registry.example/agents:v1",
                    "model": "claude-sonnet-3.5" if name == "gen-a" else "house-model-7", "prompt_hash": "sha256:1", "tools": ["read_file"], "limits": limits})
                self.assertEqual(answer.status, 202)
                said.desired[name] = [1]
                said.images[name] = {}
            for _ in range(ROUNDS):
                operations, tasks = len(said.operations), len(said.tasks)
                clients = [threading.Thread(target=until_gone, args=arguments) for arguments in (
                    (submit_tasks, manager, said), (submit_tasks, manager, said),
                    (change_deployment, manager, said, "gen-a", chance),
                    (change_deployment, manager, said, "gen-b", chance))]
                for client in clients:
                    client.start()
                time.sleep(chance.uniform(0.05, 1.0))
                workers = children_of(manager.process.pid)
                manager.process.send_signal(signal.SIGKILL)
                manager.process.wait()
                for client in clients:
                    client.join()
                deadline = time.monotonic() + 5
                while any(map(is_alive, workers)) and time.monotonic() < deadline:
                    time.sleep(0.01)
                self.assertFalse([w for w in workers if is_alive(w)], "workers outlived the manager")
                self.verify(manager)
                self.check_ledger(manager)
                self.restart(manager)
                # What is new, and some of what has outlived other kills; at the end all of it.
                self.check(manager, said, said.operations[operations:] + chance.sample(said.operations[:operations], min(20, operations)),
                           said.tasks[tasks:] + chance.sample(said.tasks[:tasks], min(20, tasks)))
                self.check_ledger(manager)
            self.check(manager, said, said.operations, said.tasks)
            print("%d changes and %d tasks acknowledged" % (len(said.operations), len(said.tasks)))
            self.assertGreater(len(said.operations), ROUNDS)
            self.assertGreater(len(said.tasks), ROUNDS)
            manager.until("priced and unpriced usage", lambda: all(self.check_ledger(manager)))
            workers = children_of(manager.process.pid)
            begin = time.monotonic()
            self.assertEqual(manager.stop(), 0)
            self.assertLess(time.monotonic() - begin, 10, "SIGTERM stops within 10 s")
            self.assertFalse([w for w in workers if is_alive(w)])
            self.verify(manager)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

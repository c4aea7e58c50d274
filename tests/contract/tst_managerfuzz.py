# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends a real manager requests that break agent-manager.yaml in every way that requestfuzz.py knows: each is answered
with a documented 4xx, none with 5xx, and none changes anything.

Random, from the seed that is printed; TOBAN_FUZZ_SEED=… does the same again. Ends after TOBAN_FUZZ_ROUNDS requests (60) to
each operation, or after TOBAN_FUZZ_SECONDS (40)."""

import collections
import os
import random
import subprocess
import sys
import tempfile
import time
import unittest

from managerprocess import Manager
from openapifile import OpenApiFile
from requestfuzz import RequestFuzz

MANAGER, AGENT, CONTRACT = sys.argv[1:4]
SEED = os.environ.get("TOBAN_FUZZ_SEED") or str(random.SystemRandom().randrange(1 << 32))
SECONDS = float(os.environ.get("TOBAN_FUZZ_SECONDS", "40"))
ROUNDS = int(os.environ.get("TOBAN_FUZZ_ROUNDS", "60"))  # requests to each operation
OPENAPI = OpenApiFile(CONTRACT)
SMALLER = {"viewer": "agent", "operator": "viewer", "approver": "operator", "admin": "approver", "agent": None}
# Members that change with time alone, and operations that have nothing else or never end.
PASSING = {"oldest_queued_seconds", "uptime_seconds", "usage", "limits", "detail"}
NOT_COMPARED = {"getHealth", "getReady", "getMetrics", "getAuditHead", "listAudit", "exportAudit", "streamEvents", "getSpend",
                "listHealthChecks"}


def lasting(node):
    if isinstance(node, dict):
        return {k: lasting(v) for k, v in node.items() if k not in PASSING}
    return [lasting(item) for item in node] if isinstance(node, list) else node


class Fuzz(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        key_file = os.path.join(cls.directory.name, "secrets.key")
        subprocess.run([MANAGER, "secrets", "generate-key", key_file], check=True)
        # Nothing happens by itself: no worker, no dispatch, no agent that is missed.
        cls.manager = Manager(MANAGER, AGENT, cls.directory.name, "--heartbeat-limit-seconds", "3600", "--secrets-key-file", key_file)
        examples = {o["operationId"]: o for _, _, o, _ in OPENAPI.operations()}
        example = lambda name: dict(examples[name]["requestBody"]["content"]["application/json"]["example"])
        deployment = dict(example("createDeployment"), name="code-generator", agent_type="code_generator", replicas=0)
        assert cls.manager.change("POST", "/api/v1/deployments", deployment).status == 202
        agent = dict(example("registerAgent"), id="probe-0", type="doc_writer")
        assert cls.manager.send("POST", "/api/v1/agents", agent, "agent").status == 201
        secret = dict(example("createSecret"), name="model-key")
        assert cls.manager.change("POST", "/api/v1/secrets", secret).status == 202
        task = dict(example("submitTask"), task_id="contract-task")
        assert cls.manager.send("POST", "/api/v1/tasks", task, "operator").status == 202

    @classmethod
    def tearDownClass(cls):
        assert cls.manager.stop() == 0
        cls.directory.cleanup()

    def state(self):
        """All that the manager shows and that only a change would alter."""
        shown = {}
        for operation in OPENAPI.operations():
            path, method, details, parameters = operation
            if method == "GET" and details["operationId"] not in NOT_COMPARED:
                request = self.fuzz.documented(path, method, details, parameters)
                answer = self.manager.send(method, request.target, role="admin")
                self.assertLess(answer.status, 500, request.target)
                shown[request.target] = lasting(answer.json())
        accepted, cursor = 0, None
        while True:
            page = self.manager.send("GET", "/api/v1/audit?limit=1000" + ("&cursor=" + cursor if cursor else ""), role="admin").json()
            accepted += sum(entry["outcome"] == "accepted" for entry in page["items"])
            cursor = page["next_cursor"]
            if cursor is None:
                break
        return dict(shown, accepted=accepted)

    def judge(self, request, details):
        answer = self.manager.send(request.method, request.target, request.body, request.role, request.headers)
        self.assertIn(answer.status, request.allowed, answer.body[:600])
        documented = OPENAPI.resolved(details["responses"].get(str(answer.status)) or details["responses"]["default"])
        self.assertEqual(answer.headers["content-type"].split(";")[0], "application/problem+json")
        problem = answer.json()
        OPENAPI.validate(documented["content"]["application/problem+json"]["schema"], problem)
        self.assertEqual(problem["status"], answer.status)

    def test_no_broken_request_is_taken_or_breaks_anything(self):
        print("seed %s" % SEED, flush=True)
        replaced = {("agents", "id"): "probe-0"}
        self.fuzz = RequestFuzz(OPENAPI, replaced, SMALLER)
        operations = list(OPENAPI.operations())
        before = self.state()
        deadline = time.monotonic() + SECONDS
        sent, failures = collections.Counter(), []
        for number in range(ROUNDS):
            for operation in operations:
                if time.monotonic() > deadline:
                    break
                name = operation[2]["operationId"]
                # A generator of its own for each: what is sent does not hang on the time, nor on other operations.
                request = self.fuzz.make(operation, random.Random("%s %s %d" % (SEED, name, number)))
                if request is None:
                    continue
                sent[request.kind] += 1
                try:
                    self.judge(request, operation[2])
                except (AssertionError, ValueError, OSError) as failure:
                    failures.append("%s, round %d: %s\n    %s" % (name, number, request, str(failure)[:600]))
                    self.assertIsNone(self.manager.process.poll(), "the manager ended; " + failures[-1])
            if number % 10 == 9 or failures:
                self.assertEqual(self.state(), before, "changed within the last 10 rounds up to %d, seed %s; %s" % (number, SEED, failures))
        self.assertEqual(self.state(), before, "changed by round %d, seed %s" % (number, SEED))
        print("%d requests: %s" % (sum(sent.values()), ", ".join("%s %d" % pair for pair in sorted(sent.items()))), flush=True)
        self.assertFalse(failures, "TOBAN_FUZZ_SEED=%s: %d wrong answers\n%s" % (SEED, len(failures), "\n".join(failures[:40])))
        self.assertGreater(sum(sent.values()), 5 * len(operations))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

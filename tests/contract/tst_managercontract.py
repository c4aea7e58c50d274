# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends every operation of agent-manager.yaml with its documented example to a real manager, and every documented
misuse beside it, and checks each answer (status, content type, headers, body) against the file."""

import copy
import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import uuid

from managerprocess import Manager
from openapifile import OpenApiFile

MANAGER, AGENT, ROUTES, CONTRACT = sys.argv[1:5]

OPENAPI = OpenApiFile(CONTRACT)
DOCUMENT, resolved, operations, validate = OPENAPI.document, OPENAPI.resolved, OPENAPI.operations, OPENAPI.validate

# Statuses that need a full disk or a manager that stops; the units test them.
NOT_PROVOKED = {"503", "default"}
SMALLER = {"viewer": "agent", "operator": "viewer", "approver": "operator", "admin": "approver", "agent": "viewer"}


class Contract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.manager = Manager(MANAGER, AGENT, cls.directory.name, "--secrets-key-file", cls.key_file(),
                              "--drain-grace-seconds", "1", "--stop-grace-seconds", "1",
                              "--approvals-required-for", "deployment.scale agents>=50")
        example = cls.body_example("createDeployment")
        past = {k: example[k] for k in ("image", "model", "prompt_hash", "tools", "limits")}
        past.update(created_at="2026-01-05T10:00:00Z", created_by="aiko", reason="First release")
        body = dict(example, name="code-generator", agent_type="code_generator", replicas=2,
                    history=[past, dict(past, image="registry.example/agents:v2.0.0")])
        answer = cls.manager.change("POST", "/api/v1/deployments", body)
        assert answer.status == 202, answer.body
        cls.settle("code-generator", 2)
        secret = dict(cls.body_example("createSecret"), name="model-key")
        assert cls.manager.change("POST", "/api/v1/secrets", secret).status == 202
        cls.past_task()
        cls.past_rollout()
        cls.seen = {}

    @classmethod
    def key_file(cls):
        file = cls.directory.name + "/secrets.key"
        subprocess.run([MANAGER, "secrets", "generate-key", file], check=True)
        return file

    @classmethod
    def tearDownClass(cls):
        assert cls.manager.stop() == 0
        cls.directory.cleanup()

    @classmethod
    def past_task(cls):
        """One that has ended, so that something was spent."""
        task = dict(cls.body_example("submitTask"), task_id="past-task", complexity=0)
        assert cls.manager.send("POST", "/api/v1/tasks", task, "operator").status == 202
        cls.manager.until("its end", lambda: cls.manager.send("GET", "/api/v1/tasks/past-task", role="viewer").json()["finished_at"])

    @classmethod
    def past_rollout(cls):
        """A first rollout that was aborted, so that there is one to be listed."""
        path = "/api/v1/deployments/code-generator/rollouts"
        cls.manager.until("no change under way", lambda: cls.manager.send(
            "POST", path + "?dry_run=true", {"image": "registry.example/agents:v9"}, "viewer").status == 200)
        assert cls.manager.change("POST", path, {"image": "registry.example/agents:v9"}).status == 202
        assert cls.manager.change("POST", path + "/1/abort", {}).status == 202
        cls.rolled_back(1)

    @classmethod
    def rolled_back(cls, number):
        path = "/api/v1/deployments/code-generator/rollouts/%d" % number
        cls.manager.until("the return", lambda: cls.manager.send("GET", path, role="viewer").json()["phase"] == "rolled_back")

    @staticmethod
    def body_example(operation_id):
        for _, _, operation, _ in operations():
            if operation["operationId"] == operation_id:
                return copy.deepcopy(operation["requestBody"]["content"]["application/json"]["example"])
        raise KeyError(operation_id)

    @classmethod
    def settle(cls, name, ready):
        def is_settled():
            deployment = cls.manager.send("GET", "/api/v1/deployments/" + name, role="viewer").json()
            return deployment["state"] == "running" and deployment["replicas"]["ready"] == ready
        cls.manager.until("deployment %s with %d agents" % (name, ready), is_settled)

    def check(self, operation, answer, *expected):
        """The answer is one that the file documents, and one of those expected."""
        name = operation["operationId"]
        self.assertIn(answer.status, expected, (name, answer.body[:600]))
        key = str(answer.status)
        documented = resolved(operation["responses"].get(key) or operation["responses"]["default"])
        self.seen.setdefault(name, set()).add(key)
        for header, value in documented.get("headers", {}).items():
            self.assertIn(header.lower(), answer.headers, name)
            if resolved(value)["schema"]["type"] == "integer":
                self.assertTrue(answer.headers[header.lower()].isdigit())
        if "content" not in documented:
            self.assertEqual(answer.body, b"", name)
            return answer
        content_type = answer.headers["content-type"].split(";")[0]
        self.assertIn(content_type, documented["content"], (name, answer.status))
        schema = documented["content"][content_type]["schema"]
        if content_type.endswith("json"):
            with self.subTest(operation=name, status=answer.status):
                validate(schema, answer.json())
                if answer.status >= 400:
                    self.assertEqual(answer.json()["status"], answer.status)
        return answer

    def path_of(self, path, parameters, replaced=None):
        for parameter in parameters:
            if parameter["in"] == "path":
                value = (replaced or {}).get(parameter["name"], parameter.get("example"))
                path = path.replace("{%s}" % parameter["name"], urllib.parse.quote(str(value), safe=""))
        return path

    def test_examples_match_their_schemas(self):
        count = 0
        for _, _, operation, _ in operations():
            contents = [resolved(r).get("content", {}) for r in operation["responses"].values()]
            contents.append(operation.get("requestBody", {}).get("content", {}))
            for content in contents:
                for media in content.values():
                    values = [media["example"]] if "example" in media else []
                    values += [resolved(e)["value"] for e in media.get("examples", {}).values()]
                    for value in values:
                        validate(media["schema"], value)
                        count += 1
        self.assertGreater(count, 200)

    def test_every_route_is_documented_and_every_documented_one_is_served(self):
        output = subprocess.run([ROUTES, self.directory.name + "/routes.db"], check=True, capture_output=True, text=True)
        self.assertEqual(set(output.stdout.split("\n")) - {""}, {"%s %s" % (m, p) for p, m, _, _ in operations()})

    def test_documented_requests_and_misuse(self):
        self.strangers = 0
        self.waiting_task("contract-task")
        self.wanted = 60
        self.asked_for_approval()
        incidents = [self.incident(), self.incident()]
        report = dict(self.body_example("reportExecutions"))
        report["events"][0].update(id="before", at=datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.assertEqual(self.manager.send("POST", "/api/v1/security/events", report, "agent").json(), {"kept": 1, "known_already": 0})
        threats = self.manager.send("GET", "/api/v1/security/threats", role="viewer").json()["threats"]
        self.assertEqual(threats, {"executions": 1, "by_severity": {"medium": 0, "high": 1, "critical": 0}})
        for path, method, operation, parameters in operations():
            replaced = {}
            if operation["x-required-role" if "x-required-role" in operation else "operationId"] == "agent":
                replaced["id"] = "probe-0"
            if path.startswith("/api/v1/approvals/"):
                replaced["id"] = self.asked_for_approval()["id"]
            if operation["operationId"] == "removeSecret":
                self.manager.until("the end of the rotation before", lambda: self.secret()["rotation"]["ended_at"])
            if path.startswith("/api/v1/incidents/"):
                replaced["id"] = incidents[operation["operationId"] == "resolveIncident"]
            if operation["operationId"] == "cancelTask":
                replaced["id"] = "contract-task-2"
                self.waiting_task("contract-task-2")
            if "x-required-role" in operation:
                self.misuse_of_access(path, method, operation, parameters, replaced)
            if any(p["name"] == "dry_run" for p in parameters):
                self.documented_change(path, method, operation, parameters, replaced)
            elif operation["tags"] == ["approvals"] and method == "POST":
                self.documented_approval(path, operation, parameters, replaced)
            elif method == "GET":
                self.documented_read(path, operation, parameters, replaced)
            else:
                self.documented_write(path, method, operation, parameters, replaced)
        missing = {}
        for _, _, operation, _ in operations():
            name = operation["operationId"]
            gap = set(operation["responses"]) - self.seen[name] - NOT_PROVOKED - self.provoked_elsewhere(name)
            if gap:
                missing[name] = sorted(gap)
        self.assertEqual(missing, {}, "documented statuses that no request here brought about")

    def waiting_task(self, task_id):
        self.assertEqual(self.manager.change("POST", "/api/v1/deployments/code-generator/pause", {}).status, 202)
        task = dict(self.body_example("submitTask"), task_id=task_id)
        self.assertEqual(self.manager.send("POST", "/api/v1/tasks", task, "operator").status, 202)

    def incident(self):
        """A worker of code-generator is killed; the id of the incident, which was closed by itself."""
        def listed():
            return self.manager.send("GET", "/api/v1/incidents", role="viewer").json()["items"]
        known = {i["id"] for i in listed()}
        events = self.manager.events()
        self.assertEqual(next(events)[1], "start")
        os.kill(self.manager.workers()[0], signal.SIGKILL)
        told = []
        for _, kind, data in events:
            if kind == "incident":
                validate(DOCUMENT["components"]["schemas"]["IncidentEvent"], data)
                told.append(data["state"])
                if data["state"] == "resolved":
                    break
        events.close()
        self.assertEqual(told, ["open", "resolved"])
        new = [i for i in listed() if i["id"] not in known]
        self.assertEqual([(i["service"]["name"], i["resolved"]["automatic"]) for i in new], [("code-generator", True)])
        return new[0]["id"]

    def quiet(self):
        """Nothing is under way: no change of a deployment, no task."""
        path = "/admin/reset-system?dry_run=true"
        self.manager.until("quiet", lambda: self.manager.send("POST", path, {}, "admin").status == 200)

    @staticmethod
    def provoked_elsewhere(name):
        if name == "submitTask":
            return {"429"}
        if name == "scaleUp":
            return {"409"}  # tst_manageremergency.py
        return set()

    def misuse_of_access(self, path, method, operation, parameters, replaced):
        target = self.path_of(path, parameters, replaced)
        body = {} if method != "GET" else None
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        answer = self.check(operation, self.manager.send(method, target, body, None, headers), 401)
        self.assertEqual(answer.headers["www-authenticate"], "Bearer")
        if self.strangers < 4:  # further ones would be answered ever later
            self.strangers += 1
            self.check(operation, self.manager.send(method, target, body, "tbn_" + "0" * 64, headers), 401)
        if "403" in operation["responses"]:
            role = SMALLER[operation["x-required-role"]]
            answer = self.check(operation, self.manager.send(method, target, body, role, headers), 403)
            self.assertEqual(answer.json()["required_role"],
                             "viewer" if role == "agent" else operation["x-required-role"])
        if any(p["name"] == "dry_run" for p in parameters):
            before = self.audited("t-agent")
            self.check(operation, self.manager.send(method, target, body, "agent", headers), 403)
            self.assertEqual(self.audited("t-agent"), before + 1, "a refused change is in the audit, whoever wanted it")
            self.check(operation, self.manager.send(method, target + "?dry_run=true", body, "agent"), 403)
            self.assertEqual(self.audited("t-agent"), before + 1)

    def audited(self, actor):
        """How many entries are theirs; the manager writes its own at any time."""
        return len(self.manager.send("GET", "/api/v1/audit?limit=1000&actor=" + actor, role="viewer").json()["items"])

    def secret(self):
        return self.manager.send("GET", "/api/v1/secrets/model-key", role="viewer").json()

    def begin_rotation(self):
        """Returns the new version and its value, for the probe to confirm."""
        rotated = self.manager.change("POST", "/api/v1/secrets/model-key/rotate", {"overlap_seconds": 0})
        self.assertEqual(rotated.status, 202)
        item = self.manager.send("GET", "/api/v1/agents/probe-0/secrets", role="agent").json()["items"][0]
        return item["confirm_version"], {v["version"]: v["value"] for v in item["versions"]}[item["confirm_version"]]

    def documented_read(self, path, operation, parameters, replaced):
        role = None
        if "x-required-role" in operation:
            role = "agent" if operation["x-required-role"] == "agent" and replaced and "{id}" in path else "viewer"
        target = self.path_of(path, parameters, replaced)
        if operation["operationId"] == "streamEvents":
            self.check(operation, self.manager.send("GET", target + "?nonsense=1", role=role), 422)
            self.seen[operation["operationId"]].add("200")  # test_events_are_told_and_resumed
            return
        answer = self.check(operation, self.manager.send("GET", target, role=role), 200)
        if "304" in operation["responses"]:
            # A heartbeat or a worker may come in between and change the answer for good; a few tries meet a quiet moment.
            etag = answer.headers["etag"]
            for _ in range(50):
                again = self.manager.send("GET", target, role=role, headers={"If-None-Match": etag})
                if again.status == 304:
                    break
                self.check(operation, again, 200)
                self.assertNotEqual(again.headers["etag"], etag)
                etag = again.headers["etag"]
            self.check(operation, again, 304)
        for parameter in parameters:
            if parameter["in"] == "query" and "example" in parameter:
                query = urllib.parse.urlencode({parameter["name"]: parameter["example"]})
                self.check(operation, self.manager.send("GET", target + "?" + query, role=role), 200)
        if "422" in operation["responses"]:
            answer = self.check(operation, self.manager.send("GET", target + "?nonsense=1", role=role), 422)
            self.assertEqual(answer.json()["fields"][0]["field"], "nonsense")
        if "404" in operation["responses"]:
            unknown = self.path_of(path, parameters, {"id": "probe-none" if role == "agent" else "nobody", "name": "nothing"})
            self.check(operation, self.manager.send("GET", unknown, role=role), 404)
            unfit = self.path_of(path, parameters, {"id": "-/-", "name": "UPPER case"})
            self.check(operation, self.manager.send("GET", unfit, role=role), 422)
        if "limit" in [p["name"] for p in parameters]:
            self.pages(target, operation, role)

    def pages(self, target, operation, role):
        for _ in range(10):
            whole = self.manager.send("GET", target + "?limit=1000", role=role).json()["items"]
            names = [k for k in ("id", "name", "number", "sequence") if k in whole[0]][:1] or ("hour", "agent_type", "model")
            keys = lambda items: [tuple(item[name] for name in names) for item in items]
            paged, cursor = [], None
            while True:
                query = "?limit=1" + ("&cursor=" + cursor if cursor else "")
                page = self.check(operation, self.manager.send("GET", target + query, role=role), 200).json()
                paged += keys(page["items"])
                cursor = page["next_cursor"]
                if cursor is None:
                    break
            if paged == keys(whole):
                break  # else something was added while the pages were turned
        self.assertEqual(paged, keys(whole))
        self.check(operation, self.manager.send("GET", target + "?cursor=%21%21", role=role), 422)
        for limit in ("0", "1001", "x", ""):
            self.check(operation, self.manager.send("GET", target + "?limit=" + limit, role=role), 422)

    def misuse_of_bodies(self, target, method, operation, role, body, headers):
        send = lambda data, more=None: self.manager.send(method, target, data, role, {**headers, **(more or {})})
        json_type = {"Content-Type": "application/json"}
        self.check(operation, send(json.dumps(body), {"Content-Type": "text/plain"}), 415)
        for broken in (b"{", b"", b'{"reason": "\xff\xfe"}', b"[1,", b'{"a":1}x',
                       b'{"limits":' + b"[" * 100000 + b"]" * 100000 + b"}"):
            self.check(operation, send(broken, json_type), 400)
        for other in (b"[]", b"null", b"7"):
            self.check(operation, send(other, json_type), 422)
        answer = self.check(operation, send(dict(body, nonsense=1)), 422)
        self.assertIn("nonsense", [f["field"] for f in answer.json()["fields"]])
        self.check(operation, send(b'{"reason":"' + b"x" * (1 << 20) + b'"}', json_type), 413)
        schema = resolved(operation["requestBody"]["content"]["application/json"]["schema"])
        for member in schema.get("required", []):
            answer = self.check(operation, send({k: v for k, v in body.items() if k != member}), 422)
            self.assertIn(member, [f["field"] for f in answer.json()["fields"]])
        for member in schema["properties"]:
            answer = self.check(operation, send(dict(body, **{member: [[]]})), 422)
            self.assertTrue(any(f["field"].startswith(member) for f in answer.json()["fields"]), (member, answer.body))

    def documented_write(self, path, method, operation, parameters, replaced):
        name = operation["operationId"]
        role = operation["x-required-role"]
        target = self.path_of(path, parameters, replaced)
        body = self.body_example(name)
        self.misuse_of_bodies(target, method, operation, role, body, {})
        if name == "confirmOwnSecret":
            refused = self.check(operation, self.manager.send(method, target, body, role), 409)
            self.assertEqual(refused.json()["code"], "conflict")
            body["version"], value = self.begin_rotation()
            refused = self.check(operation, self.manager.send(method, target, dict(body, value="another"), role), 403)
            self.assertEqual(refused.json()["code"], "secret_refused")
            body["value"] = value
        if name in ("confirmOwnSecret", "useOwnSecret"):
            unknown = self.path_of(path, parameters, {"id": "probe-0", "name": "nothing"})
            self.check(operation, self.manager.send(method, unknown, body, role), 404)
        self.check(operation, self.manager.send(method, target, body, role), 200, 201, 202)
        if name == "registerAgent":
            self.check(operation, self.manager.send(method, target, body, role), 200)
            self.check(operation, self.manager.send(method, target, dict(body, id="other-1"), role), 403)
            taken = self.manager.make_token("t-taker", "agent", "--agents", "code-generator-*")
            self.check(operation, self.manager.send(method, target, dict(body, id="code-generator-0"), taken), 409)
            body.update(id="probe-removed")
            self.check(operation, self.manager.send(method, target, body, role), 201)
            removed = "/api/v1/agents/probe-removed"
            self.assertEqual(self.manager.change("POST", removed + "/remove", {}).status, 202)
            self.manager.until("the agent's going", lambda: self.manager.send("GET", removed, role="viewer").status == 404)
            refused = self.check(operation, self.manager.send(method, target, body, role), 409)
            self.assertEqual(refused.json()["code"], "agent_removed")
            resume = next(o for _, _, o, _ in operations() if o["operationId"] == "resumeAgent")
            self.check(resume, self.manager.change("POST", removed + "/resume", {}), 202)
            self.check(operation, self.manager.send(method, target, body, role), 201)
        if name == "reportExecutions":
            again = self.check(operation, self.manager.send(method, target, body, role), 200).json()
            self.assertEqual(again, {"kept": 0, "known_already": 1})
            self.check(operation, self.manager.send(method, target, dict(body, agent="other-1"), role), 403)
        if name == "heartbeatAgent":
            unknown = self.path_of(path, parameters, {"id": "probe-9"})
            self.check(operation, self.manager.send(method, unknown, body, role), 404)
        if name == "scaleUp":
            self.check(operation, self.manager.send(method, target, dict(body, deployment="nothing"), role), 404)
            self.check(operation, self.manager.send(method, target, body, role, {"Idempotency-Key": "short"}), 400)
            key = {"Idempotency-Key": str(uuid.uuid4())}
            once = self.check(operation, self.manager.send(method, target, body, role, key), 202)
            again = self.check(operation, self.manager.send(method, target, body, role, key), 202)
            self.assertEqual(again.body, once.body)
        if name == "emergencyMode":
            key = {"Idempotency-Key": str(uuid.uuid4())}
            self.check(operation, self.manager.send(method, target, body, role, key), 202)
            self.check(operation, self.manager.send(method, target, dict(body, alert_data={}), role, key), 409)
            self.check(operation, self.manager.send(method, target, body, role, {"Idempotency-Key": "short"}), 400)
        if name == "submitTask":
            body["task_id"] = "twice"
            self.check(operation, self.manager.send(method, target, body, role), 202)
            again = self.check(operation, self.manager.send(method, target, body, role), 202)
            self.assertEqual(again.headers["idempotency-replayed"], "true")
            self.check(operation, self.manager.send(method, target, dict(body, priority=9), role), 409)
            self.check(operation, self.manager.send(method, target, dict(body, agent_type="unheard_of"), role), 422)

    def documented_change(self, path, method, operation, parameters, replaced):
        name = operation["operationId"]
        role = operation["x-required-role"]
        target = self.path_of(path, parameters, replaced)
        body = self.body_example(name)
        if name == "resetSystem":
            self.rolled_back(2)
            self.quiet()
        if name == "startRollout":
            self.assertEqual(self.manager.change("POST", "/api/v1/deployments/code-generator/resume", {}).status, 202)
            dry_run = lambda: self.manager.send("POST", target + "?dry_run=true", {"image": "registry.example/x:1"}, "viewer")
            self.manager.until("no change under way", lambda: dry_run().status == 200)
        if name in ("pauseRollout", "promoteRollout"):  # while green is prepared, the rollout goes on between plan and execution
            now = target.rsplit("/", 1)[0]
            self.manager.until("green", lambda: self.manager.send("GET", now, role="viewer").json()["phase"] == "shifting")
        plan = dict(body)
        plan.pop("plan_hash")
        before = self.audited("t-viewer")
        first = self.check(operation, self.manager.send(method, target + "?dry_run=true", plan, "viewer"), 200).json()
        self.assertEqual(self.audited("t-viewer"), before, "a plan is not a change")
        key = {"Idempotency-Key": str(uuid.uuid4())}
        good = dict(body, plan_hash=first["plan_hash"])
        self.misuse_of_bodies(target, method, operation, role, good, key)
        self.check(operation, self.manager.send(method, target, good, role), 400)
        self.check(operation, self.manager.send(method, target, good, role, {"Idempotency-Key": "short"}), 400)
        self.check(operation, self.manager.send(method, target + "?dry_run=maybe", good, role, key), 422)
        stale = self.check(operation, self.manager.send(method, target, body, role, {"Idempotency-Key": "stale-" + name}), 409)
        self.assertEqual(stale.json()["code"], "plan_changed")
        good["plan_hash"] = stale.json()["plan"]["plan_hash"]
        done = self.check(operation, self.manager.send(method, target, good, role, key), 202)
        replay = self.check(operation, self.manager.send(method, target, good, role, key), 202)
        self.assertEqual(replay.body, done.body)
        self.assertEqual(replay.headers["idempotency-replayed"], "true")
        other = dict(good, reason="Another reason")
        reused = self.check(operation, self.manager.send(method, target, other, role, key), 409)
        self.assertEqual(reused.json()["code"], "idempotency_key_reused")
        entries = self.manager.send("GET", "/api/v1/audit?operation_id=" + done.json()["operation_id"], role="viewer").json()
        accepted = [e for e in entries["items"] if e["outcome"] == "accepted"]
        self.assertEqual([(e["action"], e["reason"], e["changes"]) for e in accepted],
                         [(first["action"], body["reason"], first["changes"])])
        unknown = self.path_of(path, parameters, {"id": "nobody", "name": "nothing"})
        if unknown != target:
            self.check(operation, self.manager.send(method, unknown, good, role, {"Idempotency-Key": "unknown-" + name}), 404)
        elif name == "createDeployment":
            self.check(operation, self.manager.send(method, target, good, role, {"Idempotency-Key": "twice-" + name}), 409)

    def plan_to_be_approved(self):
        """A plan that no approval was asked for yet."""
        self.wanted += 1
        path = "/api/v1/deployments/code-generator/scale"
        plan = self.manager.send("POST", path + "?dry_run=true", {"replicas": self.wanted}, "viewer").json()
        self.assertTrue(plan["needs_approval"], plan)
        return plan["plan_hash"]

    def asked_for_approval(self, role="operator"):
        answer = self.manager.send("POST", "/api/v1/approvals", {"plan_hash": self.plan_to_be_approved(), "reason": "Peak"},
                                   role, {"Idempotency-Key": str(uuid.uuid4())})
        self.assertEqual(answer.status, 202, answer.body)
        return answer.json()

    def documented_approval(self, path, operation, parameters, replaced):
        name, role = operation["operationId"], operation["x-required-role"]
        target = self.path_of(path, parameters, replaced)
        body = self.body_example(name)
        key = lambda: {"Idempotency-Key": str(uuid.uuid4())}
        send = lambda *arguments: self.check(operation, self.manager.send("POST", *arguments[:-1]), arguments[-1])
        if name == "requestApproval":
            self.assertEqual(send(target, body, role, key(), 409).json()["code"], "plan_expired")
            small = self.manager.send("POST", "/api/v1/deployments/code-generator/scale?dry_run=true", {"replicas": 3}, "viewer")
            unneeded = dict(body, plan_hash=small.json()["plan_hash"])
            self.assertEqual(send(target, unneeded, role, key(), 409).json()["code"], "conflict")
            body["plan_hash"] = self.plan_to_be_approved()
        self.misuse_of_bodies(target, "POST", operation, role, body, key())
        send(target, body, role, 400)
        send(target + "?dry_run=true", body, role, key(), 422)
        first_key = key()
        done = send(target, body, role, first_key, 202)
        again = send(target, body, role, first_key, 202)
        self.assertEqual((again.body, again.headers["idempotency-replayed"]), (done.body, "true"))
        send(target, body, role, key(), 409)
        entries = self.manager.send("GET", "/api/v1/audit?operation_id=" + done.json()["operation_id"], role="viewer").json()
        self.assertEqual([(e["outcome"], e["reason"]) for e in entries["items"]], [("accepted", body["reason"])])
        if name != "requestApproval":
            send(self.path_of(path, parameters, {"id": "ap-0"}), body, role, key(), 404)
        if name == "approveApproval":
            own = self.asked_for_approval(role)
            refused = send(self.path_of(path, parameters, {"id": own["id"]}), body, role, key(), 403)
            self.assertEqual(refused.json()["code"], "second_person_required")

    def test_what_needs_an_approval_is_executed_with_it_and_once(self):
        scale = next(o for _, _, o, _ in operations() if o["operationId"] == "scaleDeployment")
        approve = next(o for _, _, o, _ in operations() if o["operationId"] == "approveApproval")
        with tempfile.TemporaryDirectory() as directory:
            config = directory + "/manager.yaml"
            with open(config, "w", encoding="utf-8") as stream:
                stream.write("approvals:\n  required_for: [deployment.scale, budgets.*]\n  expiry_seconds: 1000\n")
            manager = Manager(MANAGER, AGENT, directory, "--config", config)
            body = dict(self.body_example("createDeployment"), name="small", replicas=0)
            self.assertEqual(manager.change("POST", "/api/v1/deployments", body).status, 202)
            path = "/api/v1/deployments/small/scale"
            events = manager.events()
            self.assertEqual(next(events)[1], "start")

            def post(where, what, role):
                return manager.send("POST", where, what, role, {"Idempotency-Key": str(uuid.uuid4())})
            plan = manager.send("POST", path + "?dry_run=true", {"replicas": 1}, "viewer").json()
            body = {"replicas": 1, "reason": "Peak", "plan_hash": plan["plan_hash"]}
            refused = self.check(scale, post(path, body, "operator"), 409).json()
            self.assertEqual((refused["code"], refused["plan"]["plan_hash"]), ("approval_required", plan["plan_hash"]))
            asked = post("/api/v1/approvals", {"plan_hash": plan["plan_hash"], "reason": "Peak"}, "operator").json()
            self.assertEqual(post(path, body, "admin").json()["code"], "approval_required")
            where = "/api/v1/approvals/%s/approve" % asked["id"]
            self.check(approve, post(where, {"reason": "Agreed"}, "approver"), 202)
            done = self.check(scale, post(path, body, "operator"), 202).json()
            used = manager.send("GET", "/api/v1/approvals/" + asked["id"], role="viewer").json()
            self.assertEqual((used["state"], used["used"]["operation_id"]), ("used", done["operation_id"]))
            self.assertEqual(post(path, body, "operator").json()["code"], "plan_changed")
            entry = manager.send("GET", "/api/v1/audit?operation_id=" + done["operation_id"], role="viewer").json()["items"][-1]
            self.assertIn("approved by t-approver (%s)" % asked["id"], entry["detail"])
            told = []
            for _, kind, data in events:
                if kind == "approval":
                    validate(DOCUMENT["components"]["schemas"]["ApprovalEvent"], data)
                    told.append(data["state"])
                    if data["state"] == "used":
                        break
            self.assertEqual(told, ["pending", "approved", "used"])
            events.close()
            self.assertEqual(manager.stop(), 0)

    def test_events_are_told_and_resumed(self):
        operation = next(o for _, _, o, _ in operations() if o["operationId"] == "streamEvents")
        schemas = operation["x-events"]
        scale = "/api/v1/deployments/code-generator/scale"

        def until(events, wanted):
            for event_id, kind, data in events:
                if kind in schemas:
                    validate(schemas[kind], data)
                if wanted(kind, data):
                    return event_id
            raise AssertionError("the stream ended")

        self.assertEqual(self.manager.change("POST", "/api/v1/deployments/code-generator/resume", {}).status, 202)
        self.assertEqual(self.manager.change("POST", scale, {"replicas": 1}).status, 202)
        self.settle("code-generator", 1)
        events = self.manager.events()
        start = until(events, lambda kind, _: kind == "start")
        done = self.manager.change("POST", scale, {"replicas": 3}).json()["operation_id"]
        begun = until(events, lambda kind, data: kind == "deployment" and data["operation_id"] == done)
        until(events, lambda kind, data: kind == "agent" and (data["id"], data["status"]) == ("code-generator-2", "idle"))
        until(events, lambda kind, data: kind == "deployment" and data["operation_id"] is None
              and data["state"] == "running" and data["replicas"]["ready"] == 3)
        events.close()
        self.assertEqual(self.manager.change("POST", scale, {"replicas": 2}).status, 202)
        self.settle("code-generator", 2)
        again = self.manager.events(start)
        self.assertEqual(until(again, lambda kind, data: kind == "deployment" and data["operation_id"] == done), begun)
        until(again, lambda kind, data: kind == "agent" and data["change"] == "removed")
        again.close()
        self.assertEqual(next(self.manager.events("deadbeef-1"))[1:], ("reset", {}))
        self.assertEqual(self.manager.send("HEAD", "/api/v1/events", role="viewer").status, 200)

    def test_wrong_method_and_unknown_path(self):
        health = DOCUMENT["paths"]["/health"]["get"]
        answer = self.check(health, self.manager.send("DELETE", "/health"), 405)
        self.assertIn("GET", answer.headers["allow"])
        self.check(health, self.manager.send("GET", "/api/v2/everything"), 404)

    def test_a_full_queue_is_429_with_retry_after(self):
        submit = next(o for _, _, o, _ in operations() if o["operationId"] == "submitTask")
        with tempfile.TemporaryDirectory() as directory:
            manager = Manager(MANAGER, AGENT, directory, "--queue-limit", "2")
            body = dict(self.body_example("createDeployment"), replicas=0)
            self.assertEqual(manager.change("POST", "/api/v1/deployments", body).status, 202)
            task = dict(self.body_example("submitTask"), agent_type=body["agent_type"])
            for expected in (202, 202, 429):
                answer = self.check(submit, manager.send("POST", "/api/v1/tasks", task, "operator"), expected)
            self.assertEqual(answer.headers["retry-after"], str(answer.json()["retry_after"]))
            controls = dict(self.body_example("putCostControls"), requests_per_hour=2)
            self.assertEqual(manager.change("PUT", "/api/v1/cost-controls", controls).status, 202)
            answer = self.check(submit, manager.send("POST", "/api/v1/tasks", task, "operator"), 429)
            self.assertEqual((answer.json()["code"], answer.json()["limit"]["limit"]), ("limit_reached", "requests_per_hour"))
            self.assertEqual(answer.headers["retry-after"], str(answer.json()["retry_after"]))
            self.assertEqual(manager.stop(), 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of a manager as a program: real workers take part in a rotation, across kills; no value is on disk in clear;
what a manager without a key, with another key or with a key that others may read says."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest

from managerprocess import Manager, die_with_parent

MANAGER, AGENT = sys.argv[1:3]
DEPLOYMENT = {"name": "gen", "agent_type": "code_generator", "replicas": 3, "image": "registry.example/agents:v1",
              "model": "claude-sonnet-3.5", "prompt_hash": "sha256:1", "tools": ["read_file"],
              "limits": {"cpu": 1, "memory_bytes": 1 << 29, "capacity": 10}}
PROBE = {"id": "probe-1", "type": "code_generator", "deployment": None, "endpoint": "http://127.0.0.1:9", "version": "v1",
         "capacity": 1}
GIVEN = "a-given-value-that-nobody-may-find-3141592653"
OPTIONS = ("--heartbeat-interval-seconds", "0.1", "--stop-grace-seconds", "0.5", "--drain-grace-seconds", "0.2",
           "--backoff-first-seconds", "0.05", "--verbose")


class Secrets(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = scratch.name
        self.key = os.path.join(self.directory, "key")
        subprocess.run([MANAGER, "secrets", "generate-key", self.key], check=True)

    def start(self, *options):
        manager = Manager(MANAGER, AGENT, self.directory, "--secrets-key-file", self.key, *OPTIONS, *options)
        self.addCleanup(manager.process.kill)
        return manager

    def again(self, manager, key=None):
        """Kills the manager and starts another on the same state."""
        manager.process.kill()
        manager.process.wait()
        port = os.path.join(self.directory, "port")
        os.remove(port)
        manager.process = subprocess.Popen(
            [MANAGER, "serve", "--db", manager.db, "--port-file", port, "--agent-binary", AGENT, "--listen", "127.0.0.1:0",
             "--log-directory", self.directory, "--secrets-key-file", key or self.key, *OPTIONS],
            stderr=manager.log, preexec_fn=die_with_parent)
        self.addCleanup(manager.process.kill)
        manager.port = int(manager.until("the port file", lambda: manager.read(port)))

    def secret(self, manager, name="model-key"):
        answer = manager.send("GET", "/api/v1/secrets/" + name, role="viewer")
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def prepare(self, manager):
        self.assertEqual(manager.change("POST", "/api/v1/deployments", DEPLOYMENT).status, 202)
        self.ready(manager)
        answer = manager.change("POST", "/api/v1/secrets",
                                {"name": "model-key", "owner": {"kind": "deployment", "name": "gen"}, "value": GIVEN})
        self.assertEqual(answer.status, 202, answer.body)
        self.assertNotIn(GIVEN, answer.body.decode())

    def ready(self, manager):
        manager.until("ready workers", lambda: manager.send("GET", "/api/v1/deployments/gen", role="viewer")
                      .json()["replicas"]["ready"] == 3)

    def rotate(self, manager, overlap, limit=60, name="model-key"):
        answer = manager.change("POST", "/api/v1/secrets/%s/rotate" % name,
                                {"overlap_seconds": overlap, "confirm_within_seconds": limit}, "operator")
        self.assertEqual(answer.status, 202, answer.body)
        return answer.json()["operation_id"]

    def at_step(self, manager, *steps, name="model-key"):
        return manager.until("step " + "/".join(steps), lambda: (lambda s: s["rotation"]["step"] in steps and s)(
            self.secret(manager, name)))

    def as_probe(self, manager, path, body=None, token="agent"):
        return manager.send("GET" if body is None else "POST", "/api/v1/agents/probe-1/secrets" + path, body, token)

    def files(self):
        for root, _, names in os.walk(self.directory):
            for name in names:
                if name != "key":
                    with open(os.path.join(root, name), "rb") as stream:
                        yield name, stream.read()

    def test_workers_rotate_and_no_value_is_left_anywhere(self):
        manager = self.start()
        self.prepare(manager)
        self.assertEqual(manager.send("POST", "/api/v1/agents", PROBE, "agent").status, 201)
        owner = {"kind": "agent", "name": "probe-1"}
        self.assertEqual(manager.change("POST", "/api/v1/secrets", {"name": "probe-key", "owner": owner}).status, 202)
        values = [GIVEN] + [v["value"] for i in self.as_probe(manager, "").json()["items"] for v in i["versions"]]
        self.assertEqual(len(values), 2)
        events = manager.events()
        next(events)
        operation = self.rotate(manager, 1)
        steps = []
        for _, kind, data in events:
            if kind == "secret":
                steps.append(data["rotation_step"])
                if steps[-1] in ("done", "returned"):
                    break
        events.close()
        self.assertEqual([s for i, s in enumerate(steps) if s not in steps[:i]], ["confirming", "overlap", "refusing", "done"])
        rotation = self.secret(manager)["rotation"]
        self.assertEqual({c["agent_id"] for c in rotation["confirmations"]}, {"gen-0", "gen-1", "gen-2"})
        self.assertIsNotNone(rotation["old_refused_at"])
        log = os.path.join(self.directory, "log")
        manager.until("the workers' own tries of the old one",
                      lambda: manager.read(log).count("version 1 is refused, as it should be") == 3)
        audit = manager.send("GET", "/api/v1/audit?limit=1000&target=model-key", role="viewer").json()["items"]
        self.assertEqual([e["outcome"] for e in audit if e["action"] == "secret.rotate" and e["operation_id"] == operation],
                         ["completed", "accepted"])
        self.assertEqual({e["actor"]["name"] for e in audit if e["action"] == "secret.confirm"}, {"gen-0", "gen-1", "gen-2"})
        task = {"agent_type": "code_generator", "operation": "lookup"}
        self.assertEqual(manager.send("POST", "/api/v1/tasks", task, "operator").status, 202)
        manager.until("a report of use", lambda: self.secret(manager)["last_used_at"])
        with sqlite3.connect(manager.db) as database:
            database.execute("VACUUM INTO ?", (os.path.join(self.directory, "backup.db"),))
        seen = {name for name, _ in self.files()}
        self.assertLessEqual({"manager.db", "manager.db-wal", "backup.db", "log", "toban-manager.log"}, seen)
        for name, data in self.files():
            for value in values:
                self.assertNotIn(value.encode(), data, name)
        limits = manager.read("/proc/%d/limits" % manager.process.pid)
        self.assertRegex(limits, r"Max core file size\s+0\s+0")
        self.assertEqual(manager.stop(), 0)

    def test_a_kill_in_any_step_goes_on(self):
        manager = self.start()
        self.prepare(manager)
        self.rotate(manager, 2)
        self.again(manager)  # in confirming, or just after
        self.ready(manager)
        self.at_step(manager, "overlap", "refusing", "done")
        self.again(manager)
        self.ready(manager)
        self.at_step(manager, "done")
        self.again(manager)
        self.assertEqual(self.secret(manager)["version"], 2)
        self.assertEqual(manager.stop(), 0)
        subprocess.run([MANAGER, "audit", "verify", manager.db], check=True, capture_output=True)

    def test_an_agent_that_does_not_confirm_keeps_the_old_one(self):
        manager = self.start()
        self.assertEqual(manager.send("POST", "/api/v1/agents", PROBE, "agent").status, 201)
        secret = {"name": "probe-key", "owner": {"kind": "agent", "name": "probe-1"}, "value": GIVEN}
        self.assertEqual(manager.change("POST", "/api/v1/secrets", secret).status, 202)
        beat = lambda: manager.send("POST", "/api/v1/agents/probe-1/heartbeat", {"status": "idle", "current_load": 0},
                                    "agent").json()["secrets"]
        before = beat()
        self.rotate(manager, 0, 1, "probe-key")
        self.assertNotEqual(beat(), before)
        new = self.as_probe(manager, "").json()["items"][0]["versions"][1]["value"]
        ended = self.at_step(manager, "returned", name="probe-key")
        self.assertIn("probe-1", ended["rotation"]["detail"])
        self.assertEqual(beat(), before)
        self.assertEqual(self.as_probe(manager, "/probe-key/use", {"value": GIVEN}).json()["version"], 1)
        self.assertEqual(self.as_probe(manager, "/probe-key/use", {"value": new}).json()["code"], "secret_refused")
        stranger = manager.make_token("t-other", "agent", "--agents", "other-*")
        manager.until("the token", lambda: manager.send("GET", "/api/v1/me", role=stranger).status == 200)
        self.assertEqual(self.as_probe(manager, "", token=stranger).status, 403)
        self.assertEqual(self.as_probe(manager, "/probe-key/use", {"value": GIVEN}, stranger).status, 403)
        self.assertEqual(self.as_probe(manager, "", token="admin").status, 403)
        self.assertEqual(manager.stop(), 0)

    def test_a_token_of_one_deployment_gets_nothing_of_one_whose_name_begins_alike(self):
        manager = self.start()
        owners = {"gen": "value-of-gen-2718281828", "gen-fast": "value-of-gen-fast-1618033988"}
        tokens = {name: manager.make_token("pods-" + name, "agent", "--agents", name + "-*") for name in owners}
        for name, value in owners.items():
            self.assertEqual(manager.change("POST", "/api/v1/deployments", {**DEPLOYMENT, "name": name, "replicas": 1}).status, 202)
            manager.until("its worker", lambda: manager.send("GET", "/api/v1/deployments/" + name, role="viewer")
                          .json()["replicas"]["ready"] == 1)
            secret = {"name": "key-of-" + name, "owner": {"kind": "deployment", "name": name}, "value": value}
            self.assertEqual(manager.change("POST", "/api/v1/secrets", secret).status, 202)
        manager.until("the tokens", lambda: all(manager.send("GET", "/api/v1/me", role=t).status == 200 for t in tokens.values()))

        def pod(name, deployment):
            return {**PROBE, "id": name, "deployment": deployment}

        def values(agent, token):
            answer = manager.send("GET", "/api/v1/agents/%s/secrets" % agent, role=token)
            return [v["value"] for i in answer.json()["items"] for v in i["versions"]] if answer.status == 200 else answer.status
        for name, value in owners.items():
            mine = name + "-5c9d7-x2x4"
            self.assertEqual(manager.send("POST", "/api/v1/agents", pod(mine, name), tokens[name]).status, 201)
            self.assertEqual(values(mine, tokens[name]), [value])
            self.assertEqual(values(name + "-0", tokens[name]), [value])
        self.rotate(manager, 0, 60, "key-of-gen-fast")
        beat = {"status": "failed", "current_load": 0}
        event = {"id": "run-1", "at": "2026-03-02T09:14:03.120Z", "type": "t", "duration_seconds": 1, "outcome": "succeeded"}
        for agent in ("gen-fast-0", "gen-fast-5c9d7-x2x4", "gen-fast-not-known-yet"):
            said = {"version": 2, "works": False, "detail": "not mine"}
            for method, path, body in (
                    ("GET", "/api/v1/agents/%s/secrets" % agent, None),
                    ("POST", "/api/v1/agents/%s/secrets/key-of-gen-fast/confirm" % agent, said),
                    ("POST", "/api/v1/agents/%s/secrets/key-of-gen-fast/use" % agent, {"value": owners["gen-fast"]}),
                    ("POST", "/api/v1/agents/%s/heartbeat" % agent, beat),
                    ("POST", "/api/v1/agents", pod(agent, "gen")),
                    ("POST", "/api/v1/security/events", {"agent": agent, "events": [event]})):
                answer = manager.send(method, path, body, tokens["gen"])
                self.assertEqual(answer.status, 403, (method, path, answer.body))
                self.assertIn("is of the deployment gen-fast", answer.json()["detail"])
        self.assertNotEqual(self.secret(manager, "key-of-gen-fast")["rotation"]["step"], "returned")
        self.assertEqual(manager.stop(), 0)

    def test_another_key_is_named_and_rekey_changes_over_to_it(self):
        manager = self.start()
        self.prepare(manager)
        other = os.path.join(self.directory, "other.key")
        subprocess.run([MANAGER, "secrets", "generate-key", other], check=True)
        rekey = [MANAGER, "secrets", "rekey", "--db", manager.db, "--key-file", self.key, "--new-key-file", other]
        running = subprocess.run(rekey, capture_output=True, text=True)
        self.assertEqual(running.returncode, 1)
        self.assertIn("stop the manager", running.stderr)
        self.again(manager, other)
        answer = manager.send("GET", "/api/v1/secrets", role="viewer")
        self.assertEqual((answer.status, answer.json()["code"]), (503, "secrets_unavailable"))
        self.assertIn("rekey", answer.json()["detail"])
        self.ready(manager)  # all else works
        self.assertEqual(manager.stop(), 0)
        manager.log = open(os.path.join(self.directory, "log"), "ab")
        with sqlite3.connect(manager.db) as database:
            sealed = [row[0].encode() for row in database.execute("SELECT sealed FROM secret_versions")]
            # As managers left it that did not overwrite what they deleted.
            sealed.append(b"a value that was rotated away" * 400)
            database.execute("PRAGMA secure_delete=OFF")
            database.execute("INSERT INTO secret_versions VALUES ('old', 1, ?, 0, 1)", (sealed[-1].decode(),))
            database.execute("DELETE FROM secret_versions WHERE secret='old'")
        database.close()
        sealed[-1] = sealed[-1][:200]
        for value in sealed:
            self.assertTrue(any(value in data for _, data in self.files()), "it is there to begin with")
        done = subprocess.run(rekey, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout[:2]), (0, "1 "), done.stderr)
        for name, data in self.files():
            for value in sealed:
                self.assertNotIn(value, data, name + " holds what the old key opens")
        self.again(manager, other)
        self.ready(manager)
        self.rotate(manager, 0)
        self.at_step(manager, "done")
        self.assertEqual(manager.stop(), 0)

    def test_without_a_key_all_else_works(self):
        manager = Manager(MANAGER, AGENT, self.directory, *OPTIONS)
        self.addCleanup(manager.process.kill)
        for method, path, role in (("GET", "/api/v1/secrets", "viewer"), ("GET", "/api/v1/secrets/x", "viewer"),
                                   ("GET", "/api/v1/agents/probe-1/secrets", "agent")):
            answer = manager.send(method, path, role=role)
            self.assertEqual((answer.status, answer.json()["code"]), (503, "secrets_unavailable"), path)
            self.assertIn("generate-key", answer.json()["detail"])
        body = {"name": "k", "owner": {"kind": "agent", "name": "a"}}
        self.assertEqual(manager.send("POST", "/api/v1/secrets?dry_run=true", body, "admin").status, 503)
        self.assertEqual(manager.change("POST", "/api/v1/deployments", DEPLOYMENT).status, 202)
        self.ready(manager)
        self.assertEqual(manager.stop(), 0)

    def test_keys_that_others_may_read_or_that_are_none_are_refused(self):
        serve = [MANAGER, "serve", "--db", os.path.join(self.directory, "m.db"), "--listen", "127.0.0.1:0",
                 "--log-directory", self.directory, "--secrets-key-file"]
        os.chmod(self.key, 0o640)
        refused = subprocess.run(serve + [self.key], capture_output=True, text=True, timeout=20)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("chmod 600", refused.stderr)
        for text in ("", "secret\n"):
            broken = os.path.join(self.directory, "broken")
            with open(os.open(broken, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="ascii") as stream:
                stream.write(text)
            refused = subprocess.run(serve + [broken], capture_output=True, text=True, timeout=20)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("64 hexadecimal digits", refused.stderr)
            self.assertNotIn("secret\n", refused.stderr)
        twice = subprocess.run([MANAGER, "secrets", "generate-key", self.key], capture_output=True, text=True)
        self.assertEqual(twice.returncode, 1)
        self.assertIn("exists already", twice.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manager as a program: where it listens, TLS with a private certificate, its log file, a worker program that is
missing. Workers are real processes that register by themselves."""

import http.client
import json
import os
import stat
import subprocess
import sys
import tempfile
import unittest

from managerprocess import Manager, die_with_parent

MANAGER, AGENT = sys.argv[1:3]
DEPLOYMENT = {"name": "gen", "agent_type": "code_generator", "replicas": 1, "image": "registry.example/agents:v1",
              "model": "claude-sonnet-3.5", "prompt_hash": "sha256:1", "tools": ["read_file"],
              "limits": {"cpu": 1, "memory_bytes": 1 << 29, "capacity": 10}}


class Serve(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)

    def until_a_worker_is_ready(self, manager):
        self.assertEqual(manager.change("POST", "/api/v1/deployments", DEPLOYMENT).status, 202)
        manager.until("a ready worker", lambda: manager.send("GET", "/api/v1/deployments/gen", role="viewer")
                      .json()["replicas"]["ready"] == 1, seconds=15)

    def test_workers_find_the_manager_at_any_address(self):
        for listen in ("127.0.0.2:0", "[::1]:0", "0.0.0.0:0"):
            with self.subTest(listen=listen), tempfile.TemporaryDirectory() as directory:
                manager = Manager(MANAGER, AGENT, directory, "--listen", listen, "--insecure-remote", address={
                    "127.0.0.2:0": "127.0.0.2", "[::1]:0": "::1"}.get(listen, "127.0.0.1"))
                self.until_a_worker_is_ready(manager)
                self.assertEqual(manager.stop(), 0)

    def test_workers_register_over_tls_with_a_private_certificate(self):
        certificate, key = os.path.join(self.scratch.name, "c.pem"), os.path.join(self.scratch.name, "k.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=manager", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", key, "-out", certificate], check=True, capture_output=True)
        manager = Manager(MANAGER, AGENT, self.scratch.name, "--certificate-file", certificate, "--key-file", key,
                          "--listen", "127.0.0.1:17443", "--advertise-url", "https://localhost:17443", tls=certificate)
        self.until_a_worker_is_ready(manager)
        self.assertEqual(manager.stop(), 0)

    def test_the_log_is_a_private_file_too(self):
        logs = os.path.join(self.scratch.name, "logs")
        manager = Manager(MANAGER, AGENT, self.scratch.name, "--log-directory", logs)
        self.assertEqual(manager.stop(), 0)
        file = os.path.join(logs, "toban-manager.log")
        self.assertIn("stopping", manager.read(file))
        self.assertEqual(stat.S_IMODE(os.stat(file).st_mode), 0o600)
        self.assertIn("stopping", manager.read(os.path.join(self.scratch.name, "log")), "standard error as well")

    def test_stopping_answers_strangers_that_still_wait(self):
        manager = Manager(MANAGER, AGENT, self.scratch.name)
        self.assertEqual(manager.send("GET", "/api/v1/me", role="viewer").status, 200)
        strangers = [http.client.HTTPConnection("127.0.0.1", manager.port, timeout=15) for _ in range(20)]
        for stranger in strangers:
            stranger.request("GET", "/api/v1/me", headers={"Authorization": "Bearer tbn_" + "0" * 64})
        self.assertEqual(manager.send("GET", "/health").status, 200)
        self.assertEqual(manager.stop(), 0)
        for stranger in strangers:
            stranger.close()

    def command(self, *arguments):
        return subprocess.run([MANAGER, *arguments], capture_output=True, text=True)

    def test_an_export_verifies_until_it_is_altered(self):
        manager = Manager(MANAGER, AGENT, self.scratch.name)
        for number in range(250):  # more than are read at once
            answer = manager.send("POST", "/api/v1/deployments/none/scale", {}, "viewer")
            self.assertEqual(answer.status, 403)
        kept = os.path.join(self.scratch.name, "head")
        with open(kept, "wb") as stream:
            stream.write(manager.send("GET", "/api/v1/audit/head", role="viewer").body)
        head = manager.send("GET", "/api/v1/audit/head", role="viewer").json()
        text = manager.send("GET", "/api/v1/audit/export", role="viewer").body
        self.assertEqual(json.loads(text.splitlines()[-1])["sequence"], head["sequence"])
        key, served, written = (os.path.join(self.scratch.name, name) for name in ("public", "served", "written"))
        for file, content in ((key, head["public_key"].encode()), (served, text)):
            with open(file, "wb") as stream:
                stream.write(content)
        export = self.command("audit", "export", "--db", manager.db, "--output", written)
        self.assertEqual(export.returncode, 0, export.stderr)
        self.assertNotEqual(self.command("audit", "export", "--db", manager.db, "--output", written).returncode, 0)
        self.assertEqual(manager.read(written).encode().splitlines()[:-1], text.splitlines()[:-1])
        for file in (manager.db, served, written):
            verdict = self.command("audit", "verify", file, "--public-key", key, "--head", kept)
            self.assertEqual(verdict.returncode, 0, verdict.stderr)
            self.assertIn("The kept head is in it: entry %d" % head["sequence"], verdict.stdout)
            self.assertIn("%d entries, the chain is whole" % head["sequence"], verdict.stdout)
        self.assertEqual(manager.stop(), 0)
        with open(served, "wb") as stream:
            stream.writelines(text.splitlines(keepends=True)[:-2])
        verdict = self.command("audit", "verify", served)
        self.assertEqual(verdict.returncode, 1)
        self.assertIn("entry %d: cut off" % head["sequence"], verdict.stderr)
        with open(kept, "w", encoding="utf-8") as stream:
            json.dump({**head, "sequence": head["sequence"] + 1}, stream, indent=1)
        verdict = self.command("audit", "verify", manager.db, "--head", kept)
        self.assertEqual(verdict.returncode, 1)
        self.assertIn("its signature is wrong", verdict.stderr)

    def test_a_backup_is_made_while_the_manager_runs_and_can_be_started_from(self):
        manager = Manager(MANAGER, AGENT, self.scratch.name)
        self.until_a_worker_is_ready(manager)
        copy = os.path.join(self.scratch.name, "copy.db")
        made = self.command("backup", "--db", manager.db, copy)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(self.command("backup", "--db", manager.db, copy).returncode, 1)
        self.assertEqual(self.command("audit", "verify", copy).returncode, 0)
        self.assertEqual(manager.stop(), 0)
        for name in os.listdir(self.scratch.name):
            if name.startswith("manager.db") and not name.endswith(".audit-key"):
                os.unlink(os.path.join(self.scratch.name, name))
        os.rename(copy, manager.db)
        with tempfile.TemporaryDirectory() as other:
            port_file = os.path.join(other, "port")
            manager.process = subprocess.Popen(
                [MANAGER, "serve", "--db", manager.db, "--listen", "127.0.0.1:0", "--port-file", port_file,
                 "--agent-binary", AGENT, "--log-directory", other], stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
            manager.port = int(manager.until("the port file", lambda: manager.read(port_file)))
            shown = manager.send("GET", "/api/v1/deployments/gen", role="viewer").json()
            self.assertEqual(shown["replicas"]["desired"], 1)
            self.assertEqual(manager.stop(), 0)

    def test_a_damaged_database_is_refused(self):
        db = os.path.join(self.scratch.name, "m.db")
        with open(db, "wb") as stream:
            stream.write(b"n" * 8192)
        refused = self.command("serve", "--db", db, "--listen", "127.0.0.1:0", "--log-directory", self.scratch.name)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("restore a backup", refused.stderr)

    def test_a_key_that_others_may_read_is_refused(self):
        manager = Manager(MANAGER, AGENT, self.scratch.name)
        self.assertEqual(manager.stop(), 0)
        os.chmod(manager.db + ".audit-key", 0o644)
        refused = self.command("serve", "--db", manager.db, "--listen", "127.0.0.1:0", "--log-directory",
                               self.scratch.name)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("chmod 600", refused.stderr)

    def test_ready_tells_of_a_driver_that_cannot_start_workers(self):
        manager = Manager(MANAGER, "/nowhere/toban-agent", self.scratch.name)
        manager.until("readiness", lambda: manager.send("GET", "/ready").status == 200)
        self.assertEqual(manager.change("POST", "/api/v1/deployments", DEPLOYMENT).status, 202)
        manager.until("trouble", lambda: manager.send("GET", "/ready").status == 503)
        checks = {c["name"]: c for c in manager.send("GET", "/ready").json()["checks"]}
        self.assertEqual([n for n, c in checks.items() if not c["ok"]], ["driver"])
        self.assertNotIn("nowhere", checks["driver"]["detail"])
        self.assertEqual(manager.stop(), 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

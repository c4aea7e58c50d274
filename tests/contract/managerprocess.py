# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real toban-manager for tests: started on a free port in a directory of its own, gone with the test."""

import ctypes
import http.client
import json
import os
import signal
import ssl
import subprocess
import time
import uuid


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)


class Manager:
    def __init__(self, binary, agent, directory, *options, address="127.0.0.1", tls=None):
        """`address`: where it is reached; `tls`: the certificate (of localhost) that it shows."""
        self.address = address
        self.tls = ssl.create_default_context(cafile=tls) if tls else None
        self.binary = binary
        self.directory = directory
        self.db = os.path.join(directory, "manager.db")
        self.tokens = {}
        for role in ("viewer", "operator", "approver", "admin"):
            self.tokens[role] = self.make_token("t-" + role, role)
        self.tokens["agent"] = self.make_token("t-agent", "agent", "--agents", "probe-*")
        port_file = os.path.join(directory, "port")
        self.log = open(os.path.join(directory, "log"), "wb")
        self.port_file = port_file
        self.command = [binary, "serve", "--db", self.db, "--port-file", port_file, "--agent-binary", agent,
                        *self.unless_given("--listen", "127.0.0.1:0", options),
                        *self.unless_given("--log-directory", directory, options), *options]
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stderr=self.log, preexec_fn=die_with_parent)
        self.port = int(self.until("the port file", lambda: self.read(self.port_file)))

    def kill_and_restart(self):
        self.process.kill()
        self.process.wait()
        os.unlink(self.port_file)
        self.start()

    @staticmethod
    def unless_given(option, value, options):
        return () if option in options else (option, value)

    @staticmethod
    def read(path):
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8") as stream:
            return stream.read()

    def make_token(self, name, role, *more):
        return subprocess.run([self.binary, "token", "create", "--db", self.db, "--name", name, "--role", role, *more],
                              check=True, capture_output=True, text=True).stdout.strip()

    def until(self, what, condition, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            value = condition()
            if value:
                return value
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError("%s did not come; log:\n%s" % (what, self.read(os.path.join(self.directory, "log"))))

    def send(self, method, path, body=None, role=None, headers=None):
        connection = (http.client.HTTPSConnection("localhost", self.port, timeout=15, context=self.tls) if self.tls
                      else http.client.HTTPConnection(self.address, self.port, timeout=15))
        fields = dict(headers or {})
        if role:
            fields["Authorization"] = "Bearer " + self.tokens.get(role, role)
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            fields.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, fields)
        response = connection.getresponse()
        answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        connection.close()
        return answer

    def events(self, last_id=None, role="viewer"):
        """Yields (id, kind, data) of the events; ends with the stream, or after 15 s of silence."""
        connection = http.client.HTTPConnection(self.address, self.port, timeout=15)
        headers = {"Authorization": "Bearer " + self.tokens[role]}
        if last_id:
            headers["Last-Event-ID"] = last_id
        connection.request("GET", "/api/v1/events", headers=headers)
        response = connection.getresponse()
        assert response.status == 200 and response.getheader("Content-Type") == "text/event-stream", response.status
        fields = {}
        try:
            for line in response:
                if line.startswith(b":"):
                    continue  # a comment
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif fields:
                    yield fields["id"], fields["event"], json.loads(fields["data"])
                    fields = {}
        finally:
            connection.close()

    def change(self, method, path, body, role="admin", reason="Contract test"):
        """Plans and executes; returns the answer of the execution."""
        body = dict(body)
        body.pop("plan_hash", None)
        plan = self.send(method, path + "?dry_run=true", body, role)
        assert plan.status == 200, (plan.status, plan.body)
        body.setdefault("reason", reason)
        body["plan_hash"] = plan.json()["plan_hash"]
        return self.send(method, path, body, role, {"Idempotency-Key": str(uuid.uuid4())})

    def workers(self):
        """Process ids of the workers that it started."""
        pid = self.process.pid
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as stream:
            return [int(child) for child in stream.read().split()]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=12)
        self.log.close()
        return status

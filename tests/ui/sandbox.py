# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox for a test written in Python: real servers, gone with the test."""
import contextlib
import ctypes
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

BIN = pathlib.Path(os.environ.get("TOBAN_BIN_DIR", "build/release/bin"))


def die_with_parent(with_signal=signal.SIGKILL):
    ctypes.CDLL(None).prctl(1, with_signal)


def run(*command, timeout=90, **kwargs):
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=timeout, **kwargs)


def until(condition, seconds, what):
    """Calls condition until it gives something true; its last value, or an assertion that says what was awaited."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.1)


class Sandbox:
    def __init__(self, directory, details):
        self.dir = directory
        self.details = details

    def toban(self, *arguments, **kwargs):
        """A command of the console against this sandbox."""
        return run(BIN / "toban", *arguments, "--sandbox", self.dir, **kwargs)

    def status(self):
        out = self.toban("status", "--format", "json")
        assert out.stdout, out.stderr
        return json.loads(out.stdout)

    def fault(self, *arguments):
        out = run(BIN / "toban-sandbox", "fault", *arguments, "--dir", self.dir)
        assert out.returncode == 0, out.stdout + out.stderr

    def token(self, role):
        out = run(BIN / "toban-sandbox", "token", "--role", role, "--dir", self.dir)
        assert out.returncode == 0, out.stderr
        return out.stdout.strip()

    def promtool(self, expression, at=None):
        """Samples of an instant query, now or at a time, as (labels, value), by Prometheus' own client."""
        when = [f"--time={at}"] if at else []
        out = run("promtool", "query", "instant", "-o", "json", *when, self.details["prometheus_url"], expression)
        assert out.returncode == 0, out.stderr
        result = json.loads(out.stdout)
        if result and not isinstance(result[0], dict):  # a scalar: [time, "value"]
            return [({}, float(result[1]))]
        return [(s["metric"], float(s["value"][1])) for s in result]


@contextlib.contextmanager
def sandbox(days=8, **options):
    with tempfile.TemporaryDirectory(prefix="toban-") as scratch:
        directory = pathlib.Path(scratch) / "sandbox"
        command = [BIN / "toban-sandbox", "up", "--dir", directory, "--days", str(days), "--format", "json"]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, text=True,
                                   preexec_fn=die_with_parent)
        try:
            text = ""
            for line in process.stdout:
                text += line
                with contextlib.suppress(json.JSONDecodeError):
                    json.loads(text)
                    break
            details = json.loads(text)
            assert details["state"] == "ready", details
            yield Sandbox(directory, details)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise AssertionError("the sandbox did not stop within 20 s of SIGTERM") from None

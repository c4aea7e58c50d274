#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the console's GUI thread is busy in one piece in a tour of all pages, with 10 000 agents and 500 series.

A sandbox of its own: its Prometheus gets a day of 500 models' tokens, its manager 10 000 registered agents; then
bench_tour leads the real window through the pages, under Xvfb. Loopback only; ends by itself after about a minute.
"""
import concurrent.futures
import http.client
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.parse

BIN = pathlib.Path(os.environ["TOBAN_BENCH_BIN"])
AGENTS = 10_000
SERIES = 500
CONNECTIONS = 4


def sandbox(folder, *arguments):
    done = subprocess.run([BIN / "toban-sandbox", *arguments, "--dir", folder], capture_output=True, text=True, timeout=180,
                          check=False)
    if done.returncode:
        sys.exit(f"tour.py: toban-sandbox {arguments[0]}: {done.stderr}")
    return done.stdout


def add_series(folder, scratch):
    """A day of tokens of 500 models, as a block of Prometheus' own making, beside what the sandbox has."""
    now = int(time.time()) // 60 * 60
    path = scratch / "series.om"
    with path.open("w", encoding="ascii") as out:
        print("# TYPE claude_agent_tokens_used counter", file=out)
        for number in range(SERIES):
            labels = f'agent_type="code_generator",model="model-{number:03}"'
            for step in range(24 * 60):
                at = now - 86_400 + step * 60
                print(f"claude_agent_tokens_used_total{{{labels}}} {(number + 1) * step * 37} {at}", file=out)
        print("# EOF", file=out)
    subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", str(path), str(folder / "prometheus")],
                   check=True, stdout=subprocess.DEVNULL, timeout=120)


def register(url, token, first, count):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    for number in range(first, first + count):
        body = json.dumps({"id": f"tour-{number:05}", "type": ("load_tester", "chaos_tester")[number % 2],
                           "deployment": None, "endpoint": "http://127.0.0.1:9", "version": "v2.1.0", "capacity": 10,
                           "revision": None, "metadata": {"host": f"node-{number % 40}"}})
        connection.request("POST", "/api/v1/agents", body,
                           {"Authorization": "Bearer " + token, "Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (200, 201):
            sys.exit(f"tour.py: registering an agent gave {answer.status}")
    connection.close()


def main():
    with tempfile.TemporaryDirectory(prefix="toban-") as name:
        scratch = pathlib.Path(name)
        folder = scratch / "sandbox"
        sandbox(folder, "up", "--detach", "--days", "2")
        sandbox(folder, "down")
        add_series(folder, scratch)
        details = json.loads(sandbox(folder, "up", "--detach", "--days", "2", "--format", "json"))
        try:
            token = subprocess.run(
                [BIN / "toban-manager", "token", "create", "--db", folder / "manager" / "manager.db", "--name", "tour",
                 "--role", "agent", "--agents", "tour-*"], capture_output=True, text=True, check=True, timeout=20).stdout.strip()
            share = AGENTS // CONNECTIONS
            with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
                for done in [pool.submit(register, details["manager_url"], token, i * share, share)
                             for i in range(CONNECTIONS)]:
                    done.result()
            # The agents are taken for dead a minute after they registered: the tour is over by then.
            environment = {**os.environ, "TOBAN_BENCH_SANDBOX": str(folder), "QT_QPA_PLATFORM": "xcb"}
            tour = subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", BIN / "bench_tour"], env=environment,
                                  timeout=180, check=False)
        finally:
            sandbox(folder, "down")
    sys.exit(tour.returncode)


if __name__ == "__main__":
    main()

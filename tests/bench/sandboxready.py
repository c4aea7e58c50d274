#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the sandbox takes until it is ready: in a fresh folder, where two months of history are written, and again.

The programs are those in TOBAN_BENCH_BIN. The folder is a temporary one; nothing of it stays.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SANDBOX = pathlib.Path(os.environ["TOBAN_BENCH_BIN"]) / "toban-sandbox"


def row(name, value, unit, bar, ok):
    print(f"{name}\t{value:.2f}\t{unit}\t{bar}\t-\t{'ok' if ok else 'short'}", flush=True)


def ready_seconds(folder):
    command = [SANDBOX, "up", "--detach", "--dir", folder, "--format", "json"]
    try:
        up = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if up.returncode != 0:
            sys.exit(f"toban-sandbox up ended with status {up.returncode}")
        return json.loads(up.stdout)["ready_seconds"]
    finally:
        subprocess.run([SANDBOX, "down", "--dir", folder], stdout=subprocess.DEVNULL, check=True)


def main():
    with tempfile.TemporaryDirectory(prefix="toban-ready-") as base:
        folder = os.path.join(base, "sandbox")
        for name, bar in (("sandbox_ready_first", 20), ("sandbox_ready_again", 5)):
            value = ready_seconds(folder)
            row(name, value, "s", f"<={bar}", value <= bar)


if __name__ == "__main__":
    main()

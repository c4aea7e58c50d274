#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory and processor time of the console while Overview refreshes, against the sandbox that runs in TOBAN_BENCH_SANDBOX.

Two consoles one after the other: at 5 s refresh the proportional set size at minute 2 and minute 10; at 15 s refresh the
processor time of two minutes. Offscreen platform; ends by itself after about 13 minutes (TOBAN_SOAK_SCALE shortens it).
"""
import os
import pathlib
import subprocess
import sys
import time

BIN = pathlib.Path(os.environ["TOBAN_BENCH_BIN"])
SANDBOX = os.environ["TOBAN_BENCH_SANDBOX"]
SCALE = float(os.environ.get("TOBAN_SOAK_SCALE", "1"))


def pss_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no Pss in smaps_rollup")


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def row(name, value, unit, bar, ok):
    print(f"{name}\t{value:.2f}\t{unit}\t{bar}\t-\t{'ok' if ok else 'short'}", flush=True)


def console(interval):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen([BIN / "toban", "--sandbox", SANDBOX, "--page", "overview", "--refresh", interval],
                            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def at(start, seconds, process):
    while time.monotonic() < start + seconds * SCALE:
        if process.poll() is not None:
            sys.exit(f"the console ended by itself with code {process.returncode}")
        time.sleep(0.2)


def main():
    process = console("5s")
    try:
        start = time.monotonic()
        at(start, 120, process)
        early = pss_mb(process.pid)
        at(start, 600, process)
        late = pss_mb(process.pid)
    finally:
        process.terminate()
        process.wait(10)
    row("pss_minute_2", early, "MB", "<=120", early <= 120)
    row("pss_minute_10", late, "MB", "<=120", late <= 120)
    row("pss_growth", late - early, "MB", "<=1", late - early <= 1)

    process = console("15s")
    try:
        start = time.monotonic()
        at(start, 20, process)
        before, since = cpu_seconds(process.pid), time.monotonic()
        at(start, 140, process)
        share = 100 * (cpu_seconds(process.pid) - before) / (time.monotonic() - since)
    finally:
        process.terminate()
        process.wait(10)
    row("cpu_idle_15s_refresh", share, "% of a core", "<=1", share <= 1)


if __name__ == "__main__":
    main()

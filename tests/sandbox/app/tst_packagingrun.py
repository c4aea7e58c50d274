# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What packaging/run does around the programs: it says when there is no display, and leaves nothing behind. The script
runs in a copy of the tree's shape, where programs that only note how they are called stand in for the real ones.
Argument: the source folder."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SOURCE = pathlib.Path(sys.argv[1])
LIMIT = 60

# Notes its arguments, then does what the file $STATE/<program>-<first argument> says.
STAND_IN = """#!/bin/sh
echo "$(basename "$0") $*" >>"$STATE/calls"
script=$STATE/$(basename "$0")-$1
[ ! -e "$script" ] || . "$script"
"""
# Blocks until somebody ends it; tells that it has begun.
WAIT = 'echo "waiting" >>"$STATE/calls"\nexec sleep 600\n'


class PackagingRun(unittest.TestCase):
    def setUp(self):
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="toban-run-"))
        (self.base / "packaging").mkdir()
        shutil.copy(SOURCE / "packaging" / "run", self.base / "packaging" / "run")
        self.state = self.base / "state"
        self.state.mkdir()
        programs = self.base / "build" / "release" / "bin"
        programs.mkdir(parents=True)
        tools = self.base / "tools"
        tools.mkdir()
        for path in (self.base / "packaging" / "install-packages", tools / "cmake", programs / "toban",
                     programs / "toban-sandbox"):
            path.write_text(STAND_IN, encoding="utf-8")
            path.chmod(0o700)
        self.environment = {"PATH": "%s:%s" % (tools, os.environ["PATH"]), "HOME": str(self.base / "home"),
                            "STATE": str(self.state)}
        self.does("toban-sandbox", "status", "exit 3")

    def tearDown(self):
        shutil.rmtree(self.base)

    def does(self, program, first, script):
        (self.state / ("%s-%s" % (program, first))).write_text(script + "\n", encoding="utf-8")

    def start(self, *arguments, **more):
        return subprocess.Popen([self.base / "packaging" / "run", *arguments], env={**self.environment, **more},
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def run_it(self, *arguments, **more):
        process = self.start(*arguments, **more)
        out, err = process.communicate(timeout=LIMIT)
        return process.returncode, out, err

    def calls(self, program="toban"):
        try:
            lines = (self.state / "calls").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [" ".join(line.split()[:2]) for line in lines if line.startswith((program, "waiting"))]

    def interrupted(self, *arguments):
        """As Ctrl+C does: the signal goes to the script and to what it waits for."""
        process = self.start(*arguments)
        deadline = time.monotonic() + LIMIT
        while "waiting" not in self.calls():
            self.assertLess(time.monotonic(), deadline)
            self.assertIsNone(process.poll())
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=LIMIT)
        return process.returncode

    def test_says_that_there_is_no_display(self):
        code, out, err = self.run_it()
        self.assertEqual((code, out), (2, ""))
        self.assertIn("no display", err)
        self.assertIn("packaging/run --headless", err)
        self.assertEqual(self.calls(""), [], "nothing is installed, built or started for it")

    def test_opens_the_window_where_there_is_one(self):
        for display in ({"DISPLAY": ":7"}, {"WAYLAND_DISPLAY": "wayland-7"}):
            self.assertEqual(self.run_it("--page", "alerts", **display)[0], 0)
        self.assertEqual(self.calls(), ["toban --sandbox"] * 2)
        self.assertEqual(self.run_it("--screenshot", "pictures")[0], 0, "pictures need no display")

    def test_headless_takes_down_what_it_started(self):
        self.assertEqual(self.run_it("--headless")[0], 0)
        self.assertEqual(self.calls(), ["toban-sandbox status", "toban-sandbox up", "toban status",
                                        "toban-sandbox down"])

    def test_headless_leaves_what_ran_before(self):
        self.does("toban-sandbox", "status", "exit 0")
        self.assertEqual(self.run_it("--headless")[0], 0)
        self.assertEqual(self.calls(), ["toban-sandbox status", "toban status"])

    def test_headless_takes_it_down_after_a_failure(self):
        self.does("toban", "status", "exit 4")
        self.assertEqual(self.run_it("--headless")[0], 4)
        self.assertEqual(self.calls()[-1], "toban-sandbox down")

    def test_headless_says_when_it_could_not_take_it_down(self):
        self.does("toban-sandbox", "down", "exit 5")
        self.assertEqual(self.run_it("--headless")[0], 1)

    def test_headless_takes_down_nothing_that_did_not_start(self):
        self.does("toban-sandbox", "up", "exit 1")
        self.assertEqual(self.run_it("--headless")[0], 1)
        self.assertEqual(self.calls(), ["toban-sandbox status", "toban-sandbox up"])

    def test_headless_takes_it_down_when_interrupted(self):
        self.does("toban", "status", WAIT)
        self.assertEqual(self.interrupted("--headless"), 130)
        self.assertEqual(self.calls()[-1], "toban-sandbox down")

    def test_headless_takes_it_down_when_interrupted_while_it_comes_up(self):
        self.does("toban-sandbox", "up", WAIT)
        self.assertEqual(self.interrupted("--headless"), 130)
        self.assertEqual(self.calls()[-1], "toban-sandbox down")

    def test_headless_leaves_what_ran_before_when_interrupted(self):
        self.does("toban-sandbox", "status", "exit 0")
        self.does("toban", "status", WAIT)
        self.assertEqual(self.interrupted("--headless"), 130)
        self.assertNotIn("toban-sandbox down", self.calls())


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]])

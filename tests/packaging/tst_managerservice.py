# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The systemd unit of the manager: systemd finds nothing wrong with it, it stays as locked up as it is, and what it runs
takes the settings that are installed with it."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

MANAGER, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
INSTALLED = "/usr/bin/toban-manager"
# Tenths, of 100 for a unit without any protection. What is left is the network, which is the manager's purpose, and that
# it is not confined to a root directory of its own.
EXPOSURE = 15


class Service(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        text = (FOLDER / "toban-manager.service").read_text()
        self.assertEqual(text.count(INSTALLED + " serve"), 2)
        self.unit = pathlib.Path(self.directory.name, "toban-manager.service")
        # As it is, but with the program that was built.
        self.unit.write_text(text.replace(INSTALLED, MANAGER).replace("file:///usr", "file:/usr"))

    def analyze(self, *arguments):
        out = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True)
        return out.returncode, out.stdout + out.stderr

    def test_systemd_finds_nothing_wrong(self):
        status, text = self.analyze("verify", "--man=no", "--recursive-errors=no", str(self.unit))
        self.assertEqual((status, [line for line in text.splitlines() if "toban-manager" in line]), (0, []), text)

    def test_it_stays_locked_up(self):
        status, text = self.analyze("security", "--offline=true", "--threshold=%d" % EXPOSURE, str(self.unit))
        self.assertEqual(status, 0, text)

    def test_the_installed_settings_are_good(self):
        checked = subprocess.run([MANAGER, "serve", "--config", str(FOLDER / "manager.yaml"), "--check-config"], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

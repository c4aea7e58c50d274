# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program's window as assistive technology sees it: found by accessible name, worked by keyboard."""
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time

from sandbox import die_with_parent, until

SESSION = "TOBAN_TOUR_SESSION"


def inside_session(script):
    """Runs the script again under a display of its own with a session bus; there, with a window manager and the accessibility bus.

    Nothing starts before what it needs: the X server names its display when it takes connections, and the window manager
    is awaited, because without one no window gets the keyboard.
    """
    if os.environ.get(SESSION):
        companion("openbox")
        companion("/usr/libexec/at-spi-bus-launcher", "--launch-immediately")
        until(lambda: subprocess.run(["xdotool", "get_num_desktops"], capture_output=True, check=False).returncode == 0, 20,
              "the window manager is at work")
        return
    reads, writes = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writes), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
                              pass_fds=[writes], preexec_fn=die_with_parent)
    os.close(writes)
    with os.fdopen(reads) as answer:
        display = answer.readline().strip()
    if not display:
        sys.exit(f"Xvfb did not start: it ended with code {server.wait()}")
    environment = {**os.environ, SESSION: "1", "DISPLAY": ":" + display, "QT_QPA_PLATFORM": "xcb",
                   "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "LANGUAGE": "en", "LC_ALL": "C.UTF-8"}
    code = subprocess.run(["dbus-run-session", "--", sys.executable, script], env=environment, check=False,
                          preexec_fn=die_with_parent).returncode
    server.terminate()
    server.wait()
    sys.exit(code)


def companion(*command):
    """A program that ends with this one, and has the chance to end its own."""
    subprocess.Popen(command, preexec_fn=lambda: die_with_parent(signal.SIGTERM))


def keys(*names):
    subprocess.run(["xdotool", "key", "--delay", "40", *names], check=True, timeout=20)


def pointer_away():
    """To the upper edge: a list under the pointer holds still for it."""
    subprocess.run(["xdotool", "mousemove", "700", "1"], check=True, timeout=20)


def typed(text):
    subprocess.run(["xdotool", "type", "--delay", "15", text], check=True, timeout=20)


class Window:
    """The accessible tree of one running program."""

    def __init__(self, pyatspi, application):
        self.pyatspi = pyatspi
        self.application = application

    def walk(self, node=None, depth=0):
        node = node or self.application
        yield node
        if depth > 24:
            return
        try:
            # A table or tree exposes every cell: what is tested needs no more than the first few hundred.
            count = min(node.childCount, 400)
        except Exception:  # noqa: BLE001 the object went away while we walked
            return
        for index in range(count):
            with contextlib.suppress(Exception):
                child = node[index]
                if child is not None:
                    yield from self.walk(child, depth + 1)

    def has(self, node, state):
        with contextlib.suppress(Exception):
            return node.getState().contains(getattr(self.pyatspi, "STATE_" + state))
        return False

    def showing(self, match, role=None):
        """The first showing object whose name matches, or None."""
        for node in self.walk():
            with contextlib.suppress(Exception):
                if (role is None or node.getRoleName() == role) and match(node.name) and self.has(node, "SHOWING"):
                    return node
        return None

    def named(self, name, role=None, seconds=10):
        return until(lambda: self.showing(lambda n: n == name, role), seconds, f"an object named {name!r} shows")

    def starting(self, prefix, role=None, seconds=10):
        return until(lambda: self.showing(lambda n: n.startswith(prefix), role), seconds,
                     f"an object whose name begins with {prefix!r} shows")

    def gone(self, name, seconds=10):
        until(lambda: self.showing(lambda n: n == name) is None, seconds, f"{name!r} is gone")

    def focused(self):
        for node in self.walk():
            if self.has(node, "FOCUSED"):
                return node
        return None

    def active(self):
        """Whether one of its windows is the one that keys go to."""
        return any(self.has(self.application[index], "ACTIVE") for index in range(self.application.childCount))

    def title(self):
        for node in self.walk():
            with contextlib.suppress(Exception):
                if node.getRoleName() == "frame" and node.name.endswith("Toban"):
                    return node.name
        return ""


@contextlib.contextmanager
def program(command):
    """Starts the program, waits for its window on the accessibility bus, ends it."""
    import pyatspi

    scratch = tempfile.TemporaryDirectory(prefix="toban-")
    environment = {**os.environ, "HOME": scratch.name}
    for name in ("CONFIG_HOME", "STATE_HOME", "CACHE_HOME", "DATA_HOME"):
        environment["XDG_" + name] = f"{scratch.name}/{name}"
    process = subprocess.Popen([str(c) for c in command], preexec_fn=die_with_parent, env=environment)
    try:
        def find():
            assert process.poll() is None, f"the console ended with code {process.returncode}"
            desktop = pyatspi.Registry.getDesktop(0)
            for index in range(desktop.childCount):
                with contextlib.suppress(Exception):
                    application = desktop[index]
                    if application.get_process_id() == process.pid and application.childCount:
                        return application
            return None

        window = Window(pyatspi, until(find, 30, "the console's window is on the accessibility bus"))
        until(window.active, 20, "the console's window has the keyboard")
        yield window
    finally:
        process.terminate()
        end = time.monotonic() + 10
        while process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        if process.poll() is None:
            process.kill()
            process.wait()
        scratch.cleanup()

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window on a real sandbox, under a virtual display and through the accessibility bus, by keyboard alone.

Finds every page, action and Overview figure by its accessible name and works them; scales a deployment and sees the new
process in what Prometheus serves.
"""
import json
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from accessible import inside_session, keys, program, typed  # noqa: E402
from sandbox import BIN, sandbox, until  # noqa: E402

SOURCE = pathlib.Path(os.environ["TOBAN_SOURCE_DIR"])
PALETTE = "Search pages and actions"
PAGES = [("Fleet", "f"), ("Alerts", "a"), ("Logs", "l"), ("Overview", "o")]


def action_names():
    """Every action of the window, from the source, so that a new one cannot be forgotten here."""
    text = (SOURCE / "src/console/widgets/shell/windowactions.cpp").read_text()
    return re.findall(r'QT_TRANSLATE_NOOP\("toban::WindowActions",\s*"([^"]+)"\)', text)


def pages(window):
    for name, letter in PAGES:
        keys("g", letter)
        until(lambda: window.title().startswith(name), 10, f"page {name} by the keys g {letter}")
        entry = window.named(name, "check box")
        until(lambda: window.has(entry, "CHECKED"), 5, f"{name} is marked in the rail")


def figures(window):
    tiles = json.loads((SOURCE / "resources/dashboards/overview.json").read_text())["tiles"]
    for tile in tiles:
        # A fleet that has just begun has no errors and no latency to divide by yet.
        until(lambda t=tile["title"]: window.showing(lambda n: re.match(re.escape(t) + r": .*\d", n), "push button"), 90,
              f"the figure {tile['title']} has a value: "
              f"{(window.showing(lambda n, t=tile['title']: n.startswith(t + ': ')) or window.application).name!r}")
    window.starting(tiles[0]["title"] + ": ", "push button").queryComponent().grabFocus()
    reached = set()
    for _ in range(len(tiles) * 2):
        node = window.focused()
        if node is not None:
            reached.update(t["id"] for t in tiles if node.name.startswith(t["title"] + ": "))
        keys("Tab")
    assert len(reached) == len(tiles), f"Tab reached only {sorted(reached)}"


def palette(window):
    names = action_names()
    assert len(names) > 10, names
    for name in names:
        keys("ctrl+k")
        window.named(PALETTE, seconds=5)
        typed(name)
        until(lambda n=name: window.showing(lambda text: text.startswith(n), "list item"), 5, f"the palette offers {name!r}")
        keys("Escape")
        window.gone(PALETTE, 5)
    keys("ctrl+k")
    window.named(PALETTE, seconds=5)
    typed("Alerts")
    keys("Return")
    until(lambda: window.title().startswith("Alerts"), 10, "the palette goes to Alerts")


def time_range(window):
    before = window.starting("Time range: ").name
    keys("ctrl+k")
    window.named(PALETTE, seconds=5)
    typed("Widen the range")
    keys("Return")
    until(lambda: window.starting("Time range: ").name != before, 5, "the range is wider")
    zone = window.starting("Time zone: ").name
    keys("u")
    until(lambda: window.starting("Time zone: ").name != zone or zone == "Time zone: UTC", 5, "U switches the zone")


def scale(window, box):
    keys("g", "f")
    until(lambda: window.title().startswith("Fleet"), 10, "page Fleet")
    def active():
        samples = box.promtool('sum(claude_agent_active_count{deployment="security-scanner"})')
        return samples[0][1] if samples else 0
    def replicas():
        return next(d for d in box.status()["deployments"] if d["name"] == "security-scanner")["ready"]
    before = replicas()
    keys("slash")
    typed("security-scanner")
    window.named("security-scanner", seconds=15)
    keys("Down")  # from the filter to the first that fits
    keys("s")
    window.named("Scale security-scanner", "label", seconds=10)
    keys("alt+r")
    keys("ctrl+a")
    typed(str(before + 1))
    keys("alt+a")
    typed("Tour of the window by keyboard")
    keys("alt+p")
    window.named(f"Scale to {before + 1}", "push button", seconds=10)
    keys("alt+s")
    window.starting("Done in", "label", seconds=60)
    keys("Escape")
    until(lambda: replicas() == before + 1, 20, "the manager has one replica more")
    until(lambda: active() == before + 1, 60, "Prometheus serves the new process")


def main():
    inside_session(__file__)
    with sandbox(days=8) as box, program([BIN / "toban", "--sandbox", box.dir]) as window:
        until(lambda: window.title().startswith("Overview"), 20, f"the window opens on Overview: {window.title()!r}")
        figures(window)
        pages(window)
        palette(window)
        time_range(window)
        scale(window, box)
    print("pages, actions, figures and scaling work by keyboard")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each backend of a real sandbox is stopped in turn, the manager by hanging, while the real window looks on: their endpoint and page say so and
since when, the others' pages live on, and all is well again once it is back."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from accessible import inside_session, keys, pointer_away, program  # noqa: E402
from sandbox import BIN, sandbox, until  # noqa: E402

# fault, endpoint, its page, pages that do not need it
OUTAGES = [
    ("stop-prometheus", "Prometheus", "o", ("f", "l")),
    ("stop-alertmanager", "Alertmanager", "a", ("o", "f", "l")),
    ("stop-loki", "Loki", "l", ("o", "f", "a")),
    ("hang-manager", "Agent manager", "f", ("o", "a")),  # without it no task is given out, so no line comes to Logs
]
PAGES = {"o": "Overview", "f": "Fleet", "a": "Alerts", "l": "Logs"}
TEXTS = ("label", "filler", "panel", "static", "table cell")  # not the top bar's buttons: those tell of themselves
CLOCK = re.compile(r"\b\d\d:\d\d:\d\d\b")
SILENT = r" (cannot be reached|did not answer|has not answered|failed several times)"
NOTE = r" · \d\d:\d\d:\d\d"  # a card's source and the time of its last answer
SINCE = re.compile(r"has not answered for \d+|[Nn]o answer, from \d|are from \d\d:\d\d|is from .*\d\d:\d\d")


def show(window, letter):
    keys("Escape")
    keys("g", letter)
    until(lambda: window.title().startswith(PAGES[letter]), 15, f"page {PAGES[letter]}")


def times(window):
    """Every time of day to the second that is on view: what a page says of its own freshness."""
    found = set()
    for node in window.walk():
        try:
            if node.getRoleName() in TEXTS and window.has(node, "SHOWING"):
                found.update(CLOCK.findall(node.name))
        except Exception:  # noqa: BLE001 the object went away while we walked
            continue
    return found


def lives_on(window, letter):
    show(window, letter)
    before = until(lambda: times(window), 15, f"{PAGES[letter]} says as of when it is")
    until(lambda: times(window) - before, 40, f"{PAGES[letter]} goes on: it showed {sorted(before)}")


def on_page(window, match):
    """Texts that match, the health strip's own items left out."""
    return window.showing(lambda name: bool(match.search(name)), "label") or window.showing(
        lambda name: bool(match.search(name)), "panel") or window.showing(lambda name: bool(match.search(name)), "filler")


def main():
    inside_session(__file__)
    with sandbox(days=2) as box, program([BIN / "toban", "--sandbox", box.dir, "--refresh", "5s"]) as window:
        until(lambda: window.title().startswith("Overview"), 20, "the window opens on Overview")
        pointer_away()
        for letter in PAGES:
            lives_on(window, letter)
        for fault, endpoint, page, others in OUTAGES:
            healthy = window.starting(endpoint + " ", seconds=30).name
            box.fault(fault)
            show(window, page)
            until(lambda e=endpoint: window.showing(lambda n: n.startswith(e) and "has not answered for" in n), 60,
                  f"the strip says since when {endpoint} is silent; before: {healthy!r}")
            until(lambda e=endpoint: on_page(window, re.compile(re.escape(e) + SILENT)), 60,
                  f"{PAGES[page]} says that {endpoint} is silent")
            until(lambda e=endpoint: on_page(window, SINCE) or on_page(window, re.compile(re.escape(e) + NOTE)), 60,
                  f"{PAGES[page]} says since when {endpoint} is silent")
            for letter in others:
                lives_on(window, letter)
            box.fault("--clear")
            show(window, page)
            until(lambda e=endpoint: not window.showing(lambda n: n.startswith(e) and "has not answered for" in n), 90,
                  f"{endpoint} is well again")
            lives_on(window, page)
            print(f"{endpoint}: stopped, said so, others lived on, came back", flush=True)


if __name__ == "__main__":
    main()

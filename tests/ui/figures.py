#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every Overview figure is exactly what `promtool query instant` gives for the figure's own expression at its own time;
and `toban --screenshot` makes pictures of every page, or says which page had nothing to show."""
import json
import math
import os
import pathlib
import struct
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from sandbox import sandbox, until  # noqa: E402

SOURCE = pathlib.Path(os.environ["TOBAN_SOURCE_DIR"])


def daily_budget(box):
    request = urllib.request.Request(box.details["manager_url"] + "/api/v1/budgets",
                                     headers={"Authorization": "Bearer " + box.token("viewer")})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return float(json.load(answer)["daily"])


def compare(box, tiles, budget):
    """Names of figures that differ from promtool, with both values."""
    status = box.status()
    figures = {f["name"]: f for f in status["figures"]}
    assert set(figures) == {t["id"] for t in tiles}, "a tile of the dashboard is missing in `toban status`"
    differing = []
    for tile in tiles:
        figure = figures[tile["id"]]
        assert figure["value"] is not None, f"{tile['id']} has no value: {figure}"
        assert figure["query"], f"{tile['id']} has no query"
        samples = box.promtool(figure["query"], figure["evaluated_at"])
        assert len(samples) == 1, f"{tile['id']}: {figure['query']} gives {len(samples)} samples"
        expected = samples[0][1]
        if not math.isclose(figure["value"], expected, rel_tol=1e-9, abs_tol=1e-12):
            differing.append((tile["id"], figure["value"], expected))
    used = figures["cost_today"]["value"] / budget
    if not math.isclose(figures["budget_used"]["value"], used, rel_tol=1e-9):
        differing.append(("budget_used of the manager's budget", figures["budget_used"]["value"], used))
    return differing


PAGES = ("overview", "fleet", "alerts", "logs")
LEAST_PICTURE = 20_000  # bytes: one of a page without contents is a fraction of that


def picture_size(path):
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR", f"{path.name} is no PNG"
    assert len(data) > LEAST_PICTURE, f"{path.name} has {len(data)} bytes only"
    return struct.unpack(">II", data[16:24])


def check_pictures(box):
    seen = set()
    for language, theme in (("ja", "dark"), ("en", "light")):
        folder = box.dir.parent / f"{language}-{theme}"
        out = box.toban("--screenshot", folder, "--lang", language, "--theme", theme, "--size", "1280x800", timeout=150)
        assert out.returncode == 0, f"{out.returncode}: {out.stderr}"
        assert {p.name for p in folder.iterdir()} == {f"{page}.png" for page in PAGES}
        for page in PAGES:
            path = folder / f"{page}.png"
            assert picture_size(path) == (1280, 800), f"{language} {theme} {page}: {picture_size(path)}"
            seen.add(path.read_bytes())
    assert len(seen) == 2 * len(PAGES), "two pictures are the same"
    box.fault("stop-prometheus")
    out = box.toban("--screenshot", box.dir.parent / "blind", "--page", "overview", timeout=90)
    assert out.returncode == 3, f"{out.returncode}: {out.stderr}"
    assert "overview" in out.stderr, out.stderr


def main():
    tiles = json.loads((SOURCE / "resources/dashboards/overview.json").read_text())["tiles"]
    assert len(tiles) >= 10
    with sandbox() as box:
        budget = daily_budget(box)
        # Prometheus has scraped the new fleet when no figure stands on history alone any more.
        until(lambda: all(f["newest_sample_age_seconds"] is not None and f["newest_sample_age_seconds"] < 30
                          for f in box.status()["figures"]), 60, "every figure has a sample of this fleet")
        # A scrape that is stored between the two evaluations may move a figure: then both are asked again.
        for _ in range(4):
            differing = compare(box, tiles, budget)
            if not differing:
                break
        assert not differing, differing
        check_pictures(box)
    print(f"{len(tiles)} figures equal promtool's")


if __name__ == "__main__":
    main()

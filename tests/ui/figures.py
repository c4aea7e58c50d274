#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every Overview figure is exactly what `promtool query instant` gives for the figure's own expression at its own time."""
import json
import math
import os
import pathlib
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
    print(f"{len(tiles)} figures equal promtool's")


if __name__ == "__main__":
    main()

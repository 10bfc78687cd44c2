"""What no figure may fall below: a table by set and measure (tests/gold/floors.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path

from archive.gate.sets import ROOT

FLOORS = ROOT / "tests/gold/floors.toml"
# Figures are compared as they are printed, to three places.
PLACES = 3


def floors(path: Path = FLOORS) -> dict[str, dict[str, float]]:
    """Set -> measure -> floor."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def fallen(name: str, figures: dict[str, float], wanted: dict[str, float]) -> list[str]:
    """In words, each floor of a set that a figure undercuts, or for which there is no figure."""
    found = []
    for measure, floor in wanted.items():
        figure = figures.get(measure)
        if figure is None:
            found.append(f"{name} {measure}：没有这项数字（下限 {floor:.3f}）")
        elif round(figure, PLACES) < floor:
            found.append(f"{name} {measure}：{figure:.3f}，低于下限 {floor:.3f}")
    return found

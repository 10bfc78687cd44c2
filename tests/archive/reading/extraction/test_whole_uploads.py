"""Figures on whole invented uploads (tests/gold/uploads2); a third is only scored, never looked at."""

from __future__ import annotations

import json

import pytest

from archive.services.rules import rulebook
from tests.gold.uploads2.measure import FOLDER, scores

# What the figures must not fall under: of the part that is looked at, and of the held one.
FLOORS = {
    "splits": (1.0, 1.0),
    "title": (1.0, 0.92),
    "genre": (1.0, 1.0),
    "authors": (1.0, 0.92),
    "year": (1.0, 1.0),
    "year_not_web_date": (1.0, 1.0),
    "year_has_quote": (1.0, 1.0),
    "posted_on": (1.0, 1.0),
    "primary_place": (1.0, 0.92),
    "places_found": (1.0, 0.89),
    "places_right": (1.0, 0.83),
}


@pytest.fixture(scope="module")
def figures():
    return scores(rulebook())


@pytest.mark.parametrize("measure", FLOORS)
def test_figures_on_whole_uploads(figures, measure, record_property):
    dev, held = (part.figures[measure] for part in figures)
    record_property(f"{measure}_dev", round(dev, 3))
    record_property(f"{measure}_held", round(held, 3))
    assert dev >= FLOORS[measure][0], figures[0].tallies[measure].misses
    # The misses of the held part are not told.
    assert held >= FLOORS[measure][1]


def test_every_year_of_the_annotation_is_shown_by_its_text():
    for file in json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))["files"]:
        text = (FOLDER / "files" / file["file"]).read_text(encoding="utf-8")
        for report in file["reports"]:
            quotes = [e["quote"] for e in report["year_evidence"]]
            assert bool(quotes) == (report["year"] is not None), report["id"]
            assert file["script"] == "hant" or all(quote in text for quote in quotes), report["id"]

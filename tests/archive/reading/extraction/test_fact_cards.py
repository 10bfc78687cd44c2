"""Figures on invented openings and closings of reports (tests/gold/facts); a third is only scored, never looked at."""

from __future__ import annotations

import pytest

from archive.services.rules import rulebook
from tests.gold.facts.cards import cards
from tests.gold.facts.scoring import read_card, score_cards

# What the figures must not fall under. The held third is scored and never looked at.
FLOORS = {
    "title": (0.95, 0.95),
    "genre": (0.70, 0.60),
    "year": (0.70, 0.68),
    "year_not_web_date": (1.0, 1.0),
    "primary_place": (0.78, 0.65),
    "places_found": (0.82, 0.80),
    "places_right": (0.90, 0.78),
    "authors": (0.85, 0.80),
}


@pytest.fixture(scope="module")
def figures():
    rules = rulebook()
    return (
        score_cards([c for c in cards() if not c.held], rules),
        score_cards([c for c in cards() if c.held], rules),
    )


@pytest.mark.parametrize("measure", FLOORS)
def test_figures_on_the_cards(figures, measure, record_property):
    for tallies, floor, part in zip(figures, FLOORS[measure], ("dev", "held"), strict=True):
        record_property(f"{measure}_{part}", round(tallies[measure].share, 3))
        assert tallies[measure].share >= floor, tallies[measure].misses


def test_every_fact_of_every_card_quotes_its_text():
    rules = rulebook()
    for card in cards():
        reading = read_card(card, rules)
        text, raw = reading.slice.text, card.text
        pieces = [
            reading.title_evidence,
            reading.genre_evidence,
            *reading.year.evidence,
            *(p.evidence for p in reading.places),
            *(p.evidence for p in reading.people),
        ]
        for piece in filter(None, pieces):
            where = raw if piece.in_metadata else text
            assert where[piece.start : piece.end] == piece.quote, (card.id, piece)
        assert reading.year.year is None or reading.year.evidence, card.id

"""Precision and recall by fact, for people: of what is stated how much is right, of what is there how much is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archive.gate.scoring import (
    FURNITURE,
    Score,
    acceptable_years,
    author_names,
    pairs,
    place_codes,
    place_is_known,
    primary_code,
    year_is_right,
)
from archive.gate.scoring import fold as folded

Row = dict[str, Any]


@dataclass(frozen=True)
class FactFigures:
    """``right`` of ``given`` (what the program states) and ``found`` of ``wanted`` (what the annotation has)."""

    fact: str
    right: int
    given: int
    found: int
    wanted: int

    @property
    def precision(self) -> float | None:
        """None where nothing was stated."""
        return self.right / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        """None where there was nothing to find."""
        return self.found / self.wanted if self.wanted else None


# In the order of pages. Every report has exactly one title and one genre, so that both figures are one there.
FACTS = ("title", "genre", "authors", "year", "posted_on", "primary_place", "places", "initiatives")


def fact_figures(gold: Row, reading: Row, score: Score) -> tuple[FactFigures, ...]:
    """``score`` is that of the same annotation and reading: the figures of initiatives are its own. Facts that the
    annotation does not speak of are left out."""
    counts = {fact: [0, 0, 0, 0] for fact in FACTS}
    for wanted_file, read_file in pairs(gold, reading):
        reports = read_file.get("reports", []) if read_file else []
        for place, wanted in enumerate(wanted_file["reports"]):
            _add(counts, wanted, reports[place] if place < len(reports) else {})
    for measure, at in (("initiatives_precision", 0), ("initiatives_recall", 2)):
        tally = score.tallies.get(measure)
        counts["initiatives"][at : at + 2] = [tally.right, tally.total] if tally else [0, 0]
    return tuple(FactFigures(fact, *counts[fact]) for fact in FACTS if any(counts[fact]))


def _add(counts: dict[str, list[int]], gold: Row, read: Row) -> None:
    def one(fact: str, is_right: bool, given: bool, wanted: bool) -> None:
        """A fact of which a report has one or none."""
        for at, more in enumerate((is_right and given, given, is_right and given and wanted, wanted)):
            counts[fact][at] += more

    if "title" in gold:
        titles = {folded(title) for title in [gold["title"], *gold.get("title_also", [])]}
        one("title", folded(read.get("title")) in titles, bool(read.get("title")), True)
    if "genre" in gold:
        genres = [gold["genre"], *gold.get("genre_also", [])]
        one("genre", read.get("genre") in genres, bool(read.get("genre")), True)
    if "authors" in gold:
        wanted_authors, authors = author_names(gold), author_names(read)
        _many(counts["authors"], authors & wanted_authors, authors, authors & wanted_authors, wanted_authors)
    if "year" in gold:
        one("year", year_is_right(gold, read), read.get("year") is not None, any(acceptable_years(gold)))
        posted, wanted_date = (read.get("posted_on") or "")[:10], (gold.get("web_posted") or "")[:10]
        one("posted_on", posted == wanted_date, bool(posted), bool(wanted_date))
    if "localities" in gold:
        code, primary = (read.get("locality") or {}).get("code"), primary_code(gold)
        one("primary_place", code == primary, bool(code), bool(primary))
        codes = place_codes(read)
        known = {found for found in codes if place_is_known(gold, found)}
        required = {p["code"] for p in gold["localities"] if p.get("required") and p["role"] != FURNITURE}
        _many(counts["places"], known, codes, required & codes, required)


def _many(counts: list[int], *sets: set) -> None:
    for at, found in enumerate(sets):
        counts[at] += len(found)

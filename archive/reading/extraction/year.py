"""The year a report was written in or is about."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import Literal

from archive.reading.extraction.events import EventRules
from archive.reading.extraction.folded import FoldedText
from archive.reading.extraction.year_clue import YearClue, months
from archive.reading.extraction.year_dates import stated_years
from archive.reading.extraction.year_events import (
    CountedRules,
    ambiguous_clues,
    anniversary_clues,
    event_clues,
    years_since,
)
from archive.reading.extraction.year_names import name_clues, region_founded
from archive.reading.records import Evidence, ReportSlice, YearResult
from archive.reading.rulebook import Rulebook

# Earlier years are history: no report of the archive is from before them.
_EARLIEST = months(1980)
_NOW_WORDS = re.compile(r"今年|本年度?|去年")
# Evidence kept on a result, the strongest first.
_KEPT = 6
# What a year needs to be elected, and what each bound against it costs.
_ENOUGH = 40
_COST = 35
_TOLD = ("year-told", "year-since")
# Months before a slogan within which an event makes its bound a firm one.
_LATELY = 24
# Months within which a web date agrees with the text's own lower bound.
_SAME_TIME = 12


def find_year(report: ReportSlice, title: str, posted_on: str | None, rulebook: Rulebook, today: date) -> YearResult:
    """The year with bounds and evidence. ``posted_on`` (ISO, the web date) is an upper bound, never the year."""
    folded = FoldedText.of(report.text)
    mentions = rulebook.rules(EventRules.from_tables).mentions(folded)
    clues = stated_years(report, title)
    region = region_founded(report.text, rulebook) if "自治区" in report.text else None
    clues += anniversary_clues(report.text, folded, rulebook.rules(CountedRules.from_tables), region)
    clues += event_clues(report.text, folded, mentions)
    clues += years_since(report.text, folded, mentions)
    clues += name_clues(report.text, rulebook)
    ceiling = min(months(today.year, today.month), _posted_month(posted_on) or 10**6)
    clues = [c for c in clues if not _beyond(c, ceiling)]
    year, _ = _elect(clues)
    clues += [
        c for c in ambiguous_clues(report.text, folded, mentions, _lower(clues)[0], year) if not _beyond(c, ceiling)
    ]
    posted = _posted_clue(report, ceiling) if _posted_month(posted_on) == ceiling else None
    return _decide(clues, ceiling, posted, bool(_NOW_WORDS.search(report.text)))


def _posted_clue(report: ReportSlice, month: int) -> YearClue | None:
    """The line that gives the web date, as evidence of the upper bound, where a periodical is named beside it. A page
    that names none is a copy of unknown age."""
    if not any(line.key in ("journal", "source") for line in report.meta):
        return None
    for line in report.meta:
        if line.key == "posted_on":
            words = f"网上发布于 {month // 12} 年，只作上界"
            evidence = Evidence(line.raw_start, line.raw_end, line.line, "posted-on", words, in_metadata=True)
            return YearClue(evidence, high=month, basis="web")
    return None


def _posted_month(posted_on: str | None) -> int | None:
    match = re.match(r"(\d{4})-(\d{2})", posted_on or "")
    return months(int(match[1]), int(match[2])) if match else None


def _beyond(clue: YearClue, ceiling: int) -> bool:
    """Later than the ceiling or before the archive begins: a plan, an error or history."""
    if clue.low is not None and clue.low > ceiling:
        return True
    return clue.year is not None and not _EARLIEST <= months(clue.year) <= ceiling


def _elect(clues: list[YearClue]) -> tuple[int | None, int]:
    """The year that clues name, and the weight of the best clue for it; None where nothing names one well enough.

    Each distinct bound that a year contradicts costs it ``_COST``: one wrong bound does not outvote two sure clues,
    two bounds outvote one. The name of a place bounds only what nothing dates: it may be another place's.
    """
    bounds = {(c.evidence.implies, c.low, c.high) for c in clues if not c.soft and not c.weight and c.basis != "name"}
    votes: dict[int, int] = defaultdict(int)
    best: dict[int, int] = defaultdict(int)
    for clue in clues:
        if clue.year is not None and clue.weight:
            best[clue.year] = max(best[clue.year], clue.weight)
            votes[clue.year] += clue.weight if clue.weight >= 25 else 3
    scores = {}
    for year in votes:
        against = sum(
            (low is not None and low > months(year, 12)) or (high is not None and high < months(year))
            for _, low, high in bounds
        )
        scores[year] = best[year] + min(20, (votes[year] - best[year]) // 4) - _COST * min(against, 3)
    if not scores:
        return None, 0
    year = max(scores, key=lambda y: (scores[y], y))
    return (year, best[year]) if scores[year] >= _ENOUGH else (None, 0)


def _decide(clues: list[YearClue], ceiling: int, posted: YearClue | None, speaks_of_now: bool) -> YearResult:
    year, weight = _elect(clues)
    if year is not None:
        clues = [c for c in clues if not _contradicts(c, year)]
    elif len(dated := [c for c in clues if c.basis != "name"]) and _lower(dated)[0] > _EARLIEST:
        # A name of a place that came into use after all that the text tells of its time is a later editor's.
        high, _ = _upper(dated, _lower(dated)[0], ceiling)
        clues = [c for c in clues if c.basis != "name" or c.low is None or c.low <= high]
    low, low_clues = _lower(clues)
    high, high_clues = _upper(clues, low, ceiling)
    if year is not None:
        return _stated(year, weight, clues, low, high, low_clues + high_clues)
    soft_lows = [c for c in clues if c.soft and c.low is not None]
    # A slogan bounds a text that an event dates to about the same time.
    firm_lately = any(
        c.low is not None and not c.soft and c.basis not in ("slogan", "name") and c.low >= low - _LATELY for c in clues
    )
    return _inferred(low, high, ceiling, low_clues, high_clues, posted, soft_lows, firm_lately, speaks_of_now)


def _contradicts(clue: YearClue, year: int) -> bool:
    """A bound that the elected year breaks: a year to come in a plan, a name or wording of another time."""
    low, high = clue.low, clue.high
    return clue.year != year and (
        (low is not None and low > months(year, 12)) or (high is not None and high < months(year))
    )


def _lower(clues: list[YearClue]) -> tuple[int, list[YearClue]]:
    """The latest hard lower bound and the clues that set it."""
    bounds = [c for c in clues if c.low is not None and not c.soft]
    low = max((c.low for c in bounds if c.low is not None), default=_EARLIEST)
    return low, [c for c in bounds if c.low == low]


def _upper(clues: list[YearClue], low: int, ceiling: int) -> tuple[int, list[YearClue]]:
    """The earliest upper bound that does not contradict the lower one; the ceiling where there is none."""
    bounds = [c for c in clues if c.high is not None and low <= c.high <= ceiling]
    high = min((c.high for c in bounds if c.high is not None), default=ceiling)
    return high, [c for c in bounds if c.high == high]


def _stated(year: int, weight: int, clues: list[YearClue], low: int, high: int, bounds: list[YearClue]) -> YearResult:
    own = sorted((c for c in clues if c.year == year and c.weight), key=lambda c: -c.weight)
    confidence: Literal["high", "medium"] = "high" if weight >= 65 else "medium"
    year_min = low // 12 if low // 12 <= year and low > _EARLIEST else year
    year_max = high // 12 if high // 12 >= year and any(c.high == high for c in bounds) else year
    if confidence == "high":
        year_min = year_max = year
    return YearResult(
        year, year_min, year_max, confidence, "stated" if own[0].stated else "inferred", _evidence(own + bounds)
    )


def _inferred(
    low: int,
    high: int,
    ceiling: int,
    low_clues: list[YearClue],
    high_clues: list[YearClue],
    posted: YearClue | None,
    soft_lows: list[YearClue],
    firm_lately: bool,
    speaks_of_now: bool,
) -> YearResult:
    """A year from bounds alone."""
    year_min = low // 12
    firm = [c for c in low_clues if c.basis not in ("slogan", "name")]
    hard_high = [c for c in high_clues if not c.soft]
    evidence = _evidence(low_clues + high_clues)
    if low == _EARLIEST or not (firm or firm_lately or high_clues):
        return YearResult(
            None, low // 12 if low > _EARLIEST else None, high // 12 if high_clues else None, evidence=evidence
        )
    told = any(c.evidence.rule in _TOLD for c in low_clues)
    # 今年 beside a year in figures: the figures are an earlier year.
    if told and speaks_of_now and months(low // 12 + 1) <= high:
        low = months(low // 12 + 1)
    # A campaign may be spoken of long before it begins; a text about it is mostly of its own time.
    begun = max((c.low for c in soft_lows if c.low is not None and low < c.low <= high), default=low)
    if not told:
        low = begun
    # A congress or plenum late in the year is studied in the next.
    autumn = low % 12 >= 9 and not told
    if posted and not high_clues and high == ceiling and high - low <= _SAME_TIME:
        # The web date of a periodical soon after the text's own lower bound is that of the first publication.
        year = high // 12
        evidence = _evidence([*low_clues, posted])
        return YearResult(year, year_min, year, "medium", "inferred", evidence)
    if hard_high and high - low <= 48:
        year = (low + high) // 2 // 12
        return YearResult(year, year_min, high // 12, "medium" if high - low <= 30 else "low", "inferred", evidence)
    year = min(low // 12 + autumn, high // 12)
    near = bool(high_clues) and high - low <= 30
    return YearResult(
        year, year_min, high // 12 if high_clues else None, "medium" if near else "low", "inferred", evidence
    )


def _evidence(clues: list[YearClue]) -> tuple[Evidence, ...]:
    kept: list[Evidence] = []
    for clue in clues:
        if all((clue.evidence.quote, clue.evidence.rule) != (e.quote, e.rule) for e in kept):
            kept.append(clue.evidence)
        if len(kept) == _KEPT:
            break
    return tuple(kept)

"""What an engine is, and what every engine shares: the folded form of a document, its facet values, the order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from search.analysis.fold import BREAK, fold
from search.fields import NONE
from search.grammar import ParsedQuery, parse_years
from search.request import GROUPS, EngineAnswer, SearchDocument, SearchRequest, Sort

MAX_SECONDS = 2.0
_RANGE = re.compile(r"\d{0,4}\.\.\d{0,4}")


class IndexDamaged(Exception):
    """The index on disk is missing, incomplete or unreadable. It can be rebuilt from the database at any time."""


class Engine(Protocol):
    """Answers parsed requests over published reports. The plain engine defines the answer."""

    def answer(self, query: ParsedQuery, request: SearchRequest) -> EngineAnswer:
        """Ids of ``request.page`` (none past the end), exact totals, and for each group of ``request.GROUPS`` the
        count of every value above zero. ``request.words`` is not looked at: ``query`` is what was made of it."""

    def vocabulary(self) -> tuple[tuple[str, int], ...]:
        """Every jieba word of the texts with the number of reports that hold it, in the order of the words."""


def folded_fields(document: SearchDocument) -> dict[str, str]:
    """The keys of all word fields. Several values of one field are apart by a break, so no match spans two."""
    return {
        "title": fold(document.title),
        "text": fold(document.text),
        "author": _several(document.authors),
        "place": _several(document.places),
        "journal": fold(document.journal),
        "initiative": _several(document.initiatives),
        "genre": fold(document.genre),
    }


def _several(values: Iterable[str]) -> str:
    return BREAK.join(fold(value) for value in values)


def facet_values(document: SearchDocument) -> dict[str, tuple[str, ...]]:
    """The values of every group, as filters name them; ``none`` where there is none."""
    values: dict[str, tuple[str, ...]] = {
        "place": document.place_codes,
        "year": () if document.year is None else (str(document.year),),
        "genre": (document.genre,) if document.genre else (),
        "author": tuple(map(str, document.author_ids)),
        "initiative": tuple(map(str, document.initiative_ids)),
        "script": (document.script,) if document.script else (),
        "year_evidence": (document.year_evidence,) if document.year_evidence else (),
    }
    return {group: tuple(dict.fromkeys(values[group])) or (NONE,) for group in GROUPS}


def is_year_range(value: str) -> bool:
    return value != ".." and _RANGE.fullmatch(value) is not None


def accepts(group: str, chosen: str, held: Iterable[str]) -> bool:
    """Whether a report that holds these values of a group passes the chosen one."""
    if group == "year" and is_year_range(chosen):
        years = parse_years(chosen)
        return years is not None and any(value != NONE and years.holds(int(value)) for value in held)
    return chosen in held


def passes(filters: Mapping[str, tuple[str, ...]], held: Mapping[str, tuple[str, ...]], *, but: str = "") -> bool:
    """OR inside a group, AND between groups; ``but`` names a group that is left out."""
    return all(
        any(accepts(group, value, held[group]) for value in chosen)
        for group, chosen in filters.items()
        if chosen and group != but
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A report that matches, with what it is ordered by. ``score`` is rounded so that no order hangs on the last
    bit of a sum."""

    report_id: int
    is_literal: bool
    score: float
    year: int | None
    added: str


def in_order(found: Iterable[Found], sort: Sort, *, has_words: bool) -> list[Found]:
    """Tier, score, id; on request by year (unknown last) or by date added, newest first. Without words there is
    nothing to score: the newest year comes first."""
    by_relevance = sorted(found, key=lambda f: (not f.is_literal, -f.score, f.report_id))
    if sort == "year_asc":
        return sorted(by_relevance, key=lambda f: (f.year is None, f.year or 0))
    if sort == "year_desc" or (sort == "relevance" and not has_words):
        return sorted(by_relevance, key=lambda f: (f.year is None, -(f.year or 0)))
    if sort == "added":
        return sorted(by_relevance, key=lambda f: f.added, reverse=True)
    return by_relevance


def page_of(found: list[Found], request: SearchRequest) -> list[Found]:
    start = (request.page - 1) * request.page_size
    return found[start : start + request.page_size]

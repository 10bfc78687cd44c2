"""What is asked of the search and what it answers. Frozen records; SEARCH.md is the contract in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FilterGroup = Literal["place", "year", "genre", "author", "initiative", "script", "year_evidence"]
GROUPS: tuple[FilterGroup, ...] = ("place", "year", "genre", "author", "initiative", "script", "year_evidence")
Sort = Literal["relevance", "year_desc", "year_asc", "added"]
PAGE_SIZES = (20, 50, 100)
MAX_CHARACTERS = 200
MAX_WORDS = 20


@dataclass(frozen=True)
class SearchRequest:
    """One question. ``filters`` maps a group to the values chosen in it (OR inside a group, AND between groups):
    place: a code; year: ``2003``, ``2003..2010`` or ``none``; genre, script, year_evidence: the value or ``none``;
    author, initiative: an id or ``none``. ``literal_only`` keeps the first tier alone; ``title_only`` looks for words
    without a field of their own in titles alone. Pages count from 1."""

    words: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = "relevance"
    page: int = 1
    page_size: int = 20
    literal_only: bool = False
    title_only: bool = False


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A published report as the search knows it: every searchable and facetable value, made by
    ``search.search_indexes`` from the rows, the same for every engine.

    ``places`` are the names of the report's place and of all above it, as of the report's year and today;
    ``place_codes`` the code and all above it, province first. ``added`` is the time of first release, ISO 8601.
    """

    report_id: int
    version: int
    title: str
    text: str
    authors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    journal: str = ""
    initiatives: tuple[str, ...] = ()
    place_codes: tuple[str, ...] = ()
    year: int | None = None
    year_evidence: str = "none"
    genre: str = ""
    author_ids: tuple[int, ...] = ()
    initiative_ids: tuple[int, ...] = ()
    script: str = "hans"
    added: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """A word of the request, the field it was found in (a name of ``search.fields``) and how often there."""

    word: str
    field: str
    count: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of the clean text: ``parts`` alternate (text, is a match), not escaped; ``paragraph`` counts from 1,
    0 where the stretch is no part of the text (a title, a place name)."""

    parts: tuple[tuple[str, bool], ...]
    paragraph: int
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Hit:
    """A report found. ``tier``: literal (all words as typed) or words (a long run by its pieces)."""

    report_id: int
    tier: Literal["literal", "words"]
    score: float
    matched: tuple[Matched, ...] = ()
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a group and the total of this request with it as the only one of its group."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """All values of a group with a count above zero. Reports without a value are counted under ``none`` (不详)."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """What an engine returns for a parsed request: ids of one page with tier, score and matches, exact totals, and
    for each group the count of every value. Labels, snippets and sentences are the service's."""

    total: int
    literal_total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another request that returns something: what to show and the words to search for."""

    label: str
    words: str
    total: int


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Nothing found: how many there would be without this word or filter."""

    kind: Literal["word", "filter"]
    label: str
    request: SearchRequest
    total: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The answer. ``sentence`` is the request in words, notices say how odd input was read. ``pieces``: what a long
    run fell into for the second tier. ``refused``: too much was typed, nothing was looked for, a notice asks for
    less; its total of 0 must not be shown as a result."""

    request: SearchRequest
    total: int
    literal_total: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetGroup, ...]
    sentence: str
    pieces: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    generation: int | None = None
    partial: bool = False
    refused: bool = False

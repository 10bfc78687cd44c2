"""What is asked of the search and what it answers. Frozen records; SEARCH.md is the contract in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args
from urllib.parse import urlencode

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
    """Values of a group with a count above zero: all, or those that a page shows (``left_out``: how many are not
    among them). Reports without a value are counted under ``none`` (不详)."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    left_out: int = 0


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


# Names of the groups in an address: there ``script`` is the reader's choice of how texts are shown.
PARAMETERS: dict[FilterGroup, str] = {group: "script_found" if group == "script" else group for group in GROUPS}
# More values of one group than anybody chooses by hand; keeps a hostile address from costing time.
MAX_VALUES = 50
_HAS_OR = re.compile(r"\bOR\b|[|｜]")


def request_from_query(query: Mapping[str, Sequence[str]]) -> SearchRequest:
    """An address's parameters (name -> its values, as a QueryDict holds them) as a request. What is no number, no
    known sort or page size falls back to the default; filter values are checked by the service, which tells."""
    values = query.getlist if hasattr(query, "getlist") else lambda name: query.get(name, ())

    def last(name: str) -> str:
        return next((v.strip() for v in reversed(values(name)) if v.strip()), "")

    filters = {group: list(values(name)) for group, name in PARAMETERS.items()}
    if last("from") or last("to"):
        filters["year"].append(_year_range(last("from"), last("to")))
    sort, size = last("sort"), _number(last("per"))
    return SearchRequest(
        words=_both(last("q"), last("within")),
        filters=_tidy(filters),
        sort=next((known for known in get_args(Sort) if known == sort), "relevance"),
        page=_number(last("page")) or 1,
        page_size=size if size in PAGE_SIZES else PAGE_SIZES[0],
        literal_only=last("literal") == "1",
        title_only=last("title_only") == "1",
    )


def query_from_request(request: SearchRequest, **changes: Any) -> str:
    """The address of a request, from ``?`` on, after ``changes`` of its fields; a change of anything but the page
    leads to page 1. Defaults are left out, so one request has one address."""
    if changes and "page" not in changes:
        changes["page"] = 1
    request = replace(request, **changes)
    pairs: list[tuple[str, object]] = [("q", request.words)] if request.words else []
    pairs += [(PARAMETERS[group], value) for group in GROUPS for value in request.filters.get(group, ())]
    default = SearchRequest()
    for name, field_name in (("sort", "sort"), ("per", "page_size"), ("page", "page")):
        if getattr(request, field_name) != getattr(default, field_name):
            pairs.append((name, getattr(request, field_name)))
    pairs += [("literal", 1)] if request.literal_only else []
    pairs += [("title_only", 1)] if request.title_only else []
    return "?" + urlencode(pairs)


def _number(text: str) -> int:
    """0 for what is no number; no more digits than any page number has."""
    text = unicodedata.normalize("NFKC", text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _year_range(first: str, last: str) -> str:
    first, last = (unicodedata.normalize("NFKC", year).removesuffix("年") for year in (first, last))
    return first if first == last else f"{first}..{last}"


def _both(words: str, within: str) -> str:
    """Words of a search within results are added; what offers a choice is bracketed first."""
    if not (words and within):
        return words or within
    return " ".join(f"({part})" if _HAS_OR.search(part) else part for part in (words, within))


def _tidy(filters: Mapping[FilterGroup, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Without blanks, repetitions and empty groups."""
    stripped = {group: dict.fromkeys(v.strip() for v in values if v.strip()) for group, values in filters.items()}
    return {group: tuple(values)[:MAX_VALUES] for group, values in stripped.items() if values}

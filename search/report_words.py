"""The reader's words in a report that was found: the same words, in the same places, as the list of results says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl

from archive.models import Report
from archive.public.display import Span
from archive.public.readers_words import Neighbour, ReadersList, ReadersWords
from archive.reading.edits import Edit, Trail
from search.grammar import parse
from search.pages import address, hit_address
from search.request import PAGE_SIZES, SearchRequest, query_from_request, request_from_query
from search.service import Neighbours, SearchUnavailable, neighbours
from search.snippets import marks_in

# A place in a list: no more digits than any total has.
LONGEST_PLACE = 9


def read_address(report: Report, query: Mapping[str, Sequence[str]]) -> ReadersWords | None:
    """``query``: the fields of a report's address, as ``hit_address`` writes them."""
    asked = request_from_query(query)
    at = _place(query)
    if not (asked.words or at):
        return None
    parsed = parse(asked.words, title_only=asked.title_only)
    trail = Trail(report.raw_start, report.raw_end, tuple(Edit(*row) for row in sorted(report.trail)))
    spans = tuple(marks_in(parsed, "text", report.text))
    return ReadersWords(
        words=asked.words,
        spans=spans,
        raw_spans=_apart(trail.raw_span(start, end) for start, end in spans),
        title_spans=tuple(marks_in(parsed, "title", report.title)),
        listing=_listing(report, asked, at),
        carried=_carried(asked, at),
    )


def _place(query: Mapping[str, Sequence[str]]) -> int:
    text = next(iter(query.get("at", ())), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_PLACE else 0


def _carried(asked: SearchRequest, at: int) -> tuple[tuple[str, str], ...]:
    pairs = parse_qsl(query_from_request(asked, words="", page=1, page_size=PAGE_SIZES[0]).lstrip("?"))
    return tuple(pairs) + ((("at", str(at)),) if at else ())


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Places that meet in the raw text, where one replaced stretch holds both, are one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _listing(report: Report, asked: SearchRequest, at: int) -> ReadersList | None:
    if not at:
        return ReadersList("", address(asked), 0, 0)
    try:
        near = neighbours(asked, at)
    except SearchUnavailable:
        return None
    back = address(asked, page=(at - 1) // asked.page_size + 1)
    if near.here != report.pk:
        return ReadersList(near.sentence, address(asked), near.total, 0)
    return ReadersList(near.sentence, back, near.total, at, *_beside(near, asked, at))


def _beside(near: Neighbours, asked: SearchRequest, at: int) -> tuple[Neighbour | None, Neighbour | None]:
    ids = [pk for pk in (near.previous, near.following) if pk is not None]
    found = Report.objects.published().only("pk", "title").in_bulk(ids)

    def beside(pk: int | None, place: int) -> Neighbour | None:
        other = found.get(pk) if pk is not None else None
        return Neighbour(other.title, hit_address(other.get_absolute_url(), asked, place)) if other else None

    return beside(near.previous, at - 1), beside(near.following, at + 1)

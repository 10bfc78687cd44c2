"""A reader's words in one report. What they mean is known to the search, which the archive does not know: the search
registers its reader of addresses when it starts, and pages ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from archive.models import Report
from archive.public.display import Span


@dataclass(frozen=True)
class Neighbour:
    """A report of the same list."""

    title: str
    url: str


@dataclass(frozen=True)
class ReadersList:
    """The list that the reader came from: the request in words, its address, and where this report stands in it
    (``at`` counts from 1; 0 where the list has changed since)."""

    sentence: str
    url: str
    total: int
    at: int
    previous: Neighbour | None = None
    following: Neighbour | None = None


@dataclass(frozen=True)
class ReadersWords:
    """``words`` as typed; ``spans``: their places in the clean text, ``raw_spans`` the same places in the upload's raw
    text, ``title_spans`` in the title; each in order, without overlap. ``carried``: fields of the address that lead
    back to the list, without the words."""

    words: str
    spans: tuple[Span, ...]
    raw_spans: tuple[Span, ...]
    title_spans: tuple[Span, ...]
    listing: ReadersList | None
    carried: tuple[tuple[str, str], ...] = ()


Reader = Callable[[Report, Mapping[str, Sequence[str]]], ReadersWords | None]
_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """``reader(report, query)``: what the fields of an address ask of a report; None where they ask nothing."""
    _readers[:] = [reader]


def words_in(report: Report, query: Mapping[str, Sequence[str]]) -> ReadersWords | None:
    return next((found for reader in _readers if (found := reader(report, query)) is not None), None)

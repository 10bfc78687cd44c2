"""Which places a report names, and which one is its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.reading.records import PersonMention, PlaceMention, ReportSlice, Withheld, YearResult
from archive.reading.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Places:
    """``primary`` is the report's own place or None; ``mentions`` hold it too; ``withheld`` are gaps."""

    primary: PlaceMention | None = None
    mentions: tuple[PlaceMention, ...] = ()
    withheld: tuple[Withheld, ...] = ()


def find_places(
    report: ReportSlice, title: str, authors: Sequence[PersonMention], year: YearResult, rulebook: Rulebook
) -> Places:
    """Names as of the report's year. A name that several places bear and no context decides is left out."""
    return Places()

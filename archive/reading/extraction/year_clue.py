"""What one place of a text says of the year of writing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archive.reading.records import Evidence


def months(year: int, month: int = 1) -> int:
    """The unit of bounds: months since year 0."""
    return year * 12 + month - 1


@dataclass(frozen=True, slots=True)
class YearClue:
    """``year`` with ``weight`` (0..100, how sure this clue alone is), or bounds in months, both inclusive.

    A ``soft`` bound helps to choose inside hard bounds and never contradicts them. ``stated``: a date in words or
    figures, as against one computed from what the text mentions.
    """

    evidence: Evidence
    year: int | None = None
    weight: int = 0
    low: int | None = None
    high: int | None = None
    soft: bool = False
    stated: bool = False
    basis: Literal["date", "event", "slogan", "name", "web"] = "date"

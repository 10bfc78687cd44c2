"""The year a report was written in or is about."""

from __future__ import annotations

from datetime import date

from archive.reading.records import ReportSlice, YearResult
from archive.reading.rulebook import Rulebook


def find_year(
    report: ReportSlice, title: str, posted_on: str | None, rulebook: Rulebook, today: date
) -> YearResult:
    """The year with bounds and evidence. ``posted_on`` (ISO, the web date) is an upper bound, never the year."""
    return YearResult()

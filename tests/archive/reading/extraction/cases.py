"""Tables of cases and reports to run them on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from archive.reading.records import MetaLine, ReportSlice, Trail
from archive.reading.rulebook import tsv_rows

CASES = Path(__file__).resolve().parents[3] / "cases"
TODAY = date(2026, 11, 24)


def rows(name: str) -> list[tuple[str, str]]:
    """(input, expected) of a table; ``|NL|`` in an input is a line break."""
    table = tsv_rows((CASES / name).read_text(encoding="utf-8"))
    return [(row["input"].replace("|NL|", "\n"), row["expected"] or "") for row in table]


def report_of(text: str, meta: tuple[MetaLine, ...] = ()) -> ReportSlice:
    """A report whose clean text is its raw text."""
    return ReportSlice(1, None, text, Trail(0, len(text)), "hans", meta)

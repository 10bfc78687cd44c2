"""Which line is the title."""

from __future__ import annotations

from archive.reading.records import Evidence, RawText, ReportSlice
from archive.reading.rulebook import Rulebook


def find_title(report: ReportSlice, raw: RawText, rulebook: Rulebook) -> tuple[str, Evidence | None]:
    """The title and where it stands; the first words of the text where no line is one (then without evidence)."""
    first = report.text.split("\n", 1)[0][:60]
    return first, None

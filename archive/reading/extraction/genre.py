"""Which of the eleven genres a report belongs to."""

from __future__ import annotations

from archive.reading.records import Evidence, ReportSlice
from archive.reading.rulebook import Rulebook


def find_genre(report: ReportSlice, title: str, rulebook: Rulebook) -> tuple[str, Evidence | None]:
    """A value of ``archive.models.Genre`` and the words it rests on; 其他 where nothing tells."""
    return "其他", None

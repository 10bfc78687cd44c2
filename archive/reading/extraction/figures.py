"""Numbers with what they count."""

from __future__ import annotations

from archive.reading.records import FigureMention, ReportSlice
from archive.reading.rulebook import Rulebook


def find_figures(report: ReportSlice, rulebook: Rulebook) -> tuple[FigureMention, ...]:
    """All figures of the text in order."""
    return ()

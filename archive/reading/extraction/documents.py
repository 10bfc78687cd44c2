"""Policy documents in 《》."""

from __future__ import annotations

from archive.reading.records import DocumentMention, ReportSlice
from archive.reading.rulebook import Rulebook


def find_documents(report: ReportSlice, rulebook: Rulebook) -> tuple[DocumentMention, ...]:
    """Each at its first place in the text."""
    return ()

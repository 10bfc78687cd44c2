"""Named local schemes."""

from __future__ import annotations

from collections.abc import Sequence

from archive.reading.extraction.places import Places
from archive.reading.records import (
    CampaignMention,
    DocumentMention,
    FigureMention,
    InitiativeMention,
    ReportSlice,
)
from archive.reading.rulebook import Rulebook


def normal_form(name: str) -> str:
    """The key under which mentions of one scheme meet: no quotation marks, × as x, numerals alike, no trailing head
    noun where the rest is a name."""
    return name


def find_initiatives(
    report: ReportSlice,
    title: str,
    places: Places,
    campaigns: Sequence[CampaignMention],
    documents: Sequence[DocumentMention],
    figures: Sequence[FigureMention],
    rulebook: Rulebook,
) -> tuple[InitiativeMention, ...]:
    """One record a scheme, at the mention that tells most of it; shown ones and proposals."""
    return ()

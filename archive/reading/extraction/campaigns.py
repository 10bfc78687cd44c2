"""National campaigns, meetings and slogans that a report names."""

from __future__ import annotations

from archive.reading.records import CampaignMention, ReportSlice
from archive.reading.rulebook import Rulebook


def find_campaigns(report: ReportSlice, rulebook: Rulebook) -> tuple[CampaignMention, ...]:
    """Each at its first place in the text."""
    return ()

"""Who wrote, spoke, edited, is named."""

from __future__ import annotations

from dataclasses import dataclass

from archive.reading.records import PersonMention, ReportSlice
from archive.reading.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class People:
    """``authors`` sign or speak the report (part author, interviewee); ``people`` are all persons named."""

    authors: tuple[PersonMention, ...] = ()
    people: tuple[PersonMention, ...] = ()


def find_people(report: ReportSlice, title: str, rulebook: Rulebook) -> People:
    """Bylines in the text and metadata lines first, then persons named with a post."""
    return People()

"""Numbered headings of a clean text."""

from __future__ import annotations

from archive.reading.records import Heading, ReportSlice


def find_headings(report: ReportSlice) -> tuple[Heading, ...]:
    """Paragraphs that are headings (一、 (一) 1. 一是), with their level, in order."""
    return ()

"""Numbered headings of a clean text."""

from __future__ import annotations

import re

from archive.reading.lines import half_width
from archive.reading.records import Heading, ReportSlice

_MAX_HEADING = 60
_N = "[一二三四五六七八九十百]{1,4}"
# Level by kind of number, as Chinese official texts nest them (GB/T 9704): 一、 (一) 1. (1).
_LEVELS = (
    (1, re.compile(rf"(?:第{_N}(?:章|部分|编)|{_N}、)")),
    (2, re.compile(rf"(?:第{_N}节|[(]{_N}[)]、?)")),
    (3, re.compile(r"\d{1,2}(?:、|[.．](?!\d))")),
    (4, re.compile(r"(?:[(]\d{1,2}[)]|[①-⑳])")),
)
_ENDS = re.compile(r"[。;,:!?]$")


def find_headings(report: ReportSlice) -> tuple[Heading, ...]:
    """Paragraphs that are headings, with their level (1 is the highest kind of number), in order.

    A numbered paragraph that runs on (一是…。…) is text; a short one without a stop is a heading.
    """
    found = []
    at = 0
    for line in report.text.split("\n"):
        words = line.strip()
        form = half_width(words)
        if 3 <= len(words) <= _MAX_HEADING and not _ENDS.search(form) and "。" not in form:
            level = next((level for level, pattern in _LEVELS if pattern.match(form)), None)
            if level is not None:
                start = at + line.index(words)
                found.append(Heading(level, words, start, start + len(words)))
        at += len(line) + 1
    return tuple(found)

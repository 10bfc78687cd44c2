"""Whose scheme it is: the place named before it in its sentence, else the report's own."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from archive.reading.extraction.initiative_candidates import Candidate
from archive.reading.extraction.initiative_rules import alternatives
from archive.reading.extraction.places import Places

REACH = 200
SUFFIX = re.compile(r"(?:省|市|县|区|旗|盟|州|地区|自治区|自治州|自治县|特别行政区)$")
WHERE = re.compile(r"(?:在|到|从|赴|向|与|同|把|对|往|至|由)[\u4e00-\u9fff]{0,2}$")
BORROWED = re.compile(r"(?:学习|借鉴|参照|仿效|引进|考察)[^，,。；;]{0,20}$")
COORDINATION = "、和及与"
PROVINCE_WIDE = re.compile(r"(?:全省|省委|全自治区)[^，,。；;]{0,14}$")


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Every occurrence in a text of the names by which the report's places are called: (start, end, code) in order.

    ``own`` is the code of the report's own place, None where masked or unknown. The places of a reading stand for one
    occurrence each; a scheme may stand beside another.
    """

    own: str | None
    found: tuple[tuple[int, int, str], ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str, places: Places) -> PlaceNames:
        names: dict[str, str] = {}
        for place in places.mentions:
            if place.role == "in_name":
                continue
            full = place.path.rsplit("/", 1)[-1]
            short = SUFFIX.sub("", full)
            quote = "" if place.evidence.in_metadata else place.evidence.quote
            for name in (full, short, quote):
                if 2 <= len(name) <= 12:
                    names.setdefault(name, place.code)
        pattern = re.compile(alternatives(names))
        found = tuple((match.start(), match.end(), names[match.group()]) for match in pattern.finditer(text))
        own = places.primary.code if places.primary else None
        return cls(own, found, tuple(start for start, _, _ in found))


def locality_of(candidate: Candidate, sentence: tuple[int, int], text: str, places: PlaceNames) -> str | None:
    """The place named last before the scheme in its sentence, else the report's own; None where that is unknown.

    A place behind 在, 到, 与 … is where something happens, not whose scheme it is, unless it opens the sentence by
    itself (在某县，…) or stands directly before the name; one that others learn from (参照某市的做法，推行…) is not
    the scheme's unless no mark parts them.
    """
    left = bisect_left(places.starts, max(sentence[0], candidate.start - REACH))
    for index in range(bisect_left(places.starts, candidate.start) - 1, left - 1, -1):
        start, end, code = places.found[index]
        if end > candidate.start:
            continue
        if end < candidate.start and not _is_owner(index, sentence[0], text, places):
            continue
        between = text[end : candidate.left]
        if any(mark in between for mark in "，,；;") and BORROWED.search(text, max(0, start - 12), start):
            continue
        return code
    if places.own and PROVINCE_WIDE.search(text, max(sentence[0], candidate.left - 24), candidate.left):
        return places.own[:2] + "0000"
    return places.own


def _is_owner(index: int, sentence_start: int, text: str, places: PlaceNames) -> bool:
    start, end, _ = places.found[index]
    if text[end : end + 1] in ("，", ",") and text[start - 1 : start] == "在":
        return True
    while index > 0 and start > 0 and text[start - 1] in COORDINATION and places.found[index - 1][1] == start - 1:
        # Members of a list (在甲县、乙县) stand behind the same word.
        index -= 1
        start = places.found[index][0]
    return WHERE.search(text, max(sentence_start, start - 3), start) is None

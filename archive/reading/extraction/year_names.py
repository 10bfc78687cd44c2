"""What names of places say of the year: 思茅市 was in use from 2003 to 2007, 庐山市 from 2016."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from archive.reading.extraction.gazetteer import OPEN_END, Gazetteer
from archive.reading.extraction.place_scan import stands
from archive.reading.extraction.year_clue import YearClue, months
from archive.reading.records import Evidence
from archive.reading.rulebook import Rulebook

# A name that was new before the oldest reports bounds nothing.
_OLDEST = 1997
# The table of places begins here: a name of that year is of unknown age.
_OLDEST_TABLE = 1981
# Founding years of the autonomous regions.
_REGIONS = {
    "内蒙古自治区": 1947,
    "新疆维吾尔自治区": 1955,
    "广西壮族自治区": 1958,
    "宁夏回族自治区": 1958,
    "西藏自治区": 1965,
}
# 去年四月，思茅市更名为|普洱市: the name's first year tells which year 去年 is.
_NAMED_LATELY = re.compile(
    r"(?P<when>去年|今年|前年)[^。;；\n]{0,30}?(?:更名为|改名为|改称|改设|撤县设|撤地设|撤县改|撤市设|设立|成立|改为|升格为)[^。;；,，\n]{0,4}$"
)
_YEARS_BACK = {"今年": 0, "去年": 1, "前年": 2}
_FORMER = re.compile(r"(?:原|原来的|前|老|撤销|撤|将|改|设立|改为|更名为?)$")


def name_clues(text: str, rulebook: Rulebook) -> Iterator[YearClue]:
    """Bounds from full names that were in use for part of the time only. The end is soft: old names linger."""
    for form, start, end in rulebook.rules(Gazetteer.from_tables).matches(text):
        if form.kind != "full" or form.fragile or len(form.text) < 3:
            continue
        former = _FORMER.search(text[max(0, start - 4) : start])
        if form.weak or not stands(text, form, start, end):
            continue
        first = min(d.start for d in form.divisions)
        lately = _NAMED_LATELY.search(text, max(0, start - 44), start)
        if lately and first > _OLDEST_TABLE:
            year = first + _YEARS_BACK[lately["when"]]
            evidence = Evidence(
                lately.start(), end, text[lately.start() : end], "place-named", f"{form.text}始于 {first} 年"
            )
            yield YearClue(evidence, year, 85, low=months(first))
        if former:
            continue
        last = max(d.end for d in form.divisions)
        if first > _OLDEST:
            evidence = Evidence(start, end, text[start:end], "place-name-from", f"{form.text}之名始于 {first} 年")
            yield YearClue(evidence, low=months(first), basis="name")
        if last < OPEN_END:
            evidence = Evidence(start, end, text[start:end], "place-name-until", f"{form.text}之名用到 {last} 年")
            yield YearClue(evidence, high=months(last, 12), soft=True, basis="name")


def region_founded(text: str, rulebook: Rulebook) -> int | None:
    """The founding year of the autonomous region that most names of places in ``text`` belong to, if one is."""
    provinces = Counter(
        division.province
        for form, start, end in rulebook.rules(Gazetteer.from_tables).matches(text)
        if form.kind != "mask" and not form.fragile and not form.weak and stands(text, form, start, end)
        for division in form.divisions[-1:]
    )
    return _REGIONS.get(provinces.most_common(1)[0][0]) if provinces else None

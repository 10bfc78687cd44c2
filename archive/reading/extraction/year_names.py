"""What names of places say of the year: 思茅市 was in use from 2003 to 2007, 庐山市 from 2016."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.reading.extraction.gazetteer import OPEN_END, Gazetteer
from archive.reading.extraction.place_scan import stands
from archive.reading.extraction.year_clue import YearClue, months
from archive.reading.records import Evidence
from archive.reading.rulebook import Rulebook

# A name that was new before the oldest reports bounds nothing.
_OLDEST = 1997
_FORMER = re.compile(r"(?:原|原来的|前|老|撤销|撤|将|改|设立|改为|更名为?)$")


def name_clues(text: str, rulebook: Rulebook) -> Iterator[YearClue]:
    """Bounds from full names that were in use for part of the time only. The end is soft: old names linger."""
    for form, start, end in rulebook.rules(Gazetteer.from_tables).matches(text):
        if form.kind != "full" or form.fragile or len(form.text) < 3 or _FORMER.search(text[max(0, start - 4) : start]):
            continue
        if form.weak or not stands(text, form, start, end):
            continue
        first = min(d.start for d in form.divisions)
        last = max(d.end for d in form.divisions)
        if first > _OLDEST:
            evidence = Evidence(start, end, text[start:end], "place-name-from", f"{form.text}之名始于 {first} 年")
            yield YearClue(evidence, low=months(first), basis="name")
        if last < OPEN_END:
            evidence = Evidence(start, end, text[start:end], "place-name-until", f"{form.text}之名用到 {last} 年")
            yield YearClue(evidence, high=months(last, 12), soft=True, basis="name")

"""What a place is to a report: its own, one whose practice it shows, one named in passing, part of a name."""

from __future__ import annotations

import re

from archive.reading.extraction.gazetteer import Division
from archive.reading.extraction.place_scan import Resolved

# Words before a place that is somewhere else.
ELSEWHERE_BEFORE = re.compile(
    r"(?:学习|借鉴|参照|赴|去|参观|考察|驻|援助?|支援|像|比如|例如|如|借鉴了|学|与|同|和|跟|从|到|发源于|起源于|并赴|籍|[到赴去](?:[一-龥]{2,4}[县市区旗]?、){1,3})$"
)
_PRACTICE_AFTER = re.compile(
    r"[^。；;\n]{0,24}?(?:的做法|的经验|推行|推出|开展|实施|打出|搞起|创造|试点|首创|探索|总结出|建立|创新|模式|工作法|办法|叫)"
)

# 在南岭、清溪等地|务工, 与清溪县|接壤: no practice of the place is shown.
_PASSING_AFTER = re.compile(
    r"[^。；;，,\n]{0,14}?(?:务工|打工|经商|就业|学习|考察|培训|参观|接壤|毗邻|相邻|交界|隔[江河海]|相望)"
)


def role_of(text: str, place: Resolved, own: Division | None) -> str:
    """primary, exemplar, mentioned or in_name; ``own`` is the report's own place."""
    if place.in_name:
        return "in_name"
    if own and place.division.code == own.code:
        return "primary"
    if place.chained:
        return "mentioned"
    below = own is not None and place.division.code.startswith(own.code.rstrip("0"))
    before = text[max(0, place.start - 22) : place.start]
    if below and not ELSEWHERE_BEFORE.search(before):
        return "exemplar"
    shown = _PRACTICE_AFTER.match(text, place.end) and not _PASSING_AFTER.match(text, place.end)
    return "exemplar" if shown else "mentioned"

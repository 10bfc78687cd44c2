"""Gaps of the source kept as data: masked places (××区) and emptied quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from archive.reading.records import Withheld

LEVELS = {
    "省": "省级",
    "自治区": "省级",
    "市": "地级",
    "州": "地级",
    "盟": "地级",
    "地区": "地级",
    "县": "县级",
    "区": "县级",
    "旗": "县级",
    "乡": "乡级",
    "镇": "乡级",
    "街道": "乡级",
    "办事处": "乡级",
    "苏木": "乡级",
    "村": "村级",
    "社区": "村级",
    "嘎查": "村级",
}
# Crosses, stars, circles, 某, or a capital letter that stands for a name (W市); not the X of “1+X区域”.
_MASKED = re.compile(
    r"(?P<mask>[×✕╳]{1,4}|[XxＸ]{2,4}|[*＊]{1,4}|[○〇□]{2,4}|某某?|(?<![A-Za-z0-9+＋“‘\"])[A-Z](?![A-Za-z]))"
    r"(?P<unit>自治区|地区|街道|办事处|社区|嘎查|苏木|省|市|州|盟|县|区|旗|乡|镇|村)(?!场|域|级|民族|长)"
)
_EMPTIED = re.compile(r"“[ \u3000]{0,4}”|‘[ \u3000]{0,4}’|「[ \u3000]{0,4}」")

# Gaps of one kind that are kept of one report. More of them are no names taken out but a pattern, ornament or noise:
# each would be a row that somebody should look at.
MOST = 2_000


def masked_places(text: str) -> Iterator[Withheld]:
    """××区, 某市, XX县, W村, with the administrative level the unit shows; at most MOST."""
    for match in islice(_MASKED.finditer(text), MOST):
        yield Withheld("masked_place", match.group(), LEVELS[match["unit"]], match.start(), match.end())


def censored_quotes(text: str) -> Iterator[Withheld]:
    """Quotation marks with nothing in them: a name was taken out; at most MOST."""
    for match in islice(_EMPTIED.finditer(text), MOST):
        yield Withheld("censored_quote", match.group(), "", match.start(), match.end())

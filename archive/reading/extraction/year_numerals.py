"""Numbers of dates and anniversaries, in Arabic or Chinese figures."""

from __future__ import annotations

import re

from archive.reading.extraction.numerals import parse_numeral

NUMBER = r"(?:[0-9]{1,4}|[零〇一二三四五六七八九十百两]{1,6})"
# Four Arabic digits from 1900 on, or digit by digit in Chinese: 一九九九, 二〇〇五, 二○○五.
YEAR = r"(?:(?:19|20)[0-9]{2}|一九[零〇○一二三四五六七八九]{2}|二[零〇○0][零〇○0一二三四五六七八九]{2})"


_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_LETTERS = re.compile(
    r"(?<=二)[OoＯ○0]{2}(?=[〇○零一二三四五六七八九OＯ]年)|(?<=二[OＯ○0〇][OＯ○0〇])[OＯ](?=年)|(?<=二[OＯ]一)[OＯ](?=年)|(?<=二)[OＯ](?=[一二])"
)


def plain_figures(text: str) -> str:
    """``text`` with full-width digits as ASCII and letters O of Chinese years as 〇. The length stays."""
    wide = text.translate(_WIDE)
    return _LETTERS.sub(lambda match: "〇" * len(match.group()), wide)


def number(text: str) -> int | None:
    """12, 十二, 九十五, 一百二十 as a number; None where it is none."""
    value = parse_numeral(text)
    return None if value is None else int(value)


def year_number(text: str) -> int:
    """The year of a text that ``YEAR`` matches."""
    year = number(text.replace("0", "〇")) if not text.isascii() else int(text)
    if year is None:
        raise ValueError(f"not a year: {text!r}")
    return year

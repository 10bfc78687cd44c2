"""The key under which mentions of one scheme meet."""

from __future__ import annotations

import re
import unicodedata

QUOTATION = re.compile(r"[“”‘’\"'「」『』〝〞＂《》〈〉]")
GLOSS = re.compile(r"\([^()\n]{0,90}\)")
SPACE = re.compile(r"\s+")
TIMES = re.compile(r"(?<=[0-9A-Za-z一-鿿])\s*(?:[×✕✖╳]|(?<=\d)[xX*乘](?=\d))\s*(?=[0-9A-Za-z一-鿿])")
HAN_TIMES = re.compile(r"(?<=[一-鿿])\s*[×✕✖╳xX*＊]\s*(?=[一-鿿])")
DOT = re.compile("[•・‧∙⋅●﹒]")
SEPARATOR = re.compile(r"[,、;]")
SCHEME_NUMERAL = re.compile(r"\d+")
HAN = re.compile("[一-鿿]")
NO_NAME_END = re.compile(r"[一二三四五六七八九十\d]年$|[一二三四五六七八九十\d]期$")
HAN_DIGITS = "零一二三四五六七八九"
GENERIC_HEADS = (
    "主题实践活动", "主题教育活动", "评选活动", "创建活动", "争创活动", "系列活动", "专题活动", "主题活动", "实践活动",
    "工作模式", "工作机制", "工作制度", "工作法",
    "活动", "工程", "制度", "机制", "模式", "品牌", "行动", "计划", "试点",
)  # fmt: skip
"""Nouns that say what kind of scheme a name is; they vary from mention to mention (支部四进, “支部四进”活动)."""


def folded_name(name: str) -> str:
    """Half-width, without quotation marks, gloss and blanks, ``x`` for ×, ``、`` in lists; head nouns kept."""
    key = GLOSS.sub("", unicodedata.normalize("NFKC", name))
    key = HAN_TIMES.sub("", QUOTATION.sub("", key))
    key = DOT.sub("·", TIMES.sub("x", key))
    return SEPARATOR.sub("、", SPACE.sub("", key)).strip("、。:·+")


def normal_form(name: str) -> str:
    """The key name: no quotation marks or bracketed gloss, ``×`` as ``x``, half-width forms, ``、`` in lists, numerals
    alike, no trailing head noun where the rest is a name (a bare code, 6x3工程, keeps its noun).

    A scheme number of up to three Arabic digits between Han characters becomes Han (3必访 and 三必访 meet as 三必访);
    codes (12371, 1+1, 6x3) keep their digits. ``乘`` counts as × between digits. Between Han characters × only
    decorates (四问×五帮), as does a + at the end (四问五帮+): both go. A + or · between words
    joins two names and stays.
    """
    key = _numerals_alike(folded_name(name))
    for head in GENERIC_HEADS:
        rest = key.removesuffix(head)
        if rest != key and len(rest) >= 3 and HAN.search(rest) and not NO_NAME_END.search(rest):
            return rest.removesuffix("的")
    return key


def _numerals_alike(key: str) -> str:
    """Single Arabic digits that stand directly before a Han character, and are no part of a code, as Han digits."""

    def as_han(match: re.Match[str]) -> str:
        digits, start, end = match.group(), match.start(), match.end()
        after = key[end : end + 1]
        before = key[start - 1 : start] if start else ""
        if len(digits) != 1 or not ("一" <= after <= "鿿") or (before in "+x.-·" and before):
            return digits
        return HAN_DIGITS[int(digits)]

    return SCHEME_NUMERAL.sub(as_han, key)

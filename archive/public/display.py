"""How a stored text is shown: characters, punctuation, the reader's words. Nothing here changes what is stored, and
nothing changes a length, so that every position of the clean text stays true on the page."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

Span = tuple[int, int]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇"
CLOSING = "”’」』》〉】〕）％%"
OPENING = "“‘「『《〈【〔（"
FULL_WIDTH = str.maketrans(",:;?!()", "，：；？！（）")
# A half-width mark after a Han character or a closing mark, not before a Latin letter: it is a Chinese mark.
HALF_MARK = re.compile(rf"(?<=[{HAN}{CLOSING})])[,:;?!](?![A-Za-z])")
HALF_BRACKETS = re.compile(r"\([^()\n]{1,80}\)")
ANY_HAN = re.compile(rf"[{HAN}]")
# Marks that a search passes over (SEARCH.md, section 1).
TRANSPARENT = set("“”‘’「」『』《》〈〉【】〔〕（）()\"'")
# No character of XML 1.0 (section 2.2): control characters but tab, line feed, carriage return.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
OPERATORS = {"AND", "OR", "NOT", "|"}
MARKS_SHOWN = 100
DIGITS = "〇一二三四五六七八九"


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def converted(text: str, config: str) -> str:
    """The text in other characters (``s2tw``, ``t2s``), of the same length: where a conversion would change the
    length, character by character, and characters without a single counterpart stay."""
    out = _converter(config).convert(text)
    if len(out) == len(text):
        return out
    singles = (_converter(config).convert(character) for character in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(singles, text, strict=True))


def full_width(text: str) -> str:
    """Full-width commas, colons, semicolons, question and exclamation marks after Han characters, and brackets round
    words that hold a Han character. ``10:30``, ``3,5`` and ``(ISO)`` stay."""
    text = HALF_BRACKETS.sub(lambda m: _wide_brackets(m.group()), text)
    return HALF_MARK.sub(lambda m: m.group().translate(FULL_WIDTH), text)


def _wide_brackets(text: str) -> str:
    return f"（{text[1:-1]}）" if ANY_HAN.search(text) else text


def shown(text: str, script: str) -> str:
    """A stretch of clean (simplified) text as the reader wants it: ``hant`` converts, others leave the characters."""
    return full_width(converted(text, "s2tw") if script == "hant" else text)


def xml_text(text: str) -> str:
    """The text without characters that a feed or a citation file cannot hold."""
    return NOT_XML.sub("", text)


def han_number(number: int) -> str:
    """1 … as in notes: 一, 十, 二十一, 一〇三. ``number`` is positive."""
    if number < 10:
        return DIGITS[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
    return "".join(DIGITS[int(digit)] for digit in str(number))


@dataclass(frozen=True)
class QueryWords:
    """The reader's words as they are looked for in a text: folded, without operators, fields and exclusions."""

    words: tuple[str, ...]

    @classmethod
    def from_query(cls, query: str) -> "QueryWords":
        """``query`` as typed in the search box. Words after - or NOT are not marked, a field's name is taken off."""
        words, negated = [], False
        for token in re.split(r"[\s\u3000]+", unicodedata.normalize("NFKC", query[:200])):
            bare = token.strip("()").rstrip("*")
            if not bare or bare in OPERATORS:
                negated = bare == "NOT"
                continue
            if not negated and not bare.startswith("-"):
                word = fold(bare.rsplit(":", 1)[-1])[0]
                if word and word not in words:
                    words.append(word)
            negated = False
        return cls(tuple(words[:20]))

    def spans(self, text: str) -> list[Span]:
        """Where the words stand in a clean text, in order, not overlapping (the longer word first)."""
        if not self.words:
            return []
        folded, positions = fold(text)
        taken: list[Span] = []
        for word in sorted(self.words, key=len, reverse=True):
            at = folded.find(word)
            while at >= 0:
                taken.append((positions[at], positions[at + len(word) - 1] + 1))
                at = folded.find(word, at + len(word))
        return without_overlaps(taken)


def fold(text: str) -> tuple[str, list[int]]:
    """Characters by which words are compared and the position of each in ``text``: NFKC, lower case, simplified,
    white space and quotation marks passed over."""
    characters, positions = [], []
    for at, character in enumerate(converted(text, "t2s")):
        if character.isspace() or character in TRANSPARENT:
            continue
        for folded in unicodedata.normalize("NFKC", character).lower():
            characters.append(folded)
            positions.append(at)
    return "".join(characters), positions


def without_overlaps(spans: list[Span]) -> list[Span]:
    """Spans in order; of overlapping ones the first, and of those that begin together the longest."""
    out: list[Span] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return out


def clause_around(text: str, start: int, end: int, limit: int = 60) -> str:
    """The clause of ``text`` that holds ``[start, end)``, at most ``limit`` characters beyond it on either side."""
    left = max((text.rfind(mark, 0, start) for mark in "。！？；!?;\n"), default=-1) + 1
    stops = [at for at in (text.find(mark, end) for mark in "。！？；!?;\n") if at >= 0]
    right = min(stops, default=len(text))
    before = "" if left >= start - limit else "……"
    after = "" if right <= end + limit else "……"
    return before + text[max(left, start - limit) : min(right, end + limit)].strip() + after

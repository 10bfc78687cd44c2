"""Folding: the one function through which index, query and marks see a text (SEARCH.md, section 1).

A folded text is a *key*: a string in which containment is exactly "the same units in a row". A Han character and each
of ``+ & % #`` stand for themselves; a run of letters and digits is written between two ``RUN`` characters, so that
2008 is no part of 12008; every other punctuation mark is ``BREAK`` (several in a row are one). White space, quotation
marks and brackets leave no trace, except that they end a run of letters and digits.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

RUN = "\x1f"
BREAK = "\x1e"
OWN_UNITS = "+&%#"
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TRANSPARENT = frozenset("“”‘’「」『』《》〈〉【】〔〕（）()\"'〝〞＂＇")
_TIMES = frozenset("×✕✖")
_IS_HAN = re.compile(f"[{HAN}]")
_RUNS = re.compile(f"[^{HAN}{OWN_UNITS}{BREAK} ]+")
_BREAKS = re.compile(f"{BREAK}[{BREAK} ]*")

# 著 is 着 in Simplified text except in these words; OpenCC's tables keep it everywhere (DESIGN.md, section 4).
_KEEPS_ZHU = frozenset(
    re.findall(
        "..",
        "著名著作著述著书著称著录著者著有著文著译显著名著专著编著论著原著巨著遗著译著合著土著昭著卓著所著新著拙著大著撰著执著",
    )
)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def is_run_character(character: str) -> bool:
    """Whether a character that something folded to belongs to a run of letters and digits."""
    return not (character in OWN_UNITS or character in (" ", BREAK) or _IS_HAN.match(character))


def fold_character(character: str) -> str:
    """What one character becomes before runs are bounded: units, a space (no trace), ``BREAK`` or nothing."""
    folded = []
    for c in unicodedata.normalize("NFKC", character).lower():
        kind = unicodedata.category(c)
        if c in _TIMES:
            folded.append("x")
        elif _IS_HAN.match(c):
            simplified = _converter().convert(c)
            folded.append(simplified if len(simplified) == 1 else c)
        elif c in OWN_UNITS or kind[0] in "LN":
            folded.append(c)
        elif c in _TRANSPARENT or c.isspace():
            folded.append(" ")
        elif kind[0] == "M" or kind in ("Cc", "Cf"):
            continue
        else:
            folded.append(BREAK)
    return "".join(folded)


class _Table(dict[int, str]):
    """Filled character by character as texts bring them, for ``str.translate``."""

    def __missing__(self, codepoint: int) -> str:
        folded = self[codepoint] = fold_character(chr(codepoint))
        return folded


_TABLE = _Table()


def zhu_to_mend(key: str) -> list[int]:
    """Where 著 stands for 着: wherever it is in none of its words (each character in one word at most, the first from
    the left) and a Han character stands beside it. A lone 著 may be either: it stays."""
    found: list[int] = []
    free, at = 0, key.find("著")
    while at >= 0:
        if at > free and key[at - 1 : at + 1] in _KEEPS_ZHU:
            free = at + 1
        elif key[at : at + 2] in _KEEPS_ZHU:
            free = at + 2
        else:
            free = at + 1
            if _IS_HAN.match(key[at + 1 : at + 2]) or (at and _IS_HAN.match(key[at - 1])):
                found.append(at)
        at = key.find("著", at + 1)
    return found


def _mend_zhu(key: str) -> str:
    places = zhu_to_mend(key)
    if not places:
        return key
    mended = list(key)
    for place in places:
        mended[place] = "着"
    return "".join(mended)


def fold(text: str) -> str:
    """The key of a text. Nothing is stripped: a key may begin or end with ``BREAK``."""
    plain = _BREAKS.sub(BREAK, text.translate(_TABLE))
    return _mend_zhu(_RUNS.sub(rf"{RUN}\g<0>{RUN}", plain).replace(" ", ""))


@dataclass(frozen=True, slots=True)
class Folded:
    """A key with the position, in the text it was made from, of each of its characters."""

    key: str
    positions: tuple[int, ...]

    def spans(self, needle: str) -> Iterator[tuple[int, int]]:
        """Where the units of ``needle`` stand in the text, one after another without overlap: (start, end)."""
        if not needle:
            return
        at = self.key.find(needle)
        while at >= 0:
            held = [i for i in range(at, at + len(needle)) if self.key[i] not in (RUN, BREAK)]
            if held:
                yield self.positions[held[0]], self.positions[held[-1]] + 1
            at = self.key.find(needle, at + len(needle))


def fold_with_positions(text: str) -> Folded:
    """As ``fold``, slower, with positions. A ``RUN`` or ``BREAK`` has the position of the character that caused it."""
    key: list[str] = []
    positions: list[int] = []
    in_run = False

    def put(character: str, position: int) -> None:
        key.append(character)
        positions.append(position)

    for position, character in enumerate(text):
        for c in _TABLE[ord(character)]:
            is_run = is_run_character(c)
            if is_run != in_run:
                put(RUN, position if is_run else positions[-1])
                in_run = is_run
            if c == " " or (c == BREAK and key and key[-1] == BREAK):
                continue
            put(c, position)
    if in_run:
        put(RUN, positions[-1])
    return Folded(_mend_zhu("".join(key)), tuple(positions))


def strip_breaks(key: str) -> str:
    """Without breaks at either end: what a reader types counts from its first unit to its last."""
    return key.strip(BREAK)


def shown(key: str) -> str:
    """A key for the eye: without run bounds, breaks as a middle dot."""
    return key.replace(RUN + RUN, " ").replace(RUN, "").replace(BREAK, "·")


def han_count(key: str) -> int:
    return len(_IS_HAN.findall(key))

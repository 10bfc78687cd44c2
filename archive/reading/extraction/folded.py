"""A text in the form in which names of events are compared, with the way back to its positions."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

# White space, quotation marks and brackets are transparent: “三讲”教育 and 三讲教育 are one name.
_TRANSPARENT = frozenset(" \t\r\n\u3000\u00a0“”‘’\"'「」『』《》〈〉()（）")
_DASHES = {"–": "-", "—": "-", "－": "-", "―": "-", "~": "-", "～": "-"}


@cache
def _fold_char(char: str) -> str:
    """NFKC of one character where that is one character; "" for a transparent one."""
    if char in _TRANSPARENT or char.isspace():
        return ""
    folded = unicodedata.normalize("NFKC", char)
    folded = folded if len(folded) == 1 else char
    return "" if folded in _TRANSPARENT else _DASHES.get(folded, folded)


def fold_name(name: str) -> str:
    """The comparison form of a name."""
    return "".join(map(_fold_char, name))


@dataclass(frozen=True, slots=True)
class FoldedText:
    """``text`` is the comparison form; ``positions[i]`` the position in the original of its i-th character."""

    text: str
    positions: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> FoldedText:
        """Fold ``original`` character by character, so that every character keeps its position."""
        kept = [(folded, at) for at, char in enumerate(original) if (folded := _fold_char(char))]
        return cls("".join(folded for folded, _ in kept), tuple(at for _, at in kept))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original positions of a non-empty ``text[start:end]``."""
        return self.positions[start], self.positions[end - 1] + 1

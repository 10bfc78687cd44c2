"""How much of one text stands in another: containment of character 6-grams.

After Broder (1997), "On the resemblance and containment of documents". Folded before comparison, so that a
Traditional copy, other punctuation and other line breaks do not hide a copy.
"""

from __future__ import annotations

import re
import unicodedata

from archive.reading.repair.script import simplified

SIZE = 6
_DROPPED = re.compile(r"[^\w]+|_+")


def folded(text: str) -> str:
    """Simplified, NFKC, lower case, letters and digits only."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", simplified(text)).lower())


def shingles(text: str) -> frozenset[str]:
    """The 6-grams of the folded text; a shorter text is its own only shingle."""
    words = folded(text)
    if len(words) < SIZE:
        return frozenset([words]) if words else frozenset()
    return frozenset(words[i : i + SIZE] for i in range(len(words) - SIZE + 1))


def containment(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of ``a``'s shingles that ``b`` has, 0..1. Not symmetric: a part is wholly contained in its whole."""
    return len(a & b) / len(a) if a else 0.0

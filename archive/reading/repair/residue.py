"""Pinyin in brackets after a character, left by one family of web sites: 創(chuàng)新.

The test is the reading itself: what stands in the brackets must be a reading of the character before them, or of its
Simplified form (績 is read jī in one standard, 绩 jì in the other). Where a tone is written, the letters without it
decide, for the sites and the dictionary differ in tones. (ISO), (CPI) and other real text in brackets is no reading
and stays.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC
from pypinyin import Style, pinyin

from archive.reading.edits import Edit

RULE = "pinyin-residue"
_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿɑɡ"
_COMBINING = "\u0300\u0301\u0304\u0308\u030c"
_BRACKETED = re.compile(
    rf"(?<=[\u3400-\u9fff\uf900-\ufaff])[ \u00a0]?[(（﹙][ \u00a0]?([{_LETTERS}{_COMBINING}]{{1,12}})[ \u00a0]?[)）﹚]"
)
_LOOKALIKES = str.maketrans("ɑɡ", "ag")
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuüüüünnnm")
# A reading without its tone is believed only in a text that has this many readings with one.
_ENOUGH = 3


@cache
def _to_hans() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=8192)
def _readings(char: str) -> frozenset[str]:
    """Every reading of a character and of its Simplified form, without tones; ü is also written u or v."""
    found = set()
    for form in {char, _to_hans().convert(char)}:
        for reading in pinyin(form, style=Style.TONE, heteronym=True)[0]:
            bare = reading.translate(_TONES)
            found |= {bare, bare.replace("ü", "u"), bare.replace("ü", "v")}
    return frozenset(found)


def residue_edits(text: str) -> list[Edit]:
    """Deletions of bracketed readings, in order."""
    sure: list[Edit] = []
    doubtful: list[Edit] = []
    for match in _BRACKETED.finditer(text):
        said = unicodedata.normalize("NFC", match.group(1)).translate(_LOOKALIKES)
        bare = said.translate(_TONES)
        if bare in _readings(text[match.start() - 1]):
            edit = Edit(match.start(), match.end(), "", RULE)
            (sure if said != bare else doubtful).append(edit)
    return sorted(sure + doubtful, key=lambda e: e.start) if len(sure) >= _ENOUGH else sure

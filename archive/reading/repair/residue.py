"""Pinyin in brackets after a character, left by one family of web sites: 創(chuàng)新.

The test is the reading itself: what stands in the brackets must be a reading of the character before them.
(ISO), (CPI) and any other real text in brackets is no reading and stays.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, pinyin

from archive.reading.edits import Edit

RULE = "pinyin-residue"
_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿɑɡ"
_COMBINING = "\u0300\u0301\u0304\u0308\u030c"
_BRACKETED = re.compile(rf"(?<=[\u3400-\u9fff\uf900-\ufaff])[(（﹙]([{_LETTERS}{_COMBINING}]{{1,12}})[)）﹚]")
_LOOKALIKES = str.maketrans("ɑɡ", "ag")
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuüüüünnnm")
# A reading without its tone is believed only in a text that has this many readings with one.
_ENOUGH = 3


@lru_cache(maxsize=8192)
def _readings(char: str) -> frozenset[str]:
    """Every reading of a character, with tone marks."""
    return frozenset(pinyin(char, style=Style.TONE, heteronym=True)[0])


@lru_cache(maxsize=8192)
def _toneless(char: str) -> frozenset[str]:
    return frozenset(reading.translate(_TONES) for reading in _readings(char))


def residue_edits(text: str) -> list[Edit]:
    """Deletions of bracketed readings, in order."""
    sure, doubtful = [], []
    for match in _BRACKETED.finditer(text):
        said = unicodedata.normalize("NFC", match.group(1)).translate(_LOOKALIKES)
        char = text[match.start() - 1]
        edit = Edit(match.start(), match.end(), "", RULE)
        if said in _readings(char):
            sure.append(edit)
        elif said in _toneless(char):
            doubtful.append(edit)
    return sorted(sure + doubtful, key=lambda e: e.start) if len(sure) >= _ENOUGH else sure

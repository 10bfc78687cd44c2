"""GBK shifted by one byte: one byte lost or added, and every pair of bytes after it is read across two characters.

Such a stretch goes on to the next ASCII character and reads as rare characters (党员把板 → 吃卑寻). It is found where
the same bytes, paired one byte further on, read as Chinese far better. It is proposed, never mended: a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

ID = "shifted_bytes"
_WIDE = re.compile(r"[^\x00-\x7f]{6,}")
# A stretch this long without one frequent character is looked at; Chinese text hardly has any.
_STRANGE = 8
# How far around it the same line is read anew.
_BEFORE, _AFTER = 400, 2_000
# Frequent characters that the other pairing must bring, and their least and greatest share in either reading.
_MIN_GAIN = 6
_MIN_SHARE, _MAX_SHARE = 0.35, 0.2


class Shifted(NamedTuple):
    """``text[start:end]`` should read ``proposal``; half a character may be lost at either end."""

    start: int
    end: int
    proposal: str


def strange_pattern(frequent: frozenset[str]) -> re.Pattern[str]:
    """Stretches without a frequent character, as ``shifted_runs`` wants them."""
    return re.compile("[^\\x00-\\x7f" + re.escape("".join(sorted(frequent))) + f"]{{{_STRANGE},}}")


def shifted_runs(text: str, frequent: frozenset[str], strange: re.Pattern[str]) -> Iterator[Shifted]:
    """Stretches that read better one byte further on, in order. ``frequent`` as in DecodeRules."""
    done = 0
    for odd in strange.finditer(text):
        if odd.start() < done:
            continue
        begin = max(done, odd.start() - _BEFORE)
        begin = max(text.rfind("\n", begin, odd.start()) + 1, begin)
        line_end = min(len(text), odd.end() + _AFTER)
        end = text.find("\n", odd.end(), line_end)
        line_end = end if end >= 0 else line_end
        for run in _WIDE.finditer(text, begin, line_end):
            if found := _shifted(run.group(), run.start(), frequent):
                yield found
        done = line_end


def _shifted(run: str, at: int, frequent: frozenset[str]) -> Shifted | None:
    pairs = [char.encode("gb18030", "replace") for char in run]
    # Only pairs of bytes can be paired anew; anything else breaks the chain.
    data = b"".join(pair if len(pair) == 2 else b"\xff\xff" for pair in pairs)
    other = [data[i : i + 2].decode("gb18030", "replace") for i in range(1, len(data) - 1, 2)]
    best = (0, 0, 0)
    gain = start = 0
    for i, new in enumerate(other):
        gain += (new in frequent) - (run[i] in frequent)
        if gain <= 0:
            gain, start = 0, i + 1
        elif gain > best[0]:
            best = (gain, start, i + 1)
    gain, first, last = best
    if gain < _MIN_GAIN:
        return None
    length = last - first
    said = sum(char in frequent for char in run[first:last])
    meant = sum(char in frequent for char in other[first:last])
    if meant < _MIN_SHARE * length or said > _MAX_SHARE * length:
        return None
    return Shifted(at + first, at + last, "".join(other[first:last]))

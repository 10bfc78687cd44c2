"""Where sentences end, in many texts at once. Pure."""

from __future__ import annotations

import re

import numpy as np

ENDS = "。！？!?；;…"
CLOSING = "”’」』）)》】"
# The same as an expression, for a single short stretch.
SENTENCE_END = re.compile(f"[{ENDS}]+[{CLOSING}]*|\n+")

_END, _CLOSE, _LINE = 1, 2, 3
_kinds = np.zeros(0x110000, dtype=np.uint8)
_kinds[[ord(c) for c in ENDS]] = _END
_kinds[[ord(c) for c in CLOSING]] = _CLOSE
_kinds[ord("\n")] = _LINE


def sentence_bounds(codes: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """``codes``: code points of texts joined by line feeds, ``offsets``: where each begins. Gives, in order, every
    offset and every place behind the end marks of a sentence, the quotation marks and brackets that close after them,
    or a row of line feeds."""
    kinds = _kinds[codes]
    places = np.flatnonzero(kinds)
    kind = kinds[places]
    number = np.arange(len(places))
    adjoins = np.zeros(len(places), dtype=bool)
    adjoins[1:] = places[1:] == places[:-1] + 1
    # A row of closing marks counts where an end mark stands right before its first.
    opens_row = (kind != _CLOSE) | ~adjoins
    opens_row[1:] |= kind[:-1] != _CLOSE
    first_of_row = np.maximum.accumulate(np.where(opens_row, number, 0)) if len(places) else number
    before = np.maximum(first_of_row - 1, 0)
    closes = (kind == _CLOSE) & adjoins[first_of_row] & (kind[before] == _END)
    following = np.zeros(len(places), dtype=np.uint8)
    following[:-1] = np.where(adjoins[1:], kind[1:], 0)
    ends = (
        ((kind == _END) & (following != _END) & (following != _CLOSE))
        | (closes & (following != _CLOSE))
        | ((kind == _LINE) & (following != _LINE))
    )
    bounds = np.sort(np.concatenate((places[ends] + 1, offsets)), kind="stable")
    return bounds[np.diff(bounds, prepend=-1) > 0]

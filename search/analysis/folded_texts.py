"""Several texts folded at once, with the position of every unit: as ``fold_with_positions`` of each, from arrays.

The texts are joined and looked up in one table of code points. Bounds of letter runs are not written into the row of
units but kept beside it: Han units need none, and a needle with letters asks for the bounds at its own places only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from search.analysis.fold import BREAK, RUN, fold_character, is_run_character, zhu_to_mend

# What a code point folds to, where that is no single unit. Units are code points of their own, all above these.
_UNKNOWN, _NOTHING, _SPACE, _SEVERAL = 0, 1, 2, 3
_BETWEEN_TEXTS = 0x0A
_BREAK = ord(BREAK)
# Marks the units of letter runs.
_IN_RUN = 1 << 24
_UNIT = _IN_RUN - 1
_ZHU, _ZHE = ord("著"), ord("着")
# Up to this many units a needle is compared column by column.
_FEW = 4

# Pages of it that no text asks for are never touched, so it costs what its characters cost.
_table = np.zeros(0x110000, dtype=np.uint32)
_several: dict[int, list[int]] = {}


def _entry(character: str) -> int:
    return ord(character) | (_IN_RUN if is_run_character(character) else 0)


def _learn(codepoint: int) -> None:
    folded = fold_character(chr(codepoint))
    if not folded:
        entry = _NOTHING
    elif not folded.strip(" "):
        entry = _SPACE
    elif not folded.strip(BREAK):
        entry = _BREAK
    elif len(folded) == 1:
        entry = _entry(folded)
    else:
        _several[codepoint] = [_SPACE if c == " " else _BREAK if c == BREAK else _entry(c) for c in folded]
        entry = _SEVERAL
    _table[codepoint] = entry


class FoldedTexts:
    """``codes``: code points of the texts, joined by one line feed each; ``offsets[i]``: where text ``i`` begins.
    Positions given out are those of the joined text."""

    def __init__(self, texts: Sequence[str]) -> None:
        lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
        self.offsets = np.concatenate(([0], np.cumsum(lengths)))[: len(texts)]
        self.codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
        folded = _table[self.codes]
        if not folded.all():
            for codepoint in np.unique(self.codes[folded == _UNKNOWN]).tolist():
                _learn(codepoint)
            folded = _table[self.codes]
        folded[self.offsets[1:] - 1] = _BETWEEN_TEXTS
        places = None
        if (folded == _SEVERAL).any():
            folded, places = self._spread(folded)
        kept = np.flatnonzero(folded > _SPACE)
        self._folded, self._kept = folded, kept
        units = folded[kept]
        self._at = kept if places is None else places[kept]
        self._bare = np.bitwise_and(units, _UNIT)
        if (self._bare == _ZHU).any():
            self._bare[zhu_to_mend(_as_text(self._bare))] = _ZHE

    @cached_property
    def _units(self) -> str:
        return _as_text(self._bare)

    def _spread(self, folded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Characters that fold to several, in their several places."""
        where = np.flatnonzero(folded == _SEVERAL)
        counts = np.ones(len(folded), dtype=np.int64)
        expanded = [_several[code] for code in self.codes[where].tolist()]
        counts[where] = [len(entries) for entries in expanded]
        spread, places = np.repeat(folded, counts), np.repeat(np.arange(len(folded)), counts)
        starts = np.cumsum(counts) - counts
        for start, entries in zip(starts[where].tolist(), expanded, strict=True):
            spread[start : start + len(entries)] = entries
        return spread, places

    def spans(self, needle: str) -> tuple[np.ndarray, np.ndarray]:
        """Starts and ends of the places where the units of ``needle`` stand one after another: in each text from its
        beginning, without overlap, as ``Folded.spans``."""
        row = _NeedleRow(needle)
        numbers = None
        if BREAK in needle:
            units, numbers = self._single_breaks
            found = np.array(self._found(row, units, numbers), dtype=np.int64)
        elif row.is_simple:
            found = self._compared(row.bare)
        else:
            found = np.array(self._found(row, self._units, None), dtype=np.int64)
        first, last = found + row.first, found + row.last
        if numbers is not None:
            first, last = numbers[first], numbers[last]
        return self._at[first], self._at[last] + 1

    def _compared(self, bare: str) -> np.ndarray:
        """A needle of few units that cannot overlap itself."""
        row, width = self._bare, len(bare)
        if len(row) < width:
            return np.zeros(0, dtype=np.int64)
        mask = row[: len(row) - width + 1] == ord(bare[0])
        for offset in range(1, width):
            mask &= row[offset : len(row) - width + 1 + offset] == ord(bare[offset])
        return np.flatnonzero(mask)

    def _found(self, row: _NeedleRow, units: str, numbers: np.ndarray | None) -> list[int]:
        find, bare, width = units.find, row.bare, len(row.bare)
        found: list[int] = []
        at = find(bare) if bare else -1
        while at >= 0:
            if not row.has_runs or self._bounded(row, at, numbers):
                found.append(at)
                at = find(bare, at + width)
            else:
                at = find(bare, at + 1)
        return found

    def _bounded(self, row: _NeedleRow, at: int, numbers: np.ndarray | None) -> bool:
        """Whether letter runs begin and end here where those of the needle do."""
        for offset, (begins, ends) in row.bounds.items():
            number = at + offset if numbers is None else int(numbers[at + offset])
            if begins is not None and self._begins(number) != begins:
                return False
            if ends is not None and self._ends(number) != ends:
                return False
        return True

    def _begins(self, number: int) -> bool:
        return not self._runs_at(int(self._kept[number]) - 1, -1)

    def _ends(self, number: int) -> bool:
        return not self._runs_at(int(self._kept[number]) + 1, 1)

    def _runs_at(self, place: int, step: int) -> bool:
        """Whether a run goes on here; what leaves no trace at all does not end it."""
        while 0 <= place < len(self._folded):
            entry = int(self._folded[place])
            if entry != _NOTHING:
                return entry >= _IN_RUN
            place += step
        return False

    @cached_property
    def _single_breaks(self) -> tuple[str, np.ndarray]:
        """Units with several breaks in a row as one, and the number each has among all."""
        is_break = self._bare == _BREAK
        kept = ~is_break
        kept[:1] = True
        kept[1:] |= ~is_break[:-1]
        numbers = np.flatnonzero(kept)
        return _as_text(self._bare[numbers]), numbers


def _as_text(codes: np.ndarray) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


class _NeedleRow:
    """A key as a row of units: ``bare`` without run bounds; ``bounds``: of its letters, by offset, whether a run
    begins and ends there (None where the key leaves that open); ``first`` and ``last``: units that are no break."""

    def __init__(self, needle: str) -> None:
        self.bare = needle.replace(RUN, "")
        self.has_runs = RUN in needle
        overlaps_itself = any(self.bare.startswith(self.bare[i:]) for i in range(1, len(self.bare)))
        self.is_simple = 0 < len(self.bare) <= _FEW and not self.has_runs and not overlaps_itself
        held = [i for i, c in enumerate(self.bare) if c != BREAK]
        self.first, self.last = (held[0], held[-1]) if held else (0, 0)
        if not held:
            self.bare = ""
        self.bounds: dict[int, tuple[bool | None, bool | None]] = {}
        offset = 0
        for place, character in enumerate(needle):
            if character == RUN:
                continue
            if is_run_character(character):
                before, after = needle[place - 1 : place] if place else "", needle[place + 1 : place + 2]
                self.bounds[offset] = (before == RUN if before else None, after == RUN if after else None)
            offset += 1

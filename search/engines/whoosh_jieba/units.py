"""Literal matches of any length: which documents of a segment hold these characters of a key in a row?

The keys of all documents stand one after another in one flat array of UTF-16 code units, each closed by ``END``: the
fields of the first document in the order of ``WORD_FIELDS``, then those of the second, and so on. A *slot* is one
field of one document: ``document * fields + field``. UTF-16 is its own alphabet: containment of code units is
containment of characters, because no half of a surrogate pair is taken for a character.

For every pair of neighbouring units the positions at which it stands are listed, in rising order, and the slots that
hold it; for every single unit the slots. Pairs with a ``BREAK`` are not listed: a fifth of the places, and hardly
anybody types one. A key of one or two units is read off the lists; a longer one takes the positions of its rarest
pair and compares the other units there, the rarest first (SEARCH.md, section 6, and its prototypes).
"""

from __future__ import annotations

from codecs import utf_16_le_decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from search.analysis.fold import BREAK, RUN
from search.engines.whoosh_jieba.array_file import ArrayFile

END = 0
_BREAK = ord(BREAK)
# Places that are sorted at once.
_AT_ONCE = 4_000_000
# So few places are compared with the whole key at once.
AT_A_GLANCE = 64

Slots = np.ndarray


def units_of(key: str) -> np.ndarray:
    return np.frombuffer(key.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)


def unit_arrays(keys: Sequence[Sequence[str]]) -> dict[str, np.ndarray]:
    """``keys[document][field]`` as the arrays described above."""
    flat = units_of("".join(f"{key}\0" for of_document in keys for key in of_document))
    ends = np.flatnonzero(flat == END)
    starts = np.concatenate([[0], ends + 1]).astype(np.uint32)
    slot_kind = np.uint16 if len(ends) <= 1 << 16 else np.uint32
    slot_of = np.repeat(np.arange(len(ends), dtype=slot_kind), np.diff(starts))
    return {"flat": flat, "starts": starts, **_pairs(flat, slot_of), **_singles(flat, slot_of)}


def _pairs(flat: np.ndarray, slot_of: np.ndarray) -> dict[str, np.ndarray]:
    """Sorted piece by piece, by ranges of the first unit: numpy sorts through 64-bit positions, which for a whole
    segment of 33 million units took 1.4 GB."""
    first, second = flat[:-1], flat[1:]
    listed = (first != END) & (first != _BREAK) & (second != END) & (second != _BREAK)
    parts = [_pairs_between(first, second, slot_of, listed, *bounds) for bounds in _ranges(first[listed])]
    begins = [_shifted([part[name] for part in parts]) for name in ("begins", "slot_begins")]
    return {
        "pairs": np.concatenate([part["codes"] for part in parts]),
        "pair_places": np.concatenate([part["places"] for part in parts]),
        "pair_begins": begins[0],
        "pair_slots": np.concatenate([part["slots"] for part in parts]),
        "pair_slot_begins": begins[1],
    }


def _pairs_between(
    first: np.ndarray, second: np.ndarray, slot_of: np.ndarray, listed: np.ndarray, low: int, high: int
) -> dict[str, np.ndarray]:
    places = np.flatnonzero(listed & (first >= low) & (first < high)).astype(np.uint32)
    # Two stable passes over 16 bits are a radix sort: ten times as fast as one over 32 bits.
    places = places[np.argsort(second[places], kind="stable")]
    places = places[np.argsort(first[places], kind="stable")]
    codes = first[places].astype(np.uint32) << np.uint32(16) | second[places]
    begins = _begins(codes)
    slots, slot_begins = _distinct_slots(slot_of[places], begins)
    return {"codes": codes[begins[:-1]], "places": places, "begins": begins, "slots": slots, "slot_begins": slot_begins}


def _ranges(first: np.ndarray) -> list[tuple[int, int]]:
    """Ranges of units, together all, each with about ``_AT_ONCE`` places (a single unit may have more)."""
    counts = np.zeros(1 << 16, dtype=np.int64)
    for start in range(0, len(first), _AT_ONCE):
        counts += np.bincount(first[start : start + _AT_ONCE], minlength=1 << 16)
    before = np.cumsum(counts)
    parts = before // _AT_ONCE
    borders = [0, *(np.flatnonzero(np.diff(parts)) + 1).tolist(), 1 << 16]
    return [(low, high) for low, high in pairwise(borders) if low < high]


def _shifted(parts: list[np.ndarray]) -> np.ndarray:
    """Lists of begins, each of which ends with its end, as one."""
    shifted, at = [np.zeros(1, dtype=np.int64)], 0
    for part in parts:
        shifted.append(part[1:] + at)
        at += int(part[-1])
    return np.concatenate(shifted)


def _singles(flat: np.ndarray, slot_of: np.ndarray) -> dict[str, np.ndarray]:
    """Of units that can be a word by themselves: letters and digits only stand between ``RUN`` characters."""
    listed = (flat > 127) | np.isin(flat, [ord(c) for c in "+&%#"])
    parts = [_singles_between(flat, slot_of, listed, *bounds) for bounds in _ranges(flat[listed])]
    return {
        "singles": np.concatenate([part["units"] for part in parts]),
        "single_slots": np.concatenate([part["slots"] for part in parts]),
        "single_begins": _shifted([part["begins"] for part in parts]),
    }


def _singles_between(
    flat: np.ndarray, slot_of: np.ndarray, listed: np.ndarray, low: int, high: int
) -> dict[str, np.ndarray]:
    places = np.flatnonzero(listed & (flat >= low) & (flat < high)).astype(np.uint32)
    places = places[np.argsort(flat[places], kind="stable")]
    units = flat[places]
    begins = _begins(units)
    slots, slot_begins = _distinct_slots(slot_of[places], begins)
    return {"units": units[begins[:-1]], "slots": slots, "begins": slot_begins}


def _begins(values: np.ndarray) -> np.ndarray:
    """Where each run of equal values begins, and where the last ends."""
    if not len(values):
        return np.zeros(1, dtype=np.int64)
    return np.concatenate([[0], np.flatnonzero(np.diff(values)) + 1, [len(values)]]).astype(np.int64)


def _distinct_slots(slots: np.ndarray, begins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rising slots of each run, each once, and where each run of them begins."""
    fresh = np.ones(len(slots), dtype=bool)
    fresh[1:] = slots[1:] != slots[:-1]
    fresh[begins[:-1]] = True
    kept = np.flatnonzero(fresh)
    return slots[kept], np.searchsorted(kept, begins).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a key stands in a segment: its places, rising (None where only slots are listed), and its slots, rising."""

    places: np.ndarray | None
    slots: Slots


class Units:
    """The arrays of one segment, asked."""

    def __init__(self, file: ArrayFile, documents: int, fields: int) -> None:
        self.documents = documents
        self.fields = fields
        self.flat = file["flat"]
        self.starts = file["starts"]
        self._pairs = file["pairs"]
        self._places = file["pair_places"]
        self._begins = file["pair_begins"]
        self._slots = file["pair_slots"]
        self._slot_begins = file["pair_slot_begins"]
        self._singles = file["singles"]
        self._single_slots = file["single_slots"]
        self._single_begins = file["single_begins"]

    def keys_of(self, document: int) -> list[str]:
        """The keys of all fields of a document."""
        first = document * self.fields
        start, end = int(self.starts[first]), int(self.starts[first + self.fields]) - 1
        return _text(self.flat[start:end]).split("\0")

    def found(self, key: str, out_of_time: Callable[[], bool]) -> Found | None:
        """Where the key stands. None where time ran out."""
        units = units_of(key)
        if len(units) == 1:
            return Found(None, self._of_single(int(units[0])))
        listed = np.flatnonzero((units[:-1] != _BREAK) & (units[1:] != _BREAK))
        if not len(listed):
            slots = self._scanned(units, key, out_of_time)
            return None if slots is None else Found(None, slots)
        codes = units[:-1].astype(np.uint32)[listed] << np.uint32(16) | units[1:][listed]
        numbers = self._pairs.searchsorted(codes)
        if numbers.max() == len(self._pairs) or (self._pairs[numbers] != codes).any():
            return Found(self._places[:0], self._slots[:0])
        if len(units) == 2:
            number = int(numbers[0])
            slots = self._slots[self._slot_begins[number] : self._slot_begins[number + 1]]
            return Found(self._places[self._begins[number] : self._begins[number + 1]], slots)
        places = self._compared(units, listed, numbers, out_of_time)
        return None if places is None else Found(places, self.starts.searchsorted(places, side="right") - 1)

    def holding(self, found: Found, fields: Sequence[int]) -> np.ndarray:
        """Which documents hold it in one of these fields: a mask."""
        wanted = np.zeros(self.fields, dtype=bool)
        wanted[list(fields)] = True
        documents, held = np.divmod(found.slots, self.fields)
        mask = np.zeros(self.documents, dtype=bool)
        mask[documents[wanted[held]]] = True
        return mask

    def bounds(self, documents: np.ndarray) -> np.ndarray:
        """Where the fields of each document begin in ``flat``, and where the last ends. They lie side by side: one's
        end is the next one's beginning."""
        return self.starts[documents[:, None] * self.fields + np.arange(self.fields + 1)]

    def counted(self, key: str, found: Found, documents: np.ndarray, bounds: np.ndarray) -> np.ndarray:
        """How often each field of these documents holds the key, as ``str.count`` counts: a row a document."""
        if found.places is not None and not _overlaps_itself(key):
            before = found.places.searchsorted(bounds)
            return before[:, 1:] - before[:, :-1]
        if len(key) == 1 and key <= "\uffff":
            return np.array([self._single_counts(row, ord(key)) for row in bounds])
        return np.array([[text.count(key) for text in self.keys_of(document)] for document in documents.tolist()])

    def _single_counts(self, bounds: np.ndarray, unit: int) -> np.ndarray:
        begin = int(bounds[0])
        before = np.flatnonzero(self.flat[begin : int(bounds[-1])] == unit).searchsorted(bounds - begin)
        return before[1:] - before[:-1]

    def _compared(
        self, units: np.ndarray, listed: np.ndarray, numbers: np.ndarray, out_of_time: Callable[[], bool]
    ) -> np.ndarray | None:
        """Places at which all units stand. ``listed``: offsets in the key of the listed pairs, ``numbers`` of which."""
        many = self._begins[numbers + 1] - self._begins[numbers]
        first = int(many.argmin())
        rarest, number = int(listed[first]), int(numbers[first])
        places = self._places[self._begins[number] : self._begins[number + 1]].astype(np.int64) - rarest
        # A match never runs past an end of the array: every key is closed, and END is no unit of a key.
        if len(places) and (places[0] < 0 or places[-1] + len(units) > len(self.flat)):
            places = places[(places >= 0) & (places + len(units) <= len(self.flat))]
        for i in _rarest_first(len(units), rarest, dict(zip(listed.tolist(), many.tolist(), strict=True))):
            if len(places) <= AT_A_GLANCE:
                break
            if out_of_time():
                return None
            places = places[self.flat[places + i] == units[i]]
        windows = self.flat[places[:, None] + np.arange(len(units))]
        return places[(windows == units).all(axis=1)].astype(np.uint32)

    def _scanned(self, units: np.ndarray, key: str, out_of_time: Callable[[], bool]) -> Slots | None:
        """A key all of whose pairs hold a break: the slots that hold every single unit are read."""
        kept: Slots | None = None
        for unit in {int(u) for u in units} - {_BREAK}:
            slots = self._of_single(unit)
            kept = slots if kept is None else np.intersect1d(kept, slots, assume_unique=True)
        found = []
        for slot in [] if kept is None else kept.tolist():
            if out_of_time():
                return None
            if key in _text(self.flat[int(self.starts[slot]) : int(self.starts[slot + 1]) - 1]):
                found.append(slot)
        return np.array(found, dtype=np.int64)

    def _of_single(self, unit: int) -> Slots:
        number = int(np.searchsorted(self._singles, np.uint16(unit)))
        if number == len(self._singles) or self._singles[number] != unit:
            return self._single_slots[:0]
        return self._single_slots[self._single_begins[number] : self._single_begins[number + 1]]


def _rarest_first(length: int, rarest: int, many: Mapping[int, int]) -> list[int]:
    """Offsets of the units beside the rarest pair, those of rare pairs first. ``many``: of each listed pair its offset
    and how often it stands anywhere."""
    often = max(many.values()) + 1
    rest = [i for i in range(length) if i not in (rarest, rarest + 1)]
    return sorted(rest, key=lambda i: min(many.get(i - 1, often), many.get(i, often)))


def _overlaps_itself(key: str) -> bool:
    """Whether a key can begin anew within itself. A run's bound cannot: each run has two of its own."""
    return any(key.endswith(key[:length]) for length in range(1, len(key)) if key[:length] != RUN)


def _text(units: np.ndarray) -> str:
    return utf_16_le_decode(units, "surrogatepass", True)[0]

"""One commit of the index, ready to be asked. Immutable, shared by all threads.

Documents are numbered through all segments. A set of documents is a mask, one byte for each; a list of them is an
array of numbers, rising. Nothing here is read from Whoosh: a commit's table of contents names its segments and what
is deleted from them, all else is in their arrays.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from search.engines.whoosh_jieba.columns import NO_YEAR
from search.engines.whoosh_jieba.segment import OpenSegment
from search.engines.whoosh_jieba.units import Found
from search.fields import SCORED_FIELDS, WORD_FIELDS
from search.request import GROUPS

# What is kept of earlier questions; a mask of 50,000 documents takes 50 kB, the postings of a word up to 600.
CACHE_BYTES = 64 * 1024 * 1024
# Below one document in so many, looking each up is faster than going through all.
FEW = 4


@dataclass(frozen=True, slots=True)
class Facet:
    """A group over all documents: ``documents[i]``, rising, has the value ``values[ordinals[i]]``; those of document
    ``d`` are ``begins[d]`` to ``begins[d + 1]``. ``is_single``: every document has exactly one."""

    values: tuple[str, ...]
    documents: np.ndarray
    ordinals: np.ndarray
    begins: np.ndarray
    is_single: bool
    numbers: Mapping[str, int]

    def counts(self, found: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """How many documents have each value, of those ``found``; ``mask`` says the same as a mask. Few documents are
        looked up, many are picked out of all."""
        if self.is_single:
            held = self.ordinals[found]
        elif len(found) * FEW < len(mask):
            first, after = self.begins[found], self.begins[found + 1]
            many = after - first
            steps = np.repeat(first - np.cumsum(many) + many, many)
            held = self.ordinals[steps + np.arange(len(steps))]
        else:
            held = self.ordinals[mask[self.documents]]
        return np.bincount(held, minlength=len(self.values))


class AllFacets:
    """All groups side by side in one row of values, so that one count serves them all: groups of which every document
    has exactly one value as a table, the others as one ``Facet``. ``live``: mask of the documents that count."""

    def __init__(self, facets: Mapping[str, Facet], live: np.ndarray) -> None:
        self._live = live
        self._ranges: dict[str, slice] = {}
        single, several, at = [], [], 0
        for group, facet in sorted(facets.items(), key=lambda item: item[1].is_single):
            self._ranges[group] = slice(at, at + len(facet.values))
            # As wide as bincount wants them: it would make a copy at every count.
            held = facet.ordinals.astype(np.intp) + at
            if facet.is_single:
                single.append(held)
            else:
                several.append((facet.documents, held))
            at += len(facet.values)
        self._size = at
        self._table = np.column_stack(single) if single else None
        self._rest = self._side_by_side(several) if several else None
        self._all = self._looked_up(np.flatnonzero(live), live)

    def _side_by_side(self, several: list[tuple[np.ndarray, np.ndarray]]) -> Facet:
        documents = np.concatenate([held for held, _ordinals in several])
        order = np.argsort(documents, kind="stable")
        documents = documents[order]
        begins = np.searchsorted(documents, np.arange(len(self._live) + 1, dtype=documents.dtype))
        ordinals = np.concatenate([held for _documents, held in several])[order]
        return Facet(("",) * self._size, documents, ordinals, begins, False, {})

    def counts(self, found: np.ndarray, mask: np.ndarray) -> dict[str, np.ndarray]:
        """Of each group what ``Facet.counts`` says of live documents. Of more than half of them those are counted that
        were not found."""
        if len(found) * 2 > len(mask):
            others = self._live & ~mask
            total = self._all - self._looked_up(np.flatnonzero(others), others)
        else:
            total = self._looked_up(found, mask)
        return {group: total[held] for group, held in self._ranges.items()}

    def _looked_up(self, found: np.ndarray, mask: np.ndarray) -> np.ndarray:
        total = np.zeros(self._size, dtype=np.intp)
        if self._table is not None:
            total += np.bincount(self._table[found].ravel(), minlength=self._size)
        if self._rest is not None:
            total += self._rest.counts(found, mask)
        return total


# Number of a segment, rows of its documents among those asked for, their numbers in it, bounds of their fields.
_Part = tuple[int, np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class FieldsOf:
    """The fields of some documents."""

    snapshot: Snapshot
    count: int
    parts: list[_Part]

    def occurrences(self, key: str) -> np.ndarray:
        """How often each of ``WORD_FIELDS`` of these documents holds the key: a row a document."""
        return self.snapshot.occurrences(key, self.count, self.parts)


class Snapshot:
    """``deleted``: for each segment the document numbers in it that no longer count."""

    def __init__(self, commit: int, segments: list[OpenSegment], deleted: list[list[int]]) -> None:
        self.commit = commit
        self.segments = segments
        self.bases = np.concatenate([[0], np.cumsum([s.documents for s in segments])]).astype(np.int64).tolist()
        self.documents = self.bases[-1]
        self.live = np.ones(self.documents, dtype=bool)
        for base, gone in zip(self.bases, deleted, strict=False):
            self.live[[base + number for number in gone]] = False
        self.all_live = bool(self.live.all())
        self.report_ids = self._joined([segment.columns.report_ids for segment in segments], np.int64)
        self.years = self._joined([segment.columns.years for segment in segments], np.int32)
        self._lengths = {
            field: self._joined([segment.columns.lengths[field] for segment in segments], np.int32)
            for field, _ in SCORED_FIELDS
        }
        self._statistics = {field: self._counted(field) for field, _ in SCORED_FIELDS}
        self._facets: dict[str, Facet] = {}
        self._lock = threading.Lock()
        self._cache: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._cached_bytes = 0

    @staticmethod
    def _joined(parts: list[np.ndarray], kind: type) -> np.ndarray:
        return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)

    def _counted(self, field: str) -> tuple[int, float]:
        lengths = self._lengths[field] if self.all_live else self._lengths[field][self.live]
        having = int(np.count_nonzero(lengths))
        return having, int(lengths.sum()) / having if having else 0.0

    # -- documents ---------------------------------------------------------------------------------------------------

    @cached_property
    def added(self) -> np.ndarray:
        """Rank of each document by its date added; equal dates have equal ranks."""
        dates = [date for segment in self.segments for date in segment.columns.added()]
        ranks = {date: rank for rank, date in enumerate(sorted(set(dates)))}
        return np.array([ranks[date] for date in dates], dtype=np.int64)

    @cached_property
    def newest_year_first(self) -> np.ndarray:
        """Rank of each document where nothing is scored: year, unknown last, then report id."""
        order = np.lexsort((self.report_ids, -self.years, self.years == NO_YEAR))
        ranks = np.empty(self.documents, dtype=np.int64)
        ranks[order] = np.arange(self.documents)
        return ranks

    def document_of(self, report_id: int) -> int | None:
        found = np.flatnonzero((self.report_ids == report_id) & self.live)
        return int(found[0]) if len(found) else None

    # -- facets ------------------------------------------------------------------------------------------------------

    def facet(self, group: str) -> Facet:
        if group not in self._facets:
            self._facets[group] = self._join_facet(group)
        return self._facets[group]

    def _join_facet(self, group: str) -> Facet:
        numbers: dict[str, int] = {}
        documents, ordinals = [], []
        for base, segment in zip(self.bases, self.segments, strict=False):
            values, held, own = segment.columns.facet(group)
            here = np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int32)
            documents.append(held + np.int32(base))
            ordinals.append(here[own] if len(own) else own)
        held = self._joined(documents, np.int32)
        begins = np.searchsorted(held, np.arange(self.documents + 1, dtype=np.int32))
        is_single = len(held) == self.documents and bool((np.diff(begins) == 1).all())
        return Facet(tuple(numbers), held, self._joined(ordinals, np.int32), begins, is_single, numbers)

    @cached_property
    def all_facets(self) -> AllFacets:
        return AllFacets({group: self.facet(group) for group in GROUPS}, self.live)

    def having(self, group: str, numbers: list[int]) -> np.ndarray:
        """Mask of documents that have one of these values of a group."""
        key = ("having", group, tuple(numbers))
        return self.remembered(key, lambda: self._having(self.facet(group), numbers))

    def _having(self, facet: Facet, numbers: list[int]) -> np.ndarray:
        chosen = np.zeros(len(facet.values), dtype=bool)
        chosen[numbers] = True
        mask = np.zeros(self.documents, dtype=bool)
        mask[facet.documents[chosen[facet.ordinals]]] = True
        return mask

    # -- literals ----------------------------------------------------------------------------------------------------

    def holding(self, key: str, fields: tuple[str, ...], out_of_time: Callable[[], bool]) -> tuple[np.ndarray, int]:
        """Mask of documents whose fields hold the key, and up to which document there was time to look."""
        name = ("holding", key, fields)
        cached = self._recall(name)
        if cached is not None:
            return cached, self.documents
        mask = np.zeros(self.documents, dtype=bool)
        numbers = [WORD_FIELDS.index(field) for field in fields]
        for number, segment in enumerate(self.segments):
            base = self.bases[number]
            found = None if out_of_time() else self._found(number, key, out_of_time)
            if found is None:
                return mask, base
            mask[base : base + segment.documents] = segment.units.holding(found, numbers)
        self._keep(name, mask)
        return mask, self.documents

    def _found(self, number: int, key: str, out_of_time: Callable[[], bool] = lambda: False) -> Found | None:
        """Where the key stands in a segment."""
        name = ("found", number, key)
        found = self._recall(name)
        if found is None:
            found = self.segments[number].units.found(key, out_of_time)
            if found is not None:
                self._keep(name, found)
        return found

    def fields_of(self, documents: np.ndarray) -> FieldsOf:
        """The fields of these documents, to be asked for what they hold."""
        numbers = np.searchsorted(self.bases, documents, side="right") - 1
        parts = []
        for number in dict.fromkeys(numbers.tolist()):
            rows = np.flatnonzero(numbers == number)
            held = documents[rows] - self.bases[number]
            parts.append((number, rows, held, self.segments[number].units.bounds(held)))
        return FieldsOf(self, len(documents), parts)

    def occurrences(self, key: str, count: int, parts: list[_Part]) -> np.ndarray:
        counts = np.zeros((count, len(WORD_FIELDS)), dtype=np.int64)
        for number, rows, documents, bounds in parts:
            found = self._found(number, key)
            counts[rows] = self.segments[number].units.counted(key, found, documents, bounds)
        return counts

    # -- words -------------------------------------------------------------------------------------------------------

    def postings(self, field: str, word: str) -> tuple[np.ndarray, np.ndarray, int]:
        """Documents that hold a word, how often each does, and how many of them are live."""
        documents, counts = [], []
        for base, segment in zip(self.bases, self.segments, strict=False):
            found = segment.words[field].postings(word)
            if found is not None:
                documents.append(found[0].astype(np.int64) + base)
                counts.append(found[1])
        held = self._joined(documents, np.int64)
        live = len(held) if self.all_live else int(np.count_nonzero(self.live[held]))
        return held, self._joined(counts, np.uint32), live

    def reports_in(self, field: str) -> int:
        return self._statistics[field][0]

    def average_length(self, field: str) -> float:
        return self._statistics[field][1]

    def lengths(self, field: str) -> np.ndarray:
        return self._lengths[field]

    def vocabulary(self) -> tuple[tuple[str, int], ...]:
        """Every word of the texts with the number of live documents that hold it, in the order of the words."""
        return self.remembered(("vocabulary",), self._vocabulary)

    def _vocabulary(self) -> tuple[tuple[str, int], ...]:
        counts: Counter[str] = Counter()
        for base, segment in zip(self.bases, self.segments, strict=False):
            live = None if self.all_live else self.live[base : base + segment.documents]
            counts.update(segment.words["text"].report_counts(live))
        return tuple(sorted(counts.items()))

    # ----------------------------------------------------------------------------------------------------------------

    def remembered(self, key: Hashable, work: Callable[[], Any]) -> Any:
        value = self._recall(key)
        return self._keep(key, work()) if value is None else value

    def _recall(self, key: Hashable) -> Any:
        with self._lock:
            if key not in self._cache:
                return None
            self._cache.move_to_end(key)
            return self._cache[key][0]

    def _keep(self, key: Hashable, value: Any) -> Any:
        size = _bytes_of(value)
        with self._lock:
            if key not in self._cache:
                self._cache[key] = value, size
                self._cached_bytes += size
            while self._cached_bytes > CACHE_BYTES and len(self._cache) > 1:
                self._cached_bytes -= self._cache.popitem(last=False)[1][1]
        return value


def _bytes_of(value: Any) -> int:
    """About, for the bound on the cache."""
    if isinstance(value, Found):
        value = tuple(part for part in (value.places, value.slots) if part is not None and part.base is None)
    parts = value if isinstance(value, tuple) else (value,)
    if parts and isinstance(parts[0], np.ndarray):
        return 200 + sum(part.nbytes for part in parts if isinstance(part, np.ndarray))
    return 200 + 150 * len(parts)

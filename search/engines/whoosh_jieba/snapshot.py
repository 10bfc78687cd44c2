"""One commit of the index in memory: stored reports, postings on demand. Immutable, shared by all threads."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from whoosh.reading import IndexReader

from search.engines.base import IndexDamaged
from search.engines.whoosh_jieba.index import WhooshIndex
from search.engines.whoosh_jieba.schema import StoredReport, stored_report
from search.fields import NONE, SCORED_FIELDS
from search.request import GROUPS

CACHED_ANSWERS = 4096
# Documents between two looks at the clock.
LOOK_AT_CLOCK = 256

Numbers = frozenset[int]
NOTHING: Numbers = frozenset()
# Segment id -> document number in the segment -> report. Segments never change, only what is deleted from them.
Decoded = dict[str, dict[int, StoredReport]]


class Snapshot:
    """Documents are named by Whoosh's document numbers of this commit. ``earlier`` gives its decoded segments."""

    def __init__(self, index: WhooshIndex, earlier: Snapshot | None = None) -> None:
        self.path = index.path
        self.commit = index.commit_number()
        self._reader = index.reader()
        self.commit = max(self.commit, self._reader.generation() or 0)
        self._lock = threading.Lock()
        self._cache: OrderedDict[Hashable, Any] = OrderedDict()
        self.decoded: Decoded = {}
        self.reports: dict[int, StoredReport] = {}
        with self._reading():
            self._decode(earlier.decoded if earlier else {})
        self.all: Numbers = frozenset(self.reports)
        self._lengths = {
            field: {number: n for number, report in self.reports.items() if (n := report.lengths[field])}
            for field, _ in SCORED_FIELDS
        }
        self.having = self._invert()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Whoosh has no word for damage: whatever it stumbles over in its files means that the index is damaged."""
        with self._lock:
            try:
                yield
            except Exception as error:
                raise IndexDamaged(f"{self.path}: {type(error).__name__}: {error}") from error

    def _decode(self, known: Decoded) -> None:
        for segment, base in _leaves(self._reader):
            name = str(segment.segment().segment_id())
            held = known.get(name, {})
            fresh = self.decoded[name] = {}
            for number in segment.all_doc_ids():
                report = held.get(number) or stored_report(segment.stored_fields(number)["payload"])
                fresh[number] = report
                self.reports[base + number] = report

    def _invert(self) -> dict[str, dict[str, Numbers]]:
        """Group -> value -> documents that have it."""
        inverted: dict[str, dict[str, set[int]]] = {group: {} for group in GROUPS}
        for number, report in self.reports.items():
            for group in GROUPS:
                for value in report.facets[group]:
                    inverted[group].setdefault(value, set()).add(number)
        return {group: {v: frozenset(held) for v, held in values.items()} for group, values in inverted.items()}

    def years(self) -> list[tuple[int, Numbers]]:
        return [(int(value), held) for value, held in self.having["year"].items() if value != NONE]

    # -- literals ----------------------------------------------------------------------------------------------------

    def containing(self, field: str, key: str, seconds: float) -> tuple[Numbers, Numbers]:
        """Documents whose field holds these units in a row, read from the stored keys, and those that there was no
        time to read (none, unless the archive is very large). Only a whole reading is kept."""
        cached = self._recall(("containing", field, key))
        if cached is not None:
            return cached, NOTHING
        end = time.monotonic() + seconds
        found = set()
        for count, (number, report) in enumerate(self.reports.items()):
            if count % LOOK_AT_CLOCK == 0 and time.monotonic() > end:
                return frozenset(found), frozenset(list(self.reports)[count:])
            if key in report.fields[field]:
                found.add(number)
        return self._keep(("containing", field, key), frozenset(found)), NOTHING

    # -- statistics of words (search.engines.scoring.Statistics) -----------------------------------------------------

    def frequencies(self, field: str, term: str) -> dict[int, int]:
        """Document -> occurrences, from Whoosh's postings; deleted documents are left out by Whoosh."""
        return self._remembered(("postings", field, term), lambda: self._read_postings(field, term))

    def _read_postings(self, field: str, term: str) -> dict[int, int]:
        with self._reading():
            if (field, term) not in self._reader:
                return {}
            held: Counter[int] = Counter()
            matcher = self._reader.postings(field, term)
            while matcher.is_active():
                held[matcher.id()] = round(matcher.weight())
                matcher.next()
            return held

    def vocabulary(self) -> tuple[tuple[str, int], ...]:
        """From Whoosh's list of terms. Words of deleted documents stay in it until their segment is merged; they are
        counted out here."""
        return self._remembered("vocabulary", self._read_vocabulary)

    def _read_vocabulary(self) -> tuple[tuple[str, int], ...]:
        with self._reading():
            terms = [(word.decode(), info.doc_frequency()) for word, info in self._reader.iter_field("text")]
            has_deletions = self._reader.has_deletions()
        if has_deletions:
            terms = [(word, len(self.frequencies("text", word))) for word, _ in terms]
        return tuple(sorted((word, count) for word, count in terms if count))

    def reports_in(self, field: str) -> int:
        return len(self._lengths[field])

    def average_length(self, field: str) -> float:
        return sum(self._lengths[field].values()) / len(self._lengths[field])

    def lengths(self, field: str) -> dict[int, int]:
        return self._lengths[field]

    # ----------------------------------------------------------------------------------------------------------------

    def _remembered(self, key: Hashable, work: Callable[[], Any]) -> Any:
        value = self._recall(key)
        return self._keep(key, work()) if value is None else value

    def _recall(self, key: Hashable) -> Any:
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
            return self._cache.get(key)

    def _keep(self, key: Hashable, value: Any) -> Any:
        with self._lock:
            self._cache[key] = value
            while len(self._cache) > CACHED_ANSWERS:
                self._cache.popitem(last=False)
        return value


def _leaves(reader: IndexReader) -> list[tuple[IndexReader, int]]:
    """Readers of the segments with the document number at which each begins; none of an empty index."""
    return [(leaf, base) for leaf, base in reader.leaf_readers() if leaf.doc_count_all()]

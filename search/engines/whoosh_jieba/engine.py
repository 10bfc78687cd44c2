"""Answers from a Whoosh index: literals, filters and counts as masks over the arrays of its segments."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import ItemsView, Iterator, Mapping
from pathlib import Path

import numpy as np

from search.engines import base
from search.engines.base import IndexDamaged, accepts, is_year_range
from search.engines.whoosh_jieba.columns import NO_YEAR
from search.engines.whoosh_jieba.index import WhooshIndex
from search.engines.whoosh_jieba.ranking import best, rounded, scores
from search.engines.whoosh_jieba.reasons import reasons
from search.engines.whoosh_jieba.snapshot import Facet, Snapshot
from search.grammar import And, Node, Not, Or, ParsedQuery, Word
from search.request import GROUPS, EngineAnswer, Hit, SearchRequest

Mask = np.ndarray
# A change of the folder so long ago is the last one of its tick of the clock.
SETTLED_NS = 100_000_000


class WhooshEngine:
    """Over one generation. Follows commits of any process: each request sees the newest one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index = WhooshIndex.open(path)
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        # When the folder had changed, and the commit that was found in it then.
        self._looked_at = (0, -1)

    def answer(self, query: ParsedQuery, request: SearchRequest) -> EngineAnswer:
        """Raises IndexDamaged."""
        if query.refusal:
            return EngineAnswer(0, 0, (), {group: {} for group in GROUPS})
        return _Evaluation(self.snapshot(), query, request).answer()

    def vocabulary(self) -> tuple[tuple[str, int], ...]:
        return self.snapshot().vocabulary()

    def snapshot(self) -> Snapshot:
        with self._lock:
            newest = self._commit_number()
            if newest < 0:
                raise IndexDamaged(f"{self.path}: 索引不在了")
            if self._snapshot is None or self._snapshot.commit != newest:
                self._snapshot = self._index.snapshot(self._snapshot)
            return self._snapshot

    def _commit_number(self) -> int:
        """Every commit renames a file in the folder, so its time of change tells whether to look again. Two changes
        within one tick of the clock have the same time: a fresh time is not relied upon."""
        try:
            changed = os.stat(self.path).st_mtime_ns
        except FileNotFoundError:
            return -1
        if changed != self._looked_at[0]:
            number = self._index.commit_number()
            self._looked_at = (changed if time.time_ns() - changed > SETTLED_NS else 0, number)
        return self._looked_at[1]

    def close(self) -> None:
        self._index.close()


class FacetCounts(Mapping[str, int]):
    """Value -> count of one group, from an array of counts: an archive has thousands of authors, a page shows eight."""

    def __init__(self, facet: Facet, counts: np.ndarray, ranges: Mapping[str, int]) -> None:
        self._facet = facet
        self._counts = counts
        self._ranges = {value: count for value, count in ranges.items() if count}
        self._shown = np.flatnonzero(counts)

    def __getitem__(self, value: str) -> int:
        if value in self._ranges:
            return self._ranges[value]
        count = int(self._counts[self._facet.numbers[value]])
        if not count:
            raise KeyError(value)
        return count

    def __iter__(self) -> Iterator[str]:
        yield from (self._facet.values[number] for number in self._shown.tolist())
        yield from self._ranges

    def __len__(self) -> int:
        return len(self._shown) + len(self._ranges)

    def items(self) -> ItemsView[str, int]:
        """All at once, where a page goes through thousands of values."""
        values, numbers = self._facet.values, self._shown.tolist()
        counted = zip(numbers, self._counts[self._shown].tolist(), strict=True)
        return ({values[number]: count for number, count in counted} | self._ranges).items()

    def __repr__(self) -> str:
        return f"FacetCounts({dict(self)})"


class _Evaluation:
    """One request against one commit. A document that there was no time to look at counts nowhere, so what is counted
    of a partial answer is right."""

    def __init__(self, snapshot: Snapshot, query: ParsedQuery, request: SearchRequest) -> None:
        self.snapshot = snapshot
        self.query = query
        self.request = request
        self.read_until = snapshot.documents
        self._end = time.monotonic() + base.MAX_SECONDS

    def answer(self) -> EngineAnswer:
        snapshot, request = self.snapshot, self.request
        literal = self.matching(self.query.root, by_pieces=False)
        matching = literal
        if self.query.pieces and not request.literal_only:
            matching = literal | self.matching(self.query.root, by_pieces=True)
        if not snapshot.all_live:
            matching = matching & snapshot.live
        if self.read_until < snapshot.documents:
            matching = matching.copy()
            matching[self.read_until :] = False
        allowed = {group: self.chosen(group, values) for group, values in request.filters.items() if values}
        total = self._within(matching, allowed)
        found = np.flatnonzero(total)
        points = scores(self.query.words, snapshot) if self.query.words else None
        page = self._page(found, literal, points)
        counts = snapshot.all_facets.counts(found, total)
        return EngineAnswer(
            total=len(found),
            literal_total=len(found) if matching is literal else int(np.count_nonzero(literal[found])),
            hits=tuple(self._hits(page, literal, points)),
            facets={group: self._counts(group, counts[group], matching, allowed) for group in GROUPS},
            partial=self.read_until < snapshot.documents,
        )

    def _page(self, found: np.ndarray, literal: Mask, points: np.ndarray | None) -> np.ndarray:
        start = (self.request.page - 1) * self.request.page_size
        if start >= len(found):
            return found[:0]
        wanted = min(start + self.request.page_size, len(found))
        return best(self.snapshot, found, literal, points, self.request.sort, wanted)[start:]

    # -- which documents match ---------------------------------------------------------------------------------------

    def matching(self, node: Node | None, *, by_pieces: bool) -> Mask:
        if node is None:
            return np.ones(self.snapshot.documents, dtype=bool)
        if isinstance(node, (And, Or)):
            join = np.logical_and if isinstance(node, And) else np.logical_or
            return join.reduce([self.matching(part, by_pieces=by_pieces) for part in node.parts])
        if isinstance(node, Not):
            return ~self.matching(node.part, by_pieces=False)
        if isinstance(node, Word):
            literal = self._holding(node.key, node.fields)
            if not (by_pieces and node.pieces):
                return literal
            return literal | np.logical_and.reduce([self._holding(p.key, node.fields) for p in node.pieces])
        years = self.snapshot.years
        if node.missing:
            return years == NO_YEAR
        mask = years != NO_YEAR
        if node.first is not None:
            mask &= years >= node.first
        if node.last is not None:
            mask &= years <= node.last
        return mask

    def _holding(self, key: str, fields: tuple[str, ...]) -> Mask:
        mask, until = self.snapshot.holding(key, fields, self._out_of_time)
        self.read_until = min(self.read_until, until)
        return mask

    def _out_of_time(self) -> bool:
        return time.monotonic() > self._end

    # -- filters and counts ------------------------------------------------------------------------------------------

    def chosen(self, group: str, values: tuple[str, ...]) -> Mask:
        """Documents that pass the filter of one group."""
        numbers = self.snapshot.facet(group).numbers
        chosen = [numbers[value] for value in values if value in numbers]
        for value in values:
            if group == "year" and is_year_range(value):
                chosen += [number for year, number in numbers.items() if accepts(group, value, (year,))]
        return self.snapshot.having(group, chosen)

    @staticmethod
    def _within(matching: Mask, allowed: Mapping[str, Mask], but: str = "") -> Mask:
        for group, mask in allowed.items():
            if group != but:
                matching = matching & mask
        return matching

    def _counts(
        self, group: str, counts: np.ndarray, matching: Mask, allowed: Mapping[str, Mask]
    ) -> FacetCounts:
        """``counts``: of what passes all filters. A group that is filtered itself is counted without its filter."""
        facet = self.snapshot.facet(group)
        if group not in allowed:
            return FacetCounts(facet, counts, {})
        total = self._within(matching, allowed, but=group)
        ranges = {
            value: int(np.count_nonzero(total & self.chosen(group, (value,))))
            for value in self.request.filters.get(group, ())
            if value not in facet.numbers
        }
        return FacetCounts(facet, facet.counts(np.flatnonzero(total), total), ranges)

    # -- hits --------------------------------------------------------------------------------------------------------

    def _hits(self, page: np.ndarray, literal: Mask, points: np.ndarray | None) -> Iterator[Hit]:
        shown = rounded(points[page]).tolist() if points is not None else [0.0] * len(page)
        ids, tiers = self.snapshot.report_ids[page].tolist(), literal[page].tolist()
        why = reasons(self.query, self.snapshot, page)
        for report_id, is_literal, score, matched in zip(ids, tiers, shown, why, strict=True):
            yield Hit(report_id, "literal" if is_literal else "words", score, matched)

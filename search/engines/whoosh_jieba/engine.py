"""Answers from a Whoosh index: literals and filters as sets of documents, scores from its postings."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from search.engines import base
from search.engines.base import Found, IndexDamaged, accepts, in_order, is_year_range, page_of
from search.engines.matched import matched
from search.engines.scoring import Scorer
from search.engines.whoosh_jieba.index import WhooshIndex
from search.engines.whoosh_jieba.snapshot import NOTHING, Numbers, Snapshot
from search.grammar import And, Node, Not, Or, ParsedQuery, Word
from search.request import GROUPS, EngineAnswer, Hit, SearchRequest


class WhooshEngine:
    """Over one generation. Follows commits of any process: each request sees the newest one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index = WhooshIndex.open(path)
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None

    def answer(self, query: ParsedQuery, request: SearchRequest) -> EngineAnswer:
        """Raises IndexDamaged."""
        if query.refusal:
            return EngineAnswer(0, 0, (), {group: {} for group in GROUPS})
        return _Evaluation(self.snapshot(), query, request).answer()

    def vocabulary(self) -> tuple[tuple[str, int], ...]:
        return self.snapshot().vocabulary()

    def snapshot(self) -> Snapshot:
        with self._lock:
            newest = self._index.commit_number()
            if newest < 0:
                raise IndexDamaged(f"{self.path}: 索引不在了")
            if self._snapshot is None or self._snapshot.commit != newest:
                self._snapshot = Snapshot(self._index, self._snapshot)
            return self._snapshot

    def close(self) -> None:
        self._index.close()


class _Evaluation:
    """One request against one commit. The time allowed is shared out among the literals to be read; a document that
    could not be read for one of them counts nowhere, so what is counted of a partial answer is right."""

    def __init__(self, snapshot: Snapshot, query: ParsedQuery, request: SearchRequest) -> None:
        self.snapshot = snapshot
        self.query = query
        self.request = request
        self.unread: Numbers = NOTHING
        self.seconds_each = base.MAX_SECONDS / max(_literals(query.root), 1)

    def answer(self) -> EngineAnswer:
        literal = self.matching(self.query.root, by_pieces=False)
        matching = literal if self.request.literal_only else literal | self.matching(self.query.root, by_pieces=True)
        literal, matching = literal - self.unread, matching - self.unread
        allowed = {group: self.chosen(group, values) for group, values in self.request.filters.items() if values}
        total = self._within(matching, allowed)
        scorer = Scorer(self.query.words, self.snapshot)
        reports = self.snapshot.reports
        numbers = {}
        found = []
        for number in total:
            report = reports[number]
            numbers[report.report_id] = number
            points = scorer.score(number)
            found.append(Found(report.report_id, number in literal, points, report.year, report.added))
        page = page_of(in_order(found, self.request.sort, has_words=bool(self.query.words)), self.request)
        return EngineAnswer(
            total=len(found),
            literal_total=len(total & literal),
            hits=tuple(self._hit(f, numbers[f.report_id]) for f in page),
            facets={group: self._counts(group, matching, allowed) for group in GROUPS},
            partial=bool(self.unread),
        )

    def matching(self, node: Node | None, *, by_pieces: bool) -> Numbers:
        if node is None:
            return self.snapshot.all
        if isinstance(node, And):
            return NOTHING.union(
                frozenset.intersection(*(self.matching(part, by_pieces=by_pieces) for part in node.parts))
            )
        if isinstance(node, Or):
            return NOTHING.union(*(self.matching(part, by_pieces=by_pieces) for part in node.parts))
        if isinstance(node, Not):
            return self.snapshot.all - self.matching(node.part, by_pieces=False)
        if isinstance(node, Word):
            literal = self._containing(node.key, node.fields)
            if not (by_pieces and node.pieces):
                return literal
            return literal | frozenset.intersection(*(self._containing(p.key, node.fields) for p in node.pieces))
        if node.missing:
            return self.snapshot.having["year"].get("none", NOTHING)
        return NOTHING.union(*(held for year, held in self.snapshot.years() if node.holds(year)))

    def _containing(self, key: str, fields: tuple[str, ...]) -> Numbers:
        found = NOTHING
        for field in fields:
            held, unread = self.snapshot.containing(field, key, self.seconds_each)
            found |= held
            self.unread |= unread
        return found

    def chosen(self, group: str, values: tuple[str, ...]) -> Numbers:
        """Documents that pass the filter of one group."""
        having = self.snapshot.having[group]
        return NOTHING.union(
            *(
                having.get(value, NOTHING)
                if not (group == "year" and is_year_range(value))
                else NOTHING.union(*(held for year, held in having.items() if accepts(group, value, (year,))))
                for value in values
            )
        )

    @staticmethod
    def _within(matching: Numbers, allowed: Mapping[str, Numbers], but: str = "") -> Numbers:
        for group, numbers in allowed.items():
            if group != but:
                matching = matching & numbers
        return matching

    def _counts(self, group: str, matching: Numbers, allowed: Mapping[str, Numbers]) -> dict[str, int]:
        others = self._within(matching, allowed, but=group)
        counts = Counter(value for number in others for value in self.snapshot.reports[number].facets[group])
        for value in self.request.filters.get(group, ()):
            if value not in counts and (held := others & self.chosen(group, (value,))):
                counts[value] = len(held)
        return dict(counts)

    def _hit(self, found: Found, number: int) -> Hit:
        report = self.snapshot.reports[number]
        reasons = matched(self.query, report.fields, report.year)
        return Hit(found.report_id, "literal" if found.is_literal else "words", found.score, reasons)


def _literals(node: Node | None) -> int:
    """How many readings of all documents a tree may ask for: each key of each word in each of its fields."""
    if isinstance(node, (And, Or)):
        return sum(_literals(part) for part in node.parts)
    if isinstance(node, Not):
        return _literals(node.part)
    return len(node.fields) * (1 + len(node.pieces)) if isinstance(node, Word) else 0

"""The engine that defines the answer: it reads every report, one after another, and knows no index.

Slow by intent and short by intent; every other engine must return the same (tests/search/engines/contract.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from search.analysis.segment import segmenter
from search.engines.base import Found, accepts, facet_values, folded_fields, in_order, page_of, passes
from search.engines.matched import matched
from search.engines.scoring import Scorer
from search.fields import SCORED_FIELDS
from search.grammar import And, Node, Not, Or, ParsedQuery, Word
from search.request import GROUPS, EngineAnswer, Hit, SearchDocument, SearchRequest


class _Report:
    def __init__(self, document: SearchDocument) -> None:
        self.document = document
        self.fields = folded_fields(document)
        self.facets = facet_values(document)

    @cached_property
    def words(self) -> dict[str, Counter[str]]:
        """Occurrences of each word in each scored field."""
        return {field: Counter(segmenter().cut(self.fields[field])) for field, _ in SCORED_FIELDS}

    def holds(self, node: Node | None, *, by_pieces: bool) -> bool:
        if node is None:
            return True
        if isinstance(node, And):
            return all(self.holds(part, by_pieces=by_pieces) for part in node.parts)
        if isinstance(node, Or):
            return any(self.holds(part, by_pieces=by_pieces) for part in node.parts)
        if isinstance(node, Not):
            return not self.holds(node.part, by_pieces=False)
        if isinstance(node, Word):
            if self._contains(node.key, node.fields):
                return True
            return by_pieces and bool(node.pieces) and all(self._contains(p.key, node.fields) for p in node.pieces)
        return node.holds(self.document.year)

    def _contains(self, key: str, fields: Sequence[str]) -> bool:
        return any(key in self.fields[field] for field in fields)


class _Statistics:
    """Counted from the words of every report."""

    def __init__(self, reports: Mapping[int, _Report]) -> None:
        self._reports = reports

    @cached_property
    def _lengths(self) -> dict[str, dict[int, int]]:
        return {
            field: {i: n for i, report in self._reports.items() if (n := report.words[field].total())}
            for field, _ in SCORED_FIELDS
        }

    def reports_in(self, field: str) -> int:
        return len(self._lengths[field])

    def average_length(self, field: str) -> float:
        return sum(self._lengths[field].values()) / len(self._lengths[field])

    def frequencies(self, field: str, term: str) -> dict[int, int]:
        return {i: n for i, report in self._reports.items() if (n := report.words[field][term])}

    def lengths(self, field: str) -> dict[int, int]:
        return self._lengths[field]


class PlainEngine:
    """Over the documents it is given. Of two with one id the last counts."""

    def __init__(self, documents: Sequence[SearchDocument]) -> None:
        self._reports = {document.report_id: _Report(document) for document in documents}
        self._statistics = _Statistics(self._reports)

    def answer(self, query: ParsedQuery, request: SearchRequest) -> EngineAnswer:
        if query.refusal:
            return EngineAnswer(0, 0, (), {group: {} for group in GROUPS})
        literal = {i for i, report in self._reports.items() if report.holds(query.root, by_pieces=False)}
        matching = [
            report
            for i, report in self._reports.items()
            if i in literal or (not request.literal_only and report.holds(query.root, by_pieces=True))
        ]
        scorer = Scorer(query.words, self._statistics)
        found = [
            Found(
                report_id=report.document.report_id,
                is_literal=report.document.report_id in literal,
                score=scorer.score(report.document.report_id),
                year=report.document.year,
                added=report.document.added,
            )
            for report in matching
            if passes(request.filters, report.facets)
        ]
        ordered = in_order(found, request.sort, has_words=bool(query.words))
        return EngineAnswer(
            total=len(found),
            literal_total=sum(f.is_literal for f in found),
            hits=tuple(self._hit(query, f) for f in page_of(ordered, request)),
            facets={group: _counts(matching, group, request.filters) for group in GROUPS},
        )

    def vocabulary(self) -> tuple[tuple[str, int], ...]:
        counts = Counter(word for report in self._reports.values() for word in report.words["text"])
        return tuple(sorted(counts.items()))

    def _hit(self, query: ParsedQuery, found: Found) -> Hit:
        report = self._reports[found.report_id]
        reasons = matched(query, report.fields, report.document.year)
        return Hit(found.report_id, "literal" if found.is_literal else "words", found.score, reasons)


def _counts(matching: Sequence[_Report], group: str, filters: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """For each value the total of the same request with it as the only one of its group (SEARCH.md, section 4)."""
    others = [report for report in matching if passes(filters, report.facets, but=group)]
    values = {value for report in others for value in report.facets[group]} | set(filters.get(group, ()))
    counts = {value: sum(accepts(group, value, report.facets[group]) for report in others) for value in values}
    return {value: count for value, count in counts.items() if count}

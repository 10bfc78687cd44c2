"""Scores of all documents at once, and the best of them in exactly the order of ``search.engines.base.in_order``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.engines.scoring import DIGITS, K1, B, idf
from search.engines.whoosh_jieba.columns import NO_YEAR
from search.engines.whoosh_jieba.snapshot import Snapshot
from search.grammar import Word
from search.request import Sort

# Two scores nearer than this may change places when they are rounded to DIGITS.
_NEAR = 2.0 * 10.0**-DIGITS
# From so many values on it pays to look for equal ones.
_MANY = 200


def scores(words: Sequence[Word], snapshot: Snapshot) -> np.ndarray:
    """The formula of ``search.engines.scoring``, in the same order of operations, so that every bit is the same."""
    total = np.zeros(snapshot.documents)
    for word in words:
        for field, boost in word.scored_fields:
            for term in word.terms:
                documents, points = _points(snapshot, field, term, boost)
                total[documents] += points
    return total


def _points(snapshot: Snapshot, field: str, term: str, boost: float) -> tuple[np.ndarray, np.ndarray]:
    """Documents that hold a word, and what it adds to the score of each."""
    return snapshot.remembered(("points", field, term), lambda: _worked_out(snapshot, field, term, boost))


def _worked_out(snapshot: Snapshot, field: str, term: str, boost: float) -> tuple[np.ndarray, np.ndarray]:
    documents, frequencies, live = snapshot.postings(field, term)
    if not live:
        return documents[:0], np.zeros(0)
    weight = idf(snapshot.reports_in(field), live)
    lengths = snapshot.lengths(field)[documents]
    held = frequencies.astype(np.float64)
    average = snapshot.average_length(field)
    return documents, boost * (weight * held * (K1 + 1) / (held + K1 * (1 - B + B * lengths / average)))


def best(
    snapshot: Snapshot, found: np.ndarray, literal: np.ndarray, points: np.ndarray | None, sort: Sort, wanted: int
) -> np.ndarray:
    """The first ``wanted`` of the documents ``found`` (numbers), in order. ``points`` None: nothing to score by."""
    if sort == "relevance" and points is None:
        return _smallest(found, snapshot.newest_year_first[found], wanted)
    if sort == "relevance":
        return _best_by_relevance(snapshot, found, literal, points, wanted)
    keys = [snapshot.report_ids[found]]
    if points is not None:
        keys.append(-rounded(points[found]))
    keys.append(~literal[found])
    if sort == "added":
        keys.append(-snapshot.added[found])
    else:
        years = snapshot.years[found]
        keys += [years if sort == "year_asc" else -years, years == NO_YEAR]
    return found[np.lexsort(keys)[:wanted]]


def _smallest(found: np.ndarray, ranks: np.ndarray, wanted: int) -> np.ndarray:
    if wanted < len(found):
        kept = np.argpartition(ranks, wanted)[:wanted]
        found, ranks = found[kept], ranks[kept]
    return found[np.argsort(ranks)]


def _best_by_relevance(
    snapshot: Snapshot, found: np.ndarray, literal: np.ndarray, points: np.ndarray, wanted: int
) -> np.ndarray:
    """Tier by tier; of each only those that can be among the wanted are rounded and sorted."""
    is_literal = literal[found]
    first = _ordered(snapshot, found[is_literal], points, wanted)
    if len(first) < wanted:
        rest = _ordered(snapshot, found[~is_literal], points, wanted - len(first))
        return np.concatenate([first, rest])
    return first


def _ordered(snapshot: Snapshot, found: np.ndarray, points: np.ndarray, wanted: int) -> np.ndarray:
    held = points[found]
    if wanted < len(found):
        bound = np.partition(held, len(held) - wanted)[len(held) - wanted]
        kept = held >= bound - _NEAR
        found, held = found[kept], held[kept]
    return found[np.lexsort((snapshot.report_ids[found], -rounded(held)))[:wanted]]


def rounded(values: np.ndarray) -> np.ndarray:
    """As Python's ``round``, which is exact where numpy's is not; of many each distinct value is rounded once."""
    if len(values) <= _MANY:
        return np.array([round(value, DIGITS) for value in values.tolist()])
    distinct, where = np.unique(values, return_inverse=True)
    return np.array([round(value, DIGITS) for value in distinct.tolist()])[where]

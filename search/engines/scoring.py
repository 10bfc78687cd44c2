"""Score: for each word, cut by jieba from what was typed, the sum over title (× 3) and text of BM25 in the form that
Lucene uses since version 8 (SEARCH.md, section 3; Robertson and Zaragoza, The Probabilistic Relevance Framework,
2009): idf ln(1 + (N - n + 0.5) / (n + 0.5)), k1 1.2, b 0.75, lengths in words, exact."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Protocol

from search.grammar import Word

K1, B = 1.2, 0.75
DIGITS = 9


class Statistics(Protocol):
    """Counts over the published reports of one engine, which names them by numbers of its own."""

    def reports_in(self, field: str) -> int:
        """N: reports with at least one word in the field."""

    def average_length(self, field: str) -> float:
        """Words in the field over those reports."""

    def frequencies(self, field: str, term: str) -> Mapping[int, int]:
        """Occurrences of the word in that field, of each report that holds it; their number is n."""

    def lengths(self, field: str) -> Mapping[int, int]:
        """Words in that field of each report."""


def idf(reports: int, holding: int) -> float:
    return log(1 + (reports - holding + 0.5) / (holding + 0.5))


def bm25(frequency: float, length: int, average: float, weight: float) -> float:
    """``weight`` is the word's idf."""
    return weight * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / average))


class Scorer:
    """The score of any report for these words."""

    def __init__(self, words: Sequence[Word], statistics: Statistics) -> None:
        self._terms = [
            (
                boost,
                idf(statistics.reports_in(field), len(held)),
                held,
                statistics.lengths(field),
                statistics.average_length(field),
            )
            for word in words
            for field, boost in word.scored_fields
            for term in word.terms
            if (held := statistics.frequencies(field, term))
        ]

    def score(self, report: int) -> float:
        """Rounded, so that no order hangs on the last bit of a sum."""
        total = 0.0
        for boost, weight, frequencies, lengths, average in self._terms:
            if frequency := frequencies.get(report):
                total += boost * bm25(frequency, lengths[report], average, weight)
        return round(total, DIGITS)

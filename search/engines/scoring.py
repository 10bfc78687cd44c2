"""Score: for each word, cut by jieba from what was typed, the sum over title (× 3) and text of BM25 in the form that
Lucene uses since version 8 (SEARCH.md, section 3; Robertson and Zaragoza, The Probabilistic Relevance Framework,
2009): idf ln(1 + (N - n + 0.5) / (n + 0.5)), k1 1.2, b 0.75, lengths in words, exact."""

from collections.abc import Sequence
from math import log
from typing import Protocol

from search.grammar import Word

K1, B = 1.2, 0.75
DIGITS = 9


class Statistics(Protocol):
    """Counts over the published reports of one engine."""

    def reports(self, field: str) -> int:
        """N: reports with at least one word in the field."""

    def average_length(self, field: str) -> float:
        """Words in the field over those reports."""

    def reports_with(self, field: str, term: str) -> int:
        """n: reports that hold the word in the field."""

    def frequency(self, field: str, term: str, report: int) -> int:
        """Occurrences of the word in that field of the report."""

    def length(self, field: str, report: int) -> int:
        """Words in that field of the report."""


def idf(reports: int, holding: int) -> float:
    return log(1 + (reports - holding + 0.5) / (holding + 0.5))


def bm25(frequency: float, length: int, average: float, weight: float) -> float:
    """``weight`` is the word's idf."""
    return weight * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / average))


def score(words: Sequence[Word], statistics: Statistics, report: int) -> float:
    total = 0.0
    for word in words:
        for field, boost in word.scored_fields:
            for term in word.terms:
                frequency = statistics.frequency(field, term, report)
                if frequency:
                    weight = idf(statistics.reports(field), statistics.reports_with(field, term))
                    length = statistics.length(field, report)
                    total += boost * bm25(frequency, length, statistics.average_length(field), weight)
    return round(total, DIGITS)

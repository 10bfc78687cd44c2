"""Sentences and clauses of a clean text, by position."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

# A half-width full stop ends a sentence between letters of Chinese, not within 3.5 or 2012.3.1.
HALF_STOP = r"(?<=[\u4e00-\u9fff”\"）)%])\.(?=[\u4e00-\u9fff“\"（(\s]|$)"
SENTENCE_END = re.compile(rf"[。！？!?]+[”’」』\"]?|{HALF_STOP}|\n+")
CLAUSE_MARKS = "，,。；;：:！？!?\n"
LONG_SENTENCE = 160
LONGEST_QUOTE = 400


@dataclass(frozen=True, slots=True)
class Sentences:
    """Half-open spans of all sentences in order, with their terminal mark, without line breaks at either end."""

    text: str
    spans: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Sentences:
        spans = _spans(text)
        return cls(text, spans, tuple(span[0] for span in spans))

    def index_at(self, position: int) -> int:
        """Index of the sentence that holds ``position``, or of the last one that begins before it."""
        return max(0, bisect_right(self.starts, position) - 1)

    def quote_span(self, start: int, end: int) -> tuple[int, int]:
        """The sentence(s) around ``start:end``; of a long sentence only the part between semicolons, of
        a very long one only the clause."""
        first, last = self.spans[self.index_at(start)], self.spans[self.index_at(max(start, end - 1))]
        left, right = min(first[0], start), max(last[1], end)
        if right - left > LONG_SENTENCE:
            # A semicolon farther off would leave more than the longest quote.
            near, far = max(left, start - LONGEST_QUOTE), min(right, end + LONGEST_QUOTE)
            cut = max(self.text.rfind("；", near, start), self.text.rfind(";", near, start))
            left = cut + 1 if cut >= 0 else left
            cuts = [cut for cut in (self.text.find("；", end, far), self.text.find(";", end, far)) if cut >= 0]
            right = min(cuts) if cuts else right
        if right - left > LONGEST_QUOTE:
            left, right = max(left, clause_start(self.text, start)), min(right, clause_end(self.text, end))
        while left < start and self.text[left].isspace():
            left += 1
        return left, right


@lru_cache(maxsize=2)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    spans = []
    start = 0
    for match in SENTENCE_END.finditer(text):
        end = match.start() if text[match.start()] == "\n" else match.end()
        if not text[start:end].isspace() and end > start:
            spans.append((start, end))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class Spans:
    """Half-open spans, joined where they overlap, asked whether they hold another."""

    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> Spans:
        joined: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if joined and start < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((start, end))
        return cls(tuple(joined))

    def hold(self, start: int, end: int) -> bool:
        """Whether one span holds all of ``start:end``."""
        index = bisect_right(self.spans, (start, 1 << 60)) - 1
        return index >= 0 and self.spans[index][0] <= start and end <= self.spans[index][1]

    def cover(self, start: int, end: int) -> int:
        """How many positions of ``start:end`` the spans hold."""
        index = max(0, bisect_right(self.spans, (start, 1 << 60)) - 1)
        covered = 0
        while index < len(self.spans) and self.spans[index][0] < end:
            covered += max(0, min(end, self.spans[index][1]) - max(start, self.spans[index][0]))
            index += 1
        return covered


def clause_start(text: str, position: int, reach: int = 60) -> int:
    """Where the clause of ``position`` begins, at most ``reach`` characters before it."""
    left = position
    while left > max(0, position - reach) and text[left - 1] not in CLAUSE_MARKS and not _half_stop(text, left - 1):
        left -= 1
    return left


def clause_end(text: str, position: int, reach: int = 60) -> int:
    """Where the clause of ``position`` ends, at most ``reach`` characters after it."""
    right = position
    end = min(len(text), position + reach)
    while right < end and text[right] not in CLAUSE_MARKS and not _half_stop(text, right):
        right += 1
    return right


def _half_stop(text: str, position: int) -> bool:
    if text[position] != ".":
        return False
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    return bool(before) and not before.isascii() and not after.isdigit()

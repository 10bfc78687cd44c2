"""How much of one text stands in another, and where.

After Broder (1997), "On the resemblance and containment of documents": character 6-grams, of which every sixteenth, as
its hash falls, is a sample; two texts that share samples are compared themselves. In the comparison words count where
they stand in a run of at least ``RUN`` that both texts have: forms filled in with other names and numbers share many
6-grams but few runs. Set phrases of the language of reports (``formulas.tsv``) do not count in either step.

All is done on folded text, so that a Traditional copy, other punctuation and other line breaks do not hide a copy.
"""

from __future__ import annotations

import hashlib
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import accumulate, islice, pairwise
from zlib import crc32

from ahocorasick_rs import AhoCorasick, MatchKind

from archive.reading.repair.script import simplified
from archive.reading.rulebook import Tables, tsv_rows

SIZE = 6
# Runs are looked for at every fourth letter and followed both ways from there: none of fifteen letters is overlooked.
RUN, STEP = 12, 4
# One 6-gram in sixteen is a sample: a shared paragraph of a hundred letters has six of them. Short texts keep their
# smallest ones, very long ones no more than the ceiling.
RATE, FEWEST, MOST = 16, 12, 4000
# Folded letters of a paragraph that must be shared, and their share of it, for the paragraph to be called the same.
PARAGRAPH, PARAGRAPH_SHARE = 40, 0.6
# Occurrences of one gram that are tried for the longest stretch: keeps text that repeats itself linear.
TRIED = 4

Stretch = tuple[int, int, int, int]


class _Folding(dict[int, str]):
    """Code point -> its folded form: Simplified, NFKC, lower case; nothing for what is neither letter nor digit. One
    character at a time, so that the same character folds alike in every word and positions are kept."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", simplified(unicodedata.normalize("NFKC", chr(code)))).lower()
        self[code] = "".join(char for char in plain if char.isalnum())
        return self[code]


_FOLDING = _Folding()


def folded(text: str) -> str:
    """Simplified, NFKC, lower case, letters and digits only."""
    return text.translate(_FOLDING)


@dataclass(frozen=True)
class FormulaRules:
    """Set phrases that unrelated reports share: ``formulas.tsv`` and the names of national events."""

    matcher: AhoCorasick

    @classmethod
    def from_tables(cls, tables: Tables) -> FormulaRules:
        phrases = {folded(row["phrase"]) for row in tsv_rows(tables["formulas.tsv"])}
        for row in tsv_rows(tables["events.tsv"]):
            phrases.update(folded(name) for name in [row["name"], *row["aliases"].split("|")])
        kept = sorted(phrase for phrase in phrases if len(phrase) >= SIZE)
        return cls(AhoCorasick(kept, matchkind=MatchKind.LeftmostLongest))

    def between(self, words: str) -> list[tuple[int, int]]:
        """Spans of folded text that are no formula, in order; empty ones left out."""
        borders = [0]
        for _number, start, end in self.matcher.find_matches_as_indexes(words):
            borders += (start, end)
        borders.append(len(words))
        return [(a, b) for a, b in zip(borders[::2], borders[1::2], strict=True) if a < b]


class Matter:
    """A text made ready for comparison. ``words`` is folded; ``pieces`` are its spans between the formulas,
    ``paragraphs`` those of its lines."""

    def __init__(self, text: str, formulas: FormulaRules) -> None:
        lines = [folded(line) for line in text.split("\n") if line]
        self.words = "".join(lines)
        self.pieces = formulas.between(self.words)
        # The last answer of ``covered_by``: a pair is asked for its shares and then for its paragraphs.
        self._covered: tuple[Matter, list[tuple[int, int]]] | None = None
        # Spans in ``words`` of the lines that are not empty, as ``Report.paragraphs`` counts them.
        self.paragraphs = list(pairwise(accumulate(map(len, lines), initial=0)))

    @cached_property
    def runs(self) -> dict[str, int]:
        """All runs of ``RUN`` letters of the pieces, with a place where each stands."""
        words = self.words
        return {words[i : i + RUN]: i for a, b in self.pieces for i in range(a, b - RUN + 1)}

    @cached_property
    def size(self) -> int:
        """Letters that can count: those of pieces as long as a run."""
        return sum(b - a for a, b in self.pieces if b - a >= RUN)

    def covered_by(self, other: Matter) -> list[tuple[int, int]]:
        """Spans of ``words`` within the pieces that stand in runs which ``other`` has too; rising, apart."""
        if self._covered is not None and self._covered[0] is other:
            return self._covered[1]
        spans = self._cover(other)
        self._covered = (other, spans)
        return spans

    def _cover(self, other: Matter) -> list[tuple[int, int]]:
        there = other.words
        spans = []
        for first, last in self.pieces:
            at = first
            while at <= last - RUN:
                place = other.runs.get(self.words[at : at + RUN])
                if place is None:
                    at += STEP
                    continue
                back = _common_before(self.words, at, there, place, at - first)
                end = at + _common(self.words, at, there, place, last - at)
                spans.append((at - back, end))
                first = at = end
        return spans

    def share_in(self, other: Matter) -> float:
        """Share of this text's letters, formulas left out, that stand in ``other`` in runs; 0..1. Not symmetric."""
        return sum(b - a for a, b in self.covered_by(other)) / self.size if self.size else 0.0


def samples(matter: Matter) -> list[int]:
    """Hashes of the sampled 6-grams, as rising signed 64-bit numbers; the same in every process.

    The last one added stands for the whole folded text, so that equal texts share it even where all is formula.
    """
    if not matter.words:
        return []
    data = matter.words.encode("utf-32-le")
    starts = [i for a, b in matter.pieces for i in range(4 * a, 4 * (b - SIZE) + 1, 4)]
    width = 4 * SIZE
    below = 2**32 // RATE
    picked = {data[i : i + width] for i in starts if crc32(data[i : i + width]) < below}
    if len(picked) < FEWEST:
        picked = set(nsmallest(FEWEST, {data[i : i + width] for i in starts}, key=crc32))
    elif len(picked) > MOST:
        picked = set(nsmallest(MOST, picked, key=crc32))
    return sorted({_hash(gram) for gram in picked} | {_hash(b"=" + data)})


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)


def shared_stretches(a: str, b: str, minimum: int = RUN) -> tuple[Stretch, ...]:
    """Stretches that stand in both texts, as ``(a_start, a_end, b_start, b_end)`` in the texts as given.

    Both sides fold to the same words, at least ``minimum`` letters of them. Rising and apart in ``a``; of ``b`` a place
    may be named twice. From left to right the longest stretch is taken each time, so the time is linear in both.
    """
    words, there = folded(a), folded(b)
    found = list(_stretches(words, there, minimum))
    if not found:
        return ()
    at, other = _positions(a), _positions(b)
    return tuple(
        (at(start), at(start + length - 1) + 1, other(begin), other(begin + length - 1) + 1)
        for start, begin, length in found
    )


def _stretches(words: str, there: str, minimum: int) -> Iterator[tuple[int, int, int]]:
    """(start in ``words``, start in ``there``, length)."""
    places: dict[str, list[int]] = {}
    for i in range(len(there) - minimum + 1):
        known = places.setdefault(there[i : i + minimum], [])
        if len(known) < TRIED:
            known.append(i)
    at = 0
    while at <= len(words) - minimum:
        known = places.get(words[at : at + minimum], [])
        if not known:
            at += 1
            continue
        most = len(words) - at
        length, begin = max((_common(words, at, there, place, most), -place) for place in known)
        yield at, -begin, length
        at += length


def _common(a: str, i: int, b: str, j: int, most: int) -> int:
    """Letters that are alike from ``i`` and ``j`` on, at most ``most``."""
    length = 0
    while length + RUN <= most and a[i + length : i + length + RUN] == b[j + length : j + length + RUN]:
        length += RUN
    most = min(most, len(a) - i, len(b) - j)
    while length < most and a[i + length] == b[j + length]:
        length += 1
    return length


def _common_before(a: str, i: int, b: str, j: int, most: int) -> int:
    """Letters that are alike before ``i`` and ``j``, at most ``most``."""
    length, most = 0, min(most, i, j)
    while length < most and a[i - length - 1] == b[j - length - 1]:
        length += 1
    return length


def _positions(text: str) -> Callable[[int], int]:
    """Position in the folded text -> position in ``text``."""
    table = [at for at, char in enumerate(text) for _ in _FOLDING[ord(char)]]
    return table.__getitem__


@dataclass(frozen=True, slots=True)
class SharedParagraph:
    """Paragraph ``number`` of one text, of which ``share`` (0..1) stands in paragraph ``other`` of another; numbers
    count from 1, lines without words are not counted."""

    number: int
    other: int
    share: float


def shared_paragraphs(mine: Matter, theirs: Matter) -> tuple[SharedParagraph, ...]:
    """Paragraphs of ``mine`` of which most stands in ``theirs``, formulas left out, each with the paragraph there that
    holds most of it."""
    picked = []
    for number, start, end in _longer(mine.paragraphs):
        size = sum(b - a for a, b in _inside(mine.pieces, start, end))
        covered = list(_inside(mine.covered_by(theirs), start, end))
        shared = sum(b - a for a, b in covered)
        if shared >= max(PARAGRAPH, PARAGRAPH_SHARE * size):
            runs = [mine.words[i : i + RUN] for a, b in covered for i in range(a, b - RUN + 1, RUN)]
            picked.append((number, shared / size, runs))
    homes = _homes(theirs, {run for _number, _share, runs in picked for run in runs})
    found = []
    for number, share, runs in picked:
        weights = Counter(homes[run] for run in runs if run in homes)
        if weights:
            other = min(weights, key=lambda home: (-weights[home], home))
            found.append(SharedParagraph(number, other, round(share, 3)))
    return tuple(found)


def _longer(paragraphs: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """(number, start, end) of the paragraphs that are long enough."""
    for number, (start, end) in enumerate(paragraphs, start=1):
        if end - start >= PARAGRAPH:
            yield number, start, end


def _inside(spans: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """What of rising spans lies in ``[start, end)``."""
    first = max(0, bisect_left(spans, (start, start)) - 1)
    for a, b in islice(spans, first, None):
        if a >= end:
            return
        if b > start:
            yield max(a, start), min(b, end)


def _homes(matter: Matter, wanted: set[str]) -> dict[str, int]:
    """Run -> number of the first paragraph it begins in."""
    homes: dict[str, int] = {}
    if not wanted:
        return homes
    words = matter.words
    for number, start, end in _longer(matter.paragraphs):
        for i in range(start, end):
            run = words[i : i + RUN]
            if run in wanted:
                homes.setdefault(run, number)
    return homes

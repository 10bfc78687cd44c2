"""Why a report was found, in its own words: up to two stretches of it with the matches marked. Pure.

All texts of a page of results are folded and cut into sentences at once (arrays over their joined characters); Python
looks only at the sentences chosen. tests/search/reference_snippets.py says the same in a plainer and slower way.

Stretches are not escaped: pages escape every part and put their marks around it afterwards.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, compress
from operator import itemgetter

import numpy as np

from search.analysis.fold import fold, fold_with_positions
from search.analysis.folded_texts import FoldedTexts
from search.grammar import ParsedQuery, Word
from search.request import SearchDocument, Snippet
from search.sentence_bounds import SENTENCE_END, sentence_bounds

MOST = 2
# Longest stretch in characters: about four lines of a hit on a wide screen. A longer sentence is cut at its commas.
LONGEST = 160
_CLAUSE_END = re.compile(r"[，,、：:\s]+")

Span = tuple[int, int]


def snippets(query: ParsedQuery, document: SearchDocument) -> tuple[Snippet, ...]:
    """As ``snippets_of``, of one report."""
    return snippets_of(query, [document])[0]


def snippets_of(query: ParsedQuery, documents: Sequence[SearchDocument]) -> list[tuple[Snippet, ...]]:
    """Of each report first the sentences of the text that hold most of the words, the second one those that the first
    lacks; words which stand elsewhere alone (title, place, author) show that value. Without words the beginning of
    the text."""
    if not query.words:
        return [_beginning(document.text) for document in documents]
    if not documents:
        return []
    needles = _Needles(query.words)
    chosen = _Chosen(needles, documents)
    return [(*shown, *_elsewhere(needles, document, shown, covered)) for document, shown, covered in chosen.each()]


def marks_in(query: ParsedQuery, field: str, text: str) -> list[Span]:
    """All places of the words in one field, in order; those that overlap are one. Pieces where the word itself does
    not occur."""
    folded = FoldedTexts([text])
    found: list[Span] = []
    for word, pieces in _Needles(query.words).of(field):
        spans = _pairs(folded, word)
        found += spans or [span for piece in pieces for span in _pairs(folded, piece)]
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _pairs(folded: FoldedTexts, needle: _Needle) -> list[Span]:
    starts, ends = folded.spans(needle.key)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


# -- what is looked for ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Needle:
    """A key with its number among all: of each word the word itself, then its pieces."""

    number: int
    key: str


class _Needles:
    def __init__(self, words: Sequence[Word]) -> None:
        self._groups: list[tuple[Word, _Needle, tuple[_Needle, ...]]] = []
        number = 0
        for word in words:
            pieces = tuple(_Needle(number + i, piece.key) for i, piece in enumerate(word.pieces, 1))
            self._groups.append((word, _Needle(number, word.key), pieces))
            number += 1 + len(pieces)
        self.count = number

    def of(self, field: str) -> Iterator[tuple[_Needle, tuple[_Needle, ...]]]:
        """Of each word that is looked for in this field the word itself and the pieces which stand in for it."""
        return ((word, pieces) for group, word, pieces in self._groups if field in group.fields)

    def spans(self, field: str, text: str) -> list[tuple[int, int, int]]:
        """(start, end, number) in one short text, in its order; pieces where the word itself does not occur."""
        key = _folded(text)
        found: list[tuple[int, int, int]] = []
        for word, pieces in self.of(field):
            for needle in (word,) if word.key in key else [piece for piece in pieces if piece.key in key]:
                found += [(start, end, needle.number) for start, end in _placed(text).spans(needle.key)]
        return sorted(found, key=lambda span: span[:2])


# Names of places, authors and journals come again on every page.
_folded = lru_cache(maxsize=4096)(fold)
_placed = lru_cache(maxsize=512)(fold_with_positions)


# -- sentences of the texts ------------------------------------------------------------------------------------------


class _Marks:
    """The matches that begin in one sentence: of each needle found there its starts and ends, in order."""

    def __init__(self, found: list[tuple[int, list[int], list[int]]]) -> None:
        self.found = found

    @property
    def last_end(self) -> int:
        return max(ends[-1] for _number, _starts, ends in self.found)

    def within(self, start: int, end: int) -> set[int]:
        """Numbers of the needles with a match wholly inside."""
        held = set()
        for number, starts, ends in self.found:
            at = bisect_left(starts, start)
            if at < len(starts) and ends[at] <= end:
                held.add(number)
        return held

    def spans(self, start: int, end: int) -> list[Span]:
        return sorted(
            (starts[at], ends[at])
            for _number, starts, ends in self.found
            for at in range(bisect_left(starts, start), bisect_left(starts, end))
            if ends[at] <= end
        )

    def cut_by(self, place: int) -> Iterator[Span]:
        """Matches that begin before this place and end behind it: of each needle one at most."""
        for _number, starts, ends in self.found:
            at = bisect_left(starts, place) - 1
            if at >= 0 and ends[at] > place:
                yield starts[at], ends[at]

    def densest(self, covered: set[int]) -> Span:
        """The match from which on most needles that are not covered stand within what one stretch holds."""
        places = np.unique(np.concatenate([starts for _number, starts, _ends in self.found]))
        last = places + LONGEST * 3 // 4
        counts = np.zeros(len(places), dtype=np.int64)
        for number, starts, ends in self.found:
            if number not in covered:
                following = np.searchsorted(starts, places)
                reach = np.append(ends, np.iinfo(np.int64).max)[following]
                counts += reach <= last
        start = int(places[counts.argmax()])
        shortest = min(
            ends[at]
            for _number, starts, ends in self.found
            if (at := bisect_left(starts, start)) < len(starts) and starts[at] == start
        )
        return start, shortest


class _Chosen:
    """The sentences shown of a row of texts. Positions are those of the joined texts until a snippet is made."""

    def __init__(self, needles: _Needles, documents: Sequence[SearchDocument]) -> None:
        self._documents = documents
        texts = [document.text for document in documents]
        self._folded = FoldedTexts(texts)
        self._offsets = self._folded.offsets
        self._matches = self._found(needles)
        self._bounds = sentence_bounds(self._folded.codes, self._offsets)
        self._firsts = np.searchsorted(self._bounds, self._offsets, side="right").tolist()
        self._firsts.append(len(self._bounds) + 1)
        # Sentence ``i``, from 1, lies between the borders i - 1 and i.
        self._borders = [*self._bounds.tolist(), len(self._folded.codes)]
        self._starts = self._offsets.tolist()
        self._score(needles)

    def _found(self, needles: _Needles) -> dict[int, tuple[np.ndarray, np.ndarray]]:
        matches: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        for word, pieces in needles.of("text"):
            starts, ends = matches[word.number] = self._folded.spans(word.key)
            if not pieces:
                continue
            lacking = np.ones(len(self._documents), dtype=bool)
            lacking[self._text_of(starts)] = False
            for piece in pieces if lacking.any() else ():
                starts, ends = self._folded.spans(piece.key)
                kept = lacking[self._text_of(starts)]
                matches[piece.number] = starts[kept], ends[kept]
        return {number: spans for number, spans in matches.items() if len(spans[0])}

    def _text_of(self, places: np.ndarray) -> np.ndarray:
        return np.searchsorted(self._offsets, places, side="right") - 1

    def _score(self, needles: _Needles) -> None:
        """``_holds[needle, sentence]``; ``_rank`` orders sentences that hold nothing fresh: the title, which most
        texts begin with and every hit shows, after all others; then by the number of needles; -1: holds none."""
        self._holds = np.zeros((needles.count, len(self._bounds) + 1), dtype=bool)
        for number, (starts, _ends) in self._matches.items():
            self._holds[number, np.searchsorted(self._bounds, starts, side="right")] = True
        self._distinct = self._holds.sum(axis=0, dtype=np.int64)
        self._step = needles.count + 1
        self._rank = self._step + self._distinct
        for text, document in enumerate(self._documents):
            for sentence in self._titles(text, document.title.strip()):
                self._rank[sentence] -= self._step
        self._rank[self._distinct == 0] = -1

    def _titles(self, text: int, title: str) -> Iterator[int]:
        """Sentences of a text which are its title."""
        words, offset = self._documents[text].text, self._starts[text]
        at = words.find(title) if title else -1
        while at >= 0:
            sentence = bisect_right(self._borders, offset + at, hi=len(self._borders) - 1)
            if self._span(sentence, text) == (offset + at, offset + at + len(title)):
                yield sentence
            at = words.find(title, at + len(title))

    def _span(self, sentence: int, text: int) -> Span:
        """A sentence without the white space around it; empty where it is nothing else."""
        offset, start = self._starts[text], self._borders[sentence - 1]
        held = self._documents[text].text[start - offset : self._borders[sentence] - offset]
        start += len(held) - len(held.lstrip())
        return start, start + len(held.strip())

    def each(self) -> Iterator[tuple[SearchDocument, tuple[Snippet, ...], set[int]]]:
        """Of every text its snippets, in the order of the text, and the needles they hold."""
        points = self._rank + self._distinct * (2 * self._step)
        for text, document in enumerate(self._documents):
            first, last = self._firsts[text], self._firsts[text + 1]
            covered: set[int] = set()
            shown: list[tuple[int, Snippet]] = []
            here = points[first:last]
            while len(here):
                best = first + int(here.argmax())
                if here[best - first] < 0:
                    break
                marks = self._marks(self._borders[best - 1], self._borders[best])
                span = self._within_limit(document.text, text, self._reaching(best, text, marks), marks, covered)
                shown.append((span[0], self._snippet(document.text, self._starts[text], span, best, marks)))
                if len(shown) == MOST:
                    covered |= marks.within(*span)
                    break
                covered |= marks.within(*span)
                self._rank[best] = -1
                here = self._points_without(covered, first, last)
            yield document, tuple(snippet for _start, snippet in sorted(shown, key=itemgetter(0))), covered

    def _points_without(self, covered: set[int], first: int, last: int) -> np.ndarray:
        rank = self._rank[first:last]
        missing = [number for number in self._matches if number not in covered]
        if not missing:
            return rank
        fresh = self._holds[missing, first:last].sum(axis=0, dtype=np.int64)
        return np.where(rank < 0, -1, rank + fresh * (2 * self._step))

    def _marks(self, start: int, end: int) -> _Marks:
        found = []
        for number, (starts, ends) in self._matches.items():
            low, high = starts.searchsorted((start, end)).tolist()
            if high > low:
                found.append((number, starts[low:high].tolist(), ends[low:high].tolist()))
        return _Marks(found)

    def _reaching(self, sentence: int, text: int, marks: _Marks) -> Span:
        """The sentence, with those after it into which a match runs on."""
        start, end = self._span(sentence, text)
        reach = marks.last_end
        while end < reach and sentence + 1 < self._firsts[text + 1]:
            sentence += 1
            following = self._span(sentence, text)
            if following[0] < following[1]:
                end = following[1]
        return start, max(end, reach)

    def _within_limit(self, words: str, text: int, span: Span, marks: _Marks, covered: set[int]) -> Span:
        """A long sentence is cut at commas around the place where most words that are not yet shown stand together."""
        start, end = span
        if end - start <= LONGEST:
            return span
        first_start, first_end = marks.densest(covered)
        offset = self._starts[text]
        clauses = (match.end() + offset for match in _CLAUSE_END.finditer(words, start - offset, end - offset))
        bounds = [start, *clauses, end]
        earliest = max(start, first_end - LONGEST // 2)
        begin = max(max((b for b in bounds if b <= first_start), default=start), earliest)
        longest = max(begin + LONGEST, first_end)
        finish = max((b for b in bounds if first_end <= b <= longest), default=min(longest, end))
        # No match is cut in two.
        finish = max([finish, *(cut_end for _start, cut_end in marks.cut_by(finish))])
        begin = min([begin, *(cut_start for cut_start, _end in marks.cut_by(begin))])
        return begin, finish

    def _snippet(self, words: str, offset: int, span: Span, sentence: int, inside: _Marks) -> Snippet:
        # A stretch that runs on into the next sentence shows the matches which begin there too.
        marks = inside if span[1] <= self._borders[sentence] else self._marks(*span)
        start, end = span[0] - offset, span[1] - offset
        places = [(a - offset, b - offset) for a, b in marks.spans(*span)]
        return Snippet(tuple(_parts(words, (start, end), places)), _paragraph(words, start), "text")


# -- from marks to snippets ------------------------------------------------------------------------------------------


def _elsewhere(
    needles: _Needles, document: SearchDocument, shown: Sequence[Snippet], covered: set[int]
) -> Iterator[Snippet]:
    """Values beside the text that hold what the text does not, as many as there is room for."""
    room = MOST - len(shown)
    for field, value in _other_values(document) if room > 0 else ():
        held = needles.spans(field, value)
        found = {number for _start, _end, number in held} - covered
        if found:
            yield Snippet(tuple(_parts(value, (0, len(value)), [span[:2] for span in held])), 0, field)
            covered |= found
            room -= 1
            if not room:
                return


def _parts(text: str, span: Span, marks: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """Marks, in order and all inside, that overlap or touch are one."""
    at, end = span
    drawn: list[list[int]] = []
    for first, last in marks:
        if drawn and first <= drawn[-1][1]:
            drawn[-1][1] = max(drawn[-1][1], last)
        else:
            drawn.append([first, last])
    for first, last in drawn:
        if first > at:
            yield text[at:first], False
        yield text[first:last], True
        at = last
    if at < end:
        yield text[at:end], False


def _paragraph(text: str, position: int) -> int:
    """The number of the line with that position, empty lines not counted, from 1 (``Report.paragraphs``)."""
    lines = text[:position].split("\n")[:-1]
    return sum(1 for _ in compress(lines, lines)) + 1


def _other_values(document: SearchDocument) -> Iterator[tuple[str, str]]:
    """Field and value of all that can match beside the text."""
    yield "title", document.title
    for field, values in (
        ("author", document.authors),
        ("place", document.places),
        ("initiative", document.initiatives),
        ("journal", (document.journal,)),
        ("genre", (document.genre,)),
    ):
        for value in values:
            yield field, value


def _beginning(text: str) -> tuple[Snippet, ...]:
    """The first sentences of the first paragraph, as many as there is room for."""
    start = len(text) - len(text.lstrip())
    if start == len(text):
        return ()
    line_end = text.find("\n", start)
    line_end = line_end if line_end >= 0 else len(text)
    end = start
    for stop in chain((match.end() for match in SENTENCE_END.finditer(text, start, line_end)), (line_end,)):
        reached = start + len(text[start:stop].rstrip())
        if end > start and reached - start > LONGEST:
            break
        end = reached
    return (Snippet(tuple(_parts(text, (start, min(end, start + LONGEST)), ())), _paragraph(text, start), "text"),)

"""What ``search.snippets`` must give, one report and one character after another: plain and slow."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.analysis.fold import fold_with_positions
from search.grammar import ParsedQuery, Word
from search.request import SearchDocument, Snippet

MOST = 2
# Longest stretch in characters: about four lines of a hit on a wide screen. A longer sentence is cut at its commas.
LONGEST = 160
_SENTENCE_END = re.compile(r"[。！？!?；;…]+[”’」』）)》】]*|\n+")
_CLAUSE_END = re.compile(r"[，,、：:\s]+")


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    needle: int


Span = tuple[int, int]


def snippets(query: ParsedQuery, document: SearchDocument) -> tuple[Snippet, ...]:
    """First the sentences of the text that hold most of the words, the second one those that the first lacks; words
    which stand elsewhere alone (title, place, author) show that value. Without words the beginning of the text."""
    if not query.words:
        return _beginning(document.text)
    needles = _Needles(query.words)
    marks = needles.marks("text", document.text)
    chosen, covered = _sentences_for(document.text, marks, document.title)
    shown = [_snippet(document.text, span, marks, "text") for span in chosen]
    for field, value in _other_values(document):
        if len(shown) == MOST:
            break
        held = needles.marks(field, value)
        found = {mark.needle for mark in held} - covered
        if found:
            shown.append(_snippet(value, (0, len(value)), held, field))
            covered |= found
    return tuple(shown)


class _Needles:
    """Keys to look for, numbered: of each word the word itself, then its pieces."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words

    def marks(self, field: str, text: str) -> list[_Mark]:
        """In the order of the text; they may overlap. Pieces are marked where the word itself does not occur."""
        if not text:
            return []
        folded = fold_with_positions(text)
        found: list[_Mark] = []
        number = 0
        for word in self._words:
            keys = [word.key, *(piece.key for piece in word.pieces)] if field in word.fields else []
            literal = [_Mark(*span, number) for span in folded.spans(word.key)] if keys else []
            if literal:
                found += literal
            else:
                found += [_Mark(*span, number + i) for i, key in enumerate(keys[1:], 1) for span in folded.spans(key)]
            number += 1 + len(word.pieces)
        return sorted(found, key=lambda mark: (mark.start, mark.end))


def _stretches(text: str) -> list[Span]:
    """Sentences without the white space around them."""
    spans, at = [], 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        held = text[at:end]
        if held.strip():
            spans.append((at + len(held) - len(held.lstrip()), at + len(held.rstrip())))
        at = end
    return spans


def _sentences_for(text: str, marks: Sequence[_Mark], title: str) -> tuple[list[Span], set[int]]:
    """At most ``MOST`` stretches in the order of the text, and the needles they hold. The title, which most texts
    begin with and every hit shows, is taken only for what nothing else holds."""
    held: dict[int, list[_Mark]] = {}
    spans = _stretches(text)
    starts = [start for start, _ in spans]
    titles = {i for i, (start, end) in enumerate(spans) if text[start:end] == title.strip()}
    for mark in marks:
        held.setdefault(max(bisect_right(starts, mark.start) - 1, 0), []).append(mark)
    chosen: list[tuple[int, Span]] = []
    covered: set[int] = set()
    while held and len(chosen) < MOST:
        best = max(held, key=lambda i: (_fresh(held[i], covered), i not in titles, _distinct(held[i]), -i))
        inside = held.pop(best)
        span = _within_limit(text, _reaching(spans, best, inside), inside, covered)
        chosen.append((best, span))
        covered |= {mark.needle for mark in inside if span[0] <= mark.start and mark.end <= span[1]}
    return [span for _, span in sorted(chosen)], covered


def _fresh(marks: Sequence[_Mark], covered: set[int]) -> int:
    return len({mark.needle for mark in marks} - covered)


def _distinct(marks: Sequence[_Mark]) -> int:
    return len({mark.needle for mark in marks})


def _reaching(spans: Sequence[Span], index: int, marks: Sequence[_Mark]) -> Span:
    """The sentence, with those after it into which a match runs on."""
    start, end = spans[index]
    last = max(mark.end for mark in marks)
    while end < last and index + 1 < len(spans):
        index += 1
        end = spans[index][1]
    return start, max(end, last)


def _within_limit(text: str, span: Span, marks: Sequence[_Mark], covered: set[int]) -> Span:
    """A long sentence is cut at commas around the place where most words that are not yet shown stand together."""
    start, end = span
    if end - start <= LONGEST:
        return span
    first = max(marks, key=lambda m: (len(_near(m, marks) - covered), -m.start))
    bounds = [start, *(match.end() for match in _CLAUSE_END.finditer(text, start, end)), end]
    earliest = max(start, first.end - LONGEST // 2)
    begin = max((b for b in bounds if b <= first.start), default=start)
    if begin < earliest:
        begin = earliest
    longest = max(begin + LONGEST, first.end)
    finish = max((b for b in bounds if first.end <= b <= longest), default=min(longest, end))
    # No match is cut in two.
    finish = max([finish, *(m.end for m in marks if m.start < finish < m.end)])
    begin = min([begin, *(m.start for m in marks if m.start < begin < m.end)])
    return begin, finish


def _near(first: _Mark, marks: Sequence[_Mark]) -> set[int]:
    """Needles that stand from this mark on within what one stretch holds."""
    last = first.start + LONGEST * 3 // 4
    return {mark.needle for mark in marks if first.start <= mark.start and mark.end <= last}


def _snippet(text: str, span: Span, marks: Sequence[_Mark], field: str) -> Snippet:
    paragraph = _paragraph(text, span[0]) if field == "text" else 0
    return Snippet(tuple(_parts(text, span, marks)), paragraph, field)


def _parts(text: str, span: Span, marks: Sequence[_Mark]) -> Iterator[tuple[str, bool]]:
    """Marks that overlap or touch are one."""
    at, end = span
    drawn: list[list[int]] = []
    for mark in marks:
        if mark.start < at or mark.end > end:
            continue
        if drawn and mark.start <= drawn[-1][1]:
            drawn[-1][1] = max(drawn[-1][1], mark.end)
        else:
            drawn.append([mark.start, mark.end])
    for first, last in drawn:
        if first > at:
            yield text[at:first], False
        yield text[first:last], True
        at = last
    if at < end:
        yield text[at:end], False


def _paragraph(text: str, position: int) -> int:
    """The number of the line with that position, empty lines not counted, from 1 (``Report.paragraphs``)."""
    return sum(1 for line in text[:position].split("\n")[:-1] if line) + 1


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
    spans = _stretches(text)
    if not spans:
        return ()
    start, end = spans[0]
    for _, following in spans[1:]:
        if following - start > LONGEST or "\n" in text[end:following]:
            break
        end = following
    return (_snippet(text, (start, min(end, start + LONGEST)), (), "text"),)

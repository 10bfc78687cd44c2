"""Paragraphs of a report with everything that is marked in them, cut into runs that a template draws.

Marks may overlap: a sentence that proves an initiative holds its name, which holds a word of the reader. The text is
cut at every border, so no mark is drawn inside another's tag by accident, and every anchor is kept: at the first run
of its mark, or as an empty element where another mark already begins there.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.public.display import Span


@dataclass(frozen=True)
class Ref:
    """The number of a note, 〔三〕, drawn behind what the note is about."""

    number: str
    note_id: str


@dataclass(frozen=True)
class HitPlace:
    """Which of a reader's words this is, and the anchors of those before and behind it ("" where there is none)."""

    number: int
    total: int
    previous: str
    following: str


@dataclass(frozen=True)
class Mark:
    """Something marked in the clean text. ``kind``: evidence (a sentence), name, document, gap, query."""

    start: int
    end: int
    kind: str
    anchor: str = ""
    href: str = ""
    ref: Ref | None = None
    place: HitPlace | None = None


@dataclass(frozen=True)
class Run:
    """Text that is drawn in one way. ``anchors`` begin here, ``refs`` stand behind it; ``css`` is nm, bk, gap or
    nothing; ``hit`` is the id of a reader's word, ``place`` which of them ends here."""

    text: str
    css: str = ""
    href: str = ""
    is_hit: bool = False
    hit: str = ""
    anchors: tuple[str, ...] = ()
    refs: tuple[Ref, ...] = ()
    place: HitPlace | None = None


@dataclass(frozen=True)
class Stretch:
    """Runs under one evidence mark, or outside any."""

    is_evidence: bool
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """``number`` counts from 1 over all paragraphs; ``level`` is 2, 3 or 4 for a heading, 0 for text."""

    number: int
    level: int
    stretches: tuple[Stretch, ...]


CSS = {"name": "nm", "document": "bk", "gap": "gap"}
# Where several marks cover one run, the first of these decides how it looks.
PRIORITY = ("gap", "document", "name")


def paragraphs(
    text: str, spans: Sequence[Span], marks: Sequence[Mark], levels: dict[int, int]
) -> tuple[Paragraph, ...]:
    """``text`` is the display text, of the clean text's length; ``spans`` its paragraphs; ``levels`` maps a
    paragraph's start to its level. Work grows with text and marks, not with their product."""
    inside: list[list[Mark]] = [[] for _ in spans]
    starts = [start for start, _ in spans]
    for mark in settled(marks, spans):
        index = bisect_right(starts, mark.start) - 1
        while index < len(spans) and spans[index][0] < mark.end:
            inside[index].append(mark)
            index += 1
    return tuple(
        Paragraph(number, levels.get(start, 0), _stretches(text, start, end, found))
        for number, ((start, end), found) in enumerate(zip(spans, inside, strict=True), start=1)
    )


def settled(marks: Sequence[Mark], spans: Sequence[Span]) -> list[Mark]:
    """Marks with both ends inside a paragraph: a border that falls on a line feed moves to the nearest text inside the
    mark. A mark that holds no text at all is left out."""
    starts = [start for start, _ in spans]
    out = []
    for mark in marks:
        first = bisect_right(starts, mark.start) - 1
        if first < 0 or mark.start >= spans[first][1]:
            first += 1
        last = bisect_left(starts, mark.end) - 1
        if first >= len(spans) or last < first:
            continue
        start, end = max(mark.start, spans[first][0]), min(mark.end, spans[last][1])
        if start < end:
            out.append(replace(mark, start=start, end=end))
    return out


def _stretches(text: str, start: int, end: int, marks: list[Mark]) -> tuple[Stretch, ...]:
    waiting = sorted(marks, key=lambda m: m.start)[::-1]
    edges = sorted({start, end, *(max(m.start, start) for m in marks), *(min(m.end, end) for m in marks)})
    open_marks: list[Mark] = []
    stretches: list[tuple[bool, list[Run]]] = []
    for left, right in pairwise(edges):
        open_marks = [m for m in open_marks if m.end > left]
        while waiting and waiting[-1].start <= left:
            open_marks.append(waiting.pop())
        is_evidence = any(m.kind == "evidence" for m in open_marks)
        if not stretches or stretches[-1][0] != is_evidence:
            stretches.append((is_evidence, []))
        stretches[-1][1].append(_run(text[left:right], left, right, open_marks))
    return tuple(Stretch(is_evidence, tuple(runs)) for is_evidence, runs in stretches)


def _run(text: str, left: int, right: int, covering: list[Mark]) -> Run:
    """One run. A mark over several paragraphs has its anchor in the first and its number in the last."""
    looks = min((PRIORITY.index(m.kind) for m in covering if m.kind in PRIORITY), default=None)
    hits = [m for m in covering if m.kind == "query"]
    return Run(
        text=text,
        css="" if looks is None else CSS[PRIORITY[looks]],
        href=next((m.href for m in covering if m.href), ""),
        is_hit=bool(hits),
        hit=next((m.anchor for m in hits if m.start == left), ""),
        anchors=tuple(m.anchor for m in covering if m.anchor and m.kind != "query" and m.start == left),
        refs=tuple(m.ref for m in covering if m.ref and m.end == right),
        # Behind the run that bears the anchor: a style sheet reaches only what follows the target.
        place=next((m.place for m in hits if m.start == left), None),
    )

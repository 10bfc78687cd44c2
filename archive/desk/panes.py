"""Original and clean text side by side: paragraphs cut into runs, with what cleaning took out, what it put in, and
where the findings stand."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from archive.desk.changes import anchor_at
from archive.desk.flags import example_places, odd_in, undecodable_in
from archive.models import Finding, Report
from archive.public.rule_labels import SCRIPT_GROUP, label_of

# A pane shows this much; the whole text is one link away.
SHOWN_CHARACTERS = 60_000
DRAWN = re.compile(r"\S")
GAPS = {Finding.Kind.WITHHELD}
NAMES = {Finding.Kind.PLACE, Finding.Kind.PERSON}
EVIDENCE = {Finding.Kind.YEAR, Finding.Kind.INITIATIVE, Finding.Kind.TITLE, Finding.Kind.GENRE,
            Finding.Kind.POSTED_ON, Finding.Kind.PUBLICATION}


@dataclass(frozen=True)
class Mark:
    """``kind`` is deleted, inserted, evidence, name, gap or code; ``anchor`` an id that a link leads to; ``title`` what
    is said of it, of a code the bytes or the number of the character."""

    start: int
    end: int
    kind: str
    anchor: str = ""
    title: str = ""


@dataclass(frozen=True)
class Run:
    """Text drawn in one way. Several findings may begin at its start: ``anchor`` is one's, ``anchors`` the others'.
    ``code`` is told of a character that no font shows."""

    text: str
    is_deleted: bool = False
    is_inserted: bool = False
    is_evidence: bool = False
    is_name: bool = False
    is_gap: bool = False
    anchor: str = ""
    anchors: tuple[str, ...] = ()
    title: str = ""
    code: str = ""


@dataclass(frozen=True)
class Paragraph:
    """``start`` is its position in the text of the pane."""

    start: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Pane:
    """``left_out`` counts the characters beyond what the pane shows."""

    paragraphs: tuple[Paragraph, ...]
    left_out: int = 0


def original_pane(report: Report, findings: Iterable[Finding]) -> Pane:
    """The report's stretch of the raw text; deletions marked, conversion of characters not."""
    raw, start, end = report.upload.raw_text, report.raw_start, report.raw_end
    shown_to = min(end, start + SHOWN_CHARACTERS)
    marks = [Mark(a, b, "deleted", title=label) for a, b, _, label in _changes(report) if b > a]
    marks += [_place_of(raw, a, shown_to) for a, b, _, _ in _changes(report) if b > a]
    marks += [Mark(at, at + 1, "code", anchor_at(at), code) for at, code in (*undecodable_in(report), *odd_in(report))]
    marks += [Mark(a, b, "plain", anchor_at(a)) for a, b in example_places(report)["raw"]]
    marks += [
        Mark(f.raw_start, f.raw_end, kind) for f in findings if f.raw_end > f.raw_start and (kind := _kind_of(f))
    ]
    return Pane(tuple(_paragraphs(raw, start, shown_to, marks)), end - shown_to)


def clean_pane(report: Report, findings: Iterable[Finding]) -> Pane:
    """The clean text; what an edit put in or changed is marked, and every finding can be jumped to."""
    shown_to = min(len(report.text), SHOWN_CHARACTERS)
    marks, at, raw_at = [], 0, report.raw_start
    for start, end, new, label in _changes(report, also_script=True):
        at += start - raw_at
        if label and new.strip():
            marks.append(Mark(at, at + len(new), "inserted", title=label))
        at, raw_at = at + len(new), end
    marks += [Mark(a, b, "plain", f"flaw{a}") for a, b in example_places(report)["flaw"]]
    marks += [
        Mark(f.start, f.end, kind, anchor_of(f))
        for f in findings
        if f.start is not None and f.end is not None and f.end > f.start and (kind := _kind_of(f))
    ]
    return Pane(tuple(_paragraphs(report.text, 0, shown_to, marks)), len(report.text) - shown_to)


def anchor_of(finding: Finding) -> str:
    return f"at{finding.pk}"


def _place_of(raw: str, change: int, end: int) -> Mark:
    """Where a link to a change leads: its first character that is drawn, or the next one."""
    drawn = DRAWN.search(raw, change, end)
    at = drawn.start() if drawn else len(raw[:end].rstrip()) - 1
    return Mark(at, at + 1, "plain", anchor_at(change))


def _kind_of(finding: Finding) -> str:
    if finding.kind in GAPS:
        return "gap"
    if finding.kind in NAMES:
        return "name"
    return "evidence" if finding.kind in EVIDENCE else "plain"


def _changes(report: Report, *, also_script: bool = False) -> Iterator[tuple[int, int, str, str]]:
    """(raw start, raw end, new text, what the rule is called) in order. Conversions of characters have no label, and
    are left out unless asked for."""
    for start, end, new, rule in report.trail:
        label = label_of(rule)
        is_script = label.group == SCRIPT_GROUP
        if also_script or not is_script:
            yield start, end, new, "" if is_script else label.label


def _paragraphs(text: str, start: int, end: int, marks: list[Mark]) -> Iterator[Paragraph]:
    """Runs of ``text[start:end]``, a paragraph a line. Work grows with text and marks, not with their product."""
    marks = sorted((m for m in marks if m.start < end and m.end > start), key=lambda m: m.start, reverse=True)
    open_marks: list[Mark] = []
    for left, right in _lines(text, start, end):
        open_marks = [m for m in open_marks if m.end > left]
        while marks and marks[-1].start < right:
            open_marks.append(marks.pop())
        yield Paragraph(left, tuple(_runs(text, left, right, open_marks)))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            yield at, stop
        at = stop + 1


def _runs(text: str, left: int, right: int, marks: list[Mark]) -> Iterator[Run]:
    inside = [m for m in marks if m.end > left and m.start < right]
    edges = sorted({left, right, *(max(left, m.start) for m in inside), *(min(right, m.end) for m in inside)})
    waiting = sorted(inside, key=lambda m: m.start, reverse=True)
    covering: list[Mark] = []
    for a, b in pairwise(edges):
        covering = [m for m in covering if m.end > a]
        while waiting and waiting[-1].start <= a:
            covering.append(waiting.pop())
        kinds = {m.kind for m in covering}
        anchor, *anchors = dict.fromkeys(m.anchor for m in covering if m.anchor and m.start == a) or [""]
        title = next((m.title for m in covering if m.title and m.kind != "code"), "")
        code = next((m.title for m in covering if m.kind == "code" and m.start == a), "")
        yield Run(text[a:b], "deleted" in kinds, "inserted" in kinds, "evidence" in kinds, "name" in kinds,
                  "gap" in kinds, anchor, tuple(anchors), title, code)

"""Two reports side by side, with the words that both have marked."""

from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from archive.models import DuplicateDecision, Report

# Characters in a row that both have, and more than set phrases usually have in common.
RUN = 8
SHOWN_CHARACTERS = 60_000


@dataclass(frozen=True)
class Stretch:
    """Some characters of a paragraph; ``is_shared`` where the other report has them too."""

    text: str
    is_shared: bool


@dataclass(frozen=True)
class Side:
    pk: int
    title: str
    status_label: str
    is_published: bool
    added: str
    characters: int
    shared: int
    paragraphs: tuple[tuple[Stretch, ...], ...]

    @property
    def share(self) -> str:
        return f"{self.shared / self.characters:.0%}" if self.characters else ""


@dataclass(frozen=True)
class DuplicatePage:
    """``report`` is the later of the two. ``decision`` is '', distinct or same."""

    report: Side
    other: Side
    similarity: str
    decision: str
    decision_label: str
    may_decide: bool


def compared(report: Report, *, may_decide: bool) -> DuplicatePage:
    other = report.similar_to
    return DuplicatePage(
        report=_side(report, other.text),
        other=_side(other, report.text),
        similarity=f"{report.similarity:.0%}" if report.similarity is not None else "",
        decision=report.duplicate_decision,
        decision_label=str(DuplicateDecision(report.duplicate_decision).label) if report.duplicate_decision else "",
        may_decide=may_decide,
    )


def _side(report: Report, other_text: str) -> Side:
    text = report.text[:SHOWN_CHARACTERS]
    shared = shared_characters(text, other_text[:SHOWN_CHARACTERS])
    paragraphs, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(_stretches(line, shared[at : at + len(line)]))
        at += len(line) + 1
    letters = sum(not char.isspace() for char in text)
    return Side(
        pk=report.pk, title=report.title, status_label=report.get_status_display(), is_published=report.is_published,
        added=f"{timezone.localtime(report.added_at):%Y-%m-%d}", characters=letters,
        shared=sum(mark and not char.isspace() for mark, char in zip(shared, text, strict=True)),
        paragraphs=tuple(paragraphs),
    )


def shared_characters(text: str, other: str) -> bytearray:
    """One mark a character of ``text``: 1 inside a run of RUN characters that ``other`` has. Linear in both."""
    there = {other[at : at + RUN] for at in range(len(other) - RUN + 1)}
    marks, covered = bytearray(len(text)), 0
    for at in range(len(text) - RUN + 1):
        if text[at : at + RUN] in there:
            start = max(at, covered)
            covered = at + RUN
            marks[start:covered] = b"\1" * (covered - start)
    return marks


def _stretches(line: str, marks: bytearray) -> tuple[Stretch, ...]:
    found, at = [], 0
    for mark, run in groupby(marks):
        length = sum(1 for _ in run)
        found.append(Stretch(line[at : at + length], bool(mark)))
        at += length
    return tuple(found)

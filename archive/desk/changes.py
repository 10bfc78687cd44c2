"""What cleaning changed in a report, as the review page lists it: change by change, each of which can be taken back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from archive.models import CleaningDecision, Report
from archive.public.rule_labels import SCRIPT_GROUP, RuleLabel, label_of

# Changes of one kind that are listed one by one; all of them can be taken back together.
LISTED = 40
# Characters: of the words changed and of those round them.
LENGTH, CONTEXT = 200, 16
Row = tuple[int, int, str, str]


@dataclass(frozen=True)
class Change:
    """``before`` stood ``old``, now ``new``, ``after``. ``name`` tells it from every other (``name_of``); ``jump`` is
    the id of its place in the original."""

    name: str
    before: str
    old: str
    new: str
    after: str
    jump: str


@dataclass(frozen=True)
class ChangeGroup:
    """Changes of one kind. ``can_go_back`` is False for conversion of characters, which is listed elsewhere."""

    key: str
    label: str
    explanation: str
    count: int
    changes: tuple[Change, ...]
    can_go_back: bool

    @property
    def not_listed(self) -> int:
        return self.count - len(self.changes) if self.can_go_back else 0


@dataclass(frozen=True)
class KeptRow:
    """Words that a person keeps, with who and when."""

    pk: int
    label: str
    words: str
    before: str
    after: str
    who: str
    when: datetime
    reason: str


def rows_of(report: Report) -> list[Row]:
    """The changes that touch words or white space of the original; what a step only put in has no words to keep."""
    return [(int(a), int(b), str(new), str(rule)) for a, b, new, rule in report.trail if b > a]


def of_group(report: Report, key: str) -> list[Row]:
    return [row for row in rows_of(report) if label_of(row[3]).group == key and key != SCRIPT_GROUP]


def change_groups(report: Report) -> tuple[ChangeGroup, ...]:
    """In the order of the labels."""
    labelled = [(label_of(row[3]), row) for row in rows_of(report)]
    labelled.sort(key=lambda pair: (pair[0].order, pair[0].group))
    by_group: dict[str, list[tuple[RuleLabel, Row]]] = {}
    for group, pairs in groupby(labelled, key=lambda pair: pair[0].group):
        by_group.setdefault(group, []).extend(pairs)
    return tuple(_group(report, key, pairs) for key, pairs in by_group.items())


def _group(report: Report, key: str, pairs: list[tuple[RuleLabel, Row]]) -> ChangeGroup:
    can_go_back = key != SCRIPT_GROUP
    rows = sorted(row for _, row in pairs)
    changes = tuple(_change(report, row) for row in rows[:LISTED]) if can_go_back else ()
    first = pairs[0][0]
    count = len(rows) if can_go_back else sum(end - start for start, end, _, _ in rows)
    return ChangeGroup(key, str(first.label), str(first.explanation), count, changes, can_go_back)


def _change(report: Report, row: Row) -> Change:
    start, end, new, _rule = row
    before, old, after = _in_context(report.upload.raw_text, start, end)
    return Change(name_of(row), before, old, visible(new) if new else "", after, anchor_at(start))


def name_of(row: Row) -> str:
    """start:end:rule"""
    return f"{row[0]}:{row[1]}:{row[3]}"


def anchor_at(raw_position: int) -> str:
    return f"raw{raw_position}"


def _in_context(raw: str, start: int, end: int) -> tuple[str, str, str]:
    old = raw[start : min(end, start + LENGTH)] + ("……" if end - start > LENGTH else "")
    return (
        raw[max(0, start - CONTEXT) : start].rsplit("\n", 1)[-1],
        visible(old),
        raw[end : end + CONTEXT].split("\n", 1)[0],
    )


def visible(text: str) -> str:
    """Line breaks as ↵, white space as ␣ where there is nothing else."""
    if not text.strip():
        text = text.replace(" ", "␣").replace("\u3000", "␣").replace("\t", "⇥").replace("\xa0", "␣")
    return text.replace("\r", "").replace("\n", "↵")


def kept_rows(report: Report, decisions: Iterable[CleaningDecision]) -> tuple[KeptRow, ...]:
    return tuple(_kept_rows(report, decisions))


def _kept_rows(report: Report, decisions: Iterable[CleaningDecision]) -> Iterator[KeptRow]:
    for row in decisions:
        if row.kind != CleaningDecision.Kind.KEEP or not report.raw_start <= row.start < max(report.raw_end, 1):
            continue
        before, words, after = _in_context(report.upload.raw_text, row.start, row.end)
        who = row.decided_by.get_username() if row.decided_by else ""
        yield KeptRow(row.pk, str(label_of(row.rule).label), words, before, after, who, row.decided_at, row.reason)

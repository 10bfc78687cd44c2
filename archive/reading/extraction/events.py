"""Dated events (congresses, campaigns, regulations, plans, slogans) as a text names them.

The table and how a mention bounds the time of writing: ``archive/rules/events.tsv`` and its README line.
Time is counted in months, ``year * 12 + month - 1``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import ahocorasick_rs

from archive.reading.extraction.folded import FoldedText, fold_name
from archive.reading.rulebook import Tables, tsv_rows

# 十二大举措, 十五大工程: a bare 十N大 is a congress only beside such words.
_BARE_CONGRESS = re.compile(r"十[二三四五]大|二?十[一二三四五六七八九]?大")
_CONGRESS_BEFORE = ("党的", "中共", "迎接", "喜迎", "贯彻", "学习", "落实", "宣传")
_CONGRESS_AFTER = re.compile(
    r"精神|报告|以来|提出|召开|胜利|后|前|代表|通过|修订|党章|、|,|。|闭幕|开幕|对|确|新|的|指出|明确|要求|强调|部署"
)


def month_of(date: str) -> int | None:
    """``2002-11-08`` or ``2002-11`` in months; None for an empty field."""
    if not date:
        return None
    parts = date.split("-")
    return int(parts[0]) * 12 + (int(parts[1]) - 1 if len(parts) > 1 else 0)


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the table. ``start`` is the safe lower bound (``announced`` where the row has it), ``opening`` the
    event's own first month. ``ambiguous`` are folded aliases that other rows bear too."""

    kind: str
    name: str
    start: int
    opening: int
    end: int | None
    implies: str
    weak: bool
    ambiguous: frozenset[str]


@dataclass(frozen=True, slots=True)
class EventMention:
    """``events`` has several members where the alias is ambiguous. Positions: original text and folded text."""

    events: tuple[Event, ...]
    alias: str
    start: int
    end: int
    folded_start: int
    folded_end: int


def _marks(note: str) -> tuple[bool, int | None, frozenset[str]]:
    announced = re.search(r"announced=(\d{4}-\d{2})", note)
    ambiguous = re.search(r"ambiguous=([^;]*)", note)
    names = (
        frozenset(fold_name(re.sub(r" \(.*", "", a)) for a in ambiguous.group(1).split("|"))
        if ambiguous
        else frozenset()
    )
    return bool(re.match(r"weak\b", note) or "; weak" in note), announced and month_of(announced.group(1)), names


class EventRules:
    """All events and an automaton over their aliases."""

    def __init__(self, events: tuple[Event, ...], by_alias: dict[str, tuple[Event, ...]]) -> None:
        self.events = events
        self.by_alias = by_alias
        self._aliases = sorted(by_alias)
        self._automaton = ahocorasick_rs.AhoCorasick(self._aliases, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    @classmethod
    def from_tables(cls, tables: Tables) -> EventRules:
        """Parse ``events.tsv`` and ``dated_events.tsv``, which share their columns."""
        events: list[Event] = []
        by_alias: dict[str, list[Event]] = {}
        for row in tsv_rows(tables["events.tsv"]) + tsv_rows(tables["dated_events.tsv"]):
            weak, announced, ambiguous = _marks(row["note"] or "")
            opening = month_of(row["start"])
            if opening is None:
                raise ValueError(f"an event needs a start: {row['name']}")
            event = Event(
                row["kind"],
                row["name"],
                announced or opening,
                opening,
                month_of(row["end"]),
                row["implies"],
                weak,
                ambiguous,
            )
            events.append(event)
            for alias in {fold_name(a) for a in row["aliases"].split("|")}:
                by_alias.setdefault(alias, []).append(event)
        return cls(tuple(events), {alias: tuple(rows) for alias, rows in by_alias.items()})

    def mentions(self, folded: FoldedText) -> list[EventMention]:
        """Every alias in the text, longest first, one never inside another."""
        found = []
        for index, start, end in self._automaton.find_matches_as_indexes(folded.text):
            alias = self._aliases[index]
            if _BARE_CONGRESS.fullmatch(alias) and not _is_congress(folded.text, start, end):
                continue
            found.append(EventMention(self.by_alias[alias], alias, *folded.span(start, end), start, end))
        return found


def _is_congress(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 2) : start] in _CONGRESS_BEFORE or bool(_CONGRESS_AFTER.match(text, end))

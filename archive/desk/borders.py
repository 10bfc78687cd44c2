"""Where the reports of an upload begin, and where they could begin instead: at the start of a paragraph."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from archive.models import CleaningDecision, Report
from archive.services.part_matching import is_set_aside

# Characters shown of the paragraph on the other side of a border.
SHOWN = 60


@dataclass(frozen=True)
class Border:
    """The start ``at`` of a report, as a raw position; ``number`` of that report. ``beyond`` are the words on the other
    side. ``up`` and ``down`` say whether there is a paragraph to move to."""

    at: int
    number: int
    beyond: str
    up: bool
    down: bool


class Borders:
    """The borders of one upload. ``starts`` are the raw positions at which paragraphs begin, rising."""

    def __init__(self, raw: str, borders: Sequence[int]) -> None:
        self.raw = raw
        self.starts = paragraph_starts(raw)
        self.borders = sorted(set(borders))

    def moved(self, at: int, by: int) -> list[int] | None:
        """All borders after the one ``at`` has moved one paragraph up (-1) or down (+1); None where it cannot."""
        if at not in self.borders:
            return None
        index = self.borders.index(at)
        first = bisect_left(self.starts, at) + by
        if not 0 < first < len(self.starts):
            return None
        to = self.starts[first]
        before = self.borders[index - 1] if index else self.starts[0]
        after = self.borders[index + 1] if index + 1 < len(self.borders) else len(self.raw)
        return [*self.borders[:index], to, *self.borders[index + 1 :]] if before < to < after else None

    def split(self, at: int) -> list[int] | None:
        """One border more; only where a paragraph begins that does not begin a report already."""
        return sorted([*self.borders, at]) if at in self.splits else None

    def merged(self, at: int) -> list[int] | None:
        return [border for border in self.borders if border != at] if at in self.borders else None

    @property
    def splits(self) -> frozenset[int]:
        heads = {self.starts[i] for b in self.borders if (i := bisect_left(self.starts, b)) < len(self.starts)}
        return frozenset(self.starts[1:]) - heads

    def border(self, at: int, *, seen_from_below: bool) -> Border | None:
        """The border ``at`` as the page of the report below it shows it, or that of the one above."""
        if at not in self.borders:
            return None
        below = bisect_left(self.starts, at)
        beyond = below - 1 if seen_from_below else below
        start = self.starts[beyond] if 0 <= beyond < len(self.starts) else at
        words = self.raw[start : start + SHOWN].split("\n", 1)[0].strip()
        up, down = self.moved(at, -1) is not None, self.moved(at, 1) is not None
        return Border(at, bisect_right(self.borders, at) + 1, words, up, down)


def paragraph_starts(raw: str) -> list[int]:
    """Positions of the lines that hold more than white space."""
    found, at = [], 0
    for line in raw.split("\n"):
        if line.strip():
            found.append(at)
        at += len(line) + 1
    return found


def borders_of(reports: Sequence[Report], decision: CleaningDecision | None) -> list[int]:
    """The borders in force: those that people set, else where the reports begin that follow on each other. A report
    that a later reading has lost is not one of them."""
    if decision is not None:
        return list(decision.borders)
    found, end = [], None
    for report in sorted(reports, key=lambda row: row.part):
        if is_set_aside(report) or (end is not None and report.raw_start != end):
            continue
        if end is not None:
            found.append(report.raw_start)
        end = report.raw_end
    return found

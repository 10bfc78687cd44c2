"""Geometry of the charts: numbers in, attributes of SVG out. Colours are classes of the stylesheet.

Attributes are texts already, so that no template formats a coordinate in the reader's language.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from archive.selectors import YearCount
from archive.year_bars import YearBar, year_bar

# A bar is at least 24 units wide; over this many years they are drawn by three.
MOST_SINGLE_YEARS = 45
GROUP = 3


@dataclass(frozen=True)
class Bar:
    """A bar that is a link. ``label`` is read aloud; it says how many of the reports are the soft part."""

    href: str
    label: str
    shape: YearBar


@dataclass(frozen=True)
class Chart:
    """A bar chart. ``css`` is wide, narrow or cap (see the stylesheet)."""

    id: str
    css: str
    title: str
    width: int
    height: int
    axis: str
    foot_at: int
    hit_height: int
    bars: tuple[Bar, ...]


Address = Callable[[int, int], str]


def year_charts(counts: Sequence[YearCount], address: Address, title: str, prefix: str) -> tuple[Chart, ...]:
    """A chart year by year for wide pages and one by three years for narrow ones. Years without a report keep their
    place. ``address(first, last)`` leads to the reports of those years."""
    if not counts:
        return ()
    span = counts[-1].year - counts[0].year + 1
    narrow = _chart(_groups(counts, GROUP), address, f"{prefix}-n", "narrow", title, (300, 104, 84))
    if span > MOST_SINGLE_YEARS:
        wide = _chart(_groups(counts, GROUP), address, f"{prefix}-w", "wide", title, (1080, 150, 126))
    else:
        wide = _chart(_groups(counts, 1), address, f"{prefix}-w", "wide", title, (1080, 150, 126))
    return wide, narrow


def small_year_chart(counts: Sequence[YearCount], address: Address, title: str, prefix: str) -> tuple[Chart, ...]:
    """One chart for a half-width column, by three years where there are many."""
    if not counts:
        return ()
    size = 1 if counts[-1].year - counts[0].year < 16 else GROUP
    return (_chart(_groups(counts, size), address, prefix, "cap", title, (480, 104, 84)),)


def _groups(counts: Sequence[YearCount], size: int) -> list[tuple[int, int, int, int]]:
    """(first year, last year, total, inferred) of each group of ``size`` years, without holes."""
    by_year = {count.year: count for count in counts}
    first = counts[0].year - (counts[0].year - 1) % size if size > 1 else counts[0].year
    groups = []
    for start, end in pairwise(range(first, counts[-1].year + size + 1, size)):
        inside = [by_year[year] for year in range(start, end) if year in by_year]
        groups.append((start, end - 1, sum(c.total for c in inside), sum(c.inferred for c in inside)))
    return groups


def _chart(
    groups: list[tuple[int, int, int, int]], address: Address, chart_id: str, css: str, title: str,
    size: tuple[int, int, int],
) -> Chart:
    width, height, base = size
    step = min(width / len(groups), 60.0)
    top = max(total for *_, total, _ in groups)
    bars = tuple(
        _bar(group, index * step, step, base, (base - 24) / top, address)
        for index, group in enumerate(groups)
        if group[2]
    )
    return Chart(chart_id, css, title, width, height, f"M0 {base}.5H{width}", base + 16, height - 2, bars)


def _bar(
    group: tuple[int, int, int, int], left: float, step: float, base: int, scale: float, address: Address
) -> Bar:
    first, last, total, inferred = group
    shape = year_bar((first, last), total, left, step, base, total * scale, inferred * scale)
    label = shape.name
    if inferred:
        label += _("，其中推断 %(n)d 篇") % {"n": inferred}
    return Bar(address(first, last), label, shape)


@dataclass(frozen=True)
class Cell:
    """A cell of the spread that holds reports. ``level`` 1 to 3 by number, 0 in the column of unknown years."""

    href: str
    label: str
    count: int
    level: int
    is_first: bool
    hit_left: str
    hit_width: str
    left: str
    top: str
    hit_top: str
    middle: str
    text_at: str


@dataclass(frozen=True)
class SpreadRow:
    """A province: its name, where its line and text stand, its cells."""

    name: str
    line_at: str
    text_at: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class SpreadColumn:
    """A year (or 不详) with the number of reports held of it."""

    label: str
    held: int
    middle: str


@dataclass(frozen=True)
class Spread:
    """The chart of an initiative: provinces down, years across, unknown years apart, holdings at the foot."""

    width: int
    height: int
    columns: tuple[SpreadColumn, ...]
    rows: tuple[SpreadRow, ...]
    foot_line: str
    foot_at: str


LEFT, STEP, ROW, HEAD = 72, 46, 34, 30


def spread(
    names: Sequence[tuple[str, str]],
    years: Sequence[int | None],
    counts: dict[tuple[str, int | None], int],
    held: dict[int | None, int],
    address: Callable[[str, int | None], str],
    words: Callable[[str, int | None, int, bool], str],
) -> Spread:
    """``names`` are (province code, name) in order; ``years`` the columns, None for 不详 at the end; ``words`` makes
    what is read aloud of a cell from name, year, count and whether it is the first."""
    has_unknown = bool(years) and years[-1] is None
    width = LEFT + STEP * len(years) + (24 if has_unknown else 0)
    foot = HEAD + ROW * len(names)

    def middle(index: int) -> float:
        return LEFT + STEP * index + STEP / 2 + (18 if years[index] is None else 0)

    rows = []
    for number, (code, name) in enumerate(names):
        top = HEAD + ROW * number
        mine = [(i, year) for i, year in enumerate(years) if counts.get((code, year))]
        first = next((year for _, year in mine if year is not None), None)
        cells = tuple(
            _cell(counts[code, year], year, middle(i), top, first, address(code, year),
                  words(name, year, counts[code, year], year is not None and year == first))
            for i, year in mine
        )
        rows.append(SpreadRow(name, f"M0 {top}.5H{width}", str(top + 22), cells))
    columns = tuple(
        SpreadColumn("" if year is None else str(year), held.get(year, 0), f"{middle(i):.1f}")
        for i, year in enumerate(years)
    )
    divide = f"M{LEFT + STEP * (len(years) - 1) + 8}.5 4V{foot + 34}" if has_unknown else ""
    return Spread(width, foot + 44, columns, tuple(rows), f"M0 {foot}.5H{width}{divide}", str(foot + 20))


def _cell(count: int, year: int | None, middle: float, top: int, first: int | None, href: str, label: str) -> Cell:
    return Cell(
        href=href,
        label=label,
        count=count,
        level=0 if year is None else min(count, 3),
        is_first=year is not None and year == first,
        hit_left=f"{middle - 22:.1f}",
        hit_width="44",
        left=f"{middle - 18:.1f}",
        top=str(top + 4),
        hit_top=str(top + 1),
        middle=f"{middle:.1f}",
        text_at=str(top + 22),
    )

"""Characters and their places on pages to running text: lines, columns, tables, paragraphs, running heads.

Lengths are in points, ``top`` counts down from the page's upper edge. A line is full when it ends at its column's
right edge; a full line and the next one, not indented, are one paragraph, also over columns and pages. Lines that
stand at the same place of several pages are named as furniture and set after the paragraph that they cut in two.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

# In sizes of the font: a wider gap separates columns and cells, a narrower one words of Latin letters.
_CELL_GAP = 1.9
_GUTTER = 0.6
_WORD_GAP = 0.2
_EDGE = 1.5
_INDENT = 0.8
_SAME_LINE = 0.5
# Share of the page's height in which running heads and page numbers stand.
_MARGIN = 0.12
_REPEATED = 0.3
_MIN_COLUMN_LINES = 5
_PAGE_NUMBER = re.compile(r"[\s—–\-－·•.・/／第共页頁\d０-９]{1,20}")
_DIGITS = re.compile(r"[\d０-９一二三四五六七八九十〇]{1,9}")
_ENDS = "。！？；：!?;:"
# An article (第三条　…) sets its number apart; in running text (第三条是…) nothing does.
_NEW_ITEM = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[、.．)）]|第[一二三四五六七八九十百\d]{1,4}[章节条篇部](?:[\s:：]|$)"
)
# A reading in brackets, 創(chuàng)新, that a line's end cuts in two.
_CUT_READING = re.compile(r"[(（][a-z\u00e0-\u01dc]{1,6}$")
_REST_OF_READING = re.compile(r"[a-z\u00e0-\u01dc]{1,6}[)）]")
# In line steps: paragraphs are set apart by more white than their lines are.
_APART = 1.15
# In sizes of the font: what the lines of a wrapped heading leave free, left and right together.
_HEADING_SLACK = 2.4


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn character; ``code`` is its number in a font that does not say what it is."""

    text: str
    x0: float
    x1: float
    top: float
    size: float
    code: int | None = None


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    width: float
    height: float
    glyphs: tuple[Glyph, ...]


@dataclass(slots=True)
class _Row:
    """A line of one column. ``cells`` are the parts between wide gaps."""

    cells: list[list[Glyph]]
    page: int
    column: int = 0
    running: bool = False

    @property
    def x0(self) -> float:
        return self.cells[0][0].x0

    @property
    def x1(self) -> float:
        return self.cells[-1][-1].x1

    @property
    def top(self) -> float:
        return min(cell[0].top for cell in self.cells)

    @property
    def size(self) -> float:
        sizes = sorted(glyph.size for cell in self.cells for glyph in cell)
        return sizes[len(sizes) // 2]

    @property
    def text(self) -> str:
        return " ".join("".join(_words(cell)) for cell in self.cells)


@dataclass(slots=True)
class _Edges:
    """Where the lines of one column begin and end, and whether its paragraphs are indented."""

    left: float
    right: float
    indented: bool


@dataclass(frozen=True, slots=True)
class _Habits:
    """How a file sets its text: edges by (page, column), the size of running text, and the step from line to line
    where paragraphs are set apart by white (0 where they are not)."""

    edges: dict[tuple[int, int], _Edges]
    size: float
    step: float

    def around(self, row: _Row) -> _Edges:
        return self.edges.get((row.page, row.column)) or self.edges[-1, row.column]


@dataclass(slots=True)
class _Text:
    parts: list[str] = field(default_factory=list)
    length: int = 0
    chrome: list[tuple[int, int]] = field(default_factory=list)
    unknown: list[tuple[int, bytes]] = field(default_factory=list)

    def add(self, words: str) -> None:
        self.parts.append(words)
        self.length += len(words)

    def add_cell(self, cell: list[Glyph]) -> None:
        codes = [glyph.code for glyph in cell if glyph.code is not None]
        for words in _words(cell):
            if words == "\ufffd" and codes:
                self.unknown.append((self.length, codes.pop(0).to_bytes(3, "big")))
            self.add(words)


def running_text(pages: list[PageGlyphs]) -> tuple[str, tuple[tuple[int, int], ...], tuple[tuple[int, bytes], ...]]:
    """(text, spans of running heads and page numbers, glyphs that no font names as (position, code in 3 bytes))."""
    by_page = [_rows(page, number) for number, page in enumerate(pages)]
    _name_running(by_page, pages)
    body = [[row for row in rows if not row.running] for rows in by_page]
    ordered = [_in_columns(rows) for rows in body]
    habits = _habits([row for rows in ordered for row in rows])
    out, waiting = _Text(), []
    before: _Row | None = None
    for rows, whole in zip(ordered, by_page, strict=True):
        heads = [row for row in whole if row.running]
        waiting += heads
        for at, row in enumerate(rows):
            joined = before is not None and _goes_on(before, row, habits)
            if before is None or not joined:
                _flush(out, waiting)
            elif _space_between(before.text, row.text):
                out.add(" ")
            _add(out, row, rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None, joined)
            before = row
    _flush(out, waiting)
    return "".join(out.parts), tuple(out.chrome), tuple(out.unknown)


def _add(out: _Text, row: _Row, before: _Row | None, after: _Row | None, joined: bool) -> None:
    if not joined and out.length:
        out.add("\n")
    in_table = len(row.cells) > 1 and any(near is not None and len(near.cells) > 1 for near in (before, after))
    for number, cell in enumerate(row.cells):
        if number:
            out.add("\t" if in_table else " ")
        out.add_cell(cell)


def _flush(out: _Text, waiting: list[_Row]) -> None:
    for row in waiting:
        if out.length:
            out.add("\n")
        start = out.length
        out.add(row.text)
        out.chrome.append((start, out.length))
    waiting.clear()


def _rows(page: PageGlyphs, number: int) -> list[_Row]:
    """Lines from top to bottom, each cut at its wide gaps."""
    rows: list[_Row] = []
    line: list[Glyph] = []
    middle = 0.0
    for glyph in sorted(page.glyphs, key=lambda g: (g.top + g.size / 2, g.x0)):
        here = glyph.top + glyph.size / 2
        if line and here - middle > _SAME_LINE * min(glyph.size, line[0].size):
            rows += _row(line, number)
            line = []
        if not line:
            middle = here
        line.append(glyph)
    return rows + (_row(line, number) if line else [])


def _row(line: list[Glyph], number: int) -> list[_Row]:
    cells: list[list[Glyph]] = []
    for glyph in sorted(line, key=lambda g: g.x0):
        blank = not glyph.text.strip()
        if blank and (not cells or cells[-1][-1].text.isspace()):
            continue
        if cells and glyph.x0 - _last_ink(cells[-1]).x1 > _CELL_GAP * glyph.size and not blank:
            cells.append([glyph])
        elif cells:
            cells[-1].append(glyph)
        else:
            cells.append([glyph])
    for cell in cells:
        while cell and not cell[-1].text.strip():
            cell.pop()
    cells = [cell for cell in cells if cell]
    return [_Row(cells, number)] if cells else []


def _last_ink(cell: list[Glyph]) -> Glyph:
    return cell[-2] if len(cell) > 1 and not cell[-1].text.strip() else cell[-1]


def _words(cell: list[Glyph]) -> list[str]:
    """The characters of a cell, with a space where Latin words stand apart without one."""
    out: list[str] = []
    before: Glyph | None = None
    for glyph in cell:
        apart = before is not None and glyph.x0 - before.x1 > _WORD_GAP * glyph.size
        if before is not None and apart and _needs_space(before.text, glyph.text):
            out.append(" ")
        out.append(glyph.text)
        before = glyph
    return out


def _needs_space(before: str, after: str) -> bool:
    return before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalnum()


def _space_between(line: str, following: str) -> bool:
    """True where two lines of one paragraph part two Latin words. Digits are one number, letters may be one reading."""
    if not _needs_space(line, following) or (line[-1].isdigit() and following[0].isdigit()):
        return False
    return not (_CUT_READING.search(line) and _REST_OF_READING.match(following))


def _name_running(by_page: list[list[_Row]], pages: list[PageGlyphs]) -> None:
    """Set ``running`` on lines that stand in the margin of several pages at the same height, and on page numbers."""
    places: Counter[tuple[str, int]] = Counter()
    marginal: list[tuple[_Row, str, int]] = []
    for rows, page in zip(by_page, pages, strict=True):
        for row in {id(row): row for row in rows[:2] + rows[-2:]}.values():
            if page.height * _MARGIN < row.top < page.height * (1 - _MARGIN):
                continue
            words, height = _DIGITS.sub("#", "".join(row.text.split())), round(row.top / 6)
            marginal.append((row, words, height))
            places[words, height] += 1
    needed = max(2 if len(pages) < 6 else 3, int(_REPEATED * len(pages)))
    for row, words, height in marginal:
        near = max(places[words, height + step] for step in (-1, 0, 1))
        number = bool(_PAGE_NUMBER.fullmatch(row.text)) and any(char.isdigit() for char in row.text)
        row.running = near >= needed or number


def _in_columns(rows: list[_Row]) -> list[_Row]:
    """Rows in reading order: where two columns stand side by side, the left one first."""
    gutter = _gutter(rows)
    if gutter is None:
        return rows
    out: list[_Row] = []
    left: list[_Row] = []
    right: list[_Row] = []
    for row in rows:
        cells = [part for cell in row.cells for part in _cut(cell, gutter)]
        if any(cell[0].x0 < gutter < cell[-1].x1 for cell in cells):
            out += [*left, *right, row]
            left, right = [], []
            continue
        for side, number, own in (
            (left, 1, [cell for cell in cells if cell[-1].x1 <= gutter]),
            (right, 2, [cell for cell in cells if cell[0].x0 >= gutter]),
        ):
            if own:
                side.append(_Row(own, row.page, number))
    return out + left + right


def _cut(cell: list[Glyph], at: float) -> list[list[Glyph]]:
    """The cell in two where it has a gap at this place, else whole."""
    ink = [glyph for glyph in cell if glyph.text.strip()]
    before = [glyph for glyph in ink if glyph.x1 <= at]
    after = [glyph for glyph in ink if glyph.x0 >= at]
    if not before or not after or len(before) + len(after) < len(ink):
        return [cell]
    if after[0].x0 - before[-1].x1 < _GUTTER * after[0].size:
        return [cell]
    first, second = before[-1].x0, after[0].x0
    return [[glyph for glyph in cell if glyph.x0 <= first], [glyph for glyph in cell if glyph.x0 >= second]]


def _gaps(row: _Row) -> list[tuple[float, float]]:
    """(from, to) of the white between two characters of a line, where it is wide enough for a gutter."""
    ink = [glyph for cell in row.cells for glyph in cell if glyph.text.strip()]
    return [(a.x1, b.x0) for a, b in pairwise(ink) if b.x0 - a.x1 >= _GUTTER * b.size]


def _gutter(rows: list[_Row]) -> float | None:
    """The middle of the white strip between two columns of running text, if the page has one."""
    if len(rows) < _MIN_COLUMN_LINES:
        return None
    first, last = min(row.x0 for row in rows), max(row.x1 for row in rows)
    measured = [(row.x0, row.x1, _gaps(row)) for row in rows]
    steps = [first + (last - first) * share / 100 for share in range(30, 71)]
    crossing = [
        sum(1 for x0, x1, gaps in measured if x0 < at < x1 and not any(a <= at <= b for a, b in gaps)) for at in steps
    ]
    fewest = min(crossing)
    clear = [at for at, count in zip(steps, crossing, strict=True) if count == fewest]
    gutter = clear[len(clear) // 2]
    left, right = [], []
    for x0, x1, gaps in measured:
        gap = next(((a, b) for a, b in gaps if a <= gutter <= b), None)
        if x1 <= gutter or gap:
            left.append((gap[0] if gap else x1) - x0)
        if x0 >= gutter or gap:
            right.append(x1 - (gap[1] if gap else x0))
    if min(len(left), len(right)) < _MIN_COLUMN_LINES or fewest > 0.3 * len(rows):
        return None
    # Cells of a table are short; lines of a column fill it.
    full = all(
        sorted(widths)[len(widths) // 2] >= 0.6 * room
        for widths, room in ((left, gutter - first), (right, last - gutter))
    )
    return gutter if full else None


def _edges(rows: list[_Row]) -> dict[tuple[int, int], _Edges]:
    """By (page, column); a page with few lines has the edges of the whole file's column."""
    groups: dict[tuple[int, int], list[_Row]] = {}
    for row in rows:
        groups.setdefault((-1, row.column), []).append(row)
        groups.setdefault((row.page, row.column), []).append(row)
    found: dict[tuple[int, int], _Edges] = {}
    for (page, column), members in groups.items():
        if page >= 0 and len(members) < _MIN_COLUMN_LINES:
            continue
        starts = sorted(row.x0 for row in members)
        ends = sorted((row.x1 for row in members), reverse=True)
        size = sorted(row.size for row in members)[len(members) // 2]
        # An edge is where two lines agree: one line alone may hang out.
        left = next((a for a, b in pairwise(starts) if b - a < 0.5 * size), starts[0])
        right = next((b for a, b in pairwise(ends) if a - b < _EDGE * size), float("inf"))
        indented = sum(1 for start in starts if 1.5 * size < start - left < 2.6 * size) * 10 >= len(starts)
        found[page, column] = _Edges(left, right, indented)
    return found


def _habits(rows: list[_Row]) -> _Habits:
    edges = _edges(rows)
    sizes = sorted(row.size for row in rows)
    return _Habits(edges, sizes[len(sizes) // 2] if sizes else 1.0, _step(rows, edges))


def _step(rows: list[_Row], edges: dict[tuple[int, int], _Edges]) -> float:
    """The distance of lines inside a paragraph, where the ends of paragraphs are mostly followed by more; else 0."""
    inside: list[float] = []
    after_end: list[float] = []
    for before, row in pairwise(rows):
        if before.page != row.page or before.column != row.column or abs(before.size - row.size) > 0.1 * row.size:
            continue
        right = (edges.get((before.page, before.column)) or edges[-1, before.column]).right
        ends = before.x1 < right - _EDGE * before.size
        (after_end if ends else inside).append(row.top - before.top)
    if len(inside) < 2 or len(after_end) < 2:
        return 0.0
    step = sorted(inside)[len(inside) // 2]
    apart = sum(1 for distance in after_end if distance > _APART * step)
    return step if step > 0 and apart * 10 >= 6 * len(after_end) else 0.0


def _goes_on(before: _Row, row: _Row, habits: _Habits) -> bool:
    """True where ``row`` continues the paragraph of ``before``."""
    if len(before.cells) > 1 or len(row.cells) > 1 or abs(before.size - row.size) > 0.15 * row.size:
        return False
    ending, starting = habits.around(before), habits.around(row)
    same_block = before.page == row.page and before.column == row.column
    words = before.text
    if same_block and row.top - before.top <= 2.2 * row.size and _one_heading(before, row, ending, habits.size):
        return not words.endswith(tuple(_ENDS))
    if before.x1 < ending.right - _EDGE * before.size or row.x0 > starting.left + _INDENT * row.size:
        return False
    if same_block and habits.step:
        return row.top - before.top <= _APART * habits.step and not _NEW_ITEM.match(row.text)
    if words.endswith(tuple(_ENDS)) and (not ending.indented or _NEW_ITEM.match(row.text)):
        return False
    return not same_block or row.top - before.top <= 2.2 * row.size or ending.indented


def _one_heading(before: _Row, row: _Row, edges: _Edges, size: float) -> bool:
    """True where a line as wide as the page, of a size above that of running text, has its rest centred below."""
    slack = (edges.right - edges.left) - (before.x1 - before.x0)
    middles = abs((before.x0 + before.x1) - (row.x0 + row.x1)) / 2
    return row.size > 1.1 * size and slack <= _HEADING_SLACK * row.size and middles < 0.6 * row.size

"""Characters and their places on pages to running text: lines, columns, tables, paragraphs, running heads.

Lengths are in points, ``top`` counts down from the page's upper edge. A line is full when it ends at its column's
right edge; a full line and the next one, not indented, are one paragraph, also over columns and pages. Lines that
stand at the same place of several pages, and what a page does not show, are named as furniture and set after the
paragraph that they cut in two.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise

from archive.reading.formats.pdf_columns import MIN_COLUMN_LINES, in_reading_order
from archive.reading.formats.pdf_lines import Glyph, PageGlyphs, Row, needs_space, rows_of, words_of
from archive.reading.formats.pdf_notes import without_notes

# In sizes of the font.
_EDGE = 1.5
_INDENT = 0.8
# Share of the page's height in which running heads and page numbers stand.
_MARGIN = 0.12
_NUMBER_MARGIN = 0.2
_REPEATED = 0.3
_HEAD_WIDTH = 0.6
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

    def around(self, row: Row) -> _Edges:
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
        for words in words_of(cell):
            if words == "\ufffd" and codes:
                self.unknown.append((self.length, codes.pop(0).to_bytes(3, "big")))
            self.add(words)


def running_text(pages: list[PageGlyphs]) -> tuple[str, tuple[tuple[int, int], ...], tuple[tuple[int, bytes], ...]]:
    """(text, spans of running heads and page numbers, glyphs that no font names as (position, code in 3 bytes))."""
    by_page = [rows_of(page, number) for number, page in enumerate(pages)]
    _name_running(by_page, pages)
    size = _median_size(by_page)
    parted = [without_notes([row for row in rows if not row.running], size) for rows in by_page]
    ordered = in_reading_order([rows for rows, _ in parted])
    habits = _habits([row for rows in ordered for row in rows])
    out, waiting = _Text(), []
    before: Row | None = None
    for number, (rows, whole) in enumerate(zip(ordered, by_page, strict=True)):
        waiting += [row for row in whole if row.running]
        if pages[number].hidden:
            waiting += rows_of(replace(pages[number], glyphs=pages[number].hidden), number)
        for at, row in enumerate(rows):
            joined = before is not None and _goes_on(before, row, habits)
            if before is None or not joined:
                _flush(out, waiting)
            elif _space_between(before.text, row.text):
                out.add(" ")
            _add(out, row, rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None, joined)
            before = row
    _flush(out, waiting)
    for note in (note for _, notes in parted for note in notes):
        for at, row in enumerate(note):
            if at and _space_between(note[at - 1].text, row.text):
                out.add(" ")
            _add(out, row, None, None, at > 0)
    return "".join(out.parts), tuple(out.chrome), tuple(out.unknown)


def _add(out: _Text, row: Row, before: Row | None, after: Row | None, joined: bool) -> None:
    if not joined and out.length:
        out.add("\n")
    in_table = len(row.cells) > 1 and any(near is not None and len(near.cells) > 1 for near in (before, after))
    for number, cell in enumerate(row.cells):
        if number:
            out.add("\t" if in_table else " ")
        out.add_cell(cell)


def _flush(out: _Text, waiting: list[Row]) -> None:
    for row in waiting:
        if out.length:
            out.add("\n")
        start = out.length
        out.add(row.text)
        out.chrome.append((start, out.length))
    waiting.clear()


def _space_between(line: str, following: str) -> bool:
    """True where two lines of one paragraph part two Latin words. Digits are one number, letters may be one reading."""
    if not needs_space(line, following) or (line[-1].isdigit() and following[0].isdigit()):
        return False
    return not (_CUT_READING.search(line) and _REST_OF_READING.match(following))


def _name_running(by_page: list[list[Row]], pages: list[PageGlyphs]) -> None:
    """Set ``running`` on lines that stand in the margin of several pages at the same height, and on page numbers."""
    places: Counter[tuple[str, int]] = Counter()
    marginal: list[tuple[Row, str, int, bool]] = []
    for rows, page in zip(by_page, pages, strict=True):
        for row in {id(row): row for row in rows[:2] + rows[-2:]}.values():
            if row is rows[-1] and _page_number_apart(rows, page.height):
                row.running = True
                continue
            if page.height * _MARGIN < row.top < page.height * (1 - _MARGIN):
                continue
            words, height = _DIGITS.sub("#", "".join(row.text.split())), round(row.top / 6)
            outer = row is rows[0] or row is rows[-1]
            marginal.append((row, words, height, outer and row.x1 - row.x0 < _HEAD_WIDTH * page.width))
            places[words, height] += 1
    many = max(3, int(_REPEATED * len(pages)))
    for row, words, height, short in marginal:
        near = max(places[words, height + step] for step in (-1, 0, 1))
        # Two pages of two agree by chance where a line fills the page, hardly where it stands short and alone.
        needed = 2 if short and len(pages) < 6 else many
        number = bool(_PAGE_NUMBER.fullmatch(row.text)) and any(char.isdigit() for char in row.text)
        row.running = near >= needed or number


def _page_number_apart(rows: list[Row], height: float) -> bool:
    """True where the last line is a page number that stands apart, also above a wide margin."""
    last = rows[-1]
    if last.top < height * (1 - _NUMBER_MARGIN):
        return False
    if not _PAGE_NUMBER.fullmatch(last.text) or not _DIGITS.search(last.text):
        return False
    return len(rows) < 2 or last.top - rows[-2].top >= 1.8 * rows[-2].size


def _edges(rows: list[Row]) -> dict[tuple[int, int], _Edges]:
    """By (page, column); a page with few lines has the edges of the whole file's column."""
    groups: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        groups.setdefault((-1, row.column), []).append(row)
        groups.setdefault((row.page, row.column), []).append(row)
    found: dict[tuple[int, int], _Edges] = {}
    for (page, column), members in sorted(groups.items()):
        if page >= 0 and len(members) < MIN_COLUMN_LINES:
            continue
        starts = sorted(row.x0 for row in members)
        ends = sorted((row.x1 for row in members), reverse=True)
        size = sorted(row.size for row in members)[len(members) // 2]
        # An edge is where two lines agree: one line alone may hang out.
        left = next((a for a, b in pairwise(starts) if b - a < 0.5 * size), starts[0])
        right = next((b for a, b in pairwise(ends) if a - b < _EDGE * size), float("inf"))
        indented = sum(1 for start in starts if 1.5 * size < start - left < 2.6 * size) * 10 >= len(starts)
        # A page of long paragraphs has few beginnings; the file says how they are set.
        indented = indented or (page >= 0 and found[-1, column].indented)
        found[page, column] = _Edges(left, right, indented)
    return found


def _median_size(pages: list[list[Row]]) -> float:
    sizes = sorted(row.size for rows in pages for row in rows)
    return sizes[len(sizes) // 2] if sizes else 1.0


def _habits(rows: list[Row]) -> _Habits:
    edges = _edges(rows)
    return _Habits(edges, _median_size([rows]), _step(rows, edges))


def _step(rows: list[Row], edges: dict[tuple[int, int], _Edges]) -> float:
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


def _goes_on(before: Row, row: Row, habits: _Habits) -> bool:
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


def _one_heading(before: Row, row: Row, edges: _Edges, size: float) -> bool:
    """True where a line as wide as the page, of a size above that of running text, has its rest centred below."""
    slack = (edges.right - edges.left) - (before.x1 - before.x0)
    middles = abs((before.x0 + before.x1) - (row.x0 + row.x1)) / 2
    return row.size > 1.1 * size and slack <= _HEADING_SLACK * row.size and middles < 0.6 * row.size

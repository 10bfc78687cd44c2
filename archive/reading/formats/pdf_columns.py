"""Lines of a page in reading order: where two columns of running text stand side by side, the left one first."""

from __future__ import annotations

from itertools import pairwise

from archive.reading.formats.pdf_lines import Glyph, Row

# In sizes of the font: a narrower gap is no strip between columns.
_GUTTER = 0.6
MIN_COLUMN_LINES = 5


def in_reading_order(pages: list[list[Row]]) -> list[list[Row]]:
    """The rows of each page in reading order. A page too short to show its columns has those of the page before."""
    out: list[list[Row]] = []
    known: float | None = None
    for rows in pages:
        gutter = _gutter(rows)
        if gutter is None and known is not None and len(rows) <= 2 * MIN_COLUMN_LINES and _parts(rows, known):
            gutter = known
        known = gutter
        out.append(rows if gutter is None else _in_columns(rows, gutter))
    return out


def _parts(rows: list[Row], gutter: float) -> bool:
    """True where most lines leave this place white, and some stand on both sides of it."""
    both = sum(1 for row in rows if any(a <= gutter <= b for a, b in _gaps(row)))
    crossing = sum(1 for row in rows if row.x0 < gutter < row.x1) - both
    return both > 0 and crossing * 3 <= len(rows)


def _in_columns(rows: list[Row], gutter: float) -> list[Row]:
    """Rows in reading order: of two columns that stand side by side, the left one first."""
    out: list[Row] = []
    left: list[Row] = []
    right: list[Row] = []
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
                side.append(Row(own, row.page, number))
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


def _gaps(row: Row) -> list[tuple[float, float]]:
    """(from, to) of the white between two characters of a line, where it is wide enough for a gutter."""
    ink = [glyph for cell in row.cells for glyph in cell if glyph.text.strip()]
    return [(a.x1, b.x0) for a, b in pairwise(ink) if b.x0 - a.x1 >= _GUTTER * b.size]


def _gutter(rows: list[Row]) -> float | None:
    """The middle of the white strip between two columns of running text, if the page has one."""
    if len(rows) < MIN_COLUMN_LINES:
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
    if min(len(left), len(right)) < MIN_COLUMN_LINES or fewest > 0.3 * len(rows):
        return None
    # Cells of a table are short; lines of a column fill it.
    full = all(
        sorted(widths)[len(widths) // 2] >= 0.6 * room
        for widths, room in ((left, gutter - first), (right, last - gutter))
    )
    return gutter if full else None

"""Characters with their places on a page to lines, each cut at its wide gaps. Lengths are in points."""

from __future__ import annotations

from dataclasses import dataclass

# In sizes of the font: a wider gap separates columns and cells, a narrower one words of Latin letters.
_CELL_GAP = 1.9
_WORD_GAP = 0.2
_SAME_LINE = 0.5


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
    """``hidden`` are characters that a page does not show."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    hidden: tuple[Glyph, ...] = ()


@dataclass(slots=True)
class Row:
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
        return " ".join("".join(words_of(cell)) for cell in self.cells)


def rows_of(page: PageGlyphs, number: int) -> list[Row]:
    """Lines from top to bottom, each cut at its wide gaps."""
    rows: list[Row] = []
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


def _row(line: list[Glyph], number: int) -> list[Row]:
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
    return [Row(cells, number)] if cells else []


def _last_ink(cell: list[Glyph]) -> Glyph:
    return cell[-2] if len(cell) > 1 and not cell[-1].text.strip() else cell[-1]


def words_of(cell: list[Glyph]) -> list[str]:
    """The characters of a cell, with a space where Latin words stand apart without one."""
    out: list[str] = []
    before: Glyph | None = None
    for glyph in cell:
        apart = before is not None and glyph.x0 - before.x1 > _WORD_GAP * glyph.size
        if before is not None and apart and _parts_words(before.text, glyph.text):
            out.append(" ")
        out.append(glyph.text)
        before = glyph
    return out


def _parts_words(before: str, after: str) -> bool:
    """Also the number of a list, 2., stands apart from the 2008 that follows."""
    return needs_space(before, after) or (before[-1:] in (".", ")") and after[:1].isascii() and after[:1].isalnum())


def needs_space(before: str, after: str) -> bool:
    return before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalnum()

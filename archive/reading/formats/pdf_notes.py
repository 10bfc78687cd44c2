"""Footnotes of a page: their raised marks out of the text, they themselves from the foot of the page to the end.

Other formats keep notes apart from the text; on a page, a note stands in the middle of a paragraph that goes on.
"""

from __future__ import annotations

from archive.reading.formats.pdf_lines import Glyph, Row

# Shares of the size of the line. A raised figure after a Latin letter or digit is an exponent (m²).
_SMALL = 0.75
_RAISED = 0.15
_MARKS = frozenset("0123456789①②③④⑤⑥⑦⑧⑨⑩*＊")
_MAX_MARK = 3


def without_notes(rows: list[Row], size: float) -> tuple[list[Row], list[list[Row]]]:
    """(the rows of a page, its notes each as rows). ``size`` is that of running text. Marks are taken out."""
    kept: list[Row] = []
    marks: list[tuple[int, str]] = []
    for at, row in enumerate(rows):
        line = row.size
        row.cells = [cell for cell in (_unmarked(cell, line, at, marks) for cell in row.cells) if cell]
        if row.cells:
            kept.append(row)
    if not marks:
        return kept, []
    first = next((at for at, row in enumerate(kept) if at and _begins(row, marks[0][1]) and row.size < size), None)
    if first is None or any(row.size >= size for row in kept[first:]):
        return kept, []
    notes: list[list[Row]] = []
    names = [name for _, name in marks]
    for row in kept[first:]:
        if names and _begins(row, names[0]):
            row.cells[0] = row.cells[0][len(names.pop(0)) :]
            notes.append([])
        notes[-1].append(row)
    return kept[:first], [[row for row in note if row.cells[0]] for note in notes]


def _unmarked(cell: list[Glyph], line: float, at: int, marks: list[tuple[int, str]]) -> list[Glyph]:
    """The cell without raised marks of notes; they are told to ``marks``."""
    kept: list[Glyph] = []
    name = ""
    bottoms = sorted(glyph.top + glyph.size for glyph in cell if glyph.size > _SMALL * line)
    foot = bottoms[len(bottoms) // 2] if bottoms else 0.0
    for glyph in cell:
        raised = glyph.size <= _SMALL * line and foot - (glyph.top + glyph.size) > _RAISED * line
        is_mark = glyph.text in _MARKS and raised and len(name) < _MAX_MARK
        before = kept[-1].text if kept else ""
        if is_mark and kept and not (before.isascii() and before.isalnum()):
            name += glyph.text
            continue
        if name:
            marks.append((at, name))
            name = ""
        kept.append(glyph)
    if name:
        marks.append((at, name))
    return kept


def _begins(row: Row, name: str) -> bool:
    text = row.text
    return text.startswith(name) and text[len(name) : len(name) + 1] not in ("", *_MARKS, ".", "、", "．")

"""Word binary documents (.doc, and .wps of the same kind): main text, then notes and text boxes, by the piece table.

Format: Microsoft, [MS-DOC] Word (.doc) Binary File Format, sections 2.5 (FIB), 2.8.35 (PlcPcd), 2.9.38 (Clx). Running
heads, remarks, hidden text and deleted text of tracked changes are left out; numbers of lists are written out.
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import olefile

from archive.reading.errors import DamagedFile, TooLarge, UnsupportedFormat
from archive.reading.formats.doc_properties import Properties, Run, hides, properties
from archive.reading.formats.numbering import labelled
from archive.reading.records import RawText

MAX_CHARACTERS = 4_000_000
MAX_STREAM = 64 * 1024 * 1024
_WORD = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_AT_FLAGS, _AT_COUNTS, _AT_CLX = 0x0A, 0x4C, 0x01A2
# Parts of the text in their order, and which are read: [MS-DOC] 2.5.4, FibRgLw97.
_PARTS = (("text", True), ("footnotes", True), ("heads", False), ("macros", False), ("remarks", False),
          ("endnotes", True), ("boxes", True), ("head_boxes", False))
_BROKEN = (OSError, struct.error, ValueError, TypeError, KeyError, IndexError, AttributeError, RuntimeError)
_DAMAGED = "Word 文档已损坏，读不出文字。请用 Word 或 WPS 打开后另存为 .docx 再上传。"
_FIELD, _RESULT, _FIELD_END, _CELL = "\x13", "\x14", "\x15", "\x07"
_FIELD_OR_CELL = frozenset({_FIELD, _RESULT, _FIELD_END, _CELL})
# Of no meaning in a file: the mark at the end of a row, once it is told from that of a cell.
_ROW = "\x17"
_END = re.compile(r"[\r\x07\x0c\x17]")
# Paragraph, line, page and column breaks are line breaks; anchors of pictures and notes are nothing.
_SIGNS = str.maketrans({
    "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\t": " ", "\x1e": "-", "\x1f": None, "\xad": None,
    **{chr(code): None for code in (*range(7), 8, *range(0x0F, 0x13), *range(0x16, 0x1E))},
})


def read_doc(data: bytes) -> RawText:
    """Raises DamagedFile, TooLarge, UnsupportedFormat."""
    try:
        main, table = _streams(data)
        parts = list(_parts(main, table))
    except _BROKEN as error:
        raise DamagedFile(_DAMAGED) from error
    return RawText("\n".join(part for part in parts if part), "doc", "utf-16le", 1.0)


def _streams(data: bytes) -> tuple[bytes, bytes]:
    """(WordDocument, its table stream)."""
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        if not container.exists("WordDocument"):
            raise UnsupportedFormat(
                "这是旧版 Office 文件（如 .xls、.ppt），但不是 Word 文档。请把文字复制到 Word 文档（.docx）再上传。"
            )
        main = _stream(container, "WordDocument")
        kind, version = struct.unpack_from("<HH", main, 0)
        (flags,) = struct.unpack_from("<H", main, _AT_FLAGS)
        if kind != _WORD:
            raise DamagedFile(_DAMAGED)
        if flags & _ENCRYPTED:
            raise UnsupportedFormat("这个 Word 文档加了密码，读不出文字。请在 Word 里去掉密码后另存一份再上传。")
        if version < _WORD_97:
            raise UnsupportedFormat("这是 Word 95 或更早的文档，还不能读。请用 Word 或 WPS 打开后另存为 .docx 再上传。")
        return main, _stream(container, "1Table" if flags & _TABLE_1 else "0Table")


def _stream(container: olefile.OleFileIO, name: str) -> bytes:
    if container.get_size(name) > MAX_STREAM:
        raise TooLarge(f"Word 文档里的文字流超过 {MAX_STREAM // 1_048_576} MB 的上限，没有读入。请拆成几个文件再上传。")
    return container.openstream(name).read()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters ``[first, last)``, counted in UTF-16 units, at byte ``place`` of the main stream."""

    first: int
    last: int
    place: int
    width: int
    is_hidden: bool = False


def _parts(main: bytes, table: bytes) -> Iterator[str]:
    counts = struct.unpack_from("<8i", main, _AT_COUNTS)
    start, size = struct.unpack_from("<II", main, _AT_CLX)
    if min(counts) < 0:
        raise DamagedFile(_DAMAGED)
    if sum(counts) > MAX_CHARACTERS:
        raise TooLarge(f"Word 文档超过 {MAX_CHARACTERS} 字的上限，没有读入。请拆成几个文件再上传。")
    pieces = list(_pieces(table[start : start + size], sum(counts) + 1))
    stored = _text(main, pieces)
    said = _said(main, table)
    text = _shown("".join(map(chr, struct.unpack(f"<{len(stored) // 2}H", stored))), pieces, said)
    ends = list(_paragraph_ends(text, pieces, said))
    text = _marked(text, ends)
    at = 0
    for (name, is_read), count in zip(_PARTS, counts, strict=True):
        if is_read:
            part = text[at : at + count]
            part = _numbered(part, ends, said) if name == "text" else part
            part = _plain(part.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
            yield "\n".join(line.strip() for line in part.split("\n")) if name.endswith("notes") else part
        at += count


def _said(main: bytes, table: bytes) -> Properties:
    """Properties, or none where their tables are damaged: the text is worth more than what is said of it."""
    try:
        return properties(main, table)
    except (struct.error, IndexError):
        return Properties()


def _shown(text: str, pieces: list[_Piece], said: Properties) -> str:
    """The text with what is hidden or deleted as NUL, so that positions stay. Marks of cells and fields stay."""
    hidden = [(piece.first, piece.last) for piece in pieces if piece.is_hidden]
    for piece in pieces:
        hidden += [
            (piece.first + (max(run.start, piece.place) - piece.place) // piece.width,
             piece.first + (min(run.end, _end(piece)) - piece.place) // piece.width)
            for run in _among(said.characters, piece.place, _end(piece))
        ]
    out, at = [], 0
    for start, end in sorted(hidden):
        start = max(start, at)
        if end > start:
            out += [text[at:start], "".join(c if c in _FIELD_OR_CELL else "\0" for c in text[start:end])]
            at = end
    return "".join([*out, text[at:]])


def _paragraph_ends(text: str, pieces: list[_Piece], said: Properties) -> Iterator[tuple[int, Run]]:
    """(position of its mark, what is said of it) of every paragraph of which anything is said."""
    for match in _END.finditer(text) if said.paragraphs else ():
        place = _place_of(match.start(), pieces)
        for run in _among(said.paragraphs, place, place + 1) if place is not None else ():
            yield match.start(), run


def _marked(text: str, ends: list[tuple[int, Run]]) -> str:
    """Ends of rows told from ends of cells; paragraphs inside a cell go on in its line."""
    out, at = [], 0
    for position, run in ends:
        if run.ends_row or (run.in_table and text[position] == "\r"):
            out += [text[at:position], _ROW if run.ends_row else " "]
            at = position + 1
    return "".join([*out, text[at:]])


def _numbered(text: str, ends: list[tuple[int, Run]], said: Properties) -> str:
    """The main text with the numbers of its lists before their paragraphs."""
    runs = dict(ends)
    out, at = [], 0
    for match in _END.finditer(text) if any(run.list_id for _, run in ends) else ():
        words, run = text[at : match.end()], runs.get(match.start())
        if run is not None and run.list_id and words.translate(_SIGNS).strip():
            lead = len(words) - len(words.lstrip("\0"))
            words = words[:lead] + labelled(said.label(run), words[lead:])
        out.append(words)
        at = match.end()
    return "".join([*out, text[at:]])


def _among(runs: list[Run], start: int, end: int) -> list[Run]:
    """The runs that touch ``[start, end)``; runs are in order."""
    first = max(0, bisect_right(runs, start, key=lambda run: run.start) - 1)
    last = bisect_left(runs, end, key=lambda run: run.start)
    return [run for run in runs[first:last] if run.end > start]


def _place_of(position: int, pieces: list[_Piece]) -> int | None:
    at = bisect_right(pieces, position, key=lambda piece: piece.first) - 1
    if at < 0 or position >= pieces[at].last:
        return None
    return pieces[at].place + (position - pieces[at].first) * pieces[at].width


def _end(piece: _Piece) -> int:
    return piece.place + (piece.last - piece.first) * piece.width


def _text(main: bytes, pieces: list[_Piece]) -> bytes:
    """All characters as UTF-16, from the pieces in the order of their table."""
    out = bytearray()
    for piece in pieces:
        found = main[piece.place : _end(piece)]
        if piece.width == 1:
            found = _narrow(found)
        if len(found) != 2 * (piece.last - piece.first):
            raise DamagedFile("Word 文档不完整（缺了一段文字），没有读入。请用 Word 或 WPS 打开后另存为 .docx 再上传。")
        out += found
    return bytes(out)


def _narrow(piece: bytes) -> bytes:
    """One byte a character in Windows-1252; the five bytes it leaves open stand for themselves."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte) for byte in piece
    ).encode("utf-16-le")


def _pieces(clx: bytes, most: int) -> Iterator[_Piece]:
    """The pieces of a Clx, as far as ``most`` characters. What changes all of a piece may stand before the table, or
    be named by a number: [MS-DOC] 2.9.214 (Prm0: 0x41 deleted, 0x5C hidden)."""
    changes: list[bytes] = []
    at = 0
    while at < len(clx) and clx[at] == 1:
        (size,) = struct.unpack_from("<H", clx, at + 1)
        changes.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if at >= len(clx) or clx[at] != 2:
        raise DamagedFile(_DAMAGED)
    (size,) = struct.unpack_from("<I", clx, at + 1)
    table = clx[at + 5 : at + 5 + size]
    if len(table) != size or size < 16 or (size - 4) % 12:
        raise DamagedFile(_DAMAGED)
    count, reached = (size - 4) // 12, 0
    positions = struct.unpack_from(f"<{count + 1}I", table, 0)
    for number in range(count):
        first, last = positions[number], min(positions[number + 1], most)
        if first != reached:
            raise DamagedFile(_DAMAGED)
        if last <= first:
            return
        place, change = struct.unpack_from("<IH", table, 4 * (count + 1) + 8 * number + 2)
        narrow = bool(place & 0x40000000)
        if change & 1:
            is_hidden = change >> 1 < len(changes) and hides(changes[change >> 1])
        else:
            is_hidden = (change >> 1) & 0x7F in (0x41, 0x5C) and change >> 8 == 1
        yield _Piece(first, last, (place & 0x3FFFFFFF) // 2 if narrow else place, 1 if narrow else 2, is_hidden)
        reached = last


def _plain(text: str) -> str:
    """Field codes out, their results kept; cells joined by tabs. Where no properties tell the ends of rows, a row ends
    where a cell mark follows a cell mark."""
    out: list[str] = []
    # For each open field: whether its code, not its result, is being read.
    fields: list[bool] = []
    codes = 0
    row_open, told = False, _ROW in text
    for char in text:
        if char in (_FIELD, _RESULT, _FIELD_END):
            if char == _FIELD:
                fields.append(True)
                codes += 1
            elif fields:
                codes -= fields.pop()
                if char == _RESULT:
                    fields.append(False)
        elif codes:
            continue
        elif char == _ROW:
            _end_row(out)
        elif char == _CELL:
            if row_open and not told:
                out[-1] = "\n"
            else:
                out.append("\t")
            row_open = not row_open
        else:
            row_open = False
            out.append(char.translate(_SIGNS))
    return "".join(out).strip("\n")


def _end_row(out: list[str]) -> None:
    """A line break in place of the last cell's tab; a row without words leaves nothing."""
    tabs = len(out)
    while tabs and out[tabs - 1] in ("\t", " ", ""):
        tabs -= 1
    if tabs and out[tabs - 1] != "\n":
        out[-1] = "\n"
    else:
        del out[tabs:]

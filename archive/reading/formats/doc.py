"""Word binary documents (.doc, and .wps of the same kind): main text, then notes and text boxes, by the piece table.

Format: Microsoft, [MS-DOC] Word (.doc) Binary File Format, sections 2.5 (FIB), 2.8.35 (PlcPcd), 2.9.38 (Clx). Running
heads and remarks are left out; whether a character is hidden is not looked up.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from archive.reading.errors import DamagedFile, TooLarge, UnsupportedFormat
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
# Paragraph, line, page and column breaks are line breaks; anchors of pictures and notes are nothing.
_SIGNS = str.maketrans({
    "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\t": " ", "\x1e": "-", "\x1f": None, "\xad": None,
    **{chr(code): None for code in (*range(7), 8, *range(0x0F, 0x13), *range(0x16, 0x1E))},
})


def read_doc(data: bytes) -> RawText:
    """Raises DamagedFile, TooLarge, UnsupportedFormat."""
    try:
        main, table = _streams(data)
        parts = [_plain(part) for part in _parts(main, table)]
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


def _parts(main: bytes, table: bytes) -> Iterator[str]:
    counts = struct.unpack_from("<8i", main, _AT_COUNTS)
    start, size = struct.unpack_from("<II", main, _AT_CLX)
    if min(counts) < 0:
        raise DamagedFile(_DAMAGED)
    if sum(counts) > MAX_CHARACTERS:
        raise TooLarge(f"Word 文档超过 {MAX_CHARACTERS} 字的上限，没有读入。请拆成几个文件再上传。")
    text = _text(main, table[start : start + size], sum(counts) + 1)
    at = 0
    for (_, is_read), count in zip(_PARTS, counts, strict=True):
        if is_read:
            # Positions count UTF-16 units.
            yield text[2 * at : 2 * (at + count)].decode("utf-16-le", "replace")
        at += count


def _text(main: bytes, clx: bytes, most: int) -> bytes:
    """All characters as UTF-16, from the pieces that the table names, in its order. ``most`` characters are enough."""
    pieces = _pieces(clx)
    count = (len(pieces) - 4) // 12
    positions = struct.unpack_from(f"<{count + 1}I", pieces, 0)
    out = bytearray()
    for number in range(count):
        first, last = positions[number], min(positions[number + 1], most)
        if first * 2 != len(out):
            raise DamagedFile(_DAMAGED)
        if last <= first:
            break
        (place,) = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * number + 2)
        length = last - first
        if place & 0x40000000:
            begin = (place & 0x3FFFFFFF) // 2
            piece = _narrow(main[begin : begin + length])
        else:
            piece = main[place : place + 2 * length]
        if len(piece) != 2 * length:
            raise DamagedFile("Word 文档不完整（缺了一段文字），没有读入。请用 Word 或 WPS 打开后另存为 .docx 再上传。")
        out += piece
    return bytes(out)


def _narrow(piece: bytes) -> bytes:
    """One byte a character in Windows-1252; the five bytes it leaves open stand for themselves."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte) for byte in piece
    ).encode("utf-16-le")


def _pieces(clx: bytes) -> bytes:
    """The PlcPcd in a Clx, after the property changes that may come before it."""
    at = 0
    while at < len(clx) and clx[at] == 1:
        (size,) = struct.unpack_from("<H", clx, at + 1)
        at += 3 + size
    if at >= len(clx) or clx[at] != 2:
        raise DamagedFile(_DAMAGED)
    (size,) = struct.unpack_from("<I", clx, at + 1)
    pieces = clx[at + 5 : at + 5 + size]
    if len(pieces) != size or size < 16 or (size - 4) % 12:
        raise DamagedFile(_DAMAGED)
    return pieces


def _plain(text: str) -> str:
    """Field codes out, their results kept; cells joined by tabs. A row ends where a cell mark follows a cell mark."""
    out: list[str] = []
    # For each open field: whether its code, not its result, is being read.
    fields: list[bool] = []
    codes = 0
    row_open = False
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
        elif char == _CELL:
            if row_open:
                out[-1] = "\n"
            else:
                out.append("\t")
            row_open = not row_open
        else:
            row_open = False
            out.append(char.translate(_SIGNS))
    return "".join(out).strip("\n")

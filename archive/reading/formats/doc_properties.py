"""What a Word binary document says of its characters and paragraphs: hidden, deleted, in which list.

Format: Microsoft, [MS-DOC] 2.6 (sprms), 2.8.5 and 2.8.6 (PlcBteChpx, PlcBtePapx), 2.9.33 and 2.9.174 (their pages of
512 bytes), 2.9.271 (style sheet), 2.9.131, 2.9.133, 2.9.147, 2.9.150 (lists).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.reading.formats.numbering import MAX_LEVELS, Counter, Level

# Places in the file information block: [MS-DOC] 2.5.6, pairs of (offset, size) in the table stream.
_AT_STYLES, _AT_CHARACTERS, _AT_PARAGRAPHS, _AT_LISTS, _AT_OVERRIDES = 0xA2, 0xFA, 0x102, 0x2E2, 0x2EA
_PAGE = 512
_MAX_LISTS = 5_000
_MAX_BASES = 20
_DELETED, _VANISH, _CHARACTER_STYLE, _DEPTH, _LIST = 0x0800, 0x083C, 0x4A30, 0x260A, 0x460B
_IN_TABLE, _ENDS_ROW = 0x2416, 0x2417
_TABLE_DEFINITION, _TABS = 0xD608, 0xC615
# Bytes of an operand by the upper three bits of its sprm; 6 says its own length.
_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
# Kinds of numbers ([MS-OSHARED] 2.2.1.3, MSONFC) under the names of ECMA-376.
_KINDS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital",
    11: "japaneseCounting", 14: "decimalFullWidth", 18: "decimalEnclosedCircle", 22: "decimalZero", 23: "bullet",
    26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese",
    29: "ideographEnclosedCircle", 30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting",
    34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting",
    38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Bytes ``[start, end)`` of the main stream with what is said of them."""

    start: int
    end: int
    hidden: bool = False
    list_id: int = 0
    depth: int = 0
    in_table: bool = False
    ends_row: bool = False


@dataclass(slots=True)
class Properties:
    """``characters`` that are hidden or deleted, ``paragraphs`` in lists or tables, both by place in the main
    stream; ``lists`` by the id that paragraphs use; ``restarts`` as (id, depth) to the first number."""

    characters: list[Run] = field(default_factory=list)
    paragraphs: list[Run] = field(default_factory=list)
    lists: dict[int, Counter] = field(default_factory=dict)
    restarts: dict[tuple[int, int], int] = field(default_factory=dict)

    def label(self, run: Run) -> str:
        """The number of the next paragraph of this list. To be asked once of each, in order."""
        counter = self.lists.get(run.list_id)
        if counter is None:
            return ""
        begin = self.restarts.pop((run.list_id, run.depth), None)
        if begin is not None:
            counter.at[run.depth] = begin - 1
        return counter.label(run.depth)


def properties(main: bytes, table: bytes) -> Properties:
    """Raises struct.error and IndexError where the tables are cut."""
    found = Properties()
    styles = _styles(_part(main, table, _AT_STYLES))
    for start, end, change in _changes(main, _part(main, table, _AT_CHARACTERS), paragraphs=False):
        if _hides(change, styles):
            found.characters.append(Run(start, end, hidden=True))
    for start, end, change in _changes(main, _part(main, table, _AT_PARAGRAPHS), paragraphs=True):
        (style,) = struct.unpack_from("<H", change) if len(change) >= 2 else (0,)
        list_id, depth = _place(change[2:], *styles.lists.get(style, (0, 0)))
        flags = {number for number, operand in sprms(change[2:]) if operand[:1] == b"\x01"}
        run = Run(start, end, False, list_id, min(depth, MAX_LEVELS - 1), _IN_TABLE in flags, _ENDS_ROW in flags)
        if run.list_id or run.in_table or run.ends_row:
            found.paragraphs.append(run)
    found.characters.sort(key=lambda run: run.start)
    found.paragraphs.sort(key=lambda run: run.start)
    if any(run.list_id for run in found.paragraphs):
        _read_lists(main, table, found)
    return found


def sprms(change: bytes) -> Iterator[tuple[int, bytes]]:
    """(number, operand) of each property change in a list of them."""
    at = 0
    while at + 2 <= len(change):
        (number,) = struct.unpack_from("<H", change, at)
        at += 2
        size = _OPERANDS[number >> 13]
        if number == _TABLE_DEFINITION:
            size = int.from_bytes(change[at : at + 2], "little") + 1
        elif not size:
            size = 1 + (change[at] if at < len(change) else 0)
            if number == _TABS and size == 256:
                return
        yield number, change[at : at + size]
        at += size


def hides(change: bytes) -> bool:
    """True where a list of property changes deletes or hides its characters by its own word."""
    return any(number in (_DELETED, _VANISH) and operand[:1] in (b"\x01", b"\x81") for number, operand in sprms(change))


@dataclass(slots=True)
class _Styles:
    hidden: set[int] = field(default_factory=set)
    lists: dict[int, tuple[int, int]] = field(default_factory=dict)


def _hides(change: bytes, styles: _Styles) -> bool:
    by_style = own = None
    for number, operand in sprms(change):
        if number == _DELETED and operand[:1] == b"\x01":
            return True
        if number == _VANISH and operand[:1] != b"\x80":
            own = operand[:1] in (b"\x01", b"\x81")
        if number == _CHARACTER_STYLE:
            by_style = int.from_bytes(operand, "little") in styles.hidden
    return bool(by_style) if own is None else own


def _place(change: bytes, list_id: int, depth: int) -> tuple[int, int]:
    """(list, depth) after a list of property changes, given what stood before it."""
    for number, operand in sprms(change):
        if number == _LIST:
            list_id = int.from_bytes(operand, "little")
        elif number == _DEPTH:
            depth = operand[0] if operand else depth
    return (list_id if list_id < 0xF801 else 0), depth


def _part(main: bytes, table: bytes, at: int) -> bytes:
    start, size = struct.unpack_from("<II", main, at)
    return table[start : start + size]


def _changes(main: bytes, plc: bytes, *, paragraphs: bool) -> Iterator[tuple[int, int, bytes]]:
    """(start, end, property changes) of every run, from the pages that a PlcBte names."""
    count = max(0, (len(plc) - 4) // 8)
    # No more pages than the stream holds, however often one is named.
    for number in range(min(count, len(main) // _PAGE)):
        (page,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)
        begin = (page & 0x3FFFFF) * _PAGE
        block = main[begin : begin + _PAGE]
        if len(block) < _PAGE:
            return
        runs = block[_PAGE - 1]
        width = 13 if paragraphs else 1
        if 4 * (runs + 1) + width * runs >= _PAGE:
            return
        places = struct.unpack_from(f"<{runs + 1}I", block)
        for run in range(runs):
            at = 2 * block[4 * (runs + 1) + width * run]
            if at:
                yield places[run], places[run + 1], _change(block, at, paragraphs=paragraphs)


def _change(block: bytes, at: int, *, paragraphs: bool) -> bytes:
    if not paragraphs:
        return block[at + 1 : at + 1 + block[at]]
    if block[at]:
        return block[at + 1 : at + 2 * block[at]]
    return block[at + 2 : at + 2 + 2 * block[at + 1]] if at + 1 < _PAGE else b""


def _styles(sheet: bytes) -> _Styles:
    """Styles that hide, and styles that number, with what they have from the style they stand on."""
    found = _Styles()
    if len(sheet) < 6:
        return found
    (head,) = struct.unpack_from("<H", sheet)
    count, base_size = struct.unpack_from("<HH", sheet, 2)
    raw: list[tuple[int, int, list[bytes]]] = []
    at = 2 + head
    for _ in range(count):
        if at + 2 > len(sheet):
            break
        (size,) = struct.unpack_from("<H", sheet, at)
        raw.append(_style(sheet[at + 2 : at + 2 + size], base_size))
        at += 2 + size
    for number in range(len(raw)):
        chain: list[tuple[int, int, list[bytes]]] = []
        at_style = number
        while at_style < len(raw) and len(chain) < _MAX_BASES:
            chain.append(raw[at_style])
            at_style = raw[at_style][1]
        place = (0, 0)
        for kind, _, changes in reversed(chain):
            if kind == 1 and changes:
                place = _place(changes[0][2:], *place)
            elif kind == 2 and changes and hides(changes[0]):
                found.hidden.add(number)
        if place[0]:
            found.lists[number] = place
    return found


def _style(entry: bytes, base_size: int) -> tuple[int, int, list[bytes]]:
    """(kind, number of the style it stands on, its lists of property changes)."""
    if len(entry) < base_size + 2 or base_size < 6:
        return 0, 0xFFF, []
    kind_and_base, counts = struct.unpack_from("<HH", entry, 2)
    (length,) = struct.unpack_from("<H", entry, base_size)
    at = base_size + 2 + 2 * length + 2
    changes = []
    for _ in range(counts & 0xF):
        at += at % 2
        if at + 2 > len(entry):
            break
        (size,) = struct.unpack_from("<H", entry, at)
        changes.append(entry[at + 2 : at + 2 + size])
        at += 2 + size
    return kind_and_base & 0xF, kind_and_base >> 4, changes


def _read_lists(main: bytes, table: bytes, found: Properties) -> None:
    start, size = struct.unpack_from("<II", main, _AT_LISTS)
    if size < 2:
        return
    (count,) = struct.unpack_from("<H", table, start)
    at = start + 2 + 28 * count
    counters: dict[int, Counter] = {}
    for number in range(min(count, _MAX_LISTS)):
        (key,) = struct.unpack_from("<i", table, start + 2 + 28 * number)
        is_simple = table[start + 2 + 28 * number + 26] & 1
        levels = {}
        for depth in range(1 if is_simple else MAX_LEVELS):
            levels[depth], at = _level(table, at)
        counters[key] = Counter(levels)
    start, size = struct.unpack_from("<II", main, _AT_OVERRIDES)
    if size < 4:
        return
    (count,) = struct.unpack_from("<I", table, start)
    if 4 + 16 * count > size:
        return
    at = start + 4 + 16 * count
    for number in range(min(count, _MAX_LISTS)):
        (key,) = struct.unpack_from("<i", table, start + 4 + 16 * number)
        at += 4
        counter = counters.get(key)
        for _ in range(table[start + 4 + 16 * number + 12]):
            begin, flags = struct.unpack_from("<iI", table, at)
            at += 8
            if flags & 0x10:
                found.restarts[number + 1, flags & 0xF] = max(0, min(begin, 9999))
            if flags & 0x20:
                level, at = _level(table, at)
                counter = Counter((counter.levels if counter else {}) | {flags & 0xF: level})
        if counter is not None:
            found.lists[number + 1] = counter


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """(one level of a list, where the next one begins). Characters 0 to 8 of its text stand for numbers."""
    (begin,) = struct.unpack_from("<i", table, at)
    kind, changes = table[at + 4], table[at + 24] + table[at + 25]
    at += 28 + changes
    (length,) = struct.unpack_from("<H", table, at)
    words = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(char) + 1}" if char <= "\x08" else char for char in words[:40])
    return Level(_KINDS.get(kind, "decimal"), text, max(0, min(begin, 9999))), at + 2 + 2 * length

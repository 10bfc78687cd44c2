"""Small Word binary files for tests: a compound file ([MS-CFB], version 3) with a FIB, text and a piece table."""

import struct

FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
SECTOR, LEAST = 512, 4096


def entry(name: str, kind: int, start: int, size: int, right: int = NONE, child: int = NONE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return (
        encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, NONE, right, child)
        + b"\0" * 36 + struct.pack("<IQ", start, size)
    )


def make_compound(streams: dict[str, bytes]) -> bytes:
    """At most three streams of a few kilobytes; short ones are padded, so that none lies in the mini stream."""
    fat, body, entries = [FAT, END], b"", []
    for at, (name, data) in enumerate(streams.items()):
        data = data.ljust(LEAST, b"\0")
        sectors, start = -(-len(data) // SECTOR), len(fat)
        fat += [*range(start + 1, start + sectors), END]
        body += data.ljust(sectors * SECTOR, b"\0")
        entries.append(entry(name, 2, start, len(data), right=at + 2 if at + 1 < len(streams) else NONE))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
        + struct.pack("<IIIIIIIII", 1, 1, 0, LEAST, END, 0, END, 0, 0) + struct.pack("<108I", *[FREE] * 108)
    )
    directory = b"".join([entry("Root Entry", 5, END, 0, child=1), *entries]).ljust(SECTOR, b"\0")
    return head + struct.pack("<128I", *fat, *[FREE] * (128 - len(fat))) + directory + body


def make_doc(pieces: list[tuple[str, bool]], notes: int = 0, flags: int = 0x0200, version: int = 0x00D9,
             heads: int = 0, changes: dict[int, int] | None = None) -> bytes:
    """``pieces`` are (text, whether it is stored one byte a character); the last ``heads`` + ``notes`` are those.
    ``changes``: property changes by number of the piece."""
    stored, places, positions = b"", [], [0]
    for text, narrow in pieces:
        begin = 1024 + len(stored)
        places.append(begin * 2 | 0x40000000 if narrow else begin)
        stored += text.encode("cp1252" if narrow else "utf-16-le")
        positions.append(positions[-1] + len(text))
    plc = struct.pack(f"<{len(positions)}I", *positions) + b"".join(
        struct.pack("<HIH", 0, at, (changes or {}).get(number, 0)) for number, at in enumerate(places))
    # A property change before the table, as Word writes it after quick saves.
    clx = b"\x01" + struct.pack("<H", 3) + b"abc" + b"\x02" + struct.pack("<I", len(plc)) + plc
    fib = bytearray(1024)
    struct.pack_into("<HH", fib, 0, 0xA5EC, version)
    struct.pack_into("<H", fib, 0x0A, flags)
    struct.pack_into("<3i", fib, 0x4C, positions[-1] - notes - heads, notes, heads)
    struct.pack_into("<II", fib, 0x01A2, 16, len(clx))
    return make_compound({"WordDocument": bytes(fib) + stored, "1Table": b"\0" * 16 + clx})

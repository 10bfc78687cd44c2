"""Small PDF files for tests: lines of text at given places, in one wide font with a ToUnicode map."""

import struct
import zlib
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True)
class Line:
    """``x`` from the left, ``top`` from the upper edge, both in points; every character is ``size`` wide."""

    x: float
    top: float
    text: str
    size: float = 10


def stream(data: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(data)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n" % (len(packed), more) + packed + b"\nendstream"


def units(text: str) -> list[int]:
    return [unit for (unit,) in struct.iter_unpack(">H", text.encode("utf-16-be"))]


def to_unicode(codes: list[int]) -> bytes:
    rows = [b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"]
    for at in range(0, len(codes), 100):
        part = codes[at : at + 100]
        rows.append(b"%d beginbfchar\n" % len(part) + b"".join(b"<%04X> <%04X>\n" % (c, c) for c in part))
        rows.append(b"endbfchar\n")
    rows.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
    return b"".join(rows)


def content(lines: list[Line]) -> bytes:
    return b"\n".join(
        b"BT /F1 %.2f Tf %.2f %.2f Td <%s> Tj ET" % (
            line.size, line.x, HEIGHT - line.top - line.size, line.text.encode("utf-16-be").hex().encode())
        for line in lines
    )


def make_pdf(pages: list[list[Line]], without_unicode: str = "", drawn: bytes = b"", also: str = "",
             page_more: bytes = b"", encoding: bytes = b"Identity-H") -> bytes:
    """``without_unicode``: characters whose glyphs the font gives no meaning. ``drawn``: more content of each page,
    ``also`` the characters that it uses, ``page_more`` more of each page's dictionary."""
    all_units = {unit for page in pages for line in page for unit in units(line.text)} | set(units(also))
    used = sorted(all_units - set(units(without_unicode)))
    numbers = [10 + 2 * at for at in range(len(pages))]
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), b" ".join(b"%d 0 R" % n for n in numbers)),
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /S /Encoding /%s /DescendantFonts [4 0 R] "
           b"/ToUnicode 5 0 R >>" % encoding,
        4: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /S /CIDSystemInfo << /Registry (Adobe) "
           b"/Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 6 0 R >>",
        5: stream(to_unicode(used)),
        6: b"<< /Type /FontDescriptor /FontName /S /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 900 "
           b"/Descent -100 /CapHeight 900 /StemV 80 >>",
    }
    for number, page in zip(numbers, pages, strict=True):
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R %s >>" % (WIDTH, HEIGHT, number + 1, page_more)
        )
        objects[number + 1] = stream(content(page) + b"\n" + drawn)
    return assembled(objects)


def assembled(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size))
    return bytes(out) + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)

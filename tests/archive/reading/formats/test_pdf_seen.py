"""What a PDF shows and hides: turned and vertical pages, hidden text, broken fonts, passwords, packed streams."""

import zlib
from base64 import a85encode
from datetime import date
from pathlib import Path

import pytest

from archive.reading.errors import TooLarge, UnsupportedFormat
from archive.reading.formats import pdf, pdf_filters, read_format
from archive.reading.pipeline import read_upload
from archive.services.rules import rulebook
from tests.archive.reading.formats.pdf_maker import HEIGHT, WIDTH, Line, assembled, make_pdf
from tests.archive.reading.formats.test_pdf import LONG, SECOND, paragraph

FILES = Path(__file__).parents[1] / "files"


def shown(text: str, x: float, y: float, matrix: str = "1 0 0 1", size: float = 10, before: bytes = b"") -> bytes:
    """One string of a page's content, at (x, y) from the lower left."""
    return before + b" BT /F1 %.2f Tf %s %.2f %.2f Tm <%s> Tj ET\n" % (
        size, matrix.encode(), x, y, text.encode("utf-16-be").hex().encode())


def read(pages: list[list[Line]], **more):
    return read_format(make_pdf(pages, **more), "x.pdf", rulebook())


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_a_viewer_turns(turned):
    """The lines are drawn so that they stand upright once the page is turned."""
    lines = paragraph(60, 60, LONG) + paragraph(60, 160, SECOND)
    drawn = b""
    for line in lines:
        x, y = {
            90: (line.top + line.size, line.x), 180: (WIDTH - line.x, line.top + line.size),
            270: (WIDTH - line.top - line.size, HEIGHT - line.x),
        }[turned]
        matrix = {90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}[turned]
        drawn += shown(line.text, x, y, matrix)
    raw = read([[]], drawn=drawn, also=LONG + SECOND, page_more=b"/Rotate %d" % turned)
    assert raw.text.split("\n") == [LONG, SECOND]


@pytest.mark.parametrize("matrix", ["0 1 -1 0", "0 -1 1 0"])
def test_a_page_whose_lines_stand_sideways(matrix):
    lines = paragraph(60, 60, LONG) + paragraph(60, 160, SECOND)
    drawn = b"".join(
        shown(line.text, line.top + line.size, line.x, matrix) if matrix.startswith("0 1")
        else shown(line.text, WIDTH - line.top - line.size, HEIGHT - line.x, matrix)
        for line in lines
    )
    assert read([[]], drawn=drawn, also=LONG + SECOND).text.split("\n") == [LONG, SECOND]


def test_vertical_lines_are_read_from_the_right():
    lines = paragraph(60, 60, LONG) + paragraph(60, 160, SECOND)
    drawn = b"".join(
        shown(char, WIDTH - line.top - line.size, HEIGHT - line.x - line.size * (at + 1))
        for line in lines for at, char in enumerate(line.text)
    )
    assert read([[]], drawn=drawn, also=LONG + SECOND).text.split("\n") == [LONG, SECOND]


@pytest.mark.parametrize("hidden", [
    shown("藏起来的广告", 80, 300, before=b"q 1 1 1 rg") + b"Q", shown("藏起来的广告", 80, -200),
    shown("藏起来的广告", WIDTH + 50, 300), shown("藏起来的广告", 80, 300, size=0.5),
    shown("藏起来的广告", 80, 300, before=b"q 0 0 0 0 k") + b"Q",
], ids=["white", "below", "beside", "tiny", "no ink"])
def test_what_a_page_does_not_show_goes_with_a_record(hidden):
    data = make_pdf([paragraph(80, 100, LONG)], drawn=hidden, also="藏起来的广告")
    raw = read_format(data, "x.pdf", rulebook())
    assert [raw.text[a:b] for a, b in raw.chrome] == ["藏起来的广告"]
    reading = read_upload(data, "x.pdf", rulebook(), date(2024, 1, 1))
    assert "广告" not in reading.reports[0].slice.text and LONG in reading.reports[0].slice.text


def test_white_words_on_a_dark_bar_are_seen():
    drawn = b"q 0.8 0 0 rg 60 690 400 60 re f 1 1 1 rg" + shown("红旗村的办法", 80, 710) + b"Q"
    raw = read([paragraph(80, 200, LONG)], drawn=drawn, also="红旗村的办法")
    assert (raw.text, raw.chrome) == (f"红旗村的办法\n{LONG}", ())


def test_an_invisible_layer_over_a_scan_is_read():
    assert read([[]], drawn=b"3 Tr" + shown("村里开会", 80, 700), also="村里开会").text == "村里开会"


def test_a_font_that_maps_to_wrong_characters_is_refused():
    wrong = "".join(chr(0x9F00 - 7 * at) for at in range(160))
    for text in (wrong, "ÎÒÃÇ´åÀï¿ª»á" * 6 + "村", "\ue123\ue456" * 30 + "村"):
        lines = [Line(40, 40 + 12 * at, text[20 * at : 20 * at + 20]) for at in range(-(-len(text) // 20))]
        with pytest.raises(UnsupportedFormat, match="文字层是乱码"):
            read([lines])


def test_a_list_of_names_is_no_garbage():
    assert not pdf._is_garbage("王建国、李秀英、张桂兰、刘志强、陈玉珍、杨和平、赵学军、黄国庆、周文华、吴小明、" * 10)


def test_an_empty_password_opens_and_another_is_asked_for_in_words():
    raw = read_format((FILES / "restricted.pdf").read_bytes(), "x.pdf", rulebook())
    assert "柳荫村推行“议事亭”做法，大家都说好。" in raw.text.split("\n")
    with pytest.raises(UnsupportedFormat, match="密码"):
        read_format((FILES / "locked.pdf").read_bytes(), "x.pdf", rulebook())


def lzw(count: int) -> bytes:
    """``count`` blanks as the codes of a table that grows by one blank each: 32, 258, 259 …; cleared when full."""
    codes, left = [], count
    while left > 0:
        codes.append(256)
        codes += [32, *range(258, 4090)]
        left -= 3833 * 3834 // 2
    bits = []
    width, entries = 9, 258
    for code in [*codes, 257]:
        bits.append(format(code, f"0{width}b"))
        if code == 256:
            width, entries = 9, 257
        else:
            entries += 1
            width = 9 if entries < 511 else 10 if entries < 1023 else 11 if entries < 2047 else 12
    text = "".join(bits)
    return bytes(int(text[at : at + 8].ljust(8, "0"), 2) for at in range(0, len(text), 8))


PACKED = {
    "/LZWDecode": lzw(3_000_000), "/RunLengthDecode": b"\x81 " * 30_000 + b"\x80",
    "[/ASCII85Decode /FlateDecode]": a85encode(zlib.compress(b" " * 3_000_000)) + b"~>",
    "[/ASCIIHexDecode /FlateDecode]": zlib.compress(b" " * 3_000_000).hex().encode() + b">",
}  # fmt: skip


@pytest.mark.parametrize("filters", PACKED)
def test_bombs_in_every_packing_are_refused(filters, monkeypatch):
    monkeypatch.setattr(pdf, "MAX_STREAM", 100_000)
    body = PACKED[filters]
    data = assembled({
        1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        4: b"<< /Length %d /Filter %s >>\nstream\n" % (len(body), filters.encode()) + body + b"\nendstream",
    })
    with pytest.raises(TooLarge, match="炸弹"):
        read_format(data, "x.pdf", rulebook())


def test_all_streams_together_are_bounded():
    with pytest.raises(TooLarge, match="炸弹"), pdf_filters.bounded(1000, 1500):
        for _ in range(2):
            pdf_filters._inflated(zlib.compress(b" " * 900))


def test_a_cut_stream_gives_what_it_holds():
    packed = zlib.compress(bytes(range(256)) * 40)
    assert pdf_filters._inflated(packed[:-6]) == zlib.decompressobj().decompress(packed[:-6])
    assert pdf_filters._inflated(packed[:-1] + b"x") == bytes(range(256)) * 40

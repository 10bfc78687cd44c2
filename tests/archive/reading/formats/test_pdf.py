"""PDF with a text layer: paragraphs, columns, running heads, radicals; refusals in words."""

from datetime import date

import pytest

from archive.reading.errors import DamagedFile, ReadingError, TooLarge, UnsupportedFormat
from archive.reading.formats import pdf, read_format
from archive.reading.pipeline import read_upload
from archive.services.rules import rulebook
from tests.archive.reading.formats.pdf_maker import Line, assembled, make_pdf, stream

# Twenty characters fill a line of the column.
FULL = "村里的党员先到议事亭里坐一坐再把事情说清"


def paragraph(x: float, top: float, text: str, per_line: int = 20, size: float = 10) -> list[Line]:
    """Set like a book: first line indented by two characters."""
    first, rest = text[: per_line - 2], text[per_line - 2 :]
    rows = [(x + 2 * size, first)] + [(x, rest[at : at + per_line]) for at in range(0, len(rest), per_line)]
    return [Line(left, top + 16 * number, row, size) for number, (left, row) in enumerate(rows)]


def read(pages: list[list[Line]], **more: str):
    return read_format(make_pdf(pages, **more), "x.pdf", rulebook())


LONG = "柳荫村推行“议事亭前说三句”做法，把村里大事小事交给党员和群众一起商量，一年里办成实事二十六件，大家都说好。"
SECOND = "第二段讲的是青石桥村，村支部把十二户人家连成一个院子，由一名党员带着，老人有人照看，娃娃有人接送。"


def test_lines_of_a_paragraph_are_one_line():
    page = paragraph(80, 100, LONG) + paragraph(80, 200, SECOND)
    assert read([page]).text == f"{LONG}\n{SECOND}"


def test_a_paragraph_goes_on_over_a_page_and_its_number():
    rows = paragraph(80, 700, LONG)
    pages = [
        [Line(300, 30, "某县党建通讯"), *paragraph(80, 100, SECOND), *rows[:2], Line(290, 800, "— 1 —")],
        [Line(300, 30, "某县党建通讯"), *[Line(r.x, 60 + r.top - 690, r.text) for r in rows[2:]],
         *paragraph(80, 200, SECOND), Line(290, 800, "— 2 —")],
        [Line(300, 30, "某县党建通讯"), *paragraph(80, 100, SECOND), Line(290, 800, "— 3 —")],
    ]
    raw = read(pages)
    assert LONG in raw.text.split("\n")
    assert [raw.text[a:b] for a, b in raw.chrome] == [
        "某县党建通讯", "— 1 —", "某县党建通讯", "— 2 —", "某县党建通讯", "— 3 —"]
    reading = read_upload(make_pdf(pages), "x.pdf", rulebook(), date(2024, 1, 1))
    assert "通讯" not in reading.reports[0].slice.text and LONG in reading.reports[0].slice.text


def test_two_columns_are_read_one_after_the_other():
    left = paragraph(60, 120, LONG) + paragraph(60, 200, LONG)
    right = paragraph(310, 123, SECOND) + paragraph(310, 203, SECOND)
    title = Line(200, 60, "两个村子的办法", 16)
    assert read([[title, *left, *right]]).text.split("\n") == ["两个村子的办法", LONG, LONG, SECOND, SECOND]


def test_columns_with_a_narrow_strip_between_them():
    left = paragraph(60, 120, LONG) + paragraph(60, 200, LONG)
    right = paragraph(270, 120, SECOND) + paragraph(270, 200, SECOND)
    assert read([[*left, *right]]).text.split("\n") == [LONG, LONG, SECOND, SECOND]


def test_a_table_is_rows_of_cells():
    rows = [("支部", "人数"), ("一支部", "12"), ("二支部", "9")]
    page = [Line(80 + 150 * at, 100 + 20 * n, cell) for n, row in enumerate(rows) for at, cell in enumerate(row)]
    assert read([page]).text == "支部\t人数\n一支部\t12\n二支部\t9"


def test_headings_stay_lines_of_their_own():
    page = [Line(80, 80, "一、做法"), *paragraph(80, 100, LONG), Line(80, 180, "二、成效"), *paragraph(80, 200, SECOND)]
    assert read([page]).text.split("\n") == ["一、做法", LONG, "二、成效", SECOND]


def test_paragraphs_set_apart_by_white_go_on_after_a_full_line_that_ends_a_sentence():
    first = [Line(80, 100 + 16 * at, row) for at, row in enumerate([FULL[:19] + "。", FULL, "大家都说好。"])]
    second = [Line(80, 160 + 16 * at, row) for at, row in enumerate([FULL, FULL[:19] + "。", "又一句。"])]
    third = [Line(80, 220 + 16 * at, row) for at, row in enumerate([FULL, "完。"])]
    assert read([first + second + third]).text.split("\n") == [
        "".join(line.text for line in lines) for lines in (first, second, third)]


def test_a_heading_wrapped_in_the_middle_is_one_line():
    heading = [Line(80, 60, "关于在全县推行议事亭做法", 16), Line(152, 84, "的意见", 16)]
    assert read([heading + paragraph(80, 120, LONG) + paragraph(80, 200, SECOND)]).text.split("\n")[0] == (
        "关于在全县推行议事亭做法的意见")


def test_a_reading_and_a_number_cut_by_the_end_of_a_line_stay_whole():
    page = [Line(100, 100, FULL[:13] + "创(chu"), Line(80, 116, "ang)新，" + FULL[:12] + "20"),
            Line(80, 132, "08年又办成三十件。")]
    assert read([[*page, *paragraph(80, 200, SECOND)]]).text.split("\n")[0] == (
        FULL[:13] + "创(chuang)新，" + FULL[:12] + "2008年又办成三十件。")


def test_an_article_begins_a_line_and_a_count_goes_on():
    first = [Line(100, 100, FULL[:17] + "。"), Line(80, 116, "第三条是大家都来。")]
    second = [Line(100, 140, FULL[:17] + "。"), Line(80, 156, "第三条　村里都来。")]
    assert [len(row) for row in read([first + second]).text.split("\n")] == [27, 18, 9]


def test_a_page_number_above_a_wide_margin_and_a_head_of_two_pages():
    pages = [[Line(80, 60, "某县党建通讯"), *paragraph(80, 100, SECOND), Line(250, 720, "— 1 —")],
             [Line(80, 60, "某县党建通讯"), *paragraph(80, 100, LONG), Line(250, 720, "— 2 —")]]
    raw = read(pages)
    assert [raw.text[a:b] for a, b in raw.chrome] == ["某县党建通讯", "— 1 —", "某县党建通讯", "— 2 —"]


def test_the_last_short_page_has_the_columns_of_the_page_before():
    left, right = paragraph(60, 120, LONG) + paragraph(60, 200, LONG), paragraph(310, 120, SECOND)
    right += paragraph(310, 200, SECOND)
    last = [Line(80, 80, FULL[:18]), Line(60, 96, "完成一桩。")]
    last += [Line(330, 80, FULL[:18]), Line(310, 96, "又完成一桩。")]
    assert read([left + right, last]).text.split("\n")[-2:] == [FULL[:18] + "完成一桩。", FULL[:18] + "又完成一桩。"]


def test_radicals_are_characters_and_wide_signs_stay_wide():
    assert read([[Line(80, 80, "⼈⺠⻓江，（⻅）Ａ１")]]).text == "人民长江，（见）Ａ１"


def test_text_drawn_twice_for_boldness_is_read_once():
    assert read([[Line(80, 80, "村里开会"), Line(80.3, 80, "村里开会")]]).text == "村里开会"


def test_a_glyph_without_a_meaning_is_placed():
    raw = read([[Line(80, 80, "村里开鑫会")]], without_unicode="鑫")
    assert raw.text == "村里开\ufffd会"
    assert raw.undecodable == ((3, ord("鑫").to_bytes(3, "big")),)


def test_a_font_without_meanings_is_refused():
    with pytest.raises(UnsupportedFormat, match="字形"):
        read([[Line(80, 80, FULL)]], without_unicode=FULL)


def test_a_scan_is_refused_in_words():
    with pytest.raises(UnsupportedFormat, match="扫描件"):
        read([[], []])


def test_too_many_pages_and_characters(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    with pytest.raises(TooLarge, match="2 页"):
        read([[Line(80, 80, "村里开会")]] * 3)
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 5)
    with pytest.raises(TooLarge, match="第 2 页"):
        read([[Line(80, 80, "村里开会")]] * 2)


def test_a_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_STREAM", 100_000)
    one_page = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>", 4: stream(b" " * 3_000_000),
    }
    with pytest.raises(TooLarge, match="炸弹"):
        read_format(assembled(one_page), "x.pdf", rulebook())


def test_too_many_streams_are_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_STREAMS", 1)
    with pytest.raises(TooLarge, match="1 个"):
        read([[Line(80, 80, "村里开会")]])


def test_a_form_that_draws_itself_is_refused():
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >>"
    data = assembled({
        1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >> "
           b"/Contents 5 0 R >>",
        4: stream(b"/F Do /F Do", form), 5: stream(b"/F Do"),
    })
    with pytest.raises(DamagedFile, match="没有尽头"):
        read_format(data, "x.pdf", rulebook())


def test_bytes_before_the_head():
    data = b"junk junk\n" * 20 + make_pdf([[Line(80, 80, "村里开会")]])
    assert read_format(data, "x.pdf", rulebook()).text == "村里开会"


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97])
def test_a_cut_file_is_read_or_refused_in_words(share):
    data = make_pdf([[Line(80, 80, LONG)]])
    try:
        assert read_format(data[: int(share * len(data))], "x.pdf", rulebook()).format in ("pdf", "text")
    except ReadingError as error:
        assert "。" in str(error)

"""Word binary documents: pieces in both widths, fields, tables, notes; refusals in words."""

import pytest

from archive.reading.errors import DamagedFile, ReadingError, TooLarge, UnsupportedFormat
from archive.reading.formats import doc, read_format
from archive.services.rules import rulebook
from tests.archive.reading.formats.doc_maker import make_compound, make_doc


def text_of(data: bytes) -> str:
    return read_format(data, "x.doc", rulebook()).text


def test_pieces_of_both_widths_in_the_order_of_the_table():
    assert text_of(make_doc([("村里推行“三句话”", False), ("2008 \x93ok\x94".encode("latin-1").decode("cp1252"), True),
                             ("做法。\r第二段\r", False)])) == "村里推行“三句话”2008 “ok”做法。\n第二段"


def test_results_of_fields_stay_and_codes_go():
    code = "见\x13 HYPERLINK \x13 REF a \x14内\x15 \x14链接\x15。\r"
    assert text_of(make_doc([(code, False)])) == "见链接。"


def test_cells_and_rows():
    assert text_of(make_doc([("前\r支部\x07人数\x07\x07一支部\x0712\x07\x07后\r", False)])) == (
        "前\n支部\t人数\n一支部\t12\n后"
    )


def test_breaks_and_anchors():
    assert text_of(make_doc([("甲\x0b乙\x0c丙\x1e丁\x1f戊\x01\x08\x02己\t庚\r", False)])) == "甲\n乙\n丙-丁戊己 庚"


def test_pieces_that_a_quick_save_hid_or_deleted_are_left_out():
    """A piece's own change: 0x41 deleted, 0x5C hidden, as [MS-DOC] 2.9.214 numbers them."""
    pieces = [("村里", False), ("旧话", False), ("藏话", False), ("开会\r", False)]
    assert text_of(make_doc(pieces, changes={1: 0x0182, 2: 0x01B8})) == "村里开会"
    assert text_of(make_doc(pieces, changes={1: 0x0082, 2: 0x00B8})) == "村里旧话藏话开会"


def test_notes_follow_and_running_heads_are_left_out():
    pieces = [("正文\r", False), ("脚注\r", False), ("页眉\r", False)]
    assert text_of(make_doc(pieces, notes=3, heads=3)) == "正文\n脚注"


def test_refusals_say_what_to_do(monkeypatch):
    with pytest.raises(UnsupportedFormat, match="密码"):
        text_of(make_doc([("村", False)], flags=0x0300))
    with pytest.raises(UnsupportedFormat, match="Word 95"):
        text_of(make_doc([("村", False)], version=0x0068))
    with pytest.raises(UnsupportedFormat, match="xls"):
        text_of(make_compound({"Workbook": b"x"}))
    with pytest.raises(DamagedFile, match="损坏"):
        text_of(make_compound({"WordDocument": b""}))
    monkeypatch.setattr(doc, "MAX_CHARACTERS", 3)
    with pytest.raises(TooLarge, match="3 字"):
        text_of(make_doc([("村里开会", False)]))


@pytest.mark.parametrize("at", [0, 4, 8, 0x1A2, 0x1A6, 0x4C, 0x50])
def test_wrong_numbers_in_the_head_are_no_crash(at):
    data = bytearray(make_doc([("村里开会", False)]))
    for value in (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0"):
        data[512 * 3 + at : 512 * 3 + at + 4] = value
        try:
            assert text_of(bytes(data))
        except ReadingError as error:
            assert "。" in str(error)


def test_a_missing_piece_is_told():
    whole = make_doc([("村里开会" * 2000, False)])
    with pytest.raises(DamagedFile, match="Word"):
        text_of(whole[: 512 * 20])

r"""RTF: \'xx runs in several code pages, \uN with stand-ins, tables, notes; left out what is not running text."""

import pytest

from archive.reading.errors import DamagedFile, TooLarge
from archive.reading.formats import read_format, rtf
from archive.services.rules import rulebook


def text_of(source: str | bytes) -> str:
    data = source if isinstance(source, bytes) else source.encode("ascii")
    return read_format(data, "x.doc", rulebook()).text


def hexed(text: str, codec: str = "gbk") -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(codec))


def numbered(text: str, stand_in: str = "?") -> str:
    units = text.encode("utf-16-le")
    codes = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
    return "".join(f"\\u{code}{stand_in}" for code in codes)


WORDS = "柳荫村推行“议事亭前说三句”做法"


@pytest.mark.parametrize("source", [
    "{\\rtf1\\ansi\\ansicpg936 " + hexed(WORDS) + "}",
    "{\\rtf1\\ansi\\ansicpg1252 " + hexed(WORDS) + "}",
    "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset134 S;}}\\f1 " + hexed(WORDS) + "}",
    "{\\rtf1\\ansi\\ansicpg950 " + hexed("柳蔭村推行", "big5") + "}",
    "{\\rtf1\\ansi " + numbered(WORDS) + "}",
    "{\\rtf1\\ansi\\uc2 " + numbered(WORDS, "\\'a3\\'bf") + "}",
    "{\\rtf1\\ansi\\uc0 " + numbered(WORDS, " ") + "}",
    b"{\\rtf1\\ansi\\ansicpg936 " + WORDS.encode("gbk") + b"}",
], ids=["gbk", "gbk as 1252", "font", "big5", "u", "uc2", "uc0", "raw"])
def test_chinese_in_every_spelling(source):
    assert text_of(source) in (WORDS, "柳蔭村推行")


def test_a_second_byte_that_is_written_as_a_letter():
    data = "丂丄村".encode("gbk")
    assert data[1:2] == b"@"
    assert text_of("{\\rtf1\\ansicpg936 \\'81@\\'81A" + hexed("村") + "}") == "丂丄村"


def test_a_character_beyond_the_first_plane():
    assert text_of("{\\rtf1 " + numbered("𠮷村") + "}") == "𠮷村"


def test_paragraphs_tables_and_notes():
    source = (
        "{\\rtf1\\ansicpg936 " + hexed("第一段") + "{\\footnote " + hexed("脚注") + "}" + hexed("完") + "\\par\n"
        "\\trowd\\intbl " + hexed("支部") + "\\cell " + hexed("人数") + "\\cell\\row\n"
        "\\intbl " + hexed("一支部") + "\\cell 12\\cell\\row\\pard " + hexed("表后") + "\\par}"
    )
    assert text_of(source).split("\n") == ["第一段完", "支部\t人数", "一支部\t12", "表后", "", "脚注"]


def test_what_is_no_running_text_is_left_out():
    source = (
        "{\\rtf1\\ansicpg936{\\fonttbl{\\f0 " + hexed("宋体") + ";}}{\\info{\\title " + hexed("题") + "}}"
        "{\\header " + hexed("页眉") + "}{\\*\\generator x;}{\\pict 414141}{\\v " + hexed("看不见") + "}"
        "{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt " + hexed("村里") + "}}{\\object{\\*\\objdata 4141}}"
        "{\\*\\shpinst{\\sp{\\sn x}{\\sv 1}}{\\shptxt " + hexed("框里") + "}}\\bin4 }}}}" + hexed("开会") + "}" + "tail"
    )
    assert text_of(source) == "村里开会\n框里"


def test_labels_of_lists_boxes_and_starred_notes():
    source = (
        "{\\rtf1\\ansicpg936 {\\listtext\\pard " + hexed("一、") + "\\tab}" + hexed("做法") + "\\par"
        "{\\pntext 2.\\tab}2008" + hexed("年") + "{\\*\\footnote " + hexed(" 脚注") + "}\\par"
        "{\\shp{\\*\\shpinst{\\shptxt " + hexed("框里") + "\\par}}}" + hexed("框外") + "\\par"
        "{\\listtext 3.\\tab}\\par " + hexed("完") + "}"
    )
    assert text_of(source).split("\n") == ["一、做法", "2. 2008年", "框外", "框里", "", "完", "脚注"]


def test_bytes_that_cannot_be_read_are_placed():
    raw = read_format(b"{\\rtf1\\ansicpg936 " + hexed("村里").encode() + b"\\'ff" + hexed("开会").encode() + b"}",
                      "x.rtf", rulebook())
    assert raw.text == "村里\ufffd开会"
    assert raw.undecodable == ((2, b"\xff"),)


@pytest.mark.parametrize("page", [*sorted(rtf._PAGES), 0, 424, 99999])
def test_no_code_page_is_a_crash(page):
    every = "".join(f"\\'{byte:02x}" for byte in range(256))
    assert "村" in text_of(f"{{\\rtf1\\ansicpg{page} {every}" + numbered("村") + "}")


def test_limits_are_told(monkeypatch):
    with pytest.raises(DamagedFile, match="2000 层"):
        text_of("{\\rtf1 " + "{" * 200_000 + "}" * 200_000 + "}")
    monkeypatch.setattr(rtf, "MAX_TOKENS", 100)
    with pytest.raises(TooLarge, match="控制符"):
        text_of("{\\rtf1 " + hexed(WORDS * 10) + "}")

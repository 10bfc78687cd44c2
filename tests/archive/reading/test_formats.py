"""Formats by content: pages, Word documents, and plain words for everything else."""

import io
import zipfile

import docx
import pytest

from archive.reading.errors import DamagedFile, ReadingError, TooLarge, UnsupportedFormat
from archive.reading.formats import read_format
from archive.services.rules import rulebook

PAGE = """<html><head><title>柳荫村的清晨_某某网</title><meta name="PubDate" content="2016-07-02 08:15">
<script>var 广告 = 1;</script></head><body><div class="nav"><a href="/">首页</a> <a href="/a">要闻</a></div>
<h1>柳荫村的清晨</h1><p>　　村里的党员起得早，
先到议事亭坐一坐。</p><p style="display: none">看不见的广告</p>
<table><tr><th>支部</th><th>人数</th></tr><tr><td>一支部</td><td>12</td></tr></table>
<div>相关链接的说明<br>第二行</div></body></html>"""


def page_text(source: str) -> str:
    return read_format(source.encode(), "x.html", rulebook()).text


def test_a_page():
    raw = read_format(PAGE.encode("gb18030"), "x.txt", rulebook())
    assert (raw.format, raw.encoding) == ("html", "gb18030")
    assert (raw.title, raw.posted_on) == ("柳荫村的清晨_某某网", "2016-07-02")
    lines = raw.text.split("\n")
    assert "首页 要闻" in lines
    assert "　　村里的党员起得早，先到议事亭坐一坐。" in lines
    assert "支部\t人数" in lines and "一支部\t12" in lines
    assert lines[-2:] == ["相关链接的说明", "第二行"]
    assert "广告" not in raw.text
    assert [raw.text[a:b] for a, b in raw.chrome] == ["首页 要闻"]


def test_a_page_saved_by_an_office_program():
    source = (
        '<html><head><meta name="generator" content="LibreOffice 7.4"></head><body><div title="header"><p>党建通讯</p>'
        '</div><p>柳荫村\n石桥村<a class="sdfootnoteanc" name="a">1</a>都来了'
        '<a name="_ftnref2" href="#_ftn2">[2]</a>。</p>'
        "<table><tr>\n\t<td><p>\n\t支部</p></td>\n\t<td><p>\n\t人数</p></td></tr></table></body></html>"
    )
    raw = read_format(source.encode(), "x.html", rulebook())
    assert raw.text.split("\n") == ["党建通讯", "柳荫村 石桥村都来了。", "支部\t人数"]
    assert [raw.text[a:b] for a, b in raw.chrome] == ["党建通讯"]


def test_a_page_nested_without_end():
    source = "<html><body>" + "<div>" * 20000 + "<p>村里开会。</p></body></html>"
    assert "村里开会。" in page_text(source)


def test_an_element_left_open_does_not_swallow_the_page():
    assert "村里开会。" in page_text("<html><body><noscript><p title='</noscript>'>村里开会。</p></body></html>")


def test_a_plain_text_that_names_tags_stays_text():
    raw = read_format("怎样写标题：用 <h1> 和 <p> 两种记号。".encode(), "x.txt", rulebook())
    assert raw.format == "text"


def word(*paragraphs: str, table: list[list[str]] | None = None) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        rows = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, value in zip(rows.add_row().cells, row, strict=True):
                cell.text = value
        document.add_paragraph("表后一段")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_word_document_keeps_its_table_in_place():
    raw = read_format(word("第一段", table=[["支部", "人数"], ["一支部", "12"]]), "x.docx", rulebook())
    assert raw.text == "第一段\n支部\t人数\n一支部\t12\n表后一段"


def test_hidden_runs_are_left_out():
    document = docx.Document()
    paragraph = document.add_paragraph("看得见")
    paragraph.add_run("看不见").font.hidden = True
    buffer = io.BytesIO()
    document.save(buffer)
    assert read_format(buffer.getvalue(), "x.docx", rulebook()).text == "看得见"


def rezipped(data: bytes, name: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info.filename)
            new.writestr(info.filename, change(content) if info.filename == name else content)
    return out.getvalue()


def test_a_document_with_entities_is_refused():
    entity = b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    data = rezipped(
        word("甲"), "word/document.xml", lambda xml: xml.replace(b"<w:document", entity + b"<w:document", 1)
    )
    with pytest.raises(DamagedFile, match="DOCTYPE"):
        read_format(data, "x.docx", rulebook())


def test_a_bomb_is_refused():
    data = rezipped(word("甲"), "word/document.xml", lambda xml: xml + b" " * 30_000_000)
    with pytest.raises(TooLarge):
        read_format(data, "x.docx", rulebook())


def test_half_a_document_is_damaged():
    data = word("甲")
    with pytest.raises(DamagedFile):
        read_format(data[: len(data) // 2], "x.docx", rulebook())


def zip_of(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = {
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "zip": (zip_of("甲.txt"), "解压"),
    "xlsx": (zip_of("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
    "rar": (b"Rar!\x1a\x07\x01\0", "解压"),
    "png": (b"\x89PNG\r\n\x1a\n", "文字识别"),
    "exe": (b"MZ\x90\0\x03", "程序"),
    "php": ("<?php echo '党';".encode(), "程序"),
    "mp4": (b"\0\0\0\x18ftypmp42", "音频"),
    "english": (b"import os", "汉字"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_not_read_is_refused_in_words_that_help(kind):
    data, words = REFUSED[kind]
    with pytest.raises(UnsupportedFormat, match=words):
        read_format(data, f"x.{kind}", rulebook())


def test_an_empty_file_says_so():
    with pytest.raises(ReadingError, match="空"):
        read_format(b"", "x.txt", rulebook())

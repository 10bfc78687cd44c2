"""OpenDocument text: order, tables, notes; entities, bombs, passwords refused in words."""

import io
import zipfile

import pytest

from archive.reading.errors import DamagedFile, TooLarge, UnsupportedFormat
from archive.reading.formats import read_format
from archive.services.rules import rulebook

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
                        ("style", "style"))
)


def make_odt(body: str, head: str = "", kind: str = "text", manifest: str = "", styles: str = "") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {SPACES}><office:body>'
        f"<office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        if styles:
            archive.writestr("styles.xml", f"<office:document-styles {SPACES}>{styles}</office:document-styles>")
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def text_of(body: str, **more: str) -> str:
    return read_format(make_odt(body, **more), "x.odt", rulebook()).text


def test_paragraphs_lists_tables_and_notes_in_order():
    body = (
        "<text:h>标题</text:h><text:p>村里<text:span>推行“三句<text:s text:c='2'/>话”</text:span>做法<text:note>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>脚注</text:p></text:note-body></text:note>"
        "。<text:line-break/>又一行</text:p><text:list><text:list-item><text:p>一条</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>支部</text:p></table:table-cell><table:table-cell>"
        "<text:p>人</text:p><text:p>数</text:p></table:table-cell></table:table-row></table:table><text:p>表后</text:p>"
    )
    assert text_of(body).split("\n") == [
        "标题", "村里推行“三句  话”做法。", "又一行", "一条", "支部\t人 数", "表后", "脚注"]


LISTS = (
    '<office:styles><text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-suffix="、" '
    'style:num-format="一, 二, 三, ..."/><text:list-level-style-number text:level="2" style:num-format="1" '
    'style:num-suffix="." text:display-levels="2"/></text:list-style><text:outline-style><text:outline-level-style '
    'text:level="1" style:num-format="1" style:num-suffix="."/></text:outline-style>'
    '<style:style style:name="V" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="W" style:parent-style-name="V" style:family="paragraph"/></office:styles>'
)


def items(*words: str, more: str = "") -> str:
    inner = "".join(f"<text:list-item><text:p>{word}</text:p></text:list-item>" for word in words)
    return f'<text:list text:style-name="L" {more}>{inner}</text:list>'


def test_lists_count_go_on_and_begin_again():
    deeper = (
        '<text:list text:style-name="L"><text:list-item><text:p>做法</text:p><text:list><text:list-item><text:p>建亭'
        "</text:p><text:p>再一段</text:p></text:list-item></text:list></text:list-item><text:list-item "
        'text:start-value="5"><text:p>体会</text:p></text:list-item></text:list>'
    )
    body = (
        items("甲", "乙") + "<text:p>中间</text:p>" + items("丙", more='text:continue-numbering="true"') + items("丁")
        + deeper + '<text:h text:outline-level="1">标题</text:h>'
    )
    assert text_of(body, styles=LISTS).split("\n") == [
        "一、甲", "二、乙", "中间", "三、丙", "一、丁", "一、做法", "一.1.建亭", "再一段", "五、体会", "1.标题"]


def test_what_styles_and_sections_hide_is_left_out():
    body = (
        '<text:p>看<text:span text:style-name="V">藏</text:span>见</text:p><text:p text:style-name="W">全藏</text:p>'
        '<text:section text:display="none"><text:p>节藏</text:p></text:section><text:p>完</text:p>'
    )
    assert text_of(body, styles=LISTS).split("\n") == ["看见", "", "完"]


def test_deleted_text_and_remarks_are_left_out():
    body = (
        "<text:tracked-changes><text:changed-region><text:p>删去</text:p></text:changed-region></text:tracked-changes>"
        "<text:p>村里<office:annotation><text:p>批注</text:p></office:annotation>开会</text:p>"
    )
    assert text_of(body) == "村里开会"


def test_a_text_box_follows_its_paragraph():
    box = "<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>"
    assert text_of(f"<text:p>甲{box}乙</text:p>") == "甲乙\n框"


def test_entities_are_refused():
    with pytest.raises(DamagedFile, match="DOCTYPE"):
        text_of("<text:p>&e;</text:p>", head='<!DOCTYPE x [<!ENTITY e "党">]>')


def test_bombs_and_depth_are_refused():
    with pytest.raises(TooLarge, match="压缩率"):
        text_of("<text:p>党</text:p>" + " " * 30_000_000)
    with pytest.raises(DamagedFile):
        text_of("<text:p>党" + "<text:span>" * 5000 + "</text:span>" * 5000 + "</text:p>")


def test_passwords_and_sheets_are_refused_in_words():
    with pytest.raises(UnsupportedFormat, match="密码"):
        text_of("", manifest="<manifest:encryption-data/>")
    with pytest.raises(UnsupportedFormat, match="表格"):
        text_of("", kind="spreadsheet")


def test_a_cut_document_is_damaged():
    data = make_odt("<text:p>村里开会</text:p>")
    with pytest.raises(DamagedFile):
        read_format(data[: len(data) // 2], "x.odt", rulebook())

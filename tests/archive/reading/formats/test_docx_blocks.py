"""Word documents (.docx): what stands in content controls, notes, lists and merged cells."""

import io
import zipfile

import docx
import pytest

from archive.reading.formats import read_format
from archive.services.rules import rulebook

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def make_docx(body: str, **parts: str) -> bytes:
    """``parts``: the content of further parts by name (footnotes, numbering, styles)."""
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    out = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name).decode() if name.endswith((".xml", ".rels")) else old.read(name)
            if name == "word/document.xml":
                content = f"<w:document {W}><w:body>{body}</w:body></w:document>"
            elif name == "word/_rels/document.xml.rels":
                own = "".join(
                    f'<Relationship Id="own{part}" Type="{RELATED}{part}" Target="own-{part}.xml"/>' for part in parts)
                rows = content.split("<Relationship ")
                kept = [row for row in rows if not any(f"/{part}\"" in row for part in parts)]
                content = "<Relationship ".join(kept).replace("</Relationships>", "") + own + "</Relationships>"
            elif name == "[Content_Types].xml":
                own = "".join(f'<Override PartName="/word/own-{part}.xml" ContentType="{KIND}{part}+xml"/>'
                              for part in parts)
                content = content.replace("</Types>", own + "</Types>")
            new.writestr(name, content)
        for part, content in parts.items():
            new.writestr(f"word/own-{part}.xml", f"<w:{part} {W}>{content}</w:{part}>")
    return out.getvalue()


def p(words: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


def text_of(body: str, **parts: str) -> str:
    return read_format(make_docx(body, **parts), "x.docx", rulebook()).text


def listed(number: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>"
)


def test_content_controls_are_read_in_their_place():
    inner = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件里的话')}</w:sdtContent></w:sdt>"
    cell = f"<w:sdt><w:sdtContent><w:tc>{p('甲')}</w:tc></w:sdtContent></w:sdt><w:tc>{inner}</w:tc>"
    table = f"<w:tbl><w:sdt><w:sdtContent><w:tr>{cell}</w:tr></w:sdtContent></w:sdt></w:tbl>"
    assert text_of(p("前") + inner + table + p("后")) == "前\n控件里的话\n甲\t控件里的话\n后"


def test_notes_follow_the_text():
    notes = (
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="2">{p(" 脚注的话")}</w:footnote>'
    )
    assert text_of(p("正文") + p("又一段"), footnotes=notes) == "正文\n又一段\n脚注的话"


def test_lists_count_and_begin_again_where_they_say_so():
    body = (
        p("做法", listed(1)) + p("建亭", listed(1, 1)) + p("立规", listed(1, 1)) + p("正文") + p("体会", listed(1))
        + p("好处", listed(1, 1)) + p("打算", listed(2)) + p("落实", listed(2)) + p("无号", listed(0))
    )
    assert text_of(body, numbering=NUMBERING).split("\n") == [
        "一、做法", "（一）建亭", "（二）立规", "正文", "二、体会", "（一）好处", "一、打算", "二、落实", "无号"]


def test_styles_number_and_hide():
    styles = (
        f'<w:style w:type="paragraph" w:styleId="H"><w:pPr>{listed(1)}</w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="K"><w:basedOn w:val="H"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="V"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="C"/></w:style>'
    )
    body = "".join(p(f"第{style}", f'<w:pStyle w:val="{style}"/>') for style in "HKVC")
    body += p("露出来", '<w:pStyle w:val="V"/>', '<w:vanish w:val="0"/>')
    assert text_of(body, numbering=NUMBERING, styles=styles).split("\n") == ["一、第H", "二、第K", "", "第C", "露出来"]


def test_deleted_rows_go_and_cells_merged_downwards_are_empty():
    def row(*cells: str, properties: str = "") -> str:
        inner = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
        return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"

    merged = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>"
    rows = row(p("甲"), p("一")) + row(merged, p("二")) + row(p("删"), p("去"), properties="<w:del/>")
    assert text_of(f"<w:tbl>{rows}</w:tbl>") == "甲\t一\n\t二"


@pytest.mark.parametrize("broken", ["numbering", "styles", "footnotes"])
def test_a_part_that_is_no_list_of_anything_is_no_crash(broken):
    assert text_of(p("正文", listed(99)), **{broken: "<w:x/>"}) == "正文"

"""Make the office files beside this script: our own words as flat OpenDocument, saved by LibreOffice Writer.

Run by hand, never by the tests: ``python build.py [SOFFICE]`` (README.md says with what it was run).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = {
    "office": OASIS + "office:1.0", "style": OASIS + "style:1.0", "text": OASIS + "text:1.0",
    "table": OASIS + "table:1.0", "draw": OASIS + "drawing:1.0", "fo": OASIS + "xsl-fo-compatible:1.0",
    "svg": OASIS + "svg-compatible:1.0", "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}  # fmt: skip
FILTERS = {
    "docx": "docx:MS Word 2007 XML", "doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "odt": "odt:writer8",
    "html": "html:HTML (StarWriter)", "pdf": "pdf:writer_pdf_Export",
}
# Hanging punctuation off: Writer 7.4 leaves out of a PDF what hangs over the edge of a column.
STYLES = """
<style:default-style style:family="paragraph"><style:text-properties style:font-name="N" style:font-name-asian="N"
 fo:font-size="10.5pt" style:font-size-asian="10.5pt" style:language-asian="zh" style:country-asian="CN"/>
</style:default-style>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="B" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties
 fo:text-align="justify" fo:text-indent="0.74cm" style:punctuation-wrap="simple"/></style:style>
<style:style style:name="T" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties
 fo:text-align="center"/><style:text-properties fo:font-size="18pt" style:font-size-asian="18pt"/></style:style>
<style:style style:name="C" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties
 fo:text-align="center"/></style:style>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<text:list-style style:name="L">
<text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>
<text:list-level-style-number text:level="2" style:num-format="一, 二, 三, ..." style:num-prefix="（"
 style:num-suffix="）"/></text:list-style>
<text:list-style style:name="M"><text:list-level-style-number text:level="1" style:num-format="1"
 style:num-suffix="."/></text:list-style>
<text:list-style style:name="D"><text:list-level-style-bullet text:level="1" text:bullet-char="●"/></text:list-style>
"""
AUTOMATIC = """
<style:style style:name="S" style:family="section"><style:section-properties><style:columns fo:column-count="2"
 fo:column-gap="0.7cm"><style:column style:rel-width="1*"/><style:column style:rel-width="1*"/></style:columns>
</style:section-properties></style:style>
<style:style style:name="E" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"
 fo:padding="0.1cm"/></style:style>
<style:style style:name="F" style:family="graphic"><style:graphic-properties style:wrap="none"
 style:vertical-pos="from-top" style:vertical-rel="paragraph" style:horizontal-pos="center"
 style:horizontal-rel="paragraph" fo:border="0.5pt solid #000000" fo:padding="0.15cm"/></style:style>
<style:page-layout style:name="P"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
 fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2.6cm" fo:margin-right="2.6cm"/>
<style:header-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-bottom="0.3cm"/>
</style:header-style><style:footer-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.3cm"/>
</style:footer-style>
</style:page-layout>
"""
MASTER = (
    '<style:master-page style:name="Standard" style:page-layout-name="P"><style:header><text:p text:style-name="C">'
    '河东县党建工作通讯</text:p></style:header><style:footer><text:p text:style-name="C">— <text:page-number>1'
    "</text:page-number> —</text:p></style:footer></style:master-page>"
)
PLAIN_MASTER = '<style:master-page style:name="Standard" style:page-layout-name="P"/>'
# With a table (s13), with words parted by spaces (s07), a short one.
SAMPLES = ["s13-1", "s07-1", "s16-1"]


def document(body: str) -> str:
    spaces = " ".join(f'xmlns:{short}="{name}"' for short, name in SPACES.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {spaces} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:font-face-decls><style:font-face '
        "style:name=\"N\" svg:font-family=\"'Noto Serif CJK SC'\"/></office:font-face-decls>"
        f"<office:styles>{STYLES}</office:styles><office:automatic-styles>{AUTOMATIC}</office:automatic-styles>"
        f"<office:master-styles>{MASTER}</office:master-styles><office:body><office:text>{body}</office:text>"
        "</office:body></office:document>"
    )


def paragraph(words: str, style: str = "B") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def listed(style: str, items: list[str], more: str = "") -> str:
    inner = "".join(f"<text:list-item><text:p>{item}</text:p></text:list-item>" for item in items)
    return f'<text:list text:style-name="{style}" {more}>{inner}</text:list>'


def table(rows: list[list[str]]) -> str:
    cells = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell table:style-name="E"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        ) + "</table:table-row>" for row in rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
    return f'<table:table table:name="t">{columns}{cells}</table:table>'


def features() -> str:
    """One report with what offices put into documents."""
    changed = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>甲'
        "</dc:creator><dc:date>2020-01-01T00:00:00</dc:date></office:change-info><text:p>原来写的旧话</text:p>"
        '</text:deletion></text:changed-region><text:changed-region text:id="c2"><text:insertion><office:change-info>'
        "<dc:creator>甲</dc:creator><dc:date>2020-01-01T00:00:00</dc:date></office:change-info></text:insertion>"
        "</text:changed-region></text:tracked-changes>"
    )
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>'
        "指全村在册的党员，不含外出不满半年的。</text:p></text:note-body></text:note>"
    )
    box = (
        '<draw:frame draw:style-name="F" draw:name="f" text:anchor-type="paragraph" svg:width="8cm" svg:height="1.2cm" '
        'svg:y="0.1cm"><draw:text-box><text:p>文本框里的一句：有事到亭子里说。</text:p></draw:text-box></draw:frame>'
    )
    remark = (
        "<office:annotation><dc:creator>乙</dc:creator><dc:date>2020-01-01T00:00:00</dc:date><text:p>批注里的私房话"
        "</text:p></office:annotation>"
    )
    levels = (
        '<text:list text:style-name="L"><text:list-item><text:p>主要做法</text:p><text:list><text:list-item><text:p>'
        "建一座亭子</text:p></text:list-item><text:list-item><text:p>立一条规矩</text:p></text:list-item></text:list>"
        "</text:list-item><text:list-item><text:p>几点体会</text:p></text:list-item></text:list>"
    )
    return document(
        changed + paragraph("柳荫村“议事亭”做法的汇报", "T")
        + paragraph(f"柳荫村有党员四十六名{note}，村党支部推行“议事亭前说三句”做法，把大事小事交给大家商量。")
        + levels
        + paragraph('去年<text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>新添的话'
                    '<text:change-end text:change-id="c2"/>写进了村规民约，见<text:a xlink:href="http://example.org/a">'
                    f"村务公开栏</text:a>{remark}的公告。")
        + paragraph('村里<text:span text:style-name="H">藏起来的广告</text:span>还办了三件实事。')
        + listed("M", ["修通了进村的路。", "2008年装上了路灯。", "建起了图书角。"])
        + listed("D", ["支部书记每月接待一次。", "党员每周值班一天。"])
        + paragraph(f"{box}亭子边立着一块牌子。")
        + paragraph("各支部的情况见下表。")
        + table([["支部", "党员人数（名）", "办成的实事"], ["第一支部", "12", "修路"],
                 ["第二支部", "9", "装灯、建图书角"]])
        + paragraph("今后还要做细做实。")
    )


SUBJECTS = ["议事亭", "红灯笼", "石板路", "老槐树", "连心桥", "小板凳", "大喇叭", "青石井", "百家门", "双提灯"]
KINDS = ["说三句”做法", "走一线”活动", "四进门”工作法", "夜校”制度", "帮一户”行动"]
SENTENCES = [
    "{0}镇党委在全镇推行{1}，一年里走访农户三百多家，收集意见一百二十余条，件件都有回音。",
    "从春耕到秋收，{0}村的党员轮流到场，{1}由此传开，邻近几个村也照着办了起来。",
    "今年，{0}社区把{1}写进居民公约，凡是大家关心的事，都先摆到桌面上商量，再由党员带头去做。",
    "群众说，{0}乡的{1}好就好在不摆架子，有一说一，办不成的也讲明缘由。",
    "在总结经验的基础上，{0}街道又提出{1}，要求每名党员每季度至少参加两次，年底向群众报告结果。",
]
PLACES = ["河东", "柳荫", "石桥", "北塘", "双井"]


def names() -> list[str]:
    """Fifty invented initiatives, with their quotation marks."""
    return [f"“{subject}{kind}" for subject in SUBJECTS for kind in KINDS]


def fifty_names(*, columns: bool) -> str:
    """A report of two columns, or of one, that quotes all fifty."""
    paragraphs = []
    for at, name in enumerate(names()):
        words = SENTENCES[at % 5].format(PLACES[at // 5 % 5], name)
        if at % 3:
            paragraphs[-1] += words
        else:
            paragraphs.append(words)
    body = "".join(paragraph(escape(words)) for words in paragraphs)
    if columns:
        body = f'<text:section text:style-name="S" text:name="s">{body}</text:section>'
    return document(paragraph("河东县五十个叫得响的做法", "T") + body)


def sample(path: Path) -> str:
    """A sample report as it would be typed: title in the middle, paragraphs indented, rows of tabs as a table."""
    blocks: list[str] = []
    rows: list[list[str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").strip().split("\n")):
        if "\t" in line:
            rows.append([escape(cell) for cell in line.split("\t")])
            continue
        if rows:
            blocks.append(table(rows))
            rows = []
        blocks.append(paragraph(escape(line), "B" if number else "T"))
    return document("".join(blocks)).replace(MASTER, PLAIN_MASTER)


# (file, options of the filter): with a password that only changes need, and with one that reading needs.
PROTECTED = [
    ("restricted", '"RestrictPermissions":{"type":"boolean","value":"true"},'
                   '"PermissionPassword":{"type":"string","value":"x"}'),
    ("locked", '"EncryptFile":{"type":"boolean","value":"true"},'
               '"DocumentOpenPassword":{"type":"string","value":"secret"}'),
]


def protected(soffice: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, options in PROTECTED:
            path = Path(folder) / f"{name}.fodt"
            path.write_text(document(paragraph("柳荫村推行“议事亭”做法，大家都说好。")), encoding="utf-8")
            subprocess.run(
                [soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
                 f"pdf:writer_pdf_Export:{{{options}}}", "--outdir", str(HERE), str(path)],
                check=True, capture_output=True)


def main(soffice: str) -> None:
    wanted = {"features": (features(), list(FILTERS)), "names-columns": (fifty_names(columns=True), ["pdf"]),
              "names": (fifty_names(columns=False), ["pdf", "docx", "doc", "rtf", "odt", "html"])}
    for name in SAMPLES:
        wanted[name] = (sample(HERE.parents[3] / "fixtures" / "clean" / f"{name}.txt"), list(FILTERS))
    with tempfile.TemporaryDirectory() as folder:
        for name, (source, kinds) in wanted.items():
            path = Path(folder) / f"{name}.fodt"
            path.write_text(source, encoding="utf-8")
            for kind in kinds:
                (HERE / f"{name}.{kind}").unlink(missing_ok=True)
                subprocess.run(
                    [soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
                     FILTERS[kind], "--outdir", str(HERE), str(path)], check=True, capture_output=True)


    protected(soffice)
    for picture in HERE.glob("*.gif"):
        picture.unlink()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "soffice")

"""Word documents (.docx; ECMA-376 part 1): paragraphs and tables in their order, tables as lines of tab-joined cells.

The blocks are walked here, for python-docx passes over what stands in content controls. Numbers of lists are written
out, text boxes follow their paragraph, footnotes and endnotes the text. Deleted text of tracked changes, hidden text,
running heads and remarks are left out.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.exceptions import InvalidXmlError
from lxml import etree

from archive.reading.errors import DamagedFile, TooLarge
from archive.reading.formats.docx_styles import StyleSheet, style_sheet
from archive.reading.formats.numbering import labelled
from archive.reading.records import RawText

MAX_MEMBERS = 5_000
MAX_TOTAL = 200 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 1024 * 1024
_MAX_TABLE_DEPTH = 8
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = frozenset({_W + "br", _W + "cr"})
# Around blocks, rows or cells; what they hold is in its place.
_WRAPPERS = frozenset({_W + tag for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")})
# Text in these is not running text: deleted text, field codes, text boxes drawn twice for old programs.
_LEFT_OUT = frozenset({
    _W + "del", _W + "instrText", _W + "moveFrom", _W + "rt", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
})
# What python-docx, zipfile and lxml raise on parts that are missing, cut or scrambled.
_BROKEN = (
    PackageNotFoundError, InvalidXmlError, etree.LxmlError, zipfile.BadZipFile, zlib.error, KeyError, ValueError,
    AttributeError, IndexError, EOFError, NotImplementedError, RuntimeError,
)
_DAMAGED = "Word 文档已损坏或加了密码，读不出文字。请在 Word 里打开，去掉密码后另存一份再上传。"


def read_docx(data: bytes) -> RawText:
    """Raises DamagedFile, TooLarge."""
    _check_sizes(data)
    try:
        document = docx.Document(io.BytesIO(data))
        reader = _Reader(style_sheet(document))
        text = "\n".join([*reader.lines(document.element.body), *_notes(document, reader)])
    except _BROKEN as error:
        raise DamagedFile(_DAMAGED) from error
    return RawText(text, "docx", "utf-8", 1.0)


def _check_sizes(data: bytes) -> None:
    """Refuse zip bombs by what the directory says; zipfile stops reading a member at the size stated there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise TooLarge(f"Word 文档里有 {len(members)} 个部件，超过 {MAX_MEMBERS} 个的上限，没有读入。")
            used = _used(archive, members)
            _check_used(used)
            for member in used:
                if member.filename.endswith((".xml", ".rels")) and _declares_entities(archive, member):
                    raise DamagedFile(
                        "Word 文档里有文档类型声明（DOCTYPE），正常的文档没有它，没有读入。"
                        "请在 Word 里打开后另存一份再上传。"
                    )
    except _BROKEN as error:
        raise DamagedFile(_DAMAGED) from error


def _used(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The members that a relationship names, and those that hold relationships: others are never unpacked."""
    named = b""
    for member in members:
        if member.filename.endswith(".rels"):
            if member.file_size > _SMALL:
                raise TooLarge("Word 文档的关系表异常地大，没有读入。请在 Word 里打开后另存一份再上传。")
            named += archive.read(member)
    return [
        member for member in members
        if member.filename.endswith(".rels") or member.filename == "[Content_Types].xml"
        or member.filename.rsplit("/", 1)[-1].encode() in named
    ]


def _check_used(used: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in used)
    if total > MAX_TOTAL:
        raise TooLarge(f"Word 文档解压后有 {total // _SMALL} MB，超过 {MAX_TOTAL // _SMALL} MB 的上限，没有读入。")
    for member in used:
        if member.file_size > _SMALL and member.file_size > MAX_RATIO * max(1, member.compress_size):
            raise TooLarge("Word 文档的压缩率异常（可能是压缩炸弹），没有读入。请在 Word 里打开后另存一份再上传。")


def _declares_entities(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with archive.open(member) as part:
        return b"<!DOCTYPE" in part.read(4096).replace(b"\0", b"")


class _Reader:
    """A walk over the blocks of a document; ``sheet`` says what its styles hide and number."""

    def __init__(self, sheet: StyleSheet) -> None:
        self.sheet = sheet

    def lines(self, block: etree._Element, depth: int = 0) -> Iterator[str]:
        """Lines of the paragraphs and tables in ``block``, in order."""
        for child in block:
            if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
                continue
            if child.tag == _W + "p":
                yield from self._paragraph(child, depth)
            elif child.tag == _W + "tbl":
                yield from self._rows(child, depth)
            elif child.tag in _WRAPPERS:
                yield from self.lines(child, depth)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> Iterator[str]:
        boxes: list[etree._Element] = []
        words = self._run_text(paragraph, boxes)
        if words.strip() or not boxes:
            yield from labelled(self.sheet.label(paragraph) if words.strip() else "", words).split("\n")
        for box in boxes:
            if depth < _MAX_TABLE_DEPTH:
                yield from self.lines(box, depth + 1)

    def _run_text(self, paragraph: etree._Element, boxes: list[etree._Element]) -> str:
        """Text of a paragraph with its hyperlinks and insertions, in order; breaks as line breaks. Text boxes
        anchored in it are put to ``boxes``."""
        out: list[str] = []
        stack = [paragraph]
        while stack:
            node = stack.pop()
            if node.tag in _LEFT_OUT or not isinstance(node.tag, str):
                continue
            if node.tag == _W + "t":
                out.append(_one_line(node.text or ""))
            elif node.tag == _W + "tab":
                if node.getparent() is not None and node.getparent().tag == _W + "r":
                    out.append(" ")
            elif node.tag in _BREAKS:
                out.append("\n")
            elif node.tag == _W + "r" and self.sheet.hides(node, paragraph):
                continue
            elif node.tag == _W + "noBreakHyphen":
                out.append("-")
            elif node.tag == _W + "txbxContent":
                boxes.append(node)
            else:
                stack.extend(reversed(node))
        return "".join(out)

    def _rows(self, table: etree._Element, depth: int) -> Iterator[str]:
        """One line a row. Cells merged downwards are empty from the second row on."""
        for row in _inside(table, _W + "tr"):
            if row.find(f"{_W}trPr/{_W}del") is not None:
                continue
            cells = [self._cell(cell, depth) for cell in _inside(row, _W + "tc")]
            if any(cells):
                yield "\t".join(cells)

    def _cell(self, cell: etree._Element, depth: int) -> str:
        if depth >= _MAX_TABLE_DEPTH:
            return " ".join("".join(node.text or "" for node in cell.iter(_W + "t")).split())
        lines = (line.replace("\t", " ").strip() for line in self.lines(cell, depth + 1))
        return " ".join(line for line in lines if line)


def _inside(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those in content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, tag)


def _notes(document: Document, reader: _Reader) -> Iterator[str]:
    """Footnotes, then endnotes."""
    for kind, tag in ((RELATIONSHIP_TYPE.FOOTNOTES, "footnote"), (RELATIONSHIP_TYPE.ENDNOTES, "endnote")):
        try:
            part = document.part.part_related_by(kind)
        except KeyError:
            continue
        for note in parse_xml(part.blob).iter(_W + tag):
            if note.get(_W + "type", "normal") == "normal":
                yield from (line.strip() for line in reader.lines(note) if line.strip())


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ").replace("\u2028", " ").replace("\u2029", " ").replace("\x85", " ")

"""Word documents (.docx): paragraphs and tables in their order, tables as lines of tab-joined cells.

``iter_inner_content`` of python-docx keeps tables where they stand; ``.paragraphs`` drops them. Deleted text of
tracked changes is left out by python-docx, inserted text inside ``w:ins`` is read here.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from archive.reading.errors import DamagedFile, TooLarge
from archive.reading.records import RawText

MAX_MEMBERS = 5_000
MAX_TOTAL = 200 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 1024 * 1024
_MAX_TABLE_DEPTH = 8
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = frozenset({_W + "br", _W + "cr"})
# Text in these is not running text: deleted text, field codes, text boxes drawn twice for old programs.
_LEFT_OUT = frozenset({
    _W + "del", _W + "instrText", _W + "moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
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
        text = "\n".join(_lines(document))
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


def _lines(document: Document) -> Iterator[str]:
    for item in document.iter_inner_content():
        yield from _paragraph(item) if isinstance(item, Paragraph) else _rows(item, 0)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    return iter(_run_text(paragraph._p).split("\n"))


def _run_text(element: etree._Element) -> str:
    """Text of a paragraph with its hyperlinks and insertions, in order; breaks as line breaks."""
    out: list[str] = []
    stack = [element]
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
        elif node.tag == _W + "r" and _hidden(node):
            continue
        elif node.tag == _W + "noBreakHyphen":
            out.append("-")
        else:
            stack.extend(reversed(node))
    return "".join(out)


def _hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(_W + "val", "1") not in ("0", "false", "off")


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ").replace("\u2028", " ").replace("\u2029", " ").replace("\x85", " ")


def _rows(table: Table, depth: int) -> Iterator[str]:
    """One line a row. A merged cell is given once."""
    for row in table.rows:
        seen: set[int] = set()
        cells: list[str] = []
        for cell in row.cells:
            if id(cell._tc) in seen:
                continue
            seen.add(id(cell._tc))
            cells.append(_cell(cell, depth))
        if any(cells):
            yield "\t".join(cells)


def _cell(cell: _Cell, depth: int) -> str:
    parts: list[str] = []
    for item in cell.iter_inner_content():
        if isinstance(item, Paragraph):
            parts.append(_run_text(item._p).replace("\n", " ").strip())
        elif depth < _MAX_TABLE_DEPTH:
            parts.append(" ".join(row.replace("\t", " ") for row in _rows(item, depth + 1)))
        else:
            parts.append(_run_text(item._tbl).replace("\n", " ").strip())
    return " ".join(part for part in parts if part)

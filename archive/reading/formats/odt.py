"""OpenDocument text (.odt; OASIS OpenDocument 1.3, part 3): paragraphs and tables in their order.

Numbers of lists are written out, text boxes follow their paragraph, notes the text; hidden text, deleted text of
tracked changes and remarks in the margin are left out.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from lxml import etree

from archive.reading.errors import DamagedFile, TooLarge, UnsupportedFormat
from archive.reading.formats.numbering import labelled
from archive.reading.formats.odt_styles import StyleSheet, style_sheet
from archive.reading.records import RawText

MAX_CONTENT = 64 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 1024 * 1024
_MAX_SPACES = 100
_MAX_TABLE_DEPTH = 8
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_BROKEN = (
    etree.LxmlError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, NotImplementedError, RuntimeError,
)
_DAMAGED = "OpenDocument 文档已损坏，读不出文字。请打开后另存一份再上传。"
_BLANKS = re.compile(r"[ \t\r\n]+")
_PARAGRAPHS = frozenset({_TEXT + "p", _TEXT + "h"})
_LEFT_OUT = frozenset({
    _TEXT + "tracked-changes", _OFFICE + "annotation", _OFFICE + "forms", _TEXT + "sequence-decls",
    _TEXT + "note-citation", _TEXT + "ruby-text", _TEXT + "hidden-text", _TEXT + "hidden-paragraph",
})


def read_odt(data: bytes) -> RawText:
    """Raises DamagedFile, TooLarge, UnsupportedFormat."""
    try:
        root, styles = (_parsed(part) for part in _parts(data))
        body = None if root is None else root.find(f"{_OFFICE}body/{_OFFICE}text")
        if body is None:
            raise UnsupportedFormat("这是 OpenDocument 表格或幻灯片，不是报告文字。请把文字复制到文本文件再上传。")
        reader = _Reader(style_sheet([part for part in (styles, root) if part is not None]))
        reader.block(body, 0)
    except _BROKEN as error:
        raise DamagedFile(_DAMAGED) from error
    return RawText("\n".join(reader.lines + reader.notes), "odt", "utf-8", 1.0)


def _parts(data: bytes) -> tuple[bytes, bytes]:
    """(content.xml, styles.xml or nothing)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "META-INF/manifest.xml" in names:
            manifest = archive.getinfo("META-INF/manifest.xml")
            if manifest.file_size > _SMALL:
                raise TooLarge("OpenDocument 文档的清单异常地大，没有读入。请打开后另存一份再上传。")
            if b"encryption-data" in archive.read(manifest):
                raise UnsupportedFormat("这个 OpenDocument 文档加了密码，读不出文字。请去掉密码后另存一份再上传。")
        styles = _source(archive, "styles.xml") if "styles.xml" in names else b""
        return _source(archive, "content.xml"), styles


def _source(archive: zipfile.ZipFile, name: str) -> bytes:
    part = archive.getinfo(name)
    if part.file_size > MAX_CONTENT:
        raise TooLarge(f"OpenDocument 文档解压后超过 {MAX_CONTENT // _SMALL} MB 的上限，没有读入。")
    if part.file_size > _SMALL and part.file_size > MAX_RATIO * max(1, part.compress_size):
        raise TooLarge("OpenDocument 文档的压缩率异常（可能是压缩炸弹），没有读入。请打开后另存一份再上传。")
    source = archive.read(part)
    if b"<!DOCTYPE" in source[:4096].replace(b"\0", b""):
        raise DamagedFile(
            "OpenDocument 文档里有文档类型声明（DOCTYPE），正常的文档没有它，没有读入。请打开后另存一份再上传。"
        )
    return source


def _parsed(source: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(source, parser) if source else None


class _Reader:
    """``lines`` of the body in order; ``notes`` at the foot of pages or at the end."""

    def __init__(self, sheet: StyleSheet) -> None:
        self.sheet = sheet
        self.lines: list[str] = []
        self.notes: list[str] = []

    def block(self, element: etree._Element, depth: int) -> None:
        """Lines of sections, lists, tables and paragraphs inside ``element``."""
        for child in element:
            if child.tag in _PARAGRAPHS:
                words, boxes = self._paragraph(child)
                label = self.sheet.heading_label(child) if child.tag == _TEXT + "h" and words.strip() else ""
                self.lines += labelled(label, words).split("\n")
                for box in boxes:
                    self.block(box, depth)
            elif child.tag == _TABLE + "table":
                self._table(child, depth)
            elif child.tag == _TEXT + "list":
                self._list(child, depth)
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT and not self.sheet.hides(child):
                self.block(child, depth)

    def _list(self, element: etree._Element, depth: int) -> None:
        """A list; the first line of each item carries its label, lists inside it count on their own level."""
        self.sheet.enter_list(element)
        for item in element:
            if item.tag == _TEXT + "list-item" and not _begins_with_list(item):
                at = len(self.lines)
                label = self.sheet.item_label(item)
                self.block(item, depth)
                if len(self.lines) > at:
                    self.lines[at] = labelled(label, self.lines[at])
            elif isinstance(item.tag, str):
                self.block(item, depth)
        self.sheet.leave_list()

    def _table(self, table: etree._Element, depth: int) -> None:
        for row in table.iter(_TABLE + "table-row"):
            if next(row.iterancestors(_TABLE + "table")) is not table:
                continue
            cells = [self._cell(cell, depth) for cell in row if cell.tag == _TABLE + "table-cell"]
            if any(cells):
                self.lines.append("\t".join(cells))

    def _cell(self, cell: etree._Element, depth: int) -> str:
        if depth >= _MAX_TABLE_DEPTH:
            return " ".join("".join(cell.itertext()).split())
        inner = _Reader(self.sheet)
        inner.block(cell, depth + 1)
        self.notes += inner.notes
        return " ".join(line.replace("\t", " ").strip() for line in inner.lines if line.strip())

    def _paragraph(self, paragraph: etree._Element) -> tuple[str, list[etree._Element]]:
        """(words, text boxes anchored in it). Notes go to ``notes``."""
        if self.sheet.hides(paragraph):
            return "", []
        out: list[str] = [_one_line(paragraph.text)]
        boxes: list[etree._Element] = []
        # (element, whether its end was reached)
        stack = [(child, False) for child in reversed(paragraph)]
        while stack:
            node, ended = stack.pop()
            if ended:
                out.append(_one_line(node.tail))
                continue
            stack.append((node, True))
            if not isinstance(node.tag, str) or node.tag in _LEFT_OUT or self.sheet.hides(node):
                continue
            if node.tag == _TEXT + "s":
                count = node.get(_TEXT + "c", "1")
                out.append(" " * (min(int(count), _MAX_SPACES) if count.isdecimal() else 1))
            elif node.tag == _TEXT + "tab":
                out.append(" ")
            elif node.tag == _TEXT + "line-break":
                out.append("\n")
            elif node.tag == _TEXT + "note":
                inner = _Reader(self.sheet)
                inner.block(node, 0)
                self.notes += [line.strip() for line in inner.lines + inner.notes]
            elif node.tag.endswith("}text-box"):
                boxes.append(node)
            else:
                out.append(_one_line(node.text))
                stack.extend((child, False) for child in reversed(node))
        return "".join(out), boxes


def _begins_with_list(item: etree._Element) -> bool:
    """An item that only holds a deeper list has no label of its own."""
    return len(item) > 0 and item[0].tag == _TEXT + "list"


def _one_line(words: str | None) -> str:
    """White space as OpenDocument counts it: any run of blanks and line ends is one space; the wide space stays."""
    return _BLANKS.sub(" ", words or "")

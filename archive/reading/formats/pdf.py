"""PDF files that hold text: characters with their places, by pdfplumber, to paragraphs, by pdf_layout.

Pictures of pages are not read: there is no text recognition here, and a file without text is refused in words.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from itertools import islice

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from archive.reading.errors import DamagedFile, TooLarge, UnsupportedFormat
from archive.reading.formats.pdf_filters import MAX_STREAM, MAX_UNPACKED, bounded
from archive.reading.formats.pdf_glyphs import page_glyphs
from archive.reading.formats.pdf_layout import running_text
from archive.reading.formats.pdf_lines import PageGlyphs
from archive.reading.records import RawText

MAX_PAGES = 3_000
MAX_CHARACTERS = 4_000_000
MAX_STREAMS = 200_000
_MAX_FILTERS = 4
# A form that draws forms doubles the work with each level; real pages hold a few.
_MAX_FORM_DEPTH = 12
_MAX_DRAWN = 20_000
_MAX_UNNAMED = 0.1
# Every font with a small fault would be a line on the terminal of who runs the archive.
logging.getLogger("pdfminer").setLevel(logging.ERROR)
# What pdfminer raises on parts that are missing, cut or scrambled.
_BROKEN = (
    PdfminerException, MalformedPDFException, PSException, zlib.error, struct.error, ValueError, TypeError, KeyError,
    AttributeError, IndexError, AssertionError, ArithmeticError, EOFError, NotImplementedError, RuntimeError,
)
_DAMAGED = "PDF 文件已损坏，读不出文字。请重新下载，或在阅读器里打开后另存一份再上传。"
# pdfminer takes the rest of the line as part of the word "stream".
_STREAM = re.compile(rb"(?<!end)stream[^\r\n]{0,256}(?:\r\n|\r|\n)")
# Some of the commonest characters of modern Chinese, in both scripts, and those of every report (compare
# rules/frequent_characters.txt, which decoding uses). Reports have 20 in 100 and more, lists of names 5. A text of few
# different characters says nothing.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后"
    "多定行学法所民得经十三之进等部度家里如自二理起小现实加都两体制机这個國時來們對會發動過說產種後學經進實體機"
    "党村市县区镇乡委员组织部书记支县區鎮鄉黨員組織書記"
)
_ENOUGH_HAN = 100
_MIN_COMMON = 0.03


def read_pdf(data: bytes) -> RawText:
    """Raises DamagedFile, TooLarge, UnsupportedFormat."""
    _check_streams(data)
    try:
        with bounded(MAX_STREAM, MAX_UNPACKED):
            pages = _glyphs(data)
    except _BROKEN as error:
        for inner in error.args:
            if isinstance(inner, TooLarge):
                raise inner from error
        if isinstance(error, PdfminerException) and any(isinstance(e, PDFPasswordIncorrect) for e in error.args):
            raise UnsupportedFormat(
                "这个 PDF 文件加了密码，读不出文字。请输入密码打开，去掉密码后另存一份再上传。"
            ) from error
        raise DamagedFile(_DAMAGED) from error
    count = sum(len(page.glyphs) for page in pages)
    if not count:
        raise UnsupportedFormat(
            "PDF 里没有文字（可能是扫描件，每页只是一张图片）。请先做文字识别，再上传识别出的文字。"
        )
    unnamed = sum(1 for page in pages for glyph in page.glyphs if glyph.code is not None)
    if unnamed > max(8, _MAX_UNNAMED * count):
        raise UnsupportedFormat(
            f"PDF 的字体没有写明字形是什么字（{count} 个字形里有 {unnamed} 个认不出）。"
            "请先做文字识别，或上传原来的 Word 文档。"
        )
    text, chrome, unknown = running_text(pages)
    if _is_garbage(text):
        raise UnsupportedFormat(
            "PDF 的文字层是乱码：看起来有字，取出来的却不成文（字体对应表有误）。"
            "请先做文字识别，或上传原来的 Word 文档。"
        )
    return RawText(text, "pdf", "utf-8", 1.0, undecodable=unknown, chrome=chrome)


def _is_garbage(text: str) -> bool:
    """True where a font maps its glyphs to wrong characters: no Chinese lacks all of the commonest, and Chinese that
    was taken for Latin-1 is all accented letters."""
    han = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    accented = sum(1 for char in text if "\u00a1" <= char <= "\u00ff")
    private = sum(1 for char in text if "\ue000" <= char <= "\uf8ff")
    if accented + private > max(20, 2 * len(han)):
        return True
    common = sum(1 for char in han if char in _COMMON)
    return len(set(han)) >= _ENOUGH_HAN and common < _MIN_COMMON * len(han)


def _check_streams(data: bytes) -> None:
    """Refuse streams that unpack to more than any page or picture needs; pdfminer unpacks without a bound.

    Only what is deflated at once is seen here, before anything is parsed; pdf_filters counts what is encrypted, or
    packed in other ways, while it is unpacked.
    """
    total = 0
    for number, match in enumerate(_STREAM.finditer(data)):
        if number >= MAX_STREAMS:
            raise TooLarge(f"PDF 里的数据流超过 {MAX_STREAMS} 个的上限，没有读入。请拆成几个文件再上传。")
        size = _unpacked_size(data, match.end())
        total += size
        if size > MAX_STREAM or total > MAX_UNPACKED:
            raise TooLarge("PDF 里有异常地大的压缩数据（可能是压缩炸弹），没有读入。请在阅读器里另存一份再上传。")


def _unpacked_size(data: bytes, start: int) -> int:
    """Bytes that a deflated stream unpacks to, over filters stacked, at most a little over MAX_STREAM."""
    filters = [zlib.decompressobj() for _ in range(_MAX_FILTERS)]
    sizes = [0] * _MAX_FILTERS
    at, block = start, 65536
    while at < len(data) and not filters[0].eof:
        piece = data[at : at + block]
        at += block
        for level, unpacker in enumerate(filters):
            whole = bytearray()
            try:
                while piece and not unpacker.eof and sizes[level] <= MAX_STREAM:
                    part = unpacker.decompress(piece, 1 << 20)
                    piece = unpacker.unconsumed_tail
                    sizes[level] += len(part)
                    if level + 1 < _MAX_FILTERS:
                        whole += part
            except zlib.error:
                # Not deflated at this level: its bytes are what they are.
                filters = filters[:level]
                break
            if sizes[level] > MAX_STREAM:
                return sizes[level]
            piece = bytes(whole)
        if not filters:
            break
    return max(sizes)


def _glyphs(data: bytes) -> list[PageGlyphs]:
    pages: list[PageGlyphs] = []
    count = 0
    with pdfplumber.open(io.BytesIO(data), raise_unicode_errors=False) as document:
        # pdfplumber lists every page before it gives the first one.
        if sum(1 for _ in islice(PDFPage.create_pages(document.doc), MAX_PAGES + 1)) > MAX_PAGES:
            raise TooLarge(f"PDF 超过 {MAX_PAGES} 页的上限，没有读入。请拆成几个文件再上传。")
        for page in document.pages:
            _check_forms(page)
            found = page_glyphs(page)
            count += len(found.glyphs) + len(found.hidden)
            if count > MAX_CHARACTERS:
                raise TooLarge(
                    f"PDF 到第 {page.page_number} 页已超过 {MAX_CHARACTERS} 字的上限，没有读入。请拆成几个文件再上传。"
                )
            pages.append(found)
            page.close()
    return pages


def _check_forms(page: Page) -> None:
    """Refuse a page whose forms draw themselves or each other without end."""
    budget = [_MAX_DRAWN]
    _count_forms(page.page_obj.resources, 0, budget)


def _count_forms(resources: object, depth: int, budget: list[int]) -> None:
    found = resolve1(resources)
    forms = resolve1(found.get("XObject")) if isinstance(found, dict) else None
    for form in forms.values() if isinstance(forms, dict) else ():
        stream = resolve1(form)
        attributes = getattr(stream, "attrs", None)
        if not isinstance(attributes, dict) or getattr(attributes.get("Subtype"), "name", "") != "Form":
            continue
        budget[0] -= 1
        if depth >= _MAX_FORM_DEPTH or budget[0] < 0:
            raise DamagedFile("PDF 的页面里图形套图形，没有尽头，没有读入。请在阅读器里打开后另存一份再上传。")
        _count_forms(attributes.get("Resources"), depth + 1, budget)

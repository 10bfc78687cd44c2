"""A file's format, found from its content, to raw text. The name is evidence only."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from archive.reading.decode import decode
from archive.reading.errors import EmptyFile, PackedFolder, TooLarge, UnsupportedFormat
from archive.reading.formats.doc import read_doc
from archive.reading.formats.docx import read_docx
from archive.reading.formats.html import looks_like_html, read_html
from archive.reading.formats.mhtml import page_of
from archive.reading.formats.odt import read_odt
from archive.reading.formats.pdf import read_pdf
from archive.reading.formats.rtf import read_rtf
from archive.reading.formats.sniff import container_of, refuse
from archive.reading.formats.zip import begin_of
from archive.reading.records import RawText
from archive.reading.rulebook import Rulebook

_HAN = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Readers of formats that say themselves how their characters are encoded.
_READERS: dict[str, Callable[[bytes], RawText]] = {
    "docx": read_docx, "ole": read_doc, "pdf": read_pdf, "rtf": read_rtf, "odt": read_odt,
}  # fmt: skip
MAX_BYTES = 50 * 1024 * 1024
MAX_CHARACTERS = 4_000_000


def read_format(data: bytes, name: str, rulebook: Rulebook) -> RawText:
    """The running text of a file. Raises ReadingError in words; PackedFolder where it holds files of its own."""
    if not data:
        raise EmptyFile("文件是空的（0 字节）。请检查是否选错了文件，或复制时没有复制完整。")
    if len(data) > MAX_BYTES:
        raise TooLarge(f"文件有 {len(data) // 1_048_576} MB，超过 50 MB 的上限。请拆成几个文件再上传。")
    container = container_of(data)
    if container in (None, "program"):
        # A packed file behind something else: programs that unpack themselves, pages put before a document.
        begin = begin_of(data)
        if begin:
            data = data[begin:]
            container = container_of(data)
    if container in _READERS:
        raw = _READERS[container](data)
    elif container == "mhtml":
        raw = replace(read_html(decode(page_of(data), rulebook)), format="mhtml")
    elif container == "zip":
        raise PackedFolder("压缩包里的压缩包不再解开（只解一层）。请先解压，再把里面的文件上传。")
    elif container is not None:
        refuse(container, name)
    else:
        decoded = decode(data, rulebook)
        if looks_like_html(decoded.text):
            raw = read_html(decoded)
        else:
            raw = RawText(decoded.text, "text", decoded.encoding, decoded.confidence, decoded.undecodable)
    if not raw.text.strip():
        raise EmptyFile("文件里没有文字。如果是扫描件或图片，请先做文字识别，再上传文字。")
    if not _HAN.search(raw.text):
        raise UnsupportedFormat("文件里没有一个汉字，不像是报告。请检查是否选错了文件，或文字是否已成乱码。")
    if len(raw.text) > MAX_CHARACTERS:
        raise TooLarge(f"文件有 {len(raw.text)} 字，超过 {MAX_CHARACTERS} 字的上限。请拆成几个文件再上传。")
    return raw

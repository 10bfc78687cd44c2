"""Which container format the bytes are, from their first bytes and, for zip files, their members."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import NoReturn

from archive.reading.errors import DamagedFile, UnsupportedFormat
from archive.reading.formats.mhtml import looks_like_mhtml

_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"FWS", "media"),
    (b"CWS", "media"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM\x00\x00", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"AT&TFORM", "djvu"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"BZh9", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"MZ\x90\x00", "program"),
    (b"\x7fELF", "program"),
    (b"ID3\x03", "media"),
    (b"OggS\x00", "media"),
    (b"SQLite format 3\x00", "database"),
)
# Readers of PDF look for its head in the first 1024 bytes (ISO 32000-1, annex H.3.4.1).
_PDF_LATER = re.compile(rb"(?:^|[\r\n])[ \t]{0,9}%PDF-[12]\.\d")
# The stream that holds an Office document under a password.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SOURCE = (b"<?php", b"#!/", b"<svg")
_WORDS = {
    "encrypted": "这个 Office 文件加了密码，读不出文字。请在 Word 里去掉密码后另存一份再上传。",
    "zip": "这是压缩包，目前还不能读。请先解压，再把里面的文件一起选中上传。",
    "archive": "这是压缩包，目前还不能读。请先解压，再把里面的文件一起选中上传。",
    "xlsx": "这是 Excel 表格，不是报告文字。请把文字复制到 Word 文档（.docx）或文本文件（.txt）再上传。",
    "pptx": "这是幻灯片，不是报告文字。请把文字复制到 Word 文档（.docx）或文本文件（.txt）再上传。",
    "epub": "这是电子书（EPUB），目前还不能读。请把文字复制到 Word 文档（.docx）或文本文件（.txt）再上传。",
    "ofd": "这是 OFD 版式文件，目前还不能读。请把文字复制到 Word 文档（.docx）或文本文件（.txt）再上传。",
    "image": "这是图片，里面没有可检索的文字。请先做文字识别，再上传识别出的文字。",
    "djvu": "这是扫描图书（DjVu），里面没有可检索的文字。请先做文字识别，再上传识别出的文字。",
    "program": "这是程序，不是报告。没有读入。",
    "media": "这是音频或视频，不是报告文字。没有读入。",
    "database": "这是数据库文件，不是报告文字。没有读入。",
}
# Marker members of formats that are zip files inside.
_MEMBERS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
    ("META-INF/container.xml", "epub"),
    ("content.xml", "odt"),
)


def container_of(data: bytes) -> str | None:
    """The container format, or None where the bytes look like text."""
    if data[4:8] == b"ftyp":
        return "media"
    if data[:4] == b"RIFF" and data[8:12] in (b"WAVE", b"AVI ", b"WEBP"):
        return "image" if data[8:12] == b"WEBP" else "media"
    if data[:200].lstrip().startswith(_SOURCE):
        return "program"
    kind = next((name for mark, name in _SIGNATURES if data.startswith(mark)), None)
    if kind is None and _PDF_LATER.search(data, 0, 1024) and b"startxref" in data:
        return "pdf"
    if kind is None and looks_like_mhtml(data):
        return "mhtml"
    if kind == "ole" and _ENCRYPTED in data[:65536]:
        return "encrypted"
    return _zip_kind(data) if kind == "zip" else kind


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lstrip("/").replace("\\", "/") for name in archive.namelist()}
            if "[Content_Types].xml" in names and "word/document.xml" not in names:
                # The main part may have another name; its type tells.
                types = archive.getinfo("[Content_Types].xml")
                if types.file_size < 1_000_000 and b"wordprocessingml.document.main" in archive.read(types):
                    return "docx"
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError,
        RuntimeError, KeyError,
    ) as error:
        raise DamagedFile(
            "文件以压缩格式开头（.docx 也是这种格式），但内容不完整或已损坏。"
            "请重新下载，或在 Word 里打开后另存一份再上传。"
        ) from error
    return next((kind for member, kind in _MEMBERS if member in names), "zip")


def refuse(container: str, name: str) -> NoReturn:
    """Raise UnsupportedFormat, saying what to do instead."""
    raise UnsupportedFormat(_WORDS[container])

"""Saved web pages in one file (MHTML, RFC 2557): the page itself, without its pictures and frames."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from archive.reading.errors import DamagedFile, UnsupportedFormat

MAX_PARTS = 5_000
_HEAD = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]{0,998}\r?\n(?:[ \t][^\r\n]{0,998}\r?\n){0,20}){1,40}")
_MIME = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(rb"^Content-Type:\s{0,20}(?:multipart/|text/html)", re.IGNORECASE | re.MULTILINE)


def looks_like_mhtml(data: bytes) -> bool:
    """True where the file begins with the head of a mail that holds a page."""
    head = _HEAD.match(data[:8192].lstrip(b"\r\n"))
    return head is not None and bool(_MIME.search(head.group())) and bool(_TYPE.search(head.group()))


def page_of(data: bytes) -> bytes:
    """The bytes of the first page in it. Raises DamagedFile, UnsupportedFormat."""
    if data.count(b"\n--") > 2 * MAX_PARTS:
        raise DamagedFile(f"网页存档超过 {MAX_PARTS} 个部分的上限，没有读入。请在浏览器里另存为“仅 HTML”再上传。")
    try:
        message = message_from_bytes(data.lstrip(b"\r\n"))
        for part in message.walk():
            if part.get_content_type() == "text/html":
                return _payload(part)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
        raise DamagedFile("网页存档已损坏，读不出网页。请在浏览器里另存为“仅 HTML”再上传。") from error
    raise UnsupportedFormat("网页存档（MHTML）里没有网页。请在浏览器里另存为“仅 HTML”，或复制成文本文件再上传。")


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""

"""Saved pages in one file: the page in any transfer encoding and character set."""

import base64
import quopri

import pytest

from archive.reading.errors import UnsupportedFormat
from archive.reading.formats import read_format
from archive.services.rules import rulebook

PAGE = "<html><head><title>柳荫村</title></head><body><p>村里的党员起得早。</p></body></html>"


def make_mhtml(body: bytes, encoding: str, kind: str = "text/html", head: str = "MIME-Version: 1.0\r\n") -> bytes:
    return (
        f'{head}Content-Type: multipart/related;\r\n\tboundary="b"\r\n\r\n--b\r\nContent-Type: {kind}\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode() + body + b"\r\n--b\r\nContent-Type: image/png\r\n\r\nxx\r\n--b--\r\n"


@pytest.mark.parametrize("data", [
    make_mhtml(base64.encodebytes(PAGE.encode("gbk")), "base64"),
    make_mhtml(quopri.encodestring(PAGE.encode()), "quoted-printable"),
    make_mhtml(PAGE.encode(), "8bit", head="From: <Saved by Blink>\r\nSnapshot-Content-Location: x\r\n"
                                           "MIME-Version: 1.0\r\n"),
], ids=["base64", "quoted-printable", "8bit"])
def test_the_page_is_read(data):
    raw = read_format(data, "x.mht", rulebook())
    assert (raw.text, raw.format, raw.title) == ("村里的党员起得早。", "mhtml", "柳荫村")


def test_a_file_without_a_page_is_refused_in_words():
    with pytest.raises(UnsupportedFormat, match="没有网页"):
        read_format(make_mhtml(b"x", "8bit", "text/css"), "x.mht", rulebook())


def test_a_report_that_begins_like_a_letter_stays_text():
    assert read_format("标题: 甲\n正文".encode(), "x.txt", rulebook()).format == "text"

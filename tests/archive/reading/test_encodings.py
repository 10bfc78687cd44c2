"""Every sample report, written in each encoding offices use, cleans to the same text."""

import codecs
from functools import cache
from pathlib import Path

import pytest
from opencc import OpenCC

from archive.reading.cleaning import clean
from archive.reading.decode import decode
from archive.reading.formats import read_format
from archive.services.rules import rulebook

SAMPLES = sorted((Path(__file__).parents[3] / "fixtures" / "reports").glob("*.txt"))
# (what the file is, codec, byte-order mark, name of the encoding as read)
SIMPLIFIED = [
    ("utf-8", "utf-8", b"", "utf-8"),
    ("utf-8-sig", "utf-8", codecs.BOM_UTF8, "utf-8-sig"),
    ("utf-16-le", "utf-16-le", b"", "utf-16le"),
    ("utf-16-be", "utf-16-be", b"", "utf-16be"),
    ("utf-16-le with mark", "utf-16-le", codecs.BOM_UTF16_LE, "utf-16le"),
    ("utf-16-be with mark", "utf-16-be", codecs.BOM_UTF16_BE, "utf-16be"),
    ("utf-32-le with mark", "utf-32-le", codecs.BOM_UTF32_LE, "utf-32le"),
    ("gb18030", "gb18030", b"", "gb18030"),
    ("gbk", "gbk", b"", "gb18030"),
    ("gb2312", "gb2312", b"", "gb18030"),
    ("hz", "hz", b"", "hz"),
]
TRADITIONAL = [
    ("big5", "big5", b"", "big5"),
    ("big5-hkscs", "big5hkscs", b"", "big5"),
    ("cp950", "cp950", b"", "big5"),
]


@cache
def sample(path: Path, codec: str, *, traditional: bool) -> str:
    """A sample's text as far as ``codec`` can write it."""
    text = decode(path.read_bytes(), rulebook()).text
    if traditional:
        text = OpenCC("s2t").convert(text)
    return text.encode(codec, "ignore").decode(codec)


@cache
def cleaned(data: bytes) -> tuple[str, ...]:
    return tuple(report.text for report in clean(read_format(data, "a.txt", rulebook()), rulebook()).slices)


def test_there_are_samples():
    assert len(SAMPLES) >= 20


@pytest.mark.parametrize(("label", "codec", "mark", "name"), SIMPLIFIED + TRADITIONAL, ids=lambda v: str(v)[:20])
def test_same_text_in_every_encoding(label, codec, mark, name):
    traditional = (label, codec, mark, name) in TRADITIONAL
    for path in SAMPLES:
        text = sample(path, codec, traditional=traditional)
        decoded = decode(mark + text.encode(codec), rulebook())
        assert (decoded.text, decoded.encoding, decoded.undecodable) == (text, name, ()), (path.name, label)


@pytest.mark.parametrize(("label", "codec", "mark", "name"), SIMPLIFIED + TRADITIONAL, ids=lambda v: str(v)[:20])
def test_same_clean_text_in_every_encoding(label, codec, mark, name):
    traditional = (label, codec, mark, name) in TRADITIONAL
    for path in SAMPLES[::6]:
        text = sample(path, codec, traditional=traditional)
        assert cleaned(mark + text.encode(codec)) == cleaned(text.encode()), (path.name, label)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
def test_bytes_that_cannot_be_read_are_placed(codec):
    text = sample(SAMPLES[0], codec, traditional=codec == "big5")
    at = text.index("\n")
    damaged = text[:at].encode(codec) + b"\xff" + text[at:].encode(codec)
    decoded = decode(damaged, rulebook())
    assert decoded.text == text[:at] + "\ufffd" + text[at:]
    assert decoded.undecodable == ((at, b"\xff"),)

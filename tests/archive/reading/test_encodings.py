"""Every sample report and seed, written in each encoding offices use, cleans to the same text."""

import codecs
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from opencc import OpenCC

from archive.reading.cleaning import clean
from archive.reading.decode import decode
from archive.reading.formats import read_format
from archive.services.rules import rulebook

SAMPLES = sorted((Path(__file__).parents[3] / "fixtures" / "reports").iterdir())


@dataclass(frozen=True)
class Encoding:
    """``codec`` writes it, after ``mark``; ``name`` is what the reader calls it. ``script``: the form of the text that
    such a file holds: as found, Simplified or Traditional (of Taiwan). ``lost`` is the recorded difference: all the
    characters of the sample archive that the encoding cannot write."""

    label: str
    codec: str
    name: str
    mark: bytes = b""
    script: str = ""
    lost: str = ""


# Tone letters stand in readings (創(chuàng)新) that come with the Traditional form; ▸ leads a list of links. An editor
# that saves to such an encoding writes a question mark for them or leaves them out.
_BIG5_LOST = "àáèéìíòóùúāēěīōūǎǐǒǔ▸〇勐礴"
_GB2312_LOST = "▸〇"
ENCODINGS = [
    Encoding("utf-8", "utf-8", "utf-8"),
    Encoding("utf-8-sig", "utf-8", "utf-8-sig", codecs.BOM_UTF8),
    Encoding("utf-16-le", "utf-16-le", "utf-16le"),
    Encoding("utf-16-be", "utf-16-be", "utf-16be"),
    Encoding("utf-16-le-mark", "utf-16-le", "utf-16le", codecs.BOM_UTF16_LE),
    Encoding("utf-16-be-mark", "utf-16-be", "utf-16be", codecs.BOM_UTF16_BE),
    Encoding("utf-32-le-mark", "utf-32-le", "utf-32le", codecs.BOM_UTF32_LE),
    Encoding("utf-32-be-mark", "utf-32-be", "utf-32be", codecs.BOM_UTF32_BE),
    Encoding("gb18030", "gb18030", "gb18030"),
    Encoding("gbk", "gbk", "gb18030", lost="▸"),
    Encoding("gb2312", "gb2312", "gb18030", script="t2s", lost=_GB2312_LOST),
    Encoding("hz", "hz", "hz", script="t2s", lost=_GB2312_LOST),
    Encoding("big5", "big5", "big5", script="s2tw", lost=_BIG5_LOST),
    Encoding("big5-hkscs", "big5hkscs", "big5", script="s2tw", lost="▸"),
    Encoding("cp950", "cp950", "big5", script="s2tw", lost=_BIG5_LOST),
]


@cache
def converted(text: str, script: str) -> str:
    return OpenCC(script).convert(text) if script else text


def can_write(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def written(text: str, codec: str) -> bytes:
    """``text`` as programs write it: GB2312 and HZ have a dash and a middle dot, which Python's tables call U+2015 and
    U+30FB, and every Chinese editor U+2014 and U+00B7."""
    if codec in ("gb2312", "hz"):
        text = text.replace("—", "\u2015").replace("·", "\u30fb")
    return text.encode(codec)


def held(text: str, encoding: Encoding) -> tuple[str, set[str]]:
    """(the text as far as the encoding can write it, the characters left out)."""
    same = {"—", "·"} if encoding.codec in ("gb2312", "hz") else set()
    lost = {char for char in set(text) if char not in same and not can_write(char, encoding.codec)}
    return "".join(char for char in text if char not in lost), lost


@cache
def cleaned(data: bytes) -> tuple[str, ...]:
    return tuple(report.text for report in clean(read_format(data, "a", rulebook()), rulebook()).slices)


def sources(paths: list[Path]) -> list[tuple[str, str]]:
    """(name, text); of a page its source, of a Word document its running text."""
    return [
        (path.name, read_format(path.read_bytes(), path.name, rulebook()).text if path.suffix == ".docx"
         else decode(path.read_bytes(), rulebook()).text)
        for path in paths
    ]


def lost_in(paths: list[Path], encoding: Encoding) -> set[str]:
    """Hold every text against its own in UTF-8; all characters that the encoding could not write."""
    lost_at_all: set[str] = set()
    for name, original in sources(paths):
        whole = converted(original, encoding.script)
        text, lost = held(whole, encoding)
        lost_at_all |= lost
        data = encoding.mark + written(text, encoding.codec)
        raw = read_format(data, "a", rulebook())
        assert (raw.encoding, raw.undecodable) == (encoding.name, ()), name
        assert raw.text == read_format(text.encode(), "a", rulebook()).text, name
        assert cleaned(data) == cleaned(text.encode()), name
        if not lost:
            assert cleaned(data) == cleaned(whole.encode()), name
    return lost_at_all


def test_there_are_samples():
    assert len(SAMPLES) >= 40


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda e: e.label)
def test_same_clean_text_of_every_sample(encoding):
    assert lost_in(SAMPLES, encoding) == set(encoding.lost)


@pytest.mark.shared
@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda e: e.label)
def test_same_clean_text_of_every_seed(shared, encoding):
    seeds = sorted((shared / "seeds").glob("*.txt"))
    assert len(seeds) == 5
    assert lost_in(seeds, encoding) <= set(encoding.lost)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
def test_bytes_that_cannot_be_read_are_placed(codec):
    text = sources(SAMPLES[:1])[0][1]
    encoding = next(e for e in ENCODINGS if e.codec == codec)
    text, _ = held(converted(text, encoding.script), encoding)
    at = text.index("\n")
    damaged = text[:at].encode(codec) + b"\xff" + text[at:].encode(codec)
    decoded = decode(damaged, rulebook())
    assert decoded.text == text[:at] + "\ufffd" + text[at:]
    assert decoded.undecodable == ((at, b"\xff"),)

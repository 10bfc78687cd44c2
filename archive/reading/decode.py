"""Bytes to text: byte-order mark, then strict UTF-8, then the encoding whose text reads most like Chinese.

What an HTML page says of its own encoding is evidence only: such pages lie in both directions. Positions in the
result are positions in a text without NUL and without characters that no page may carry (controls, direction
overrides, noncharacters); what was left out is counted and placed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.reading.errors import EmptyFile, UnknownEncoding
from archive.reading.records import DecodedText
from archive.reading.rulebook import Rulebook, Tables

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16be", "utf-16-be"),
)
# (name, codec). Order breaks ties: of two encodings that read equally well the commoner goes first.
_CANDIDATES = (
    ("utf-8", "utf-8"),
    ("gb18030", "gb18030"),
    ("big5", "big5hkscs"),
    ("utf-16le", "utf-16-le"),
    ("utf-16be", "utf-16-be"),
)
_SAMPLE = 200_000
_DECLARED = re.compile(rb"charset\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_FAMILY = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "utf-8": "utf-8", "utf8": "utf-8", "big5": "big5",
}
_BREAKS = re.compile("\r\n|[\r\u2028\u2029\x0b\x0c\x85]")
# Lone surrogates (undecodable bytes), controls, direction marks, noncharacters.
_UNFIT = re.compile(
    "[\ud800-\udfff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(1, 17))
    + "]"
)
# A stretch of HZ is pairs of bytes, of which the first is no tilde.
_HZ = re.compile(r"~\{((?:[\x21-\x7d][\x21-\x7e]){0,200000})(?:~\})?|~~|~\r?\n")
_REPLACEMENT = "\ufffd"
_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]")
_MAX_UNDECODABLE = 0.1
_MIN_READABLE = 0.08


@dataclass(frozen=True)
class DecodeRules:
    """``frequent``: characters that make up most of any Chinese text, in both scripts."""

    frequent: frozenset[str]

    @classmethod
    def from_tables(cls, tables: Tables) -> DecodeRules:
        rows = tables["frequent_characters.txt"].splitlines()
        return cls(frozenset("".join(row for row in rows if not row.startswith("#"))))


def decode(data: bytes, rulebook: Rulebook) -> DecodedText:
    """Raises EmptyFile, UnknownEncoding."""
    if not data.strip(b"\0 \t\r\n"):
        raise EmptyFile("文件里没有文字。请检查是否选错了文件。")
    rules = rulebook.rules(DecodeRules.from_tables)
    name, codec, confidence = _choose(data, rules)
    text = _text(data, codec)
    twice = _decoded_twice(text)
    if twice is not None:
        text, confidence = twice, 0.7
    decoded = _fit(text, name, confidence, codec)
    damaged = sum(len(found) for _, found in decoded.undecodable)
    if damaged > max(16, _MAX_UNDECODABLE * len(data)):
        raise UnknownEncoding(
            "认不出文件的文字编码：大部分内容不是 UTF-8、GB18030、Big5 或 UTF-16 文字。"
            "请用记事本另存为 UTF-8 后再上传。"
        )
    return decoded


def _choose(data: bytes, rules: DecodeRules) -> tuple[str, str, float]:
    """(name, codec, confidence) of the encoding to use."""
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            return name, codec, 1.0
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if text.isascii() and "~{" in text and "~}" in text:
            return "hz", "hz", 0.9
        if text.count("\0") * 20 < len(text):
            return "utf-8", "utf-8", 1.0
    declared = _DECLARED.search(data, 0, 4096)
    said = _FAMILY.get(declared.group(1).decode("ascii").lower()) if declared else None
    scored = [(_score(data, name, codec, said, rules), -order, name, codec)
              for order, (name, codec) in enumerate(_CANDIDATES)]
    score, _, name, codec = max(scored)
    second = sorted(scored)[-2][0]
    if score < _MIN_READABLE:
        raise UnknownEncoding(
            "认不出文件的文字编码（试过 UTF-8、GB18030、Big5、UTF-16）。请用记事本另存为 UTF-8 后再上传。"
        )
    return name, codec, round(min(1.0, 0.5 + (score - max(second, 0.0))), 2)


def _score(data: bytes, name: str, codec: str, said: str | None, rules: DecodeRules) -> float:
    """Share of frequent characters among those that are not ASCII, less twice what the encoding cannot read."""
    text = _text(data[: _SAMPLE - _SAMPLE % 4], codec)
    if not text:
        return 0.0
    broken = sum(1 for char in text if "\ud800" <= char <= "\udfff" or char == "\0")
    wide = [char for char in text if char > "\x7f"]
    known = sum(1 for char in wide if char in rules.frequent)
    strange = sum(1 for char in wide if "\ue000" <= char <= "\uf8ff")
    ascii_share = (len(text) - len(wide)) / len(text)
    base = known / len(wide) if wide else 0.5 * ascii_share
    return base - 2 * (broken + strange) / len(text) + (0.05 if said == name else 0.0)


def _text(data: bytes, codec: str) -> str:
    """Decoded; every byte that cannot be read becomes one lone surrogate (U+DC80 + byte - 0x80 where possible)."""
    if codec.startswith("utf-16"):
        odd = len(data) % 2
        text = data[: len(data) - odd].decode(codec, "surrogatepass") + ("\udcff" if odd else "")
    elif codec.startswith("utf-32"):
        text = data[: len(data) - len(data) % 4].decode(codec, "replace")
    elif codec == "hz":
        text = _HZ.sub(_from_hz, data.decode("latin-1"))
    else:
        text = data.decode(codec, _ESCAPE)
    return text.removeprefix("\ufeff")


def _from_hz(match: re.Match[str]) -> str:
    """A stretch between ~{ and ~}, or an escaped tilde or line end (RFC 1843).

    Read by the table of GB18030: Python's own for HZ makes the Chinese dash and middle dot other characters.
    """
    if match.group(1) is None:
        return "~" if match.group() == "~~" else ""
    return bytes(ord(char) | 0x80 for char in match.group(1)).decode("gb18030", _ESCAPE)


def _escape(error: UnicodeError) -> tuple[str, int]:
    """One lone surrogate for one byte; unlike ``surrogateescape`` also for bytes below 0x80."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    # Only the first byte is given up: the next one may begin a character.
    return chr(0xDC00 + error.object[error.start]), error.start + 1


_ESCAPE = "archive-lone-surrogate"
codecs.register_error(_ESCAPE, _escape)


def _decoded_twice(text: str) -> str | None:
    """UTF-8 that was taken for Latin-1 and encoded again, put right; None where it was not."""
    sample = text[:4000]
    if len(_TWICE.findall(sample)) * 8 < len(sample):
        return None
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def _fit(text: str, name: str, confidence: float, codec: str) -> DecodedText:
    """Line breaks as ``\\n``, unfit characters out. Bytes that could not be read leave U+FFFD."""
    text = _BREAKS.sub("\n", text)
    kept: list[str] = []
    undecodable: list[tuple[int, bytes]] = []
    at = length = 0
    for match in _UNFIT.finditer(text):
        kept.append(text[at : match.start()])
        length += match.start() - at
        char = match.group()
        undecodable.append((length, _bytes_of(char, codec)))
        if "\ud800" <= char <= "\udfff":
            kept.append(_REPLACEMENT)
            length += 1
        at = match.end()
    kept.append(text[at:])
    text = "".join(kept)
    if not any(_visible(text)):
        raise EmptyFile("文件里没有看得见的文字。请检查是否选错了文件。")
    return DecodedText(text, name, confidence, tuple(undecodable))


def _visible(text: str) -> Iterator[bool]:
    return (not (char.isspace() or char in "\u200b\u200c\u200d\u2060\ufeff\u00ad" + _REPLACEMENT) for char in text)


def _bytes_of(char: str, codec: str) -> bytes:
    code = ord(char)
    if 0xDC00 <= code <= 0xDCFF:
        return bytes([code - 0xDC00])
    return char.encode("utf-16-be" if 0xD800 <= code <= 0xDFFF else "utf-8", "surrogatepass")

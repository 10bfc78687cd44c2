"""Bounds on what the streams of a PDF unpack to, counted while they are unpacked.

pdfminer unpacks without a bound, and what is encrypted or written as ASCII cannot be measured before it does. The
decoders that its module ``pdftypes`` calls by name are replaced by ones that count; a stream that is cut gives what it
holds. Pictures of fax lines are not unpacked at all: nothing here looks at them.

Formats: ISO 32000-1, 7.4.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from io import BytesIO

from pdfminer import pdftypes
from pdfminer.lzw import CorruptDataError, LZWDecoder

from archive.reading.errors import TooLarge

MAX_STREAM = 64 * 1024 * 1024
MAX_UNPACKED = 1024 * 1024 * 1024
_BLOCK = 1 << 20
_PIECE = 1 << 16
_left: ContextVar[list[int]] = ContextVar("bytes that the file being read may still unpack to")


@contextmanager
def bounded(stream: int, total: int) -> Iterator[None]:
    """Inside, no stream unpacks to more than ``stream`` bytes and all together to ``total``. Raises TooLarge."""
    token = _left.set([stream, total])
    try:
        yield
    finally:
        _left.reset(token)


def _taken(out: bytearray, size: int) -> None:
    """Raise TooLarge where ``size`` more bytes pass a bound."""
    bounds = _left.get([MAX_STREAM, MAX_UNPACKED])
    bounds[1] -= size
    if len(out) + size > bounds[0] or bounds[1] < 0:
        raise TooLarge("PDF 里有异常地大的压缩数据（可能是压缩炸弹），没有读入。请在阅读器里另存一份再上传。")


def _inflated(data: bytes) -> bytes:
    """What a deflated stream holds; of a damaged one (often only its checksum is) what comes before the damage."""
    unpacker, out = zlib.decompressobj(), bytearray()
    for at in range(0, len(data), _PIECE):
        before = unpacker.copy()
        size = len(out)
        try:
            _feed(unpacker, data[at : at + _PIECE], out)
        except zlib.error:
            del out[size:]
            for place in range(at, min(at + _PIECE, len(data))):
                try:
                    _feed(before, data[place : place + 1], out)
                except zlib.error:
                    break
            break
        if unpacker.eof:
            break
    return bytes(out)


def _feed(unpacker: zlib._Decompress, data: bytes, out: bytearray) -> None:
    while data and not unpacker.eof:
        part = unpacker.decompress(data, _BLOCK)
        data = unpacker.unconsumed_tail
        _taken(out, len(part))
        out += part


def _lzw(data: bytes) -> bytes:
    decoder, out = LZWDecoder(BytesIO(data)), bytearray()
    while True:
        try:
            part = decoder.feed(decoder.readbits(decoder.nbits))
        except (EOFError, CorruptDataError):
            return bytes(out)
        _taken(out, len(part))
        out += part


def _runs(data: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(data) and data[at] != 128:
        length = data[at]
        part = data[at + 1 : at + 2 + length] if length < 128 else data[at + 1 : at + 2] * (257 - length)
        at += 2 + length if length < 128 else 2
        _taken(out, len(part))
        out += part
    return bytes(out)


def _no_fax(data: bytes, parameters: object) -> bytes:
    return b""


class _Zlib:
    """What ``pdftypes`` uses of zlib."""

    error = zlib.error
    decompress = staticmethod(_inflated)
    decompressobj = staticmethod(zlib.decompressobj)


pdftypes.zlib = _Zlib  # type: ignore[assignment]
pdftypes.lzwdecode = _lzw
pdftypes.rldecode = _runs
pdftypes.ccittfaxdecode = _no_fax  # type: ignore[assignment]

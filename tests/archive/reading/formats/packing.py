"""Packed folders made by hand, as programs and villains make them."""

import io
import struct
import zipfile
import zlib

REPORT = "关于山村夜校的汇报\n三个村的支部合办夜校，党员轮流讲课，到课六十人。\n"


def packed(*members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """``members`` are (name or ZipInfo, bytes)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data, method)
    return buffer.getvalue()


def raw_packed(*members: dict) -> bytes:
    """Members by their bytes: ``name`` (bytes) and ``data``, further ``flag``, ``method``, ``size`` as claimed,
    ``extra``, ``external``, ``crc``, ``at`` (offset claimed) and ``packed`` (the compressed bytes)."""
    body, directory = bytearray(), bytearray()
    for member in members:
        name, data = member["name"], member["data"]
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        squeezed = member.get("packed", deflate.compress(data) + deflate.flush())
        extra = member.get("extra", b"")
        common = struct.pack(
            "<HHHHHIII", 20, member.get("flag", 0), member.get("method", 8), 0, 0x2EE1,
            member.get("crc", zlib.crc32(data)), len(squeezed), member.get("size", len(data)),
        )  # fmt: skip
        directory += struct.pack("<IH", 0x02014B50, 0x031E) + common + struct.pack(
            "<HHHHHII", len(name), len(extra), 0, 0, 0, member.get("external", 0o100644 << 16),
            member.get("at", len(body)),
        ) + name + extra  # fmt: skip
        body += struct.pack("<I", 0x04034B50) + common + struct.pack("<HH", len(name), 0) + name + squeezed
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(members), len(members), len(directory), len(body), 0)
    return bytes(body + directory + end)

"""Packed folders (ZIP; PKWARE APPNOTE.TXT 6.3.10): their members, one by one, within limits.

Names of members are told to people and never used as paths. Sizes in headers are not believed: what is unpacked is
counted while it is inflated.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from archive.reading.errors import DamagedFile, EmptyFile, ReadingError, TooLarge, UnsupportedFormat

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """``member`` and ``total`` are unpacked bytes; ``ratio`` unpacked to packed, of a member and of the whole, looked
    at beyond the first megabyte. ``batch`` is how many unpacked bytes one call hands over before it stops."""

    members: int = 2000
    member: int = 50 * MEGABYTE
    total: int = 200 * MEGABYTE
    ratio: int = 200
    batch: int = 16 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a packed folder. ``path`` is its name there, for people; ``refusal`` says in words why ``data`` is
    empty, where it could not be unpacked."""

    path: str
    data: bytes
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Some members in their order. ``following`` is the entry to go on from, None at the end; ``used`` bytes are
    unpacked so far, ``litter`` counts the files of operating systems that were passed over in this call."""

    members: tuple[Member, ...]
    following: int | None
    used: int
    litter: int


# Below this, a high ratio is no bomb but a page of blanks.
_SMALL = MEGABYTE
_CHUNK = 64 * 1024
_END_RECORD, _END_LENGTH = b"PK\x05\x06", 22 + 65_535
_ENCRYPTED = 0x1 | 0x40
_NAMED_IN_UTF8 = 0x800
_UNICODE_PATH = 0x7075  # APPNOTE 4.6.9: CRC of the plain name, then the name in UTF-8.
_PATH_LENGTH = 500
# What macOS, Windows and version control leave in folders; nobody means to send it.
_LITTER_FOLDERS = frozenset({
    "__macosx", ".git", ".svn", ".hg", "$recycle.bin", "system volume information", ".trashes", ".fseventsd",
    ".spotlight-v100",
})  # fmt: skip
_LITTER_NAMES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini"})
# Marks of files that office programs hold open: ~$ of Word, .~lock. of LibreOffice, ._ of macOS.
_LITTER_BEGINS = ("~$", ".~", "._")
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    KeyError, IndexError,
)  # fmt: skip
_DAMAGED = "压缩包不完整或已损坏，打不开。请重新打包或重新下载后再传。"


def unpack(data: bytes, limits: UnpackLimits, first: int = 0, used: int = 0) -> Unpacked:
    """Members from entry ``first`` on, until a batch is full. ``used`` is what earlier calls unpacked.

    A member that cannot be unpacked carries its refusal and spoils no other. Raises ReadingError in words where the
    whole is refused: EmptyFile, DamagedFile, TooLarge (number of members).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check(data, archive, entries, limits)
            return _Unpacking(data, archive, limits, used).some(entries, first)
    except (NotImplementedError, *_BROKEN) as error:
        raise DamagedFile(_DAMAGED) from error


def begin_of(data: bytes) -> int | None:
    """Where the packed folder begins in bytes that end as one, behind a program that unpacks itself for instance;
    None where they do not end as one. Its end record is looked for where it may be (APPNOTE 4.3.16)."""
    if _END_RECORD not in data[-_END_LENGTH:]:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return min((entry.header_offset for entry in archive.infolist()), default=None)
    except (NotImplementedError, *_BROKEN):
        return None


def _check(data: bytes, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: UnpackLimits) -> None:
    if len(entries) > limits.members:
        raise TooLarge(
            f"压缩包里有 {len(entries)} 个文件，超过 {limits.members} 个的上限，没有解开。请分成几个压缩包再传。"
        )
    if all(_is_folder(entry) or is_litter(name_of(entry)) for entry in entries):
        raise EmptyFile("压缩包里没有文件（系统文件和空文件夹不算）。请检查是否打包了别的文件夹。")
    # Members that share bytes make a small file large (D. Fifield, "A better zip bomb", 2019).
    rising = sorted(entries, key=lambda entry: entry.header_offset)
    borders = [*(entry.header_offset for entry in rising[1:]), archive.start_dir]
    for entry, border in zip(rising, borders, strict=True):
        if entry.header_offset < 0 or entry.header_offset + 30 + entry.compress_size > border:
            raise DamagedFile("压缩包里的文件互相重叠，正常的压缩包不会这样，没有解开。请重新打包再传。")


class _Unpacking:
    """``used`` counts every byte that was inflated, also of members that were refused in the end."""

    def __init__(self, data: bytes, archive: zipfile.ZipFile, limits: UnpackLimits, used: int) -> None:
        self.packed = len(data)
        self.archive = archive
        self.limits = limits
        self.used = used
        self.litter = 0

    def some(self, entries: list[zipfile.ZipInfo], first: int) -> Unpacked:
        members: list[Member] = []
        handed = 0
        for number in range(first, len(entries)):
            if handed >= self.limits.batch:
                return Unpacked(tuple(members), number, self.used, self.litter)
            entry = entries[number]
            if _is_folder(entry):
                continue
            path = name_of(entry)
            if is_litter(path):
                self.litter += 1
                continue
            member = self._member(entry, _shown(path))
            handed += len(member.data)
            members.append(member)
        return Unpacked(tuple(members), None, self.used, self.litter)

    def _member(self, entry: zipfile.ZipInfo, path: str) -> Member:
        try:
            return Member(path, b"".join(self._inflated(entry)))
        except ReadingError as error:
            return Member(path, b"", str(error))
        except (NotImplementedError, RuntimeError):
            words = f"压缩方法不能识别（代号 {entry.compress_type}）。请用普通的 ZIP 方式重新打包，或解压后单独上传。"
            return Member(path, b"", words)
        except _BROKEN:
            return Member(path, b"", "在压缩包里已损坏（校验不符或数据不全）。请重新打包，或解压后单独上传。")

    def _inflated(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        if entry.flag_bits & _ENCRYPTED:
            raise UnsupportedFormat("加了密码，打不开。请去掉密码后重新打包，或解压后单独上传。")
        kind = stat.S_IFMT(entry.external_attr >> 16) if entry.create_system == 3 else 0
        if kind not in (0, stat.S_IFREG):
            raise UnsupportedFormat("是指向别处的链接或设备，不是文件，没有读入。请把文件本身打包再传。")
        size = 0
        with self.archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                self.used += len(chunk)
                self._check_sizes(entry, size)
                yield chunk

    def _check_sizes(self, entry: zipfile.ZipInfo, size: int) -> None:
        limits = self.limits
        if size > _SMALL and size > limits.ratio * entry.compress_size:
            raise TooLarge(f"解开后超过压缩时的 {limits.ratio} 倍，不像是报告，没有读入。")
        if size > limits.member:
            raise TooLarge(f"解开后超过每个文件 {limits.member // MEGABYTE} MB 的上限，没有读入。请拆分后再传。")
        if self.used > limits.total:
            raise TooLarge(
                f"压缩包解开后总共超过 {limits.total // MEGABYTE} MB 的上限，这个文件没有读入。请分成几个压缩包再传。"
            )
        if self.used > _SMALL and self.used > limits.ratio * self.packed:
            raise TooLarge(f"压缩包解开后超过原来的 {limits.ratio} 倍，不像是报告，这个文件没有读入。")


def name_of(entry: zipfile.ZipInfo) -> str:
    """The member's path as its maker meant it, with ``/`` between folders.

    Names without the UTF-8 flag are, by the letter, in code page 437; Chinese systems write them in GBK, some programs
    in UTF-8. The bytes tell: strict UTF-8 first, since GBK text hardly ever happens to be that.
    """
    name = entry.orig_filename
    if not entry.flag_bits & _NAMED_IN_UTF8:
        plain = name.encode("cp437")
        name = _unicode_path(entry.extra, plain) or _decoded(plain)
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _decoded(plain: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return plain.decode(encoding)
        except UnicodeDecodeError:
            continue
    return plain.decode("gb18030", "replace")


def _unicode_path(extra: bytes, plain: bytes) -> str:
    """The name in the field that Info-ZIP and WinRAR write beside it; empty where there is none, or of another name."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        if kind == _UNICODE_PATH and size > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(plain):
            return field[5:].decode("utf-8", "replace")
        at += 4 + size
    return ""


def is_litter(path: str) -> bool:
    """Whether an operating system or program left this file there. A hidden name with an ending, as in
    ``.notes.txt``, is somebody's file."""
    *folders, name = path.casefold().split("/")
    return (
        not _LITTER_FOLDERS.isdisjoint(folders)
        or name in _LITTER_NAMES
        or name.startswith(_LITTER_BEGINS)
        or (name.startswith(".") and "." not in name[1:])
    )


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return name_of(entry).endswith("/") and entry.file_size == 0


def _shown(path: str) -> str:
    """A path fit to be told: no character that controls a terminal or turns a line round; its end kept."""
    path = "".join(char for char in path if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    return path if len(path) <= _PATH_LENGTH else "…" + path[1 - _PATH_LENGTH :]

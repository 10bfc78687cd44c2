"""Packed folders: names as their makers meant them, members one by one, limits counted while inflating."""

import io
import struct
import zipfile
import zlib

import pytest

from archive.reading.errors import DamagedFile, EmptyFile, PackedFolder, TooLarge
from archive.reading.formats import read_format
from archive.reading.formats.zip import MEGABYTE, UnpackLimits, begin_of, is_litter, unpack
from archive.services.rules import rulebook
from tests.archive.reading.formats.packing import REPORT, packed, raw_packed

TEXT = REPORT.encode()


def members(data: bytes, **limits):
    """All members, batch after batch."""
    found, following, used = [], 0, 0
    while following is not None:
        part = unpack(data, UnpackLimits(**limits), following, used)
        found += part.members
        following, used = part.following, part.used
    return found


def paths(data: bytes) -> list[str]:
    return [member.path for member in members(data)]


@pytest.mark.parametrize(
    ("name", "more", "meant"),
    [
        ("组织部/夜校汇报.txt".encode("gbk"), {}, "组织部/夜校汇报.txt"),
        ("组织部/夜校汇报.txt".encode(), {}, "组织部/夜校汇报.txt"),
        ("组织部/夜校汇报.txt".encode(), {"flag": 0x800}, "组织部/夜校汇报.txt"),
        ("㐀村.txt".encode("gb18030"), {}, "㐀村.txt"),
        # The second byte of 誠 in GBK is a backslash.
        ("組\\誠村.txt".encode("gbk"), {}, "組/誠村.txt"),
        (b"\xd2\xb9\xff.txt", {}, "夜\ufffd.txt"),
        ("e\u0301cole.txt".encode(), {"flag": 0x800}, "école.txt"),
        ("甲\r\n乙\x1b[31m\u202e.txt".encode(), {"flag": 0x800}, "甲乙[31m.txt"),
        ("../../../夜校.txt".encode(), {}, "../../../夜校.txt"),
        (b"C:\\a.txt", {}, "C:/a.txt"),
    ],
)
def test_names(name, more, meant):
    assert paths(raw_packed({"name": name, "data": TEXT, **more})) == [meant]


def test_a_name_beside_the_name_counts_where_it_is_of_that_name():
    plain = b"?????.txt"
    right = struct.pack("<HHBI", 0x7075, 5 + len("夜校.txt".encode()), 1, zlib.crc32(plain)) + "夜校.txt".encode()
    assert paths(raw_packed({"name": plain, "data": TEXT, "extra": b"\x55\x54\x01\x00\x00" + right})) == ["夜校.txt"]
    stale = right[:5] + b"\0\0\0\0" + right[9:]
    assert paths(raw_packed({"name": plain, "data": TEXT, "extra": stale})) == ["?????.txt"]


def test_long_names_keep_their_end():
    (path,) = paths(raw_packed({"name": ("长" * 600 + ".txt").encode(), "data": TEXT}))
    assert len(path) == 500
    assert path.endswith("长.txt")


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("__MACOSX/村/._夜校.txt", True), (".DS_Store", True), ("村/Thumbs.db", True), ("desktop.ini", True),
        ("~$夜校.docx", True), (".~lock.夜校.odt#", True), (".git/config", True), ("村/.hidden", True),
        (".夜校.txt", False), ("夜校.txt", False), ("git/夜校.txt", False), ("~/夜校.txt", False),
        ("村/thumbs.db.txt", False),
    ],
)  # fmt: skip
def test_litter(path, is_one):
    assert is_litter(path) is is_one


def test_litter_is_counted_folders_are_not():
    litter = [("__MACOSX/村/._夜校.txt", b"x"), (".DS_Store", b"x")]
    unpacked = unpack(packed(("村/", b""), ("村/夜校.txt", TEXT), *litter), UnpackLimits())
    assert [member.path for member in unpacked.members] == ["村/夜校.txt"]
    assert unpacked.litter == 2


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods(method):
    assert [member.data for member in members(packed(("甲.txt", TEXT), method=method))] == [TEXT]


def test_sizes_behind_the_data_and_sixty_four_bits():
    buffer = io.BytesIO()
    # A stream that cannot be wound back makes the writer put sizes behind the data.
    class Forward(io.RawIOBase):
        writable = staticmethod(lambda: True)
        write = staticmethod(buffer.write)

    with zipfile.ZipFile(Forward(), "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("甲.txt", "w", force_zip64=True) as member:
            member.write(TEXT)
        archive.writestr("乙.txt", TEXT)
    assert [member.data for member in members(buffer.getvalue())] == [TEXT, TEXT]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"flag": 1}, "密码"),
        ({"method": 9}, "代号 9"),
        ({"crc": 1}, "已损坏"),
        ({"packed": b"\xff\xff\xff\xff"}, "已损坏"),
        ({"size": 7}, "已损坏"),
        ({"external": 0o120777 << 16}, "链接"),
        ({"external": 0o010644 << 16}, "链接"),
    ],
    ids=["encrypted", "deflate64", "sum", "scrambled", "size", "link", "pipe"],
)
def test_one_that_cannot_be_unpacked_says_why_and_spoils_no_other(more, words):
    data = raw_packed({"name": b"a.txt", "data": TEXT, **more}, {"name": b"b.txt", "data": TEXT})
    bad, good = members(data)
    assert words in bad.refusal
    assert bad.data == b""
    assert (good.data, good.refusal) == (TEXT, "")


def test_a_bomb_is_stopped_where_it_shows():
    bomb, good = members(packed(("a.txt", bytes(40 * MEGABYTE)), ("b.txt", TEXT)))
    assert "200 倍" in bomb.refusal
    assert good.data == TEXT
    used = unpack(packed(("a.txt", bytes(40 * MEGABYTE))), UnpackLimits()).used
    assert used < 9 * MEGABYTE


def test_what_was_inflated_in_vain_counts_too():
    data = packed(*((f"{n}.txt", bytes(2 * MEGABYTE)) for n in range(20)))
    found = members(data, total=15 * MEGABYTE, member=MEGABYTE, ratio=9999)
    assert all(member.refusal for member in found)
    assert "每个文件" in found[0].refusal
    assert "总共" in found[-1].refusal


def test_the_limit_of_one_and_of_all():
    noise = [bytes((n * 7 + k * k) % 251 for k in range(60_000)) for n in range(4)]
    big, small = members(packed(("a", noise[0] * 2), ("b", noise[1])), member=100_000)
    assert "上限" in big.refusal
    assert small.data == noise[1]
    found = members(packed(*((str(n), data) for n, data in enumerate(noise)), method=zipfile.ZIP_STORED), total=150_000)
    assert [bool(member.refusal) for member in found] == [False, False, True, True]


def test_handed_over_in_batches_in_order():
    data = packed(*((f"{n}.txt", TEXT + str(n).encode()) for n in range(7)))
    assert [member.data[-1:] for member in members(data, batch=2 * len(TEXT))] == [b"%d" % n for n in range(7)]
    first = unpack(data, UnpackLimits(batch=2 * len(TEXT)))
    assert (len(first.members), first.following) == (2, 2)


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (packed(), EmptyFile, "没有文件"),
        (packed(("村/", b""), (".DS_Store", b"x")), EmptyFile, "没有文件"),
        (packed(*((f"{n}", b"") for n in range(2001))), TooLarge, "2001"),
        (packed(("a.txt", TEXT))[:-30], DamagedFile, "损坏"),
        (raw_packed(*({"name": b"a.txt", "data": TEXT, "at": 0} for _ in range(9))), DamagedFile, "重叠"),
        (raw_packed({"name": b"\xff.txt", "data": TEXT, "flag": 0x800}), DamagedFile, "损坏"),
        (b"PK\x03\x04" + bytes(range(256)) * 20, DamagedFile, "损坏"),
    ],
    ids=["empty", "litter", "many", "cut", "overlap", "name", "noise"],
)
def test_the_whole_is_refused(data, error, words):
    with pytest.raises(error, match=words):
        unpack(data, UnpackLimits())


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_no_cut_or_turned_byte_raises_anything_else(cut):
    data = packed(("甲.txt", TEXT), ("乙.txt", TEXT * 3))
    turned = bytearray(data)
    turned[cut % len(data)] ^= 0xFF
    for broken in (data[:cut], bytes(turned)):
        try:
            unpack(broken, UnpackLimits())
        except (DamagedFile, EmptyFile, TooLarge) as error:
            assert str(error)


def test_a_folder_is_for_the_services_a_document_for_its_reader():
    with pytest.raises(PackedFolder):
        read_format(packed(("甲.txt", TEXT)), "a.zip", rulebook())
    with pytest.raises(PackedFolder):
        read_format(b"MZ" + bytes(300) + packed(("甲.txt", TEXT)), "a.exe", rulebook())


def test_where_it_begins():
    data = packed(("甲.txt", TEXT))
    assert begin_of(data) == 0
    assert begin_of(b"x" * 99 + data) == 99
    assert begin_of(TEXT + b"PK\x05\x06") is None
    assert begin_of(TEXT) is None

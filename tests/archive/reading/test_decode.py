"""Bytes to text: every encoding these files come in, and what cannot be read is counted and placed."""

import pytest

from archive.reading.decode import decode
from archive.reading.errors import EmptyFile, UnknownEncoding
from archive.services.rules import rulebook

HANS = "关于农村党员教育工作的情况汇报\n今年以来，全镇开展党员教育活动，取得了较好成效。\n"
HANT = "關於農村黨員教育工作的情況匯報\n今年以來，全鎮開展黨員教育活動，取得了較好成效。\n"


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (HANS, "utf-8", "utf-8"), (HANS, "utf-8-sig", "utf-8-sig"), (HANS, "gb18030", "gb18030"),
        (HANS, "gbk", "gb18030"), (HANS, "utf-16-le", "utf-16le"), (HANS, "utf-16-be", "utf-16be"),
        (HANT, "big5", "big5"), (HANT + "㗎嚟", "big5hkscs", "big5"), (HANT, "gb18030", "gb18030"),
        (HANT, "utf-8", "utf-8"),
    ],
)
def test_encodings(text, codec, name):
    decoded = decode(text.encode(codec), rulebook())
    assert (decoded.text, decoded.encoding, decoded.undecodable) == (text, name, ())


def test_utf16_with_a_mark():
    assert decode(b"\xff\xfe" + HANS.encode("utf-16-le"), rulebook()).text == HANS
    assert decode(b"\xfe\xff" + HANS.encode("utf-16-be"), rulebook()).text == HANS


def test_undecodable_bytes_are_counted_and_placed():
    data = HANS[:6].encode("gb18030") + b"\xff\xff" + HANS[6:].encode("gb18030")
    decoded = decode(data, rulebook())
    assert decoded.encoding == "gb18030"
    assert decoded.undecodable == ((6, b"\xff"), (7, b"\xff"))
    assert decoded.text == HANS[:6] + "\ufffd\ufffd" + HANS[6:]


def test_a_cut_last_character_does_not_cost_the_encoding():
    decoded = decode((HANS + "党").encode()[:-1], rulebook())
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith(HANS)
    assert decoded.undecodable


def test_no_nul_no_control_no_direction_override():
    decoded = decode("党\0员\x01教\u202e育\r\n活\r动\u2028".encode(), rulebook())
    assert decoded.text == "党员教育\n活\n动\n"
    assert [place for place, _ in decoded.undecodable] == [1, 2, 3]


def test_a_page_that_lies_about_its_encoding():
    page = f'<meta charset="utf-8"><p>{HANS}</p>'
    assert HANS in decode(page.encode("gb18030"), rulebook()).text


def test_utf8_encoded_twice_is_put_right():
    assert decode(HANS.encode().decode("latin-1").encode(), rulebook()).text == HANS


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\0" * 64, "\u200b\ufeff".encode() * 9])
def test_nothing_to_read(data):
    with pytest.raises(EmptyFile):
        decode(data, rulebook())


def test_noise_is_no_text():
    noise = bytes((i * 197 + i * i * 31) % 251 for i in range(6000))
    with pytest.raises((UnknownEncoding, EmptyFile)):
        decode(noise, rulebook())

"""Numbers that lists write by themselves."""

import pytest

from archive.reading.formats.numbering import Counter, Level, labelled, spelled


@pytest.mark.parametrize(("kind", "number", "expected"), [
    ("decimal", 12, "12"), ("chineseCounting", 10, "十"), ("chineseCounting", 11, "十一"),
    ("chineseCountingThousand", 21, "二十一"), ("chineseCounting", 101, "一百零一"),
    ("chineseCounting", 110, "一百一十"), ("japaneseCounting", 1010, "一千零一十"),
    ("chineseLegalSimplified", 12, "壹拾贰"), ("ideographDigital", 20, "二〇"), ("upperRoman", 14, "XIV"),
    ("lowerLetter", 28, "bb"), ("decimalEnclosedCircle", 3, "③"), ("decimalEnclosedCircle", 21, "21"),
    ("ideographEnclosedCircle", 2, "㈡"), ("ideographTraditional", 11, "甲"), ("decimalFullWidth", 12, "１２"),
    ("decimalZero", 3, "03"), ("none", 1, ""), ("ordinal", 5, "5"), ("chineseCounting", 10_000, "10000"),
    ("upperRoman", 0, "0"),
])
def test_a_number_in_each_kind(kind, number, expected):
    assert spelled(kind, number) == expected


def test_levels_count_and_begin_again():
    counter = Counter({0: Level("chineseCounting", "%1、"), 1: Level("decimal", "%1.%2", 3), 2: Level("none", "")})
    assert [counter.label(depth) for depth in (0, 1, 1, 2, 0, 1, 7)] == [
        "一、", "一.3", "一.4", "", "二、", "二.3", ""]


def test_bullets_of_symbol_fonts_have_a_sign():
    assert [Counter({0: Level("bullet", sign)}).label(0) for sign in ("●", "\uf0b7", "\uf06e", "\uf0ff")] == [
        "●", "•", "■", "•"]


@pytest.mark.parametrize(("label", "words", "expected"), [
    ("一、", " 做法", "一、做法"), ("2.", "2008年", "2. 2008年"), ("2.", "修路", "2.修路"), ("", " 修路", " 修路"),
    ("（一）", "3个", "（一）3个"), ("2.", "", "2."),
])
def test_a_label_and_its_words(label, words, expected):
    assert labelled(label, words) == expected

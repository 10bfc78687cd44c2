"""Names that may be one are proposed; names that only look alike are not."""

import time

import pytest

from archive.services.variants import likely_variants

CASES = (
    ("一站三卡", "1站3卡", "numeral", "numerals in digits"),
    ("6×3", "6X3", "numeral", "another multiplication sign"),
    ("渔灯夜谈", "渔灯夜读", "letter", "one character other"),
    ("渔灯夜谈", "渔灯的夜谈", "letter", "one character more"),
    ("夜校", "河西乡村夜校", "", "a short name is in everything"),
    ("渔灯夜谈", "渔村渔灯夜谈", "within", "one with a place before it"),
    ("三会一课", "四会一课", "", "another number is another scheme"),
    ("一会", "二会", "", "too short to tell"),
    ("石桥夜校", "矿灯结对", "", "nothing in common"),
    ("先锋日", "先锋岗", "", "three characters, one of them other"),
)


@pytest.mark.parametrize(("one", "other", "likeness", "why"), CASES, ids=[case[3] for case in CASES])
def test_pairs(one, other, likeness, why):
    found = likely_variants({1: one, 2: other})
    assert [pair.likeness for pair in found] == ([likeness] if likeness else []), why


def test_the_same_components_under_two_names():
    found = likely_variants({1: "三卡", 2: "民情卡制"}, {1: ["红卡", "黄卡"], 2: ["黄卡", "红卡"]})
    assert [pair.likeness for pair in found] == ["parts"]


def test_ten_thousand_names_take_no_longer_than_a_page_may():
    names = {n: f"{chr(0x4E00 + n % 977)}{chr(0x5E00 + n % 89)}{chr(0x6E00 + n // 89)}夜校制度" for n in range(10_000)}
    began = time.process_time()
    likely_variants(names)
    assert time.process_time() - began < 10

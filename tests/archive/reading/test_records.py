"""A trail maps clean positions to raw positions exactly, however many steps made it."""

import random
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.reading.records import Edit, Trail


def test_deletion_and_conversion_map_back():
    raw = "創(chuàng)新組織"
    trail = Trail(0, len(raw)).then([Edit(1, 9, "", "residue")])
    assert trail.apply(raw) == "創新組織"
    trail = trail.then([Edit(0, 1, "创", "script"), Edit(2, 4, "组织", "script")])
    assert trail.apply(raw) == "创新组织"
    assert trail.raw_span(0, 1) == (0, 1)
    assert trail.raw_span(0, 2) == (0, 10)
    assert trail.raw_span(1, 2) == (9, 10)
    assert trail.raw_span(3, 4) == (11, 12)
    assert trail.clean_span(9, 10) == (1, 2)
    assert trail.clean_span(2, 5) == (1, 1)


def test_a_later_deletion_absorbs_what_it_covers():
    raw = "甲（广告創）乙"
    trail = Trail(0, len(raw)).then([Edit(4, 5, "创", "script")]).then([Edit(1, 6, "", "advert")])
    assert trail.apply(raw) == "甲乙"
    assert trail.edits == (Edit(1, 6, "", "advert"),)


def test_overlapping_edits_of_one_step_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        Trail(0, 9).then([Edit(0, 3, "", "a"), Edit(2, 4, "", "b")])


def steps(rng: random.Random, text: str) -> list[Edit]:
    """Random edits of one step: deletions, equal-length and unequal replacements, insertions."""
    edits, at = [], 0
    while at < len(text):
        at += rng.randint(0, 4)
        end = min(len(text), at + rng.randint(0, 3))
        if at > len(text):
            break
        kind = rng.randint(0, 3)
        new = {0: "", 1: "x" * (end - at), 2: "yz", 3: "w"}[kind]
        if end > at or new:
            edits.append(Edit(at, end, new, f"r{kind}"))
        at = end + 1
    return edits


def replay(text: str, edits: list[Edit]) -> str:
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


@given(st.integers(0, 10**9), st.text("甲乙丙丁戊己", min_size=1, max_size=30), st.integers(1, 4))
def test_composed_trail_equals_steps_one_after_another(seed, raw, count):
    rng = random.Random(seed)
    trail, text = Trail(0, len(raw)), raw
    for _ in range(count):
        edits = steps(rng, text)
        text = replay(text, edits)
        trail = trail.then(edits)
        assert trail.apply(raw) == text
    for before, after in pairwise(trail.edits):
        assert before.end <= after.start
    # every character that no edit touched maps to itself
    for start in range(len(text)):
        a, b = trail.raw_span(start, start + 1)
        assert 0 <= a <= b <= len(raw)
        if b - a == 1 and text[start] not in "xyzw":
            assert raw[a:b] == text[start]


@given(st.integers(0, 10**9), st.text("甲乙丙丁戊己", min_size=2, max_size=30))
def test_cuts_share_no_character_and_lose_none(seed, raw):
    rng = random.Random(seed)
    edits = [e for e in steps(rng, raw) if not e.new or len(e.new) == e.end - e.start]
    trail = Trail(0, len(raw)).then(edits)
    text = trail.apply(raw)
    assume(len(text) >= 2)
    border = rng.randint(1, len(text) - 1)
    left, right = trail.cut(0, border), trail.cut(border, len(text))
    assert left.apply(raw) + right.apply(raw) == text
    assert left.raw_end == right.raw_start
    assert (left.raw_start, right.raw_end) == (0, len(raw))

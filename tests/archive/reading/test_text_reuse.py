"""What two texts share, alike in both scripts, and where it stands."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.text_reuse import (
    FormulaRules,
    Matter,
    SharedParagraph,
    folded,
    shared_paragraphs,
    shared_stretches,
)

RULES = Path(__file__).resolve().parents[3] / "archive" / "rules"
FORMULAS = FormulaRules.from_tables(
    {name: (RULES / name).read_text(encoding="utf-8") for name in ("formulas.tsv", "events.tsv")}
)
TEXT = "青石镇党委今年在三十二个村开展“亮灯议事”活动，群众说一句，支部记一句。"
HANT = "青石鎮黨委今年在三十二個村開展「亮燈議事」活動,群眾說一句,支部記一句。"


def matter(text: str) -> Matter:
    return Matter(text, FORMULAS)


def test_a_copy_in_the_other_script_is_the_same():
    assert folded(TEXT) == folded(HANT)
    assert folded("著力ＡＢＣ①") == folded("着力abc1")


def test_a_part_stands_in_its_whole_but_not_the_reverse():
    part, whole = matter(TEXT[:20]), matter(TEXT)
    assert part.share_in(whole) == 1.0
    assert whole.share_in(part) < 0.7


def test_other_texts_share_nothing_and_empty_ones_neither():
    assert matter("柳荫村把路修到了家门口，老人出门不再踩泥。").share_in(matter(TEXT)) == 0.0
    assert matter("").share_in(matter(TEXT)) == matter(TEXT).share_in(matter("")) == 0.0


def test_set_phrases_and_forms_filled_in_otherwise_do_not_count():
    said = "坚持以邓小平理论和“三个代表”重要思想为指导，充分发挥党员的先锋模范作用，提供坚强的组织保证。"
    assert matter(said + TEXT).share_in(matter(said)) == 0.0
    form = "{}镇党委下设支部{}个，有党员{}名，全年发展{}名，培训骨干{}名，慰问老党员{}户。"
    one, other = form.format("青石", 12, 340, 9, 41, 88), form.format("白塔", 31, 502, 17, 66, 120)
    assert matter(one).share_in(matter(other)) < 0.3


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("", "", ()),
        ("甲乙丙丁", "甲乙丙", ()),
        ("甲乙丙丁", "子甲乙丙丁丑", ((0, 4, 1, 5),)),
        ("一、甲乙，丙丁。", "甲乙丙丁", ((2, 7, 0, 4),)),
        ("甲乙丙丁午甲乙丙丁", "甲乙丙丁", ((0, 4, 0, 4), (5, 9, 0, 4))),
        ("甲乙丙丁子丑寅卯", "子丑寅卯甲乙丙丁", ((0, 4, 4, 8), (4, 8, 0, 4))),
        # The longest of several places is taken.
        ("甲乙丙丁戊己", "甲乙丙丁子甲乙丙丁戊己", ((0, 6, 5, 11),)),
    ],
)
def test_shared_stretches(a, b, expected):
    assert shared_stretches(a, b, 4) == expected


WORDS = st.text(alphabet="甲乙丙丁，。黨党 ", max_size=60)


@given(WORDS, WORDS, st.integers(1, 6))
def test_stretches_say_the_same_and_none_is_left_out(a, b, minimum):
    stretches = shared_stretches(a, b, minimum)
    end = 0
    for start, stop, begin, close in stretches:
        assert end <= start < stop and folded(a[start:stop]) == folded(b[begin:close])
        assert len(folded(a[start:stop])) >= minimum
        end = stop
    # Between the stretches nothing is left that both have.
    rest, there = [], folded(b)
    borders = [0, *(at for stretch in stretches for at in stretch[:2]), len(a)]
    for start, stop in zip(borders[::2], borders[1::2], strict=True):
        rest.append(folded(a[start:stop]))
    assert not any(
        words[i : i + minimum] in there for words in rest for i in range(len(words) - minimum + 1)
    )


@given(WORDS)
def test_a_text_shares_all_of_itself(text):
    words = folded(text)
    if words:
        ((start, stop, begin, close),) = shared_stretches(text, text, len(words))
        assert (start, stop) == (begin, close) and folded(text[start:stop]) == words


def test_paragraphs_are_named_on_both_sides():
    borrowed = (
        "港区每个便民服务点门前挂一盏红灯，灯亮表示有人值守，白天没空的可以约到晚上来办，"
        "一次办不成的由值守党员全程跟办，办结后由群众签字。"
    )
    mine = f"标题\n{TEXT}\n\n{borrowed.replace('红灯', '绿灯')}\n结尾"
    theirs = f"另一标题\n{borrowed}\n柳荫村把路修到了家门口，老人出门不再踩泥。"
    (found,) = shared_paragraphs(matter(mine), matter(theirs))
    assert (found.number, found.other) == (3, 2)
    assert 0.7 < found.share < 1.0
    assert shared_paragraphs(matter(TEXT), matter(borrowed)) == ()
    assert shared_paragraphs(matter(borrowed), matter(borrowed)) == (SharedParagraph(1, 1, 1.0),)

"""Many texts at once are folded as each by itself; 著 is mended as the words say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.fold import _KEEPS_ZHU, HAN, fold, fold_with_positions, strip_breaks, zhu_to_mend
from search.analysis.folded_texts import FoldedTexts

ODD = (
    "党员群众创創产產著着名作显 \n\t\u3000，。、…；“”（）()×xX✕Ｉ"
    "ＳＯiso9000２００８①Ⅲ㎡℃½㈠㍿+&%#\u0301\u200b\x00·ﬁ𝐀𠀀豈"
)
NEEDLES = (
    "党员", "党", "群众", "创产", "党党", "党员党员党", "iso", "iso9000", "9000", "2008", "iii", "m",
    "党，员", "。党", "x", "着",
    "著名", "著", "党著", "7+16", "+", "一", "iso党员", "°c", "c", "1", "员x党", "fi", "a", "𠀀", "豈", "株",
)


def by_itself(texts: list[str], key: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for text in texts:
        found += [(at + start, at + end) for start, end in fold_with_positions(text).spans(key)]
        at += len(text) + 1
    return found


def at_once(texts: list[str], key: str) -> list[tuple[int, int]]:
    starts, ends = FoldedTexts(texts).spans(key)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


@pytest.mark.parametrize("needle", NEEDLES)
@given(texts=st.lists(st.text(alphabet=ODD, max_size=40), min_size=1, max_size=4))
def test_spans_are_those_of_each_text_by_itself(needle, texts):
    key = strip_breaks(fold(needle))
    assert at_once(texts, key) == by_itself(texts, key)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=3), st.data())
def test_any_stretch_of_any_text_is_found_where_it_stands(texts, data):
    text = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, len(text)))
    key = strip_breaks(fold(text[start : start + data.draw(st.integers(1, 6))]))
    assert at_once(texts, key) == by_itself(texts, key)
    assert at_once(texts, key.removesuffix("\x1f")) == by_itself(texts, key.removesuffix("\x1f"))


def test_a_run_goes_on_over_what_leaves_no_trace_and_ends_at_a_space():
    assert at_once(["IS\u200bO 9000"], fold("iso")) == [(0, 4)]
    assert at_once(["IS O"], fold("iso")) == []
    assert at_once(["ISO9000", "ISO"], fold("iso")) == [(8, 11)]


def test_texts_do_not_run_into_each_other():
    assert at_once(["党", "员"], "党员") == []
    assert at_once(["IS", "O"], fold("iso")) == []


@given(st.text(alphabet="著名作者显译党，", max_size=30))
def test_zhu_is_mended_as_one_expression_over_all_its_words_would(key):
    expression = re.compile(f"{'|'.join(sorted(_KEEPS_ZHU))}|著")

    def stays(match: re.Match[str]) -> bool:
        beside = key[max(match.start() - 1, 0) : match.start()] + key[match.end() : match.end() + 1]
        return match[0] != "著" or not re.search(f"[{HAN}]", beside)

    wanted = [m.start() for m in expression.finditer(key) if not stays(m)]
    assert zhu_to_mend(key) == wanted

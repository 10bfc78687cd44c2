import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.fold import BREAK, RUN, fold, fold_with_positions, shown
from tests.search.cases import cases

CHINESE = st.text(alphabet="党員员創新著名沿e7IS0１×㎡+&%#，。“”（） \n\u200b①é-*", max_size=40)
ANY = st.one_of(CHINESE, st.text(max_size=40))
CASES = cases("fold.tsv")


def told(key: str) -> str:
    """Run bounds as < and >, breaks as |."""
    parts = key.split(RUN)
    return "".join(f"<{part}>" if i % 2 else part for i, part in enumerate(parts)).replace(BREAK, "|")


@pytest.mark.parametrize(("text", "expected", "why"), CASES, ids=[c[2] for c in CASES])
def test_fold(text, expected, why):
    assert told(fold(text)) == expected, why


@given(ANY)
def test_positions_are_those_of_the_same_key(text):
    folded = fold_with_positions(text)
    assert folded.key == fold(text)
    assert len(folded.positions) == len(folded.key)
    assert list(folded.positions) == sorted(folded.positions)
    assert all(0 <= position < len(text) for position in folded.positions)


@given(ANY)
def test_a_unit_comes_from_the_character_at_its_position(text):
    folded = fold_with_positions(text)
    for c, position in zip(folded.key, folded.positions, strict=True):
        if c not in (RUN, BREAK, "着"):
            assert c in fold(text[position])


@given(ANY, ANY, ANY)
def test_a_word_is_found_where_it_stands(before, word, after):
    """Between breaks, so that no run of letters goes on; its marks hold the word's own characters."""
    needle = fold(word).strip(BREAK)
    text = f"{before}。{word}。{after}"
    spans = list(fold_with_positions(text).spans(needle))
    if any(c not in (RUN, BREAK) for c in needle):
        assert needle in fold(text)
        assert spans
    for start, end in spans:
        assert fold(text[start:end]).strip(BREAK).replace("著", "着") == needle.replace("著", "着")


@given(ANY, ANY)
def test_nothing_matches_across_a_break(left, right):
    a, b = fold(left).strip(BREAK), fold(right).strip(BREAK)
    if a and b:
        assert (a + b) not in fold(f"{left}。{right}") or (a + b) in a or (a + b) in b


@given(st.text(alphabet="党員创新“”（） ", max_size=20))
def test_both_scripts_and_transparent_marks_are_one(text):
    assert fold(text) == fold(text.replace("員", "员").replace("“", "").replace(" ", ""))


def test_marks_cover_exactly_what_matched():
    text = "开展“支部 四进”活動，ISO9001达标"
    folded = fold_with_positions(text)
    assert [text[s:e] for s, e in folded.spans(fold("支部四进活动"))] == ["支部 四进”活動"]
    assert [text[s:e] for s, e in folded.spans(fold("ISO")[:-1])] == ["ISO"]
    assert [text[s:e] for s, e in folded.spans(fold("活动，ISO9001"))] == ["活動，ISO9001"]


def test_shown_is_for_the_eye():
    assert shown(fold("ISO 9001，党员")) == "iso 9001·党员"

import re
from pathlib import Path

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.fold import BREAK, RUN, fold, shown
from search.analysis.segment import Segmenter, segmenter
from search.analysis.whoosh_chain import JiebaTokenizer
from tests.search.cases import cases

CASES = cases("pieces.tsv")
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(("text", "expected", "why"), CASES, ids=[c[2] for c in CASES])
def test_pieces(text, expected, why):
    assert [shown(piece) for piece in segmenter().pieces(fold(text))] == expected.split(" "), why


BARE = Segmenter()


@given(st.text(alphabet="党员干部建设的三会一课e7+，", max_size=30))
def test_no_character_is_lost(text):
    key = fold(text)
    assert "".join(BARE.cut(key)) == key.replace(RUN, "").replace(BREAK, "")


@given(st.text(alphabet="党员干部建设的三会一课e7+，", max_size=30))
def test_a_text_holds_all_its_pieces(text):
    key = fold(text)
    assert all(piece in key for piece in segmenter().pieces(key))


def test_words_of_ones_own_stay_with_the_instance():
    assert Segmenter(["支部四进"]).cut("支部四进活动") == ["支部四进", "支部", "四", "进", "活动"]
    assert segmenter().cut("支部四进活动")[0] == "支部"
    assert "支部四进" not in jieba.dt.FREQ


def test_our_words_stand_beside_those_of_the_dictionary():
    own = Segmenter(["党支部书记", "支部书记"])
    assert own.cut("党支部书记来了")[:3] == ["党支部书记", "党支部", "书记"]
    assert [word for word in own.cut("党支部书记来了") if word != "党支部书记"] == Segmenter().cut("党支部书记来了")


def test_no_word_is_guessed_from_its_neighbours():
    assert segmenter().cut("支部四进活动") == ["支部", "四", "进", "活动"]


def test_whoosh_cuts_the_same():
    words = [(token.text, token.pos) for token in JiebaTokenizer()("党員干部，ISO 9001", positions=True)]
    assert [word for word, _ in words] == segmenter().cut(fold("党员干部，ISO 9001"))
    assert [position for _, position in words] == list(range(len(words)))


HAN_RUNS = st.text(
    alphabet=st.sampled_from("党员干部支部四进社区活动基层组织建设创新的了在和人大会议工一二三省市县委书记龘㐀𠀀"),
    max_size=40,
)


@given(HAN_RUNS)
def test_our_cutting_is_jieba_s(han):
    assert segmenter().cut_han(han) == segmenter().reference_cut(han)


def test_our_cutting_is_jieba_s_on_every_sample_report():
    """Several thousand runs of Han characters as they stand in texts."""
    runs = {run for text in sample_texts() for run in re.findall("[\u4e00-\u9fff]+", fold(text))}
    assert len(runs) > 2_000
    differing = [run for run in runs if segmenter().cut_han(run) != segmenter().reference_cut(run)]
    assert not differing


def sample_texts():
    for path in sorted((ROOT / "fixtures" / "reports").iterdir()):
        for encoding in ("utf-8", "gb18030"):
            try:
                yield path.read_bytes().decode(encoding)
                break
            except UnicodeDecodeError:
                continue

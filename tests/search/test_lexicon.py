"""Words of our own: they weigh, they never decide what matches, and each index keeps those it was made with."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from search import indexer
from search.analysis.fold import fold
from search.analysis.segment import Segmenter, cutting_with, segmenter
from search.engines.plain import PlainEngine
from search.grammar import parse
from search.lexicon import NAMES_FILE, segmenter_of, set_words, words_of
from search.request import SearchDocument, SearchRequest
from search.service import find
from tests.search.factories import add_initiative, change, make_archive, make_report

BARE = Segmenter()


def test_the_list_is_long_enough_and_clean():
    words = set_words()
    assert len(words) == len(set(words)) >= 300
    assert all(fold(word) == word and 2 <= len(word) <= 16 for word in words)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("基层党组织建设", ["基层党组织"]),
        ("两新组织的党支部书记", ["两新组织", "党支部书记"]),
        ("民主生活会和三会一课", ["民主生活会", "三会一课"]),
        ("非公有制企业党建", ["非公有制企业"]),
    ],
)
def test_set_words_are_words_beside_their_parts(text, cut):
    words = segmenter().cut(fold(text))
    assert [word for word in words if word in set_words()][: len(cut)] == cut
    assert set(BARE.cut(fold(text))) - {"的", "和"} <= set(words)


def test_of_two_the_longer_is_the_word():
    assert segmenter().knowing(["党支部书记讲坛"]).cut("党支部书记讲坛开讲")[0] == "党支部书记讲坛"


@given(st.text(alphabet="".join(sorted({c for word in set_words()[:80] for c in word}))[:60], max_size=30))
def test_no_character_is_lost_and_pieces_are_the_dictionary_s(han):
    assert set(BARE.cut(fold(han))) <= set(segmenter().cut(fold(han))) or any(w in fold(han) for w in set_words())
    assert segmenter().pieces(fold(han)) == BARE.pieces(fold(han))


def test_words_of_our_own_change_the_order_never_what_matches():
    texts = ("加强基层党组织建设。", "党组织在基层，建设要加强。", "民主生活会。", "民主的生活会。", "党员干部")
    held = [SearchDocument(i, 1, "题", text) for i, text in enumerate(texts)]
    for words in ("基层党组织", "组织", "党组", "生活会", "民主", "员", "加强基层党组织建设", "民主生活会"):
        found = []
        for chosen in (None, BARE):
            with cutting_with(chosen):
                answer = PlainEngine(held).answer(parse(words), SearchRequest())
            found.append((answer.total, answer.literal_total, sorted(hit.report_id for hit in answer.hits)))
        assert found[0] == found[1], words


# -- names of initiatives --------------------------------------------------------------------------------------------


def folder():
    return settings.SEARCH_DIR / str(indexer.live_generation().pk)


@pytest.mark.django_db
def test_names_belong_to_the_index_they_were_made_with(search_dir):
    first = make_report(title="一", text="灯下议事。", initiatives=("“灯下议事”",))
    make_report(title="二", text="灯下议事不是事。")
    indexer.rebuild()
    assert (folder() / NAMES_FILE).read_text(encoding="utf-8").split() == ["灯下议事"]
    with words_of(folder()):
        assert segmenter().cut("灯下议事开始") == ["灯下议事", *BARE.cut("灯下议事"), "开始"]
    assert segmenter().cut("灯下议事开始") == BARE.cut("灯下议事开始")

    add_initiative(first, "“田埂夜话”")
    change(first, text="灯下议事。田埂夜话。")
    indexer.drain()
    with words_of(folder()):
        assert "田埂夜话" not in segmenter().cut("田埂夜话")
    assert find(SearchRequest("田埂夜话")).total == 1
    indexer.rebuild()
    with words_of(folder()):
        assert segmenter().cut("田埂夜话")[0] == "田埂夜话"
    assert find(SearchRequest("田埂夜话")).total == 1


@pytest.mark.django_db
def test_names_of_drafts_and_everyday_words_are_no_names(search_dir):
    make_report(text="甲。", initiatives=("“密室夜话”",), status="draft")
    make_report(text="乙。", initiatives=("“活动”", "“7+16”模式"))
    indexer.rebuild()
    assert (folder() / NAMES_FILE).read_text(encoding="utf-8").split() == []


@pytest.mark.django_db
def test_both_engines_cut_by_the_names_of_the_live_index(search_dir):
    made = make_archive(30)
    indexer.rebuild()
    for report in made[:6]:
        add_initiative(report, "“支部书记夜校”")
        change(report, text=report.text + "\n支部书记夜校开讲，灯下议事。")
    indexer.drain()
    for words in ("灯下议事", "支部书记夜校", "支部书记", "田埂课堂 党员", "三张清单工作法"):
        plain = find(SearchRequest(words), engine="plain")
        ours = find(SearchRequest(words))
        assert [(h.report_id, round(h.score, 9)) for h in ours.hits] == [
            (h.report_id, round(h.score, 9)) for h in plain.hits
        ], words


@pytest.mark.django_db
def test_an_index_without_a_list_is_cut_by_the_set_words(search_dir):
    make_report(text="甲。")
    indexer.rebuild()
    (folder() / NAMES_FILE).unlink()
    assert segmenter_of(folder()) is segmenter()
    assert find(SearchRequest("甲")).total == 1

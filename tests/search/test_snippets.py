import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.fold import fold
from search.grammar import parse
from search.request import SearchDocument
from search.snippets import LONGEST, snippets, snippets_of
from tests.search import reference_snippets
from tests.search.engines.corpus import DOCUMENTS, QUERIES

TEXT = (
    "村里办起夜校，老人也来识字。\n\n"
    "第二年，党员們带头修渠。群众说，渠水甜！\n"
    "“三会一课”照常开；企业里的支部也不例外。修渠的党员又去了企业。"
)


def document(text: str = TEXT, title: str = "修渠记", **more) -> SearchDocument:
    return SearchDocument(report_id=1, version=1, title=title, text=text, **more)


def marked(words: str, doc: SearchDocument, **more) -> list[str]:
    return ["".join(f"«{t}»" if m else t for t, m in s.parts) for s in snippets(parse(words, **more), doc)]


def test_a_sentence_with_its_mark_and_paragraph():
    [first, second] = snippets(parse("党员"), document())
    assert first.parts == (("第二年，", False), ("党员", True), ("們带头修渠。", False))
    assert (first.paragraph, second.paragraph) == (2, 3)
    assert first.field == "text"


def test_two_words_that_never_meet_are_both_shown():
    assert marked("夜校 群众", document()) == ["村里办起«夜校»，老人也来识字。", "«群众»说，渠水甜！"]


def test_a_sentence_that_holds_both_comes_before_two_that_hold_one():
    assert "修渠的«党员»又去了«企业»。" in marked("党员 企业", document())


def test_marks_cover_transparent_marks_inside_and_other_script():
    assert marked("党员们", document(TEXT))[0] == "第二年，«党员們»带头修渠。"
    assert marked("三会一课照常开", document()) == ["“«三会一课”照常开»；"]


def test_a_break_that_was_typed_joins_sentences():
    assert marked("修渠。群众", document()) == ["第二年，党员們带头«修渠。群众»说，渠水甜！"]


def test_pieces_are_marked_where_the_run_itself_is_missing():
    text = "加强学习。\n基层有党组织。\n家园建设。"
    shown = marked("加强基层党组织建设", document(text))
    assert shown == ["«加强»学习。", "«基层»有«党组织»。"]


def test_title_place_and_author_are_shown_where_the_text_has_nothing():
    doc = document(authors=("王清",), places=("湖北省", "宜城市"))
    [snippet] = snippets(parse("湖北"), doc)
    assert (snippet.field, snippet.paragraph, snippet.parts) == ("place", 0, (("湖北", True), ("省", False)))
    assert marked("夜校 王清", doc) == ["村里办起«夜校»，老人也来识字。", "«王清»"]
    assert marked("标题:修渠", doc) == ["«修渠»记"]


def test_the_title_at_the_head_of_a_text_is_not_repeated():
    doc = document("夜校记\n夜校开学了。\n夜校又开学了。", title="夜校记")
    assert marked("夜校", doc) == ["«夜校»开学了。", "«夜校»又开学了。"]
    assert marked("夜校记", doc) == ["«夜校记»"]


def test_a_field_is_marked_in_that_field_alone():
    assert [s.field for s in snippets(parse("修渠", title_only=True), document())] == ["title"]


def test_a_prefix_marks_what_was_typed():
    assert marked("ISO*", document("通过了ISO9001标准。")) == ["通过了«ISO»9001标准。"]


def test_without_words_the_beginning_is_shown_unmarked():
    assert marked("", document()) == ["村里办起夜校，老人也来识字。"]
    assert marked("-企业", document()) == ["村里办起夜校，老人也来识字。"]
    assert marked("", document("")) == []


def test_what_is_not_wanted_is_not_marked():
    assert marked("夜校 -企业", document()) == ["村里办起«夜校»，老人也来识字。"]


def test_marks_that_touch_are_one():
    assert marked("党员 员们", document("党员们来了。")) == ["«党员们»来了。"]


def test_markup_is_left_as_it_is_for_the_page_to_escape():
    [snippet] = snippets(parse("党员"), document("<script>党员</script>。"))
    assert snippet.parts == (("<script>", False), ("党员", True), ("</script>。", False))


def test_a_long_sentence_is_cut_at_commas_around_the_match():
    text = "，".join(f"第{i}件事办得又快又好" for i in range(60)) + "，夜校开学，" + "，".join(["再说"] * 60) + "。"
    [snippet] = snippets(parse("夜校"), document(text))
    shown = "".join(t for t, _ in snippet.parts)
    assert "夜校" in shown and len(shown) <= LONGEST and shown in text
    assert text[text.index(shown) - 1] == "，" and shown[-1] == "，"


def test_a_long_sentence_without_commas_keeps_the_match_whole():
    text = "一" * 500 + "夜校开学" + "二" * 500
    [snippet] = snippets(parse("夜校开学"), document(text))
    assert ("夜校开学", True) in snippet.parts
    assert sum(len(t) for t, _ in snippet.parts) <= LONGEST + 4


@pytest.mark.parametrize("words", QUERIES)
def test_every_snippet_of_a_hit_has_a_mark(words):
    query = parse(words)
    for doc in DOCUMENTS:
        found = snippets(query, doc)
        if any(word.key in fold(doc.text) for word in query.words if "text" in word.fields):
            assert all(any(is_match for _, is_match in snippet.parts) for snippet in found)
            assert 1 <= len(found) <= 2


@given(
    st.text(alphabet="党员群众夜校，。！；\n “”ISO9", max_size=300),
    st.sampled_from(["党员", "党员 群众", "夜校，群众", "ISO*", "校"]),
)
def test_parts_are_a_stretch_of_the_text_and_alternate(text, words):
    for snippet in snippets(parse(words), document(text, title="")):
        assert "".join(part for part, _ in snippet.parts) in text
        flags = [is_match for _, is_match in snippet.parts]
        assert all(a != b for a, b in pairwise(flags))
        assert all(part for part, _ in snippet.parts)
        assert True in flags


@given(st.text(alphabet="党员群。\n", max_size=80))
def test_paragraphs_are_counted_as_the_page_counts_them(text):
    lines = [line for line in text.split("\n") if line]
    for snippet in snippets(parse("党员"), document(text, title="")):
        first = next(part for part, _ in snippet.parts)
        assert first.split("\n")[0] in lines[snippet.paragraph - 1]


# -- the same as the plain way, many at once -------------------------------------------------------------------------

ODD = st.text(
    alphabet="党员群众夜校创創產产著着名显作加强基层组织建设，"
    "、。！？；…”』）\n\n \u3000“（×xXiIsSoO9２0①Ⅲ㎡℃\u0301\u200b\x00",
    max_size=260,
)
ASKED = (
    "党员", "党", "党员 群众", "党员 群众 夜校 组织", "加强基层党组织建设", "加强基层党组织建设 党员 创产", "ISO*",
    "ISO9000", "2008 党", "夜校，群众", "党员。群众", "着", "著名 党", "党党", "-企业", "", "标题:党员 夜校",
    "党员 党员", "x", "m 党员", "正文:党员 OR 作者:党员", "地区:湖北 党员", "党 员 群 众 夜 校 创",
)  # fmt: skip


@pytest.mark.parametrize("words", ASKED)
@given(texts=st.lists(st.tuples(ODD, ODD), min_size=1, max_size=4))
def test_many_at_once_are_what_each_is_by_itself(words, texts):
    query = parse(words)
    places = ("湖北省", "党员县")
    held = [document(text, title=title[:30], authors=(title[5:9],), places=places) for text, title in texts]
    held += [document(f"{title}\n{text}", title=title[:12]) for text, title in texts]
    assert snippets_of(query, held) == [reference_snippets.snippets(query, one) for one in held]


@given(text=st.text(alphabet="党员群众夜校，,", min_size=150, max_size=700), words=st.sampled_from(ASKED))
def test_long_sentences_are_cut_where_the_plain_way_cuts_them(text, words):
    query = parse(words)
    assert snippets(query, document(text)) == reference_snippets.snippets(query, document(text))


@pytest.mark.parametrize("words", ASKED)
def test_the_documents_of_the_contract_are_shown_alike(words):
    query = parse(words)
    assert snippets_of(query, DOCUMENTS) == [reference_snippets.snippets(query, one) for one in DOCUMENTS]


def test_none_of_no_reports():
    assert snippets_of(parse("党"), []) == []


def test_one_endless_sentence_full_of_matches_takes_no_time():
    text = "党员" * 50_000
    started = time.process_time()
    [found] = snippets(parse("党员 党 员"), document(text))
    assert time.process_time() - started < 2
    assert found.parts == (("党员" * (len(found.parts[0][0]) // 2), True),)

"""Nothing found: what is offered is known and returns something."""

import pytest

from search.engines.plain import PlainEngine
from search.grammar import parse
from search.request import SearchRequest
from search.suggestions import absent, relaxations, suggestions
from tests.search.engines.corpus import DOCUMENTS

NAMES = {"initiative": ("“支部四进”活动", "7+16模式"), "place": ("湖北省", "环翠区"), "author": ("王清", "李文")}


@pytest.fixture(scope="module")
def engine() -> PlainEngine:
    return PlainEngine(DOCUMENTS)


def offered(engine: PlainEngine, words: str) -> list[tuple[str, int]]:
    def ask(request: SearchRequest) -> int:
        return engine.answer(parse(request.words), request).total

    request = SearchRequest(words)
    return [(s.words, s.total) for s in suggestions(request, parse(words), engine.vocabulary(), NAMES, ask)]


@pytest.mark.parametrize(
    ("words", "expected", "why"),
    [
        ("党圆", "党员", "same sound, other character"),
        ("dangyuan", "党员", "typed as it sounds"),
        ("qiye", "企业", "another"),
        ("创心 学习", "创新 学习", "one word of several"),
        ("环翠区域", '地区:"环翠区"', "a place by a part of its name"),
        ("wangqing", '作者:"王清"', "an author by sound"),
        ("2003", "年份:2003", "a year typed as a word"),
        ("2003年", "年份:2003", "with its word"),
        ("党员 2003", "党员 年份:2003", "beside another word"),
        ("支部四进工程", '举措:"支部四进活动"', "an initiative by a part of its name"),
    ],
)
def test_suggested(engine, words, expected, why):
    if expected.startswith("创新"):
        # No report has both: what returns nothing is not offered.
        assert expected not in dict(offered(engine, words))
    else:
        assert expected in dict(offered(engine, words)), why


@pytest.mark.parametrize("words", ["党圆", "dangyuan", "环翠区域", "企叶", "王青", "支部四劲"])
def test_everything_offered_returns_what_it_says(engine, words):
    given = offered(engine, words)
    assert given
    for meant, total in given:
        assert engine.answer(parse(meant), SearchRequest(meant)).total == total > 0
    assert len(given) == len(set(given)) <= 6


@pytest.mark.parametrize("words", ["", "！！", "zzzzqqqq", "-党员", "年份:1900", "龘"])
def test_nothing_to_offer(engine, words):
    assert offered(engine, words) == []


def test_relaxations_count_what_there_would_be(engine):
    words, filters = "党员 火星 -社区", {"year": ("2003",), "genre": ("访谈",)}
    request = SearchRequest(words, filters, title_only=True, page=3)

    def ask(other: SearchRequest) -> int:
        return engine.answer(parse(other.words, title_only=other.title_only), other).total

    def label(group: str, value: str) -> str:
        return value

    found = relaxations(request, parse(words, title_only=True), label, ask)
    assert [r.kind for r in found] == ["word", "word", "word", "filter", "filter", "filter"]
    assert all(r.total == ask(r.request) and r.request.page == 1 for r in found)
    by_label = {r.label: r.request for r in found}
    assert by_label["文种 访谈"].filters == {"year": ("2003",)}
    assert by_label["仅标题"].title_only is False


def test_a_single_word_without_filters_has_nothing_to_drop(engine):
    assert relaxations(SearchRequest("火星"), parse("火星"), lambda g, v: v, lambda r: 0) == ()


@pytest.mark.parametrize(
    ("request_", "expected", "why"),
    [
        (SearchRequest("党员 火星"), ("没有一篇报告含“火星”。",), "the one that is nowhere"),
        (SearchRequest("火星 标题:土星 -社区"), ("没有一篇报告含“火星”。", "没有一篇报告标题含“土星”。"), "each"),
        (SearchRequest("火星 火星"), ("没有一篇报告含“火星”。",), "once"),
        (SearchRequest("火星", {"genre": ("访谈",)}), ("没有一篇报告含“火星”。",), "no filter is to blame"),
        (SearchRequest("火星"), (), "the total has said it"),
        (SearchRequest("党员", {"year": ("1900",)}), (), "the filter is to blame"),
    ],
)
def test_words_that_are_nowhere_are_named(engine, request_, expected, why):
    def ask(other: SearchRequest) -> int:
        return engine.answer(parse(other.words), other).total

    assert absent(request_, parse(request_.words), ask) == expected, why

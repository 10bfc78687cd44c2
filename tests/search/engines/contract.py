"""What every engine must answer (SEARCH.md). A test module of an engine subclasses and says how it is made."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import pytest

from search.engines.base import Engine
from search.engines.scoring import bm25, idf
from search.grammar import parse
from search.request import GROUPS, EngineAnswer, SearchDocument, SearchRequest
from tests.search.engines.corpus import DOCUMENTS, QUERIES, generated_document, generated_request

# words -> ids found as typed, then ids that hold the pieces alone, and why.
FOUND = [
    ("党员", {1, 4, 5}, set(), "a word, also inside 党员干部"),
    ("員", {1, 4, 5}, set(), "one character, in the other script"),
    ("党", {1, 2, 3, 4, 5, 6}, set(), "one character works"),
    ("創新", {3}, set(), "Traditional query, Simplified text"),
    ("创新", {3}, set(), "the same in Simplified"),
    ("沿著", {5}, set(), "著 is 着 here"),
    ("著名", {5}, set(), "and stays 著 here"),
    ("党员 社区", {1}, set(), "AND is implied"),
    ("党员 AND 社区", {1}, set(), "AND may be typed"),
    ("党员　社区", {1}, set(), "a full-width space parts words"),
    ("社区 OR 企业", {1, 2, 4}, set(), "either"),
    ("社区 | 企业", {1, 2, 4}, set(), "either, as a bar"),
    ("社区｜企业", {1, 2, 4}, set(), "either, as a full-width bar"),
    ("社区 ＯＲ 企业", {1, 2, 4}, set(), "full-width letters of an operator"),
    ("党员 社区 OR 企业", {1, 2, 4}, set(), "AND binds tighter than OR"),
    ("党员 -社区", {4, 5}, set(), "without"),
    ("党员 －社区", {4, 5}, set(), "a full-width minus"),
    ("党员 NOT 社区", {4, 5}, set(), "NOT in capitals"),
    ("党员 not 社区", set(), set(), "in small letters it is a word"),
    ("-企业", {1, 3, 5, 6}, set(), "a negation alone"),
    ("NOT (党员 OR 企业)", {3, 6}, set(), "a bracket under NOT"),
    ("(社区 OR 企业) 党员", {1, 4}, set(), "brackets"),
    ("（社区 OR 企业） 党员", {1, 4}, set(), "full-width brackets"),
    ('"基层党组织建设"', {2, 3}, set(), "exactly as typed"),
    ("“基层 党组织 建设”", {2, 3}, set(), "spaces inside quotation marks are ignored"),
    ('"加强基层党组织建设"', {3}, set(), "in quotation marks the pieces do not count"),
    ("加强基层党组织建设", {3}, {2, 6}, "a long run: as it stands, or else its words"),
    ("党员 -加强基层党组织建设", {1, 4, 5}, set(), "under NOT only the literal counts"),
    ("-加强基层党组织建设", {1, 2, 4, 5, 6}, set(), "a report with the pieces alone is not without"),
    ("支部四进活动", {1}, set(), "quotation marks are transparent in the text"),
    ("“支部四进”活动", {1}, set(), "and in the query"),
    ("《支部四进》", {1}, set(), "of whatever kind"),
    ("党员干部", {1, 5}, set(), "white space is transparent, a comma is not"),
    ("党员，干部", {4}, set(), "a break typed is a break in the text"),
    ("党员。干部", {4}, set(), "any mark is a break"),
    ("，党员。", {1, 4, 5}, set(), "breaks at the ends do not count"),
    ("两天，企业代表", {2}, set(), "a break inside a longer literal"),
    ("社区开展", set(), set(), "nothing matches across a full stop"),
    ("2008", {5}, set(), "a number is one unit: not in 12008"),
    ("12008", {4}, set(), "the longer number"),
    ("ISO9001", {1}, set(), "letters and digits are one run"),
    ("iso9001", {1}, set(), "in any case"),
    ("ＩＳＯ９００１", {1}, set(), "in any width"),
    ("ISO", set(), set(), "a part of a run is not found"),
    ("ISO*", {1}, set(), "unless it is typed as a beginning"),
    ("is*", {1}, set(), "two letters are enough"),
    ("i*", set(), set(), "one is not: the star is no operator then"),
    ("e支部", {6}, set(), "a letter and Han characters are units in a row"),
    ("7+16模式", {4}, set(), "a plus sign is a unit"),
    ("7 16", {4}, set(), "numbers beside it are units of their own"),
    ("7+1", set(), set(), "and stay whole"),
    ("100%", {4}, set(), "so is a per cent sign"),
    ("人大", {2, 3}, set(), "also inside 工人大会"),
    ("湖北", {1, 2, 6}, set(), "places are searched with those above them"),
    ("襄樊", {2}, set(), "and their names of the time"),
    ("王清", {1, 3, 6}, set(), "authors are searched"),
    ("支部生活", {4}, set(), "the journal is searched; 支部生活会 is an initiative"),
    ("标题:党员", {1}, set(), "one field"),
    ("title:党员", {1}, set(), "by its English name"),
    ("标题：党员", {1}, set(), "with a full-width colon"),
    ("标题:党员 社区", {1}, set(), "the field holds for one word"),
    ("标题:(党员 OR 企业)", {1, 4}, set(), "or for a bracket"),
    ("-标题:党员", {2, 3, 4, 5, 6}, set(), "a field under NOT"),
    ("地区:宜城", {1, 2}, set(), "place by name"),
    ("place:湖北省", {1, 2, 6}, set(), "place above"),
    ("作者:王清", {1, 3, 6}, set(), "author"),
    ("作者:清张", set(), set(), "nothing matches across two authors"),
    ("举措:支部四进", {1, 6}, set(), "initiative"),
    ("举措:党员", set(), set(), "a field holds its own words only"),
    ("文种:访谈", {6}, set(), "genre"),
    ("年份:2003", {1, 6}, set(), "one year"),
    ("年份:2003年", {1, 6}, set(), "with its sign"),
    ("年份:2003..2008", {1, 2, 3, 6}, set(), "a range"),
    ("年份:2008-2003", {1, 2, 3, 6}, set(), "a range the wrong way round"),
    ("年份:2008..", {2, 3, 4}, set(), "an open range"),
    ("year:..2003", {1, 6}, set(), "open at the other end"),
    ("年份:不详", {5}, set(), "no year"),
    ("-年份:2003", {2, 3, 4, 5}, set(), "not that year: those without a year too"),
    ("正文:人大", {2, 3}, set(), "text alone"),
    ("正文:襄樊", set(), set(), "the text does not hold the name of the place"),
    ("", {1, 2, 3, 4, 5, 6}, set(), "everything"),
    ("！！", {1, 2, 3, 4, 5, 6}, set(), "marks alone ask for nothing"),
]

FILTERED = [
    ({"place": ("420000",)}, {1, 2, 6}, "a place includes all below it"),
    ({"place": ("420684",)}, {1, 2}, "a county"),
    ({"place": ("420684", "371000")}, {1, 2, 3}, "OR inside a group"),
    ({"place": ("none",)}, {5}, "no place"),
    ({"year": ("2003",)}, {1, 6}, "one year"),
    ({"year": ("2003..2008",)}, {1, 2, 3, 6}, "a range"),
    ({"year": ("2009..", "none")}, {4, 5}, "an open range or none"),
    ({"year": ("none",)}, {5}, "no year"),
    ({"genre": ("访谈",)}, {6}, "genre"),
    ({"genre": ("none",)}, {5}, "no genre"),
    ({"author": ("1",)}, {1, 3}, "an author, not another of the same name"),
    ({"author": ("none",)}, {4, 5}, "no author"),
    ({"initiative": ("1",)}, {1, 6}, "initiative"),
    ({"script": ("hant",)}, {3}, "script of the source"),
    ({"year_evidence": ("inferred",)}, {2}, "year inferred"),
    ({"year_evidence": ("none",)}, {5}, "evidence unknown"),
    ({"place": ("420000",), "year": ("2003",)}, {1, 6}, "AND between groups"),
    ({"place": ("420000",), "author": ("1",)}, {1}, "AND between groups, narrower"),
    ({"place": ("999999",)}, set(), "a place nobody writes from"),
    ({"place": ()}, {1, 2, 3, 4, 5, 6}, "an empty group filters nothing"),
]


def ids(answer: EngineAnswer) -> list[int]:
    return [hit.report_id for hit in answer.hits]


def ask(engine: Engine, words: str = "", **request) -> EngineAnswer:
    asked = SearchRequest(words=words, **request)
    return engine.answer(parse(words, title_only=asked.title_only), asked)


class EngineContract:
    def make(self, documents: Sequence[SearchDocument]) -> Engine:
        raise NotImplementedError

    @pytest.fixture
    def engine(self) -> Engine:
        return self.make(DOCUMENTS)

    @pytest.fixture
    def large(self) -> Engine:
        rng = random.Random(7)
        return self.make([generated_document(rng, i) for i in range(1, 91)])

    @pytest.mark.parametrize(("words", "literal", "by_pieces", "why"), FOUND, ids=[f"{c[0]}-{c[3]}" for c in FOUND])
    def test_words(self, engine, words, literal, by_pieces, why):
        answer = ask(engine, words)
        assert {h.report_id for h in answer.hits if h.tier == "literal"} == literal, why
        assert {h.report_id for h in answer.hits if h.tier == "words"} == by_pieces, why
        assert (answer.total, answer.literal_total) == (len(literal | by_pieces), len(literal))

    @pytest.mark.parametrize(("filters", "expected", "why"), FILTERED, ids=[c[2] for c in FILTERED])
    def test_filters(self, engine, filters, expected, why):
        answer = ask(engine, filters=filters)
        assert set(ids(answer)) == expected, why
        assert answer.total == len(expected)

    def test_literal_only_leaves_the_second_tier_out(self, engine):
        answer = ask(engine, "加强基层党组织建设", literal_only=True)
        assert (ids(answer), answer.total, answer.literal_total) == ([3], 1, 1)

    def test_counts_of_literal_only_count_literals(self, engine):
        answer = ask(engine, "加强基层党组织建设", literal_only=True)
        assert answer.facets["year"] == {"2008": 1}

    def test_title_only(self, engine):
        assert ids(ask(engine, "企业", title_only=True)) == [4]
        assert ids(ask(engine, "正文:企业 支部", title_only=True)) == [4], "a field that was typed stays"

    def test_literal_tier_comes_first(self, engine):
        tiers = [hit.tier for hit in ask(engine, "加强基层党组织建设").hits]
        assert tiers == ["literal", "words", "words"]

    def test_a_word_stands_above_its_characters_in_another(self, engine):
        hits = ask(engine, "人大").hits
        assert [hit.report_id for hit in hits] == [3, 2]
        assert hits[0].score > 0 == hits[1].score

    def test_score_is_bm25_with_title_three_times(self):
        engine = self.make(
            [
                document_of(1, "党员", "社区 党员 党员 群众"),
                document_of(2, "社区", "群众"),
                document_of(3, "村民", "党员"),
            ]
        )
        by_id = {hit.report_id: hit.score for hit in ask(engine, "党员").hits}
        title = 3 * bm25(1, 1, 1.0, idf(3, 1))
        assert by_id[1] == pytest.approx(title + bm25(2, 4, 2.0, idf(3, 2)), abs=1e-9)
        assert by_id[3] == pytest.approx(bm25(1, 1, 2.0, idf(3, 2)), abs=1e-9)

    def test_equal_scores_are_ordered_by_id(self):
        engine = self.make([document_of(i, "会议", "党员 群众") for i in (9, 3, 7, 1)])
        assert ids(ask(engine, "党员")) == [1, 3, 7, 9]

    def test_without_words_the_newest_year_comes_first(self, engine):
        assert ids(ask(engine)) == [4, 2, 3, 1, 6, 5]
        assert ids(ask(engine, "-社区"))[0] == 4

    def test_sorts(self, engine):
        assert ids(ask(engine, "党", sort="year_desc"))[-1] == 5
        years = {d.report_id: d.year for d in DOCUMENTS}
        assert [years[i] for i in ids(ask(engine, "党", sort="year_asc"))] == [2003, 2003, 2008, 2008, 2010, None]
        assert ids(ask(engine, sort="added")) == [6, 2, 5, 3, 4, 1]

    def test_pages_lie_side_by_side(self, large):
        whole = ids(ask(large, "党员", page_size=100))
        pages = [ids(ask(large, "党员", page_size=20, page=page)) for page in range(1, 6)]
        assert list(chain.from_iterable(pages)) == whole
        assert len(whole) == ask(large, "党员").total == len(set(whole))

    def test_a_page_past_the_end_is_empty_with_the_same_total(self, engine):
        answer = ask(engine, "党员", page=9)
        assert (answer.hits, answer.total) == ((), 3)

    def test_the_same_request_gives_the_same_answer(self, large):
        assert ask(large, "党员 OR 企业") == ask(large, "党员 OR 企业")

    def test_reasons_name_word_field_and_count(self, engine):
        [hit] = ask(engine, "创新").hits
        assert [(m.word, m.field, m.count) for m in hit.matched] == [("创新", "text", 3)]
        [first, *_] = ask(engine, "标题:企业").hits
        assert [(m.word, m.field) for m in first.matched] == [("企业", "title")]

    def test_reasons_of_the_second_tier_are_the_pieces(self, engine):
        hit = next(h for h in ask(engine, "加强基层党组织建设").hits if h.report_id == 6)
        assert {m.word for m in hit.matched} == {"加强", "基层", "党组织", "建设"}

    @pytest.mark.parametrize("words", QUERIES)
    def test_every_hit_has_a_reason(self, large, words):
        query = parse(words)
        for hit in ask(large, words, page_size=100).hits:
            assert hit.matched or not (query.words or query.years)

    def test_facets_name_all_groups_and_no_zero(self, engine):
        facets = ask(engine, "党员").facets
        assert tuple(facets) == GROUPS
        assert facets["place"] == {"420000": 1, "420600": 1, "420684": 1, "330000": 1, "none": 1}
        assert facets["year"] == {"2003": 1, "2010": 1, "none": 1}
        assert facets["author"] == {"1": 1, "none": 2}
        assert all(count > 0 for counts in facets.values() for count in counts.values())

    def test_a_group_counts_as_if_nothing_were_chosen_in_it(self, engine):
        counted = ask(engine, filters={"year": ("2003",), "genre": ("访谈",)}).facets
        assert counted["year"] == {"2003": 1}
        assert counted["genre"] == {"工作汇报": 1, "访谈": 1}

    def test_refused_requests_are_answered_by_nothing(self, engine):
        answer = ask(engine, "党" * 201)
        assert (answer.total, answer.hits) == (0, ())

    def test_an_empty_archive_answers(self):
        engine = self.make([])
        answer = ask(engine, "党员")
        assert (answer.total, answer.hits) == (0, ())
        assert engine.vocabulary() == ()

    def test_a_report_without_words_does_no_harm(self):
        engine = self.make([document_of(1, "", ""), document_of(2, "党员", "")])
        assert ids(ask(engine, "党员")) == [2]
        assert ask(engine).total == 2

    def test_vocabulary_counts_reports(self, engine):
        assert dict(engine.vocabulary())["党员"] == 1, "党员干部 is a word of its own in reports 1 and 5"

    def test_every_count_is_the_total_of_its_click(self, large):
        rng = random.Random(11)
        for _ in range(25):
            asked = replace(generated_request(rng), page=1)
            answer = large.answer(parse(asked.words, title_only=asked.title_only), asked)
            for group in GROUPS:
                for value, count in answer.facets[group].items():
                    clicked = replace(asked, filters={**asked.filters, group: (value,)})
                    query = parse(asked.words, title_only=asked.title_only)
                    assert large.answer(query, clicked).total == count, (asked, group, value)

    def test_random_walk_of_words_filters_and_clicks(self, large):
        """Click on what is shown, and on; words come and go; every total is the count that was clicked."""
        rng = random.Random(13)
        for _ in range(20):
            asked = SearchRequest(words=rng.choice(QUERIES))
            for _ in range(8):
                query = parse(asked.words)
                answer = large.answer(query, asked)
                shown = [(g, v, n) for g in GROUPS for v, n in answer.facets[g].items()]
                if not shown:
                    break
                group, value, count = rng.choice(shown)
                asked = replace(asked, filters={**asked.filters, group: (value,)})
                assert large.answer(query, asked).total == count
                if rng.random() < 0.3:
                    asked = replace(asked, words=rng.choice(QUERIES))
                if rng.random() < 0.3:
                    asked = replace(asked, filters={g: v for g, v in asked.filters.items() if rng.random() < 0.5})


def document_of(report_id: int, title: str, text: str) -> SearchDocument:
    return SearchDocument(report_id=report_id, version=1, title=title, text=text)

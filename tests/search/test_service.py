"""The one way in, on rows and an index of them."""

import random
import shutil
from dataclasses import replace

import pytest
from haystack.query import SearchQuerySet

from archive.models import Report, ReportStatus
from search import indexer, service
from search.models import IndexGeneration
from search.request import GROUPS, SearchRequest
from search.service import PageOutOfRange, SearchUnavailable, find
from tests.search.factories import WORDS, add_initiative, change, make_archive, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(search_dir):
    service.forget_engines()
    yield
    service.forget_engines()


@pytest.fixture
def archive() -> list[Report]:
    reports = make_archive(40)
    indexer.rebuild()
    return reports


def ids(page) -> list[int]:
    return [hit.report_id for hit in page.hits]


def test_without_an_index_the_search_says_so():
    make_report()
    with pytest.raises(SearchUnavailable):
        find(SearchRequest("党员"))
    assert find(SearchRequest("党员"), engine="plain").total == 1


def test_a_damaged_index_is_no_empty_result(archive, search_dir):
    live = IndexGeneration.objects.get(state="live")
    for file in (search_dir / str(live.pk)).glob("*.pst"):
        file.unlink()
    with pytest.raises(SearchUnavailable):
        find(SearchRequest("党员"))


def test_an_index_taken_away_under_an_open_engine(archive, search_dir):
    assert find(SearchRequest("党员")).total
    shutil.rmtree(search_dir)
    with pytest.raises(SearchUnavailable):
        find(SearchRequest("党员"))


def test_drafts_are_in_no_answer(archive):
    drafts = set(Report.objects.exclude(status=ReportStatus.PUBLISHED).values_list("pk", flat=True))
    assert drafts
    for engine in (None, "plain"):
        page = find(SearchRequest(page_size=100), engine=engine)
        assert page.total == Report.objects.published().count()
        assert not drafts & set(ids(page))


def test_a_report_withdrawn_but_still_in_the_index_shows_nothing(archive):
    page = find(SearchRequest("党员"))
    Report.objects.filter(pk=page.hits[0].report_id).update(status=ReportStatus.WITHDRAWN)
    assert page.hits[0].report_id not in ids(find(SearchRequest("党员")))


def test_a_change_is_found_after_the_indexer_has_followed(archive):
    assert find(SearchRequest("独木桥")).total == 0
    change(archive[0], text="村口的独木桥修好了。")
    indexer.work_once()
    assert ids(find(SearchRequest("独木桥"))) == [archive[0].pk]


def test_a_rebuilt_index_takes_over(archive):
    first = find(SearchRequest("党员"))
    indexer.rebuild()
    second = find(SearchRequest("党员"))
    assert second.generation != first.generation
    assert ids(first) == ids(second)


@pytest.mark.parametrize("words", ["党员", "加强基层党组织建设", "湖北", "韦小满", "ISO*", "社区 -企业"])
def test_both_engines_give_one_page(archive, words):
    one, other = find(SearchRequest(words)), find(SearchRequest(words), engine="plain")
    assert one == replace(other, generation=one.generation)
    assert one.total


def test_every_hit_with_words_is_marked(archive):
    for words in WORDS:
        for hit in find(SearchRequest(words, page_size=100)).hits:
            assert hit.matched
            assert any(is_match for snippet in hit.snippets for _, is_match in snippet.parts), (words, hit)


def test_walk_of_words_filters_and_clicks(archive):
    rng = random.Random(5)
    for engine in (None, "plain"):
        for _ in range(6):
            asked = SearchRequest(rng.choice(WORDS))
            for _ in range(6):
                page = find(asked, engine=engine)
                shown = [(group.name, value) for group in page.facets for value in group.values]
                if not shown:
                    break
                group, value = rng.choice(shown)
                asked = replace(asked, filters={**asked.filters, group: (value.value,)})
                assert find(asked, engine=engine).total == value.count


def test_facets_have_labels_and_order(archive):
    groups = {group.name: group for group in find(SearchRequest()).facets}
    assert tuple(groups) == GROUPS
    places = {value.value: value.label for value in groups["place"].values}
    assert places["420000"] == "湖北省"
    assert places["none"] == "不详"
    years = [value.value for value in groups["year"].values]
    assert years == sorted(years), "none is last by its letters too"
    assert [v.label for v in groups["script"].values if v.value == "hant"] == ["繁体"]
    assert {"林之远", "韦小满"} <= {value.label for value in groups["author"].values}
    counts = [value.count for value in groups["genre"].values if value.value != "none"]
    assert counts == sorted(counts, reverse=True)


def test_the_sentence(archive):
    page = find(SearchRequest("党员", {"place": ("420000",), "year": ("1998..2023",)}))
    assert page.sentence == f"湖北省、1998—2023年、含“党员”的报告，共 {page.total} 篇"


UNKNOWN = [
    ("place", "990000"),
    ("place", "湖北"),
    ("place", "\x00"),
    ("year", "二〇〇三"),
    ("year", ".."),
    ("genre", "诗歌"),
    ("author", "99999999"),
    ("author", "x"),
    ("author", "9" * 30),
    ("initiative", "0"),
    ("script", "latin"),
    ("year_evidence", "guess"),
]


def test_a_filter_value_that_does_not_exist_is_ignored_with_a_notice(archive):
    total = find(SearchRequest("党员")).total
    for group, value in UNKNOWN:
        page = find(SearchRequest("党员", {group: (value,)}))
        assert page.total == total
        assert page.request.filters == {}
        assert any(value in notice for notice in page.notices), (group, value)


def test_names_known_from_drafts_alone_do_not_exist_for_a_reader(archive):
    draft = make_report(status=ReportStatus.DRAFT, authors=["石未央"], initiatives=["“未发布”工程"])
    author = draft.authorships.get().author
    initiative = draft.initiative_mentions.get().initiative
    page = find(SearchRequest(filters={"author": (str(author.pk),), "initiative": (str(initiative.pk),)}))
    assert page.request.filters == {}
    assert "石未央" not in repr(page) and "未发布" not in repr(page)


def test_an_initiative_that_is_only_proposed_does_not_exist_for_a_reader(archive):
    mention = add_initiative(archive[0], "“待定”工程", shown=False)
    page = find(SearchRequest(filters={"initiative": (str(mention.initiative_id),)}))
    assert page.request.filters == {}
    assert "待定”工程" not in repr(page)


def test_a_place_without_reports_exists_and_finds_nothing(archive):
    page = find(SearchRequest(filters={"place": ("540000",)}))
    assert (page.total, page.notices) == (0, ())
    assert page.sentence == "西藏自治区的报告，共 0 篇"


def test_pages(archive):
    total = find(SearchRequest()).total
    first, second = find(SearchRequest(page_size=20)), find(SearchRequest(page_size=20, page=2))
    assert len({*ids(first), *ids(second)}) == total
    with pytest.raises(PageOutOfRange):
        find(SearchRequest(page=3))
    with pytest.raises(PageOutOfRange):
        find(SearchRequest("不存在的词", page=2))


def test_too_much_is_refused_without_an_index():
    page = find(SearchRequest("党 " * 30))
    assert page.refused
    assert page.notices == (page.sentence,)


def test_notices_of_the_grammar_reach_the_page(archive):
    assert find(SearchRequest("“党员")).notices == ("引号没有配对，已按普通文字理解。",)


def test_nothing_found_helps(archive):
    page = find(SearchRequest("党圆 群众", {"place": ("540000",)}))
    assert page.total == 0
    assert {r.label for r in page.relaxations} == {"“党圆”", "“群众”", "地区 西藏自治区"}
    for relaxation in page.relaxations:
        assert find(relaxation.request).total == relaxation.total
    assert "党员 群众" in [s.words for s in page.suggestions]
    for suggestion in page.suggestions:
        assert find(SearchRequest(suggestion.words)).total == suggestion.total > 0


def test_an_empty_archive_is_a_good_answer():
    indexer.rebuild()
    page = find(SearchRequest("党员"))
    assert (page.total, page.hits, page.suggestions) == (0, (), ())


def test_an_unknown_engine_is_an_error(archive):
    with pytest.raises(ValueError, match="solr"):
        find(SearchRequest(), engine="solr")


# -- through Haystack ------------------------------------------------------------------------------------------------


def test_haystack_answers_through_the_same_search(archive):
    found = SearchQuerySet().filter(content="党员")
    page = find(SearchRequest("党员", page_size=100))
    assert found.count() == page.total
    assert [int(result.pk) for result in found[:5]] == ids(page)[:5]
    assert [int(result.pk) for result in found[3:6]] == ids(page)[3:6]


def test_haystack_combines_filters(archive):
    both = SearchQuerySet().filter(content="党员").filter(content="社区")
    assert both.count() == find(SearchRequest("党员 社区")).total
    either = SearchQuerySet().filter_or(content="党员").filter_or(content="社区")
    assert either.count() == find(SearchRequest("党员 OR 社区")).total
    assert SearchQuerySet().exclude(content="党员").count() == find(SearchRequest("-党员")).total
    assert SearchQuerySet().filter(title="社区").count() == find(SearchRequest("标题:社区")).total


def test_haystack_all_shows_published_reports_only(archive):
    everything = SearchQuerySet().all()
    assert everything.count() == Report.objects.published().count()
    assert {int(r.pk) for r in everything} == set(Report.objects.published().values_list("pk", flat=True))


def test_haystack_updates_are_handed_to_the_indexer(archive):
    draft = Report.objects.exclude(status=ReportStatus.PUBLISHED).first()
    backend = SearchQuerySet().query.backend
    backend.update(None, [draft])
    backend.remove(archive[0])
    backend.remove(f"archive.report.{archive[1].pk}")
    live = IndexGeneration.objects.get(state="live")
    assert set(live.dirty.values_list("report_id", flat=True)) == {draft.pk, archive[0].pk, archive[1].pk}
    indexer.work_once()
    assert find(SearchRequest()).total == Report.objects.published().count()


def test_haystack_clear_never_empties_the_live_index(archive):
    SearchQuerySet().query.backend.clear()
    assert find(SearchRequest()).total == Report.objects.published().count()

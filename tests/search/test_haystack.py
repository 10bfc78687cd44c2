"""Haystack's own calls over our engine: what other Django code will use."""

import pytest
from haystack.query import SQ, SearchQuerySet

from archive.models import Report, ReportStatus
from search import indexer
from search.request import SearchRequest
from search.service import find
from tests.search.factories import make_archive, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_dir")]


@pytest.fixture
def archive():
    reports = make_archive(40)
    indexer.rebuild()
    return reports


def ids(results) -> list[int]:
    return [int(result.pk) for result in results]


def wanted(words: str = "") -> list[int]:
    return [hit.report_id for hit in find(SearchRequest(words, page_size=100)).hits]


def test_everything_is_the_published_reports(archive):
    assert SearchQuerySet().count() == len(SearchQuerySet().all()) == Report.objects.published().count()
    assert set(ids(SearchQuerySet())) == set(Report.objects.published().values_list("pk", flat=True))


def test_a_filter_finds_what_the_page_finds_in_its_order(archive):
    assert ids(SearchQuerySet().filter(content="党员")) == wanted('"党员"')
    assert SearchQuerySet().filter(content="党员").count() == find(SearchRequest("党员")).total
    assert ids(SearchQuerySet().auto_query("党员 -企业")) == wanted("党员 -企业")


def test_filters_add_up_exclude_and_offer_a_choice(archive):
    both = SearchQuerySet().filter(content="党员").filter(content="社区")
    assert ids(both) == wanted('"党员" "社区"')
    assert set(ids(SearchQuerySet().filter(SQ(content="夜校") | SQ(content="人大")))) == set(wanted("夜校 OR 人大"))
    assert set(ids(SearchQuerySet().filter(content="党员").exclude(content="企业"))) == set(wanted("党员 -企业"))


def test_fields_have_the_reader_s_names(archive):
    assert set(ids(SearchQuerySet().filter(title="社区"))) == set(wanted("标题:社区"))
    assert set(ids(SearchQuerySet().filter(year=2005))) == set(wanted("年份:2005"))
    assert set(ids(SearchQuerySet().filter(place="湖北"))) == set(wanted("地区:湖北"))


@pytest.mark.parametrize(("start", "stop"), [(0, 5), (5, 10), (3, 17), (30, 60), (100, 110)])
def test_slices_lie_side_by_side(archive, start, stop):
    assert ids(SearchQuerySet().filter(content="党")[start:stop]) == wanted('"党"')[start:stop]


def test_one_by_its_place(archive):
    assert int(SearchQuerySet().filter(content="党")[2].pk) == wanted('"党"')[2]


def test_facets_count_as_the_page_counts(archive):
    counted = SearchQuerySet().filter(content="党员").facet("genre").facet_counts()
    page = find(SearchRequest("党员"), every_value=True)
    genre = next(group for group in page.facets if group.name == "genre")
    assert dict(counted["fields"]["genre"]) == {value.value: value.count for value in genre.values}


def test_models_name_the_one_that_is_searched(archive):
    assert SearchQuerySet().models(Report).count() == Report.objects.published().count()


def test_results_load_their_rows(archive):
    result = SearchQuerySet().filter(content="党员").load_all()[0]
    assert result.object == Report.objects.get(pk=result.pk) and result.model is Report


def test_drafts_are_never_there():
    make_report(title="密稿", text="密语。", status=ReportStatus.DRAFT)
    make_report(text="党员。")
    indexer.rebuild()
    assert SearchQuerySet().filter(content="密语").count() == 0 and len(SearchQuerySet()) == 1


def test_odd_words_are_no_error(archive):
    for words in ('"', "(((", "AND", "-", "党员 OR", "x" * 300):
        assert SearchQuerySet().filter(content=words).count() >= 0
        assert SearchQuerySet().auto_query(words).count() >= 0

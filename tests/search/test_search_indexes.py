"""Rows to documents: published reports only, whole, in a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from haystack import connections

from archive.models import Locality, LocalityName, Report, ReportStatus
from search import search_indexes
from search.search_indexes import documents
from tests.search.factories import add_initiative, make_archive, make_report

pytestmark = pytest.mark.django_db


def test_only_published_reports_become_documents():
    published = make_report(title="已发布的")
    make_report(title="草稿", status=ReportStatus.DRAFT)
    make_report(title="撤下的", status=ReportStatus.WITHDRAWN)
    assert [document.report_id for document in documents()] == [published.pk]


def test_asked_for_ids_that_are_drafts_or_gone_are_left_out():
    published, draft = make_report(), make_report(status=ReportStatus.DRAFT)
    found = documents([published.pk, draft.pk, 10**9, published.pk])
    assert [document.report_id for document in found] == [published.pk]


def test_a_document_holds_what_the_rows_hold():
    report = make_report(
        title="标题", text="正文。", year=2003, year_kind="inferred", place="420684", genre="访谈", script="hant",
        authors=("林之远", "韦小满"), initiatives=("“灯下议事”活动",), journal="支部刊",
    )
    (document,) = documents()
    assert (document.title, document.text, document.journal) == ("标题", "正文。", "支部刊")
    assert (document.year, document.year_evidence) == (2003, "inferred")
    assert (document.genre, document.script) == ("访谈", "hant")
    assert document.authors == ("林之远", "韦小满")
    assert len(document.author_ids) == 2
    assert document.initiatives == ("“灯下议事”活动",)
    assert document.initiative_ids == (report.initiative_mentions.get().initiative_id,)
    assert document.place_codes == ("420000", "420600", "420684")
    assert document.version == report.version
    assert document.added == report.released_at.isoformat()


def test_places_are_named_as_of_the_year_and_today():
    prefecture = Locality.objects.get(code="420600")
    old = next(n.name for n in prefecture.names.all() if n.name != prefecture.name)
    year = prefecture.names.get(name=old).from_year
    make_report(year=year, place="420684")
    make_report(year=None, place="420684")
    dated, undated = documents()
    assert {"湖北省", old, prefecture.name} <= set(dated.places)
    assert prefecture.name in undated.places
    assert old not in undated.places


def test_a_parent_of_that_time_is_a_name_of_the_place():
    LocalityName.objects.filter(locality="420684").update(parent_name="襄阳地区")
    make_report(year=1998, place="420684")
    (document,) = documents()
    assert "襄阳地区" in document.places


@pytest.mark.parametrize(
    ("shown", "state", "counted"),
    [(True, "proposed", True), (False, "proposed", False), (True, "rejected", False), (False, "accepted", True),
     (False, "corrected", True)],
)
def test_an_initiative_counts_where_a_reader_sees_it(shown: bool, state: str, counted: bool):
    report = make_report()
    add_initiative(report, "“田埂课堂”", shown=shown, state=state)
    (document,) = documents()
    assert bool(document.initiative_ids) is counted
    assert bool(document.initiatives) is counted


def test_the_number_of_queries_does_not_grow_with_the_reports():
    make_archive(6)
    with CaptureQueriesContext(connection) as few:
        list(documents())
    make_archive(30, seed=8)
    with CaptureQueriesContext(connection) as many:
        assert len(list(documents())) > 25
    assert len(many) == len(few) <= 8


def test_batches_join_without_a_gap(monkeypatch: pytest.MonkeyPatch):
    make_archive(12)
    whole = list(documents())
    monkeypatch.setattr(search_indexes, "BATCH", 4)
    assert list(documents()) == whole
    assert list(documents(d.report_id for d in whole)) == whole


def test_haystack_discovers_the_index():
    unified = connections["default"].get_unified_index()
    assert Report in unified.get_indexed_models()
    make_report(status=ReportStatus.DRAFT)
    assert not unified.get_index(Report).index_queryset().exists()

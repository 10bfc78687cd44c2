"""Reads over several tables: figures equal the rows behind them."""

import pytest

from archive import selectors
from archive.models import Locality, Report, ReportStatus
from tests.archive.factories import add_author, add_initiative, make_archive, make_report

pytestmark = pytest.mark.django_db


def test_corpus_counts_published_reports_only():
    archive = make_archive()
    corpus = selectors.corpus()
    assert (corpus.reports, corpus.localities, corpus.initiatives, corpus.samples) == (2, 1, 1, 1)
    assert (corpus.first_year, corpus.last_year) == (2008, 2008)
    Report.objects.filter(pk=archive.full.pk).update(status=ReportStatus.WITHDRAWN)
    assert selectors.corpus().initiatives == 0


def test_place_path_is_that_of_the_year():
    archive = make_archive()
    report = selectors.for_reading(archive.full.pk)
    assert report is not None
    assert [s.name for s in selectors.place_path(report.locality, 2008)] == ["湖北省", "襄樊市", "宜城市"]
    assert [s.name for s in selectors.place_path(report.locality, 2015)] == ["湖北省", "襄阳市", "宜城市"]
    assert selectors.place_path(None, 2008) == ()


def test_an_abolished_place_is_followed_to_today():
    # 崇文区 went into 东城区 in 2010.
    assert selectors.names_today(Locality.objects.get(code="110103")) == ("东城区",)
    assert selectors.names_today(Locality.objects.get(code="110101")) == ("东城区",)


def test_place_counts_add_up():
    for code in ("420684", "420684", "420600", "110000"):
        make_report("一段", locality=Locality.objects.get(code=code))
    make_report("草稿", locality=Locality.objects.get(code="420684"), status=ReportStatus.DRAFT)
    counts = selectors.PlaceCounts()
    assert (counts.below["420000"], counts.below["420600"], counts.own["420684"]) == (3, 3, 2)
    assert counts.children()[None] == ["110000", "420000"]
    for code in ("420000", "420600", "420684"):
        assert selectors.at_place(Locality.objects.get(code=code)).count() == counts.below[code]


def test_year_counts_and_provinces():
    make_report("甲", year=2001, year_kind="inferred", locality=Locality.objects.get(code="420684"))
    make_report("乙", year=2001, year_kind="stated", locality=Locality.objects.get(code="110000"))
    make_report("丙")
    published = Report.objects.published()
    assert selectors.year_counts(published) == (selectors.YearCount(2001, 2, 1),)
    assert selectors.province_counts(published) == {"": 1, "11": 1, "42": 1}
    assert selectors.provinces_by_year(published) == {2001: 2}


def test_spread_counts_published_mentions_only():
    for code, year, status in (("420684", 2003, "published"), ("420600", 2001, "published"),
                               ("110000", 1999, "draft")):
        report = make_report("“灯会”活动一段", year=year, status=status, locality=Locality.objects.get(code=code))
        add_initiative(report, "“灯会”活动", "“灯会”活动一段")
        add_author(report, "甲")
    found = selectors.initiatives_by_spread().get()
    assert (found.reports, found.places, found.provinces, found.first_year) == (2, 2, 1, 2001)
    assert selectors.authors_with_reports().get().reports == 2

"""A corrected year survives readings, moves the report everywhere, shows in its history, is undone by one click."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from archive.models import Report, Upload
from archive.services.publish import publish
from archive.services.receive import receive_file
from search import indexer, service
from search.request import SearchRequest
from search.service import find

pytestmark = pytest.mark.django_db
TEXT = (
    "河西乡支部工作汇报\n今年以来，宜城市河西乡党委开展“河灯问政”活动，全年办理建议312条。\n"
    "党员轮流值守，群众提出的事情三日内答复。\n中共宜城市河西乡委员会\n2006年3月12日\n"
)


@pytest.fixture
def report(settings, tmp_path: Path) -> Iterator[Report]:
    settings.SEARCH_DIR = tmp_path / "index"
    service.forget_engines()
    report = publish(receive_file(TEXT.encode(), "河西.txt").reports[0])
    assert report.year == 2006
    indexer.rebuild()
    yield report
    service.forget_engines()


def years_of(report: Report) -> tuple[dict[str, int], list[int], list[int]]:
    """The facet of years, and the years whose search and whose public page have the report."""
    indexer.work_once()
    (facet,) = [group for group in find(SearchRequest()).facets if group.name == "year"]
    found, shown = [], []
    for year in (2006, 2009):
        if find(SearchRequest(filters={"year": (str(year),)})).total:
            found.append(year)
        page = Client().get(reverse("public:year", args=[year]))
        if page.status_code == 200 and report.title in page.content.decode():
            shown.append(year)
    return {value.value: value.count for value in facet.values}, found, shown


def history(client: Client, report: Report) -> str:
    return client.get(reverse("desk:report_history", args=[report.pk])).content.decode()


def way_back(page: str, words: str) -> str:
    """The address of the first form whose button says so."""
    forms = re.findall(r'<form method="post" action="([^"]+)">(.*?)</form>', page, re.S)
    return next(action for action, inside in forms if words in inside)


def test_a_corrected_year(report, reviewer):
    assert years_of(report) == ({"2006": 1}, [2006], [2006])
    reviewer.post(reverse("desk:review_save", args=[report.pk]),
                  {"title": report.title, "year": "2009", "reason": "查对县志"})
    assert years_of(report) == ({"2009": 1}, [2009], [2009])

    Upload.objects.update(rules_digest="older")
    call_command("reread", "--stale", "--apply")
    assert years_of(report) == ({"2009": 1}, [2009], [2009])

    page = history(reviewer, report)
    for words in ("2006（待定）", "2009（修改）", "查对县志", "shenhe", "成文年 2006 → 2009"):
        assert words in page
    reviewer.post(way_back(page, "退回到这之前"))
    assert years_of(report) == ({"2006": 1}, [2006], [2006])
    assert "2009（修改）" in history(reviewer, report) and "成文年 2009 → 2006" in history(reviewer, report)


def test_back_to_an_earlier_decision_and_not_only_to_the_reading(report, reviewer):
    save = reverse("desk:review_save", args=[report.pk])
    for year in ("2007", "2009"):
        reviewer.post(save, {"year": year})
    page = history(reviewer, report)
    reviewer.post(way_back(page, "2009"))
    report.refresh_from_db()
    assert (report.year, report.year_max) == (2007, 2007)
    reviewer.post(way_back(history(reviewer, report), "2007"))
    report.refresh_from_db()
    assert report.year in (2006, 2009)


def test_publishing_is_taken_back_from_the_history(report, reviewer):
    page = history(reviewer, report)
    assert "状态 草稿 → 已发布" in page
    reviewer.post(way_back(page, "撤下"))
    report.refresh_from_db()
    assert report.status == "withdrawn"
    reviewer.post(way_back(history(reviewer, report), "重新发布"))
    report.refresh_from_db()
    assert report.is_published


def test_a_clerk_reads_it_and_finds_no_way_back(report, entry):
    page = history(entry, report)
    assert "已发布" in page and "退回" not in page and "撤下</button>" not in page

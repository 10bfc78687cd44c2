"""The report page names the published reports that say the same, with the paragraphs, on either side."""

import pytest

from archive.models import Locality, Report, ReportStatus
from archive.services.similar import note_similar, samples_of
from tests.archive.factories import make_report

pytestmark = pytest.mark.django_db
LAMPS = (
    "每个便民点门前都有一盏红灯，灯亮着就有人值守，白天没空的住户可以约到夜里来办，约好时间的事当面办结，"
    "一次办不成的由值守党员全程跟到底，跟办了多少件、办结了几件，每个月底写在灯下的木牌上，谁都看得见。"
)
OWN = (
    "港区的工人来自五湖四海，支部就建在塔吊下面的板房里，班前十分钟说安全，班后十分钟说家常。",
    "瓜农的棚子连成一片，组织员骑着三轮车挨棚走，哪家的卷帘坏了、哪家的苗子黄了，都记在一本旧账上。",
)


def noted(title: str, *paragraphs: str, **values: object) -> Report:
    report = make_report("\n".join([title, *paragraphs]), **values)
    note_similar(report, samples_of(report.text))
    report.save()
    return report


@pytest.fixture
def pair() -> tuple[Report, Report]:
    first = noted("港区的灯", OWN[0], LAMPS, year=2012, locality=Locality.objects.get(pk="320982"))
    return first, noted("瓜乡的灯", LAMPS, OWN[1] * 2, OWN[1][::-1] * 2)


def section(client, report: Report, query: str = "") -> str:
    page = client.get(f"/reports/{report.pk}/{query}").content.decode()
    return page.partition('id="h-shared"')[2].partition("</section>")[0]


def test_both_reports_name_the_paragraph_and_each_other(client, pair):
    first, second = pair
    there = section(client, second)
    assert "港区的灯" in there and "大丰市 · 2012 年" in there
    assert 'href="#p2"' in there and f'href="{first.get_absolute_url()}#p3"' in there
    here = section(client, first)
    assert "瓜乡的灯" in here
    assert 'href="#p3"' in here and f'href="{second.get_absolute_url()}#p2"' in here
    # The same share, said of either side.
    assert "该篇约" in there and "见于本篇" in there
    assert "本篇约" in here and "见于该篇" in here


def test_traditional_readers_get_traditional_titles_and_other_views_no_list(client, pair):
    assert "瓜鄉的燈" in section(client, pair[0], "?script=hant")
    assert section(client, pair[0], "?view=raw") == section(client, pair[0], "?view=compare") == ""


@pytest.mark.parametrize("status", [ReportStatus.DRAFT, ReportStatus.WITHDRAWN])
def test_reports_that_are_not_open_are_not_named(client, pair, status):
    for hidden, shown in (pair, pair[::-1]):
        Report.objects.filter(pk=hidden.pk).update(status=status)
        assert section(client, shown) == ""
        Report.objects.filter(pk=hidden.pk).update(status=ReportStatus.PUBLISHED)


def test_the_list_takes_few_questions_however_many_copies_there_are(client, pair, django_assert_max_num_queries):
    for number in range(6):
        noted(f"第{number}处的灯", LAMPS, OWN[1] * 2, chr(0x5000 + number) * 50)
    with django_assert_max_num_queries(25):
        assert section(client, pair[1]).count("<li>") == 7

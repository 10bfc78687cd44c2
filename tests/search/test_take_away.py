"""The list of a search as files, its feed, and what the search box offers."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from lxml import html

from archive.models import ReportStatus
from archive.public.citation import SAMPLE_NOTE
from search import indexer, service
from search.request import SearchRequest
from search.service import find
from tests.search.factories import change, make_archive, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_dir")]
ATOM = "{http://www.w3.org/2005/Atom}"


def taken(url: str) -> str:
    answer = Client().get(url)
    assert answer.status_code == 200, url
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content).decode()


def links(url: str) -> dict[str, str]:
    page = html.fromstring(Client().get(url).content.decode())
    return {link.text: link.get("href") for link in page.xpath('//nav[contains(@class,"takeaway")]/a')}


def table(url: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(taken(url).removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    "query", ["?q=党员", "?q=党&place=420000&sort=year_asc", "?year=2001..2012", "", "?q=党员&per=50"]
)
def test_every_form_holds_as_many_as_the_page_says_in_its_order(query):
    make_archive(60)
    indexer.rebuild()
    offered = links(f"/search/{query}")
    words = dict(part.split("=") for part in query[1:].split("&") if part)
    filters = {key: (value,) for key, value in words.items() if key in ("place", "year")}
    whole = find(SearchRequest(words.get("q", ""), filters, sort=words.get("sort", "relevance"), page_size=100))
    ids = [hit.report_id for hit in whole.hits]
    assert len(ids) == whole.total > 0
    assert [int(row["编号"]) for row in table(offered["CSV"])] == ids
    assert [record["id"] for record in json.loads(taken(offered["JSON"]))["reports"]] == ids
    assert [int(n) for n in re.findall(r"^@techreport\{report(\d+),", taken(offered["BibTeX"]), re.M)] == ids
    assert [int(n) for n in re.findall(r"^ID  - report(\d+)\r$", taken(offered["RIS"]), re.M)] == ids


def test_cells_begin_no_formula_and_samples_say_so():
    make_report(title="=HYPERLINK(1)", authors=("+8613",), text="党员。", is_sample=True)
    indexer.rebuild()
    [row] = table("/search/export.csv?q=党员")
    assert (row["题名"], row["作者"], row["附注"]) == ("'=HYPERLINK(1)", "'+8613", SAMPLE_NOTE)
    for form in ("bib", "ris", "json"):
        assert SAMPLE_NOTE in taken(f"/search/export.{form}?q=党员")


def test_nothing_of_a_report_withdrawn_a_moment_ago_is_given_out():
    make_report(title="留下", text="党员。")
    gone = make_report(title="密稿撤下", text="党员。")
    indexer.rebuild()
    type(gone).objects.filter(pk=gone.pk).update(status=ReportStatus.WITHDRAWN)
    for url in ("/search/export.csv", "/search/export.json", "/search/export.bib", "/search/export.ris"):
        assert "密稿" not in taken(url) and "留下" in taken(url)
    assert "密稿" not in Client().get("/search/feed.atom").content.decode()


def test_a_list_too_long_is_told_and_not_cut(monkeypatch):
    for _ in range(3):
        make_report(text="党员。")
    indexer.rebuild()
    monkeypatch.setattr(service, "MOST_LISTED", 2)
    answer = Client().get("/search/export.csv?q=党员")
    assert answer.status_code == 503 and "清单太长" in answer.content.decode()


def test_without_an_index_there_is_no_list_no_feed_and_no_completion():
    make_report()
    assert Client().get("/search/export.csv").status_code == 503
    assert Client().get("/search/feed.atom").status_code == 503
    assert Client().get("/search/complete.json?q=党").json() == {"completions": []}
    assert Client().get("/search/export.exe").status_code == 404


def test_the_feed_of_a_search_has_the_newest_added_first():
    made = [make_report(title=f"第{n}篇", text="党员。") for n in range(3)]
    make_report(title="别的", text="群众。")
    indexer.rebuild()
    answer = Client().get(links("/search/?q=党员&per=50")["订阅本次检索（Atom）"])
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    assert [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")] == ["第2篇", "第1篇", "第0篇"]
    assert root.findtext(f"{ATOM}title") == "党建报告库：含“党员”的报告"
    assert made[0].get_absolute_url() in answer.content.decode()


# -- the search box --------------------------------------------------------------------------------------------------


def offered(typed: str) -> dict[str, int]:
    found = Client().get("/search/complete.json", {"q": typed}).json()["completions"]
    return {one["words"]: one["total"] for one in found}


def test_what_the_box_offers_returns_what_it_says():
    make_archive(30)
    indexer.rebuild()
    seen = set()
    for typed in ("党", "组", "湖", "灯下", "党员 群", "-党 组", "林", "IS", "(党员 OR 社", "“", "", "举措:灯"):
        for words, total in offered(typed).items():
            assert find(SearchRequest(words)).total == total > 0
            seen.add(words)
    assert {"党员", "党员 群众", "地区:湖北省", "举措:灯下议事活动", "作者:林之远"} <= seen


def test_the_box_knows_nothing_of_drafts_and_withdrawn_reports():
    make_report(text="密语暗号。", authors=("密谈人",), initiatives=("“密室”活动",), status=ReportStatus.DRAFT)
    shown = make_report(title="一", text="公开的讲话。", authors=("公开人",))
    make_report(title="二", text="别的。")
    indexer.rebuild()
    assert offered("密") == {} and "作者:公开人" in offered("公开")
    change(shown, status=ReportStatus.WITHDRAWN)
    indexer.drain()
    assert offered("公开") == {}


def test_the_page_offers_names_without_a_script():
    make_report(text="党员。", authors=("林之远",), initiatives=("“灯下议事”活动",))
    indexer.rebuild()
    page = html.fromstring(Client().get("/search/?q=党员").content.decode())
    values = page.xpath('//datalist[@id="q-known"]/option/@value')
    assert {"作者:林之远", "举措:灯下议事活动"} <= set(values)
    assert page.xpath('//input[@id="q"]/@list') == ["q-known"]
    for words in values:
        assert find(SearchRequest(words)).total > 0

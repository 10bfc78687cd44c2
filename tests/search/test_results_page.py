"""The page of results in all its states."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import Client
from lxml import html

from archive.models import Author, Authorship, ReportStatus
from search import facets, hits, indexer, pages
from search.request import SearchRequest
from search.service import find
from tests.search.factories import make_archive, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_dir")]

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
LONG = "加强基层党组织建设"


def page_at(url: str, status: int = 200) -> html.HtmlElement:
    answer = Client().get(url)
    assert answer.status_code == status, url
    return html.fromstring(answer.content.decode())


def text(page: html.HtmlElement, path: str) -> str:
    return " ".join("".join(node.text_content() for node in page.xpath(path)).split())


def status(page: html.HtmlElement) -> str:
    return text(page, '//main//p[@role="status"]')


# -- found -----------------------------------------------------------------------------------------------------------


def test_a_hit_shows_where_it_comes_from_and_why_it_was_found():
    report = make_report(
        title="支部里的党员", text="开头一段。\n我们请党员讲课。\n结尾。", year=2003, year_kind="inferred",
        authors=("林之远",), genre="访谈", initiatives=("“灯下议事”活动",), is_sample=True,
    )
    indexer.rebuild()
    page = page_at("/search/?q=党员")
    assert status(page) == "共 1 篇。"
    assert text(page, "//h1") == "含“党员”的报告"
    (hit,) = page.xpath('//li[@class="hit"]')
    link = hit.xpath("./h3/a")[0]
    assert link.get("href") == f"/reports/{report.pk}/?q={quote('党员')}&at=1"
    assert [mark.text for mark in link.xpath("./mark")] == ["党员"]
    meta = text(hit, './p[@class="meta"]')
    assert meta.startswith("湖北省") and "宜城市" in meta
    assert all(words in meta for words in ("2003年", "推断", "林之远", "访谈", "示例"))
    (snippet,) = hit.xpath('.//ul[@class="snips"]/li')
    assert snippet.xpath("./a/@href") == [f"/reports/{report.pk}/?q={quote('党员')}&at=1#p2"]
    assert text(snippet, ".") == "第 2 段我们请党员讲课。"
    assert [mark.text for mark in snippet.xpath("./mark")] == ["党员"]
    assert text(hit, './p[@class="why"]').startswith("命中：标题 1 处 · 正文 1 处")
    initiative = report.initiative_mentions.get().initiative
    assert hit.xpath('./p[@class="why"]//a/@href') == [initiative.get_absolute_url()]


def test_what_is_not_known_is_said():
    make_report(title="一篇", text="党员。", year=None, place=None)
    indexer.rebuild()
    meta = text(page_at("/search/?q=党员"), '//p[@class="meta"]')
    assert all(words in meta for words in ("地区不详", "年份不详", "作者不详"))


def test_a_word_found_only_in_the_place_is_the_reason():
    make_report(title="一篇", text="别的。", place="420684")
    indexer.rebuild()
    assert "地区“湖北”" in text(page_at("/search/?q=湖北"), '//p[@class="why"]')


def test_words_of_a_reader_and_of_a_text_are_escaped():
    make_report(title="<script>甲</script>党员", text="<b>党员</b> & “<i>”。")
    indexer.rebuild()
    body = Client().get("/search/?q=" + quote('<script>alert(1)</script> OR 党员')).content.decode()
    assert "<script>alert" not in body and "<script>甲" not in body and "<b>" not in body.split("<main")[1].replace(
        "<b>地区", ""
    )
    assert "&lt;script&gt;甲&lt;/script&gt;<mark>党员</mark>" in body


def test_two_tiers_stand_apart_with_their_rule():
    make_report(title="甲", text=f"要{LONG}，久久为功。")
    make_report(title="乙", text="加强联系。基层很忙。党组织有力。建设要快。基层党组织也要加强。")
    indexer.rebuild()
    page = page_at(f"/search/?q={LONG}")
    assert status(page).startswith("共 2 篇：1 篇含原句，另 1 篇分别含 ")
    assert [text(tier, ".") for tier in page.xpath('//div[@class="tier"]/h2')] == ["含原句", "分别含各词"]
    assert [ol.get("start") for ol in page.xpath('//ol[@class="hits"]')] == [None, "2"]
    only = page_at(page.xpath('//p[@role="status"]/a/@href')[0])
    assert status(only).startswith("共 1 篇，都含原句。")
    assert not only.xpath('//div[@class="tier"]')
    back = page_at(only.xpath('//p[@role="status"]/a/@href')[0])
    assert status(back).startswith("共 2 篇")


def test_one_tier_has_no_heading_of_its_own():
    make_report(text="党员。")
    indexer.rebuild()
    page = page_at("/search/?q=党员")
    assert not page.xpath('//div[@class="tier"]')
    assert page.xpath('//h2[@class="vh"][.="检索到的报告"]')


def test_without_words_all_are_listed_newest_first():
    make_report(title="早", text="一。", year=1999)
    make_report(title="晚", text="二。", year=2020)
    make_report(title="无", text="三。", year=None)
    indexer.rebuild()
    page = page_at("/search/")
    assert status(page) == "共 3 篇。"
    assert [text(h, ".") for h in page.xpath('//li[@class="hit"]/h3')] == ["晚", "早", "无"]
    assert page.xpath('//nav[@class="seg"]/a[@aria-current]/text()') == ["年份近→远"]


def test_text_is_shown_in_the_readers_characters():
    make_report(title="组织与发展", text="党员发展。")
    indexer.rebuild()
    page = page_at("/search/?q=发展&script=hant")
    assert text(page, '//li[@class="hit"]/h3') == "組織與發展"
    assert page.xpath('//li[@class="hit"]/h3/@lang') == ["zh-Hant"]
    assert page.xpath('//ul[@class="snips"]//mark/text()') == ["發展"]


# -- changing a request ----------------------------------------------------------------------------------------------


def test_a_filter_keeps_words_and_sort_and_goes_back_to_page_1():
    make_archive(40)
    indexer.rebuild()
    links = page_at("/search/?q=党&sort=year_asc&page=2").xpath('//a[contains(@class,"fv")]/@href')
    assert links
    for href in links:
        assert "sort=year_asc" in href and f"q={quote('党')}" in href and "page=" not in href


def test_search_within_adds_the_word_and_has_one_address():
    make_report(text="党员与社区。")
    make_report(text="党员。")
    indexer.rebuild()
    answer = Client().get("/search/?q=党员&within=社区&title_only=")
    assert answer.status_code == 302
    page = page_at(answer["Location"])
    assert status(page) == "共 1 篇。"
    assert page.xpath('//input[@id="q"]/@value') == ["党员 社区"]


def test_years_from_the_boxes_become_the_filter():
    make_report(year=2003)
    make_report(year=2011)
    indexer.rebuild()
    answer = Client().get("/search/?from=2000&to=2005&genre=")
    page = page_at(answer["Location"])
    assert status(page) == "共 1 篇。"
    assert page.xpath('//input[@id="y1"]/@value') == ["2000"]
    assert page.xpath('//input[@id="y2"]/@value') == ["2005"]
    assert text(page, '//a[@class="chip"]').startswith("成文年2000—2005年")


def test_only_titles():
    make_report(title="党员", text="别的。")
    make_report(title="别的", text="党员。")
    indexer.rebuild()
    page = page_at("/search/?q=党员&title_only=1")
    assert status(page) == "共 1 篇。"
    assert page.xpath('//input[@name="title_only"]/@checked')
    assert "仅查标题" in text(page, '//a[@class="chip"]')


def test_forms_carry_the_rest_of_the_request():
    make_report(text="党员。", place="420684", genre="访谈", script="hant")
    indexer.rebuild()
    page = page_at("/search/?q=党员&place=420000&genre=访谈&script_found=hant&sort=added&year=2005")
    within, years = page.xpath('//div[contains(@class,"with-side")]//form')
    carried = {field.get("name"): field.get("value") for field in within.xpath('.//input[@type="hidden"]')}
    assert carried == {"q": "党员", "place": "420000", "genre": "访谈", "script_found": "hant", "sort": "added",
                       "year": "2005"}
    assert "year" not in {field.get("name") for field in years.xpath('.//input[@type="hidden"]')}


def test_pages_are_numbered_and_past_the_end_there_is_none():
    for number in range(45):
        make_report(title=f"{number}", text="党员。")
    indexer.rebuild()
    page = page_at("/search/?q=党员&page=2")
    assert page.xpath('//nav[@class="pager"]//a[@aria-current="page"]/text()') == ["2"]
    assert page.xpath('//ol[@class="hits"]/@start') == ["21"]
    assert page.xpath('//a[@rel="next"]') and page.xpath('//a[@rel="prev"]')
    last = page_at(page.xpath('//a[@rel="next"]/@href')[0])
    assert len(last.xpath('//li[@class="hit"]')) == 5
    assert not last.xpath('//a[@rel="next"]')
    assert Client().get("/search/?q=党员&page=4").status_code == 404
    all_on_one = page_at("/search/?q=党员&per=50")
    assert len(all_on_one.xpath('//li[@class="hit"]')) == 45
    assert not all_on_one.xpath('//a[@rel="next"]')


def test_more_than_eight_values_stand_behind_a_click_that_needs_no_script():
    for number in range(12):
        make_report(text="党员。", authors=(f"作者{number:02d}",))
    indexer.rebuild()
    page = page_at("/search/?q=党员")
    (author,) = page.xpath('//section[@aria-labelledby="f-author"]')
    assert len(author.xpath("./ul/li")) == 8
    (more,) = author.xpath("./details")
    assert text(more, "./summary") == "更多作者（4）"
    assert len(more.xpath("./ul/li")) == 4 and more.get("open") is None
    hidden = page_at(more.xpath("./ul/li/a/@href")[0])
    assert hidden.xpath('//section[@aria-labelledby="f-author"]//a[@aria-current]')


def test_a_list_does_not_grow_with_the_archive(monkeypatch):
    monkeypatch.setattr(facets, "MOST_VALUES", 10)
    for number in range(14):
        make_report(text="党员。", authors=(f"作者{number:02d}",))
    make_report(text="党员。")
    indexer.rebuild()
    page = page_at("/search/?q=党员")
    (author,) = page.xpath('//section[@aria-labelledby="f-author"]')
    names = [link.text for link in author.xpath(".//a[@class='fv']")]
    assert len(names) == 11 and names[-1] == "不详"
    assert "另有 4 项" in text(author, "./details/p")
    hidden = Author.objects.exclude(name__in=names).first()
    chosen = page_at(f"/search/?q=党员&author={hidden.pk}")
    assert chosen.xpath('//section[@aria-labelledby="f-author"]//a[@aria-current]')[0].text == hidden.name


def test_authors_of_one_name_are_told_apart():
    for distinction in ("甲县县长", "乙县书记"):
        report = make_report(text="党员。")
        author = Author.objects.create(name="向远舟", kind="person", distinction=distinction)
        Authorship.objects.create(report=report, author=author)
    make_report(text="党员。", authors=("独名者",))
    indexer.rebuild()
    links = page_at("/search/?q=党员").xpath('//section[@aria-labelledby="f-author"]//a[@class="fv"]')
    assert [link.text for link in links] == ["向远舟（甲县县长）", "向远舟（乙县书记）", "独名者"]


def test_the_tree_opens_along_the_chosen_place():
    make_report(place="420684")
    make_report(place="371002")
    indexer.rebuild()
    closed = page_at("/search/").xpath('//section[@aria-labelledby="f-place"]')[0]
    assert [a.text for a in closed.xpath(".//a")] == ["全国", "山东省", "湖北省"]
    opened = page_at("/search/?place=420600").xpath('//section[@aria-labelledby="f-place"]')[0]
    assert [a.text for a in opened.xpath(".//a")] == ["全国", "山东省", "湖北省", "襄阳市", "宜城市"]
    assert [a.text for a in opened.xpath(".//a[@aria-current]")] == ["襄阳市"]


# -- nothing, too much, not now --------------------------------------------------------------------------------------


def test_nothing_found_names_what_stands_in_the_way():
    make_report(text="党员。", place="420684")
    indexer.rebuild()
    page = page_at("/search/?q=党员&place=370000")
    assert status(page) == "共 0 篇。"
    ways = {text(li, "./*[1]"): (text(li, "./*[2]"), li.xpath("./a/@href"))
            for li in page.xpath('//section[@aria-labelledby="h-drop"]//li')}
    assert ways["去掉词“党员”"] == ("0 篇", [])
    count, (href,) = ways["去掉地区 山东省"]
    assert (count, status(page_at(href))) == ("1 篇", "共 1 篇。")
    assert page.xpath('//a[@class="chip"]')


def test_a_word_that_sounds_alike_is_offered_and_returns_something():
    for _ in range(3):
        make_report(text="组织有力，组织得好。")
    indexer.rebuild()
    page = page_at("/search/?q=组之")
    links = page.xpath('//section[@aria-labelledby="h-sug"]//a')
    assert links
    for link in links:
        assert not status(page_at(link.get("href"))).startswith("共 0 篇")


def test_nothing_found_and_nothing_near_leads_to_browsing():
    make_report(text="党员。")
    indexer.rebuild()
    page = page_at("/search/?q=量子计算机")
    assert {"/localities/", "/years/", "/initiatives/"} <= set(page.xpath("//main//a/@href"))


def test_too_much_asks_for_less_and_counts_nothing():
    make_report()
    indexer.rebuild()
    page = page_at("/search/?q=" + "党" * 201)
    assert "共 0 篇" not in text(page, "//main")
    assert "201" in text(page, '//div[contains(@class,"note")]')


def test_an_empty_archive_is_a_page():
    make_report(status=ReportStatus.DRAFT)
    indexer.rebuild()
    page = page_at("/search/")
    assert text(page, "//h1") == "库中还没有已发布的报告"
    assert "共 0 篇" in status(page)


def test_without_an_index_the_page_says_so_and_leads_to_browsing():
    make_report()
    page = page_at("/search/?q=党员", status=503)
    assert "检索暂时不能用" in text(page, "//h1")
    assert "共 0 篇" not in text(page, "//main")
    assert {"/localities/", "/years/", "/initiatives/"} <= set(page.xpath("//main//a/@href"))


def test_a_partial_answer_is_called_partial():
    make_report(text="党员。")
    indexer.rebuild()
    partial = replace(find(SearchRequest(words="党员")), partial=True)
    with patch("search.views.find", return_value=partial):
        assert "只是一部分结果" in text(page_at("/search/?q=党员"), "//main")


def test_an_odd_request_is_told_how_it_was_read():
    make_report(text="党员。")
    indexer.rebuild()
    assert "引号" in text(page_at("/search/?q=%22党员"), '//div[contains(@class,"note")]')


def test_drafts_and_reports_withdrawn_a_moment_ago_do_not_show():
    kept, gone = make_report(title="留下", text="党员。"), make_report(title="密稿撤下", text="党员。")
    indexer.rebuild()
    type(gone).objects.filter(pk=gone.pk).update(status=ReportStatus.WITHDRAWN)
    body = Client().get("/search/?q=党员").content.decode()
    assert kept.title in body and "密稿" not in body


@pytest.mark.parametrize("address", [
    "/search/?q=党员&page=0", "/search/?q=党员&page=x", "/search/?per=7", "/search/?sort=size", "/search/?place=x",
    "/search/?year=20..x", "/search/?q=%00", "/search/?author=99999999999999999999", "/search/?genre=%F0%9F%98%80",
])
def test_nonsense_in_an_address_is_no_error(address: str):
    make_report(text="党员。")
    indexer.rebuild()
    assert Client().get(address).status_code == 200


def test_a_page_of_results_asks_the_database_a_fixed_number_of_times(django_assert_max_num_queries):
    make_archive(40)
    indexer.rebuild()
    Client().get("/search/?q=党")
    with django_assert_max_num_queries(40):
        Client().get("/search/?q=党")


# -- the template and the record -------------------------------------------------------------------------------------


def template_words(name: str) -> str:
    """A template's text with the text of all it includes."""
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    inside = [
        template_words(included) for included in re.findall(r'{% include "([^"]+)"', source) if included != name
    ]
    return source + "".join(inside)


def own_records() -> Iterator[type]:
    for module in (pages, facets, hits):
        for thing in vars(module).values():
            if is_dataclass(thing) and thing.__module__ == module.__name__:
                yield thing


def test_the_template_uses_every_field_and_no_other():
    used = template_words("search/results.html") + template_words("search/none.html")
    asked = set(re.findall(r"\bpage\.(\w+)", used))
    assert asked == {field.name for field in fields(pages.ResultsPage)}


@pytest.mark.parametrize("record", list(own_records()), ids=lambda r: r.__name__)
def test_every_field_of_every_record_is_drawn(record: type):
    used = template_words("search/results.html") + template_words("search/none.html")
    undrawn = [f.name for f in fields(record) if not re.search(rf"\.{f.name}\b", used)]
    assert not undrawn


def test_opensearch_names_the_search():
    answer = Client().get("/opensearch.xml")
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    root = ElementTree.fromstring(answer.content)
    template = root.find('{http://a9.com/-/spec/opensearch/1.1/}Url[@type="text/html"]').get("template")
    assert template == "http://testserver/search/?q={searchTerms}"

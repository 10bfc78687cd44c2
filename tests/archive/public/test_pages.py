"""Every page: what it shows, that its links lead to what they say, that nothing unpublished leaks."""

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from archive.models import Locality, Report, ReportStatus
from archive.public.citation import SAMPLE_NOTE
from archive.public.urls import urlpatterns
from tests.archive.factories import (
    DRAFT_WORDS,
    Archive,
    add_author,
    add_finding,
    add_initiative,
    make_archive,
    make_report,
    make_upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive() -> Archive:
    return make_archive()


def addresses(a: Archive) -> dict[str, str]:
    """An address of every name of the public pages."""
    own = {
        "report": [a.full.pk], "report_cite": [a.full.pk, "bib"], "report_original": [a.full.pk],
        "report_text": [a.full.pk], "report_json": [a.full.pk], "upload": [a.full.upload_id],
        "locality": ["420684"], "year": [2008], "initiative": [a.initiative.pk], "author": [a.author.pk],
    }
    return {p.name: reverse(f"public:{p.name}", args=own.get(p.name, [])) for p in urlpatterns}


class Page(HTMLParser):
    """Ids and addresses of a page; ids must be unique."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])


def html(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def body(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", errors="replace")


def test_every_address_answers(client, archive, settings):
    path = settings.ORIGINALS_DIR / archive.full.upload.stored_at
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"bytes as they came")
    for name, url in addresses(archive).items():
        response = client.get(url)
        assert response.status_code == (302 if name == "prefs" else 200), (name, url)
        assert body(response) or name == "prefs"


def test_pages_have_unique_ids_and_links_inside_them_lead_somewhere(client, archive):
    for url in [*addresses(archive).values(), f"/reports/{archive.full.pk}/?view=raw",
                f"/reports/{archive.sample.pk}/?view=compare", f"/reports/{archive.full.pk}/?q=党员&script=hant"]:
        response = client.get(url)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        page = Page(response.content.decode())
        assert len(page.ids) == len(set(page.ids)), url
        missing = [link for link in page.links if link.startswith("#") and link[1:] not in page.ids]
        assert not missing, (url, missing)


def test_no_word_of_a_draft_or_of_a_withdrawn_report_is_served(client, archive):
    withdrawn = make_report("撤下的芦苇荡点名\n一段", status=ReportStatus.WITHDRAWN, similar_to=archive.full)
    Report.objects.filter(pk=archive.full.pk).update(similar_to=archive.draft, similarity=0.5)
    urls = list(addresses(archive).values())
    for report in (archive.draft, withdrawn):
        for name in ("report", "report_original", "report_text", "report_json"):
            urls.append(reverse(f"public:{name}", args=[report.pk]))
        urls += [reverse("public:report_cite", args=[report.pk, f]) for f in ("bib", "ris", "json", "txt")]
        urls.append(reverse("public:upload", args=[report.upload_id]))
    hidden = archive.draft.initiative_mentions.get().initiative
    urls += [hidden.get_absolute_url(), "/years/1999/", "/localities/350000/", "/localities/?name=福建"]
    for url in urls:
        text = body(client.get(url))
        for words in (DRAFT_WORDS, "在盐田开会", "芦苇荡", "暂不公开者"):
            assert words not in text, (url, words)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get("/years/1999/").status_code == 404
    assert client.get(reverse("public:report", args=[archive.draft.pk])).status_code == 404


def test_the_original_of_a_file_with_a_draft_in_it_is_not_given_out(client):
    upload = make_upload("第一篇甲\n第二篇乙", web_title="第二篇乙的网页题")
    shown = make_report("第一篇甲", upload=upload, raw_end=4)
    make_report("第二篇乙", upload=upload, part=2, status=ReportStatus.DRAFT, raw_start=5, raw_end=9)
    assert client.get(reverse("public:report_original", args=[shown.pk])).status_code == 404
    for url in (shown.get_absolute_url(), f"{shown.get_absolute_url()}?view=raw",
                f"{shown.get_absolute_url()}?view=compare", reverse("public:upload", args=[upload.pk])):
        assert "第二篇乙" not in html(client, url), url


def test_report_shows_year_place_author_and_the_way_back(client, archive):
    text = html(client, archive.full.get_absolute_url())
    page = Page(text)
    assert "2008年春" in text and "岑望潮" in text
    # As of 2008 the prefecture was called 襄樊市; today it is 襄阳市.
    assert "襄樊市" in text
    jumps = [link for link in page.links if link.startswith("#e")]
    assert len(jumps) >= 7
    assert {link[1:] for link in jumps} <= set(page.ids)
    assert re.search(r'<span class="gap">××镇</span>', text)
    assert "〔一〕" in text and "已核" in text
    assert '<meta name="citation_title"' in text


def test_values_from_a_metadata_line_lead_to_the_raw_text(client, archive):
    raw = "时间:2019-05-06\n正文一段"
    report = make_report("正文一段", raw=raw, trail=[(0, 14, "", "meta")], posted_on="2019-05-06")
    finding = add_finding(report, "year", "", "2019", raw_start=0, raw_end=13, start=None, end=None)
    text = html(client, report.get_absolute_url())
    assert f'{report.get_absolute_url()}?view=raw#r{finding.pk}' in text
    assert f'id="r{finding.pk}"' in html(client, f"{report.get_absolute_url()}?view=raw")
    assert "不作成文年" in text


def test_marks_can_be_hidden_and_words_are_marked(client, archive):
    url = archive.full.get_absolute_url()
    assert 'class="ref"' not in html(client, f"{url}?marks=off")
    text = html(client, f"{url}?q=党员")
    assert '<mark id="m1">党员</mark>' in text and "在本篇 1 处" in text


def test_traditional_source_shows_its_own_characters_and_can_be_simplified(client, archive):
    url = archive.sample.get_absolute_url()
    original, simplified = html(client, url), html(client, f"{url}?script=hans")
    assert "黨員掌燈" in original and '<article lang="zh-Hant">' in original
    assert "党员掌灯" in simplified and '<article lang="zh-Hans">' in simplified
    assert "<del>(dǎng)</del>" in html(client, f"{url}?view=compare")


def test_hostile_text_is_escaped_everywhere(client):
    nasty = "<script>alert(1)</script>\"'&</title>{{ 7|add:7 }}"
    report = make_report(f"{nasty}\n渔灯 {nasty}", title=nasty, year=2001, locality=Locality.objects.get(code="420684"))
    add_author(report, nasty[:90], role=nasty[:90])
    mention = add_initiative(report, "渔灯", f"渔灯 {nasty}")
    mention.initiative.name = nasty[:90]
    mention.initiative.save()
    urls = [report.get_absolute_url(), f"{report.get_absolute_url()}?view=raw", "/", "/initiatives/", "/authors/",
            f"{report.get_absolute_url()}?view=compare", f"{report.get_absolute_url()}?q={nasty}", "/years/2001/",
            mention.initiative.get_absolute_url(), "/localities/420684/", f"/localities/?name={nasty}",
            f"/initiatives/?name={nasty}", f"/reports/{report.pk}/?rule={nasty}&view=compare"]
    for url in urls:
        text = html(client, url)
        assert "<script>alert" not in text, url
        data = re.findall(r"<script type=\"application/ld\+json\">(.*?)</script>", text, flags=re.S)
        for block in data:
            assert json.loads(block)["name"] == report.title


@pytest.mark.parametrize("name", ["report", "upload", "report_text", "report_json"])
def test_every_form_of_a_sample_says_so(client, archive, name):
    pk = archive.sample.upload_id if name == "upload" else archive.sample.pk
    assert SAMPLE_NOTE in body(client.get(reverse(f"public:{name}", args=[pk])))


@pytest.mark.parametrize("form", ["bib", "ris", "json", "txt"])
def test_citations_of_a_sample_say_so(client, archive, form):
    response = client.get(reverse("public:report_cite", args=[archive.sample.pk, form]))
    assert SAMPLE_NOTE in body(response) and "attachment" in response["Content-Disposition"]


def test_feed_is_xml_and_marks_samples(client, archive):
    make_report("带\x0b控制符的题", title="带\x0b控制符的题")
    text = body(client.get(reverse("public:feed")))
    tree = ElementTree.fromstring(text)
    entries = tree.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 3
    assert SAMPLE_NOTE in text


def test_json_holds_positions_that_are_true(client, archive):
    data = json.loads(body(client.get(reverse("public:report_json", args=[archive.full.pk]))))
    spans = [(f["start"], f["end"], f["quote"]) for f in data["findings"] if f["start"] is not None]
    assert spans and all(data["text"][start:end] == quote for start, end, quote in spans)


def test_year_page_counts_and_neighbours(client, archive):
    make_report("二〇一〇年的事", year=2010, year_kind="inferred")
    text = html(client, "/years/2008/")
    assert "2008 年的报告" in text and 'href="/years/2010/"' in text
    assert client.get("/years/2009/").status_code == 404
    assert html(client, "/years/unknown/").count(f'href="{archive.sample.get_absolute_url()}"') == 1


def test_locality_counts_with_and_without_units_below(client, archive):
    make_report("全省的事", locality=Locality.objects.get(code="420000"), year=2003)
    text = html(client, "/localities/420000/")
    assert "含下辖各级 2" in text and "只算本级 1" in text
    assert "襄阳市" in text
    own = html(client, "/localities/420000/?below=0")
    assert archive.full.get_absolute_url() not in own
    tree = html(client, "/localities/")
    assert "湖北省" in tree and "宜城市" in tree and "福建" not in tree
    assert "没有这个名称" in html(client, "/localities/?name=天边")


def test_initiative_page(client, archive):
    other = make_report("学来的“渔灯夜谈”活动在北镇试办。", year=2011, year_kind="inferred",
                        locality=Locality.objects.get(code="210000"))
    add_initiative(other, "“渔灯夜谈”活动", "学来的“渔灯夜谈”活动在北镇试办")
    Report.objects.filter(pk=other.pk).update(year=None)
    undated = html(client, archive.initiative.get_absolute_url())
    assert "不详" in undated and "不说明当地当年没有开展" in undated
    Report.objects.filter(pk=other.pk).update(year=2011)
    text = html(client, archive.initiative.get_absolute_url())
    assert text.count("本库所见最早</title>") == 2
    assert "312 场夜谈" in text
    page = Page(text)
    assert any(link.startswith(f"{archive.full.get_absolute_url()}#e") for link in page.links)
    assert f"/search/?initiative={archive.initiative.pk}&place=420000&year=2008" in page.links


def test_authors_of_one_name_stay_two(client, archive):
    add_author(archive.full, "同名者", distinction="甲县")
    add_author(archive.sample, "同名者", distinction="乙县")
    first = archive.full.authorships.get(author__name="同名者").author
    text = html(client, first.get_absolute_url())
    assert "可能同名" in text and "乙县" in text


def test_lists_are_paged_and_a_page_past_the_end_is_missing(client):
    place = Locality.objects.get(code="420684")
    for number in range(53):
        make_report(f"第{number}号文", year=2005, locality=place)
    text = html(client, "/years/2005/")
    assert text.count('<tr><td><a href="/reports/') == 50 and 'href="?page=2"' in text
    assert html(client, "/years/2005/?page=2").count('<tr><td><a href="/reports/') == 3
    for page in ("3", "0", "x"):
        assert client.get(f"/years/2005/?page={page}").status_code == 404


@pytest.mark.parametrize("url", ["/", "/localities/", "/years/", "/years/2008/", "/initiatives/", "/authors/",
                                 "/localities/420000/", "/feeds/new.atom"])
def test_queries_do_not_grow_with_the_archive(client, archive, django_assert_max_num_queries, url):
    def count() -> int:
        with django_assert_max_num_queries(40) as captured:
            client.get(url)
        return len(captured)

    before = count()
    counties = list(Locality.objects.filter(parent__code="420100")[:6])
    for number, place in enumerate(counties):
        report = make_report(f"“灯会”活动在此{number}", year=2008, locality=place)
        add_author(report, f"作者{number}")
        add_initiative(report, "“灯会”活动", f"“灯会”活动在此{number}")
    assert count() <= before + 2


def test_report_queries_do_not_grow_with_its_findings(client, archive, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(30) as captured:
            client.get(archive.full.get_absolute_url())
        return len(captured)

    before = count()
    for _ in range(10):
        add_finding(archive.full, "figure", "312场", data={"value": 312, "unit": "场", "noun": ""})
        add_author(archive.full, f"又一人{_}")
    assert count() == before


@pytest.mark.parametrize("url", ["/", "/localities/", "/years/", "/years/unknown/", "/initiatives/", "/authors/",
                                 "/about/", "/help/", "/feeds/new.atom", "/sitemap.xml", "/localities/420684/"])
def test_an_empty_archive_is_a_good_page(client, url):
    text = body(client.get(url))
    assert client.get(url).status_code == 200
    assert "None" not in text


def test_preferences_are_kept_and_lead_back_only_to_this_site(client):
    response = client.get("/prefs/?script=hant&theme=dark&keys=off&keys=on&lang=zh-hans&next=/years/")
    assert (response.status_code, response["Location"]) == (302, "/years/")
    assert response.cookies["script"].value == "hant" and response.cookies["keys"].value == "on"
    assert 'data-theme="dark"' in html(client, "/years/")
    assert client.get("/prefs/?next=https://elsewhere.example/")["Location"] == "/"
    assert client.get("/prefs/?theme=purple&lang=xx").cookies.get("theme") is None


def test_health_robots_and_sitemap(client, archive):
    assert body(client.get("/healthz")) == "ok\n"
    robots = body(client.get("/robots.txt"))
    assert "Disallow: /desk/" in robots and "sitemap.xml" in robots
    sitemap = body(client.get("/sitemap.xml"))
    ElementTree.fromstring(sitemap)
    assert archive.full.get_absolute_url() in sitemap and f"/reports/{archive.draft.pk}/" not in sitemap


def test_missing_page_speaks_chinese_and_a_broken_one_needs_no_database(client):
    assert "没有这一页" in body(client.get("/reports/999999/"))
    from_django = Client(raise_request_exception=False)
    with override_settings(ROOT_URLCONF="tests.archive.public.broken_urls"):
        response = from_django.get("/")
    assert response.status_code == 500 and "服务器出错" in body(response)

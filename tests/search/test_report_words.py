"""The reader's words on a report's page: marked where the search found them, in every view, with the way on."""

import random
from urllib.parse import quote

import pytest
from django.test import Client
from lxml import html

from archive.models import ReportStatus
from archive.public.readers_words import words_in
from search import indexer
from search.analysis.fold import fold, strip_breaks
from search.request import SearchRequest, query_from_request
from search.service import find
from tests.search.factories import PLACES, WORDS, make_archive, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_dir")]


def page_at(url: str) -> html.HtmlElement:
    answer = Client().get(url)
    assert answer.status_code == 200, url
    return html.fromstring(answer.content.decode())


def marks(url: str) -> list[str]:
    """What is marked in the text, place by place."""
    found: list[str] = []
    for mark in page_at(url).xpath('//div[@id="text"]//mark'):
        if mark.get("id"):
            found.append(mark.text_content())
        else:
            found[-1] += mark.text_content()
    return found


def with_residue():
    """創(chuàng)新 cleaned to 创新; 們 to 们."""
    raw = "黨員們在創(chuàng)新中創 新。\n“創(chuàng)新”二字。"
    report = make_report(title="创新记", text="党员们在创新中创 新。\n“创新”二字。", script="hant")
    report.upload.raw_text = raw
    report.upload.save()
    report.raw_end = len(raw)
    trail, at = [], 0
    residue = (("創", "创"), ("(chuàng)", ""))
    for old, new in (("黨員們", "党员们"), *residue, ("創", "创"), *residue):
        start = raw.index(old, at)
        at = start + len(old)
        trail.append([start, at, new, "test"])
    report.trail = trail
    report.save()
    return report


def test_marks_cover_the_matched_characters_in_all_three_views():
    report = with_residue()
    url = report.get_absolute_url()
    assert marks(f"{url}?q=创新") == ["创新", "创 新", "创新"]
    assert marks(f"{url}?q=创新&view=raw") == ["創(chuàng)新", "創 新", "創(chuàng)新"]
    assert marks(f"{url}?q=创新&script=hant&view=clean") == ["創新", "創 新", "創新"]
    assert marks(f"{url}?q=創新&script=hans") == ["创新", "创 新", "创新"]
    assert marks(f"{url}?q=党员们在&view=raw") == ["黨員們在"]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("党员", ["党员", "党员"]),
        ("党员 -夜校", ["党员", "党员"]),
        ("标题:党员", []),
        ("正文:夜校 OR 群众", ["夜校", "群众", "群众"]),
        ("ISO*", ["ISO"]),
        ("9001", []),
        ("加强基层党组织建设", ["加强", "基层", "党组织", "建设"]),
        ('"加强基层党组织建设"', []),
        ("夜校开学", ["夜校”开学"]),
        ("员群", []),
        ("党员 党员干部", ["党员干部", "党员"]),
    ],
)
def test_the_whole_grammar_decides_what_is_marked(words, wanted):
    text = "党员干部办“夜校”开学。\n群众说，ISO9001好。党员，群众。\n要加强团结。基层有党组织，家园建设。"
    report = make_report(title="一篇", text=text)
    found = marks(f"{report.get_absolute_url()}?q={quote(words)}")
    if words == "加强基层党组织建设":
        assert set(found) <= {"加强", "基层", "党组织", "建设", "基层党组织"} and "加强" in found
    else:
        assert found == wanted


def test_the_title_is_marked_where_the_word_stands_in_it():
    report = make_report(title="访“党员”夜校", text="别的。")
    page = page_at(f"{report.get_absolute_url()}?q=党员夜校")
    assert [mark.text for mark in page.xpath("//h1/mark")] == ["党员”夜校"]
    assert "不在这里" in page.xpath('//nav[@class="hitbar"]')[0].text_content()


def test_each_place_says_which_it_is_and_leads_to_the_next():
    report = make_report(text="党员。党员。党员。")
    page = page_at(f"{report.get_absolute_url()}?q=党员")
    places = page.xpath('//span[@class="hp"]')
    assert ["".join(place.xpath("./span/text()")) for place in places] == [
        "第 1 处，共 3 处", "第 2 处，共 3 处", "第 3 处，共 3 处"
    ]  # fmt: skip
    assert [place.xpath("./a/@href") for place in places] == [["#m2"], ["#m1", "#m3"], ["#m2"]]
    assert {f"m{n}" for n in (1, 2, 3)} <= set(page.xpath("//mark/@id"))


@pytest.mark.parametrize("view", ["clean", "raw"])
def test_marks_put_nothing_into_the_text(view):
    report = with_residue()

    def words(query: str) -> list[str]:
        text = page_at(f"{report.get_absolute_url()}?view={view}{query}").xpath('//div[@id="text"]')[0]
        for place in text.xpath('.//span[@class="hp"]'):
            place.drop_tree()
        return ["".join(line.itertext()) for line in text.xpath("./p")]

    assert words("&q=创新") == words("")


# -- the list the reader came from -----------------------------------------------------------------------------------


def test_from_hit_to_hit_through_the_whole_list_and_back():
    make_archive(45)
    indexer.rebuild()
    request = SearchRequest("党", {"place": ("420000", "370000")}, sort="year_asc", page_size=100)
    wanted = [hit.report_id for hit in find(request).hits]
    assert len(wanted) > 8
    listing = "/search/" + query_from_request(request, page_size=20)
    [first] = page_at(listing).xpath('(//li[@class="hit"]/h3/a/@href)[1]')
    seen, url = [], first
    while url:
        page = page_at(url)
        seen.append(int(url.split("/")[2]))
        way = page.xpath('//span[@class="way"]')[0]
        assert f"第 {len(seen)} 篇，共 {len(wanted)} 篇" in way.text_content()
        url = next(iter(way.xpath('./a[@rel="next"]/@href')), "")
    assert seen == wanted
    back = page.xpath('//span[@class="way"]/a[last()]/@href')[0]
    assert f"/reports/{seen[-1]}/" in " ".join(page_at(back).xpath('//li[@class="hit"]/h3/a/@href'))
    raw = page.xpath('//nav[@class="tabs"]/a/@href')[1]
    assert "at=" in raw and raw.count("place=") == 2 and page_at(raw).xpath('//span[@class="way"]/a[@rel="prev"]')


def test_a_list_that_has_changed_since_offers_no_neighbour_and_drafts_are_none():
    one, two = make_report(title="甲", text="党员。党员。"), make_report(title="密稿", text="党员。")
    indexer.rebuild()
    moved = page_at(f"{one.get_absolute_url()}?q=党员&at=9")
    assert not moved.xpath('//a[@rel="next"] | //a[@rel="prev"]') and moved.xpath('//span[@class="way"]/a')
    type(two).objects.filter(pk=two.pk).update(status=ReportStatus.WITHDRAWN)
    assert "密稿" not in Client().get(f"{one.get_absolute_url()}?q=党员&at=1").content.decode()


def test_without_an_index_the_words_are_marked_all_the_same():
    report = make_report(text="党员。")
    assert marks(f"{report.get_absolute_url()}?q=党员&at=1") == ["党员"]


@pytest.mark.parametrize(
    "nonsense", ["at=x", "at=-1", "at=0", "at=99999999999", "q=%00&at=1", "place=x&at=1", "q=(((&at=1"]
)
def test_nonsense_in_the_address_is_no_error(nonsense):
    report = make_report(text="党员。")
    indexer.rebuild()
    assert "党员。" in page_at(f"{report.get_absolute_url()}?{nonsense}").text_content()


# -- every hit has its mark ------------------------------------------------------------------------------------------


def requests(count: int, seed: int = 5) -> list[SearchRequest]:
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        words = rng.sample(WORDS, rng.randint(1, 3))
        form = rng.choice(("{}", "{}", "{} {}", "{} OR {}", "{} -{}", "标题:{}", "({} | {}) {}", "正文:{}", '"{}"'))
        typed = form.format(*(words * 3)).replace('*"', '"')
        place = rng.choice((*PLACES[:4], None, None, None))
        filters = {"place": (place,)} if place else {}
        made.append(SearchRequest(typed, filters, sort=rng.choice(("relevance", "year_desc", "added"))))
    return made


def test_every_hit_of_500_requests_shows_a_mark_and_its_report_page_the_same_matches():
    reports = {report.pk: report for report in make_archive(40)}
    indexer.rebuild()
    hits = 0
    for request in requests(500):
        for hit in find(request).hits:
            hits += 1
            snippets_marked = [snippet for snippet in hit.snippets if any(marked for _words, marked in snippet.parts)]
            assert snippets_marked and hit.matched, (request.words, hit.report_id)
            found = words_in(reports[hit.report_id], {"q": [request.words]})
            held = {match.word: match.count for match in hit.matched if match.field == "text"}
            assert bool(found.spans) == bool(held), request.words
            text = reports[hit.report_id].text
            keys = {strip_breaks(fold(word.rstrip("*"))) for word in held}
            for start, end in found.spans:
                marked_key = strip_breaks(fold(text[start:end]))
                assert any(key.removesuffix("\x1f") in marked_key for key in keys), (request.words, text[start:end])
    assert hits > 2000

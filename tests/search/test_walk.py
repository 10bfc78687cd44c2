"""A random walk through the page as a reader sees it: the number beside every link of the filters is the number on
the page behind it."""

import random
from collections.abc import Iterator
from functools import cache, partial

import pytest
from django.test import Client
from lxml import html

from search import indexer, views
from search.service import find
from tests.search.factories import WORDS, make_archive

pytestmark = pytest.mark.django_db

STEPS = 25


@pytest.fixture
def client(search_dir) -> Client:
    make_archive(44)
    indexer.rebuild()
    return Client()


def page_at(client: Client, url: str) -> html.HtmlElement:
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, url
    return html.fromstring(answer.content.decode())


def total(page: html.HtmlElement) -> int:
    words = page.xpath('//main//*[@role="status"]')[0].text_content()
    return int(words.split("共 ")[1].split(" 篇")[0].replace(",", ""))


def promises(page: html.HtmlElement) -> Iterator[tuple[str, int]]:
    """(address, number beside it) of every value of every filter, and of every bar."""
    for link in page.xpath('//a[contains(@class,"fv")]'):
        yield link.get("href"), int(link.xpath('.//*[@class="n"]')[0].text_content().replace(",", ""))
    for bar in page.xpath('//*[local-name()="svg"]//*[local-name()="a"]'):
        shown = int(bar.text_content().strip())
        assert bar.get("aria-label").startswith(f"{shown} ")
        yield bar.get("href"), shown


def hits(client: Client, url: str) -> int:
    """Hits on all pages, by following 下一页."""
    seen = 0
    while url:
        page = page_at(client, url)
        seen += len(page.xpath('//li[@class="hit"]'))
        url = next(iter(page.xpath('//a[@rel="next"]/@href')), "")
    return seen


@pytest.mark.parametrize(("seed", "engine"), [(1, None), (2, None), (3, "plain")])
def test_every_count_is_what_its_click_returns(
    client: Client, seed: int, engine: str | None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(views, "find", partial(find, engine=engine))
    rng = random.Random(seed)
    behind = cache(lambda link: total(page_at(client, link)))
    url, checked, wrong = "/search/", 0, []
    for _ in range(STEPS):
        page = page_at(client, url)
        offered = list(promises(page))
        assert offered or total(page) == 0
        for link, number in rng.sample(offered, min(4, len(offered))):
            checked += 1
            if behind(link) != number:
                wrong.append((url, link, number))
        if not offered or rng.random() < 0.3:
            words = " ".join(rng.sample(WORDS, rng.choice((0, 1, 1, 2))))
            url = f"/search/?q={words}"
        else:
            url = rng.choice(offered)[0]
    assert not wrong
    assert checked > 60


def test_the_number_said_is_the_number_of_hits_on_all_pages(client: Client):
    rng = random.Random(5)
    for _ in range(8):
        url = f"/search/?q={' '.join(rng.sample(WORDS, rng.choice((0, 1, 2))))}"
        page = page_at(client, url)
        assert hits(client, url) == total(page)


def test_chips_take_off_one_condition_and_all(client: Client):
    url = "/search/?q=党员&place=420000&year=1998..2020"
    page = page_at(client, url)
    chips = page.xpath('//a[@class="chip"]')
    assert [chip.xpath("./b")[0].text for chip in chips] == ["地区", "成文年"]
    without_place = page_at(client, chips[0].get("href"))
    assert [chip.xpath("./b")[0].text for chip in without_place.xpath('//a[@class="chip"]')] == ["成文年"]
    everything = page_at(client, page.xpath('//ul[@class="chips"]//a[contains(@class,"btn")]/@href')[0])
    assert not everything.xpath('//a[@class="chip"]')
    assert everything.xpath('//input[@id="q"]/@value') == ["党员"]

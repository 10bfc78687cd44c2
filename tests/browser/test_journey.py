"""A reader's and a librarian's way through the archive, once with JavaScript and once without."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_pages import log_in

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def shown_total(page: Page) -> int:
    found = re.search(r"共\s*([\d,]+)\s*篇", page.locator("[role=status]").first.inner_text())
    assert found
    return int(found.group(1).replace(",", ""))


def test_reader_searches_filters_opens_and_jumps(site: Site, page: Page):
    page.goto(site.url)
    page.fill("main input[name=q]", "党员")
    page.locator("main form[role=search] button[type=submit]").first.click()
    assert shown_total(page) == site.find("党员")["total"] > 0
    facet = page.locator("a.fv[href*='genre=']").first
    promised = int(facet.locator(".n").inner_text().replace(",", ""))
    facet.click()
    assert shown_total(page) == promised
    page.locator(".hit h2 a, .hit h3 a").first.click()
    expect(page.locator("article h1")).to_be_visible()
    jump = page.locator("a.jump").first
    target = (jump.get_attribute("href") or "").lstrip("#")
    jump.click()
    assert page.url.endswith(f"#{target}")
    # Several anchors may stand at one place, some without width: the paragraph they stand in is what the reader sees.
    expect(page.locator(".reading > *", has=page.locator(f"#{target}"))).to_be_in_viewport()


def report_bytes(word: str) -> bytes:
    """A file of the sample archive's kind: our own words, badly scraped."""
    return (
        f"前言：本站为你精心整理了{word}范文，希望能为你的创作提供参考价值，欢迎咨询。\n"
        f"在全县{word}推进会上的讲话\n\n时间：2021-03-04 08:00:00\n\n同志们：\n"
        f"今年是建党90周年。我们罗田县委在各村开展了“{word}夜谈”活动，共有86个村党支部参加，收集意见1200多条。\n"
        "一、认清形势，把工作放在心上\n各级党组织要把这项工作抓实抓细，让党员走到群众中去，让群众的话有人听、有人记、有人办。\n"
    ).encode("gb18030")


def test_librarian_uploads_reviews_publishes_and_finds(site: Site, page: Page, tmp_path: Path, request):
    word = "青石桥" if "no-" not in request.node.callspec.id else "白水渡"
    file = tmp_path / f"{word}.txt"
    file.write_bytes(report_bytes(word))
    log_in(site, page)
    page.goto(site.url + "/desk/upload/")
    page.set_input_files("input[type=file]", str(file))
    submit = page.locator("main form button[type=submit]").first
    if submit.is_visible():
        submit.click()
    page.locator("a[href*='/desk/reports/']").first.click()
    expect(page.locator("main")).to_contain_text(word)
    assert site.find(word)["total"] == 0, "a draft is in the index"
    page.get_by_role("button", name="发布").first.click()
    page.wait_for_load_state()
    end = time.monotonic() + 10
    while time.monotonic() < end:
        page.goto(f"{site.url}/search/?q={word}")
        if page.locator(".hit").count():
            break
        time.sleep(0.3)
    else:
        raise AssertionError("published 10 s ago and not found")
    expect(page.locator(".hit mark").first).to_have_text(word)

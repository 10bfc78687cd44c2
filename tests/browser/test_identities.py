"""Two names of one initiative merged and taken apart again by keyboard alone; the pages of it without fault."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_pages import LOOKS, check, log_in

pytestmark = pytest.mark.browser
NAMES = ("芦塘问计", "芦塘问计会")
TEXTS = (
    "芦塘镇党建工作汇报\n今年以来，宜城市芦塘镇党委开展“芦塘问计”活动，渔汛以前请老船工到码头上议事，全年收下建议二百零七条，"
    "能办的当月办完，办不了的写明缘由贴在船坞门口。\n中共宜城市芦塘镇委员会\n2006年3月12日\n",
    "采菱季里的支部\n采菱季一到，宜城市芦塘镇各村支部开展“芦塘问计会”活动，妇女们在船头说，书记在岸上记，四十三件事里有三十九件"
    "赶在霜降前有了下文，余下四件留给来年的村民代表。\n中共宜城市芦塘镇委员会\n2007年11月2日\n",
)


@pytest.fixture(scope="module")
def published(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("芦塘")
    for number, text in enumerate(TEXTS):
        (folder / f"芦塘{number}.txt").write_text(text, encoding="utf-8")
    site.manage("import", str(folder), "--publish")


@pytest.fixture
def page(site: Site, browser: Browser, published: None) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = context.new_page()
    log_in(site, page)
    yield page
    context.close()


def tab_to(page: Page, condition: str, most: int = 80) -> None:
    """Tab until what has the focus (``x``) fulfils the condition; the focus must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => {{ const x = document.activeElement; return Boolean({condition}); }}"):
            assert page.evaluate(
                "() => { const x = document.activeElement, s = getComputedStyle(x);"
                " return x.matches(':focus-visible') && (s.outlineStyle !== 'none' || s.boxShadow !== 'none') }"
            ), "the focus is not visible"
            return
    raise AssertionError(f"no Tab leads to {condition}")


def said(page: Page) -> str:
    return page.locator("main [role=status]").first.inner_text()


def test_a_merge_and_its_undoing_by_keyboard_alone(site: Site, page: Page):
    keys = page.keyboard
    page.goto(f"{site.url}/desk/initiatives/")
    tab_to(page, "x.id === 'words'")
    keys.type("芦塘问计")
    keys.press("Enter")
    page.wait_for_url("**q=**")
    rows = page.locator("main li.tick")
    expect(rows).to_have_count(2)
    for _ in range(2):
        tab_to(page, "x.name === 'pk' && !x.checked")
        keys.press("Space")
    tab_to(page, "x.innerText === '对照选中的'")
    keys.press("Enter")
    page.wait_for_url("**/merge**")
    expect(page.locator("main")).to_contain_text("请老船工到码头上议事")
    expect(page.locator("main")).to_contain_text("书记在岸上记")
    tab_to(page, "x.name === 'into'")
    for _ in range(2):
        if "芦塘问计会" not in (page.evaluate("document.activeElement.getAttribute('aria-label')") or ""):
            break
        keys.press("ArrowDown")
    tab_to(page, "x.name === 'reason'")
    keys.type("同一个镇的同一件事")
    tab_to(page, "x.value === 'merge'")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/desk/initiatives/\d+/$"))
    assert "芦塘问计会" in said(page) and "随时可以撤销" in said(page)
    expect(page.locator("main ol").first.locator("li")).to_have_count(2)
    expect(page.locator("#history")).to_contain_text("同一个镇的同一件事")

    tab_to(page, "x.innerText === '撤销'", most=60)
    keys.press("Enter")
    expect(page.locator("main [role=status]").first).to_contain_text("已撤销")
    expect(page.locator("main ol").first.locator("li")).to_have_count(1)
    page.goto(f"{site.url}/desk/initiatives/?q=芦塘问计")
    expect(page.locator("main li.tick")).to_have_count(2)


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_pages_have_no_fault(site: Site, browser: Browser, published: None, width: int, theme: str):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale="zh-CN")
    page = context.new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)  # type: ignore[attr-defined]
    log_in(site, page)
    page.goto(f"{site.url}/desk/initiatives/?q=芦塘问计")
    rows = [page.locator("main li.tick a").nth(n).get_attribute("href") or "" for n in (0, 1)]
    numbers = "&".join(f"pk={row.split('/')[-2]}" for row in rows)
    page.goto(site.url + rows[0])
    report = page.locator("main ol li a").first.get_attribute("href") or ""
    page.goto(f"{site.url}/desk/authors/")
    author = page.locator("main li.tick a").first.get_attribute("href") or ""
    for place in ("/desk/initiatives/", "/desk/initiatives/variants", rows[0], f"/desk/initiatives/merge?{numbers}",
                  "/desk/authors/", "/desk/authors/variants", author, f"{report}history"):
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(site.url + place)
        assert answer and answer.status == 200, place
        check(page, status=200)
    context.close()

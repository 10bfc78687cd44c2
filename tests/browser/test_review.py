"""The whole review of a file with five reports, by keyboard alone; and the way back of a change with and without
JavaScript."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_pages import LOOKS, WCAG, check, log_in

pytestmark = pytest.mark.browser
PARTS = (
    ("蔷薇镇的账本会", "今年是建党90周年。罗田县委在蔷薇镇开展“账本夜读”活动，二十三个党支部参加，收支逐笔念给村民听。"
     "有人问起修渠的石料钱，会计当场翻出票据；答不上来的三件事记在门板上，七天以后逐件回了话。"),
    ("鹭港的船头课", "2009年5月，蕲春县委组织部在鹭港推行“船头讲堂”制度，渔民收网以后上课，讲怎样开会、怎样提意见。"
     "一年上了三百一十二课，四十六名船员写了入党申请，码头积水的办法也是在课上议定的。"),
    ("松风坡养老院里的支部", "麻城市在松风坡试办“一床一档”工作法，护工党员每人认三位老人，饭食、药量、来信都写进本子。"
     "2010年底查过一遍，本子写满了一百零四册，家属的投诉从十九件减到两件。"),
    ("矿区下岗以后", "2011年，大冶市矿区关停后成立了流动党员服务站，推出“老矿灯”结对行动，先学手艺再找活计。"
     "焊工班毕业六十人，有四十一人去了船厂；留下来的开了两间修理铺，门口挂着从前的班组牌子。"),
    ("集市旁的调解亭", "英山县委政法委在赶集的日子设调解亭，退休法官党员轮值，名叫“集日说理”活动。"
     "2012年说和了一百八十七起，多是地界、树荫和赊账，写成协议的都由双方按了手印。"),
)
FILE = "".join(
    f"第{number}篇：{title}\n{body}\n各支部都说，事情不大，贵在照约定的日子做，做完让人看得见，看得见才有下一回。\n"
    for number, (title, body) in zip("一二三四五", PARTS, strict=True)
)


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = context.new_page()
    log_in(site, page)
    yield page
    context.close()


def imported(site: Site, folder: Path, name: str, text: str) -> int:
    """Id of the upload."""
    (folder / name).write_text(text, encoding="utf-8")
    found = re.search(r"/desk/uploads/(\d+)/", site.manage("import", str(folder / name)))
    assert found
    return int(found[1])


def focused(page: Page) -> str:
    """Id of what has the focus; it must be seen to have it."""
    seen = page.evaluate(
        "() => { const x = document.activeElement, s = getComputedStyle(x);"
        " return x.matches(':focus-visible') && (s.outlineStyle !== 'none' || s.boxShadow !== 'none') }"
    )
    assert seen, "the focus is not visible"
    return page.evaluate("document.activeElement.id")


def title(page: Page) -> str:
    return page.locator("main h1").inner_text()


def test_five_reports_by_keyboard_alone(site: Site, page: Page, tmp_path: Path):
    upload = imported(site, tmp_path, "五篇合刊.txt", FILE)
    keys = page.keyboard
    page.goto(f"{site.url}/desk/uploads/{upload}/")
    for _ in range(60):
        keys.press("Tab")
        if "/desk/reports/" in (page.evaluate("document.activeElement.href") or ""):
            break
    keys.press("Enter")
    page.wait_for_url("**/desk/reports/*/")
    assert title(page) == PARTS[0][0]

    keys.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    assert not Axe().run(page, options=WCAG).response["violations"]
    keys.press("Escape")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_hidden()

    # A first look at everything, then the title corrected, the year accepted, something rejected and taken back.
    keys.press("j")
    first = focused(page)
    keys.press("j")
    second = focused(page)
    assert first.startswith("find-") and second.startswith("find-") and first != second
    keys.press("k")
    assert focused(page) == first
    keys.press("e")
    page.wait_for_url("**edit=**")
    expect(page.locator("[autofocus]")).to_be_focused()
    keys.press("End")
    keys.type("（一）")
    keys.press("Enter")
    expect(page.locator("main h1")).to_have_text(PARTS[0][0] + "（一）")
    keys.press("j")
    at = focused(page)
    keys.press("x")
    expect(page.locator(f"#{at}.no")).to_be_visible()
    while focused(page) != at:
        keys.press("k")
    keys.press("u")
    expect(page.locator(f"#{at}.no")).to_have_count(0)

    # Leaving with something typed is asked about.
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    keys.press("g")
    keys.press("End")
    keys.type("改")
    keys.press("Tab")
    page.evaluate("document.activeElement.blur()")
    keys.press("n")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"] and title(page) == PARTS[0][0] + "（一）"
    keys.press("g")
    keys.press("End")
    keys.press("Backspace")

    for number, (name, _) in enumerate(PARTS):
        expect(page.locator("main h1")).to_contain_text(name)
        for _ in range(20):
            keys.press("j")
            if not page.locator(":focus [value=accept]").count():
                break
            card = focused(page)
            keys.press("a")
            expect(page.locator(f"#{card}.ok")).to_be_attached()
        if number == 0:
            page.evaluate("document.activeElement.blur()")
        keys.press("p")
        assert page.evaluate("document.activeElement.innerText") == "发布"
        keys.press("Enter")
        expect(page.locator("main [role=status]").first).to_contain_text("已发布")
    page.goto(f"{site.url}/desk/uploads/{upload}/")
    expect(page.locator("main .badge.sure", has_text="已发布")).to_have_count(5)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_a_change_is_taken_back_and_a_border_moved(site: Site, browser: Browser, tmp_path: Path, javascript: bool):
    word = "苇塘" if javascript else "柿林"
    text = FILE.replace("蔷薇", word).replace("鹭港", word) + f"上一篇：{word}新闻\n"
    upload = imported(site, tmp_path, f"{word}.txt", text)
    context = browser.new_context(java_script_enabled=javascript, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    log_in(site, page)
    page.goto(f"{site.url}/desk/uploads/{upload}/")
    page.locator("main ol > li").nth(4).locator("a").first.click()
    group = page.locator("#changes details", has_text=f"上一篇：{word}新闻").first
    group.locator("summary").click()
    group.get_by_role("button", name=re.compile(f"恢复原文：.?上一篇：{word}新闻")).click()
    expect(page.locator("main [role=status]").first).to_contain_text("第 5 篇多出")
    expect(page.locator("[aria-labelledby=h-clean]")).to_contain_text(f"上一篇：{word}新闻")
    page.locator("#changes").get_by_role("button", name="撤销恢复").click()
    expect(page.locator("main [role=status]").first).to_contain_text("第 5 篇少了")
    page.get_by_role("button", name="移到下一段").first.click()
    expect(page.locator("main [role=status]").first).to_contain_text("第 4 篇多出")
    page.locator("#split").get_by_role("button", name="撤销，照规则分").click()
    expect(page.locator("main [role=status]").first).to_contain_text("第 4 篇少了")
    page.get_by_role("link", name="再分出一篇").click()
    page.get_by_role("button", name="在此分开").last.click()
    expect(page.locator("main [role=status]").first).to_contain_text("第 6 篇")
    context.close()


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_pages_of_the_review_have_no_fault(site: Site, browser: Browser, tmp_path: Path, width: int, theme: str):
    copy = FILE.replace("各支部都说，", f"各支部都说（{width}{theme}），")
    upload = imported(site, tmp_path, f"{width}{theme}.txt", copy)
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale="zh-CN")
    page = context.new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)  # type: ignore[attr-defined]
    log_in(site, page)
    page.goto(f"{site.url}/desk/uploads/{upload}/")
    report = page.locator("main ol > li").nth(2).locator("a").first.get_attribute("href") or ""
    places = ["/desk/queue/?status=all", f"{report}?split=1"]
    page.goto(site.url + report)
    page.locator("#changes details").evaluate_all("all => all.forEach(x => { x.open = true; })")
    check(page, status=200)
    if page.get_by_role("link", name="两篇对照").count():
        places.append(f"{report}compare")
    for place in places:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(site.url + place)
        check(page, status=200)
    context.close()

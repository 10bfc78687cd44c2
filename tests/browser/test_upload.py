"""Files sent one by one: each with its own outcome, and what did not arrive can be sent again."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import Site
from tests.browser.test_journey import report_bytes
from tests.browser.test_pages import log_in

pytestmark = pytest.mark.browser


def test_each_file_has_its_outcome_and_a_lost_one_is_sent_again(site: Site, browser: Browser, tmp_path: Path):
    names = ("<b>松涛坪.txt", "空.txt", "雨花垄.txt")
    for name in names:
        (tmp_path / name).write_bytes(b"" if name == "空.txt" else report_bytes(Path(name).stem.removeprefix("<b>")))
    context = browser.new_context(viewport={"width": 360, "height": 700})
    page, asked = context.new_page(), []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST":
            asked.append(route.request)
            if len(asked) == 1:
                route.abort()
                return
        route.continue_()

    log_in(site, page)
    page.goto(site.url + "/desk/upload/")
    page.route("**/desk/upload/", lose_the_first)
    page.set_input_files("input[type=file]", [str(tmp_path / name) for name in names])
    page.locator("main form button[type=submit]").click()
    rows, said = page.locator("#this-upload li.up"), page.locator("#this-upload [role=status]")
    expect(said).to_have_text("已处理 2 / 3 个，1 个没有传到", timeout=20_000)
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("<b>松涛坪.txt")
    expect(rows.nth(0)).to_contain_text("连接中断")
    expect(rows.nth(1)).to_contain_text("文件是空的")
    expect(rows.nth(2)).to_contain_text("已读出 1 篇报告")
    rows.nth(0).get_by_role("button").click()
    expect(said).to_have_text("已处理 3 / 3 个", timeout=20_000)
    expect(rows.nth(0)).to_contain_text("已读出 1 篇报告")
    assert len(asked) == 4
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_a_login_that_expired_loses_no_file(site: Site, browser: Browser, tmp_path: Path):
    (tmp_path / "芦笛湾.txt").write_bytes(report_bytes("芦笛湾"))
    context = browser.new_context()
    page = context.new_page()
    log_in(site, page)
    page.goto(site.url + "/desk/upload/")
    page.set_input_files("input[type=file]", str(tmp_path / "芦笛湾.txt"))
    context.clear_cookies(name="sessionid")
    page.locator("main form button[type=submit]").click()
    row = page.locator("#this-upload li.up")
    expect(row).to_contain_text("登录已过期")
    other = context.new_page()
    log_in(site, other)
    row.get_by_role("button").click()
    expect(row).to_contain_text("已读出 1 篇报告", timeout=20_000)
    context.close()

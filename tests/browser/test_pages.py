"""Every page type, light and dark, wide and narrow: no accessibility fault, no console error, no sideways scroll."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LOOKS = [(width, theme) for width in (1280, 360) for theme in ("light", "dark")]

# name -> address, or (page with the link, what the link looks like)
PUBLIC: dict[str, str | tuple[str, str]] = {
    "home": "/",
    "results": "/search/?q=党员",
    "results_long": "/search/?q=加强基层党组织建设",
    "results_filtered": "/search/?q=党员&year=2000..2015&genre=经验材料",
    "results_none": "/search/?q=量子计算机",
    "results_odd": '/search/?q="党员 AND',
    "report": ("/search/?q=党员", r"/reports/\d+/.*"),
    "report_raw": ("/search/?q=党员", r"/reports/\d+/.*"),
    "report_compare": ("/search/?q=党员", r"/reports/\d+/.*"),
    "localities": "/localities/",
    "locality": ("/localities/", r"/localities/\d{6}/"),
    "years": "/years/",
    "year": ("/years/", r"/years/\d{4}/"),
    "years_unknown": "/years/unknown/",
    "initiatives": "/initiatives/",
    "initiative": ("/initiatives/", r"/initiatives/\d+/"),
    "authors": "/authors/",
    "author": ("/authors/", r"/authors/\d+/"),
    "upload": ("/uploads/1/", r""),
    "help": "/help/",
    "about": "/about/",
    "not_found": "/reports/999999/",
    "login": "/desk/login/",
}
DESK = {"desk": "/desk/", "desk_uploads": "/desk/uploads/", "desk_upload": "/desk/upload/", "desk_review": ""}


def address(site: Site, name: str) -> str:
    where = PUBLIC[name]
    if isinstance(where, str):
        return where
    page, pattern = where
    link = site.first_link(page, pattern) if pattern else page
    path = link.split("#")[0].split("?")[0]
    return path + {"report_raw": "?view=raw", "report_compare": "?view=compare"}.get(name, "")


@pytest.fixture(params=LOOKS, ids=[f"{w}-{t}" for w, t in LOOKS])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, theme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale="zh-CN")
    page = context.new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)  # type: ignore[attr-defined]
    page.on("pageerror", lambda e: page.faults.append(str(e)))  # type: ignore[attr-defined]
    yield page
    context.close()


def check(page: Page, *, status: int) -> None:
    violations = Axe().run(page, options=WCAG).response["violations"]
    told = [f"{v['id']}: {v['help']}: {[n['html'][:150] for n in v['nodes'][:3]]}" for v in violations]
    assert not told, "\n".join(told)
    faults = [f for f in page.faults if not (status >= 400 and f"status of {status}" in f)]  # type: ignore[attr-defined]
    assert not faults, faults
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} px of sideways scroll at 320 px"


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page(site: Site, page: Page, name: str):
    answer = page.goto(site.url + address(site, name))
    expected = 404 if name == "not_found" else 200
    assert answer and answer.status == expected
    check(page, status=expected)


@pytest.mark.parametrize("name", DESK)
def test_desk_page(site: Site, page: Page, name: str):
    log_in(site, page)
    page.goto(site.url + (DESK[name] or f"/desk/reports/{site.find('党员')['hits'][0]['id']}/"))
    check(page, status=200)


def log_in(site: Site, page: Page) -> None:
    page.goto(site.url + "/desk/login/")
    page.fill("input[name=username]", site.login[0])
    page.fill("input[name=password]", site.login[1])
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/desk/**")

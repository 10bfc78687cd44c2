"""Facts of real pages (../shared/corpus), put into carrier sentences of our own: names to codes, dates to years."""

from __future__ import annotations

import json
import re

import pytest

from archive.reading.extraction.places import find_places
from archive.reading.extraction.year import find_year
from archive.reading.records import YearResult
from archive.services.rules import rulebook
from tests.archive.reading.extraction.cases import TODAY, report_of

pytestmark = pytest.mark.shared

PLACE_CARRIERS = (
    "中共{place}委组织部召开座谈会，听取基层党组织书记的意见。",
    "近日，记者来到{place}，看到党员们正在清理河道。",
    "{place}的党员干部说，办法总比困难多。\n大家都很高兴。",
)
_DAY = re.compile(r"(?:19|20)\d\d(?:年\d{1,2}月\d{1,2}日|-\d{2}-\d{2})")
_ISSUE = re.compile(r"(?:19|20)\d\d年第?\d{1,2}期")
_TOKEN = re.compile(r"(?:截至)?(?:19|20)\d\d年(?:\d{1,2}月|末|度)?")


@pytest.fixture(scope="module")
def pages(shared):
    rows = []
    for name in ("pages-dev-gold.jsonl", "pages-dev-facts-first-pass.jsonl"):
        lines = (shared / "corpus" / name).read_text(encoding="utf-8").splitlines()
        rows += [json.loads(line) for line in lines if line.strip()]
    return rows


def test_places_resolve_to_the_code_of_their_year(pages, record_property):
    right, misses = 0, []
    asked = 0
    for page in pages:
        if not page["locality_code"]:
            continue
        year = page["report_year"]
        known = YearResult(year, year, year) if year else YearResult()
        for carrier in PLACE_CARRIERS:
            text = carrier.format(place=page["locality_name"])
            found = find_places(report_of(text), "", (), known, rulebook())
            codes = {m.code for m in found.mentions}
            asked += 1
            if page["locality_code"] in codes and not any(_elsewhere(code, page["locality_code"]) for code in codes):
                right += 1
            else:
                misses.append((page["locality_name"], year, page["locality_code"], sorted(codes)))
    record_property("places_right", f"{right}/{asked}")
    print(f"places of the corpus: {right}/{asked}")
    assert right >= 0.97 * asked, misses


def _elsewhere(code: str, wanted: str) -> bool:
    return not wanted.startswith(code.rstrip("0"))


def year_carrier(token: str) -> str | None:
    """A text of our own that tells ``token`` where such a token stands; None where it is no date."""
    day, issue, rest = _DAY.search(token), _ISSUE.search(token), _TOKEN.match(token)
    if day:
        return f"抓好支部\n各支部要按时开会，按时交纳党费。\n清溪机关党委\n{day.group()}"
    if issue:
        return f"抓好支部\n各支部要按时开会，按时交纳党费。\n原载《清溪学刊》{issue.group()}"
    if rest:
        return f"抓好支部\n{rest.group()}，各支部共发展党员12名，开会36次。\n各支部要按时开会，按时交纳党费。"
    return None


def test_dates_and_years_are_read(pages, record_property):
    right, asked, misses = 0, 0, []
    for page in pages:
        token = page["report_year_evidence"] or ""
        text = None if token.startswith("url") or "+" in token else year_carrier(token)
        if text is None or page["report_year"] > TODAY.year:
            continue
        asked += 1
        found = find_year(report_of(text), "抓好支部", None, rulebook(), TODAY)
        if found.year == page["report_year"]:
            right += 1
        else:
            misses.append((token, page["report_year"], found.year))
    record_property("years_right", f"{right}/{asked}")
    print(f"years of the corpus: {right}/{asked}")
    assert asked > 30
    assert right >= 0.95 * asked, misses


def test_a_posting_date_alone_is_never_the_year(pages):
    dated = [page["posted_date"] for page in pages if page["posted_date"]]
    assert len(dated) > 30
    for posted in dated:
        found = find_year(report_of("各支部要按时开会，按时交纳党费。"), "", posted, rulebook(), TODAY)
        assert found.year is None

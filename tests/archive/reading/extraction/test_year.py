"""The year of a report: tables of sentences, bounds, evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.extraction.folded import FoldedText
from archive.reading.extraction.year import find_year
from archive.reading.extraction.year_numerals import number, year_number
from archive.reading.records import MetaLine
from archive.services.rules import rulebook
from tests.archive.reading.extraction.cases import TODAY, report_of, rows


@pytest.mark.parametrize(("text", "expected"), rows("year.tsv"))
def test_year_of_sentences(text, expected):
    found = find_year(report_of(text), "", None, rulebook(), TODAY)
    wanted = {int(year) if year else None for year in expected.split("|")}
    assert found.year in wanted, found
    if found.year is not None:
        assert found.evidence
    for evidence in found.evidence:
        assert text[evidence.start : evidence.end] == evidence.quote


def test_the_web_date_bounds_and_is_never_the_year():
    late = find_year(report_of("近年来，镇党委抓班子。"), "", "2021-05-06", rulebook(), TODAY)
    assert late.year is None
    early = find_year(
        report_of("2011年，市委启动工程。截至今年5月，全市建成百个。"), "", "2012-06-28", rulebook(), TODAY
    )
    assert (early.year, early.kind) == (2012, "inferred")


def test_years_after_today_or_the_web_date_are_plans():
    found = find_year(report_of("二〇三一年三月一日"), "", None, rulebook(), TODAY)
    assert found.year is None


def test_the_issue_of_a_journal_dates_the_text_and_quotes_the_line_it_came_from():
    line = MetaLine("issue", "2014年10期", "支部园地 2014年10期", 40, 53, "journal-line")
    found = find_year(report_of("要抓好组织工作。", (line,)), "", None, rulebook(), TODAY)
    assert (found.year, found.kind, found.confidence) == (2014, "stated", "high")
    assert found.evidence[0].in_metadata
    assert (found.evidence[0].start, found.evidence[0].end) == (40, 53)


def test_a_web_date_beside_the_name_of_a_journal_is_not_its_issue():
    line = MetaLine("journal", "清溪日报", "时间:2022-10-18 来源:清溪日报", 0, 22, "posted-line")
    found = find_year(report_of("二〇〇九年五月六日", (line,)), "", "2022-10-18", rulebook(), TODAY)
    assert found.year == 2009
    assert find_year(report_of("要抓好组织工作。", (line,)), "", "2022-10-18", rulebook(), TODAY).year is None


def test_a_web_date_soon_after_the_lower_bound_counts_only_beside_a_periodical():
    text = "学习贯彻党的十七届四中全会精神。"
    posted = MetaLine("posted_on", "2010-03-01", "时间:2010-03-01", 0, 15, "posted-line")
    journal = MetaLine("journal", "清溪学刊", "来源:清溪学刊", 16, 23, "source-line")
    alone = find_year(report_of(text, (posted,)), "", "2010-03-01", rulebook(), TODAY)
    beside = find_year(report_of(text, (posted, journal)), "", "2010-03-01", rulebook(), TODAY)
    assert (alone.year, beside.year, beside.confidence) == (2009, 2010, "medium")


@pytest.mark.parametrize(
    ("text", "value"), [("95", 95), ("九十五", 95), ("一百", 100), ("一百二十", 120), ("十", 10), ("八十二", 82)]
)
def test_numbers(text, value):
    assert number(text) == value


@pytest.mark.parametrize(("text", "value"), [("1999", 1999), ("一九九九", 1999), ("二〇〇五", 2005), ("二○一○", 2010)])
def test_year_numbers(text, value):
    assert year_number(text) == value


@given(st.text(alphabet="“”‘’ 　\n（）abc党建ＡＢ《》、", max_size=60))
def test_folding_keeps_positions(text):
    folded = FoldedText.of(text)
    assert len(folded.text) == len(folded.positions)
    assert list(folded.positions) == sorted(set(folded.positions))
    if folded.text:
        start, end = folded.span(0, len(folded.text))
        assert FoldedText.of(text[start:end]).text == folded.text

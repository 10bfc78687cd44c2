"""Numerals and figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.extraction.figures import find_figures
from archive.reading.extraction.numerals import parse_numeral
from archive.services.rules import rulebook
from tests.archive.reading.extraction.cases import report_of, rows


@pytest.mark.parametrize(("text", "expected"), rows("numerals.tsv"))
def test_numeral(text, expected):
    assert parse_numeral(text) == (None if expected == "none" else float(expected))


@given(st.integers(min_value=0, max_value=10**11))
def test_arabic_numerals_are_themselves(number):
    assert parse_numeral(str(number)) == float(number)
    assert parse_numeral(f"{number:,}") == float(number)


@pytest.mark.parametrize(("text", "expected"), rows("figures.tsv"))
def test_figures(text, expected):
    found = find_figures(report_of(text), rulebook())
    assert "; ".join(f"{figure.value:g} {figure.unit} {figure.noun}".strip() for figure in found) == expected


@given(st.text(alphabet="0123456789一二三十百千万亿个名元%年第共党员，。、的\n", max_size=80))
def test_each_figure_is_where_it_says(text):
    for figure in find_figures(report_of(text), rulebook()):
        at = figure.evidence
        assert at.quote
        assert text[at.start : at.end] == at.quote

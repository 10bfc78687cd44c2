"""Which report stands above which: a table over a small archive of our own (tests/search/relevance_archive.py).

``expected``: all that is found, best first, ``~`` behind those that only hold the pieces of a long run, ``-`` nothing.
"""

import pytest

from search.engines.plain import PlainEngine
from search.grammar import parse
from search.request import SearchRequest
from tests.search.cases import cases
from tests.search.relevance_archive import REPORTS, documents

CASES = cases("relevance.tsv")
NAMES = list(REPORTS)


@pytest.fixture(scope="module")
def engine() -> PlainEngine:
    return PlainEngine(documents())


def test_there_are_sixty():
    assert len(CASES) >= 60


@pytest.mark.parametrize(("words", "expected", "why"), CASES, ids=[case[0] for case in CASES])
def test_order(engine, words, expected, why):
    hits = engine.answer(parse(words), SearchRequest(page_size=100)).hits
    found = [NAMES[hit.report_id - 1] + ("" if hit.tier == "literal" else "~") for hit in hits]
    assert (" > ".join(found) or "-") == expected, why

"""Display: characters, punctuation, the reader's words. No length ever changes."""

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.public.display import (
    QueryWords,
    clause_around,
    converted,
    fold,
    full_width,
    han_number,
    shown,
    without_overlaps,
    xml_text,
)

CASES = Path(__file__).resolve().parents[2] / "cases" / "full_width.tsv"
TEXTS = st.text(alphabet="党員员创創着著著名作,:;?!()“”《》 ab19\n。里裏后後面麵", max_size=60)


ROWS = list(csv.DictReader(CASES.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_full_width(row):
    assert full_width(row["input"]) == row["expected"], row["why"]


@given(TEXTS)
def test_no_display_changes_a_length(text):
    assert len(full_width(text)) == len(text)
    assert len(converted(text, "s2tw")) == len(text)
    assert len(shown(text, "hant")) == len(text)


def test_traditional_display():
    assert shown("党员创新,著作", "hant") == "黨員創新，著作"


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (42, "四十二"),
                                               (103, "一〇三")])
def test_han_number(number, words):
    assert han_number(number) == words


def marked(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in QueryWords.from_query(query).spans(text)]


@pytest.mark.parametrize(("query", "text", "found"), [
    ("党员", "党员干部与党员", ["党员", "党员"]),
    ("黨員", "党员干部", ["党员"]),
    ("渔灯夜谈活动", "开办“渔灯夜谈”活动", ["渔灯夜谈”活动"]),
    ("党员 -企业", "党员在企业", ["党员"]),
    ("党员 NOT 企业", "党员在企业", ["党员"]),
    ("党员 OR 群众", "群众看党员", ["群众", "党员"]),
    ("地区:宜城", "宜城的事", ["宜城"]),
    ("“党 员”", "党员", ["党", "员"]),
    ("党员干部 党员", "党员干部", ["党员干部"]),
    ("", "党员", []),
    ("“”", "党员", []),
])
def test_reader_s_words_are_found_folded(query, text, found):
    assert marked(query, text) == found


@given(TEXTS, st.text(max_size=20))
def test_marks_stay_inside_and_apart(text, query):
    spans = QueryWords.from_query(query).spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


@given(TEXTS)
def test_folding_keeps_positions(text):
    folded, positions = fold(text)
    assert len(folded) == len(positions)
    assert positions == sorted(positions)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda p: (p[0], p[0] + p[1])), max_size=12))
def test_without_overlaps(spans):
    out = without_overlaps(spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(out))
    assert set(out) <= set(spans)


def test_clause_around_stops_at_sentence_ends():
    text = "先议事。邻近的竹岭县来看过以后,也办起来。后话"
    at = text.index("竹岭县")
    assert clause_around(text, at, at + 3) == "邻近的竹岭县来看过以后,也办起来"
    long = "甲" * 200 + "竹岭县" + "乙" * 200
    assert clause_around(long, 200, 203) == "……" + "甲" * 60 + "竹岭县" + "乙" * 60 + "……"


def test_xml_text_drops_what_xml_cannot_hold():
    assert xml_text("党\x00员\x0b\ud800\n") == "党员\n"

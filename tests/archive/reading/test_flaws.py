"""Flaws that are told and never changed: what shows them, and what only looks like them."""

import csv
from datetime import date
from pathlib import Path

import pytest

from archive.reading.cleaning import clean
from archive.reading.flaws import standing_flaws
from archive.reading.pipeline import read_upload
from archive.services.rules import rulebook
from tests.archive.reading.test_cleaning import BODY, raw_of

TODAY = date(2026, 11, 24)
CASES = Path(__file__).parents[2] / "cases" / "flaws.tsv"
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def spelled_out(words: str) -> str:
    for written, meant in (("\\n", "\n"), ("\\ue010", "\ue010"), ("\\ufffd", "\ufffd")):
        words = words.replace(written, meant)
    return words


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_flaw(row):
    found = sorted(defect.id for defect in standing_flaws(spelled_out(row["input"])))
    assert found == [name for name in row["expected"].split(",") if name]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_a_flaw_is_told_and_its_words_stay(row):
    """The words of a case inside a report: no character of them goes but blanks at the ends of lines."""
    words = spelled_out(row["input"])
    (report,) = clean(raw_of("青石镇夜会小结\n" + BODY + "支部说：" + words + "\n" + BODY), rulebook()).slices
    assert "".join(words.split()) in "".join(report.text.split())


def defects_of(text: str) -> dict[str, tuple[int, str]]:
    (report,) = clean(raw_of(text), rulebook()).slices
    return {defect.id: (defect.count, defect.example) for defect in report.defects}


def test_characters_without_width_are_counted_one_by_one():
    found = defects_of("青石镇夜会小结\n今年以来，党\u200b\u200b员走访。\u202e" + BODY)
    assert found["zero_width"] == (3, "今年以来，党[U+200B]")


def test_a_text_without_a_title_is_told():
    data = "各位同志：\n今年以来，青石镇党委走访三百户，办结四百二十一件，群众心里也就顺了。\n".encode()
    reading = read_upload(data, "无题.txt", rulebook(), TODAY)
    assert "missing_title" in {defect.id for defect in reading.reports[0].slice.defects}
    assert "missing_title" in {defect.id for defect in reading.defects}


def test_a_text_with_a_title_is_not():
    reading = read_upload(("青石镇夜会小结\n" + BODY).encode(), "小结.txt", rulebook(), TODAY)
    assert "missing_title" not in {defect.id for defect in (*reading.defects, *reading.reports[0].slice.defects)}

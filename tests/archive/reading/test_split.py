"""Where one report ends and the next begins: ways of numbering reports, and ways of numbering points of one."""

import csv
from pathlib import Path

import pytest

from archive.reading.cleaning import clean
from archive.reading.records import RawText
from archive.services.rules import rulebook

CASES = Path(__file__).parents[2] / "cases" / "splits.tsv"
# {B} in the table: the body of a report.
BODY = (
    "今年以来，青石镇党委组织开展“亮灯议事”活动，三十二个支部轮流承办，党员把板凳搬到院坝里，群众说一句，支部记一句，"
    "办一件划一件，全年办结四百二十一件，群众心里也就顺了，来年还要接着办下去。\n"
)
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_split(row):
    text = row["input"].replace("\\n", "\n").replace("{B}", BODY)
    slices = clean(RawText(text, "text", "utf-8", 1.0), rulebook()).slices
    first = [report.text.split("\n")[0] for report in slices]
    assert first == [words.replace("{B}", BODY.strip()) for words in row["expected"].split("|")]
    # Every character of the upload is in one report.
    assert "".join(text[report.trail.raw_start : report.trail.raw_end] for report in slices) == text
    assert sum(report.text.count("亮灯议事") for report in slices) == text.count("亮灯议事")

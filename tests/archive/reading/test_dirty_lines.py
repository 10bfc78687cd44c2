"""Dirty lines in spellings that no rule was written from: what goes, what stays, to the character."""

import csv
from pathlib import Path

import pytest

from archive.reading.cleaning import clean
from archive.reading.records import RawText
from archive.services.rules import rulebook

CASES = Path(__file__).parents[2] / "cases" / "dirty_lines.tsv"
TITLE = "青石镇支部换届小结"
BEFORE = "今年以来，青石镇党委换届二十八个支部，走访党员三百一十二户。"
AFTER = "群众说一句，支部记一句，办一件划一件，全年办结四百二十一件。"
# Where the words of a case stand; the middle is between two halves of one sentence.
PLACES = {
    "head": (f"{TITLE}\n", f"{BEFORE}\n{AFTER}"),
    "sentence": (f"{TITLE}\n{BEFORE}\n", f"{AFTER}"),
    "middle": (f"{TITLE}\n{BEFORE}\n{AFTER}\n", f"{BEFORE}\n{AFTER}"),
    "tail": (f"{TITLE}\n{BEFORE}\n{AFTER}\n", ""),
}
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['where']}-{row['why']}")
def test_dirty_line(row):
    before, after = PLACES[row["where"]]
    text = "\n".join((before.rstrip("\n"), row["input"].replace("\\n", "\n"), after)).rstrip("\n")
    (report,) = clean(RawText(text, "text", "utf-8", 1.0), rulebook()).slices
    wanted = [part for part in (before.rstrip("\n"), row["expected"].replace("\\n", "\n"), after) if part]
    assert report.text == "\n".join(wanted), row["why"]

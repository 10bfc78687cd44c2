"""What holds of the seed documents and of the development set: every position, every residue, cleaning twice."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from opencc import OpenCC

from archive.reading.cleaning import clean
from archive.reading.formats import read_format
from archive.reading.records import RawText
from archive.services.rules import rulebook

SHARED = Path(__file__).resolve().parents[4] / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*"))
UPLOADS = [*SEEDS, *sorted((SHARED / "devset" / "files").glob("*"))]
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not UPLOADS, reason="../shared is absent: no seed documents, no development set"),
]
WINDOW = 6
to_simple = OpenCC("t2s").convert


def raw_of(path: Path) -> RawText:
    return read_format(path.read_bytes(), path.name, rulebook())


def simple(char: str) -> set[str]:
    """Forms in which a raw character may stand in a clean text."""
    return {char, to_simple(char), to_simple(char).replace("著", "着")}


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_every_window_of_six_leads_to_its_raw_characters(path):
    raw = raw_of(path)
    for report in clean(raw, rulebook()).slices:
        # Each character by itself: the place of a raw one that says the same, each after the one before.
        places = [report.trail.raw_span(at, at + 1) for at in range(len(report.text))]
        for at, (start, end) in enumerate(places):
            said = raw.text[start:end]
            assert end - start == 1 and report.text[at] in simple(said), (at, said, report.text[at])
        assert all(before[1] <= after[0] for before, after in pairwise(places))
        # Each window: from its first character to its last, and back again.
        for at in range(len(report.text) - WINDOW + 1):
            span = report.trail.raw_span(at, at + WINDOW)
            assert span == (places[at][0], places[at + WINDOW - 1][1])
            assert report.trail.clean_span(*span) == (at, at + WINDOW)


def test_all_residues_of_the_first_seed_go_and_what_is_text_in_brackets_stays():
    uploads = [clean(raw_of(path), rulebook()) for path in SEEDS]
    counts = [{defect.id: defect.count for defect in upload.defects} for upload in uploads]
    assert counts[0]["pinyin_residue"] == 338
    text = "".join(report.text for upload in uploads for report in upload.slices)
    assert text.count("(ISO)") == 1
    assert not re.search(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,7}[)）]", text)


@pytest.mark.parametrize("path", UPLOADS, ids=lambda path: path.name[:12])
def test_cleaning_twice_is_cleaning_once(path):
    for report in clean(raw_of(path), rulebook()).slices:
        again = clean(RawText(report.text, "text", "utf-8", 1.0), rulebook()).slices
        assert [part.text for part in again] == [report.text]


@pytest.mark.parametrize("path", UPLOADS, ids=lambda path: path.name[:12])
def test_children_are_the_parent_and_no_character_goes_unrecorded(path):
    raw = raw_of(path)
    slices = clean(raw, rulebook()).slices
    assert (slices[0].trail.raw_start, slices[-1].trail.raw_end) == (0, len(raw.text))
    assert all(a.trail.raw_end == b.trail.raw_start for a, b in pairwise(slices))
    for report in slices:
        parts, at = [], report.trail.raw_start
        for edit in report.trail.edits:
            parts += [raw.text[at : edit.start], edit.new]
            at = edit.end
        assert "".join([*parts, raw.text[at : report.trail.raw_end]]) == report.text

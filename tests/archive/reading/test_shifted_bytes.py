"""GBK shifted by one byte is found with what it meant to say; nothing else is."""

from pathlib import Path

import pytest

from archive.reading.cleaning import clean
from archive.reading.decode import DecodeRules, decode
from archive.reading.records import RawText
from archive.reading.repair.shifted_bytes import ID, shifted_runs, strange_pattern
from archive.services.rules import rulebook

FREQUENT = rulebook().rules(DecodeRules.from_tables).frequent
STRANGE = strange_pattern(FREQUENT)
GOOD = "今年以来，青石镇党委组织三十二个支部轮流承办。\n"
MEANT = "党员把板凳搬到院坝里，群众说一句，支部记一句，办一件划一件，全年办结各类事项，大家都说好。"
SAMPLES = sorted((Path(__file__).parents[3] / "fixtures" / "reports").glob("*.txt"))


@pytest.mark.parametrize(("cut", "added"), [(1, b""), (0, b"\xb5"), (21, b"")])
def test_a_lost_or_added_byte_is_found(cut, added):
    data = MEANT.encode("gb18030")
    shifted = data[: max(0, cut - 1)] + added + data[cut:]
    text = decode(GOOD.encode("gb18030") * 3 + shifted + b"\n" + GOOD.encode("gb18030") * 3, rulebook()).text
    (found,) = shifted_runs(text, FREQUENT, STRANGE)
    assert found.proposal in MEANT
    assert len(found.proposal) > 25
    assert found.start >= len(GOOD) * 3
    (report,) = clean(RawText(text, "text", "gb18030", 1.0), rulebook()).slices
    (defect,) = (defect for defect in report.defects if defect.id == ID)
    assert defect.count == 1
    assert defect.example.rsplit("→", 1)[1] in MEANT


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_good_text_is_not_shifted(path):
    assert list(shifted_runs(decode(path.read_bytes(), rulebook()).text, FREQUENT, STRANGE)) == []


def test_rare_names_are_not_shifted():
    text = "龚玥、邬翀、郗骞、阚琰、蔺弢、隗翾、谌璟、逯昶、郇淼、阙赟、麴骁、斛律颢、夔樾、訾翊。"
    assert list(shifted_runs(text, FREQUENT, STRANGE)) == []

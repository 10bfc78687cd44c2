"""What cleaning did: counts, and a comparison that holds all of the raw and all of the clean text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Report, Upload
from archive.public.collation import collation, comparison, original_characters
from archive.public.rule_labels import label_of
from archive.reading.rulebook import tsv_rows
from archive.services.rules import rulebook

RAW = "黨員(dǎng)掌燈\n上一篇 下一篇\n群眾出題"
TRAIL = [[0, 2, "党员", "script"], [2, 8, "", "pinyin-residue"], [9, 10, "灯", "script"],
         [10, 18, "", "line-prev-next"], [20, 21, "众", "script"], [22, 23, "题", "script"]]


def report_of(raw: str, trail: list, text: str, script: str = "hant") -> Report:
    return Report(upload=Upload(raw_text=raw), raw_start=0, raw_end=len(raw), trail=trail, text=text, script=script)


@pytest.fixture
def report() -> Report:
    return report_of(RAW, TRAIL, "党员掌灯\n群众出题")


def test_counts_by_rule(report):
    found = collation(report)
    # Conversion of characters counts characters: 黨 員 燈 眾 題.
    assert {rule.group: rule.count for rule in found.rules} == {"residue": 1, "furniture": 1, "script": 5}
    assert found.beyond_script == 2
    residue = next(rule for rule in found.rules if rule.group == "residue")
    assert (residue.label, residue.examples[0].old) == ("拼音残留", "(dǎng)")


def test_comparison_marks_all_but_script(report):
    out = comparison(report)
    assert out.marked == 2
    first = out.paragraphs[0]
    assert [(p.kind, p.text) for p in first.pieces] == [
        ("kept", "党员"), ("deleted", "(dǎng)"), ("kept", "掌"), ("kept", "灯"), ("deleted", "↵上一篇 下一篇"),
    ]
    assert [c.rule for c in first.changes] == ["pinyin-residue", "line-prev-next"]
    assert [p.number for p in out.paragraphs] == [1, 2]


def test_comparison_of_one_rule(report):
    out = comparison(report, "script")
    assert [p.text for p in out.paragraphs[0].pieces if p.kind == "deleted"] == ["黨員", "燈"]
    assert out.marked == 4


def test_changes_of_one_rule_in_a_paragraph_share_a_note():
    raw = "燈(dēng)下話(huà)\n新(xīn)風"
    trail = [[1, 7, "", "pinyin-residue"], [9, 14, "", "pinyin-residue"], [16, 21, "", "pinyin-residue"]]
    out = comparison(report_of(raw, trail, "燈下話\n新風"))
    assert [(c.count, c.deleted) for p in out.paragraphs for c in p.changes] == [(2, 11), (1, 5)]
    assert [p.note_id for paragraph in out.paragraphs for p in paragraph.pieces if p.note_id] == ["c1", "c2"]
    assert out.marked == 3


@given(st.data())
def test_kept_and_inserted_are_the_clean_text(data):
    raw = data.draw(st.text(alphabet="甲乙丙\nab", min_size=1, max_size=30))
    trail, at = [], 0
    while at < len(raw):
        end = data.draw(st.integers(at, min(len(raw), at + 4)))
        if data.draw(st.booleans()) and end > at:
            trail.append([at, end, data.draw(st.sampled_from(["", "丁", "丁\n戊"])), "furniture"])
        at = end + 1
    clean, at = "", 0
    for start, end, new, _rule in trail:
        clean, at = clean + raw[at:start] + new, end
    clean += raw[at:]
    out = comparison(report_of(raw, trail, clean, "hans"))
    left = "".join(p.text for par in out.paragraphs for p in par.pieces if p.kind != "deleted").replace("↵", "")
    assert left == clean.replace("\n", "")


def test_original_characters_keep_positions(report):
    assert original_characters(report) == "黨員掌燈\n群眾出題"


def test_a_trail_that_does_not_fit_shows_the_clean_text():
    broken = report_of("甲乙", [], "丙丁戊")
    assert original_characters(broken) == "丙丁戊"


def test_a_rule_without_words_shows_its_name():
    assert label_of("never-heard-of").label == "never-heard-of"
    assert label_of("pinyin-residue").label == "拼音残留"


def test_every_rule_of_furniture_has_words():
    table = rulebook().tables["furniture.tsv"]
    rules = [row["id"] for row in tsv_rows(table)]
    assert rules and [rule for rule in rules if label_of(rule).label == rule] == []

"""Every rule of the tables matches its example and leaves its counterexample alone."""

from time import process_time

import pytest

from archive.reading.edits import Draft
from archive.reading.furniture import KINDS, FurnitureRules
from archive.reading.lines import half_width, lines
from archive.reading.metadata import read_metadata
from archive.reading.rulebook import tsv_rows
from archive.reading.split import SplitRules
from archive.services.rules import rulebook

FURNITURE = [rule for kind in KINDS for rule in rulebook().rules(FurnitureRules.from_tables).of[kind]]
LABELS = tsv_rows(rulebook().tables["metadata_labels.tsv"])
HEADINGS = tsv_rows(rulebook().tables["headings.tsv"])
FAMILIES = dict(rulebook().rules(SplitRules.from_tables).families)


def matches(rule, text: str) -> bool:
    form = half_width(text).strip()
    if rule.kind in ("line", "edge", "tail"):
        return bool(rule.pattern.fullmatch(form))
    return bool(rule.pattern.match(form) if rule.kind == "preamble" else rule.pattern.search(form))


@pytest.mark.parametrize("rule", FURNITURE, ids=lambda rule: rule.id)
def test_furniture_rule(rule):
    assert matches(rule, rule.example)
    assert not matches(rule, rule.counterexample)


@pytest.mark.parametrize("row", LABELS, ids=lambda row: row["label"])
def test_metadata_label(row):
    text = "甲村支部的一年\n{}\n过去一年,甲村支部做了三件事。"
    draft, found = read_metadata(Draft.of(text.format(row["example"])), rulebook())
    assert row["example"] not in draft.text
    keys = {line.key for line in found}
    assert row["key"] in keys if row["key"] != "-" else row["label"] not in draft.text
    kept, _ = read_metadata(Draft.of(text.format(row["counterexample"])), rulebook())
    assert row["counterexample"] in kept.text


@pytest.mark.parametrize("row", HEADINGS, ids=lambda row: row["id"])
def test_split_heading(row):
    pattern = FAMILIES[row["id"]]
    assert pattern.fullmatch(half_width(row["example"]))
    assert not pattern.fullmatch(half_width(row["counterexample"]))


def test_half_width_keeps_every_position():
    text = "（甲）　乙：丙，\n丁〔2003〕1号"
    assert len(half_width(text)) == len(text)
    assert [text[line.start : line.end] for line in lines(text)] == text.split("\n")


HOSTILE = (
    "更多", "更多资料请", "[更多", "资料来自", "★", "电话:00000 ", "文秘", "a.", "— 1 — ", "首页 > ", "(", " ",
    "编辑/甲 ",
)


@pytest.mark.parametrize("rule", FURNITURE, ids=lambda rule: rule.id)
def test_furniture_rule_is_linear_on_hostile_text(rule):
    """32,000 characters of one piece again and again: at most 0.1 s a rule."""
    for piece in (*HOSTILE, rule.example):
        text = half_width(piece * (32_000 // len(piece)))
        started = process_time()
        rule.pattern.match(text)
        rule.pattern.fullmatch(text)
        if rule.kind in ("inline", "address"):
            sum(1 for _ in rule.pattern.finditer(text))
        assert process_time() - started < 0.1, piece

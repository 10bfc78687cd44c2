"""Each repair on its own: tables of cases, and what holds of any text."""

from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from archive.reading.edits import Draft
from archive.reading.repair.linebreaks import layout_edits, linebreak_edits
from archive.reading.repair.residue import residue_edits
from archive.reading.repair.script import ScriptRules, character_edits, detect_script, script_edits
from archive.reading.rulebook import tsv_rows
from archive.services.rules import rulebook

CASES = Path(__file__).resolve().parents[2] / "cases"


def cases(name: str):
    rows = tsv_rows((CASES / f"{name}.tsv").read_text(encoding="utf-8"))
    return [
        pytest.param(
            row["input"].replace("\\n", "\n").replace("\\t", "\t"),
            row["expected"].replace("\\n", "\n").replace("\\t", "\t"),
            id=row["why"],
        )
        for row in rows
    ]


@pytest.mark.parametrize(("text", "expected"), cases("linebreaks"))
def test_linebreaks(text, expected):
    assert Draft.of(text).edited(linebreak_edits(text)).text == expected


@pytest.mark.parametrize(("text", "expected"), cases("residue"))
def test_residue(text, expected):
    assert Draft.of(text).edited(residue_edits(text)).text == expected


@pytest.mark.parametrize(("text", "expected"), cases("script"))
def test_script(text, expected):
    assert Draft.of(text).edited(script_edits(text, rulebook())).text == expected


def test_script_edits_keep_every_position():
    text = "關於加強農村基層組織建設的意見"
    edits = script_edits(text, rulebook())
    assert edits
    assert all(len(edit.new) == edit.end - edit.start for edit in edits)


def test_one_traditional_paragraph_in_a_simplified_text_is_converted():
    text = "我们开会研究农村党员教育问题，决定设点讲课。\n黨員幹部學習實踐活動總結會議記錄。\n会后各支部抓落实。"
    draft = Draft.of(text).edited(script_edits(text, rulebook()))
    assert "党员干部学习实践活动总结会议记录" in draft.text


@pytest.mark.parametrize(("text", "script"), [("黨的建設", "hant"), ("党的建设", "hans"), ("二〇〇三年", "hans")])
def test_detect_script(text, script):
    assert detect_script(text) == script


def test_invisible_and_compatibility_characters():
    text = "党\u200b组织建\u00ad设⼀⼆⼈"
    assert Draft.of(text).edited(character_edits(text)).text == "党组织建设一二人"


@given(st.text("甲。 \t\n　乙", max_size=40))
def test_layout_leaves_one_paragraph_a_line(text):
    clean = Draft.of(text).edited(layout_edits(text)).text
    assert "\n\n" not in clean
    assert clean.replace("\n", "").replace("\t", "").replace(" ", "").replace("　", "") == "".join(text.split())
    assert all(line == line.rstrip() for line in clean.split("\n"))
    assert Draft.of(clean).edited(layout_edits(clean)).text == clean


def test_the_words_converted_as_a_whole_are_those_of_the_library():
    """Every word of OpenCC's table that it converts otherwise than its characters holds a word of ours."""
    convert = OpenCC("t2s").convert
    table = Path(opencc.__file__).parent / "dictionary" / "TSPhrases.txt"
    words = [line.split("\t")[0] for line in table.read_text(encoding="utf-8").splitlines() if line]
    whole = rulebook().rules(ScriptRules.from_tables).whole
    other = {word for word in words if convert(word) != "".join(map(convert, word))}
    assert other
    assert {word for word in words if whole.search(word)} >= other


PIECES = ["乾坤", "乾", "覆", "答覆", "於", "於世成", "黨", "憑藉", "着", "著", "，", "。", "x"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_conversion_is_that_of_the_library_but_for_one_character(text):
    text = "黨員幹部學習" + text
    converted = Draft.of(text).edited(script_edits(text, rulebook())).text
    assert converted.replace("著", "着") == OpenCC("t2s").convert(text).replace("著", "着")

"""Files saved by an office program (files/README.md) give the clean text of the plain file, but where recorded."""

import io
import time
from functools import cache
from pathlib import Path

import pdfplumber
import pytest

from archive.reading.cleaning import clean
from archive.reading.formats import read_format
from archive.services.rules import rulebook
from tests.archive.reading.files.build import SAMPLES, names

FILES = Path(__file__).parents[1] / "files"
CLEAN = Path(__file__).parents[4] / "fixtures" / "clean"
KINDS = ["docx", "doc", "rtf", "odt", "html", "pdf"]

# Bullets are in the raw text and go with the cleaning.
FEATURES = """柳荫村“议事亭”做法的汇报
柳荫村有党员四十六名，村党支部推行“议事亭前说三句”做法，把大事小事交给大家商量。
一、主要做法
（一）建一座亭子
（二）立一条规矩
二、几点体会
去年新添的话写进了村规民约，见村务公开栏的公告。
村里还办了三件实事。
1.修通了进村的路。
2. 2008年装上了路灯。
3.建起了图书角。
支部书记每月接待一次。
党员每周值班一天。
亭子边立着一块牌子。
文本框里的一句：有事到亭子里说。
各支部的情况见下表。
支部\t党员人数（名）\t办成的实事
第一支部\t12\t修路
第二支部\t9\t装灯、建图书角
今后还要做细做实。
指全村在册的党员，不含外出不满半年的。"""

# Recorded differences: (what the text says, what this format says), with the cause.
DIFFERENCES = {
    "docx": [], "rtf": [], "odt": [],
    "doc": [
        # All text boxes stand after the notes; where they are anchored is not looked up.
        ("\n文本框里的一句：有事到亭子里说。", ""),
        ("不含外出不满半年的。", "不含外出不满半年的。\n文本框里的一句：有事到亭子里说。"),
    ],
    "html": [
        # Writer writes <ol> without the kind of its numbers, bullets without their sign; a list of a page is its links
        # as often as its text. Numbers that a browser makes are not read.
        ("一、主要", "主要"), ("（一）建", "建"), ("（二）立", "立"), ("二、几点", "几点"), ("1.修", "修"),
        ("2. 2008", "2008"), ("3.建", "建"),
        # Deleted text of tracked changes is written like any other.
        ("去年新添", "去年原来写的旧话新添"),
        # Text boxes become pictures.
        ("文本框里的一句：有事到亭子里说。\n", ""),
    ],
    "pdf": [
        # Writer draws what its screen shows: deleted text struck through, which only a line tells.
        ("去年新添", "去年原来写的旧话新添"),
        # The number is drawn close to what follows.
        ("2. 2008", "2.2008"),
        # A box is read where it stands on the page.
        ("亭子边立着一块牌子。\n文本框里的一句：有事到亭子里说。\n",
         "文本框里的一句：有事到亭子里说。\n亭子边立着一块牌子。\n"),
        # A file of one page does not tell its head from a line of text.
        ("柳荫村“议事亭”做法的汇报\n柳荫村有", "河东县党建工作通讯\n柳荫村“议事亭”做法的汇报\n柳荫村有"),
    ],
}  # fmt: skip


@cache
def clean_text(path: Path) -> str:
    raw = read_format(path.read_bytes(), "x", rulebook())
    return "\n".join(report.text for report in clean(raw, rulebook()).slices)


@pytest.mark.parametrize("kind", KINDS)
def test_what_offices_put_into_documents(kind):
    expected = FEATURES
    for was, now in DIFFERENCES[kind]:
        assert was in expected
        expected = expected.replace(was, now)
    assert clean_text(FILES / f"features.{kind}").split("\n") == expected.split("\n")


@pytest.mark.parametrize("kind", KINDS)
def test_no_kept_back_words_and_no_running_head_in_the_raw_text(kind):
    raw = read_format((FILES / f"features.{kind}").read_bytes(), "x", rulebook()).text
    assert "批注里的私房话" not in raw and "藏起来的广告" not in raw
    if kind not in ("html", "pdf"):
        assert "原来写的旧话" not in raw and "党建工作通讯" not in raw


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_report_saved_by_an_office_program_is_the_same(name, kind):
    assert clean_text(FILES / f"{name}.{kind}") == clean_text(CLEAN / f"{name}.txt")


@pytest.mark.parametrize("file", [*(f"names.{kind}" for kind in KINDS), "names-columns.pdf"])
def test_fifty_of_fifty_quoted_names_are_intact(file):
    text = clean_text(FILES / file)
    assert len(set(names())) == 50
    assert [name for name in names() if name not in text] == []
    assert text == clean_text(FILES / "names.odt")


def test_names_do_break_over_lines_and_columns():
    with pdfplumber.open(io.BytesIO((FILES / "names-columns.pdf").read_bytes())) as document:
        drawn = "\n".join(page.crop((0, 0, page.width, page.height)).extract_text() for page in document.pages)
        assert len(document.pages) == 2
    assert sum(name not in drawn for name in names()) >= 10


@pytest.mark.parametrize("kind", KINDS)
def test_time_of_ten_thousand_characters(kind, capsys):
    """Prints the time that a format takes for a report of 10,000 characters, from one of 2,500."""
    data = (FILES / f"names.{kind}").read_bytes()
    length = len(read_format(data, "x", rulebook()).text)
    started = time.perf_counter()
    read_format(data, "x", rulebook())
    spent = (time.perf_counter() - started) * 10_000 / length
    with capsys.disabled():
        print(f"\n{kind}: {spent * 1000:.0f} ms for 10,000 characters")
    assert spent < 15

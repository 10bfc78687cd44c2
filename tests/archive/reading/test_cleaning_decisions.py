"""What people decide about a cleaning holds in every later cleaning: characters kept, borders of reports."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reading.cleaning import clean
from archive.reading.edits import Draft, Edit, Kept
from archive.reading.errors import TooLarge
from archive.reading.records import CleaningDecisions
from archive.services.rules import rulebook
from tests.archive.reading.test_cleaning import BODY, raw_of, uploads


def cleaned(text: str, kept=(), borders=None):
    return clean(raw_of(text), rulebook(), CleaningDecisions(tuple(kept), borders))


def kept_again(text: str, rule: str) -> tuple[str, Kept]:
    """The words that the first edit of ``rule`` removes, and the decision to keep them."""
    for report in cleaned(text).slices:
        for edit in report.trail.edits:
            if edit.rule == rule:
                return text[edit.start : edit.end], Kept(edit.start, edit.end, rule)
    raise AssertionError(f"{rule} did nothing")


LINES = {
    "metadata": "青石镇夜会小结\n时间：2021-03-04 09:12:00 来源：柳荫日报 点击：120\n" + BODY,
    "farm-preamble-label": "青石镇夜会小结\n导语：青石镇夜会小结一文由网友上传，不代表本站立场。\n" + BODY,
    "line-page-number": "青石镇夜会小结\n" + BODY + "— 3 —\n" + BODY,
    "tail-related": "青石镇夜会小结\n" + BODY + "相关文章\n柳荫村的早晨\n柳荫村的夜晚",
    "title-repeated": "青石镇夜会小结\n青石镇夜会小结\n" + BODY,
    "advert-source": "青石镇夜会小结\n" + BODY + "支部书记本文来源：久久公文网走村串户。",
    "pinyin-residue": "青石镇夜会小结\n" + BODY + "創(chuàng)新發(fā)展動(dòng)力。",
    "script": "青石鎮夜會小結\n黨員把板凳搬到院壩裏，群眾說一句，支部記一句，辦一件劃一件。",
    "linebreak": "青石镇夜会小结\n" + BODY + "党员把板凳搬到院坝里，\n群众说一句。",
    "split-heading": "第一篇：甲\n" + BODY + "第二篇：乙\n" + BODY,
    "byline-mark": "青石镇夜会小结\n■ 吴小青\n" + BODY,
}


@pytest.mark.parametrize("rule", LINES)
def test_what_a_person_keeps_is_in_the_clean_text(rule):
    text = LINES[rule]
    words, decision = kept_again(text, rule)
    before = {(e.start, e.end, e.rule) for r in cleaned(text).slices for e in r.trail.edits}
    after = cleaned(text, [decision]).slices
    assert words.strip() in "\n".join(report.text for report in after)
    assert not any(
        e.start < decision.end and decision.start < e.end for report in after for e in report.trail.edits
    )
    # Nothing else was changed by the decision, but for what stood on the same line.
    others = {(e.start, e.end, e.rule) for r in after for e in r.trail.edits}
    assert len(before - others) <= 2


def test_a_kept_line_is_no_metadata_any_more():
    text = LINES["metadata"]
    _, decision = kept_again(text, "metadata")
    (report,) = cleaned(text, [decision]).slices
    assert report.meta == ()
    assert "来源：柳荫日报" in report.text


def test_a_kept_traditional_line_is_still_converted():
    text = "青石鎮夜會小結\n時間：2021-03-04 來源：柳蔭日報\n黨員把板凳搬到院壩裏，群眾說一句，支部記一句。"
    _, decision = kept_again(text, "metadata")
    (report,) = cleaned(text, [decision]).slices
    assert "时间：2021-03-04 来源：柳荫日报" in report.text


def test_a_kept_residue_leaves_the_others_to_go():
    text = "創(chuàng)新發(fā)展動(dòng)力，組織開(kāi)會。"
    at = text.index("(fā)")
    (report,) = cleaned(text, [Kept(at, at + 4, "pinyin-residue")]).slices
    assert report.text == "创新发(fā)展动力，组织开会。"


def test_a_cut_is_laid_around_what_is_kept():
    text = "青石镇夜会小结\n" + BODY + "相关文章\n柳荫村的早晨\n柳荫村的夜晚"
    at = text.index("柳荫村的早晨")
    (report,) = cleaned(text, [Kept(at, at + 6, "tail-related")]).slices
    assert report.text.endswith("心里也就顺了。\n柳荫村的早晨")


def test_a_replacement_of_unequal_length_that_meets_what_is_kept_is_left_out():
    draft = Draft.of("甲乙丙丁", (Kept(1, 2, "script"),))
    assert draft.edited([Edit(0, 2, "一二三", "script")]).text == "甲乙丙丁"
    assert draft.edited([Edit(0, 2, "一二三", "other")]).text == "一二三丙丁"
    assert draft.edited([Edit(0, 3, "一二三", "script")]).text == "一乙三丁"
    assert draft.edited([Edit(0, 3, "", "other")]).text == "乙丁"


def covered(text: str, slices) -> None:
    """Every raw character in exactly one report, every trail exact."""
    assert slices[0].trail.raw_start == 0
    assert slices[-1].trail.raw_end == len(text)
    assert all(a.trail.raw_end == b.trail.raw_start for a, b in pairwise(slices))
    for report in slices:
        assert report.trail.apply(text) == report.text


@settings(max_examples=60, deadline=None)
@given(uploads(), st.data())
def test_kept_characters_survive(text, data):
    stretches = data.draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(1, 40)), max_size=4))
    kept = [Kept(at, min(at + length, len(text)), "metadata") for at, length in stretches if at < len(text)]
    slices = cleaned(text, kept).slices
    covered(text, slices)
    for decision in kept:
        for report in slices:
            for edit in report.trail.edits:
                if edit.start < decision.end and decision.start < edit.end:
                    assert edit.new.strip(), edit
                    assert edit.rule != decision.rule


@settings(max_examples=60, deadline=None)
@given(uploads(), st.data())
def test_borders_are_respected(text, data):
    borders = tuple(sorted(data.draw(st.sets(st.integers(1, len(text) - 1), max_size=4))))
    slices = cleaned(text, borders=borders).slices
    covered(text, slices)
    assert tuple(report.trail.raw_start for report in slices[1:]) == borders


@settings(max_examples=40, deadline=None)
@given(uploads(), st.data())
def test_borders_and_kept_characters_together(text, data):
    borders = tuple(sorted(data.draw(st.sets(st.integers(1, len(text) - 1), max_size=3))))
    at = data.draw(st.integers(0, len(text) - 1))
    end = min(at + data.draw(st.integers(1, 60)), len(text))
    slices = cleaned(text, [Kept(at, end, "metadata")], borders).slices
    covered(text, slices)
    assert tuple(report.trail.raw_start for report in slices[1:]) == borders
    removed = [e for report in slices for e in report.trail.edits if not e.new.strip()]
    assert not any(e.start < end and at < e.end for e in removed)


def test_a_border_before_a_heading_line_opens_a_report_with_that_heading():
    text = f"第一篇：甲\n{BODY}第二篇：乙\n{BODY}第三篇：丙\n{BODY}"
    border = text.index("第二篇")
    first, second = cleaned(text, borders=(border,)).slices
    assert (first.heading, second.heading) == ("第一篇:甲", "第二篇:乙")
    assert first.text.startswith("甲\n") and second.text.startswith("乙\n")
    # Nobody put a border before the third: it is text.
    assert "第三篇：丙" in second.text


def test_no_border_makes_one_report():
    text = f"第一篇：甲\n{BODY}第二篇：乙\n{BODY}"
    (report,) = cleaned(text, borders=()).slices
    assert report.heading is None
    assert "第一篇：甲" in report.text and "第二篇：乙" in report.text


def test_a_border_in_plain_text_parts_there():
    text = f"青石镇夜会小结\n{BODY}柳荫村夜会小结\n{BODY}"
    first, second = cleaned(text, borders=(text.index("柳荫村"),)).slices
    assert first.text.startswith("青石镇夜会小结") and "柳荫村" not in first.text
    assert second.text.startswith("柳荫村夜会小结") and second.heading is None


def test_borders_outside_the_text_are_passed_over():
    text = f"青石镇夜会小结\n{BODY}"
    (report,) = cleaned(text, borders=(0, len(text), len(text) + 5)).slices
    assert report.text.startswith("青石镇夜会小结")


def test_too_many_borders_are_refused():
    with pytest.raises(TooLarge):
        cleaned("支" * 500, borders=tuple(range(1, 300)))

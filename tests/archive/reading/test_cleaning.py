"""What holds of any cleaned upload: nothing lost, every position exact, nothing left to clean."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reading.cleaning import clean
from archive.reading.metadata import iso_date
from archive.reading.records import RawText
from archive.services.rules import rulebook

BODY = (
    "今年以来，青石镇党委组织开展“亮灯议事”活动，三十二个支部轮流承办。\n"
    "一、夜里开会，白天办事\n"
    "党员把板凳搬到院坝里，群众说一句，支部记一句，办一件划一件，全年办结四百二十一件。\n"
    "二、办不成的，说清原因\n"
    "凡是办不成的事项，由支部书记当面说明，群众听得懂，心里也就顺了。\n"
)
FARM = [
    "导语：青石镇夜会小结一文来源于网友上传，不代表本站观点，欢迎参考。\n",
    "时间：2021-03-04 09:12:00 来源：柳荫日报 点击：120\n",
    "【打印本页】 【关闭窗口】\n", "— 3 —\n", "（责编：吴小青）\n", "上一篇：柳荫村的早晨\n",
    "您当前的位置：首页 > 正文\n",
]
INLINE = [
    "www.example-b.com", "（本文来源：久久公文网）", "第一文库网", "(chuàng)", "\n", "　　", "\u200b", "創", "發(fā)",
]


def raw_of(text: str) -> RawText:
    return RawText(text, "text", "utf-8", 1.0)


@st.composite
def uploads(draw) -> str:
    """Our own report with furniture, adverts and breaks put in anywhere."""
    rng = random.Random(draw(st.integers(0, 10**9)))
    parts = []
    for number in range(draw(st.integers(1, 3))):
        if rng.random() < 0.7:
            parts.append(f"第{'一二三'[number]}篇：青石镇夜会小结\n")
        text = "青石镇夜会小结\n" + "".join(rng.sample(FARM, rng.randint(0, 4))) + BODY
        for _ in range(rng.randint(0, 6)):
            at = rng.randint(0, len(text))
            text = text[:at] + rng.choice(INLINE) + text[at:]
        parts.append(text)
    return "".join(parts)


def han(text: str) -> str:
    return "".join(char for char in text if "\u3400" <= char <= "\u9fff")


@settings(max_examples=60, deadline=None)
@given(uploads())
def test_nothing_is_lost_and_every_position_is_exact(text):
    upload = clean(raw_of(text), rulebook())
    slices = upload.slices
    # every raw character is in exactly one slice
    assert slices[0].trail.raw_start == 0
    assert slices[-1].trail.raw_end == len(text)
    assert all(a.trail.raw_end == b.trail.raw_start for a, b in pairwise(slices))
    for report in slices:
        assert report.trail.apply(text) == report.text
        kept, at = [], report.trail.raw_start
        for edit in report.trail.edits:
            kept.append(text[at : edit.start])
            at = edit.end
        kept.append(text[at : report.trail.raw_end])
        # what no recorded edit touched is all there, in order
        rest = iter(report.text)
        assert all(char in rest for char in "".join(kept))
        for position, char in enumerate(report.text):
            start, end = report.trail.raw_span(position, position + 1)
            assert report.trail.raw_start <= start <= end <= report.trail.raw_end
            if end - start == 1 and text[start] == char:
                continue
            assert any(e.start <= start and end <= e.end and char in e.new for e in report.trail.edits)
        for line in report.meta:
            assert text[line.raw_start : line.raw_end]


@settings(max_examples=40, deadline=None)
@given(uploads())
def test_cleaning_twice_is_cleaning_once(text):
    for report in clean(raw_of(text), rulebook()).slices:
        again = clean(raw_of(report.text), rulebook()).slices
        assert [part.text for part in again] == [report.text]


def test_a_reading_that_an_advert_stood_in_goes():
    text = "青石镇夜会小结\n" + BODY + "办不成的事项發(f（本文来源：久久公文网）ā)还，说清原因。"
    (report,) = clean(raw_of(text), rulebook()).slices
    assert report.text.endswith("办不成的事项發还，说清原因。")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_cleaned(text):
    upload = clean(raw_of(text), rulebook())
    assert "".join(r.trail.apply(text) for r in upload.slices) == "".join(r.text for r in upload.slices)


def test_metadata_is_read_before_it_is_cut():
    text = "青石镇夜会小结\n" + FARM[1] + BODY + FARM[4]
    (report,) = clean(raw_of(text), rulebook()).slices
    said = {line.key: line.value for line in report.meta}
    assert said == {"posted_on": "2021-03-04", "source": "柳荫日报", "journal": "柳荫日报", "editor": "吴小青"}
    assert "2021" not in report.text and "责编" not in report.text
    for line in report.meta:
        assert text[line.raw_start : line.raw_end] == line.line


def test_a_date_of_the_text_itself_stays():
    text = "在全镇党员大会上的讲话\n（2003年7月1日）\n同志们：\n" + BODY + "2003年7月1日"
    (report,) = clean(raw_of(text), rulebook()).slices
    assert report.text == text.strip()
    assert report.meta == ()


def test_the_time_of_a_meeting_stays():
    text = "青石镇支部书记座谈会记录\n时间：2009年5月6日\n地点：镇政府二楼会议室\n主持：吴小青\n" + BODY
    (report,) = clean(raw_of(text), rulebook()).slices
    assert "时间：2009年5月6日\n地点：镇政府二楼会议室" in report.text


def test_an_address_that_the_text_gives_stays():
    text = "青石镇先锋网开通\n" + BODY + "网站网址为 www.qingshi.gov.cn，党员可登录 www.example-c.com 查询。"
    (report,) = clean(raw_of(text), rulebook()).slices
    assert "www.qingshi.gov.cn" in report.text and "www.example-c.com" in report.text


@pytest.mark.parametrize(
    "headings",
    [
        ("第一篇：甲", "第二篇：乙"), ("篇一：甲", "篇二：乙"), ("【第1篇】甲", "【第2篇】乙"),
        ("范文一：甲", "范文二：乙"), ("支部小结 篇1", "支部小结 篇2"),
    ],
)
def test_two_reports_in_one_upload(headings):
    text = f"{headings[0]}\n{BODY}{headings[1]}\n{BODY}"
    slices = clean(raw_of(text), rulebook()).slices
    assert len(slices) == 2
    assert all("篇" not in report.text and "范文" not in report.text for report in slices)
    assert all(han(BODY) in han(report.text) for report in slices)


def test_an_advert_before_a_heading_hides_no_report():
    text = f"第一篇：甲\n{BODY}www.example-b.com第二篇：乙\n{BODY}"
    first, second = clean(raw_of(text), rulebook()).slices
    assert (first.heading, second.heading) == ("第一篇:甲", "第二篇:乙")
    assert second.text == "乙\n" + BODY.strip()


def test_a_list_of_contents_does_not_split():
    text = f"第一篇：甲\n第二篇：乙\n第一篇：甲\n{BODY}第二篇：乙\n{BODY}"
    assert len(clean(raw_of(text), rulebook()).slices) == 2


def test_chapters_of_a_text_do_not_split():
    text = "青石镇夜会小结\n第一篇文章写得好。\n" + BODY + "第二篇文章也好。\n" + BODY
    assert len(clean(raw_of(text), rulebook()).slices) == 1


def test_a_speaker_is_no_editor():
    turns = "编辑：请谈谈支部的做法\n书记：夜里开会，白天办事。\n"
    text = "青石镇夜会访谈\n" + turns * 4
    (report,) = clean(raw_of(text), rulebook()).slices
    assert report.text.count("编辑：请谈谈支部的做法") == 4
    assert report.meta == ()


def test_one_label_in_the_middle_of_a_text_stays():
    text = "青石镇夜会小结\n" + BODY * 4 + "来源：群众的板凳\n" + BODY * 4
    (report,) = clean(raw_of(text), rulebook()).slices
    assert "来源：群众的板凳" in report.text


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("19-03-04", "2019-03-04"), ("99-03-04", "1999-03-04"), ("08/3/4 09:00", "2008-03-04"), ("70-03-04", None),
        ("2019-03-04", "2019-03-04"), ("19-13-04", None), ("119-03-04", None),
    ],
)
def test_the_century_of_a_short_year(said, date):
    assert iso_date(said) == date

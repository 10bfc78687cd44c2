"""Authors in all positions, interviewees, editors, persons with a post."""

from __future__ import annotations

import pytest

from archive.reading.extraction.people import find_people
from archive.reading.records import MetaLine
from archive.services.rules import rulebook
from tests.archive.reading.extraction.cases import report_of, rows

BODY = "近年来，各级党组织坚持抓班子、带队伍、强基础，取得了明显成效，现将做法介绍如下，供大家参考。" * 2


def shown(people) -> str:
    return ";".join(f"{p.name}/{p.kind}/{p.role or ''}/{p.affiliation or ''}" for p in people)


@pytest.mark.parametrize(("line", "expected"), rows("people.tsv"))
def test_bylines(line, expected):
    # ``|END|`` before lines that stand under the text; else they stand between title and text.
    text = f"抓好基层打牢基础\n{line}\n{BODY}"
    if line.startswith("|END|"):
        text = f"抓好基层打牢基础\n{BODY}\n{line.removeprefix('|END|')}"
    found = find_people(report_of(text), "抓好基层打牢基础", rulebook())
    assert shown(found.authors) == expected
    for person in found.authors:
        assert text[person.evidence.start : person.evidence.end] == person.evidence.quote


def test_signature_at_the_end():
    text = f"关于班子建设的汇报\n{BODY}\n特此汇报。\n中共清溪镇委员会\n2009年3月1日"
    assert (
        shown(find_people(report_of(text), "关于班子建设的汇报", rulebook()).authors) == "中共清溪镇委员会/corporate//"
    )


def test_the_one_who_answers_is_the_interviewee():
    text = "果园里的支部\n——访中共清溪县委书记林大山\n记者：请介绍。\n林大山：好的。\n记者：效果呢？\n林大山：不错。"
    author = find_people(report_of(text), "果园里的支部", rulebook()).authors
    assert shown(author) == "林大山/person/县委书记/中共清溪县委"
    assert author[0].part == "interviewee"


def test_editors_come_from_lines_that_were_cut():
    line = MetaLine("editor", "张 灵", "责编：张 灵", 90, 96, "editor-line")
    found = find_people(report_of(BODY, (line,)), "", rulebook())
    assert [(p.name, p.part, p.evidence.in_metadata) for p in found.people] == [("张灵", "editor", True)]
    assert not found.authors


def test_persons_named_with_a_post():
    text = "东山社区居民王小平说，书记陈志坚介绍了做法。党员同志们都知道，村民小组开了会。镇党委书记高月明说，要快。"
    assert [p.name for p in find_people(report_of(text), "", rulebook()).people] == ["王小平", "陈志坚", "高月明"]


def test_a_reporter_beside_the_date_of_a_page_signs():
    words = "2019-05-06 08:30 清溪晚报记者 郑月 字体：大 中 小"
    line = MetaLine("posted_on", "2019-05-06", words, 5, 5 + len(words), "page-date")
    (author,) = find_people(report_of(BODY, (line,)), "", rulebook()).authors
    assert (author.name, author.role, author.evidence.in_metadata) == ("郑月", "记者", True)


def test_all_members_of_a_group_are_authors():
    text = f"夜访的调查\n{BODY}\n（课题组成员：林大山、郑月；执笔：林大山）"
    assert [p.name for p in find_people(report_of(text), "夜访的调查", rulebook()).authors] == ["林大山", "郑月"]


@pytest.mark.parametrize(
    "text",
    [
        "有的年轻党员常年在外，有的党员长年有病。",
        "村民连年增收，居民多年没有活动场所，党员全年学习，社员时常碰头。",
        "书记和支委一起上门。主任和村民代表都来了。党员万事不落人后，党员成了主力。",
        "支部书记边干边学，村主任时刻在岗，党员平时亮身份、关键时站得出。",
        "党员高龄的多，党员易地搬迁后，党员白天务工。居民党员双报到，党员包户。",
        "党员郑师傅修灯，居民王大妈、李阿姨说好，村民张老汉说想不到，村民老李说行。",
        "党员干部说，书记说，村民说，党员应当说真话，村民代表说同意。",
        "居民石头说，县长强调，区长表示，主任全程参加，部长亲自说。",
    ],
)
def test_words_behind_a_post_that_are_no_names(text):
    assert [p.name for p in find_people(report_of(text), "", rulebook()).people] == []

"""Titles and numbered headings of clean texts."""

import pytest

from archive.reading.cleaning import clean
from archive.reading.extraction.headings import find_headings
from archive.reading.extraction.title import find_title, page_title
from archive.reading.records import RawText
from archive.services.rules import rulebook

BODY = "今年以来，河湾镇党委围绕“清风驿站”活动，组织二十六个支部开展谈心谈话，累计走访群众八百余户。\n" * 2
PREAMBLE = "前言：本站为你精心整理了河湾镇党建工作总结范文，欢迎参考。\n"


def title_of(text: str, page: str | None = None) -> tuple[str, bool]:
    raw = RawText(text, "text", "utf-8", 1.0, title=page)
    (report,) = clean(raw, rulebook()).slices
    title, evidence = find_title(report, raw, rulebook())
    if evidence and not evidence.in_metadata:
        assert report.text[evidence.start : evidence.end] == evidence.quote == title
    return title, evidence is not None


@pytest.mark.parametrize(
    ("text", "page", "title", "found"),
    [
        ("河湾镇党建工作总结\n——以清风驿站为例\n" + BODY, None, "河湾镇党建工作总结", True),
        ("河湾镇党委书记\n在全镇组织工作会议上的讲话\n同志们：\n" + BODY, None, "在全镇组织工作会议上的讲话", True),
        ("中共河湾镇委员会\n关于加强村级阵地建设的工作汇报\n" + BODY, None, "关于加强村级阵地建设的工作汇报", True),
        ("让支部强起来\n关于河湾镇党建的调研报告\n" + BODY, None, "让支部强起来", True),
        (PREAMBLE + "同志们：\n" + BODY, None, "河湾镇党建工作总结", True),
        ("河湾镇\n清风驿站纪实\n" + BODY, "清风驿站纪实_某某网", "清风驿站纪实", True),
        ("一、抓学习\n" + BODY, "清风驿站纪实_某某网", "清风驿站纪实", False),
        ("同志们：\n" + BODY, None, BODY[:40], False),
        ("2008年第2期　　清溪论丛　　No.2 2008\n论村级监督\n" + BODY, None, "论村级监督", True),
        ("党建研究　　　2016年第7期\n论村级监督*\n" + BODY, None, "论村级监督", True),
        ("（原载《清溪支部》2009年第二期）\n支部要管事\n" + BODY, None, "支部要管事", True),
        ("第05版：支部生活　　上一版　下一版\n支部要管事\n" + BODY, None, "支部要管事", True),
        ("书记论坛\n支部要把群众的事管起来\n" + BODY, None, "支部要把群众的事管起来", True),
        ("2011年第3期积极分子培训班总结\n" + BODY, None, "2011年第3期积极分子培训班总结", True),
        ("清溪论坛\n" + BODY, None, "清溪论坛", True),
        ("党建简报\n第12期\n中共清溪县委组织部编　　2011年3月15日\n支部要管事\n" + BODY, None, "支部要管事", True),
        ("清溪县“双争”活动\n简　　报\n第三期\n支部要管事\n" + BODY, None, "支部要管事", True),
        ("全县党建工作会议\n交流材料之三\n支部要管事\n" + BODY, None, "支部要管事", True),
        ("党建经验材料（七）\n支部要管事\n" + BODY, None, "支部要管事", True),
        ("设为首页 | 加入收藏\n清溪党建网 » 工作动态\n支部要管事\n" + BODY, None, "支部要管事", True),
        ("【党建论坛】\n支部要把群众的事管起来\n" + BODY, None, "支部要把群众的事管起来", True),
        ("● 经验交流 ●\n支部要把群众的事管起来\n" + BODY, None, "支部要把群众的事管起来", True),
        ("清溪县河湾镇党委\n支部要把群众的事管起来\n" + BODY, None, "支部要把群众的事管起来", True),
        ("党建简报\n" + BODY, None, "党建简报", True),
    ],
    ids=["subtitle", "post above a speech", "body above a paper", "title above a subtitle", "preamble", "page title",
         "page title only", "none", "running head", "running head and mark", "first print", "newspaper page", "column",
         "no running head", "a column's name alone", "bulletin", "spaced bulletin", "series", "numbered material",
         "way through a site", "framed column", "marked column", "body above a title", "a bulletin's name alone"],
)
def test_title(text, page, title, found):
    got, evidence = title_of(text, page)
    assert got == title
    assert evidence == found


def test_page_title_drops_the_site():
    assert page_title("河湾镇党建工作总结_河湾网_首页") == "河湾镇党建工作总结"


def test_headings_have_levels_and_running_text_is_none():
    numbered = "一、抓学习\n(一)每月一讲\n1.书记带头\n一是坚持每月一讲，书记带头讲课。\n二、抓制度。\n"
    text = "河湾镇党建工作总结\n" + numbered + BODY
    raw = RawText(text, "text", "utf-8", 1.0)
    (report,) = clean(raw, rulebook()).slices
    headings = find_headings(report)
    assert [(h.level, h.text) for h in headings] == [(1, "一、抓学习"), (2, "(一)每月一讲"), (3, "1.书记带头")]
    assert all(report.text[h.start : h.end] == h.text for h in headings)

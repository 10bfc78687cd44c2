import pytest

from search.grammar import parse
from search.request import SearchRequest
from search.sentence import sentence, year_label

NAMES = {"420000": "湖北省", "1": "王清", "7": "“支部四进”活动", "hant": "繁体", "inferred": "由内容推断"}


def label(group: str, value: str) -> str:
    return year_label(value) if group == "year" else NAMES.get(value, value)


@pytest.mark.parametrize(
    ("words", "filters", "expected"),
    [
        ("党员", {"place": ("420000",), "year": ("2003..2008",)}, "湖北省、2003—2008年、含“党员”的报告，共 12 篇"),
        ("", {}, "全部报告，共 12 篇"),
        ("党员 社区", {}, "含“党员”和“社区”的报告，共 12 篇"),
        ("党员 OR 社区", {}, "含“党员”或“社区”的报告，共 12 篇"),
        ("党员 -企业", {}, "含“党员”、不含“企业”的报告，共 12 篇"),
        ("标题:党员 社区", {}, "标题含“党员”、含“社区”的报告，共 12 篇"),
        ("年份:2003", {}, "2003年的报告，共 12 篇"),
        ("-年份:不详", {}, "不是成文年不详的报告，共 12 篇"),
        ("(党员 OR 群众) 社区", {}, "含“社区”、含“党员”或“群众”的报告，共 12 篇"),
        ("", {"year": ("none", "2003")}, "成文年不详或2003年的报告，共 12 篇"),
        ("", {"author": ("1",), "initiative": ("7",)}, "作者为王清、举措为“支部四进”活动的报告，共 12 篇"),
        ("", {"script": ("hant",), "year_evidence": ("inferred",)}, "来源为繁体、年份由内容推断的报告，共 12 篇"),
        ("", {"genre": ("访谈", "工作汇报")}, "访谈或工作汇报的报告，共 12 篇"),
    ],
)
def test_the_request_in_words(words, filters, expected):
    assert sentence(SearchRequest(words, filters), parse(words).root, label, 12) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2003", "2003年"),
        ("2003..2010", "2003—2010年"),
        ("2003..", "2003年以后"),
        ("..2010", "2010年以前"),
        ("2003..2003", "2003年"),
    ],
)
def test_years(value, expected):
    assert year_label(value) == expected

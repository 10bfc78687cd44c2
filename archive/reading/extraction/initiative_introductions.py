"""How a text brings a quoted name in: by what stands directly before it, as the head of an item, as what has just been
told, or by what only a scheme has (a launch, a volunteer).
"""

from __future__ import annotations

import re

from archive.reading.extraction.initiative_candidates import Candidate
from archive.reading.extraction.initiative_rules import HAN, InitiativeRules

# 1.青山夜学。: the name heads its item.
ITEM = re.compile(r"(?:^|\n)(?:\d{1,2}[.．、]|[（(][一二三四五六七八九十\d]{1,2}[）)])$")
# “甲”送学。: what is left of the sentence behind a name that opens a numbered item.
ITEM_REST = re.compile(rf"{HAN}{{0,5}}[。\n]")
# 综合体“同心荟”: what it is stands directly before the name.
APPOSED = re.compile(
    r"(?:平台|品牌|综合体|阵地|驿站|中心|小程序|系统|工作室|服务队|团队|基地|栏目|节目|热线|项目|机制|模式|制度|工作法|举措|活动|工程|计划|行动|小站|联盟|社团|公众号)$"
)
# “甲”的启动仪式, “甲”的发起人: only a scheme has one.
EVENT_AFTER = re.compile(
    r"的?(?:启动仪式|揭牌|首场|首期|第一期|第一课|成立大会|创始人|发起人|负责人|带头人|志愿者|队员|主播|课程表|门口|大门|墙上)"
)
# 暖新“十八条”: a set of rules by the number of its articles.
ARTICLES = re.compile("^[一二三四五六七八九十]{1,3}条$")
GOES_INTO = re.compile(
    rf"(?:进|送|走进|下)(?:[百千万]{HAN}|社区|村|校园|企业|机关|军营|家庭|课堂|工地|农家|基层|一线|网格|楼宇|万家|田头|车间)$"
)
# 即“三无”竞赛: the name of what has been told.
THAT_IS = re.compile(r"[，,](?:即|这就是|人称)$")
# 这面“亲情墙”, 这支“蒲公英宣讲队”.
THIS_THING = re.compile("[这那](?:面|张|支|间|座|本|辆|趟|家|所|盏|堂|台)$")


def introductions(candidate: Candidate, core: str, before: str, text: str, rules: InitiativeRules) -> dict[str, float]:
    """Evidence by name, 0 or 1; ``before`` is the clause up to the quotation or its list."""
    left, close, head = candidate.left, candidate.core_end + 1, bool(candidate.head)
    place = rules.patterns["head_end"].search(core) or rules.patterns["name_ending"].search(core)
    item = ITEM.search(text, max(0, left - 5), left)
    return {
        "item_quote": float(bool(item) and bool(ITEM_REST.match(text, close))),
        "articles": float(bool(ARTICLES.match(core)) and bool(candidate.verb)),
        "goes_into": float(bool(GOES_INTO.search(core))),
        "that_is": float(head and bool(THAT_IS.search(text, max(0, left - 4), left))),
        "this_thing": float(bool(THIS_THING.search(before)) and bool(place)),
        "apposed": float(bool(APPOSED.search(before))),
        "event_after": float(bool(EVENT_AFTER.match(text, candidate.after))),
    }

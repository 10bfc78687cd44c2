"""Names without quotation marks and without a head noun, as the whole object of a verb that sets something going:
推行廉政家访，…; 搞了个社区事项准入，…; or as what something is called: 取名圆桌十分钟

They are short, end their clause, and hold no word of a sentence. The score decides (feature ``bare``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.reading.extraction.initiative_rules import HAN, InitiativeRules

SETS_GOING = re.compile(
    "(?:推行|推出|试行|首推|首创|兴起|创新推出|全面推行|探索推行|率先推行|率先推出)(?:了|起|起了)?(?:一?个|一项)?|搞了?(?:一?个|一项)|"
    "取名(?:为|叫)?|起名(?:为|叫)?|定名为?|命名为|名字就?叫(?:做|作)?"
)
OBJECT = re.compile(rf"{HAN}{{4,16}}(?=[，。；,;]|$|\n)")
SHORTEST, LONGEST = 4, 10
# What is an aim, a result, an activity of every body, or the end of a sentence.
NO_NAME = re.compile(
    r"(?:工作|改革|建设|管理|服务|发展|作用|活动|教育|学习|培训|检查|督查|整治|整改|调研|研究|探索|创新|实践|宣传|讨论|竞争|合作|交流|治理|问题|情况|要求|"
    r"任务|落实|指导|扶贫|监督|旁听|核查|筛查|轮训|述职|考核|评议|办法|措施|公开|方式|一套|规范|选举|换届|试点|民主|批评|生活|起来|下去|以来|之后|之前|过程|中|后|时|前)$"
)


def bare_objects(text: str, rules: InitiativeRules) -> Iterator[tuple[int, int, int]]:
    """``(start, end, end of the verb)`` of each."""
    for verb in SETS_GOING.finditer(text):
        found = OBJECT.match(text, verb.end())
        if found is None:
            continue
        start, end = found.span()
        of = text.rfind("的", start, end)
        start = of + 1 if of >= 0 else start
        trimmed = rules.patterns["lead_trim"].match(text, start, end)
        start = trimmed.end() if trimmed else start
        name = text[start:end]
        if not SHORTEST <= len(name) <= LONGEST or NO_NAME.search(name):
            continue
        if rules.patterns["stop_inside"].search(name) or rules.patterns["verb"].match(name):
            continue
        yield start, end, verb.end()

"""What the sentence, the section and the whole text say of a quoted string: slogan and figure of speech, or a name.

In a report full of formulae one quotation in five names a scheme. What it stands beside tells more than how it looks.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from archive.reading.extraction.initiative_rules import HAN
from archive.reading.extraction.sentences import Sentences, clause_start

PER_THOUSAND = 1000
DENSE_QUOTES = 40.0
"""Quotations in a thousand characters from which on a text is as full of them as texts get."""
MANY_FIGURES = 12.0
"""Counted things in a thousand characters from which on a text tells of work done."""
HEADING_LENGTH = 45
RUN_IN = 34
"""A numbered sentence that opens a line and is no longer than this heads its paragraph: （二）办好“充电站”。"""
FIRST_PERSON = re.compile("我(?!省|市|县|区|镇|乡|村|校|院|局|国|党)|咱|俺|你|他们|大家")
FIGURE = re.compile(r"\d(?:[多余万亿]{0,2})(?:[名个户人件次场期家处所项条支元%％亩份笔座块套篇届]|平方)")
LOCAL = re.compile(r"(?:全|我|本)(?:省|市|县|区|旗|镇|乡|街道|村|社区|校|院|局|厅|厂|公司|集团|行业|系统)")
NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、是：，,.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、])"
)
LOWER_LEVEL = "（(0123456789"
FAULT_SECTION = re.compile("问题|不足|原因|困难|难点|差距|教训|短板|误区|挑战|困境")
LESSON_SECTION = re.compile("启示|体会|思考|感悟|几点认识|重要意义|总体要求|指导思想|逻辑|内涵|必然")
PLAIN_NEGATION = re.compile("[不没无莫勿难怕弱虚]")
# The words that find fault, before the quotation in its sentence.
FAULT_BEFORE = re.compile(
    r"有的|少数|个别|一些|部分|存在|问题|防止|避免|杜绝|反对|克服|力戒|切忌|切不可|不能|不要|不搞|不是|不做|不当|不再|而不|并非|绝不|决不|"
    r"不满足|缺乏|缺少|没有|淡化|担心|抱怨|过去|以前|以往|原来|曾经|毋庸|难免|陷入|沦为|现象|整治|摆脱|告别|戒除|消除"
)
# The verb that is denied: 不搞“…”, 不能成为“…”.
DENIED = re.compile(rf"(?:不|没有|没|防止|避免|杜绝|反对|力戒|切忌|克服|整治|告别|而非|并非|远离){HAN}{{0,4}}$")
ASIDE = re.compile(r"^(?:式|型|般|一样|似的|化|性|之|者|的人|状|味|风|关|病|账|牌|话|心态|思维)")
UPON_BEFORE = re.compile(r"(?:在|从|于)$")
UPON_AFTER = re.compile(r"^(?:上|中|里|下|之间|之中|方面|这|二字|等方面|着力|下功夫|出发|入手|做起|看)")
FORMULA_BEFORE = re.compile(
    rf"(?:坚持|突出|聚焦|紧盯|立足|着眼|做到|实现|确保|力求|强化|增强|树牢|树立|筑牢|弘扬|发扬|秉承|秉持|贯彻|落实|遵循|按照|围绕|紧扣|锚定|"
    rf"体现|彰显|展现|坚定|恪守|牢记|守住|把握|抓住|抓好|抓实|念好|下好|打好|唱好|走好|答好|用好|把好|过好|算好|上好|写好|营造|"
    rf"争当|争做|当好|当|做|勇当|甘当|成为|变成|化身|好似|犹如|如同|好比|堪称|像|讲|求|重|轻|破|解决|破解|打破|破除){HAN}{{0,2}}$"
)
# What is said of several schemes in one breath: 甲局的“…”、乙局的“…”，各有千秋.
PRAISED = re.compile(
    "各展所长|各有千秋|各具特色|各有特色|有声有色|深受[^，。“]{0,6}(?:欢迎|喜爱|好评)|远近闻名|叫得响|接地气|脱颖而出|蔚然成风|广受好评|"
    "一颗颗|应运而生|遍地开花|小而实|小而美|名字土|很管用|效果很好|在全[省市县区]推(?:广|开)"
)
PRAISE_REACH = 120
COPULA = re.compile(r"(?:是|有|为|让|抓|形成|构建|建设)(?:了|一个|一种)?$")
TURN_BEFORE = re.compile(rf"[”」](?:{HAN}{{0,4}})?(?:为|成|到|向|走向|变成|迈向|转向|代|而非|而是)$|(?:变|由|从|化)$")
TURN_AFTER = re.compile(r"^(?:变|转|到|向|为|走向|迈向|升级)(?:为|成|向)?[“「]?")
# Whose it is: 市民政局支部的“…”.
UNIT_OF = re.compile(
    r"(?:支部|党委|党总支|总支|党组|工委|局|厅|委|办|乡|镇|村|社区|街道|中心|医院|学院|学校|大学|中学|小学|公司|集团|厂|项目部|站|所|科|室|处|队|县|市|区|院|"
    r"馆|部|系|班组|分局|协会|小区|园区|车间|开发区)(?:党委|党支部|支部|党总支|党员|机关)?(?:的|创办的|推出的|首创的|推行的|开展的|打造的|开设的)$"
)
UNIT_SUBJECT = re.compile(
    rf"(?:{HAN}{{1,8}}(?:支部|党委|总支|局|乡|镇|村|社区|街道|中心|医院|学院|公司|集团|厂|项目部|县|市|区|馆|科|部|院|所)|县里|镇里|村里|市里|区里|街道|我们|我县|我市|我区|我镇|全县|全市|全区|全镇|学校|公司|医院|支部|党委)"
)


@dataclass(frozen=True, slots=True)
class Rhetoric:
    """A text as a background for its quotations. ``quotes`` are their starts in order; ``lines`` the start of each line
    with what its section is ("fault", "lesson", "") and whether it is a heading."""

    text: str
    sentences: Sentences
    quotes: tuple[int, ...]
    line_starts: tuple[int, ...]
    lines: tuple[tuple[str, bool], ...]
    density: float
    counted: float
    local: float
    ending: re.Pattern[str]

    @classmethod
    def of(cls, text: str, quotes: tuple[int, ...], ending: re.Pattern[str]) -> Rhetoric:
        starts, lines = [], []
        section, position = "", 0
        for line in text.split("\n"):
            numbered = NUMBERED.match(line)
            heading = len(line) <= HEADING_LENGTH and not line.endswith(("。", "！", "？", "”", "；", "：", ";"))
            if heading and numbered:
                fault, lesson = FAULT_SECTION.search(line), LESSON_SECTION.search(line)
                told = "fault" if fault else "lesson" if lesson else ""
                # A heading of a lower level (（一）, 1.) that says nothing is part of the section it stands in.
                section = told if told or numbered.group()[0] not in LOWER_LEVEL else section
            starts.append(position)
            lines.append((section, heading))
            position += len(line) + 1
        size = max(len(text), 200) / PER_THOUSAND
        return cls(
            text, Sentences.of(text), quotes, tuple(starts), tuple(lines),
            min(1.0, len(quotes) / size / DENSE_QUOTES),
            min(1.0, len(FIGURE.findall(text)) / size / MANY_FIGURES),
            min(1.0, len(LOCAL.findall(text)) / size / 4.0), ending,
        )  # fmt: skip

    def features(self, start: int, end: int, left: int, after: int, *, named: bool) -> dict[str, float]:
        """Evidence around the quotation ``start:end``; its list begins at ``left``, the words behind it at ``after``.
        ``named``: a head noun or a verb of carrying out makes it a name already."""
        text = self.text
        sentence = self.sentences.spans[self.sentences.index_at(start)]
        first = max(sentence[0], start - 160)
        clause = text[clause_start(text, left, 40) : left]
        before = text[first:left]
        line = max(0, bisect_right(self.line_starts, start) - 1)
        section, heading = self.lines[line]
        core = text[start + 1 : end - 1]
        near = bisect_left(self.quotes, min(sentence[1], end + 200)) - bisect_left(self.quotes, first)
        rest = text[after : min(sentence[1], after + 60)]
        told = rest[: rest.find("“")] if "“" in rest else rest
        turned = TURN_BEFORE.search(text[max(first, left - 12) : left])
        opens = self.line_starts[line] == sentence[0] and bool(NUMBERED.match(text, sentence[0]))
        run_in = opens and sentence[1] - sentence[0] <= RUN_IN and sentence[1] < len(text) and text[sentence[1]] != "\n"
        return {
            "run_in_heading": float(run_in and not heading),
            "first_person": float(bool(FIRST_PERSON.search(core))),
            "dense": self.density,
            "dense_unnamed": self.density * (not named),
            "counted_text": self.counted,
            "local_text": self.local,
            "crowded": min(1.0, max(0, near - 1) / 5.0),
            "fault_section": float(section == "fault"),
            "lesson_section": float(section == "lesson"),
            "heading": float(heading),
            "negation": float(bool(PLAIN_NEGATION.search(core))),
            "fault_before": float(bool(FAULT_BEFORE.search(before))),
            "denied": float(bool(DENIED.search(clause))),
            "aside": float(bool(ASIDE.match(text[end : end + 4]))),
            "upon": float(bool(UPON_BEFORE.search(clause)) and bool(UPON_AFTER.match(text[end : end + 4]))),
            "formula_before": float(bool(FORMULA_BEFORE.search(clause))),
            "copula": float(bool(COPULA.search(clause))),
            "praised": float(bool(PRAISED.search(text, first, min(sentence[1], end + PRAISE_REACH)))),
            "turn": float(bool(turned or TURN_AFTER.match(text[end : end + 6]))),
            "unit_of": float(bool(UNIT_OF.search(clause))),
            "unit_subject": float(bool(UNIT_SUBJECT.search(clause))),
            "name_ending": float(bool(self.ending.search(core)) and len(core) <= 12),
            "told": float(bool(FIGURE.search(told))),
            "four": float(len(core) == 4),
            "long_unnamed": float(len(core) > 8 and not named),
        }

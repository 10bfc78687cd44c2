"""Numbers with what they count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from archive.reading.extraction.numerals import ARABIC, HAN, parse_numeral
from archive.reading.records import Evidence, FigureMention, ReportSlice
from archive.reading.rulebook import Rulebook

MONEY = ("元", "美元", "港元", "块钱")
NOUN_REACH = 14
OF_REACH = 8
LONGEST_NOUN = 12
QUOTED_NOUN = re.compile(r"[“「]([^“”「」\n]{1,12})[”」]")
QUOTED_BEFORE = re.compile(r"[“「]([^“”「」\n]{1,12})[”」]$")
# 四个方面, 三个阶段: parts of a text or of an argument, not things counted.
PARTS_OF_SPEECH = re.compile(
    r"(?:主要)?(?:方面|层面|层次|问题|特点|重点|阶段|环节|步骤|要求|关键|原则|转变|结合|体会|突破|字|维度|角度|确保|坚持|继续)"
)
FEW = 13
PLENUM = re.compile(r"[一二三四五六七八]中|中央|全国|人大|政协|党代")
YEAR_FLOOR = 50
"""A count of years above this is a calendar year (98年), not a duration."""


@dataclass(frozen=True, slots=True)
class FigureRules:
    """Units and the words that end a counted noun, from ``figure_units.txt`` and ``figure_stops.txt``."""

    figure: re.Pattern[str]
    stop: re.Pattern[str]
    left_stop: re.Pattern[str]
    lead: re.Pattern[str]
    set_phrases: tuple[str, ...]
    whole: re.Pattern[str]
    units: frozenset[str]

    @classmethod
    def from_tables(cls, tables: Mapping[str, str]) -> FigureRules:
        units = _alternatives(_words(tables.get("figure_units.txt", "")))
        words = _sections(tables.get("figure_stops.txt", ""))
        return cls(
            figure=re.compile(
                rf"(?P<share>[百千]分之)?(?P<number>{ARABIC}|{HAN})(?P<some>[多余几来]?)"
                rf"(?P<step>[百千万亿]{{0,2}})(?P<more>[多余]?)(?P<unit>{units})?"
            ),
            stop=re.compile(_alternatives(words["stop"])),
            left_stop=re.compile(_alternatives(words["left_stop"])),
            lead=re.compile(rf"(?:{_alternatives(words['lead'])})+$"),
            set_phrases=tuple(words["set_phrase"]),
            units=frozenset(_words(tables.get("figure_units.txt", ""))),
            whole=re.compile(_alternatives(words["whole"])),
        )


def _words(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _sections(text: str) -> dict[str, list[str]]:
    """Lines under ``[name]`` headings, each holding words between blanks."""
    found: dict[str, list[str]] = {"stop": [], "left_stop": [], "lead": [], "set_phrase": [], "whole": []}
    section = "stop"
    for line in _words(text):
        if line.startswith("["):
            section = line.strip("[]")
        else:
            found[section].extend(line.split())
    return found


def _alternatives(words: list[str]) -> str:
    """The longest word first; a pattern that matches nothing where there are no words."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w))) or r"(?!)"


def find_figures(report: ReportSlice, rulebook: Rulebook) -> tuple[FigureMention, ...]:
    """All figures of the text in order. Dates, ordinals, numbered headings and set phrases (三个代表) are none.

    ``value`` is the count itself: 1.2万人次 is 12000 人次; of money the unit keeps its step: 50余万元 is 50 万元.
    """
    rules = rulebook.rules(FigureRules.from_tables)
    text = report.text
    found = []
    for match in rules.figure.finditer(text):
        figure = _figure(text, match, rules)
        if figure is not None:
            found.append(figure)
    return tuple(found)


def _figure(text: str, match: re.Match[str], rules: FigureRules) -> FigureMention | None:
    number, step, unit = match["number"], match["step"], match["unit"]
    if match["share"]:
        value, unit = parse_numeral(number), "%" if match["share"] == "百分之" else "‰"
        end = match.end("number")
    elif unit is None or _is_none(text, match, rules):
        return None
    else:
        end = match.end()
        if unit in MONEY:
            if not step and number[-1] in "万亿":
                number, step = number[:-1], number[-1]
            value, unit = parse_numeral(number), step + unit
        else:
            value = parse_numeral(number + step)
            if value is None and step:
                base = parse_numeral(number)
                scale = parse_numeral("一" + step)
                value = base * scale if base is not None and scale is not None else None
    if value is None:
        return None
    start = match.start()
    noun = "" if text[start - 1 : start] == "第" else _noun(text, start, end, rules)
    if not number[0].isdigit() and value < FEW and PARTS_OF_SPEECH.match(text, end):
        return None
    return FigureMention(value, unit, noun, Evidence(start, end, text[start:end], "figure"))


def _is_none(text: str, match: re.Match[str], rules: FigureRules) -> bool:
    """Dates, ordinals, spoken ones (一个) and set phrases only look like figures."""
    number, unit = match["number"], match["unit"]
    before = text[max(0, match.start() - 1) : match.start()]
    after = text[match.end() : match.end() + 2]
    if before == "第" and unit in ("届", "轮") and (not after or after[0] in "，,。；;“的！"):
        # 至今已是第四届 tells how often; 第十七届中央委员会 does not.
        return False
    han = not number[0].isdigit()
    if before in ("第", "·", ".", "．", "/") or (han and before in ("几", "数", "每", "上")):
        return True
    if han and (number in ("一", "十", "百", "千", "万", "亿") or number[0] in "百千万亿零〇"):
        return number != "十" or unit in ("个", "条")
    if han and text.startswith(rules.set_phrases, match.start()):
        return True
    if unit == "届" and PLENUM.match(text, match.end()):
        return True
    if unit == "年":
        value = parse_numeral(number) or 0
        return value > YEAR_FLOOR or after[:1] in ("代", "级", "初", "度") or after == "规划"
    # 3月、5日 never carry a unit of their own here, but 7.1分 and 2012-3 would.
    return before == "-" and han


def _noun(text: str, start: int, end: int, rules: FigureRules) -> str:
    """What is counted: the words after the unit, else those before the number."""
    quoted = QUOTED_NOUN.match(text, end)
    if quoted:
        return quoted[1]
    after = _han_run(text, end, min(len(text), end + NOUN_REACH))
    of = after.find("的", 1, OF_REACH)
    if of > 0:
        # 640名有技术的党员: the noun stands behind its attribute.
        after = after[of + 1 :]
    stop = rules.stop.search(rules.whole.sub(_blotted, after))
    noun = after[: stop.start()] if stop else after
    if noun:
        return noun[:LONGEST_NOUN]
    behind = QUOTED_BEFORE.search(text, max(0, start - NOUN_REACH), start)
    if behind:
        return behind[1]
    left = start
    while left > max(0, start - NOUN_REACH) and _is_han(text[left - 1]):
        left -= 1
    before = rules.lead.sub("", text[left:start])
    cut = 0
    for stop in rules.left_stop.finditer(rules.whole.sub(_blotted, before)):
        if stop.end() <= len(before) - 2:
            cut = stop.end()
    noun = before[cut:][-LONGEST_NOUN:]
    return "" if noun in rules.units else noun


def _blotted(word: re.Match[str]) -> str:
    return "〓" * len(word.group())


def _han_run(text: str, start: int, limit: int) -> str:
    end = start
    while end < limit and _is_han(text[end]):
        end += 1
    return text[start:end]


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"

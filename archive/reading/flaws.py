"""Flaws that stand in a clean text and are told, never changed: what a person would have to know to mend them.

Each is a pattern of the words that are left when something was lost; ids as in the annotation guide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from archive.reading.lines import half_width
from archive.reading.records import Defect
from archive.reading.split import number_of

_EXAMPLE = 24
_SCHEME = "工作法|工作机制|工作模式|工程|模式|机制|行动|体系|制度|管理|服务|党建|活动|计划"
# 1 N for 1+N, “企业 项目” for “企业+项目”, “6 3” for “6×3”. Blanks only: letters after a blank may be a name.
_LOST_PLUS = re.compile(
    r"“[一-龥]{2,6} [一-龥]{2,8}(?: [一-龥]{2,8})?”"
    r"|(?<![A-Za-z0-9.+×-])\d{1,2}(?: \d{1,2}){1,3} [Nn](?![A-Za-z0-9.])"
    r"|[“\"‘]\d{1,2} [Nn](?![A-Za-z0-9.])"
    rf"|(?<![A-Za-z0-9.+×-])\d{{1,2}} [Nn][”’\"]?(?={_SCHEME})"
    rf"|“\d{{1,2}}(?: \d{{1,2}}){{1,4}}(?:”|(?:{_SCHEME})|[一-龥]{{0,6}}”)"
    rf"|(?<![\d.,:+×-])\d{{1,2}}(?: \d{{1,2}}){{1,4}}”?(?:{_SCHEME})"
)
_MASKED_NUMERAL = re.compile(
    r"(?:(?<=党的)|(?<=学习)|(?<=贯彻)|(?<=[“《]))(?:[*＊×○〇]{1,3}|[XxＸ]{1,3}|某|十[*＊×XxＸ○])(?:大(?!家)|届)"
    r"|(?<![\dA-Za-z*＊×])(?:[十二][*＊×]{1,2}|[*＊×]十)[大届]"
    r"|(?<=届)[*＊×XxＸ]{1,3}中全会"
)
_EMPTY_QUOTES = re.compile(r"“\s?”|‘\s?’|《\s?》")
_MASKED = re.compile(r"[×XxＸ*＊]{2,3}(?=[省市县区镇乡村街州旗局厂校])|某{1,2}(?=[省市县区镇乡村街州旗])")
_STAGE = re.compile(r"【[^【】]{0,10}画面[^【】]{0,30}】")
# 年 where no year is before it, 月 where no month is, and a year that broke off.
_LOST_DATE = re.compile(
    r"(?:^|(?<=[,，。;；:：、(（“\s]))年(?:\s{0,3}\d{1,2}\s{0,3}月|\s{1,4}月|月\s{0,3}\d{0,2}\s{0,3}日|以来|起[,，、]|被|换届|荣?获)"
    r"|(?<!\d)(?:19|20)\d{2}\s{0,2}年\s{0,3}月(?!\d|[一-龥])"
    r"|(?<![\d.])(?:(?:19|20)\s{1,3}年|20\s{0,1}年(?=\d{1,2}月)|(?:19|20)\d\s{0,2}年(?=\s{0,2}\d{1,2}\s{0,2}月))"
    r"|(?<=年)\s{1,3}月(?:\s{1,3}日)?(?![一-龥])",
    re.MULTILINE,
)
# Words and stops typed twice; 的的确确, 是是非非, 在在 of 实实在在 are words.
_TYPO = re.compile(r"(?<!的)的的(?![确士])|(?<![是实])是是(?![非否])|[，、；]{2,3}|(?<!。)。。(?!。)|，。|。，|、，")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_REPLACEMENT = re.compile("\ufffd{1,8}")
_HALF = re.compile(r"(?<=[一-龥])[,:;?!](?=[一-龥]|$)", re.MULTILINE)
_FULL = re.compile(r"[，：；？！]")
_SPACED = re.compile(r"^[一-龥、]{0,40}(?<![一-龥])(?!年 月)[一-龥] [一-龥](?: [一-龥])?$", re.MULTILINE)
_HEAD_LINES = 6
_MIN_DOUBLED = 40
_N = "[一二三四五六七八九十]{1,3}"
# How a text counts its points. A gap within a line needs two points before it, one between lines needs one.
_COUNTS = (
    (re.compile(rf"^\s{{0,8}}({_N})、", re.MULTILINE), 1),
    (re.compile(rf"^\s{{0,8}}[(（]({_N})[)）]", re.MULTILINE), 1),
    (re.compile(rf"(?:^|(?<=[\s,，。;；:：、]))({_N})是", re.MULTILINE), 2),
    (re.compile(rf"(?:^|(?<=[\s。;；:：]))第({_N})[,，、]", re.MULTILINE), 2),
)
# A number further on is another count, not a gap.
_MAX_GAP = 3

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("censored_quote", _EMPTY_QUOTES), ("anonymised_place", _MASKED), ("masked_numeral", _MASKED_NUMERAL),
    ("lost_plus", _LOST_PLUS), ("lost_year_or_month", _LOST_DATE), ("stage_directions", _STAGE), ("typo", _TYPO),
    ("private_use", _PRIVATE), ("replacement", _REPLACEMENT),
)


def standing_flaws(text: str) -> Iterator[Defect]:
    """Flaws of a clean text, each with how often and the words of the first."""
    for defect, pattern in PATTERNS:
        if found := list(pattern.finditer(text)):
            yield Defect(defect, len(found), _around(text, found[0], defect))
    if spaced := _SPACED.findall("\n".join(text.split("\n")[:_HEAD_LINES])):
        yield Defect("spaced_name", len(spaced), spaced[0][-_EXAMPLE:])
    half = len(_HALF.findall(text))
    if half > 3 and half > 3 * len(_FULL.findall(text)):
        yield Defect("halfwidth_punctuation", half)
    for defect, find in (("numbering_gap", numbering_gaps), ("doubled_paragraph", doubled_paragraphs)):
        yield from _listed(defect, text, find)


def _listed(defect: str, text: str, find: Callable[[str], list[str]]) -> Iterator[Defect]:
    if found := find(text):
        yield Defect(defect, len(found), found[0][:_EXAMPLE])


def _around(text: str, match: re.Match[str], defect: str) -> str:
    """The words of a flaw; one that shows nothing by itself with what stands around it."""
    if len(match.group()) >= 4 and defect not in ("private_use", "replacement"):
        return match.group()[:_EXAMPLE]
    line = text.rfind("\n", max(0, match.start() - 6), match.start()) + 1
    return text[max(line, match.start() - 6) : match.end() + 6].split("\n", 1)[0][:_EXAMPLE]


def numbering_gaps(text: str) -> list[str]:
    """Where a count leaves out a number, each as ``三→五``. A count begins anew at one."""
    gaps = []
    for pattern, needed in _COUNTS:
        last = run = 0
        said = ""
        for match in pattern.finditer(text):
            number = number_of(match[1]) or 0
            if last and last + 1 < number <= last + _MAX_GAP and run >= needed:
                gaps.append(f"{said}→{match[1]}")
            follows = number == 1 or (last and last < number <= last + _MAX_GAP)
            run = run + 1 if follows and number != 1 else int(number == 1)
            last, said = (number, match[1]) if follows else (0, "")
    return gaps


def doubled_paragraphs(text: str) -> list[str]:
    """Paragraphs of some length that an earlier one says word for word."""
    seen: set[str] = set()
    doubled = []
    for line in text.split("\n"):
        words = "".join(half_width(line).split())
        if len(words) < _MIN_DOUBLED:
            continue
        if words in seen:
            doubled.append(line.strip())
        seen.add(words)
    return doubled

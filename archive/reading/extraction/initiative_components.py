"""The parts a report lists of a scheme: 一站三卡 is one station and three cards."""

from __future__ import annotations

import re

from archive.reading.extraction.initiative_candidates import Candidate
from archive.reading.extraction.numerals import parse_numeral
from archive.reading.extraction.sentences import Sentences

REACH = 120
PARALLEL_REACH = 40
ITEM = r"[^，,。；;：:、！？“”‘’（）()\n]{1,16}"
ENUMERATION = re.compile(rf"{ITEM}(?:、{ITEM}){{1,9}}")
QUOTED_ENUMERATION = re.compile(r"“[^“”\n]{2,16}”(?:[、和]?“[^“”\n]{2,16}”){1,9}")
LIST_MARK = re.compile(r"[、，,;；]")
INTRODUCTION = re.compile(r"(?:[，,]?(?:即|就是|包括|分别是|具体是|内容是|主要是|有)|[：:])$")
LEADING_VERB = re.compile(
    r"^.{0,9}(?:建立了|建立|设立|实行|包括|就是|推行|实行|实施|开展|坚持|围绕|落实|设立|设|要求[^，]{0,6}做到|做到|通过|采取|分为|形成|即|把|将|由|以|对|为|用|和|及|组织分别组建|分别组建|成立)(?=.{2})"
)
TRAILING = re.compile(
    r"(?:等|的$|，|全部|均|都|合成|融为|有机|连成|进行|统一上墙|[两二三四五六七八九十]+(?:个|项|类|种|方面)).*$"
)
GLOSS = re.compile(r"[（(](?P<list>[^（）()\n]{3,120})[)）]")
THEME = re.compile(r"以(?P<list>[^，,。；;\n]{4,70})为(?:主题|主要内容|内容|重点)的$")
NAME_NUMERAL = re.compile(r"[一二两三四五六七八九十]|双|\d{1,2}")
PAIR = re.compile(
    r"(?:即|就是|包括|分别是|：|:)(?P<first>[\u4e00-\u9fff]{2,12})(?:和|与|、)(?P<second>[\u4e00-\u9fff]{2,12})(?=[，,。；;）)])"
)
NO_PART = re.compile(r"不断|切实|去年|今年|要|了|是|我们|他们|进一步|\d")


def components_of(candidate: Candidate, text: str, sentences: Sentences) -> tuple[str, ...]:
    """Parts listed in a bracketed gloss or in 以…为主题的 before the name; or in an enumeration of the sentence that
    has as many items as the name has numbers (三必访: three); or, directly behind the name, in one that is introduced
    (即, 就是, 包括) or whose items are alike."""
    if candidate.gloss and LIST_MARK.search(candidate.gloss):
        return tuple(part.strip() for part in LIST_MARK.split(candidate.gloss) if part.strip())
    gloss = GLOSS.match(text, candidate.end)
    if gloss and LIST_MARK.search(gloss["list"]):
        return tuple(part.strip() for part in LIST_MARK.split(gloss["list"]) if part.strip())
    start, end = sentences.spans[sentences.index_at(candidate.start)]
    theme = THEME.search(text, max(start, candidate.left - REACH), candidate.left)
    if theme and "、" in theme["list"]:
        return tuple(theme["list"].strip("“”").split("、"))
    start, end = max(start, candidate.start - REACH), min(max(end, candidate.after), candidate.after + REACH)
    core = text[candidate.core_start : candidate.core_end]
    wanted = _numbers(core)
    quoted = QUOTED_ENUMERATION.search(text, candidate.after, end)
    if quoted and INTRODUCTION.search(text, candidate.after, quoted.start()):
        return tuple(re.findall(r"“([^“”]+)”", quoted.group()))
    for match in ENUMERATION.finditer(text, start, end):
        if match.start() < candidate.end and candidate.start < match.end():
            continue
        items = _items(match.group().rstrip("."))
        marked = text[match.start() - 1 : match.start()] in ("“", '"', "「")
        alike = len({item[-2:] for item in items}) == 1 and items[0][-2:] in core
        if marked and not alike and not INTRODUCTION.search(text[max(0, match.start() - 6) : match.start() - 1]):
            # A quoted enumeration is a saying or another scheme unless it is introduced or the name tells of it.
            continue
        between = text[candidate.after : match.start()]
        behind = match.start() >= candidate.after and len(between) <= 16
        introduced = behind and (bool(INTRODUCTION.search(between)) or match.group().startswith(("即", "就是", "包括")))
        after = match.start() >= candidate.after and "“" not in between and len(between) <= PARALLEL_REACH
        counted = len(items) in wanted and (len(items) > 2 or introduced)
        if len(items) >= 2 and (introduced or (_plausible(items) and (counted or (after and _parallel(items))))):
            return items
    pair = PAIR.search(text, candidate.after, end)
    if pair and 2 in wanted:
        return pair["first"], pair["second"]
    return _like_clauses(text[candidate.after : end], wanted)


def _like_clauses(text: str, wanted: set[int]) -> tuple[str, ...]:
    """Clauses directly behind the name that begin alike: ，比安全、看责任，比质量、看标准，…"""
    clauses = re.split("[，,]", text.rstrip("。！；;"))
    if len(clauses) < 3 or clauses[0]:
        return ()
    opening = clauses[1][:1]
    alike = []
    for clause in clauses[1:]:
        if clause[:1] != opening or not 3 <= len(clause) <= 16:
            break
        alike.append(clause)
    return tuple(alike) if len(alike) >= 3 or len(alike) in wanted else ()


def _numbers(core: str) -> set[int]:
    """Counts that a name like 一站三卡 promises: each of its numbers, and their sum."""
    if len(core) > 12 or "+" in core:
        return set()
    numbers = [2 if found == "双" else int(parse_numeral(found) or 0) for found in NAME_NUMERAL.findall(core)]
    return {count for count in (sum(numbers), *numbers) if 2 <= count <= 10}


def _items(enumeration: str) -> tuple[str, ...]:
    items = enumeration.split("、")
    items[-1] = TRAILING.sub("", items[-1])
    items[0] = _nearest(items[0], LEADING_VERB.sub("", items[0]), [len(item) for item in items[1:]])
    if len(items) == 2 and "和" in items[1][1:-1]:
        items[1:] = items[1].split("和", 1)
    return tuple(item for item in items if item)


def _nearest(whole: str, cut: str, lengths: list[int]) -> str:
    """The first item with or without the words that lead up to it, whichever is as long as the others."""
    usual = sum(lengths) / len(lengths)
    return cut if abs(len(cut) - usual) <= abs(len(whole) - usual) else whole


def _plausible(items: tuple[str, ...]) -> bool:
    """Names of parts are of about one length and hold no words of narration."""
    lengths = [len(item) for item in items]
    return max(lengths) - min(lengths) <= 6 and not any(NO_PART.search(item) for item in items)


def _parallel(items: tuple[str, ...]) -> bool:
    """Items that begin or end alike: 包思想教育、包致富服务; 老人必访、病人必访."""
    if len(items) < 3:
        return False
    return len({item[0] for item in items}) == 1 or len({item[-2:] for item in items}) == 1

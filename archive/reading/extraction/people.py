"""Who wrote, spoke, edited, is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.reading.extraction.bylines import byline_authors, interviewees, metadata_people
from archive.reading.extraction.person_names import HAN, NameRules, squeeze
from archive.reading.records import Evidence, PersonMention, ReportSlice
from archive.reading.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class People:
    """``authors`` sign or speak the report (part author, interviewee); ``people`` are all persons named."""

    authors: tuple[PersonMention, ...] = ()
    people: tuple[PersonMention, ...] = ()


# What may follow a name that stands behind a post.
_NAME_END = re.compile(
    r"(?:同志|等|说|告诉|介绍|表示|认为|坦言|笑言|强调|指出|讲|在|的|是|被|向|为|对|从|把|带|以|退休|当|和|与|总结|组织|带|走|来到|每|提出|率|牵头|主动|又|也|还|已|有|任|先后|家|立即|正|多次|亲自|首先|作|做|开始|、|,|，|。|：|:|；|;|“|（|\(|\)|）|！|\s|$)"
)
# Behind an office and a name of three characters more words show that the name has ended.
_ACTS = re.compile(
    r"(?:解释|回忆|感叹|自己|多次|打|笑|拿|拉|算|接|看|听|给|到|同|跟|便|就|却|都|正|曾|站|坐|写|因|将|去|没|不|挨|[一两三四五六七八九十]|深|用|调|主|及|、)"
)
_SPEAKS = re.compile(r"(?:说|告诉|介绍|表示|同志|坦言|笑言|感慨|高兴|激动|深有|[,，](?:今年)?\d{2}岁)")
_COMMON_LEADERS = re.compile(
    r"(?P<name>毛泽东|邓小平|江泽民|胡锦涛|习近平|周恩来|焦裕禄|孔繁森|谷文昌|郑培民|雷锋|杨善洲|沈浩|牛玉儒|任长霞|廖俊波|黄大年|黄文秀|张桂梅)"
    r"(?=总书记|同志|主席|式|精神|,|，|、|。|在|说|强调|指出|新时代)"
)


def find_people(report: ReportSlice, title: str, rulebook: Rulebook) -> People:
    """Bylines in the text and metadata lines first, then persons named with a post."""
    rules = rulebook.rules(NameRules.from_tables)
    meta = list(metadata_people(report, rules))
    in_text = list(byline_authors(report.text, title, rules))
    spoken = list(interviewees(report.text, title, rules))
    authors = _distinct(spoken or in_text or [p for p in meta if p.part == "author"])
    if not spoken and in_text:
        authors = _distinct(in_text)
    others = [p for p in meta if p.part != "author"]
    others += [*text_editors(report.text, rules), *named_people(report.text, rules)]
    return People(tuple(authors), tuple(_distinct([*authors, *others])))


def _distinct(people: list[PersonMention]) -> list[PersonMention]:
    """The first mention of each name; one that knows the post goes before one that does not."""
    chosen: dict[str, PersonMention] = {}
    for person in people:
        known = chosen.get(person.name)
        if known is None or (known.role is None and person.role and known.part == person.part):
            chosen[person.name] = person
    return list(chosen.values())


_EDITOR = re.compile(
    rf"(?:责任|栏目|本期|值班|本版|执行)?(?:编辑|责编)[:：/／][ \u3000]{{0,2}}(?P<name>[{HAN}] ?[{HAN}]{{1,2}})"
)
# Where an editor is named, counted from the end of a text.
_TAIL = 300


def text_editors(text: str, rules: NameRules) -> Iterator[PersonMention]:
    """Editors whom the last lines name beside something else, so that the line stayed in the text."""
    for match in _EDITOR.finditer(text, max(0, len(text) - _TAIL)):
        if rules.is_name(match["name"]):
            evidence = Evidence(*match.span("name"), match["name"], "editor-label")
            yield PersonMention(squeeze(match["name"]), "person", "editor", None, None, evidence, 0.85)


def named_people(text: str, rules: NameRules) -> Iterator[PersonMention]:
    """Persons named behind a post (居民王小平说) and those everyone writes without one (焦裕禄同志)."""
    posts = "|".join(rules.posts)
    surname = rf"(?:{rules.common_surname.pattern}[{HAN}]{{1,2}}|{rules.familiar_surname.pattern}[{HAN}]{{2}})"
    pattern = re.compile(rf"(?P<post>{posts})(?P<name>{surname})")
    for match in pattern.finditer(text):
        name = _whole_name(text, match, rules)
        if name:
            start = match.start("name")
            evidence = Evidence(start, start + len(name), name, "post-and-name")
            yield PersonMention(name, "person", "mentioned", match["post"], None, evidence, 0.8)
    for match in _COMMON_LEADERS.finditer(text):
        evidence = Evidence(match.start(), match.end(), match["name"], "well-known-name")
        yield PersonMention(match["name"], "person", "mentioned", None, None, evidence, 0.9)


def _whole_name(text: str, match: re.Match[str], rules: NameRules) -> str | None:
    """Three characters where a word that ends a name follows them, else two. Behind 党员, 居民 and the like only a
    name that speaks or acts counts: 党员权利、党员程序 are no persons."""
    start = match.start("name")
    plain = rules.kinds[match["post"]] == "plain"
    for length in (len(match["name"]), len(match["name"]) - 1):
        name = text[start : start + length]
        if length < 2 or not rules.is_name(name):
            continue
        if rules.familiar_surname.match(name) and not _SPEAKS.match(text, start + length) and (plain or length < 3):
            continue
        if (_SPEAKS if plain and length == 2 else _NAME_END).match(text, start + length):
            return name
        if not plain and length == 3 and _ACTS.match(text, start + length):
            return name
    return None

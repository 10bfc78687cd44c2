"""Authors as a report signs them: bylines under the title, brackets, press lines, signatures, speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.reading.extraction.person_names import HAN, NameRules, split_post, squeeze
from archive.reading.records import Evidence, PersonMention, ReportSlice

_PRESS = re.compile(
    r"(?P<kind>(?:本报|本刊|本网|本台|特约|首席|实习|见习){0,2}(?:记者|通讯员|实习生))[:：]?[ \u3000]*"
    rf"(?P<names>[{HAN}·]{{2,6}}"
    rf"(?:[ \u3000、，,]{{1,4}}(?!(?:本报|本刊|特约)?(?:记者|通讯员|实习生|摄影|报道))[{HAN}·]{{2,6}}){{0,5}}|"
    rf"[{HAN}] [{HAN}])"
)
# 记者：请您谈谈。 is a turn of a talk.
_TURN = re.compile(r"[ \u3000]*(?:本报|本刊|本网)?(?:记者|通讯员)[:：][^\n。？！?!]{0,200}[。？！?!]")
_PRESS_IN_LINE = re.compile(rf"(?P<kind>记者|通讯员)[:： \u3000]{{1,3}}(?P<name>[{HAN}]{{2,4}})(?![{HAN}])")
_PRESS_LINE = re.compile(
    r"本报讯|本刊讯|本报[一-龥]{2,8}\d{0,2}月?\d{0,2}日?电|电[ \u3000]*[(（]?记者|[(（](?:本报)?(?:记者|通讯员)|"
    r"^[(（]?(?:本报|本刊|本网|本台)?(?:特约|首席|实习|见习)?(?:记者|通讯员)|"
    r"^[(（■□▲●]?[ \u3000]?(?:(?!记者)[一-龥]){1,10}(?:报|网|社|台|刊|杂志|客户端|融媒|融媒体中心)"
    r"(?:首席|特约|见习|实习)?(?:记者|通讯员)"
)
_PRESS_TAIL = re.compile(r"[(（](?:本报|本刊)?(?:记者|通讯员)[^()（）。]{2,50}[)）]$")
# 郑月 2019年05月21日08:33 来源:清溪日报
_NAME_BEFORE_DATE = re.compile(
    rf"[ \u3000]*(?P<name>[{HAN}](?: ?[{HAN}·]){{1,7}})[ \u3000]+(?:19|20)\d\d[年\-./]\d{{1,2}}"
)
# A pen name of a publicity staff: 增组宣, 县组轩.
_STAFF_PEN_NAME = re.compile(rf"[{HAN}]{{1,2}}(?:组宣|组轩|组萱|宣轩|纪宣|党宣|组工|组文|宣文)")
_AUTHOR_LABEL = re.compile(
    r"(?:^|[(（])[ \u3000]*(?:作者|撰稿|执笔|文[/／]图|图[/／]文|文字|文|供稿|撰文)"
    r"(?:[:：/／]|[ \u3000]*[:：]|(?<=图)[ \u3000])[ \u3000]*"
    # The next label ends the value: 文字：李文  编辑：郑月.
    r"(?P<value>(?:(?![ \u3000;；]{1,4}[一-龥]{2,4}[:：/／])[^\n()（）。]){2,60})"
)
# （课题组成员：林青、郑月；执笔：郑月）
_MEMBERS = re.compile(rf"(?:课题组|调研组|编写组)(?:组长|成员)?[:：][ \u3000]*(?P<names>[{HAN}、，, \u3000]{{2,60}})")
_MORE_MEMBERS = re.compile(
    rf"[;；][ \u3000]*(?:副组长|成员|组员|执笔人?)[:：][ \u3000]*(?P<names>[{HAN}、，, \u3000]{{2,60}})"
)
_AUTHOR_NOTE = re.compile(r"[(（](?:本文)?作者(?:单位[:：]|系|为|[:：])(?P<value>[^\n()（）。;；]{2,50})")
_CORPORATE = re.compile(
    rf"(?:中共|中国共产党)?[{HAN}“”、（）() \u3000]{{2,40}}?"
    r"(?:委员会|党委|[省市县区州盟旗地]委|党组|党工委|工委|组织部|宣传部|统战部|课题组|调研组|考察组|调查组|写作组|督导组|工作组|联合组|中心组|党支部|党总支|办公室|政研室|研究室|党校|办公厅|学会|编写组|领导小组|实践办|活动办|党建办|指导组|工作队|联合会|管理局|[省市县区州盟旗地乡镇工]委[一-龥“”]{2,10}办|公安局|教育局|税务局|人民政府)"
)
# （中共清溪县委组织部供稿）
_SUPPLIED = re.compile(r"[(（](?P<value>[^()（）。\n]{4,40}?)(?:供稿|报送|提供|推荐|整理)[)）][ \u3000]*$")
# ——中共清溪县委组织部: a body that signs where a subtitle stands.
_PARTY_BODY = re.compile(rf"中共[{HAN}]{{2,20}}(?:委|委员会|党委|工委|党工委|组织部|宣传部|办公室|党校|课题组)")
_FRAME = "■▲●◆★▍□○◎☆※•◇△*\u2002\u3000 ()（）【】[]-—"
_NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十0-9]{1,3}[、.．)）]")
_HEAD_LINES = 7
_TAIL_LINES = 4
_DATE = re.compile(r"[(（]?[\d〇○零一二三四五六七八九十年月日.\-/ ]{4,20}[)）]?")
_INTRODUCED = re.compile(
    r"(?:嘉宾[^。\n]{0,10}?(?:是|有|为)|邀请到?(?:的(?:嘉宾)?是)?|采访了|专访了?|对话|访谈|访|"
    r"请来的?(?:嘉宾)?是?|[(（]|——[与和同]|^[与和同]|今天做客[^。\n]{0,12}?是)"
    rf"(?P<post>[{HAN}、，,（）“” ]{{2,40}}?)(?P<name>[{HAN}]{{2,3}})"
    r"(?=同志|先生|女士|的(?:对话|访谈|专访)|[\s)）。，,．.]|$)"
)
_SPEAKER = re.compile(rf"^[ \u3000]*[【\[]?(?P<name>[{HAN}]{{1,4}})[】\]]?(?:[:：]|(?<=[】\]]))", re.M)
_ASKERS = frozenset(["记者", "主持人", "问", "网友", "本刊", "本报", "编者", "编辑", "答", "采访者", "观众", "画面"])


_Note = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    head: bool


def _edge_lines(text: str, title: str) -> Iterator[_Line]:
    """The lines around the body: those after the title, and the last ones. The title's own lines are left out."""
    lines, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((line, at))
        at += len(line) + 1
    folded_title = squeeze(title)
    for order, (line, start) in enumerate(lines):
        head, tail = order < _HEAD_LINES, order >= len(lines) - _TAIL_LINES
        of_title = order < 4 and bool(folded_title) and squeeze(line) in folded_title
        # A line with tabs is a row of a table.
        if (head or tail) and not of_title and "\t" not in line:
            yield _Line(line, start, head)


def byline_authors(text: str, title: str, rules: NameRules) -> Iterator[PersonMention]:
    """Persons and bodies that sign, each with role and affiliation as stated."""
    found: list[PersonMention] = []
    affiliation = _noted_affiliation(text, rules)
    body_begun = False
    for line in _edge_lines(text, title):
        if line.head and not body_begun:
            made = list(_line_authors(line, rules, affiliation))
            # A body beside a person who signs is where the person works.
            if not (found and all(a.kind == "corporate" for a in made)):
                found += made
            body_begun = not made and (len(line.text) > 60 or (len(line.text) > 30 and "。" in line.text))
        elif not line.head or line.start > len(text) * 0.7:
            found += _signature(line, rules, affiliation, bool(found))
    yield from found or list(_noted_names(text, rules)) or _lone_name(text, title, rules, affiliation)


# （清溪师范学院 政法学院，邮编 130000） on a line of its own below the name.
_BODY_BELOW = re.compile(
    r"\n[ \u3000]*[(（](?P<value>[一-龥 \u3000]{2,30}"
    r"(?:大学|学院|党校|研究院|研究所|研究室|委员会|[县市区省]委|组织部|公司|医院|中心|学校))"
    r"(?:[，,;；][^()（）\n]{0,40})?[)）][ \u3000]*\n"
)
_HEAD_LENGTH = 300
# Words of three letters that stand alone under a title and are no name.
_NO_LONE_NAME = re.compile(
    r"[一-龥]{2}[篇章一二三四五六七八九十言文要事记版稿件录会部局委办组室县市区省镇乡村的们了性化者时年月日讯电号类体型按]"
)
# How long a line is that is surely of the body.
_BODY_LINE = 30


def _lone_name(text: str, title: str, rules: NameRules, note: _Note) -> Iterator[PersonMention]:
    """Three letters alone between the title and the body are a name, though the family name be a rare one."""
    at = text.find(title) if title else -1
    head = re.compile(rf"\n+[ \u3000]*(?P<name>[{HAN}]{{3}})[ \u3000]*\n+(?P<next>[^\n]{{1,80}})").match(
        text, at + len(title)
    )
    if at < 0 or not head or _NO_LONE_NAME.fullmatch(head["name"]) or rules.post_tail.search(head["name"]):
        return
    if len(head["next"]) >= _BODY_LINE or head["next"].startswith(("(", "（")):
        yield _person(head["name"], note[0], note[1], text, 0, head.span("name"), "lone-name")


def _noted_names(text: str, rules: NameRules) -> Iterator[PersonMention]:
    """Names that only the note on the authors holds: （作者单位：中共清溪县委组织部 郑怀礼 吕平）."""
    match = _AUTHOR_NOTE.search(text)
    if match and _trailing_names(match["value"], rules)[1]:
        yield from _named(match["value"], match.start("value"), rules, (None, None), "author-note")


def _noted_affiliation(text: str, rules: NameRules) -> tuple[str | None, str | None]:
    """Role and body of （作者单位：…） or （作者系…副教授）."""
    match = _AUTHOR_NOTE.search(text) or _BODY_BELOW.search(text, 0, _HEAD_LENGTH)
    return split_post(match["value"], rules) if match else (None, None)


def _line_authors(line: _Line, rules: NameRules, affiliation: _Note) -> Iterator[PersonMention]:
    press = list(_press(line, rules))
    if press:
        yield from press
        return
    dated = _NAME_BEFORE_DATE.match(line.text)
    if dated and (rules.is_name(dated["name"]) or rules.is_byline_minority_name(dated["name"])):
        yield _person(squeeze(dated["name"]), None, None, line.text, line.start, dated.span("name"), "name-date")
        return
    label = _AUTHOR_LABEL.search(line.text)
    if label:
        yield from _named(label["value"], line.start + label.start("value"), rules, affiliation, "author-label")
        return
    bare = line.text.strip(_FRAME)
    # With a postal code it is the address of an author of a journal.
    if (
        not bare
        or len(bare) > 60
        or re.search(r"\d{6}", bare)
        or re.search(r"[。！？!?：:；;]", bare)
        or (line.text.lstrip().startswith("——") and not _PARTY_BODY.fullmatch(bare))
    ):
        return
    at = line.start + line.text.index(bare)
    yield from _named(bare, at, rules, affiliation, "byline")


def _press(line: _Line, rules: NameRules) -> Iterator[PersonMention]:
    if not _PRESS_LINE.search(line.text[:60]) or _TURN.match(line.text):
        return
    for match in _PRESS.finditer(line.text[:120]):
        at = line.start + match.start("names")
        parts = list(re.finditer(rf"[{HAN}·]+", match["names"]))
        if len(parts) == 2 and all(len(p.group()) == 1 for p in parts):
            name = squeeze(match["names"])
            yield _person(name, match["kind"], None, line.text, line.start, match.span("names"), "press-line")
            continue
        for part in parts:
            name = part.group()
            span = (match.start("names") + part.start(), match.start("names") + part.end())
            if _STAFF_PEN_NAME.fullmatch(name):
                evidence = Evidence(at + part.start(), at + part.end(), name, "press-line")
                yield PersonMention(name, "corporate", "author", match["kind"], None, evidence, 0.8)
            elif rules.is_name(name) or rules.is_minority_name(name):
                yield _person(name, match["kind"], None, line.text, line.start, span, "press-line")


def _person(
    name: str, role: str | None, body: str | None, text: str, base: int, span: tuple[int, int], rule: str
) -> PersonMention:
    evidence = Evidence(base + span[0], base + span[1], text[span[0] : span[1]], rule)
    return PersonMention(name, "person", "author", role, body, evidence, 0.9)


def _named(text: str, base: int, rules: NameRules, affiliation: _Note, rule: str) -> Iterator[PersonMention]:
    """``[post] name [name …]`` or a body's name. ``text`` is a byline without its frame."""
    names_at, names = _trailing_names(text, rules)
    if names:
        role, body = split_post(text[:names_at], rules)
        for start, end in names:
            name = squeeze(text[start:end])
            yield _person(name, role or affiliation[0], body or affiliation[1], text, base, (start, end), rule)
        return
    if _CORPORATE.fullmatch(text) and not re.match(r"第?[一二三四五六七八九十]+[、篇]|关于|论|浅|在", text):
        yield PersonMention(
            text.strip(), "corporate", "author", None, None, Evidence(base, base + len(text), text, rule), 0.9
        )


def _trailing_names(text: str, rules: NameRules) -> tuple[int, list[tuple[int, int]]]:
    """Names at the end of a byline, and where they begin. The names may be spaced letters (唐 小 林), a list, or glued
    to the post (县委书记马学军)."""
    tokens = [m.span() for m in _NAME_TOKEN.finditer(text)]
    names: list[tuple[int, int]] = []
    left = len(tokens)
    while left > 0:
        start, end = tokens[left - 1]
        if end - start == 1:
            found = _spaced_names(text, tokens[:left], rules)
            if not found:
                break
            names = found + names
            left = next(i for i, token in enumerate(tokens) if token[0] == found[0][0])
            continue
        name = text[start:end]
        fits = rules.is_name(name) or (bool(names) and len(name) in (2, 3) and rules.surname.match(name))
        fits = (fits and not rules.post_tail.search(name)) or rules.is_byline_minority_name(name)
        if not fits:
            break
        names.insert(0, (start, end))
        left -= 1
    if not names and len(tokens) > 1 and len(text[tokens[-1][0] : tokens[-1][1]]) in (2, 3):
        # An uncommon surname beside a post of its own: trust the post.
        before = text[: tokens[-1][0]].rstrip()
        if rules.post_tail.search(before) and tokens[-1][0] > len(before):
            names = [tokens[-1]]
    if names:
        rest = text[: names[0][0]].strip(" 　、，,")
        alone = not rest and (len(names) > 1 or names[0] == (0, len(text)))
        return (names[0][0], names) if alone or len(rest) > 1 else (0, [])
    return _glued_name(text, rules)


# A name or the first letter of a spaced one; 阿依古丽·买买提 is one.
_NAME_TOKEN = re.compile(rf"[{HAN}]{{1,40}}(?:[·•・][{HAN}]{{1,8}}){{0,2}}")


def _spaced_names(text: str, tokens: list[tuple[int, int]], rules: NameRules) -> list[tuple[int, int]]:
    """The names which the single letters at the end of ``tokens`` spell: 唐 小 林, or 李 明　王 芳, which are two."""
    singles: list[tuple[int, int]] = []
    for span in reversed(tokens):
        if span[1] - span[0] != 1 or len(singles) == 8:
            break
        singles.insert(0, span)
    whole = (singles[0][0], singles[-1][1])
    if 2 <= len(singles) <= 4 and rules.is_name(text[slice(*whole)]):
        return [whole]
    pairs = [(first[0], second[1]) for first, second in zip(singles[::2], singles[1::2], strict=False)]
    if len(singles) % 2 == 0 and all(rules.is_name(text[slice(*pair)]) for pair in pairs):
        return pairs
    return []


def _glued_name(text: str, rules: NameRules) -> tuple[int, list[tuple[int, int]]]:
    for length in (3, 2):
        head, name = text[:-length], text[-length:]
        if rules.post_tail.search(head) and rules.is_name(name):
            return len(head), [(len(head), len(text))]
    return 0, []


def _signature(line: _Line, rules: NameRules, affiliation: _Note, signed: bool) -> Iterator[PersonMention]:
    """A body or person in the last lines, before or after the date."""
    bare = line.text.strip(_FRAME)
    label = _AUTHOR_LABEL.search(line.text)
    press = _PRESS_TAIL.search(line.text[-80:])
    if press and not signed:
        cut = len(line.text) - len(press.group())
        yield from _press(_Line(line.text[cut:], line.start + cut, False), rules)
        return
    supplied = _SUPPLIED.search(line.text)
    if supplied and not signed:
        yield from _named(supplied["value"], line.start + supplied.start("value"), rules, affiliation, "supplied")
        return
    members = _MEMBERS.search(line.text)
    if members:
        for group in [members, *_MORE_MEMBERS.finditer(line.text, members.end())]:
            for match in re.finditer(rf"[{HAN}]{{2,4}}", group["names"]):
                if rules.is_name(match.group()):
                    start = group.start("names") + match.start()
                    span = (start, start + len(match.group()))
                    yield _person(match.group(), None, None, line.text, line.start, span, "group-members")
        return
    if label and not signed:
        value = re.split(r"[,，;；]", label["value"])[0]
        yield from _named(value.strip(), line.start + label.start("value"), rules, affiliation, "author-label")
        return
    if signed or not bare or len(bare) > 40 or _NUMBERED.match(bare) or re.search(r"[。！？!?：:；;，,]", bare):
        return
    bare = re.sub(r"[ \u3000]*[(（]?\d{4}年\d{1,2}月(?:\d{1,2}日)?[)）]?$", "", bare)
    if bare and not _DATE.fullmatch(bare):
        yield from _named(bare, line.start + line.text.index(bare), rules, affiliation, "signature")


def interviewees(text: str, title: str, rules: NameRules) -> Iterator[PersonMention]:
    """The person who answers: labels of the turns (马学军：), else the introduction (访中共中宁县委书记马学军)."""
    speakers: dict[str, int] = {}
    asked = 0
    for match in _SPEAKER.finditer(text):
        name = match["name"]
        if name in _ASKERS:
            asked += 1
        else:
            speakers[name] = speakers.get(name, 0) + 1
    if asked < 2:
        return
    introduced: dict[str, tuple[int, str]] = {}
    for match in _INTRODUCED.finditer(text[:1500]):
        for length in (3, 2):
            name = (match["post"] + match["name"])[-length:]
            post = (match["post"] + match["name"])[:-length]
            if rules.is_name(name) and rules.post_tail.search(post):
                at = match.end("name") - length
                if name not in introduced or len(post) > len(introduced[name][1]):
                    introduced[name] = (at, post)
                break
    for name, (at, post) in introduced.items():
        turns = sum(n for label, n in speakers.items() if label == name or label[0] == name[0])
        if turns or len(introduced) == 1:
            role, body = split_post(post, rules)
            evidence = Evidence(at, at + len(name), name, "interviewee")
            yield PersonMention(name, "person", "interviewee", role, body, evidence, 0.9)
    if introduced:
        return
    for label, turns in speakers.items():
        if turns >= 2 and rules.is_name(label) and not rules.post_tail.search(label):
            at = text.index(label)
            yield PersonMention(
                label, "person", "interviewee", None, None, Evidence(at, at + len(label), label, "speaker-label"), 0.7
            )


def metadata_people(report: ReportSlice, rules: NameRules) -> Iterator[PersonMention]:
    """Authors and editors of lines that were cut (作者:…, 责编:…)."""
    for line in report.meta:
        if line.key == "posted_on":
            # 2019-05-06 08:30 清溪晚报记者 郑月: the byline beside the date of a page.
            for match in _PRESS_IN_LINE.finditer(line.line):
                if rules.is_name(match["name"]):
                    evidence = Evidence(line.raw_start, line.raw_end, line.line, "meta-press", in_metadata=True)
                    yield PersonMention(match["name"], "person", "author", match["kind"], None, evidence, 0.8)
            before = _NAME_BEFORE_DATE.match(line.line)
            if before and (rules.is_name(before["name"]) or rules.is_byline_minority_name(before["name"])):
                evidence = Evidence(line.raw_start, line.raw_end, line.line, "meta-name-date", in_metadata=True)
                yield PersonMention(squeeze(before["name"]), "person", "author", None, None, evidence, 0.8)
        if line.key not in ("author", "editor"):
            continue
        evidence = Evidence(line.raw_start, line.raw_end, line.line, f"meta-{line.key}", in_metadata=True)
        value = line.value.strip(_FRAME + ":：")
        _, spans = _trailing_names(value, rules)
        part = line.key
        if spans:
            role, body = split_post(value[: spans[0][0]], rules)
            for start, end in spans:
                yield PersonMention(squeeze(value[start:end]), "person", part, role, body, evidence, 0.9)
        elif "记者" in value[:16]:
            for match in _PRESS_IN_LINE.finditer(value[:60]):
                if rules.is_name(match["name"]):
                    yield PersonMention(match["name"], "person", part, match["kind"], None, evidence, 0.9)
        elif part == "author" and _CORPORATE.fullmatch(value):
            yield PersonMention(value, "corporate", part, None, None, evidence, 0.9)

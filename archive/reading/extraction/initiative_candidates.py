"""Strings that may name a scheme: quoted ones, and noun phrases under a verb that carries something out.

High recall; :mod:`initiative_evidence` judges. Half-width and full-width punctuation count alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.reading.extraction.initiative_bare import bare_objects
from archive.reading.extraction.initiative_rules import HAN, InitiativeRules
from archive.reading.extraction.sentences import Spans, clause_start

OPENING, CLOSING = "“「『〝", "”」』〞"
QUOTE_MARKS = re.compile('[“”「」『』〝〞"＂\n]')
LONGEST_QUOTE = 70
LONGEST_GAP = 34
LIST_GAP = re.compile(r"[、，,;；]?(?:和|与|及|以及|或|暨)?$")
LIST_END = re.compile(
    r"等?(?:一系列|系列|一大批|一批|多种|多项|各类|主题|几项|[一二两三四五六七八九十]{1,2}(?:项|个|类|种|大|支))?"
)
# “甲”、乙局机关党支部“丙”: the members of a list, each with whose it is.
OWNED_GAP = re.compile(
    rf"[、，]{HAN}{{2,28}}(?:支部|党委|总支|中心|局|镇|乡|村|社区|街道|公司|学院|医院|大队|分局|站|所|科)的?$"
)
# 周末支部日|坚持了六年
GOES_ON = re.compile(r"(?:坚持|连续|累计|覆盖|已)(?:了|办|开)?[\d一二两三四五六七八九十]")
COUNTED_HEAD = re.compile(r"[两二三四五六七八九十]")
AMOUNT = re.compile(r"\d[\d.]{0,8}[万亿]?元")
COUNT_INSIDE = re.compile(r"\d[多余]?[个名条户处家场次项支座间]")
TITLE_BRACKETS = re.compile(r"《[^《》\n]{1,80}》")
COUNTED = r"(?:一|首|第?[一两二三四五六七八九十\d]{1,4})(?:个|批|支|条|项|场|次|届|种|家|套|面|所|座)"
LETTER = r"[\u4e00-\u9fffA-Za-z0-9+＋×·]"
PHRASE = re.compile(rf"{LETTER}(?:{LETTER}|、){{1,40}}(?:[（(][A-Za-z0-9]{{1,8}}[）)]{HAN}{{1,6}})?")
LEAD = re.compile(rf"(?:了|过|起|好|出|着|成)?(?:{COUNTED})?(?:以[^，。]{{1,20}}为(?:主题|主要内容|重点|载体)的)?")
SUBJECT_OPENING = re.compile(
    r"(?:^|[，,。；;：:\n])(?:[一二三四五六七八九十]是|\d{1,2}[.．、](?!\d)|[（(][一二三四五六七八九十\d]{1,2}[）)])?"
)
NOT_THE_VERB = re.compile(r"部|工作|委|生活|建设|体系|关系|观念|纪律|力|设置|者|化|覆盖|路线|的|领导")
# 西城镇的|杏林夜校: whose it is, at the opening of a clause or of an item in a list.
OWNED = re.compile(
    rf"(?<![^，,。；;：:、.)）\n”])(?:{HAN}{{2,10}}(?:镇|乡|村|街道|社区|局|院|校|公司|支部|党委|总支|县|区|市|中心|车间|项目部|班组|站|所|大队))的"
)
OWNED_LENGTH = 12
NAMING_PLAIN = re.compile(
    "这[就便]是我们的|[管把][它这其]{1,2}叫[作做]?|叫做|叫作|取名为?|起名叫?|命名为|名为|名叫|称之为"
)
CLAUSE_OPENING = re.compile(r"(?:^|[，,。；;：:、\n）)”])(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]，)?")
LONG_NUMBER = re.compile(r"\d{3}")
POINTING = re.compile(
    r"为期|历时|长达|力争|争取|确保|"
    r"(?:这|那|哪|各|某|十几|几十|几|数|多|两|[一二三四五六七八九十]{1,2})(?:些|项|个|次|场|类|种|大|方面|条)|"
    r"(?:第?[半几多两一二三四五六七八九十\d]{1,3})(?:年|个?月|天|周|期|轮|批|阶段)(?:多|来|的)?$"
)
# 省级|示范带, 县委|党校, 外地|经验: of a level or of others, not coined.
RULE_END = re.compile(rf"[制岗队团站](?!{HAN})")
OF_LEVEL = re.compile(
    r"(?:省级|市级|县级|区级|镇级|国家级|系列|主题|专题|示范|外地|先进|兄弟|周边|典型|成功|"
    r"[省市县区州镇乡]委|[省市县区州镇乡]政府|中央)+(?:单位|地区)?$"
)
# 进社区组织|活动, 大讨论、召开|座谈会: something done, not a name.
GENERIC_DEED = re.compile(r"(?:^|、|[^\d])(?:组织|开展|举办|召开|参加|进行)$")
DEICTIC = re.compile(
    r"(?:一系列|系列|这一|该|此|本|本次|此类|上述|相关|有关|各项|各类|各种|多种|形式多样|丰富多彩|一些|好|新|一定|有益|以上)+$"
)
HONOUR = re.compile(rf"(?:十佳|十大|百佳|百优|双十佳|最美|最佳|金牌)(?:{HAN}|·){{2,10}}")
HONOUR_VERB = re.compile("评选|选树|表彰|命名|评出|推选")
# “望闻问切”查隐患法: a way of doing named by what it does.
METHOD_TAIL = re.compile(rf"(?P<mod>{HAN}{{1,5}}?)(?<![方办做用看想说宪司执守合违])法(?!{HAN})")
# Words of names that hold a word of the sentence (邻|里).
WHOLE_WORDS = re.compile(
    "(?:推进|提升|落实|促进|建设|深化|加强|服务|实现)年|有约|邻里|故里|乡里|里程|和谐|和睦|和美|结对"
)
NAMED = re.compile(
    r"(?:取名|起名|定名|更名|改名|命名|冠名|名字叫|名字就叫|名叫|名为|名曰|(?:管|把)?[它这其]{1,2}叫|名称是|[，,]叫|这个叫|这些叫|(?:我们|咱们|大家|大伙|群众|乡亲们|居民们?)(?:都|就)?叫|[，,]简称|名字[，,]?就?叫)(?:为|叫|作|做|了)?$"
)
NOT_AFTER_HEAD = re.compile(r"[化师室费史型性者员商期票地会长区组]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """``start:end`` is the whole name with quotation marks and head noun, ``core_start:core_end`` what is coined.

    ``form``: quoted, plain, known. ``head`` is the noun behind a quoted name, or the end of a plain one, "" if none.
    ``left`` is where the clause's words before the name (or before the list it stands in) end: the name's own start,
    or that of the first in its list. ``after`` is where the words after the name (or after its list) begin.
    ``verb`` governs it, ``gap`` is the number of characters between. ``subject``: opens its clause.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    form: str
    head: str = ""
    of_head: bool = False
    left: int = 0
    after: int = 0
    verb: str = ""
    gap: int = 0
    gloss: str = ""
    listed: bool = False
    subject: bool = False


def quotations(text: str) -> list[tuple[int, int]]:
    """Spans of outermost quoted strings with their marks, none across a line. Marks turned the wrong way (”…“) and
    straight ones pair in order."""
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for match in QUOTE_MARKS.finditer(text):
        mark, position = match.group(), match.start()
        if mark == "\n":
            opened = None
        elif opened is None:
            opened = position
        elif mark in OPENING and text[opened] in OPENING:
            # A second opening mark: the closing one before it is lost, or (「『) it is nested.
            opened = opened if mark in "『" else position
        elif mark in CLOSING and text[opened] in CLOSING:
            opened = position
        elif mark == "』" and text[opened] == "「":
            continue
        else:
            spans.append((opened, position + 1))
            opened = None
    return spans


def find_candidates(text: str, rules: InitiativeRules) -> list[Candidate]:
    """All candidates by position; none inside the title of a document in 《》."""
    titles = Spans.of(match.span() for match in TITLE_BRACKETS.finditer(text))
    quotes = [span for span in quotations(text) if 2 < span[1] - span[0] <= LONGEST_QUOTE]
    found = [*quoted_candidates(text, quotes, rules), *plain_candidates(text, rules), *known_candidates(text, rules)]
    found = [item for item in found if not titles.hold(item.core_start, item.core_end)]
    return _without_overlaps(found)


def _without_overlaps(found: list[Candidate]) -> list[Candidate]:
    """Quoted names first, then known ones; one that overlaps a kept name falls away."""
    order = ("quoted", "known", "plain")
    found.sort(key=lambda item: (order.index(item.form), item.start, -item.end))
    taken: set[int] = set()
    kept = []
    for item in found:
        span = range(item.start, item.end)
        if taken.isdisjoint(span):
            kept.append(item)
            taken.update(span)
    return sorted(kept, key=lambda item: item.start)


def quoted_candidates(text: str, quotes: list[tuple[int, int]], rules: InitiativeRules) -> Iterator[Candidate]:
    """One candidate a quotation. Members of a list share the verb before it and the head behind it."""
    group: list[Candidate] = []
    for start, end in quotes:
        one = _quoted(text, start, end, rules)
        if group and not _joined(text, group[-1], start):
            yield from _as_list(text, group, rules)
            group = []
        group.append(one)
    yield from _as_list(text, group, rules)


def _quoted(text: str, start: int, end: int, rules: InitiativeRules) -> Candidate:
    gloss = rules.patterns["gloss"].match(text, end)
    after = gloss.end() if gloss else end
    head_end, head = _tail(text, after, rules)
    return Candidate(
        start, head_end or end, start + 1, end - 1, "quoted", head, bool(head) and text[after] == "的",
        start, head_end or after,
        gloss=(gloss["gloss"] or "").strip("（）()") if gloss else "",
    )  # fmt: skip


def _tail(text: str, position: int, rules: InitiativeRules) -> tuple[int, str]:
    """End and head noun of the words directly behind a quotation (“…”主题实践活动), or (0, "")."""
    patterns = rules.patterns
    short = patterns["short_tail"].match(text, position)
    if short and not patterns["stop_inside"].search(short["mod"] or "") and not COUNTED_HEAD.match(short["mod"] or ""):
        return short.end(), short["head"] or short["team"]
    method = METHOD_TAIL.match(text, position)
    if method and not patterns["stop_inside"].search(method["mod"]):
        return method.end(), "工作法"
    tail = patterns["tail"].match(text, position)
    if (
        tail is None
        or patterns["stop_inside"].search(tail["mod"])
        or patterns["stop_tail"].search(tail["mod"])
        or LONG_NUMBER.search(tail["mod"])
    ):
        return 0, ""
    if COUNTED_HEAD.match(tail["mod"]):
        # “甲会”“乙会”“丙会”三会协商机制: the noun is that of the list.
        return 0, ""
    if text[position] == "的" and patterns["abstract_head"].search(tail["head"]):
        return 0, ""
    end, head = tail.end(), tail["head"]
    while (more := patterns["more_head"].match(text, end)) and not patterns["stop_inside"].search(more.group()):
        end = more.end()
        head = patterns["head_end"].search(more.group()).group()  # type: ignore[union-attr]
    if NOT_AFTER_HEAD.match(text, end):
        return 0, ""
    return end, head


def _joined(text: str, before: Candidate, start: int) -> bool:
    if start - before.end <= 3:
        return LIST_GAP.match(text, before.end, start) is not None
    return start - before.end <= LONGEST_GAP and OWNED_GAP.match(text, before.end, start) is not None


def _as_list(text: str, group: list[Candidate], rules: InitiativeRules) -> Iterator[Candidate]:
    if not group:
        return
    first, last = group[0], group[-1]
    after, head = last.after, last.head
    if len(group) > 1 and not last.head:
        closing = LIST_END.match(text, last.end)
        if closing:
            head_end, head = _tail(text, closing.end(), rules)
            after = head_end or closing.end()
    verb, gap = governing_verb(text, first.start, rules)
    for item in group:
        subject = bool(CLAUSE_OPENING.search(text, max(0, first.start - 4), first.start)) or first.start == 0
        yield replace(
            item,
            head=item.head or (head if len(group) > 1 else ""),
            left=first.start,
            after=after if len(group) > 1 and not item.head else item.after,
            verb=verb,
            gap=gap,
            listed=len(group) > 1,
            subject=subject and not verb and not NAMED.search(text, max(0, first.start - 12), first.start),
        )


def governing_verb(text: str, position: int, rules: InitiativeRules) -> tuple[str, int]:
    """The last carrying verb before ``position`` in its clause, and how many characters lie between."""
    left = clause_start(text, position)
    verb, end = "", left
    for match in rules.patterns["verb"].finditer(text, left, position):
        verb, end = match.group(), match.end()
    return (verb, position - end) if verb else ("", 0)


def plain_candidates(text: str, rules: InitiativeRules) -> Iterator[Candidate]:
    """Noun phrases without quotation marks: objects of a verb, and subjects that open a clause."""
    seen: set[int] = set()
    for verb in rules.patterns["verb"].finditer(text):
        if verb.group() in ("组织", "建设") and (
            text[verb.start() - 1 : verb.start()] in tuple("党级织团的会群和、") or NOT_THE_VERB.match(text, verb.end())
        ):
            continue
        lead = LEAD.match(text, verb.end())
        begin = lead.end() if lead else verb.end()
        if text[begin : begin + 1] == "的":
            begin += 1
        if rules.patterns["verb"].match(text, begin):
            # 组织|实施…, 探索|推行…: the second verb governs.
            continue
        for start, end, head in _phrases(text, begin, rules):
            if end not in seen:
                seen.add(end)
                yield Candidate(
                    start, end, start, end, "plain", head, False, start, end, verb=verb.group(), gap=start - verb.end(),
                    listed=start > begin + 24,
                )  # fmt: skip
    for verb in HONOUR_VERB.finditer(text):
        honour = HONOUR.match(text, LEAD.match(text, verb.end()).end())  # type: ignore[union-attr]
        if honour and honour.end() not in seen and not rules.patterns["stop_inside"].search(honour.group()):
            seen.add(honour.end())
            start, end = honour.span()
            yield Candidate(start, end, start, end, "plain", "", False, start, end, verb=verb.group())
    for naming in NAMING_PLAIN.finditer(text):
        for start, end, head in _phrases(text, naming.end(), rules):
            if end not in seen and start == naming.end() and end - start <= OWNED_LENGTH:
                seen.add(end)
                yield Candidate(start, end, start, end, "plain", head, False, start, end, verb=naming.group())
    for owner in OWNED.finditer(text):
        for start, end, head in _phrases(text, owner.end(), rules):
            if end not in seen and start == owner.end() and end - start <= OWNED_LENGTH:
                seen.add(end)
                yield Candidate(start, end, start, end, "plain", head, False, start, end)
    for start, end, verb_end in bare_objects(text, rules):
        if end not in seen:
            seen.add(end)
            yield Candidate(
                start, end, start, end, "plain", "", False, start, end, verb=text[verb_end - 2 : verb_end],
                gap=start - verb_end,
            )  # fmt: skip
    for opening in SUBJECT_OPENING.finditer(text):
        if rules.patterns["verb"].match(text, opening.end()):
            continue
        for start, end, head in _phrases(text, opening.end(), rules):
            if end not in seen and start == opening.end() and end - start <= 12:
                seen.add(end)
                yield Candidate(start, end, start, end, "plain", head, False, start, end, subject=True)


def _phrases(text: str, begin: int, rules: InitiativeRules) -> Iterator[tuple[int, int, str]]:
    """Names in the run of words from ``begin``: up to the first head noun, and coordinate ones behind 、 or 和."""
    run = PHRASE.match(text, begin)
    if run is None:
        return
    limit = run.end()
    while begin < limit:
        found = _one_phrase(text, begin, limit, rules)
        if found is None:
            return
        yield found
        if text[found[1] : found[1] + 1] not in ("、", "和"):
            return
        begin = found[1] + 1


def _one_phrase(text: str, begin: int, limit: int, rules: InitiativeRules) -> tuple[int, int, str] | None:
    patterns = rules.patterns
    best: tuple[int, str] | None = None
    for match in patterns["long_head"].finditer(text, begin, limit):
        if match.start() - begin > 26 or (
            best and (match.start() > best[0] + 3 or "、" in text[best[0] : match.start()])
        ):
            break
        if match.end() - begin >= 4 and match.group() != "建设" and not NOT_AFTER_HEAD.match(text, match.end()):
            best = (match.end(), match.group())
    if best is None:
        for match in patterns["short_head"].finditer(text, begin + 3, min(limit, begin + 14)):
            after = text[match.end() : match.end() + 1]
            if (
                not ("一" <= after <= "鿿")
                or patterns["stop_inside"].match(text, match.end())
                or GOES_ON.match(text, match.end())
            ):
                best = (match.end(), match.group())
                break
    if best is None:
        return None
    end, head = best
    rule = RULE_END.match(text, end, limit)
    if rule and len(head) > 1:
        # 师徒结对|制
        end, head = rule.end(), rule.group()
    start = begin
    of = text.rfind("的", begin, end - len(head) - 1)
    if of >= 0:
        start = of + 1
    amount = AMOUNT.match(text, start, end)
    start = amount.end() if amount else start
    trimmed = patterns["lead_trim"].match(text, start, end)
    while trimmed and trimmed.end() > start and end - trimmed.end() >= len(head) + 2:
        start = trimmed.end()
        trimmed = patterns["lead_trim"].match(text, start, end)
    body = text[start : end - len(head)]
    if not 2 <= len(body) <= 26 or body.startswith("、") or COUNT_INSIDE.search(body):
        return None
    if text[end - 2 : end] in ("环节", "细节", "季节"):
        return None
    if text[end : end + 1] in OPENING and text[end : end + 1]:
        # 关怀帮扶“6×3”工程: words before a quoted name belong to that name.
        return None
    if OF_LEVEL.match(body) or GENERIC_DEED.search(body) or POINTING.match(body) or DEICTIC.match(body):
        return None
    plain = WHOLE_WORDS.sub(lambda match: "〓" * len(match.group()), body)
    stop = patterns["stop_inside"].search(plain.replace("和", "、").replace("与", "、"))
    if stop and (stop.end() < len(body) or len(stop.group()) < 2):
        # A verb directly before the head belongs to the name: 学历提升工程.
        return None
    return start, end, head


def known_candidates(text: str, rules: InitiativeRules) -> Iterator[Candidate]:
    """Practices known by name, wherever they stand."""
    for name in rules.known:
        at = text.find(name)
        while at >= 0:
            verb, gap = governing_verb(text, at, rules)
            end = at + len(name)
            yield Candidate(at, end, at, end, "known", "", False, at, end, verb=verb, gap=gap)
            at = text.find(name, end)

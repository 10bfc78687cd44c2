"""Which places a report names, and which one is its own."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from archive.reading.extraction.gazetteer import Division, Gazetteer
from archive.reading.extraction.place_roles import ELSEWHERE_BEFORE, role_of
from archive.reading.extraction.place_scan import Resolved, candidates, county_names, resolve, told_divisions
from archive.reading.extraction.withheld import censored_quotes, masked_places
from archive.reading.records import Evidence, MetaLine, PersonMention, PlaceMention, ReportSlice, Withheld, YearResult
from archive.reading.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Places:
    """``primary`` is the report's own place or None; ``mentions`` hold it too; ``withheld`` are gaps."""

    primary: PlaceMention | None = None
    mentions: tuple[PlaceMention, ...] = ()
    withheld: tuple[Withheld, ...] = ()


# How much a cue says that the place speaks, and how much a report needs before it has a place.
_ENOUGH = 4.0
# A cue as strong as this is a voice: the title, a signature, 我们 before the name.
_SPEAKS = 5.0
# At this score 97 of 100 own places were right on the cards of tests/gold/facts.
_SURE = 6.5
# A sentence that begins with the place, near the top.
_EARLY = 2.0
_POST_UP_TO_NAME = re.compile(r"[省市县区州盟旗地]?委?[一-龥、，, \u3000]{2,16}")
# 新疆兵团 speaks for a region where nothing lower does.
_CORPS_AFTER = re.compile(r"(?:生产建设)?兵团")
_WE_BEFORE = re.compile(r"(?:我们|我|咱们|作为)$")
# 我在清溪县水利局干了九年: where the writer works.
_WORK_BEFORE = re.compile(r"我(?:是|在|来自)$")
_WORK_AFTER = re.compile(
    r"[^，,。；;\n]{0,14}?(?:局|委|厅|院|校|所|站|部|公司|厂|中心|社区|街道|镇|乡|村)[^，,。；;\n]{0,8}?(?:当|任|工作|干|做|从事|的一名|一名)"
)
# The unit below the place that acts: 清溪县|城关镇党委.
_LOWER_BODY = re.compile(
    r"(?P<unit>[一-龥]{1,8}?(?:街道|镇|乡|社区|村|苏木|嘎查))(?:党工委|工委|党委|党总支|党支部|办事处|“两委”)"
)
# A zone has no code; its place is the city or county that named it.
_ZONE_AFTER = re.compile(
    r"(?:国家级|省级)?(?:经济技术|高新技术产业|高新技术|经济|工业|高新|循环经济|临港|保税|旅游)?(?:开发区|产业园|园区|示范区|新区|高新区|经开区|度假区)"
)
# A firm or school that a sentence introduces: 南岭|机床厂是一家有六十年历史的企业.
_UNIT_IS = re.compile(
    r"(?:(?![的在有和与及了、])[一-龥（）()]){2,24}?(?:厂|公司|集团|学院|大学|医院|学校|中学|小学|局|矿|银行|支行|分行|农场|林场|研究所)"
    r"(?:党委|党总支|党支部)?(?:是|位于|地处|现有|始建|创建|创办|成立|前身|坐落|隶属|下设|拥有|建于)"
)
_SEAT_BEFORE = re.compile(r"(?:位于|地处|坐落于|坐落在|总部设在|设在|隶属于?|地属|驻地|来到|走进)$")
_AIM_BEFORE = re.compile(
    r"(?:为|推动|推进|促进|加快|建设|实现|美丽富裕的新|谱写|书写|打造|绘就|奋力)(?:[一-龥“”、,，]{0,16}新)?$"
)
_AIM_AFTER = re.compile(r"(?:的)?(?:经济|改革|发展|建设|振兴|崛起|跨越|现代化|“|两个|各项|明天|未来)")
_BODY = re.compile(
    r"(?:[省市县区州盟旗地]?委|党委|党工委|政府|纪委|组织部|人大|政协|组工|党建|[省市县区州盟旗地]直|教育工委|直属机关)"
)
# 湖北 武汉 430072: the address of a journal's author, not the place of the report.
# The cue of a name that says nothing of the report's place.
_NO_SIGN = -0.25
# 贯彻省、|南岭市组织部长会议精神: whom the speaker obeys.
_SUPERIOR_BEFORE = re.compile(r"(?:贯彻|落实|按照|根据|在|对|受|[，,。、])(?:省委?|中央|自治区党委?|市委)(?:、|和|及)$")
# 本报|西宁8月30日电: where the paper's office stands.
_DATELINE_BEFORE = re.compile(r"(?:本报|本刊|本网|新华社|中新社|记者站)$")
_DATELINE_AFTER = re.compile(r"(?:\d{1,2}月\d{1,2}日)?(?:电|讯|消息)")
# A firm or office whose staff sign; scholars of a university write on other places too.
_FIRM = re.compile(r"厂|公司|集团|医院|银行|分行|支行|矿|局|油田|车间|农场|林场|车站|供电所")
_PARTY_ADDRESS = re.compile(r"[省市县区州盟旗地]委(?:党校|组织部|宣传部|政研室|办公室)|党工委|机关工委")
_BYLINE_FRAME = " \u3000（）()【】■□●◎▲—-·"
_ONLY_NAMES = re.compile(r"[一-龥]{3,4}|(?:[一-龥]{2,4}|[一-龥] ?[一-龥])(?:[ \u3000]{1,4}[一-龥]{1,4}){1,5}")
_POSTAL_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_HOLDS_AFTER = re.compile(
    r"(?:现?共?有|现有|辖|总面积|总人口|是[一-龥“”、]{2,16}(?:大县|强县|大市|之乡|老区|城市|县|区)|地处|位于)"
)
_LEADS_AFTER = re.compile(r"[省市县区州盟旗地]?委(?:、[一-龥]{0,8})?(?:的)?(?:正确|坚强|统一|直接)?领导下")


def find_places(
    report: ReportSlice, title: str, authors: Sequence[PersonMention], year: YearResult, rulebook: Rulebook
) -> Places:
    """Names as of the report's year. A name that several places bear and no context decides is left out."""
    text = report.text
    gazetteer = rulebook.rules(Gazetteer.from_tables)
    found = candidates(text, year, gazetteer)
    resolved = resolve(found)
    told = _told(report, {r.division.code for r in resolved}, year, gazetteer)
    told_codes = frozenset(division.code for division in told)
    counties = county_names(text, title, year, gazetteer, found, resolved, told_codes)
    resolved = sorted([*resolved, *counties], key=lambda r: r.start)
    names = [a.name for a in authors if a.kind == "person"]
    resolved = [r for r in resolved if not (_in_person_name(text, r, names) or _in_names_line(text, r))]
    resolved = [r for r in resolved if not r.body or _seat(text, r, title, authors)]
    withheld = tuple(sorted([*masked_places(text), *censored_quotes(text)], key=lambda w: w.start))
    scores = _scores(report, title, authors, resolved)
    for division, line in told.items():
        scores[division] = scores.get(division, 0.0) + _TOLD[line.key]
    own = _own(scores, withheld)
    mentions = _mentions(text, resolved, own, scores.get(own, 0.0) if own else 0.0)
    if own and own in told and all(m.code != own.code for m in mentions):
        line = told[own]
        evidence = Evidence(line.raw_start, line.raw_end, line.line, "place-in-metadata", own.path, in_metadata=True)
        mentions = (PlaceMention(own.code, own.path, "primary", evidence, 0.8), *mentions)
    primary = next((m for m in mentions if m.role == "primary"), None)
    return Places(primary, mentions, withheld)


def _in_person_name(text: str, place: Resolved, names: Sequence[str]) -> bool:
    """Whether the letters are part of the name of a person who signs: 吴|承德."""
    around = text[max(0, place.start - 2) : place.end + 2].replace(" ", "")
    return any(text[place.start : place.end] in name and name in around for name in names)


def _in_names_line(text: str, place: Resolved) -> bool:
    """Whether a short name stands in a line of nothing but persons' names: 南昌元　平　阳."""
    if place.full:
        return False
    line_start = text.rfind("\n", max(0, place.start - SHORT_LINE), place.start) + 1
    line_end = text.find("\n", place.end, place.end + SHORT_LINE)
    line = text[line_start : line_end if line_end >= 0 else place.end + SHORT_LINE].strip(_BYLINE_FRAME)
    alone = line == text[place.start : place.end]
    return line_start > 0 and not alone and _ONLY_NAMES.fullmatch(line) is not None


# How much a line of metadata says for a place: who signs, what the page calls the report, who first published it.
_TOLD = {"author": 7.0, "web_title": 7.0, "source": 4.0}


def _told(report: ReportSlice, known: set[str], year: YearResult, gazetteer: Gazetteer) -> dict[Division, MetaLine]:
    """Places of a party body that metadata names, each with the line that counts most."""
    told: dict[Division, MetaLine] = {}
    for line in sorted(report.meta, key=lambda m: -_TOLD.get(m.key, 0.0)):
        # A newspaper or a site of a place prints reports of other places too.
        if line.key in _TOLD and (line.key != "source" or _BODY.search(line.value)):
            for division in told_divisions(line.value, year, gazetteer, known):
                told.setdefault(division, line)
    return told


def _seat(text: str, place: Resolved, title: str, authors: Sequence[PersonMention]) -> bool:
    """Whether a short name in a firm's name shows where the report's own firm sits: in the title or the signature, or
    where a sentence of the first half introduces the firm."""
    title_at = text.find(title) if title else -1
    if 0 <= title_at <= place.start < title_at + len(title) or _introduced(text, place):
        return True
    return any(
        a.kind == "corporate" and not a.evidence.in_metadata and a.evidence.start <= place.start < a.evidence.end
        for a in authors
    ) or any(
        a.kind == "person"
        and _FIRM.search(a.affiliation or "")
        and (a.affiliation or "").startswith(text[place.start : place.end])
        and 0 <= a.evidence.start - place.start <= SHORT_LINE
        for a in authors
    )


def _introduced(text: str, place: Resolved) -> bool:
    opens = place.start == 0 or text[place.start - 1] in "\n。\u3000"
    return opens and place.start < len(text) / 2 and _UNIT_IS.match(text, place.end) is not None


def _scores(
    report: ReportSlice, title: str, authors: Sequence[PersonMention], resolved: list[Resolved]
) -> dict[Division, float]:
    """What speaks for each place as the report's own."""
    text = report.text
    title_at = text.find(title) if title else -1
    title_end = title_at + len(title) if title_at >= 0 else 0
    spans = [(a.evidence.start, a.evidence.end, a) for a in authors if not a.evidence.in_metadata]
    cues: dict[Division, list[float]] = defaultdict(list)
    scholarly = bool(_SCHOLARLY.search(text))
    for place in resolved:
        if not place.in_name and not place.chained:
            cues[place.division].append(_cue(text, place, title_at, title_end, spans, scholarly))
    unit = _speaker_level(text)
    fitting = [d for d in cues if d.name[-1] == unit]
    # A dateline is no sign that a report is about the town.
    lowest = [d for d in cues if not d.code.endswith("0000") and max(cues[d]) != _NO_SIGN]
    counties = [d for d in lowest if d.is_county]
    scores = {}
    speaking = {d for d, found_cues in cues.items() if max(found_cues) >= _SPEAKS}
    for division, found_cues in cues.items():
        # The strongest cue counts; how often a place is named adds little, or a much-praised example would win.
        rest = sum(found_cues) - max(found_cues)
        scores[division] = max(found_cues) + max(-3.0, min(2.0, 0.3 * rest)) + _self_words(text, division, unit)
        if lowest == [division]:
            # The only place below a province that the text names is its place, unless it is named in passing.
            early = max(found_cues) >= _EARLY
            scores[division] += 3.0 if len(found_cues) > 1 and min(found_cues) >= 0 else 2.0 if early else 1.0
        if counties == [division] and min(found_cues) >= 0 and not (scholarly or speaking - {division}):
            # The only county named, and nothing else speaks.
            scores[division] += 3.5 if lowest != [division] else 2.0
        if fitting == [division]:
            # The only district named in a text that says 我区.
            scores[division] += 2.0
    office = _unplaced_office(authors)
    bearing = [d for d in cues if office and d.name.endswith(office)]
    if len(bearing) == 1:
        # 市委副书记 signs and names no city: the only city of the text is the one.
        scores[bearing[0]] += 4.0
    _prefer_lower(scores)
    return scores


# A longer line is running text: it carries no postal code, byline or signature.
SHORT_LINE = 80


def _cue(
    text: str,
    place: Resolved,
    title_at: int,
    title_end: int,
    authors: list[tuple[int, int, PersonMention]],
    scholarly: bool,
) -> float:
    start, end = place.start, place.end
    chain_start = place.chain_start if place.chain_start >= 0 else start
    before = text[max(0, chain_start - 22) : chain_start]
    head = text[: max(120, title_end + 160)]
    if title_at >= 0 and title_at <= start < title_end:
        return 8.0 if not ELSEWHERE_BEFORE.search(before) else 1.0
    for a_start, a_end, author in authors:
        if a_start <= chain_start < a_end:
            return 7.0 if author.kind == "corporate" or place.full else 4.0
        # 清溪县|委书记林大山: the post of one who speaks.
        if 0 <= a_start - end <= 16 and place.full and _POST_UP_TO_NAME.fullmatch(text[end:a_start]):
            return 7.0
    # Only short lines matter: of a longer one no more is looked for, so that time stays linear.
    near = max(0, start - SHORT_LINE)
    line_start = max(near, text.rfind("\n", near, start) + 1)
    line_end = text.find("\n", end, end + SHORT_LINE)
    line = text[line_start : line_end if line_end >= 0 else end + SHORT_LINE]
    score = 5.5 if _works_at(text[start:end], authors) else 0.0
    if len(line) < SHORT_LINE and _POSTAL_CODE.search(line) and (scholarly or not _PARTY_ADDRESS.search(line)):
        return 0.0
    dateline = not place.full and _DATELINE_BEFORE.search(before) and _DATELINE_AFTER.match(text, end)
    if dateline or _SUPERIOR_BEFORE.search(before):
        return _NO_SIGN
    # Subtitle, byline or signature: a short line at either end without a full stop.
    if len(line) <= 60 and "。" not in line and (line_start < len(head) or line_start > len(text) - 120):
        score = 6.0
    lower = _LOWER_BODY.match(text, end)
    if _WE_BEFORE.search(before) or (_WORK_BEFORE.search(before) and _WORK_AFTER.match(text, end)):
        score = max(score, 5.0)
    elif lower and start < len(head) and not ELSEWHERE_BEFORE.search(before):
        # The unit in the title is the one that reports; another one near the top most likely is.
        score = max(score, 7.0 if lower["unit"] in text[max(title_at, 0) : title_end] else 4.0)
    elif place.body and _introduced(text, place):
        score = max(score, 5.0)
    elif _SEAT_BEFORE.search(before):
        score = max(score, 5.0 if start < len(text) * 0.6 else 3.0)
    elif _LEADS_AFTER.match(text, end):
        score = max(score, 4.5)
    elif _AIM_BEFORE.search(before) and _AIM_AFTER.match(text, end):
        score = max(score, 4.0)
    elif start < len(head) and _ZONE_AFTER.match(text, end) and not ELSEWHERE_BEFORE.search(before):
        score = max(score, 6.5)
    elif chain_start < start < len(head) and not ELSEWHERE_BEFORE.search(before) and place.full:
        # 某省某市某县 in full near the top: how the press introduces the place it reports on.
        score = max(score, 4.0)
    elif _CORPS_AFTER.match(text, end) and not ELSEWHERE_BEFORE.search(before):
        score = max(score, 4.0)
    elif ELSEWHERE_BEFORE.search(before):
        return min(score, 0.0) - 0.5
    if score == 0.0:
        score = _weak_cue(text, start, end, len(head), chain_start == line_start or text[chain_start - 1] == "。")
    return score


def _weak_cue(text: str, start: int, end: int, head: int, opens: bool) -> float:
    """What a name counts for that is only named. ``opens``: it opens a sentence; ``head``: where the beginning ends."""
    score = (1.5 if start < head else 0.5) if opens else 0.0
    if _BODY.match(text, end):
        score += 1.5
    if _HOLDS_AFTER.match(text, end):
        score += 2.0
    return score + 1.0 if start < head else score


_OFFICE = re.compile(r"(?P<unit>[省市县旗州盟]|地区?|(?<!社)区)委")


def _unplaced_office(authors: Sequence[PersonMention]) -> str | None:
    """市 of 市委副书记 where the signature does not say of which city."""
    for author in authors:
        match = _OFFICE.match(author.role or "") if author.kind == "person" and not author.affiliation else None
        if match:
            return "地区" if match["unit"].startswith("地") else match["unit"]
    return None


# A paper names a county as its example.
_SCHOLARLY = re.compile(r"摘\s?要|关键词|参考文献|基金项目|内容提要")


def _works_at(name: str, authors: list[tuple[int, int, PersonMention]]) -> bool:
    """Whether a party body of the place is where an author works: 中共南岭市委党校."""
    bodies = (author.affiliation or "" for _, _, author in authors)
    return any(name in body and _PARTY_ADDRESS.search(body) for body in bodies)


# Who says 我县 speaks for a county. 我区 may be a district or an autonomous region.
_SELF = re.compile(r"我(?P<unit>[省市县区旗州盟])(?![内里府])")
_SELF_FITS = {"省": "省区", "市": "市区", "县": "县", "区": "区旗", "旗": "旗", "州": "州", "盟": "盟"}


def _speaker_level(text: str) -> str | None:
    """The unit of the commonest 我市, 我县, 我区."""
    units = Counter(match["unit"] for match in _SELF.finditer(text))
    return units.most_common(1)[0][0] if units else None


_REGION_VOICE = re.compile(r"自治区党委|全自治区|我区|自治区直属")


def _self_words(text: str, division: Division, unit: str | None) -> float:
    """我市, 市委 beside a city; 我县, 全县 beside a county."""
    suffix = division.name[-1]
    if unit:
        # 我市 of a city may be written in a district's report, but 我区 is no city's word.
        return 2.0 if suffix == unit else -0.5 if suffix in _SELF_FITS[unit] else -2.0
    if division.name.endswith("自治区") and _REGION_VOICE.search(text):
        return 3.0
    return 1.5 if f"全{suffix}" in text or f"{suffix}委" in text else 0.0


def _prefer_lower(scores: dict[Division, float]) -> None:
    """A county in the title beats its prefecture in the title; the report's place is the most specific that speaks."""
    for division in list(scores):
        for other in scores:
            if (
                other.code != division.code
                and other.code.endswith("00")
                and division.code.startswith(other.code.rstrip("0"))
            ):
                lower, higher = scores[division], scores[other]
                if lower >= _ENOUGH and higher > lower and higher - lower < 2.0:
                    scores[division] = higher + 0.1


# Hong Kong, Macao, Taiwan: named in reports, never the place of one.
_OUTSIDE = ("81", "82", "71")


def _own(scores: dict[Division, float], withheld: tuple[Withheld, ...]) -> Division | None:
    if not scores:
        return None
    scores = {d: score for d, score in scores.items() if d.code[:2] not in _OUTSIDE}
    if not scores:
        return None
    best = max(scores, key=lambda d: (scores[d], -len(d.code.rstrip("0")), d.code))
    masked = any(w.kind == "masked_place" and w.level in ("地级", "县级") for w in withheld)
    # Where the own county is masked, only a place that plainly speaks is the report's.
    return best if scores[best] >= (_ENOUGH + 3 if masked else _ENOUGH) else None


def _mentions(text: str, resolved: list[Resolved], own: Division | None, own_score: float) -> tuple[PlaceMention, ...]:
    """One mention a place, at its first occurrence that is not part of a proper name. How sure the own place is goes by
    its ``own_score``."""
    chosen: dict[str, Resolved] = {}
    for place in resolved:
        known = chosen.get(place.division.code)
        if known is None or (known.in_name and not place.in_name):
            chosen[place.division.code] = place
    made = []
    for place in sorted(chosen.values(), key=lambda p: p.start):
        evidence = Evidence(place.start, place.end, text[place.start : place.end], "place-name", place.division.path)
        role = role_of(text, place, own)
        sure = own_score >= _SURE if role == "primary" else place.full
        confidence = 0.95 if sure else 0.85 if role == "primary" else 0.8
        made.append(PlaceMention(place.division.code, place.division.path, role, evidence, confidence))
    return tuple(made)

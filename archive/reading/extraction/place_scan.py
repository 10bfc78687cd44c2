"""Names of places in a text, each resolved to the division meant, or left out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from archive.reading.extraction.gazetteer import OPEN_END, Division, Form, Gazetteer
from archive.reading.records import YearResult

# Before a fragile name (应县, 海城市) only these make sure that a name begins here.
_BOUNDARY = frozenset(
    '\n \u3000、，,。.;；:：!！?？(（)）【】[]“”"‘’《》—-·■▲●省市州盟区县旗在到从赴访对由与和及向为给离的我们是自把让比'
)
# After a numeral these count: 一名|山区干部, 三章|丘陵.
_COUNTED = re.compile(r"[一二两三四五六七八九十百千几数多每\d]$")
_CLASSIFIER = frozenset("名位个条项座片块张支户家章批门封本套间幅口件")
# A short name followed by these is part of the name of a body, a road, a school.
_BODY_AFTER = re.compile(
    r"(?:(?![的在是有和与及了各等从到向对把将被、])[一-龥]){0,8}?(?:大学|学院|中学|小学|学校|医院|银行|日报|晚报|早报|晨报|时报|集团|公司|出版社|电视台|"
    r"博物馆|纪念馆|铁路局|研究院|研究所|[钢机船药酒糖茶纸化电]厂|厂(?![房矿区长])|[煤铁铜金]矿|矿务局|油田|农场|林场|水库|电站)|"
    r"[东西南北中]?[路街道桥港湖江河山岛村镇乡]|[一-龥]{0,2}(?:路|大街|大道|街道|社区|新村|广场|花园|小区|机场|车站|大桥)|"
    r"(?:高原|盆地|平原|半岛|海峡|话|菜|人名|籍|牌|茶|酒|烟)"
)
_IN_NAME_AFTER = re.compile(
    r"(?:精神|经验|会议|会址|起义|战役|公报|宣言|共识|模式|特大地震|大地震|地震|回归|会战|会师|速度|奇迹|之路|的?(?:故事|优良传统|传统|作风|道路|斗争|时期|岁月))"
)
_PARTY_AFTER = re.compile(r"(?:市|地|州|盟|县|省|区|旗|镇)?委|(?:市|县|省)?政府|党组|党代会|组织部|组织系统|党建|各级")
_COUNTY_LIST_AFTER = re.compile(
    r"(?:[、和与及]|等|[两三四五六七八九十0-9]{1,2}个?[一-龥]{0,3}[县市区旗地]|[两三四五六七八九十]地)"
)
# A list of districts needs the word for them at its end: 襄城、樊城两个老城区.
# A list that ends in its unit lends it to everyday words as well: 颍上、太和两县.
_LIST_WITH_UNIT_AFTER = re.compile(
    r"(?:[、和与及][一-龥]{2,3}){0,8}?等?[两三四五六七八九十0-9]{1,2}个?[一-龥]{0,3}[县市]"
)
_DISTRICT_LIST_AFTER = re.compile(r"(?:[、和与及][一-龥]{2,3}){0,8}?等?[两三四五六七八九十0-9]{1,2}个?[一-龥]{0,4}区")
_LOCAL_BEFORE = re.compile(
    r"(?:为|新|我们|我|在|到|从|赴|来|去|对|于|与|和|、|是|实现|建设|让|使|属|地处|位于|推动|推进|促进|,|，|。|\n|“)$"
)
_LOCAL_AFTER = re.compile(
    r"(?:的|县|市|有名|是|人民|干部|群众|党员|经济|发展|两|“|,|，|。|、|有|各|实际|大地|在|还|要|共|今|这|实现|正|和|等|实践)"
)
_PREFECTURE_BODIES = {
    "地委": "地区",
    "行署": "地区",
    "盟委": "盟",
    "州委": "州",
    "州政府": "州",
    "市委": "市",
    "市政府": "市",
    "省委": "省",
    "县委": "县",
    "县政府": "县",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name in the text with the divisions it may mean. ``chain`` is the index of the name right before it that is
    (part of) its parent (山东省|威海市|环翠区), or -1."""

    form: Form
    start: int
    end: int
    options: tuple[Division, ...]
    chain: int = -1
    in_name: bool = False
    body: bool = False
    signed: bool = False

    @property
    def needs_parent(self) -> bool:
        """Too common a word to stand alone: 应县, 老城区. 中共|应县|县委 stands (``signed``)."""
        return self.form.kind == "full" and (self.form.fragile or self.form.weak) and not self.signed


@dataclass(frozen=True, slots=True)
class Resolved:
    """A name in the text and its division. ``chained``: a lower name follows right after it, which is the one meant.
    ``body``: a short name that opens the name of a firm or school (抚顺|…公司), which shows its seat at most.
    ``chain_start``: where the names of its parents before it begin, else -1."""

    division: Division
    start: int
    end: int
    full: bool
    in_name: bool = False
    chained: bool = False
    body: bool = False
    chain_start: int = -1


# Years for which a short name outlives its division; full names are written for longer (原襄樊市).
_LINGERS = 3
# No report of the archive is from before these years, so a name that ended earlier means another place.
_OLDEST = 1990


def usable(divisions: Iterable[Division], year: YearResult, *, stem: bool = False) -> tuple[Division, ...]:
    """The divisions whose name was in use in the report's years; in the latest years where none is known."""
    options = tuple(divisions)
    spans: list[tuple[int, int]] = []
    if year.year is not None:
        spans = [(year.year, year.year), (year.year_min or year.year, year.year_max or year.year)]
    elif year.year_min or year.year_max:
        spans = [(year.year_min or 0, year.year_max or OPEN_END)]
    for low, high in spans:
        fitting = tuple(d for d in options if d.start <= high and d.end >= low)
        # In the year of a change both names count, but the one that goes on wins for the same name.
        running = tuple(d for d in fitting if d.end > low)
        if running or fitting:
            return _latest_of_each(running) or fitting
    if year.year is not None:
        past = [d for d in options if d.end <= year.year and (not stem or d.end + _LINGERS >= year.year)]
        return tuple(d for d in past if d.end == max(p.end for p in past)) if past else ()
    last = max((d.end for d in options), default=0)
    return tuple(d for d in options if d.end == last and (last >= _OLDEST or not stem))


def _latest_of_each(divisions: tuple[Division, ...]) -> tuple[Division, ...]:
    latest: dict[str, Division] = {}
    for division in divisions:
        known = latest.get(division.code)
        if known is None or division.start > known.start:
            latest[division.code] = division
    return tuple(latest.values())


# Where a book was printed and where its author comes from is no place of the report.
_REFERENCE_LINE = re.compile(r"^[ \u3000]*(?:[\[［]\d{1,3}[\]］]|(?:参考文献|作者简介|基金项目|注释)).{0,300}$", re.M)


def candidates(text: str, year: YearResult, gazetteer: Gazetteer) -> list[Candidate]:
    """Every name that stands as a name, in order, with what it may mean in the report's year."""
    found: list[Candidate] = []
    reference = {at for match in _REFERENCE_LINE.finditer(text) for at in range(*match.span())}
    for form, start, end in gazetteer.matches(text):
        if start in reference:
            continue
        after_parent = bool(found) and found[-1].end == start and form.weak and form.kind == "stem"
        if form.kind == "mask" or not (after_parent or stands(text, form, start, end)):
            continue
        options = _by_body(text, end, usable(form.divisions, year, stem=form.kind == "stem"))
        if form.also:
            options = _by_own_body(text, end, usable(form.also, year, stem=True)) or options
        if options:
            stem = form.kind == "stem"
            in_name = stem and bool(_IN_NAME_AFTER.match(text, end))
            body = stem and not _PARTY_AFTER.match(text, end) and bool(_BODY_AFTER.match(text, end))
            signed = _signed(text, start, end)
            found.append(Candidate(form, start, end, options, in_name=in_name, body=body, signed=signed))
    return _chained(found)


_COMMITTEE_AFTER = re.compile(r"[县市区地]?委(?:员会|(?![员托派]))|人民政府|[县市区]组织部|[县市区]直机关|人大常委会")


def _signed(text: str, start: int, end: int) -> bool:
    """中共|应县|县委: a committee of the name, which is no everyday word then."""
    return text.startswith("中共", max(0, start - 2)) and start >= 2 and bool(_COMMITTEE_AFTER.match(text, end))


# 豫西|山区, 陇南|山区: hills of a region, no district.
_HILLS = re.compile(r"[东西南北中]山区")
_REGION = frozenset("豫鄂湘川赣浙闽桂滇晋冀皖黔粤辽陕鲁苏渝陇琼云贵河湖海江广山太吕秦大沂燕")


# 处长王|长春, 支书李|泰安: a person's given name.
_NAMED_BEFORE = re.compile(
    r"(?:书记|[长员师民]|支书|主任|同志|记者|同学|先生|女士|战士|老人|代表|[、，(（])"
    r"[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾夏韦付邹孟熊秦邱尹薛阎]$"
)


def stands(text: str, form: Form, start: int, end: int) -> bool:
    """Whether a name may begin and end here: not inside 适应县域, 一名山区干部, 市场."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if form.kind == "stem":
        if _NAMED_BEFORE.search(text, max(0, start - 4), start):
            return False
        return not form.weak or bool(_PARTY_AFTER.match(text, end))
    if form.fragile and before and before not in _BOUNDARY and not _signed(text, start, end):
        return False
    if before in _REGION and before and _HILLS.fullmatch(form.text):
        return False
    if form.text[-1] == "市" and after == "场":
        return False
    if form.text[0] in _CLASSIFIER and _COUNTED.search(text, max(0, start - 1), start):
        return False
    if form.text[-1] == "区" and after in ("域", "间", "块") and after:
        return False
    return not (form.text[-1] in "县市区" and after == "级")


def _by_body(text: str, end: int, options: tuple[Division, ...]) -> tuple[Division, ...]:
    """吐鲁番|地委 is the prefecture, not the city of the same short name."""
    for body, suffix in _PREFECTURE_BODIES.items():
        if text.startswith(body, end):
            fitting = tuple(d for d in options if d.name.endswith(suffix))
            return fitting or options
    return options


def _by_own_body(text: str, end: int, options: tuple[Division, ...]) -> tuple[Division, ...]:
    """达县|地委 is of 达县地区, though 达县 is a county as well: those ``options`` whose own body follows."""
    for body, suffix in _PREFECTURE_BODIES.items():
        if text.startswith(body, end):
            return tuple(d for d in options if d.name.endswith(suffix))
    return ()


def _chained(found: list[Candidate]) -> list[Candidate]:
    """Mark names that follow right after the name of their parent, and keep only the options under it."""
    out: list[Candidate] = []
    for index, candidate in enumerate(found):
        if out and out[-1].end == candidate.start:
            under = tuple(d for d in candidate.options if any(is_under(d, p) for p in out[-1].options))
            if under:
                candidate = replace(candidate, options=under, chain=index - 1)
                parents = tuple(p for p in out[-1].options if any(is_under(d, p) for d in under))
                out[-1] = replace(out[-1], options=parents)
        out.append(candidate)
    return out


def is_under(division: Division, parent: Division) -> bool:
    """Whether ``parent`` is the province or prefecture of ``division``, by the names of its own time."""
    if division.code == parent.code or not parent.code.endswith("00"):
        return False
    if parent.code.endswith("0000"):
        return division.code[:2] == parent.code[:2] or division.province == parent.name
    return not division.code.endswith("00") and division.prefecture == parent.name


def resolve(found: list[Candidate]) -> list[Resolved]:
    """Choose one division for each name by its chain, by names already sure, by the parents the text names."""
    sure = Counter(
        c.options[0].code for c in found if len(c.options) == 1 and not c.body and not (c.needs_parent and c.chain < 0)
    )
    prefixes: Counter[str] = Counter()
    for code, times in sure.items():
        prefixes[code[:2]] += times
        if not code.endswith("0000"):
            prefixes[code[:4]] += times
    followed = {c.chain for c in found if c.chain >= 0}
    names = Counter(c.form.text for c in found)
    resolved = []
    roots: list[int] = []
    for index, candidate in enumerate(found):
        roots.append(roots[candidate.chain] if candidate.chain >= 0 else candidate.start)
        division = _choose(candidate, sure, prefixes, names)
        if division:
            full = candidate.form.kind != "stem"
            resolved.append(
                Resolved(
                    division,
                    candidate.start,
                    candidate.end,
                    full,
                    candidate.in_name,
                    index in followed,
                    candidate.body,
                    roots[index],
                )
            )
    return resolved


def _choose(candidate: Candidate, sure: Counter[str], prefixes: Counter[str], names: Counter[str]) -> Division | None:
    options = candidate.options
    if candidate.needs_parent and candidate.chain < 0:
        # A single bearer of an everyday word is no proof: its prefecture or itself elsewhere is, or its being used
        # twice where a name must begin (开县).
        backed = tuple(d for d in options if sure[d.code] or prefixes[d.code[:4]])
        if not backed and candidate.form.fragile and names[candidate.form.text] > 1:
            backed = options
        return backed[0] if len(backed) == 1 else None
    if len(options) == 1:
        return options[0]
    known = [d for d in options if sure[d.code]]
    if len(known) == 1:
        return known[0]
    for width in (4, 2):
        scored = sorted(((prefixes[d.code[:width]], d) for d in options), key=lambda p: -p[0])
        if scored[0][0] and scored[0][0] > 2 * scored[1][0]:
            return scored[0][1]
    higher = [d for d in options if d.code.endswith("00")]
    return higher[0] if len(higher) == 1 and candidate.form.kind == "stem" else None


# How often a short name must stand where places stand, in a text that never names its parent.
_OFTEN = 3


def told_divisions(words: str, year: YearResult, gazetteer: Gazetteer, known: set[str]) -> tuple[Division, ...]:
    """Divisions named in a few ``words`` outside the text (a metadata line): in full, or by a short name before a party
    body. A name of several is the one whose code is ``known``; else it is left out."""
    found: list[Division] = []
    for form, start, end in [*gazetteer.matches(words), *gazetteer.county_matches(words)]:
        stem = form.kind == "stem"
        if form.kind == "mask" or (stem and not _PARTY_AFTER.match(words, end)) or not stands(words, form, start, end):
            continue
        options = _by_body(words, end, usable(form.divisions, year, stem=stem))
        if len(options) > 1:
            options = tuple(d for d in options if d.code in known)
        if len(options) == 1:
            found.append(options[0])
    return tuple(d for d in found if not any(is_under(other, d) for other in found))


def county_names(
    text: str,
    title: str,
    year: YearResult,
    gazetteer: Gazetteer,
    found: list[Candidate],
    resolved: list[Resolved],
    told: frozenset[str] = frozenset(),
) -> list[Resolved]:
    """Short names of counties and districts (长清, 澜沧, 重庆|渝中): right after their parent; under a prefecture, or
    for a county, that the text names in full or metadata names (codes ``told``); before the colon of a title; or used
    over and over."""
    prefectures = {r.division.code[:4] for r in resolved if not r.division.code.endswith("0000") and not r.in_name}
    counties = {r.division.code for r in resolved if r.division.is_county} | told
    ends = {r.end: r.division for r in resolved}
    title_at = text.find(title) if title else -1
    covered = {at for c in found for at in range(c.start, c.end)}
    sure, often = [], defaultdict(list)
    for form, start, end in gazetteer.county_matches(text):
        if any(at in covered for at in range(start, end)):
            continue
        options = usable(form.divisions, year, stem=True)
        parent = ends.get(start)
        under = [d for d in options if parent and is_under(d, parent)]
        if parent and len({d.code for d in under}) == 1 and not form.weak and not _BODY_AFTER.match(text, end):
            sure.append(Resolved(under[0], start, end, False, chain_start=start - len(parent.name)))
            continue
        known = [d for d in options if d.code[:4] in prefectures or d.code in counties]
        chosen = known if known else list(options)
        if len({d.code for d in chosen}) != 1:
            continue
        place = Resolved(chosen[0], start, end, False, bool(_IN_NAME_AFTER.match(text, end)))
        opens_title = start == title_at and text[end : end + 1] in (":", "：")
        if opens_title or (chosen[0].code in told and not _BODY_AFTER.match(text, end)):
            sure.append(place)
        elif form.weak:
            if known and _LIST_WITH_UNIT_AFTER.match(text, end) and _opens(text, start):
                sure.append(place)
        elif chosen[0].name.endswith("区"):
            if known and _DISTRICT_LIST_AFTER.match(text, end):
                sure.append(place)
        elif len(options) == 1 and _own_county(text, start, end):
            sure.append(place)
        elif _local(text, start, end):
            if known or (len(options) == 1 and _TOWNSHIP_AFTER.match(text, end) and _opens(text, start)):
                sure.append(place)
            else:
                often[place.division.code].append(place)
    return sure + [p for places in often.values() if len(places) >= _OFTEN for p in places]


# 我们|清溪|作为边境县, 清溪|地处三省交界: a text that knows which county is meant.
_OWN_BEFORE = re.compile(r"(?:我们|咱们)$")
_OWN_AFTER = re.compile(r"(?:作为|是|这|的|人|要|有|在|也|还|虽|地|山|不|能|就|历|自古|[,，])")
_LIES_AFTER = re.compile(
    r"(?:县)?(?:地处|位于|坐落在|总面积|总人口|面积\d|辖\d|作为[一-龥]{0,6}县|是(?:一个)?[一-龥、]{0,12}(?:县|之乡|老区|山区)(?!委))"
)


def _own_county(text: str, start: int, end: int) -> bool:
    """Whether a short name is spoken of as the writer's own county, or is introduced where a sentence begins."""
    if _BODY_AFTER.match(text, end):
        return False
    if _OWN_BEFORE.search(text, max(0, start - 2), start) and _OWN_AFTER.match(text, end):
        return True
    return (start == 0 or text[start - 1] in "\n\u3000。") and _LIES_AFTER.match(text, end) is not None


# 康定|塔公乡的党员: a county's short name before a township's.
_TOWNSHIP_AFTER = re.compile(r"(?!人民)[一-龥]{2,3}(?:乡|镇|苏木)(?=的|党委|党员|政府|干部|有|在|[一-龥]{1,3}村)")
_OPENERS = frozenset("\n\u3000 ，。、；：“（,;:(在到从由赴让是和与及")


def _opens(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in _OPENERS


def _local(text: str, start: int, end: int) -> bool:
    """Whether a short name stands where a place stands: in a list of counties, before 县委, between words of place."""
    if _BODY_AFTER.match(text, end):
        return False
    before, after = text[max(0, start - 2) : start], text[end : end + 12]
    listed = _COUNTY_LIST_AFTER.match(after) and (not before or before[-1] in "在和与及、到从赴“《，,。\n\u3000 ")
    township = _TOWNSHIP_AFTER.match(after) and _opens(text, start)
    return bool(
        listed or township or (_LOCAL_BEFORE.search(before) and _LOCAL_AFTER.match(after)) or _PARTY_AFTER.match(after)
    )

"""Administrative divisions with their names by year, and the names under which texts mention them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import ahocorasick_rs

from archive.reading.rulebook import Tables, csv_rows, tsv_rows

OPEN_END = 9999
_PEOPLES = (
    "壮族|回族|维吾尔族|维吾尔|苗族|彝族|藏族|布依族|朝鲜族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|拉祜族|"
    "水族|东乡族|纳西族|景颇族|柯尔克孜族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|锡伯|塔吉克族|塔吉克|"
    "怒族|普米族|鄂温克族|德昂族|保安族|裕固族|独龙族|鄂伦春族|满族|蒙古族|蒙古|各族"
)
_AUTONOMOUS = re.compile(rf"(?P<stem>.+?)(?:{_PEOPLES})+自治(?P<suffix>[州县旗])")
_SUFFIX = re.compile(r"(?:特别行政区|自治区|地区|林区|特区|省|市|县|区|州|盟|旗)$")
# Names that running text forms by chance: 适应|县, 召开|县. (Longer ones, 适宜|城市, are masked by rule file.)
_FRAGILE = re.compile(r".[县市区]")
_REGIONS = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "西藏自治区": "西藏",
}


@dataclass(frozen=True, slots=True)
class Division:
    """One code under one name. In use from ``start`` (inclusive) to ``end`` (exclusive; OPEN_END = still)."""

    code: str
    name: str
    province: str
    prefecture: str
    level: str
    start: int
    end: int

    def in_use(self, year: int) -> bool:
        """Whether the name was in use in ``year``; the year of a change counts for both names."""
        return self.start <= year <= self.end

    @property
    def path(self) -> str:
        """省/市/县 as the table has it for this name."""
        parts = [self.province, self.prefecture if self.prefecture not in ("", "直辖") else "", self.name]
        return "/".join(dict.fromkeys(part for part in parts if part))

    @property
    def is_county(self) -> bool:
        """Below a prefecture."""
        return self.level == "县级"


def stem_of(name: str) -> str:
    """广东省 → 广东, 南阳市 → 南阳, 澜沧拉祜族自治县 → 澜沧. The name itself where one character would be left."""
    if name in _REGIONS:
        return _REGIONS[name]
    match = _AUTONOMOUS.fullmatch(name)
    stem = match["stem"] if match else _SUFFIX.sub("", name)
    return stem if len(stem) >= 2 else name


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write places. ``kind``: full, derived (延边州), stem (延边), mask (none).

    ``also`` are the divisions whose short name it is as well (达县 of 达县地区), meant only before a body of theirs.
    """

    text: str
    kind: str
    divisions: tuple[Division, ...] = ()
    fragile: bool = False
    weak: bool = False
    also: tuple[Division, ...] = ()


@dataclass
class Gazetteer:
    """``forms`` are matched everywhere; ``county_forms`` (short names of counties and
    districts) only beside a known parent, in a title, or where the text keeps using them."""

    divisions: tuple[Division, ...]
    forms: dict[str, Form]
    county_forms: dict[str, Form]
    by_code: dict[str, tuple[Division, ...]]
    successors: dict[str, tuple[str, ...]]
    _names: list[str] = field(default_factory=list)
    _stems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        longest = ahocorasick_rs.MatchKind.LeftmostLongest
        self._names, self._stems = sorted(self.forms), sorted(self.county_forms)
        self._automaton = ahocorasick_rs.AhoCorasick(self._names, matchkind=longest)
        self._county_automaton = ahocorasick_rs.AhoCorasick(self._stems, matchkind=longest)

    @classmethod
    def from_tables(cls, tables: Tables) -> Gazetteer:
        """Parse ``places.csv``, ``place_aliases.tsv``, ``place_masks.txt`` and ``place_weak_stems.txt``."""
        divisions, successors = [], {}
        for row in csv_rows(tables["places.csv"]):
            code, end = row["代码"], row["变更/弃用时间"]
            division = Division(
                code,
                row["名称"],
                row["一级行政区"],
                row["二级行政区"],
                row["级别"],
                int(row["启用时间"]),
                int(end) if end else OPEN_END,
            )
            divisions.append(division)
            later = tuple(part.split("[")[0] for part in (row["新代码"] or "").split(";") if part)
            if later:
                successors[code] = later
        weak = set(_words(tables["place_weak_stems.txt"]))
        forms, county_forms = _forms(divisions, weak)
        for row in tsv_rows(tables["place_aliases.tsv"]):
            known = forms[row["name"]]
            forms.setdefault(row["alias"], Form(row["alias"], "derived", known.divisions))
        for mask in _words(tables["place_masks.txt"]):
            forms[mask] = Form(mask, "mask")
        by_code: dict[str, list[Division]] = {}
        for division in divisions:
            by_code.setdefault(division.code, []).append(division)
        return cls(tuple(divisions), forms, county_forms, {c: tuple(d) for c, d in by_code.items()}, successors)

    def matches(self, text: str) -> list[tuple[Form, int, int]]:
        """Names and masks, leftmost longest."""
        return [(self.forms[self._names[i]], s, e) for i, s, e in self._automaton.find_matches_as_indexes(text)]

    def county_matches(self, text: str) -> list[tuple[Form, int, int]]:
        """Short names of counties and county-level cities."""
        found = self._county_automaton.find_matches_as_indexes(text)
        return [(self.county_forms[self._stems[i]], s, e) for i, s, e in found]

    def parents(self, division: Division) -> tuple[str, str]:
        """Codes of the province and of the prefecture (may be the division's own)."""
        return division.code[:2] + "0000", division.code[:4] + "00"


def _words(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _forms(divisions: list[Division], weak: set[str]) -> tuple[dict[str, Form], dict[str, Form]]:
    full: dict[str, list[Division]] = {}
    derived: dict[str, list[Division]] = {}
    stems: dict[str, list[Division]] = {}
    counties: dict[str, list[Division]] = {}
    for division in divisions:
        full.setdefault(division.name, []).append(division)
        stem = stem_of(division.name)
        match = _AUTONOMOUS.fullmatch(division.name)
        if match:
            derived.setdefault(stem + match["suffix"], []).append(division)
            derived.setdefault(f"{stem}自治{match['suffix']}", []).append(division)
        if stem == division.name:
            continue
        if division.level in ("省级", "地级"):
            stems.setdefault(stem, []).append(division)
        else:
            counties.setdefault(stem, []).append(division)
    forms = {
        name: Form(name, "full", tuple(found), bool(_FRAGILE.fullmatch(name)), name in weak)
        for name, found in full.items()
    }
    for name, found in derived.items():
        # 丰宁县 was a county before it became 丰宁满族自治县, which is called so too.
        forms[name] = (
            replace(forms[name], divisions=forms[name].divisions + tuple(found))
            if name in forms
            else Form(name, "derived", tuple(found))
        )
    for name, found in stems.items():
        provinces = [d for d in found if d.level == "省级"]
        if name in forms:
            forms[name] = replace(forms[name], also=tuple(found))
            continue
        forms[name] = Form(name, "stem", tuple(provinces or found), weak=name in weak and not provinces)
    county_forms = {name: Form(name, "stem", tuple(found), weak=name in weak) for name, found in counties.items()}
    return forms, county_forms

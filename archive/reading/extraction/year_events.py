"""What congresses, campaigns, regulations, plans and anniversaries say of the time of writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from archive.reading.extraction.events import Event, EventMention
from archive.reading.extraction.folded import FoldedText, fold_name
from archive.reading.extraction.year_clue import YearClue, months
from archive.reading.extraction.year_numerals import NUMBER, number
from archive.reading.records import Evidence
from archive.reading.rulebook import Tables, tsv_rows

_COMING_BEFORE = re.compile(
    r"(?:即将|迎接|喜迎|迎来|适时|筹备|准备迎接|将(?:开展|召开|启动|迎来)?|明年[^。;,，]{0,8})$|适时开展[一-龥]{0,2}$"
)
_COMING_AFTER = re.compile(
    r"(?:精神)?(?:胜利)?(?:召开|开幕|开展|启动|闭幕|开园)?(?:即将|将要|将于|将在|就要|快要|就在眼前|在即|临近|前夕|前召开)"
    r"(?!结束|收尾|告一段落|闭幕|过去)|召开之前|召开前|将召开|将迎来|开幕前|的?(?:日子|喜讯|大庆)就要到"
)
# The reader waits for what is near: 就要召开, 开幕在即.
_NEAR_AFTER = re.compile(r"[^。;；,，]{0,6}?(?:即将|就要|快要|就在眼前|前夕|在即|临近)")
_NEAR_BEFORE = re.compile(r"(?:即将|迎接|喜迎)(?:迎来)?$")
_AFTERMATH = re.compile(
    r"(?:活动|教育)?(?:的)?(?:成果|以来|回头看|长效机制|整改落实后|(?:已经|已|圆满|基本|胜利|刚刚|全面)?结束)"
)
_JUST = re.compile(r"(?:刚刚|前不久|不久前|日前|最近|近日)[^。;；]{0,14}$")
_JUST_AFTER = re.compile(
    r"[^。;；,，]{0,8}(?:传到|传来|的喜讯|的钟声|的春风)|[^。;；,，]{0,4}(?:刚刚|胜利)?(?:闭幕|召开不久|结束不久)"
)
_OPENING = re.compile(r"(?:活动|教育|工作)?(?:的)?(?:启动|动员|部署|起步|开局)(?:之际|之年|之初|伊始|阶段|年)")
_OPENING_YEAR = re.compile(
    r"(?:规划|计划|时期)?(?:的)?(?:开局|第一|起步|首|开头|头|起始|首个|第一个)(?:之)?(?:年头|年|一年)"
)
_CLOSING_YEAR = re.compile(r"(?:规划|计划|时期)?(?:的)?(?:收官|最后|收尾|末|决胜|冲刺|攻坚收官)(?:之)?(?:年|一年)")
# 十八大召开之年, 直辖之年.
_YEAR_OF = re.compile(r"(?:胜利)?(?:召开|举办|举行|成立)?(?:的)?(?:之年|这一年|那一年|当年)")
# The third year of a plan.
_NTH_YEAR = re.compile(rf"(?:规划|计划|时期)?(?:实施)?的?第(?P<n>{NUMBER})(?:个年头|年)")
_CARRIED_OUT = re.compile(r"(?:贯彻|学习|落实|宣传|按照|根据|迎接|喜迎)[^。;；,，]{0,10}$")
_FIRST_YEAR_AFTER = re.compile(r"(?:的)?(?:精神)?(?:的)?(?:第一年|开局之年|起步之年|第一个年头)")
_THIS_YEAR = re.compile(r"今年(?:以来)?[^。;；]{0,24}$")
_LAST_YEAR = re.compile(r"(?:去年|上年)(?P<month>[0-9]{1,2}月)?[^。;；]{0,24}$")
_NEXT_YEAR = re.compile(r"明年[^。;；]{0,12}$")
# 今年初，新冠肺炎疫情突如其来: the year in which it begins.
_BREAKS_OUT = re.compile(r"(?:疫情|的)?(?:突如其来|暴发|爆发|来袭|袭来|发生)")
_STATED_YEAR = re.compile(r"((?:19|20)\d\d)年(?:是|也是|正是|正值)[^。;；]{0,24}$")
_NOW = re.compile(
    r"(?:正在(?:全党|全国|全省|全市|全县|全区)?(?:深入)?(?:开展|进行)的?|当前[,，]?[^。;；]{0,8}|正值|在开展的?|这次)$"
)
_COUNTDOWN = re.compile(
    rf"倒计时(?P<n>{NUMBER})周?年|倒计时(?P<d>{NUMBER})天|开幕(?:还有|仅有|只有)(?P<h>[0-9]{{1,3}}|[一二三四五六七八九]百|[一二三四五六七八九]十)多?天"
)
_YEARS_SINCE = re.compile(rf"(?P<n>{NUMBER})(?:多)?年(?:来|过去)")


def _clue(text: str, start: int, end: int, rule: str, implies: str, **values: object) -> YearClue:
    return YearClue(Evidence(start, end, text[start:end], rule, implies), basis="event", **values)  # type: ignore[arg-type]


def _month(value: int) -> str:
    return f"{value // 12} 年 {value % 12 + 1} 月"


@dataclass(frozen=True)
class CountedRules:
    """Patterns of the folded text with their base year: anniversaries; rounded counts of years (改革开放30年);
    anniversaries of the autonomous region that the text is about; years with a name (脱贫攻坚收官之年); yearly days
    with the year of the first."""

    anniversaries: tuple[tuple[re.Pattern[str], int], ...]
    rounded: tuple[tuple[re.Pattern[str], int], ...]
    regional: tuple[re.Pattern[str], ...]
    named: tuple[tuple[re.Pattern[str], int], ...]
    yearly_days: tuple[tuple[re.Pattern[str], int], ...]

    @classmethod
    def from_tables(cls, tables: Tables) -> CountedRules:
        """Parse ``anniversaries.tsv`` (rows exact, loose, region), ``named_years.tsv`` and ``yearly_days.tsv``."""
        by_rule: dict[str, list[tuple[re.Pattern[str], int]]] = {"exact": [], "loose": [], "region": []}
        for row in tsv_rows(tables["anniversaries.tsv"]):
            if row["rule"] not in by_rule:
                continue
            for form in row["pattern"].split("|"):
                head, _, tail = fold_name(form).partition("{N}")
                # A bare 成立{N}年 could be of anything.
                if row["rule"] == "loose" and len(head) < 2:
                    continue
                pattern = re.compile(rf"{re.escape(head)}(?P<n>{NUMBER}){re.escape(tail)}")
                by_rule[row["rule"]].append((pattern, int(row["base_year"] or 0)))
        days = tuple(
            (re.compile(rf"第(?P<n>{NUMBER})个(?:{row['name']})"), int(row["first"]))
            for row in tsv_rows(tables["yearly_days.tsv"])
        )
        regional = tuple(pattern for pattern, _ in by_rule["region"])
        named = tuple((re.compile(row["pattern"]), int(row["year"])) for row in tsv_rows(tables["named_years.tsv"]))
        return cls(tuple(by_rule["exact"]), tuple(by_rule["loose"]), regional, named, days)


_COMING_SOON = re.compile(r"(?:即将迎来|将迎来)[^。;；]{0,6}$")


def anniversary_clues(
    text: str, folded: FoldedText, rules: CountedRules, region_founded: int | None
) -> Iterator[YearClue]:
    """建党82周年, 第七个国家扶贫日: a year by addition. After 明年 and 即将 the text is of the year before.

    ``region_founded`` is the founding year of the autonomous region that the text names places of, if one.
    """
    exact = list(rules.anniversaries)
    if region_founded:
        exact += [(pattern, region_founded) for pattern in rules.regional]
    for patterns, shift, words in ((exact, 0, "周年"), (rules.yearly_days, -1, "个")):
        for pattern, base in patterns:
            for match in pattern.finditer(folded.text):
                count = number(match["n"])
                if count:
                    yield _anniversary(text, folded, match, base, count, shift, words)
    for pattern, year in rules.named:
        for match in pattern.finditer(folded.text):
            before = folded.text[max(0, match.start() - 14) : match.start()]
            shift = -1 if _NEXT_YEAR.search(before) else 1 if _LAST_YEAR.search(before) else 0
            words = f"{match.group()}：{year} 年"
            yield _clue(text, *folded.span(*match.span()), "named-year", words, year=year + shift, weight=80)
    for pattern, base in rules.rounded:
        for match in pattern.finditer(folded.text):
            count = number(match["n"])
            if count and count % 10 == 0:
                year = base + count
                words = f"{base} 年起约 {count} 年：{year} 年前后"
                yield _clue(text, *folded.span(*match.span()), "rounded-years", words, year=year, weight=42)


def _anniversary(
    text: str, folded: FoldedText, match: re.Match[str], base: int, count: int, shift: int, words: str
) -> YearClue:
    year = base + count + shift
    before = folded.text[max(0, match.start() - 14) : match.start()]
    span = folded.span(*match.span())
    if _NEXT_YEAR.search(before):
        told = f"{base}+{count}{shift or ''}-1={year - 1}"
        return _clue(text, *span, "anniversary-next", told, year=year - 1, weight=85)
    if _COMING_SOON.search(before):
        told = f"{base}+{count}={year}，将到"
        return _clue(text, *span, "anniversary-coming", told, year=year, weight=40, high=months(year, 12))
    told = f"{base} 年起第 {count} {words}：{year} 年"
    return _clue(text, *span, "anniversary", told, year=year, weight=75, low=months(year - 1, 7))


# Of the slogans and facts, these are of their own time; wording stays in use for decades.
_EPISODE = re.compile(r"非典|新冠|地震|金融危机|世博|亚运|奥运|回归|直辖|洪水|冰冻|抗震")
# How long a meeting stays "the" meeting: within so many months of another bound an ambiguous name means the next one.
_SOON = 15


def event_clues(text: str, folded: FoldedText, mentions: list[EventMention]) -> Iterator[YearClue]:
    """Bounds and years from every mention of a name that one event bears."""
    for mention in mentions:
        if len(mention.events) == 1:
            yield from _mention_clues(text, folded, mention, mention.events[0])


def ambiguous_clues(
    text: str, folded: FoldedText, mentions: list[EventMention], low: int, year: int | None
) -> Iterator[YearClue]:
    """The same from names that several events bear (全国组织工作会议, 新党章). Where the year is known otherwise, the
    last event up to it is meant; else the one in force at the latest certain lower bound ``low``, or a meeting soon
    after it."""
    for mention in mentions:
        rows = sorted((e for e in mention.events if not e.weak), key=lambda e: e.start)
        if len(mention.events) < 2 or not rows:
            continue
        limit = months(year, 12) if year else low
        event = max((e for e in rows if e.start <= limit), key=lambda e: e.start, default=rows[0])
        if not year and rows[0].kind == "meeting":
            event = next((e for e in rows if low <= e.start <= low + _SOON), event)
        yield from _mention_clues(text, folded, mention, event)


def _mention_clues(text: str, folded: FoldedText, mention: EventMention, event: Event) -> list[YearClue]:
    before = folded.text[max(0, mention.folded_start - 40) : mention.folded_start]
    after = folded.text[mention.folded_end : mention.folded_end + 30]
    start, end = mention.start, mention.end
    if event.implies == "none":
        return _countdown(text, folded, mention, event, after)
    if event.weak:
        return []
    lasting = event.kind in ("slogan", "leader", "fact") and not _EPISODE.search(event.name)
    basis = "slogan" if lasting else "event"

    def clue(rule: str, implies: str, **values: object) -> YearClue:
        made = _clue(text, start, end, rule, implies, **values)
        return YearClue(**{**{f: getattr(made, f) for f in made.__slots__}, "basis": basis})

    if event.implies == "future":
        return [
            clue("event-awaited", f"写于 {_month(event.end or 0)}以前", high=event.end, low=event.start, soft=False)
        ]
    if event.kind == "plan" and (beside := _year_beside(clue, mention, event, before, after)):
        return beside
    if _COMING_BEFORE.search(before[-14:]) or _COMING_AFTER.match(after):
        made = [clue("event-coming", f"{event.name}在将来，{_month(event.opening)}以前", high=event.opening)]
        if _NEAR_AFTER.match(after) or _NEAR_BEFORE.search(before):
            year = (event.opening - 1) // 12
            made.append(clue("event-near", f"{event.name}在即：{year} 年", year=year, weight=46))
        # A campaign said to be coming was announced already, where the table knows since when.
        if event.start < event.opening:
            made.append(clue("event-announced", f"{_month(event.start)}起可提到", low=event.start))
        return made
    waited = _waited(clue, event, before, after)
    if waited:
        return waited
    clues = _year_beside(clue, mention, event, before, after)
    if event.implies == "during" and event.end is not None:
        if _AFTERMATH.match(after) and event.kind == "campaign":
            clues.append(clue("event-aftermath", f"{event.name}结束前后，{_month(event.end)}", low=event.end - 4))
        else:
            clues.append(clue("event-open", f"{event.name}：{_month(event.start)}起", low=event.start))
            if event.start < event.opening:
                clues.append(
                    clue("event-begun", f"{event.name}始于 {_month(event.opening)}", low=event.opening, soft=True)
                )
            clues += _years_into(clue, event, after)
            now = bool(_NOW.search(before))
            clues.append(
                clue(
                    "event-until",
                    f"{event.name}至 {_month(event.end)}",
                    high=event.end + (1 if now else 6),
                    soft=not now,
                )
            )
    else:
        clues.append(clue("event-past", f"{event.name}：{_month(event.start)}以后", low=event.start))
    return clues


def _year_beside(clue, mention: EventMention, event: Event, before: str, after: str) -> list[YearClue]:
    """Years that a word beside the event fixes: 今年是…的开局之年, 明年是“十三五”的开局之年, …刚刚闭幕."""
    opening, closing = event.opening // 12, (event.end or event.opening) // 12
    shift = -1 if _NEXT_YEAR.search(before) else 1 if re.search(r"去年[^。;；]{0,12}$", before) else 0
    nth = _NTH_YEAR.match(after)
    if event.kind == "plan" and nth and (count := number(nth["n"])) and count <= 5:
        year = opening + count - 1 + shift
        return [clue("plan-year", f"{event.name}第 {count} 年：{year}", year=year, weight=85)]
    if event.kind == "plan":
        after = "开局" + after if mention.alias.endswith("开局") else after
        for pattern, year in ((_OPENING_YEAR, opening), (_CLOSING_YEAR, closing)):
            if pattern.match(after):
                return [clue("plan-year", f"{event.name}的首末年：{year + shift}", year=year + shift, weight=85)]
        return []
    if event.kind in ("congress", "plenum") and _FIRST_YEAR_AFTER.match(after):
        # Congresses sit in autumn: the first year of carrying one out is the next.
        return [
            clue("first-year", f"{event.name}后的第一年：{opening + 1 + shift}", year=opening + 1 + shift, weight=80)
        ]
    momentary = (
        event.implies == "past"
        and closing - opening <= 1
        and (event.kind in ("congress", "plenum", "meeting") or _EPISODE.search(event.name))
    )
    if momentary and _YEAR_OF.match(after):
        return [clue("event-year", f"{event.name}之年：{opening}", year=opening, weight=80)]
    # 今年是贯彻…精神的重要一年 is said of the year after the meeting.
    carried_out = _CARRIED_OUT.search(before) or after.startswith("精神")
    momentary = momentary and not carried_out
    if momentary and _LAST_YEAR.search(before):
        return [clue("event-last-year", f"去年即 {opening} 年", year=opening + 1, weight=80)]
    if momentary and _THIS_YEAR.search(before):
        return [clue("event-this-year", f"今年即 {opening} 年", year=opening, weight=75)]
    if _OPENING.match(after):
        return [clue("campaign-opening", f"{event.name}启动：{opening + shift} 年", year=opening + shift, weight=70)]
    if event.kind in ("congress", "plenum", "meeting") and (_JUST.search(before) or _JUST_AFTER.match(after)):
        return [clue("event-recent", f"{event.name}不久以前：{opening} 年", year=opening, weight=65)]
    lasts = event.implies == "during" or (event.end is not None and event.kind in ("fact", "slogan"))
    one_year = lasts and opening == closing
    last = _LAST_YEAR.search(before)
    if last and event.implies == "during":
        if one_year or last["month"] == f"{event.opening % 12 + 1}月":
            return [clue("event-last-year", f"去年即 {opening} 年", year=opening + 1, weight=80)]
        return []
    if (one_year or _BREAKS_OUT.match(after)) and _THIS_YEAR.search(before):
        return [clue("event-this-year", f"今年即 {opening} 年", year=opening, weight=80)]
    return []


# 离澳门回归祖国|不到一百天
_AWAY_BEFORE = re.compile(r"(?:离|距|距离|倒计时)$")
_AWAY_AFTER = re.compile(
    rf"[^。;；,，]{{0,4}}?(?:还有|不到|仅有?|只有|还剩|只剩|不足)(?P<d>百|{NUMBER})多?(?P<unit>天|个月|年)"
)
# 汶川地震过去|四个月了
_PASSED_AFTER = re.compile(rf"(?:发生)?(?:已经?)?(?:过去)?(?P<n>{NUMBER})个(?:多)?月(?:来|了|过去|后)")


def _waited(clue, event: Event, before: str, after: str) -> list[YearClue]:
    """A year from the days until an event with a day, or from the months since it."""
    away = _AWAY_AFTER.match(after) if _AWAY_BEFORE.search(before) else None
    if away and (count := 100 if away["d"] == "百" else number(away["d"])):
        month = event.opening - {"天": count // 30, "个月": count, "年": 12 * count - 6}[away["unit"]]
        return [clue("countdown", f"{event.name}以前：{_month(month)}", year=month // 12, weight=80)]
    passed = _PASSED_AFTER.match(after) if event.implies != "during" else None
    if passed and (count := number(passed["n"])):
        month = event.opening + count
        return [
            clue(
                "months-since",
                f"{event.name}后 {count} 个月：{_month(month)}",
                year=month // 12,
                weight=75,
                low=event.start,
            )
        ]
    return []


# 活动开展一年来, 启动两年多来.
_YEARS_INTO = re.compile(rf"(?:活动|教育|工作)?(?:深入)?(?:开展|实施|启动)(?:以来)?的?(?P<n>{NUMBER})年多?来")


def _years_into(clue, event: Event, after: str) -> list[YearClue]:
    match = _YEARS_INTO.match(after)
    count = number(match["n"]) if match else None
    if not count or count > 6:
        return []
    year = event.opening // 12 + count
    return [clue("event-years-into", f"{event.name}开展 {count} 年：{year}", year=year, weight=60)]


def _countdown(text: str, folded: FoldedText, mention: EventMention, event: Event, after: str) -> list[YearClue]:
    match = _COUNTDOWN.search(after[:14])
    before = folded.text[max(0, mention.folded_start - 14) : mention.folded_start]
    if not match:
        waited = _waited(partial(_clue, text, mention.start, mention.end), event, before, after)
        return waited or _games(text, mention, event, before, after)
    start, end = folded.span(mention.folded_start, mention.folded_end + match.end())
    if match["n"] and (count := number(match["n"])):
        year = event.opening // 12 - count
        return [_clue(text, start, end, "countdown", f"{event.opening // 12}-{count}={year}", year=year, weight=85)]
    days = number(match["d"] or match["h"] or "")
    if days is None:
        return []
    at = event.opening - days // 30
    return [_clue(text, start, end, "countdown", f"开幕前 {days} 天：{_month(at)}", year=at // 12, weight=80)]


# 世博会开园一百天, 奥运会期间; 迎奥运 and 备战奥运 are before.
_GAMES_ON = re.compile(
    r"(?:的)?(?:开园|开幕|举办|举行|召开|闭幕|期间|圆满|成功)(?![^。;；,，]{0,4}(?:前|在即|临近|倒计时))"
)
_GAMES_AHEAD = re.compile(r"(?:迎|迎接|喜迎|备战|服务|办好|筹办|当好|奉献|距离?|距[^。;；,，]{0,4}|保障|即将)$")
_GAMES_NAMED = re.compile(r"[12][0-9]{3}年?$")


def _games(text: str, mention: EventMention, event: Event, before: str, after: str) -> list[YearClue]:
    """World fairs and games, of which texts speak for years before and after: words of their course date a text."""
    year = event.opening // 12
    if _GAMES_NAMED.search(before):
        return []
    if _GAMES_AHEAD.search(before):
        words = f"{event.name}结束以前"
        return [_clue(text, mention.start, mention.end, "games-ahead", words, high=event.end, soft=True)]
    if _THIS_YEAR.search(before):
        return [_clue(text, mention.start, mention.end, "games-year", f"今年即 {year} 年", year=year, weight=80)]
    if _YEAR_OF.match(after) or after.startswith("年"):
        return [_clue(text, mention.start, mention.end, "games-year", f"{event.name}之年", year=year, weight=75)]
    if _GAMES_ON.match(after):
        words = f"{event.name}期间：{year} 年"
        return [_clue(text, mention.start, mention.end, "games-year", words, year=year, weight=55, low=event.opening)]
    return []


def years_since(text: str, folded: FoldedText, mentions: list[EventMention]) -> Iterator[YearClue]:
    """两年来 in the sentence after a disaster with a day: the day plus two years."""
    for mention in mentions:
        event = mention.events[0]
        if event.kind not in ("slogan", "fact") or not re.search(r"地震", mention.alias):
            continue
        match = _YEARS_SINCE.search(folded.text, mention.folded_end, mention.folded_end + 80)
        count = number(match["n"]) if match else None
        if match and count and count < 20:
            year = event.opening // 12 + count
            start, end = folded.span(*match.span())
            yield _clue(text, start, end, "years-since", f"{event.opening // 12}+{count}={year}", year=year, weight=60)

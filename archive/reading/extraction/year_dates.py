"""Years that a text states: dates, signatures, document numbers, 年度, survey times, and those it only recalls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archive.reading.extraction.year_clue import YearClue, months
from archive.reading.extraction.year_numerals import NUMBER, YEAR, number, plain_figures, year_number
from archive.reading.records import Evidence, ReportSlice

_DAY = rf"(?:{NUMBER})[日号]"
_DATE_LINE = re.compile(rf"[(（]?\s*(?P<year>{YEAR})\s*年\s*(?:(?P<month>{NUMBER})\s*月\s*)?(?:{_DAY})?\s*[)）]?[。]?")
_NUMERIC_LINE = re.compile(r"[(（]?\s*(?P<year>(?:19|20)\d\d)[-./](?P<month>\d{1,2})[-./]\d{1,2}\s*[)）]?")
_DOC_NUMBER = re.compile(r"[一-龥]{1,8}[〔﹝\[【(（](?P<year>(?:19|20)\d\d)[〕﹞\]】)）]\s*(?:第\s*)?\d{1,4}\s*号")
_YEAR = re.compile(
    rf"(?<![0-9])(?P<year>{YEAR})\s*(?P<unit>年度|年)(?P<month>\s*(?P<m>1[0-2]|[1-9])(?:至|到|-|—|~)?(?:1[0-2]|[1-9])?\s*月)?"
)
# 98年底, 九八年上半年, 05年春: two figures, where a clause or a word of time begins.
# 八九年 is eight or nine years, 98年来 a length of time.
_SHORT_YEAR = re.compile(
    r"(?:(?<=[\n\u3000，、；：。（“,;:( 从自在到至于及和与])|\A)"
    r"(?P<year>[’'‘]?(?:[89][0-9]|0[0-9]|1[0-9](?=年[初底末春夏秋冬上下])|"
    r"九[零〇○一二三四五六七八九]|八[零〇○一二三四五六七八]|[零〇○][零〇○一二三四五六七八九]))"
    r"(?P<unit>年度|年)(?![来间代多余历前]|的历史|时间|以上|以内|不)(?P<month>(?P<m>1[0-2]|[1-9])月)?"
)
_RANGE = re.compile(r"(?:19|20)\d\d(?:年)?[-—–－~～至](?:19|20)?\d\d年?")

# What stands just before a year or just after it.
_AHEAD_BEFORE = re.compile(
    r"(?:(?<!截)(?<!止)(?<!直)(?<!用)(?<!达)(?<!得)到|离|距离?|(?<!截)(?<!止)(?<!直)至|力争|争取|确保|规划|目标[:：]?|预计|计划在?|将于|将在|要在|拟于|力争在)(?:在|到|于)?$"
)
_AHEAD_AFTER = re.compile(
    r"(?:年?[末底])?前(?!三季度|[一二三四五六七八九十0-9])|换届|前换届|地方党委换届|力争|率先|要(?:基本)?实现"
)
_TOLD_AFTER = re.compile(
    r"(?:\d{1,2}月)?[末底]?[,，][^。;；\n]{0,36}?(?:已|共有?|有[\d一二三四五六七八九十百千]|建成了|办起|增加到|下降到|发展到|累计|先后)"
)
_STILL_AHEAD = re.compile(
    r"[^。;；\n]{0,36}?(?:将|要|力争|确保|争取|实现|达到?[^，,]{0,8}以上|基本|全面|全部|规划|目标|轮训一遍)"
)
_SPAN_END = re.compile(rf"(?:从|自|由){YEAR}年(?:底|初|\d{{1,2}}月)?(?:到|至)$")
_AS_OF_BEFORE = re.compile(r"(?:截至|截止到?|截止至)$")
_SINCE_BEFORE = re.compile(r"(?:自|从|早在|始于|成立于|始建于|建于|创建于|创办于|起步于|追溯到)$")
_SINCE_AFTER = re.compile(r"(?:\d{1,2}月)?(?:\d{1,2}日)?(?:以来|起|开始|至今|以后|之后|后)")
# 2013年起，全面推开 in a plan: a beginning that is still to come.
_BEGIN_AFTER = re.compile(r"(?:\d{1,2}月)?(?:\d{1,2}日)?(?:起|开始)")
_BEGIN_AHEAD = re.compile(
    r"[^。;；\n]{0,16}?(?:将|要|拟|打算|计划|争取|力争|确保|逐步|全面(?:推开|铺开|推行|实施|施行))"
)
_TAKES_EFFECT = re.compile(r"[^。;；\n]{0,6}?(?:施行|实行|执行|生效)")
_PLAN_AFTER = re.compile(r"[^。;；\n]{0,6}?(?:打算|计划|设想|安排|思路|要点|工作重点|目标任务|任务)")
_WILL_AFTER = re.compile(r"[,，]?[^。;；,，\n]{0,12}?(?:将|要继续|拟|打算|计划)")
_GRANT_AFTER = re.compile(r"[^。;；\n]{0,14}?(?:项目|课题|基金|立项)")
_SURVEY_NEAR = re.compile(r"调研|调查|走访|座谈|考察")
_REPORT_AFTER = re.compile(r"[^。;；\n]{0,14}?(?:工作|总结|汇报|报告|述职|党建)")
_ACCOUNT_AFTER = re.compile(r"[^。;；\n]{0,24}?(?:述职|汇报|报告|总结|通报)")
_NOW_AFTER = re.compile(
    r"[,，]?(?:我们将|我们要|我县将|我市将|我区将|是[^。\n]{0,20}(?:年|周年)|上半年|前三季度|前\d个?月)"
)
_TITLE_ACCOUNT = re.compile(
    r"总结|汇报|述职|报告|讲话|发言|情况|经验|通报|纪实|表彰|决定|通知|意见|方案|要点|计划|工作"
)
_BOOK = re.compile(r"《[^《》]{0,60}$")


def _evidence(text: str, start: int, end: int, rule: str, implies: str) -> Evidence:
    return Evidence(start, end, text[start:end], rule, implies)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _date_lines(text: str) -> Iterator[YearClue]:
    """A line that is a date: in the last lines the signature, in the first ones the day of the speech."""
    lines = [(at, line) for at, line in _lines(text) if line.strip()]
    for order, (at, line) in enumerate(lines):
        bare = line.strip()
        head, tail = order < 6, order >= len(lines) - 4
        if len(bare) > 26 or not (head or tail):
            continue
        match = _DATE_LINE.fullmatch(bare) or _NUMERIC_LINE.fullmatch(bare)
        if not match:
            continue
        start = at + line.index(bare)
        year, month = year_number(match["year"]), number(match["month"] or "")
        rule, words = ("signature-date", "落款日期") if tail and not head else ("dateline", "题下日期")
        yield YearClue(
            _evidence(text, start, start + len(bare), rule, f"{words}：{year} 年"),
            year,
            100,
            low=months(year, month or 1),
            high=months(year, month or 12),
            stated=True,
        )


def _doc_numbers(text: str) -> Iterator[YearClue]:
    """凤发〔2005〕18号 on a line of its own near the top is the text's own number; elsewhere a lower bound."""
    for match in _DOC_NUMBER.finditer(text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
        year = int(match["year"])
        own = line_start < 300 and len(line) <= len(match.group()) + 4
        evidence = _evidence(text, match.start(), match.end(), "document-number", f"文号：{year} 年")
        if own:
            yield YearClue(evidence, year, 95, low=months(year), high=months(year, 12), stated=True)
        else:
            yield YearClue(evidence, low=months(year))


def _title_years(text: str, title: str) -> Iterator[YearClue]:
    at = text.find(title) if title else -1
    if at < 0:
        return
    for match in _YEAR.finditer(title):
        if _BOOK.search(title[: match.start()]) or _RANGE.match(title, match.start()):
            continue
        year = int(year_number(match["year"]))
        evidence = _evidence(text, at + match.start(), at + match.end(), "title-year", f"标题中的年份：{year} 年")
        strong = bool(_TITLE_ACCOUNT.search(title, match.end()))
        yield YearClue(evidence, year, 92 if strong else 60, low=months(year), stated=True)


_RANGE_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)年?[-—–－~～至]{1,2}(?P<last>(?:19|20)\d\d)年?")
_RANGE_PLAN = re.compile(r"规划|计划|纲要|今后|未来|目标|行动|方案|意见|五年|三年")
_RANGE_PAST = re.compile(r"近[一二三四五六七八九十两\d]{1,2}年|过去|以来|[一二三四五两]年来|统计|数据")


def _ranges(text: str) -> Iterator[YearClue]:
    """近五年来（2006—2010年） tells of the past, 规划（2011—2015年） of the future."""
    for match in _RANGE_YEARS.finditer(text):
        start, end = match.span()
        first, last = int(match["first"]), int(match["last"])
        before, after = text[max(0, start - 24) : start], text[end : end + 12]
        if _BOOK.search(text[max(0, start - 62) : start]) or last < first:
            continue
        if _RANGE_PAST.search(before):
            evidence = _evidence(text, start, end, "range-past", f"提到 {last} 年以前的事")
            yield YearClue(evidence, last, 30, low=months(last), stated=True)
        elif _RANGE_PLAN.search(before) or _RANGE_PLAN.search(after):
            evidence = _evidence(text, start, end, "range-plan", f"{first} 至 {last} 年的规划")
            own = start < 120
            words = (first, 42 if own else 0)
            yield YearClue(evidence, words[0] if own else None, words[1], high=months(last, 12), soft=True)


def _running_years(text: str) -> Iterator[YearClue]:
    """Every other explicit year of the running text."""
    ranges = {at for match in _RANGE.finditer(text) for at in range(*match.span())}
    for match in _YEAR.finditer(text):
        start, end = match.span()
        if start in ranges or _BOOK.search(text[max(0, start - 62) : start]):
            continue
        year = year_number(match["year"])
        before, after = text[max(0, start - 8) : start].rstrip(), text[end : end + 40]
        first = start < max(400, len(text) // 6)
        yield _running_clue(text, match, year, before, after, first)
    for match in _SHORT_YEAR.finditer(text):
        figures = match["year"].lstrip("’'‘")
        two = number(figures.translate(_ZEROS))
        if two is not None:
            start, end = match.span()
            before, after = text[max(0, start - 8) : start].rstrip(), text[end : end + 40]
            yield _running_clue(text, match, (1900 if two > 70 else 2000) + two, before, after, start < 400)


_ZEROS = str.maketrans("○零", "〇〇")


def _running_clue(text: str, match: re.Match[str], year: int, before: str, after: str, first: bool) -> YearClue:
    start, end = match.span()

    def clue(rule: str, implies: str, **values: object) -> YearClue:
        return YearClue(_evidence(text, start, end, rule, implies), **values)  # type: ignore[arg-type]

    month = int(match["m"]) if match["m"] else None
    if _SPAN_END.search(text, max(0, start - 16), start):
        # 从2001年到|2004年: the end of a span that is told.
        return clue("year-told", f"提到 {year} 年的事", year=year, weight=22, low=months(year, month or 1), stated=True)
    if before.endswith("到") and _TOLD_AFTER.match(after) and not _STILL_AHEAD.match(after):
        # 到2007年底，办起的企业有五十三家: an account, though 到 mostly stands before a target.
        low = months(year, month or 10)
        return clue("year-told", f"到 {year} 年的结果", year=year, weight=22, low=low, stated=True)
    if _AHEAD_BEFORE.search(before) or _AHEAD_AFTER.match(after):
        return clue("year-ahead", f"{year} 年在将来", high=months(year, 12), soft=True)
    if match["unit"] == "年度" and _GRANT_AFTER.match(after):
        return clue("grant-year", f"立项年 {year}，只是下界", low=months(year))
    if _AS_OF_BEFORE.search(before):
        # Figures up to the end of a year are told in the next.
        done = month == 12 or (month is None and after.startswith(("底", "末", "12月")))
        weight, told = (0, None) if done else (45, year)
        low = months(year, 12 if done else month or 1)
        return clue("as-of", f"统计截至 {year} 年", year=told, weight=weight, low=low, stated=True)
    begin = _BEGIN_AFTER.match(after)
    if begin and (_BEGIN_AHEAD.match(after, begin.end()) or _TAKES_EFFECT.match(after, begin.end())):
        return clue("year-ahead", f"{year} 年在将来", high=months(year, 12), soft=True)
    if _SINCE_BEFORE.search(before) or _SINCE_AFTER.match(after):
        return clue("year-since", f"不早于 {year} 年", low=months(year, month or 1))
    if _PLAN_AFTER.match(after):
        return clue(
            "year-planned", f"{year} 年的打算写于上一年", year=year - 1, weight=45, high=months(year, 6), soft=True
        )
    if _NOW_AFTER.match(after):
        return clue("year-running", f"{year} 年是当年", year=year, weight=65, low=months(year), stated=True)
    if _WILL_AFTER.match(after):
        return clue("year-coming", f"{year} 年在将来", year=year - 1, weight=25, high=months(year, 12), soft=True)
    if match["unit"] == "年度" and _REPORT_AFTER.match(after):
        weight = 70 if first else 40
        return clue("report-year", f"{year} 年度的工作", year=year, weight=weight, low=months(year), stated=True)
    if before.endswith(("就", "将", "把", "对")) and _ACCOUNT_AFTER.match(after):
        return clue("report-year", f"汇报 {year} 年的工作", year=year, weight=65, low=months(year), stated=True)
    if first and month and _SURVEY_NEAR.search(text[max(0, start - 40) : end + 60]):
        return clue("survey-time", f"{year} 年作的调研", year=year, weight=60, low=months(year, month), stated=True)
    # A year told with its events. The latest of them is a likely year of writing; all are lower bounds.
    return clue("year-told", f"提到 {year} 年的事", year=year, weight=22, low=months(year, month or 1), stated=True)


# 从2014年开始……四年过去了; not 近五年来, which has no beginning. 连续五年 counts the first year too.
_LATER = re.compile(
    r"(?<![近每今前后])(?P<n>[一二两三四五六七八九十]{1,2})年(?:多)?(?:来|过去|时间|后的今天)|连续(?P<row>[一二两三四五六七八九十\d]{1,2})年"
)


def _years_later(text: str, clues: list[YearClue]) -> Iterator[YearClue]:
    """A year from which something ran, plus the years that have passed since."""
    for known in clues:
        if known.evidence.rule not in ("year-since", "year-told"):
            continue
        start = int(known.evidence.quote[:4]) if known.evidence.quote[:4].isascii() else None
        match = _LATER.search(text, known.evidence.end, known.evidence.end + 60)
        count = None
        if match:
            count = number(match["n"]) if match["n"] else (number(match["row"]) or 1) - 1
        if start and match and count:
            evidence = _evidence(text, *match.span(), "years-later", f"{start}+{count}={start + count}")
            yield YearClue(evidence, start + count, 42)


def stated_years(report: ReportSlice, title: str) -> list[YearClue]:
    """All explicit years of title and text, and those of metadata lines that say when the report itself is from."""
    text = plain_figures(report.text)
    clues = list(_date_lines(text))
    clues += _labelled_dates(text)
    clues += _ranges(text)
    clues += _doc_numbers(text)
    clues += _title_years(text, title)
    taken = {at for c in clues for at in range(c.evidence.start, c.evidence.end)}
    title_at = text.find(title) if title else -1
    if title_at >= 0:
        taken.update(range(title_at, title_at + len(title)))
    clues += [c for c in _running_years(text) if c.evidence.start not in taken]
    clues += _years_later(text, clues)
    if text != report.text:
        clues = [_requoted(clue, report.text) for clue in clues]
    clues += _metadata_years(report)
    return clues


def _requoted(clue: YearClue, text: str) -> YearClue:
    """The clue with its quote as ``text`` has it."""
    evidence = clue.evidence
    return replace(clue, evidence=replace(evidence, quote=text[evidence.start : evidence.end]))


_LABELLED = re.compile(
    r"(?:收稿日期|投稿日期|来稿日期|成稿时间|写作时间|定稿时间|写于|成稿于|完稿于|草于|改定于|撰写时间)"
    rf"[\]】]?[:：]?[ \u3000]{{0,3}}(?P<year>{YEAR})(?:年|[-./])"
)


def _labelled_dates(text: str) -> Iterator[YearClue]:
    """收稿日期：2008-03-12, 写于2009年春: the text's own date wherever it stands."""
    for match in _LABELLED.finditer(text):
        year = year_number(match["year"])
        evidence = _evidence(text, *match.span(), "labelled-date", f"成稿：{year} 年")
        yield YearClue(evidence, year, 90, low=months(year), high=months(year, 12), stated=True)


# Only these values date the text itself. The whole line is not searched: a web date may stand beside them.
_META = {"issue": (88, "刊期"), "doc_number": (95, "文号"), "published_on": (80, "发表日期")}


def _metadata_years(report: ReportSlice) -> Iterator[YearClue]:
    for line in report.meta:
        if line.key not in _META:
            continue
        match = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", line.value)
        if not match:
            continue
        weight, words = _META[line.key]
        year = int(match.group())
        evidence = Evidence(line.raw_start, line.raw_end, line.line, f"meta-{line.key}", f"{words}：{year} 年", True)
        yield YearClue(evidence, year, weight, high=months(year, 12), stated=True)

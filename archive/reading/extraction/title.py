"""Which line is the title."""

from __future__ import annotations

import re

from archive.reading.extraction.page_heads import lines_over_title
from archive.reading.lines import half_width
from archive.reading.records import Evidence, RawText, ReportSlice
from archive.reading.rulebook import Rulebook
from archive.reading.split import same_title, title_key

_MAX_TITLE = 60
_LONGEST = 300
_HEAD = 5
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十\d]{1,3}[)]|\d{1,2}[.、]|"
    r"第[一二三四五六七八九十]{1,3}[章节条,、]|[一二三四五六七八九十]是)"
)
_SALUTATION = re.compile(r"(?:各位|尊敬的|亲爱的)?.{0,20}(?:同志|领导|代表|委员|朋友|来宾|嘉宾|党员)(?:们)?[:!]")
_BYLINE = re.compile(
    r"(?:.{0,30}记者|通讯员|作者|本报|[(].{0,40}[)]$|——|【|□|■|"
    r".{2,30}(?:书记|部长|主任|局长|课题组|调研组|委员会)\s[一-龥\s]{2,8}$)"
)
_SPEECH = re.compile(r"在[^。,;]{4,60}(?:讲话|发言|致辞|报告|讲话稿|发言稿)(?:[(][^()]{1,12}[)])?")
# A body that stands alone over a title which says what kind of paper it is: the letterhead of reports and summaries.
_BODY = re.compile(r"[一-龥]{2,26}(?:委员会|[党工]委|党组|党总支|党支部|支部|纪委|组织部|宣传部|政治部|课题组|办公室)")
_PAPER = re.compile(
    r"[^。,;]{4,60}(?:汇报|报告|总结|意见|方案|通知|讲话|发言|材料|要点|规划|计划|办法|体会|思考|探索|实践|做法|经验)"
    r"(?:[(][^()]{1,12}[)])?"
)
# The mark of a note on the title: 论党内监督*.
_NOTE_MARK = re.compile(r"(?<=[^*])[ \u3000]{0,2}(?:[*＊※①]|[\[［][*1①][\]］])$")
_MAX_POST = 24
# So long a line under a body's name is a title; a shorter one may be a person.
_TITLE_BELOW = 8
_SITE_SUFFIX = re.compile(r"\s{0,2}[-_|—–]{1,2}\s{0,2}[^-_|—–]{2,24}$")


def find_title(report: ReportSlice, raw: RawText, rulebook: Rulebook) -> tuple[str, Evidence | None]:
    """The title and where it stands; the first words of the text where no line is one (then without evidence)."""
    told = next((line for line in report.meta if line.key == "web_title"), None)
    said = told.value if told else None
    page = page_title(raw.title) if raw.title else None
    titles = [title for title in (said, page, _after_number(report.heading)) if title]
    at = 0
    head = report.text.split("\n", 2 * _HEAD)[: 2 * _HEAD]
    for _ in range(_over_title(head, titles)):
        at, head = at + len(head[0]) + 1, head[1:]
    head = head[:_HEAD]
    if len(head) > 1 and _stands_over(half_width(head[0].strip()), half_width(head[1].strip())):
        at, head = at + len(head[0]) + 1, head[1:]
    first = None
    for index, line in enumerate(head):
        words = _NOTE_MARK.sub("", line.strip())
        known = any(same_title(title, words) for title in titles)
        if words and (known or (index == 0 and _like_title(words))):
            start = at + line.index(words)
            rule = "title-known" if known else "title-first-line"
            found = words[:_LONGEST], Evidence(start, start + len(words), words, rule)
            if known:
                return found
            first = found
        at += len(line) + 1
    if first:
        return first
    if told:
        where = Evidence(told.raw_start, told.raw_end, told.line, "title-preamble", "题名见于网页前言", True)
        return told.value[:_LONGEST], where
    if page and report.part == 1:
        return page[:_LONGEST], None
    return _first_words(report.text), None


def _over_title(lines: list[str], titles: list[str]) -> int:
    """How many lines stand over the title; none of those by which the page calls the report."""
    count = lines_over_title(lines)
    known = (i for i, line in enumerate(lines[:count]) if any(same_title(title, line.strip()) for title in titles))
    return next(known, count)


def _stands_over(line: str, below: str) -> bool:
    """Whether a line names who speaks or reports, and the line below it is the title."""
    if len(line) <= _MAX_POST and _SPEECH.fullmatch(below):
        return True
    if not _BODY.fullmatch(line) or _PAPER.fullmatch(line):
        return False
    return bool(_PAPER.fullmatch(below)) or (len(below) >= _TITLE_BELOW and _like_title(below))


def page_title(title: str) -> str:
    """What a page calls itself, without the site's name: 甲_某网 → 甲."""
    words = half_width(title).strip()
    while len(shorter := _SITE_SUFFIX.sub("", words)) >= 6 and shorter != words:
        words = shorter
    return title.strip()[: len(words)]


def _after_number(heading: str | None) -> str | None:
    if heading is None:
        return None
    match = re.search(r"(?:篇|范文|例文)[一二三四五六七八九十百\d]{0,4}[:、.\s】\])]{0,3}(.{2,80})$", heading)
    return match[1] if match else None


def _like_title(words: str) -> bool:
    form = half_width(words).strip()
    if not 3 <= len(form) <= _MAX_TITLE or not title_key(form):
        return False
    if (form[-1] in ",。;:、!…" and not form.endswith("!")) or "。" in form[:-1]:
        return False
    return not (_NUMBERED.match(form) or _SALUTATION.fullmatch(form) or _BYLINE.match(form))


def _first_words(text: str) -> str:
    """The beginning of the text, up to a stop, as a stand-in."""
    for line in text.split("\n"):
        if line.strip() and not _SALUTATION.fullmatch(half_width(line.strip())):
            return re.split(r"[。;；!！?？\n]", line.strip()[:40])[0]
    return text.strip().split("\n")[0][:40]

"""Which line is the title."""

from __future__ import annotations

import re

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
# 中共清溪县委文件, and the paper's number under it.
_LETTERHEAD = re.compile(
    r"(?:中共)?[一-龥]{2,30}(?:委员会|党委|[省市县区州盟旗地]委|党组|支部|组织部|办公室|人民政府|办公厅)文件|"
    r"[一-龥]{1,8}[〔\[(](?:19|20)\d\d[〕\])](?:第)?\d{1,4}号|(?:机密|秘密|内部资料|特急|急件|内部文件注意保存)[★☆\s\d年]{0,6}"
)
# Heads of a printed page: 2011年第3期　清溪论丛, 第03版:党建　下一版, (原载《清溪支部》2009年第2期), (总第92期).
_PAGE_HEAD = re.compile(
    r"[^。,;:!?]{0,30}(?:19|20)\d\d年第\d{1,2}期(?: .{0,40})?|.{2,20} (?:19|20)\d\d年第\d{1,2}期|"
    r"第 ?[\dA-Z]{1,3} ?版(?:[: ].{0,40})?|[(](?:总第|第)\d{1,4}期[)](?: .{0,40})?|"
    r"[(\[](?:原载|原刊|刊载?于|载于?|摘自|选自|转自|摘编自)[^()\[\]]{2,40}[)\]]"
)
_CHINESE_YEAR = re.compile(r"[一二三四五六七八九〇○零]{4}年")
_CHINESE_ISSUE = re.compile(r"第[一二三四五六七八九十]{1,3}期")
# The column of a journal, over the title: 党建论坛.
_COLUMN = re.compile(r"[一-龥·]{2,6}(?:论坛|园地|专栏|之窗|视点|前沿|聚焦|天地|讲坛|纵横|撷英|信箱|之页)")
_PAPER = re.compile(
    r"[^。,;]{4,60}(?:汇报|报告|总结|意见|方案|通知|讲话|发言|材料|要点|规划|计划|办法|体会|思考|探索|实践|做法|经验)"
    r"(?:[(][^()]{1,12}[)])?"
)
# The mark of a note on the title: 论党内监督*.
_NOTE_MARK = re.compile(r"(?<=[^*])[ \u3000]{0,2}(?:[*＊※①]|[\[［][*1①][\]］])$")
_MAX_POST = 24
_SITE_SUFFIX = re.compile(r"\s{0,2}[-_|—–]{1,2}\s{0,2}[^-_|—–]{2,24}$")


def find_title(report: ReportSlice, raw: RawText, rulebook: Rulebook) -> tuple[str, Evidence | None]:
    """The title and where it stands; the first words of the text where no line is one (then without evidence)."""
    told = next((line for line in report.meta if line.key == "web_title"), None)
    said = told.value if told else None
    page = page_title(raw.title) if raw.title else None
    titles = [title for title in (said, page, _after_number(report.heading)) if title]
    at = 0
    head = report.text.split("\n", 2 * _HEAD)[: 2 * _HEAD]
    while len(head) > 1 and (not head[0].strip() or _is_page_head(head[0], head[1], titles)):
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


def _is_page_head(line: str, below: str, titles: list[str]) -> bool:
    """Whether a line is the head of a paper, a page or a column, and the title stands below."""
    words = half_width(line.strip())
    if len(words) > _MAX_TITLE or any(same_title(title, words) for title in titles):
        return False
    if _LETTERHEAD.fullmatch(words):
        return True
    figures = _CHINESE_ISSUE.sub("第1期", _CHINESE_YEAR.sub("1999年", words))
    if _PAGE_HEAD.fullmatch(re.sub(r"\s{2,}", " ", figures)):
        return True
    under = half_width(below.strip())
    return bool(_COLUMN.fullmatch(words)) and len(under) > len(words) and _like_title(under)


def _stands_over(line: str, below: str) -> bool:
    """Whether a line names who speaks or reports, and the line below it is the title."""
    if len(line) <= _MAX_POST and _SPEECH.fullmatch(below):
        return True
    return bool(_BODY.fullmatch(line) and _PAPER.fullmatch(below) and not _PAPER.fullmatch(line))


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

"""Lines that speak of the report: 时间:…, 来源:…, 责编:…, ■ …, a journal's issue. Read first, then cut.

A line is taken apart at its labels (``metadata_labels.tsv``); it counts as metadata only where nothing is left over
that could be running text, so that 时间就是效率 and 来源于群众 stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive.reading.edits import Draft, Edit
from archive.reading.lines import Line, lines, without_line
from archive.reading.records import MetaLine
from archive.reading.rulebook import Rulebook, Tables, tsv_rows

RULE = "metadata"
_MAX_LINE = 160
_MAX_VALUE = 60
# Lines from either end of a text in which a page's own date or a journal's line may stand without a label.
_HEAD, _TAIL = 14, 10
_TURNS = 3
_DAY = r"(?:(?:19|20)\d\d\s?[-/年.]\s?\d{1,2}\s?[-/月.]\s?\d{1,2}日?|(?<!\d)\d\d-\d{2}-\d{2}(?!\d))"
_CLOCK = r"\d{1,2}\s?[:时]\s?\d{2}(?:分?|(?:[:分]\s?\d{2}秒?))"
_STAMP = re.compile(rf"[\[(]?({_DAY})[T\s]{{0,4}}({_CLOCK})?[\])]?")
_ISO_DAY = re.compile(r"(?:19|20)\d\d-\d{2}-\d{2}")
_DATE = re.compile(r"((?:19|20)\d\d)\s?[-/年.]\s?(\d{1,2})\s?[-/月.]\s?(\d{1,2})")
# 19-03-04: pages write the year of the century first. There was no web before 1994; what lies between is doubtful.
_SHORT_DATE = re.compile(r"(?<!\d)(\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)")
_FIRST_WEB_YEAR, _LAST_SHORT_YEAR = 94, 49
_ISSUE = re.compile(
    r"《?(?P<journal>[一-龥]{2,16}?)》?\s{0,4}[(]?"
    r"(?P<issue>(?P<year>(?:19|20)\d\d)\s?年\s?,?\s?(?:第\s?\d{1,2}\s?期|\d{1,2}\s?期|"
    r"第?\s?\d{1,2}\s?月?\s?[上中下]半?月?))[)]?"
)
_MARKED = re.compile(r"[■□◆◇●▪★☆*]\s{0,3}(?P<value>[^■□◆◇●▪★☆*]{2,60})")
_EDITOR = re.compile(
    r"[(\[]?(?:(?:责任编辑|责编|本文编辑|编辑)\s{0,2}[\s/|丨]|(?:校对|审核|审校|审稿|美编|监制)\s{0,2}[/|丨])\s{0,2}"
    r"(?P<name>[一-龥]{1,4}\s{0,2}[一-龥]{1,3})(?![一-龥]|\s{0,2}[/|])[)\]]?"
)
# After an editor a blank is enough between an office and its name.
_OTHER_EDITOR = re.compile(
    r"(?:校对|审核|审校|审稿|审签|美编|监制|复审|终审)\s{1,3}(?P<name>[一-龥]{1,4}\s{0,2}[一-龥]{1,3})(?![一-龥])"
)
_EDITORS = re.compile(
    rf"(?:{_EDITOR.pattern.replace('?P<name>', '?:')}\s{{0,4}}){{1,4}}"
    rf"(?:{_OTHER_EDITOR.pattern.replace('?P<name>', '?:')}\s{{0,4}}){{0,3}}"
)
# A journal's issue without its name, before it, or by number of year and month.
_ISSUE_ALONE = re.compile(
    r"[(]?(?P<issue>(?P<year>(?:19|20)\d\d)\s?年\s?第\s?\d{1,2}\s?期|第\s?\d{1,3}\s?期\s?(?=[(]?总))?"
    r"\s{0,3}(?:[(\[]?总\s?第?\s?\d{1,4}\s?期[)\]]?)?[)]?(?:\s{1,3}《?(?P<journal>[一-龥]{2,12})》?)?"
)
_ISSUE_BY_MONTH = re.compile(r"《?(?P<journal>[一-龥]{2,12})》?\s{1,3}(?P<issue>(?P<year>(?:19|20)\d\d)[./]\d{1,2})")
_COUNT = re.compile(r"(?:点击|浏览|阅读|访问|人气|已浏览|热度|收藏|评论|累计阅读|被阅览|已阅|查看)")
# 来源:…, 来源丨…, 来源 | …, 【来源】….
_SEPARATOR = re.compile(r"[:丨]|\s\|\s|^【")
_HOW_MANY = re.compile(r"每|各|[一二三四五六七八九十百千两\d]{1,8}[名个位期篇条户件次人]")
_ABSTRACT = re.compile(r"[▸▶►▷]{2,6}\s{0,3}.{1,300}")
_LEFTOVER = re.compile(r"[\s|·,;:\[\]()【】『』<>/_\-—T字次小中大\d]*")
_PERIODICAL = re.compile(r"(?:报|周刊|月刊|半月刊|杂志|学刊|导刊|通讯|组工|求是|半月谈|瞭望|党建|研究|内参|文摘)$")
_NO_JOURNAL = re.compile(
    r"(?:网|网站|在线|论坛|博客|微博|公众号|客户端|网络|互联网|转载|本站|原创|部|委|办|局|处|科|室|会|组|府|院|校|厅|社区|支部|公司)$"
)
# 时间 beside 地点 is the time of a meeting, not of a page.
_MEETING = re.compile(r"(?:地点|主持人?|参加(?:人员)?|出席(?:人员)?|记录人?|列席)\s{0,3}:")


@dataclass(frozen=True)
class MetadataRules:
    """``labels``: words before a colon → key of MetaLine, or "" where the value is of no use (浏览次数)."""

    labels: dict[str, str]
    pattern: re.Pattern[str]

    @classmethod
    def from_tables(cls, tables: Tables) -> MetadataRules:
        rows = tsv_rows(tables["metadata_labels.tsv"])
        labels = {row["label"]: row["key"] if row["key"] != "-" else "" for row in rows}
        words = "|".join(r"\s?".join(map(re.escape, label)) for label in sorted(labels, key=len, reverse=True))
        # 【来源】柳荫日报 needs no colon; 【编辑】 may be a speaker, so only a source may stand so.
        sources = "|".join(label for label, key in labels.items() if key == "source")
        return cls(
            labels,
            re.compile(
                rf"(?:[\[(【]?(?P<label>{words})\s{{0,2}}[】\])]?(?:\s{{0,2}}:|\s?丨|\s\|\s)|【(?P<boxed>{sources})】)\s{{0,3}}"
            ),
        )


@dataclass(frozen=True, slots=True)
class _Field:
    key: str
    value: str


def read_metadata(draft: Draft, rulebook: Rulebook) -> tuple[Draft, list[MetaLine]]:
    """The draft without its metadata lines, and what they said. A byline after ■ stays, without its mark."""
    rules = rulebook.rules(MetadataRules.from_tables)
    full = lines(draft.text)
    speakers = _speakers(full)
    meeting = any(_MEETING.match(line.form) for line in full[:_HEAD])
    found: list[MetaLine] = []
    edits: list[Edit] = []
    bylines: set[str] = set()
    for index, line in enumerate(full):
        near_head, near_tail = index < _HEAD, index >= len(full) - _TAIL
        edge = near_head or near_tail
        if not edge and ":" not in line.form:
            continue
        if len(line.form) > 320 or line.form.split(":", 1)[0] in speakers:
            continue
        fields, rule = _fields(line.form, rules, edge=edge, head=near_head, first=index == 0, meeting=meeting)
        edit = None
        if near_head and (match := _MARKED.fullmatch(line.form)) and not fields:
            fields, rule = (_Field("author", match["value"].strip()),), "byline-mark"
            if match["value"] in bylines:
                edit = Edit(*without_line(draft.text, line), "", "byline-repeated")
            else:
                at = _value_start(draft.text, line, match.start("value"))
                edit = Edit(line.start, at, "", "byline-mark")
            bylines.add(match["value"])
        elif fields or rule:
            edit = Edit(*without_line(draft.text, line), "", rule)
        # A line that a person keeps is text, and says nothing of the page.
        if edit is None or draft.keeps(edit):
            continue
        edits.append(edit)
        if fields:
            start, end = draft.trail.raw_span(line.start, line.end)
            words = draft.text[line.start : line.end].strip()
            found += [MetaLine(f.key, f.value, words, start, end, rule) for f in fields]
    return draft.edited(_apart(edits)), found


def _speakers(full: Sequence[Line]) -> set[str]:
    """Labels that open three lines or more: they speak in an interview (编辑:…), they are no metadata."""
    counts = Counter(line.form.split(":", 1)[0] for line in full if 0 < line.form.find(":") <= 8)
    return {label for label, count in counts.items() if count >= _TURNS}


def _apart(edits: list[Edit]) -> list[Edit]:
    """Deletions of neighbouring lines may share a line break: the later one gives it up."""
    out: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        start = max(edit.start, out[-1].end) if out else edit.start
        if start < edit.end:
            out.append(Edit(start, edit.end, edit.new, edit.rule))
    return out


def _value_start(text: str, line: Line, offset: int) -> int:
    raw = text[line.start : line.end]
    return line.start + len(raw) - len(raw.lstrip()) + offset


def _fields(
    form: str, rules: MetadataRules, *, edge: bool, head: bool, first: bool, meeting: bool
) -> tuple[tuple[_Field, ...], str]:
    """What a line says, and the rule by which it goes; ((), "") where it is text. ((), rule) says nothing but goes."""
    if len(form) <= _MAX_LINE and (
        labelled := _labelled(form, rules, edge=edge, head=head, meeting=meeting)
    ) is not None:
        return labelled, RULE
    if head and (stamped := _stamped(form, first=first)) is not None:
        return stamped, "page-date"
    if not edge:
        return (), ""
    if _EDITORS.fullmatch(form):
        named = (*_EDITOR.finditer(form), *_OTHER_EDITOR.finditer(form))
        return tuple(_Field("editor", name) for name in dict.fromkeys(match["name"].strip() for match in named)), RULE
    if match := _ISSUE.fullmatch(form):
        issue = re.sub(r"\s", "", match["issue"])
        said: tuple[_Field, ...] = (
            _Field("journal", match["journal"]), _Field("issue", issue), _Field("published_on", match["year"]),
        )  # fmt: skip
        return (said, "journal-issue") if not first or "期" in issue else ((), "")
    if not first and (said := _issue_alone(form)):
        return said, "journal-issue"
    if head and _ABSTRACT.fullmatch(form):
        return (), "journal-abstract"
    return (), ""


def _issue_alone(form: str) -> tuple[_Field, ...]:
    match = _ISSUE_ALONE.fullmatch(form) or _ISSUE_BY_MONTH.fullmatch(form)
    if not match or not re.search(r"期|[./]", form) or (match["journal"] and not _PERIODICAL.search(match["journal"])):
        return ()
    issue = re.sub(r"\s", "", match["issue"] or form)
    said = [_Field("issue", issue)]
    if match["journal"]:
        said.insert(0, _Field("journal", match["journal"]))
    return (*said, _Field("published_on", match["year"])) if match["year"] else tuple(said)


def _stamped(form: str, *, first: bool) -> tuple[_Field, ...] | None:
    """A page's date without a label: with a clock, or alone in ISO form. 2003年7月1日 alone is the text's own date."""
    match = _STAMP.match(form)
    if not match or not (match[2] or (not first and _ISO_DAY.fullmatch(form.strip("[]()")))):
        return None
    rest = form[match.end() :].strip()
    # What runs on after the clock without a break is a byline glued to it (…00:51某某县委书记).
    if len(rest) > 40 or re.search(r"[,。;!?]", rest):
        return None
    date = iso_date(match[1])
    return (_Field("posted_on", date),) if date else None


def _labelled(form: str, rules: MetadataRules, *, edge: bool, head: bool, meeting: bool) -> tuple[_Field, ...] | None:
    matches = list(rules.pattern.finditer(form)) if _SEPARATOR.search(form) else []
    # In the middle of a text one label alone is a speaker or a heading (编辑:…, 来源:…).
    if not matches or (not edge and len(matches) < 2):
        return None
    before = form[: matches[0].start()].strip()
    fields: list[_Field] = []
    if before:
        if not (stamp := _STAMP.fullmatch(before)) and not _LEFTOVER.fullmatch(before):
            return None
        if stamp and (date := iso_date(stamp[1])):
            fields.append(_Field("posted_on", date))
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        label = re.sub(r"\s", "", match["label"] or match["boxed"])
        value = form[match.end() : following.start() if following else len(form)].strip(" |;,)]】([【")
        key = rules.labels[label]
        if (len(value) > _MAX_VALUE and key != "keywords") or re.search(r"[。!?]", value):
            return None
        if _is_text(label, key, value):
            return None
        if key == "posted_on":
            if (meeting or (not head and len(matches) == 1)) and label in ("时间", "日期"):
                return None
            date = iso_date(value)
            if date:
                fields.append(_Field("posted_on", date))
            elif not _SHORT_DATE.match(value):
                return None
        elif key == "source":
            value = _without_stamp(value, fields)
            fields += _source(value)
        elif key and value:
            fields.append(_Field(key, _without_stamp(value, fields)))
    return tuple(fields)


def _is_text(label: str, key: str, value: str) -> bool:
    """What no page says after such a label: a count without a figure, how many instead of who."""
    if _COUNT.match(label):
        return bool(value) and not value[0].isdigit()
    if key in ("author", "editor"):
        return bool(_HOW_MANY.match(value)) or (label.endswith("审") and len(value) > 4 and " " not in value)
    return False


def _without_stamp(value: str, fields: list[_Field]) -> str:
    """A date that runs on after another value is the page's date."""
    match = re.search(rf"\s({_DAY})(?:\s{{0,3}}{_CLOCK})?$", value)
    if not match:
        return value
    date = iso_date(match[1])
    if date and not any(f.key == "posted_on" for f in fields):
        fields.append(_Field("posted_on", date))
    return value[: match.start()].strip()


def _source(value: str) -> list[_Field]:
    """来源: a paper or journal is the place of publication as well; an office or a web site is not."""
    # What follows after a gap is a button of the page (手机看新闻), unless the name itself needs it.
    first = value.split(" ", 1)[0]
    name = (first if _PERIODICAL.search(first.strip("《》")) else value).strip(" 《》“”\"")
    fields = [_Field("source", name)] if name else []
    if issue := _ISSUE.fullmatch(value):
        fields += [_Field("journal", issue["journal"]), _Field("issue", re.sub(r"\s", "", issue["issue"]))]
    elif name and len(name) <= 12 and _PERIODICAL.search(name) and not _NO_JOURNAL.search(name):
        fields.append(_Field("journal", name))
    return fields


def iso_date(words: str) -> str | None:
    """2010年3月1日, 2010-3-1 09:00, 2010/03/01, 10-03-01 → 2010-03-01; None: no date, or of no sure century."""
    match = _DATE.search(words)
    if match:
        year, month, day = map(int, match.groups())
    elif match := _SHORT_DATE.search(words):
        short, month, day = map(int, match.groups())
        if _LAST_SHORT_YEAR < short < _FIRST_WEB_YEAR:
            return None
        year = short + (1900 if short >= _FIRST_WEB_YEAR else 2000)
    else:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else None

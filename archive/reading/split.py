"""Several reports in one upload: 第一篇:…, 篇二:…, 范文3, 【第4篇】. Every character falls into exactly one slice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from archive.reading.edits import Draft, Edit
from archive.reading.errors import TooLarge
from archive.reading.lines import Line, lines, without_line
from archive.reading.rulebook import Rulebook, Tables, tsv_rows

RULE = "split-heading"
MAX_REPORTS = 200
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_N = r"[一二三四五六七八九十百两\d]{1,4}"
# Every family has one of these; most lines have none.
_MARK = re.compile(rf"篇|(?:范文|例文|样本|模板|材料)\s?{_N}|(?:[(]{_N}[)]|[\[【]{_N}[\]】]|之{_N})$|^{_N}[、.]")
# Who is spoken to, or who speaks: what opens a report of its own.
_OPENING = re.compile(
    r"(?:(?:各位|尊敬的|亲爱的)[一-龥、,\s]{0,24}|同志们|[一-龥]{2,16}(?:委|部|组|会|政府|支部)|[一-龥]{0,12}领导)[:!]"
    r"|[(]?[一-龥]{2,24}(?:委员会|[党工]委|党组|党总支|支部|组织部|宣传部|课题组|办公室|政府|局)(?:\s{1,3}[一-龥]{2,4})?[)]?"
    r"|[(]?(?:[一-龥]{2,10}记者|通讯员|作者)[:\s].{2,30}|[■□◆●▪].{2,40}"
)
# 第一篇 of 三篇文章: a figure of speech.
_FIGURE = re.compile(r"(?:做好|做足|做活|做实|写好|写实|念好|书写|谱写|抒写).{0,24}(?:文章|答卷|篇章|经)$")
# A piece of a journal: its title, then a byline behind a mark.
_BYLINE = re.compile(
    r"[■□▪◆●]\s{0,3}[一-龥、\s]{0,30}(?:书记|部长|主任|镇长|乡长|县长|市长|区长|局长|院长|校长|教授|讲师|记者|通讯员|委员会|党委|"
    r"[党工]委|组织部|宣传部|课题组|党校|支部|办公室|大学|学院)(?:\s{1,3}[一-龥]{1,2}\s{0,2}[一-龥]{1,2}){0,4}"
)
_POINT = re.compile(rf"{_N}[、.]|[(]{_N}[)]|第{_N}[章节条,、]|[■□▪◆●]")
_MAX_TITLE, _MAX_BEFORE = 40, 4
_MIN_BODY = 80
_HEAD = 8
_MAX_HEADING = 80
_TRAILER = re.compile(r"[(\[【](?:推荐|优秀|精选|最新|通用|范文|热门|精品|大全|集合|合集)[)\]】]$")
_PUNCTUATION = re.compile(r"[\s“”\"'‘’,.:;、。·—()\[\]【】《》-]")


@dataclass(frozen=True)
class SplitRules:
    """``families``: a pattern each, with groups ``number`` and ``title``, for one way of numbering reports.

    ``weak`` are those that number points of one text as well: they count only where an opening of its own, a
    salutation or a byline, stands under each.
    """

    families: tuple[tuple[str, re.Pattern[str]], ...]
    weak: frozenset[str]

    @classmethod
    def from_tables(cls, tables: Tables) -> SplitRules:
        rows = tsv_rows(tables["headings.tsv"])
        return cls(
            tuple((row["id"], re.compile(row["pattern"].replace("{N}", _N))) for row in rows),
            frozenset(row["id"] for row in rows if row["needs"] == "opening"),
        )

    def may_be_heading(self, form: str) -> bool:
        """False for most lines, at little cost."""
        return bool(_MARK.search(form))

    def matches(self, form: str) -> bool:
        """Whether a line numbers a report, whatever stands under it."""
        return any(pattern.fullmatch(form) for _, pattern in self.strong)

    @property
    def strong(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple(family for family in self.families if family[0] not in self.weak)


@dataclass(frozen=True, slots=True)
class SplitHeading:
    """A line that opens a report. ``title_start`` is the position of its title, or None where it has none."""

    line: Line
    number: int
    title: str
    title_start: int | None
    family: str


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of the upload with one report; ``heading`` is inside it."""

    draft: Draft
    heading: SplitHeading | None


def split(draft: Draft, rulebook: Rulebook) -> list[Slice]:
    """The reports of an upload, one or several. What stands before the first heading belongs to the first."""
    headings = find_split_headings(draft.text, rulebook.rules(SplitRules.from_tables))
    if len(headings) < 2:
        pieces = [0, *_pieces(draft.text)[1:], len(draft.text)]
        _limit(len(pieces) - 1)
        return [Slice(draft.part(start, end), None) for start, end in pairwise(pieces)]
    _limit(len(headings))
    borders = [0, *(h.line.start for h in headings[1:]), len(draft.text)]
    return [
        Slice(draft.part(start, end), _moved(heading, -start))
        for heading, start, end in zip(headings, borders, borders[1:], strict=False)
    ]


def _limit(reports: int) -> None:
    if reports > MAX_REPORTS:
        raise TooLarge(f"一个文件里有 {reports} 篇报告，超过 {MAX_REPORTS} 篇的上限。请拆成几个文件再上传。")


def _moved(heading: SplitHeading, by: int) -> SplitHeading:
    line, title = heading.line, heading.title_start
    return replace(
        heading,
        line=Line(line.start + by, line.end + by, line.form),
        title_start=None if title is None else title + by,
    )


def split_at(draft: Draft, borders: Iterable[int], rulebook: Rulebook) -> list[Slice]:
    """The reports that begin at ``borders``, positions in the raw text, and the one before them.

    Positions outside the text are passed over. A report that begins with a heading line has it as its heading, and
    so has the first report where the same way of numbering opens it within its first lines.
    """
    inner = sorted({border for border in borders if 0 < border < len(draft.raw)})
    _limit(len(inner) + 1)
    if not inner:
        return [Slice(draft, None)]
    families = rulebook.rules(SplitRules.from_tables).strong
    ends = [0, *inner, len(draft.raw)]
    parts = [draft.part_of_raw(start, end) for start, end in pairwise(ends)]
    headings = [_opening(part.text, families, 1) for part in parts]
    if headings[0] is None:
        used = {heading.family for heading in headings if heading}
        headings[0] = _opening(parts[0].text, [f for f in families if f[0] in used], _HEAD)
    return [Slice(part, heading) for part, heading in zip(parts, headings, strict=True)]


def _opening(text: str, families: Sequence[tuple[str, re.Pattern[str]]], within: int) -> SplitHeading | None:
    """The first heading of one of the families within so many lines."""
    return next(
        (
            heading
            for line in lines(text)[:within]
            if len(line.form) <= _MAX_HEADING and _MARK.search(line.form)
            for family, pattern in families
            if (heading := _heading(text, line, family, pattern))
        ),
        None,
    )


def find_split_headings(text: str, rules: SplitRules) -> list[SplitHeading]:
    """Headings of one family whose numbers rise from one and under each of which a report stands.

    A list of contents names the same headings with nothing under them; those are passed over.
    """
    every = [line for line in lines(text) if len(line.form) <= _MAX_HEADING and _MARK.search(line.form)]
    best: list[SplitHeading] = []
    for family, pattern in rules.families:
        found = [h for line in every if (h := _heading(text, line, family, pattern))]
        if family in rules.weak:
            found = _with_opening(found, text)
        rising = list(_rising(_with_body(found, text)))
        if len(rising) > len(best):
            best = rising
    return best


def _heading(text: str, line: Line, family: str, pattern: re.Pattern[str]) -> SplitHeading | None:
    match = pattern.fullmatch(line.form)
    number = match and number_of(match["number"])
    if not match or not number or line.form[-1] in "。;,!?":
        return None
    title = (match["title"] or "").strip()
    if _FIGURE.search(title):
        return None
    start = None
    if title:
        indent = len(text[line.start : line.end]) - len(text[line.start : line.end].lstrip())
        start = line.start + indent + match.start("title") + len(match["title"]) - len(match["title"].lstrip())
    return SplitHeading(line, number, title, start, family)


def _with_opening(found: list[SplitHeading], text: str) -> list[SplitHeading]:
    """Those with an opening under them, where the first stands at the head of the text and their numbers leave no
    gap; else none. Numbered points inside the reports have no opening."""
    if not found:
        return []
    every = lines(text)
    after = {line.start: following.form for line, following in pairwise(every)}
    opened = [heading for heading in found if _OPENING.fullmatch(after.get(heading.line.start, ""))]
    whole = [heading.number for heading in opened] == list(range(1, len(opened) + 1))
    at_head = opened and opened[0].line in every[:_MAX_BEFORE]
    return opened if whole and at_head else []


def _pieces(text: str) -> list[int]:
    """Where the pieces of a journal begin: a title of its own over each byline behind a mark. One or none is none."""
    every = lines(text)
    starts = []
    for index, (title, byline) in enumerate(pairwise(every)):
        if not _BYLINE.fullmatch(byline.form) or not _may_be_title(title.form):
            continue
        # What stands before it has ended, in a sentence or a note of its author.
        if index and every[index - 1].form[-1] not in "。!?)”":
            continue
        starts.append((index, title.start, byline.end))
    if len(starts) < 2 or starts[0][0] >= _MAX_BEFORE:
        return []
    ends = [*(start for _, start, _ in starts[1:]), len(text)]
    bodies = [text[body:end] for (_, _, body), end in zip(starts, ends, strict=True)]
    return [start for _, start, _ in starts] if all(len("".join(b.split())) >= _MIN_BODY for b in bodies) else []


def _may_be_title(form: str) -> bool:
    return 4 <= len(form) <= _MAX_TITLE and "。" not in form and form[-1] not in ",;:、。!" and not _POINT.match(form)


def _with_body(found: list[SplitHeading], text: str) -> Iterator[SplitHeading]:
    for heading, following in zip_longest(found, found[1:]):
        end = following.line.start if following else len(text)
        if len("".join(text[heading.line.end : end].split())) >= _MIN_BODY:
            yield heading


def _rising(found: Iterator[SplitHeading]) -> Iterator[SplitHeading]:
    last = 0
    for heading in found:
        if heading.number == last + 1 or (last and last < heading.number <= last + 3):
            last = heading.number
            yield heading


def number_of(words: str) -> int | None:
    """十二 → 12, 3 → 3; None where it is no number."""
    if words.isdigit():
        return int(words)
    total = digit = 0
    for char in words:
        if char == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char in _DIGITS:
            digit = _DIGITS[char]
        else:
            return None
    return total + digit or None


def same_title(left: str, right: str) -> bool:
    """Equal but for spaces, punctuation and a trailing (推荐)."""
    return title_key(left) == title_key(right) != ""


def title_key(title: str) -> str:
    return _PUNCTUATION.sub("", _TRAILER.sub("", title.strip()))


def heading_edits(part: Slice, rulebook: Rulebook) -> list[Edit]:
    """The heading out of the text: whole where the next line says the title again, else only its number.

    A list of contents before the first heading goes as well.
    """
    heading = part.heading
    if heading is None:
        return []
    text = part.draft.text
    following = next((line for line in lines(text) if line.start > heading.line.end), None)
    repeated = following is not None and same_title(heading.title, following.form)
    pattern = dict(rulebook.rules(SplitRules.from_tables).families)[heading.family]
    edits = [
        Edit(*without_line(text, line), "", "split-contents")
        for line in lines(text)
        if line.end < heading.line.start and len(line.form) <= _MAX_HEADING and pattern.fullmatch(line.form)
    ]
    if heading.title_start is None or repeated:
        return [*edits, Edit(*without_line(text, heading.line), "", RULE)]
    edits += [Edit(heading.line.start, heading.title_start, "", RULE)]
    # What closed the heading's own brackets, 【第一篇:甲】, stays out of the title.
    end = heading.title_start + len(heading.title)
    rest = text[end : heading.line.end]
    if rest.strip():
        edits.append(Edit(end, heading.line.end, "", RULE))
    return edits

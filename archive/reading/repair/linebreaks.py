"""Line breaks in mid sentence. Lines are joined only where the sentence goes on; all others are paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from archive.reading.edits import Edit
from archive.reading.lines import Line, lines

RULE = "linebreak"
BLANK = "layout"
_NO_START = frozenset(",、。;:!?)]}”’》〉」』】%‰·,．…")
_GOES_ON = frozenset(",、([{“‘《〈「『【+×~的")
_STOPS = frozenset("。!?;:…”’)》」』】.")
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}(?:、|是|要|靠|曰)|第[一二三四五六七八九十百]{1,3}[,、章节条篇是部]|其[一二三四五六]|"
    r"[(\[][一二三四五六七八九十\d]{1,3}[)\]]|\d{1,3}(?:[.、)](?!\d)|．)|[①-⑳]|[■▸▶►●◆★▲□※]|【|——|附件?:|"
    r"(?:问|答|记者|主持人):)"
)
_SOFT_ITEM = re.compile(r"(?:首先|其次|再次|最后|同时|此外)")
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)]|\d{1,2}[.、])")
_TURN = re.compile(r"(?:【[^【】]{1,12}】|(?:问|答|记者|主持人):)")
# One character of white space matters only at the ends of a text.
_SPACE = re.compile(r"\s{2,}|\A\s|\s\Z")
_LATIN = re.compile(r"[A-Za-z0-9]")
_MIN_PARAGRAPH, _SHORT = 40, 12
# Lengths of lines in a passage wrapped by hand, and how many full ones make one.
_WRAPPED, _MIN_WRAPPED = (20, 60), 2
_COMMA = re.compile("[,、;。]")
# 关于在全县农村开展 | “亮牌”活动的通知: the title of a paper, set on two lines.
_PAPER_BEGINS = re.compile(r"(?:[^ 。,;:!?]{2,30})?关于[^。;:!?]{2,40}")
_PAPER_ENDS = re.compile(
    r"(?!关于|第|[一二三四五六七八九十]{1,3}、)[^。,;:!?—]{0,36}(?:通知|意见|方案|办法|规定|决定|报告|汇报|总结|请示|批复|通报|倡议书|细则|规划|要点)"
)
_WHOLE_TITLE = re.compile(
    "(?:通知|意见|方案|办法|规定|决定|报告|汇报|总结|请示|批复|通报|倡议书|细则|规划|要点|思考|探索|实践|调查|调研|研究|体会|认识|"
    "建议|设想|做法|材料|分析|讲话|感想|问题)$"
)
_HEAD_LINES = 6
_BRACKETS = re.compile("[“(《「『【”)》」』】]")
_OPEN = frozenset("“(《「『【")


def linebreak_edits(text: str) -> list[Edit]:
    """Deletions of line breaks (and the white space around them) inside sentences."""
    every = lines(text)
    width = _wrap_width(text, every)
    indented = _uses_indents(text, every)
    wrapped = set() if width else _wrapped_passages(text, every)
    edits = []
    for index, (line, following) in enumerate(pairwise(every)):
        gap = text.count("\n", line.end, following.start) - 1
        titled = index < _HEAD_LINES and gap == 0 and _title_goes_on(line.form, following.form)
        if index == 0 and _title_cut_short(line.form, following.form):
            continue
        if titled or index in wrapped or _joined(text, line, following, gap=gap, width=width, indented=indented):
            start = line.start + len(text[line.start : line.end].rstrip())
            end = following.start + _indent(text, following)
            latin = _LATIN.match(line.form[-1]) and _LATIN.match(following.form[0])
            number = line.form[-1].isdigit() and following.form[0].isdigit()
            edits.append(Edit(start, end, " " if latin and not number else "", RULE))
    return edits


def edge_edits(text: str) -> list[Edit]:
    """Empty lines at the head of a text and white space at its end out; a first indent stays, it tells of others."""
    words = text.lstrip()
    if not words:
        return [Edit(0, len(text), "", BLANK)] if text else []
    first = text.rfind("\n", 0, len(text) - len(words)) + 1
    last = len(text.rstrip())
    head = [Edit(0, first, "", BLANK)] if first else []
    return [*head, Edit(last, len(text), "", BLANK)] if last < len(text) else head


def layout_edits(text: str) -> list[Edit]:
    """White space at the ends of lines and empty lines out: one paragraph a line. Tabs that begin a row stay."""
    edits = []
    for match in _SPACE.finditer(text):
        space, at = match.group(), match.start()
        if match.start() == 0 or match.end() == len(text):
            edits.append(Edit(*match.span(), "", BLANK))
            continue
        first = space.find("\n")
        if first < 0:
            continue
        rest = space[first + 1 :]
        kept = len(rest) - len(rest.rstrip("\t"))
        if first:
            edits.append(Edit(at, at + first, "", BLANK))
        if len(rest) > kept:
            edits.append(Edit(at + first + 1, match.end() - kept, "", BLANK))
    return edits


def _joined(text: str, line: Line, following: Line, *, gap: int, width: int, indented: bool) -> bool:
    last, first = line.form[-1], following.form[0]
    # A text of short lines is a table or a list: most of its lines end here.
    if len(line.form) < _SHORT and not width and last not in _GOES_ON and first not in _NO_START and (
        "。" not in line.form
    ):
        return False
    if "\t" in text[line.start : line.end].strip() or "\t" in text[following.start : following.end].strip():
        return False
    # A dot that stands apart is a mark around a heading; in a name (阿里·买买提) it touches both sides.
    if following.form.startswith("· ") or line.form.endswith(" ·"):
        return False
    if first in _NO_START:
        return len(line.form) > 1
    if _ITEM.match(following.form):
        return False
    if _goes_on(line.form, last):
        return gap < 2 or not indented
    if _SOFT_ITEM.match(following.form) and not width:
        return False
    if gap or last in _STOPS or (indented and _indent(text, following)):
        return False
    if width and line.end - line.start >= width - 2:
        return True
    if _TURN.match(line.form):
        return "。" in line.form or len(line.form) > 20
    if "。" in line.form and len(line.form) >= _MIN_PARAGRAPH // 2:
        return not _heading_like(line.form)
    return "," in line.form and len(line.form) > _MIN_PARAGRAPH and not _NUMBERED.match(line.form)


def _title_cut_short(form: str, following: str) -> bool:
    """Whether the first line is a title that lost its end (关于推进党建的) and the next is a whole paragraph."""
    alone = form[-1] == "的" and len(form) <= _MIN_PARAGRAPH and not re.search("[,。]", form)
    return alone and len(following) > _MIN_PARAGRAPH and "。" in following


def _title_goes_on(form: str, following: str) -> bool:
    """Whether two lines are one title: a paper's name that begins in the first and ends in the second."""
    begins = _PAPER_BEGINS.fullmatch(form) and not _WHOLE_TITLE.search(form[-4:])
    return bool(begins and _PAPER_ENDS.fullmatch(following))


def _wrapped_passages(text: str, every: Sequence[Line]) -> set[int]:
    """Indexes of lines that go on in a passage wrapped by hand inside a text that is not.

    Such a passage is two lines or more of one length that end in mid sentence, and a last one, no longer, that ends
    with a full stop. The first line of a text is its title, and lines of one length without commas are a list.
    """
    found: set[int] = set()
    index = 1
    while index < len(every) - 2:
        length, end = len(every[index].form), index
        while end < len(every) - 1 and _is_full(text, every, end, length):
            end += 1
        last = every[end].form
        if end - index >= _MIN_WRAPPED and len(last) <= length + 1 and last.endswith(("。", "。”", "！", "？")):
            found.update(range(index, end))
        index = max(end, index + 1)
    return found


def _is_full(text: str, every: Sequence[Line], index: int, length: int) -> bool:
    """A full line of a passage of this width, after which the next line goes on without a gap, an indent or an item."""
    line, following = every[index], every[index + 1]
    return (
        _WRAPPED[0] <= length <= _WRAPPED[1]
        and abs(len(line.form) - length) <= 1
        and line.form[-1] not in _STOPS
        and bool(_COMMA.search(line.form))
        and text.count("\n", line.end, following.start) == 1
        and "\t" not in line.form
        and not text[following.start].isspace()
        and not _ITEM.match(following.form)
        and not _NUMBERED.match(line.form)
    )


def _goes_on(form: str, last: str) -> bool:
    """The line ends where no sentence ends: after a comma, inside a bracket or quotation."""
    if last in _GOES_ON and not (last == "的" and len(form) < 10):
        return True
    if len(form) < _SHORT:
        return False
    tail = form[-40:]
    opened = sum(1 if mark in _OPEN else -1 for mark in _BRACKETS.findall(tail))
    return opened > 0 and last not in "。!?;:" and not _NUMBERED.match(form)


def _heading_like(form: str) -> bool:
    return bool(_NUMBERED.match(form)) and len(form) < 30 and "。" not in form


def _indent(text: str, line: Line) -> int:
    raw = text[line.start : line.end]
    return len(raw) - len(raw.lstrip())


def _uses_indents(text: str, every: Sequence[Line]) -> bool:
    """Paragraphs of this text begin with an indent of two or more."""
    return bool(every) and sum(text[line.start].isspace() for line in every) * 4 >= len(every)


def _wrap_width(text: str, every: Sequence[Line]) -> int:
    """The column at which a text was wrapped by hand, 0 where it was not.

    Wrapped means: most lines that end in mid sentence are of one length, and hardly any line is longer.
    """
    lengths = [line.end - line.start for line in every]
    if len(lengths) < 8:
        return 0
    open_ends = Counter(
        line.end - line.start for line in every if line.form[-1] not in _STOPS
    )
    width = max(open_ends, key=lambda n: open_ends[n - 1] + open_ends[n] + open_ends[n + 1], default=0)
    near = sum(open_ends[n] for n in (width - 1, width, width + 1))
    longer = sum(n > width + 3 for n in lengths)
    if width >= 16 and near * 3 >= len(lengths) and longer * 10 <= len(lengths):
        return width
    return 0

"""What kind of scheme a name is, and what is counted of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from archive.reading.extraction.initiative_candidates import Candidate
from archive.reading.extraction.initiative_rules import InitiativeRules
from archive.reading.extraction.sentences import Sentences, clause_start
from archive.reading.records import FigureMention

TIME_UNITS = ("年", "个月", "小时", "分钟", "天", "岁")
LONG_TIME = 100
SPAN_OF_TIME = re.compile(r"(?:为期|历时|连续|持续|期限)[约近]?$")
EMPTY_NOUNS = (
    "方面",
    "事",
    "问题",
    "特点",
    "重点",
    "工作",
    "部分",
    "阶段",
    "环节",
    "层面",
    "行动",
    "意见",
    "要求",
    "关键",
)
JOINED = re.compile(r"[\u4e00-\u9fff][+＋][\u4e00-\u9fff]")
NEW_TOPIC = re.compile(r"^(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]|同时|此外|另外|与此同时|其[一二三四五])")
FOLLOWING = 3
"""How many sentences behind its own may still tell of a scheme."""
SUMMING_UP = ("形成", "构成", "实现")
"""Verbs by which a scheme sums up all that its sentence tells before."""
REACH = 400
"""Characters to either side of a name beyond which nothing is said of it."""
SHORT_LINE = 45


def category_of(candidate: Candidate, text: str, rules: InitiativeRules) -> str:
    """By the head noun, else by the end of the coined name, else by the verb that governs it."""
    core = text[candidate.core_start : candidate.core_end]
    inside = rules.patterns["head_end"].search(core)
    practice = rules.categories.get(candidate.head) == "工作法" and candidate.head != "工作法"
    if candidate.head and not practice and not (candidate.listed and inside):
        return rules.categories[candidate.head]
    if JOINED.search(core):
        return "模式"
    for suffix, category in rules.suffixes:
        if core.endswith(suffix):
            return category
    if inside and len(inside.group()) > 1:
        return rules.categories[inside.group()]
    if practice:
        return "工作法"
    for verbs, category in rules.verb_categories:
        if candidate.verb in verbs:
            return category
    return "活动"


@dataclass(frozen=True, slots=True)
class OrderedFigures:
    """The figures of a report by position, to be cut out without going through all of them."""

    figures: tuple[FigureMention, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, figures: Sequence[FigureMention]) -> OrderedFigures:
        inside = sorted((f for f in figures if not f.evidence.in_metadata), key=lambda f: f.evidence.start)
        return cls(tuple(inside), tuple(figure.evidence.start for figure in inside))

    def between(self, start: int, end: int) -> tuple[FigureMention, ...]:
        """Those that lie wholly in ``start:end``."""
        cut = self.figures[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return tuple(figure for figure in cut if figure.evidence.end <= end)


def figures_of(
    candidate: Candidate,
    neighbours: tuple[int, int],
    text: str,
    sentences: Sentences,
    figures: OrderedFigures,
) -> tuple[FigureMention, ...]:
    """Figures of the own sentence and of up to three that follow in the paragraph, between the schemes named before and
    behind (``neighbours``: end of the one, start of the other). Figures within the name itself count nothing.

    Where the name stands in a question or a heading, the paragraph below it is its own.
    """
    index = sentences.index_at(candidate.start)
    start, end = sentences.spans[index]
    line = text.rfind("\n", 0, start) + 1
    below = text[end - 1 : end] in "?？" or (
        line == start and end - start <= SHORT_LINE and text[end : end + 1] == "\n"
    )
    for following in sentences.spans[index + 1 : index + 1 + FOLLOWING]:
        if "\n" in text[end : following[0]]:
            if not below:
                break
            below = False
        elif NEW_TOPIC.match(text[following[0] : following[0] + 6]):
            break
        end = following[1]
    if candidate.verb not in SUMMING_UP:
        start = max(start, neighbours[0])
        if start == neighbours[0] > 0:
            start = max(start, clause_start(text, candidate.left))
    start = max(start, candidate.start - REACH)
    end = min(end, max(candidate.end, neighbours[1]), candidate.end + REACH)
    if neighbours[1] < len(text):
        # What the clause of the next scheme says before its name is said of that one.
        cut = max(text.rfind(mark, candidate.end, end) for mark in "，,。；;")
        end = cut if cut >= 0 and end == neighbours[1] else end
    return tuple(
        figure
        for figure in figures.between(start, end)
        if not (candidate.core_start <= figure.evidence.start < candidate.core_end) and _counts(figure, text)
    )


def _counts(figure: FigureMention, text: str) -> bool:
    """Whether a figure tells of reach or result. Ages, spans of time (unless 为期, 连续 …) and 四个方面 do not."""
    if figure.unit in TIME_UNITS:
        at = figure.evidence.start
        return figure.value >= LONG_TIME or SPAN_OF_TIME.search(text, max(0, at - 4), at) is not None
    return not (figure.noun in EMPTY_NOUNS and figure.value < 10)

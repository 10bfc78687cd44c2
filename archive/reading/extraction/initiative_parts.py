"""What belongs to a scheme: category, components, figures, and the place it is of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from archive.reading.extraction.initiative_candidates import Candidate
from archive.reading.extraction.initiative_rules import InitiativeRules
from archive.reading.extraction.numerals import parse_numeral
from archive.reading.extraction.places import Places
from archive.reading.extraction.sentences import Sentences
from archive.reading.records import FigureMention, PlaceMention

LIST_MARK = re.compile(r"[、，,;；]")
ITEM = r"[^，,。；;：:、！？“”‘’（）()\n]{2,18}"
ENUMERATION = re.compile(rf"{ITEM}(?:、{ITEM}){{1,9}}")
INTRODUCED = re.compile(r"^.{0,10}?(?:即|就是|包括|分别是|分为|通过|实行|以|包含|具体是|为)")
LAST_ITEM_END = re.compile(r"(?:等|的|为|，|是|全部|均|都|三个|四个|五个|两个|几个|进行|实行).*$")
NAME_NUMERAL = re.compile(r"[一二两三四五六七八九十]|双|\d{1,2}")
JOINED = re.compile(r"[\u4e00-\u9fff][+＋][\u4e00-\u9fff]")
NOT_THE_PLACE_OF = re.compile(r"(?:在|到|从|赴|向|与|同|把|对|往|至)$")
BORROWED = re.compile(r"(?:学习|借鉴|参照|仿效|引进|考察)[^，,。；;]{0,20}$")
NEW_TOPIC = re.compile(r"^(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]|同时|此外|另外|与此同时|其[一二三四五])")
FOLLOWING = 3
"""How many sentences behind its own may still tell of a scheme."""
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


def components_of(candidate: Candidate, text: str, sentences: Sentences) -> tuple[str, ...]:
    """Parts listed in a bracketed gloss, or in an enumeration near the name that has as many items as the name says."""
    if candidate.gloss and LIST_MARK.search(candidate.gloss):
        return tuple(part.strip() for part in LIST_MARK.split(candidate.gloss) if part.strip())
    core = text[candidate.core_start : candidate.core_end]
    numbers = [2 if found == "双" else int(parse_numeral(found) or 0) for found in NAME_NUMERAL.findall(core)]
    wanted = {count for count in (sum(numbers), *numbers) if 2 <= count <= 10}
    if not wanted or len(core) > 12:
        return ()
    index = sentences.index_at(candidate.start)
    start = sentences.spans[index][0]
    start = max(start, candidate.start - REACH)
    end = min(sentences.spans[min(index + 1, len(sentences.spans) - 1)][1], candidate.end + REACH)
    line_end = text.find("\n", candidate.end, end)
    end = line_end if line_end >= 0 else end
    for match in ENUMERATION.finditer(text, start, max(start, end)):
        if match.start() < candidate.core_end and candidate.core_start < match.end():
            continue
        items = match.group().split("、")
        if len(items) in wanted:
            items[0] = INTRODUCED.sub("", items[0]) or items[0]
            items[-1] = LAST_ITEM_END.sub("", items[-1]) or items[-1]
            return tuple(items)
    return ()


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


@dataclass(frozen=True, slots=True)
class OrderedPlaces:
    """The places of a report by position; ``own`` is the code of its own place."""

    own: str | None
    mentions: tuple[PlaceMention, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, places: Places) -> OrderedPlaces:
        inside = [place for place in places.mentions if not place.evidence.in_metadata and place.role != "in_name"]
        inside.sort(key=lambda place: place.evidence.start)
        own = places.primary.code if places.primary else None
        return cls(own, tuple(inside), tuple(place.evidence.start for place in inside))


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
    start = max(start, neighbours[0], candidate.start - REACH)
    end = min(end, max(candidate.end, neighbours[1]), candidate.end + REACH)
    if neighbours[1] < len(text):
        # What the clause of the next scheme says before its name is said of that one.
        cut = max(text.rfind(mark, candidate.end, end) for mark in "，,。；;")
        end = cut if cut >= 0 and end == neighbours[1] else end
    return tuple(
        figure
        for figure in figures.between(start, end)
        if not (candidate.core_start <= figure.evidence.start < candidate.core_end)
    )


def locality_of(candidate: Candidate, sentence: tuple[int, int], text: str, places: OrderedPlaces) -> str | None:
    """The place named last before the scheme in its sentence, else the report's own; None where that is unknown.

    A place after 在, 到, 与 … is where something happens, not whose scheme it is; one that others learn from
    (参照某市的做法，推行…) is not the scheme's unless the name follows at once.
    """
    left = bisect_left(places.starts, max(sentence[0], candidate.start - REACH))
    for place in reversed(places.mentions[left : bisect_left(places.starts, candidate.start)]):
        at = place.evidence
        if at.end > candidate.start or NOT_THE_PLACE_OF.search(text, max(0, at.start - 2), at.start):
            continue
        between = text[at.end : candidate.left] if at.end <= candidate.left else ""
        far = any(mark in between for mark in "，,；;。")
        if far and BORROWED.search(text, max(0, at.start - 12), at.start):
            continue
        return place.code
    return places.own

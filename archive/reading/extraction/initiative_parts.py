"""What belongs to a scheme: category, components, figures, and the place it is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.reading.extraction.initiative_candidates import Candidate
from archive.reading.extraction.initiative_rules import InitiativeRules
from archive.reading.extraction.numerals import parse_numeral
from archive.reading.extraction.places import Places
from archive.reading.extraction.sentences import Sentences
from archive.reading.records import FigureMention

LIST_MARK = re.compile(r"[、，,;；]")
ITEM = r"[^，,。；;：:、！？“”‘’（）()\n]{2,18}"
ENUMERATION = re.compile(rf"{ITEM}(?:、{ITEM}){{1,9}}")
INTRODUCED = re.compile(r"^.{0,10}?(?:即|就是|包括|分别是|分为|通过|实行|以|包含|具体是|为)")
LAST_ITEM_END = re.compile(r"(?:等|的|为|，|是|全部|均|都|三个|四个|五个|两个|几个|进行|实行).*$")
NAME_NUMERAL = re.compile(r"[一二两三四五六七八九十]|双|\d{1,2}")
NOT_THE_PLACE_OF = re.compile(r"(?:在|到|从|赴|向|与|同|把|对|往|至)$")
BORROWED = re.compile(r"(?:学习|借鉴|参照|仿效|引进|考察)[^，,。；;]{0,20}$")
NEW_TOPIC = re.compile(r"^(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]|同时|此外|另外|与此同时|其[一二三四五])")
FOLLOWING = 2
"""How many sentences behind its own may still tell of a scheme."""


def category_of(candidate: Candidate, text: str, rules: InitiativeRules) -> str:
    """By the head noun, else by the end of the coined name, else by the verb that governs it."""
    core = text[candidate.core_start : candidate.core_end]
    inside = rules.patterns["head_end"].search(core)
    if candidate.head and not (candidate.listed and inside):
        return rules.categories[candidate.head]
    for suffix, category in rules.suffixes:
        if core.endswith(suffix):
            return category
    if inside and len(inside.group()) > 1:
        return rules.categories[inside.group()]
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
    end = sentences.spans[min(index + 1, len(sentences.spans) - 1)][1]
    line_end = text.find("\n", candidate.end)
    end = min(end, line_end) if line_end >= 0 else end
    for match in ENUMERATION.finditer(text, start, max(start, end)):
        if match.start() < candidate.core_end and candidate.core_start < match.end():
            continue
        items = match.group().split("、")
        if len(items) in wanted:
            items[0] = INTRODUCED.sub("", items[0]) or items[0]
            items[-1] = LAST_ITEM_END.sub("", items[-1]) or items[-1]
            return tuple(items)
    return ()


def figures_of(
    candidate: Candidate,
    neighbours: tuple[int, int],
    text: str,
    sentences: Sentences,
    figures: Sequence[FigureMention],
) -> tuple[FigureMention, ...]:
    """Figures of the own sentence and of up to two that follow in the paragraph, between the schemes named before and
    behind (``neighbours``: end of the one, start of the other). Figures within the name itself count nothing."""
    index = sentences.index_at(candidate.start)
    start, end = sentences.spans[index]
    for following in sentences.spans[index + 1 : index + 1 + FOLLOWING]:
        if "\n" in text[end : following[0]] or NEW_TOPIC.match(text[following[0] : following[0] + 6]):
            break
        end = following[1]
    start = max(start, neighbours[0])
    end = min(end, max(candidate.end, neighbours[1]))
    if neighbours[1] < len(text):
        # What the clause of the next scheme says before its name is said of that one.
        cut = max(text.rfind(mark, candidate.end, end) for mark in "，,。；;")
        end = cut if cut >= 0 and end == neighbours[1] else end
    return tuple(
        figure
        for figure in figures
        if start <= figure.evidence.start
        and figure.evidence.end <= end
        and not (candidate.core_start <= figure.evidence.start < candidate.core_end)
    )


def locality_of(candidate: Candidate, sentence: tuple[int, int], text: str, places: Places) -> str | None:
    """The place named last before the scheme in its sentence, else the report's own; None where that is unknown.

    A place after 在, 到, 与 … is where something happens, not whose scheme it is; one that others learn from
    (参照某市的做法，推行…) is not the scheme's unless the name follows at once.
    """
    own = places.primary.code if places.primary else None
    best = None
    for place in places.mentions:
        at = place.evidence
        if at.in_metadata or place.role == "in_name" or not sentence[0] <= at.start < candidate.start:
            continue
        if at.end > candidate.start or NOT_THE_PLACE_OF.search(text, max(0, at.start - 2), at.start):
            continue
        between = text[at.end : candidate.left] if at.end <= candidate.left else ""
        far = any(mark in between for mark in "，,；;。")
        if far and BORROWED.search(text, max(0, at.start - 12), at.start):
            continue
        if best is None or at.start >= best.evidence.start:
            best = place
    return best.code if best else own

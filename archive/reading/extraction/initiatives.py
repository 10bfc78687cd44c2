"""Named local schemes: candidates, the evidence for and against each, and what the report tells of it.

A scheme mentioned several times is one record, at the mention with the most evidence. Confidence is the estimated
probability that a careful reader would call it a named scheme of a place; see ``initiatives.toml`` for how well that
holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.reading.extraction.initiative_candidates import Candidate, find_candidates
from archive.reading.extraction.initiative_components import components_of
from archive.reading.extraction.initiative_evidence import Surroundings, confidence, features_of, is_excluded
from archive.reading.extraction.initiative_locality import PlaceNames, locality_of
from archive.reading.extraction.initiative_names import folded_name
from archive.reading.extraction.initiative_names import normal_form as normal_form
from archive.reading.extraction.initiative_parts import (
    OrderedFigures,
    category_of,
    figures_of,
)
from archive.reading.extraction.initiative_rules import InitiativeRules
from archive.reading.extraction.initiative_status import Tense, status_of
from archive.reading.extraction.places import Places
from archive.reading.extraction.sentences import Sentences, Spans
from archive.reading.records import (
    CampaignMention,
    DocumentMention,
    Evidence,
    FigureMention,
    InitiativeMention,
    ReportSlice,
)
from archive.reading.rulebook import Rulebook

CODE_NAME = re.compile(r"^[\d+＋×✕xX*\-]*$")
SHORT_NAME = 3
COMPONENT_CONFIDENCE = 0.3
"""A part of a scheme that is found by itself is at most a proposal."""


LEARNT = 0.1
PARTING = 0.8
"""Names less sure than this do not part the figures of others."""
MENTIONS_READ = 8
"""How many mentions of one scheme are read for figures."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its confidence and the key it shares with other mentions of the scheme."""

    candidate: Candidate
    key: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Context:
    """One report as the parts of a scheme are read from it."""

    text: str
    sentences: Sentences
    tense: Tense
    places: PlaceNames
    figures: OrderedFigures
    rules: InitiativeRules


def find_initiatives(
    report: ReportSlice,
    title: str,
    places: Places,
    campaigns: Sequence[CampaignMention],
    documents: Sequence[DocumentMention],
    figures: Sequence[FigureMention],
    rulebook: Rulebook,
) -> tuple[InitiativeMention, ...]:
    """One record a scheme, at the mention that tells most of it; shown ones and proposals.

    A name inside the title of a document (``documents``) is no mention of its own.
    """
    rules = rulebook.rules(InitiativeRules.from_tables)
    text = report.text
    sentences = Sentences.of(text)
    if not sentences.spans:
        return ()
    titles = Spans.of((item.evidence.start, item.evidence.end) for item in documents if _is_title_only(item))
    candidates = [item for item in find_candidates(text, rules) if not titles.hold(item.core_start, item.core_end)]
    judged = _under_full_names(_judge(text, title, candidates, campaigns, rules))
    best = _best_mentions(judged)
    context = Context(
        text, sentences, Tense.of(text, title, rules), PlaceNames.of(text, places), OrderedFigures.of(figures), rules
    )
    told = _figures_told(judged, {key for key, item in best.items() if _is_shown(item, rules)}, context)
    parts = _parts_told(judged, context)
    found = [
        _mention(item, told.get(item.key), parts.get(item.key, ()), context)
        for item in best.values()
        if item.confidence >= rules.thresholds["proposal"]
    ]
    return tuple(_parts_as_proposals(found))


def _is_title_only(document: DocumentMention) -> bool:
    at = document.evidence
    return not at.in_metadata and at.end - at.start <= len(document.title) + 4


def _is_shown(item: Judged, rules: InitiativeRules) -> bool:
    form = "quoted" if item.candidate.form == "quoted" else "plain"
    return item.confidence >= rules.thresholds[form]


def _judge(
    text: str,
    title: str,
    candidates: Sequence[Candidate],
    campaigns: Sequence[CampaignMention],
    rules: InitiativeRules,
) -> list[Judged]:
    """All candidates that are not certainly none, in the order of the text."""
    around = Surroundings.of(text, title, candidates, campaigns, rules)
    judged = []
    for item in candidates:
        if is_excluded(item, around, rules):
            continue
        key = normal_form(text[item.core_start : item.core_end])
        form = "quoted" if item.form == "quoted" else "plain"
        judged.append(Judged(item, key, confidence(features_of(item, around, rules), form, rules)))
    return judged


def _under_full_names(judged: Sequence[Judged]) -> list[Judged]:
    """Unquoted short names under the key of the full one in the same report: 关爱基金 after 党内关爱基金."""
    plain = {item.key for item in judged if item.candidate.form == "plain"}
    full = {key[cut:]: key for key in plain for cut in range(1, len(key) - SHORT_NAME) if key[cut:] in plain}
    return [replace(item, key=full.get(item.key, item.key)) for item in judged]


def _best_mentions(judged: Sequence[Judged]) -> dict[str, Judged]:
    """The surest mention of each scheme by key, in the order of the text. An unquoted name that only lengthens a surer
    quoted one (清枫邻里节 beside “邻里节”) falls away."""
    best: dict[str, Judged] = {}
    for item in judged:
        if item.key not in best or _worth(item) > _worth(best[item.key]):
            best[item.key] = item
    for key, item in list(best.items()):
        if item.candidate.form != "quoted":
            endings = (best.get(key[cut:]) for cut in range(1, len(key) - 2))
            if any(one and one.candidate.form == "quoted" and one.confidence > item.confidence for one in endings):
                del best[key]
    return dict(sorted(best.items(), key=lambda pair: pair[1].candidate.start))


def _worth(item: Judged) -> float:
    """Confidence, less where the mention speaks of what was learnt (“五联”经验) rather than of the scheme."""
    return item.confidence - LEARNT * (item.candidate.head in ("经验", "做法", "方式", "探索"))


def _figures_told(judged: Sequence[Judged], shown: set[str], context: Context) -> dict[str, tuple[FigureMention, ...]]:
    """What is counted at the mentions of each scheme, each figure once, in the order of the text."""
    mentions = [item for item in judged if item.key in shown]
    told: dict[str, dict[int, FigureMention]] = {}
    read: Counter[str] = Counter()
    for item, neighbours in zip(mentions, _neighbours(mentions, context.text), strict=True):
        read[item.key] += 1
        if read[item.key] <= MENTIONS_READ:
            near = figures_of(item.candidate, neighbours, context.text, context.sentences, context.figures)
            told.setdefault(item.key, {}).update({figure.evidence.start: figure for figure in near})
    return {key: tuple(found[at] for at in sorted(found)) for key, found in told.items()}


def _parts_told(judged: Sequence[Judged], context: Context) -> dict[str, tuple[str, ...]]:
    """The components of each scheme by key, from the mention that lists most of them."""
    told: dict[str, tuple[str, ...]] = {}
    read: Counter[str] = Counter()
    for item in judged:
        read[item.key] += 1
        if read[item.key] <= MENTIONS_READ:
            parts = components_of(item.candidate, context.text, context.sentences)
            if len(parts) > len(told.get(item.key, ())):
                told[item.key] = parts
    return told


def _neighbours(mentions: Sequence[Judged], text: str) -> list[tuple[int, int]]:
    """For each mention, where the scheme named before it ends and the one named behind it begins; the text's own ends
    where there is none. Only sure names part the text between them; two names of one scheme do not."""
    # “暖翼·值机” is a part of “暖翼”, not another scheme.
    keys = [item.key.split("·", 1)[0] for item in mentions]
    for index in range(len(mentions) - 1, 0, -1):
        if _one_name(mentions[index - 1], mentions[index], text):
            keys[index - 1] = keys[index]
    sure = [item.confidence >= PARTING for item in mentions]
    before = _last_other(keys, sure, [item.candidate.end for item in mentions], 0)
    behind = _last_other(keys[::-1], sure[::-1], [item.candidate.start for item in mentions][::-1], len(text))
    return list(zip(before, reversed(behind), strict=True))


def _last_other(keys: Sequence[str], sure: Sequence[bool], marks: Sequence[int], none: int) -> list[int]:
    """For each place in a row, the mark of the last sure one before it that has another key."""
    found = []
    last, last_key, last_but_one = none, "", none
    for key, is_sure, mark in zip(keys, sure, marks, strict=True):
        found.append(last if last_key != key else last_but_one)
        if is_sure:
            if key != last_key:
                last_but_one = last
            last, last_key = mark, key
    return found


def _one_name(left: Judged, right: Judged, text: str) -> bool:
    """“甲+乙”的“两位一体”模式: two names of one scheme; the members of a list share what is counted of them."""
    of_one_list = left.candidate.listed and right.candidate.listed and left.candidate.left == right.candidate.left
    return of_one_list or text[left.candidate.end : right.candidate.start] == "的"


def _mention(
    item: Judged, figures: tuple[FigureMention, ...] | None, components: tuple[str, ...], context: Context
) -> InitiativeMention:
    candidate, text, rules = item.candidate, context.text, context.rules
    start, end = context.sentences.quote_span(candidate.start, candidate.end)
    core = text[candidate.core_start : candidate.core_end]
    name = text[candidate.start : candidate.end]
    if figures is None:
        span = (0, len(text))
        figures = figures_of(candidate, span, text, context.sentences, context.figures)
    return InitiativeMention(
        name=name,
        normalised=_key_name(core, name),
        category=category_of(candidate, text, rules),
        status=status_of(candidate, (start, end), context.tense, rules),
        evidence=Evidence(start, end, text[start:end], f"initiative_{candidate.form}"),
        name_start=candidate.start,
        name_end=candidate.end,
        confidence=round(item.confidence, 2),
        shown=_is_shown(item, rules),
        components=components,
        figures=figures,
        locality=locality_of(candidate, (start, end), text, context.places),
    )


def _key_name(core: str, name: str) -> str:
    """A code or a very short name keeps the noun behind it: 12371服务热线, 三个一激励."""
    if CODE_NAME.match(core):
        return folded_name(name)
    return normal_form(name if len(core) <= SHORT_NAME else core)


def _parts_as_proposals(found: list[InitiativeMention]) -> list[InitiativeMention]:
    """A scheme that another one lists as its component is not shown as one of its own."""
    parts = {normal_form(part) for item in found if item.shown for part in item.components}
    return [
        item
        if item.normalised not in parts
        else replace(item, shown=False, confidence=min(item.confidence, COMPONENT_CONFIDENCE))
        for item in found
    ]

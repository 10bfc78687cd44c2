"""Named local schemes: candidates, the evidence for and against each, and what the report tells of it.

A scheme mentioned several times is one record, at the mention with the most evidence. Confidence is the estimated
probability that a careful reader would call it a named scheme of a place; see ``initiatives.toml`` for how well that
holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.reading.extraction.initiative_candidates import Candidate, find_candidates
from archive.reading.extraction.initiative_evidence import Surroundings, confidence, features_of, is_excluded
from archive.reading.extraction.initiative_names import normal_form as normal_form
from archive.reading.extraction.initiative_parts import category_of, components_of, figures_of, locality_of
from archive.reading.extraction.initiative_rules import InitiativeRules
from archive.reading.extraction.initiative_status import Tense, status_of
from archive.reading.extraction.places import Places
from archive.reading.extraction.sentences import Sentences
from archive.reading.records import (
    CampaignMention,
    DocumentMention,
    Evidence,
    FigureMention,
    InitiativeMention,
    ReportSlice,
)
from archive.reading.rulebook import Rulebook

BARE_SCHEME = re.compile(r"^[\d+＋×✕xX*]*$|^.{1,2}$")
COMPONENT_CONFIDENCE = 0.3
"""A part of a scheme that is found by itself is at most a proposal."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its confidence and the key it shares with other mentions of the scheme."""

    candidate: Candidate
    key: str
    confidence: float


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

    A name inside a document's title (``documents``) is the document's, not a mention of its own.
    """
    rules = rulebook.rules(InitiativeRules.from_tables)
    text = report.text
    sentences = Sentences.of(text)
    if not sentences.spans:
        return ()
    titles = [(item.evidence.start, item.evidence.end) for item in documents if not item.evidence.in_metadata]
    candidates = [
        item
        for item in find_candidates(text, rules)
        if not any(start <= item.core_start and item.core_end <= end <= start + 120 for start, end in titles)
    ]
    judged = _best_mentions(text, title, candidates, campaigns, rules)
    tense = Tense.of(text, title, rules)
    shown = [item.candidate for item in judged if _is_shown(item, rules)]
    found = []
    for item in judged:
        if item.confidence >= rules.thresholds["proposal"]:
            before = max((other.end for other in shown if other.end <= item.candidate.start), default=0)
            behind = min((other.start for other in shown if other.start >= item.candidate.end), default=len(text))
            found.append(_mention(item, (before, behind), text, sentences, tense, places, figures, rules))
    return tuple(_parts_as_proposals(found))


def _is_shown(item: Judged, rules: InitiativeRules) -> bool:
    form = "quoted" if item.candidate.form == "quoted" else "plain"
    return item.confidence >= rules.thresholds[form]


def _best_mentions(
    text: str,
    title: str,
    candidates: Sequence[Candidate],
    campaigns: Sequence[CampaignMention],
    rules: InitiativeRules,
) -> list[Judged]:
    """The surest mention of each scheme, in the order of the text."""
    around = Surroundings.of(text, title, candidates, campaigns)
    best: dict[str, Judged] = {}
    for item in candidates:
        if is_excluded(item, around, rules):
            continue
        key = normal_form(text[item.core_start : item.core_end])
        form = "quoted" if item.form == "quoted" else "plain"
        sure = confidence(features_of(item, around, rules), form, rules)
        if key not in best or sure > best[key].confidence:
            best[key] = Judged(item, key, sure)
    for key, item in list(best.items()):
        longer = [other for other in best if other != key and len(key) >= 3 and other.endswith(key)]
        if any(best[other].candidate.form != "quoted" for other in longer) and item.candidate.form == "quoted":
            for other in longer:
                if best[other].candidate.form != "quoted" and best[other].confidence < item.confidence:
                    del best[other]
    return sorted(best.values(), key=lambda item: item.candidate.start)


def _mention(
    item: Judged,
    neighbours: tuple[int, int],
    text: str,
    sentences: Sentences,
    tense: Tense,
    places: Places,
    figures: Sequence[FigureMention],
    rules: InitiativeRules,
) -> InitiativeMention:
    candidate = item.candidate
    start, end = sentences.quote_span(candidate.start, candidate.end)
    core = text[candidate.core_start : candidate.core_end]
    name = text[candidate.start : candidate.end]
    return InitiativeMention(
        name=name,
        normalised=normal_form(name if BARE_SCHEME.match(core) else core),
        category=category_of(candidate, text, rules),
        status=status_of(candidate, (start, end), tense, rules),
        evidence=Evidence(start, end, text[start:end], f"initiative_{candidate.form}"),
        name_start=candidate.start,
        name_end=candidate.end,
        confidence=round(item.confidence, 2),
        shown=_is_shown(item, rules),
        components=components_of(candidate, text, sentences),
        figures=figures_of(candidate, neighbours, text, sentences, figures),
        locality=locality_of(candidate, (start, end), text, places),
    )


def _parts_as_proposals(found: list[InitiativeMention]) -> list[InitiativeMention]:
    """A scheme that another one lists as its component is not shown as one of its own."""
    parts = {normal_form(part) for item in found if item.shown for part in item.components}
    return [
        item
        if item.normalised not in parts
        else replace(item, shown=False, confidence=min(item.confidence, COMPONENT_CONFIDENCE))
        for item in found
    ]

"""Which report of an upload goes on with which part of a new reading of it.

By the words they share, not by their numbers: where a border between reports has moved, or a rule now sees one report
more, every report keeps its own decisions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.models import (
    AuthorLink,
    Finding,
    IdentityDecision,
    InitiativeLink,
    Report,
    ReportStatus,
    TextSample,
)
from archive.reading.records import Reading, ReportReading
from archive.services.findings import OWN_PLACE
from archive.services.settle import DECIDED

# Findings about some words of a report; the others are about it as a whole.
OF_WORDS = (
    Finding.Kind.PLACE, Finding.Kind.PERSON, Finding.Kind.INITIATIVE, Finding.Kind.CAMPAIGN, Finding.Kind.DOCUMENT,
    Finding.Kind.FIGURE, Finding.Kind.WITHHELD,
)


@dataclass(frozen=True)
class Matching:
    """``by_part``: number of a part in the reading → the report that goes on with it; a part without one is new.
    ``left`` are the reports that no part goes on with, in their order."""

    by_part: Mapping[int, Report]
    left: tuple[Report, ...]


def match_parts(
    held: Sequence[Report], reading: Reading, raw_before: str, samples: Mapping[int, Sequence[int]]
) -> Matching:
    """The pairs with most in common first: raw characters where the raw text is the same as before, else fingerprints
    of the text (``samples`` by part; archive.services.similar). Of equals, those of one number.

    Where the raw text has changed so much that two share nothing, their number decides.
    """
    same_raw = raw_before == reading.raw.text
    kept = {} if same_raw else _kept_samples(held)
    pairs = []
    for report in held:
        for part in reading.reports:
            common = _overlap(report, part) if same_raw else len(kept[report.pk].intersection(samples[_number(part)]))
            if common:
                pairs.append((-common, _number(part) != report.part, _number(part), report.pk))
    by_pk = {report.pk: report for report in held}
    found: dict[int, Report] = {}
    for _, _, number, pk in sorted(pairs):
        if number not in found and pk in by_pk:
            found[number] = by_pk.pop(pk)
    for report in list(by_pk.values()):
        if report.part not in found and _may_go_by_number(report, reading, same_raw):
            found[report.part] = by_pk.pop(report.pk)
    return Matching(found, tuple(sorted(by_pk.values(), key=lambda report: report.part)))


def is_worked_on(report: Report) -> bool:
    """Whether a person has decided anything about it."""
    decided = report.findings.filter(state__in=DECIDED).exists() or any(
        links.objects.in_force().filter(report=report, decision__kind=IdentityDecision.Kind.SPLIT).exists()
        for links in (InitiativeLink, AuthorLink)
    )
    return decided or report.reviewed_at is not None or bool(report.duplicate_decision)


def is_set_aside(report: Report) -> bool:
    """Withdrawn though it never was public: its words went into another report (archive.services.store)."""
    return report.status == ReportStatus.WITHDRAWN and report.released_at is None


def hand_over(reports: Sequence[Report], left: Sequence[Report]) -> None:
    """Decisions about words follow the words: to the report that has them now.

    Decisions about a report as a whole (title, year, own place …) stay with it, and so does one whose counterpart in
    the other report a person has decided on as well. ``reports`` have their new raw spans, ``left`` have none.
    """
    spans = [(report.raw_start, report.raw_end, report) for report in reports]
    decided = Finding.objects.filter(
        report__in=[*reports, *left], state__in=DECIDED, kind__in=OF_WORDS, raw_end__gt=0
    ).exclude(kind=Finding.Kind.PLACE, key=OWN_PLACE)
    for finding in decided:
        home = next((report for start, end, report in spans if start <= finding.raw_start < end), None)
        if home is None or home.pk == finding.report_id or finding.raw_end == finding.raw_start:
            continue
        counterpart = home.findings.filter(kind=finding.kind, key=finding.key).first()
        if counterpart is not None and counterpart.state in DECIDED:
            continue
        if counterpart is not None:
            counterpart.delete()
        finding.report = home
        finding._change_reason = f"随文字移到第 {home.part} 篇"
        finding.save()


def _number(part: ReportReading) -> int:
    return part.slice.part


def _overlap(report: Report, part: ReportReading) -> int:
    trail = part.slice.trail
    return max(0, min(report.raw_end, trail.raw_end) - max(report.raw_start, trail.raw_start))


def _kept_samples(held: Sequence[Report]) -> dict[int, set[int]]:
    kept: dict[int, set[int]] = {report.pk: set() for report in held}
    for pk, value in TextSample.objects.filter(report__in=kept).values_list("report", "value"):
        kept[pk].add(value)
    return kept


def _may_go_by_number(report: Report, reading: Reading, same_raw: bool) -> bool:
    trails = [part.slice.trail for part in reading.reports if _number(part) == report.part]
    if not trails:
        return False
    return not same_raw or report.raw_start == report.raw_end or trails[0].raw_start == trails[0].raw_end

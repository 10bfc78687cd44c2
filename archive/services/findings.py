"""A report's reading as rows of findings, each with the words it was read from and a key that lasts.

``key`` names a finding of one kind within one report over re-readings. Facts of which a report has one (title, genre,
year, own place …) are keyed by their name, so that a person's decision on the fact holds whatever is read next; the
others by what they are.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from archive.models import Finding
from archive.reading.extraction.initiatives import normal_form
from archive.reading.records import (
    Evidence,
    FigureMention,
    InitiativeMention,
    MetaLine,
    PersonMention,
    PlaceMention,
    ReportReading,
)
from archive.services.storable import fit

Kind = Finding.Kind
Data = dict[str, Any]
# A place or person read with at least this confidence is shown without review; below it is a proposal.
SHOWN_FROM = 0.7
# Years of medium confidence have bounds on both sides; they are shown with the mark 推断.
YEAR_CONFIDENCE = {"high": 0.95, "medium": 0.7, "low": 0.35, "none": 0.0}
# Where a place occurs in several roles, the first of these is its role in the report.
ROLES = ("primary", "exemplar", "mentioned", "in_name")
OWN_PLACE = "primary"


class Drafts:
    """Collects the findings of one report; ``rows`` are unsaved and have no report yet."""

    def __init__(self, reading: ReportReading) -> None:
        self.reading = reading
        self.trail = reading.slice.trail
        self.rows: dict[tuple[str, str], Finding] = {}

    def spans(self, evidence: Evidence | None) -> Data:
        """Clean and raw positions; what rests on no words stands at the start of the report."""
        if evidence is None:
            at = self.trail.raw_start
            return {"start": None, "end": None, "raw_start": at, "raw_end": at, "quote": "", "rule": "none"}
        if evidence.in_metadata:
            span = {"start": None, "end": None, "raw_start": evidence.start, "raw_end": evidence.end}
        else:
            raw_start, raw_end = self.trail.raw_span(evidence.start, evidence.end)
            span = {"start": evidence.start, "end": evidence.end, "raw_start": raw_start, "raw_end": raw_end}
        return {**span, "quote": evidence.quote, "rule": evidence.rule, "implies": evidence.implies}

    def add(self, kind: str, key: str, value: str, spans: Data, sure: float, /, shown: bool, **data: Any) -> None:
        """Keeps the first of several findings with one key. ``sure`` is 0..1; ``data`` are the details."""
        row = Finding(kind=kind, key=key, value=value, confidence=sure, shown=shown, data=data, **spans)
        self.rows.setdefault((kind, fit(row).key), row)


def findings_of(reading: ReportReading) -> list[Finding]:
    """Unsaved findings of every kind, in the order of the desk."""
    drafts = Drafts(reading)
    _title_and_genre(drafts)
    _year(drafts)
    _dates_and_journal(drafts)
    _places(drafts)
    _people(drafts)
    _initiatives(drafts)
    _campaigns_and_documents(drafts)
    _figures(drafts)
    _withheld(drafts)
    return list(drafts.rows.values())


def _title_and_genre(drafts: Drafts) -> None:
    reading = drafts.reading
    for kind, value, evidence in (
        (Kind.TITLE, reading.title, reading.title_evidence),
        (Kind.GENRE, reading.genre, reading.genre_evidence),
    ):
        sure = 0.9 if evidence else 0.4
        drafts.add(kind, kind.value, value, drafts.spans(evidence), sure, shown=True)


def _year(drafts: Drafts) -> None:
    year = drafts.reading.year
    if year.year is None and not year.evidence:
        return
    words = [{**drafts.spans(evidence), "in_metadata": evidence.in_metadata} for evidence in year.evidence]
    drafts.add(
        Kind.YEAR,
        "year",
        "" if year.year is None else str(year.year),
        drafts.spans(year.evidence[0] if year.evidence else None),
        YEAR_CONFIDENCE[year.confidence],
        shown=year.confidence in ("high", "medium"),
        year_min=year.year_min,
        year_max=year.year_max,
        confidence=year.confidence,
        kind=year.kind,
        evidence=words,
    )


def _dates_and_journal(drafts: Drafts) -> None:
    reading = drafts.reading
    lines: dict[str, MetaLine] = {line.key: line for line in reversed(reading.slice.meta)}
    for kind, key in (
        (Kind.POSTED_ON, "posted_on"),
        (Kind.PUBLICATION, "published_on"),
        (Kind.PUBLICATION, "journal"),
        (Kind.PUBLICATION, "issue"),
    ):
        value = getattr(reading, key)
        if value:
            drafts.add(kind, key, value, _line_spans(drafts, lines.get(key)), 0.9, shown=True)
    for key in ("source", "editor", "doc_number"):
        if key in lines:
            drafts.add(Kind.PUBLICATION, key, lines[key].value, _line_spans(drafts, lines[key]), 0.9, shown=True)


def _line_spans(drafts: Drafts, line: MetaLine | None) -> Data:
    if line is None:
        return {**drafts.spans(None), "rule": "format"}
    return drafts.spans(Evidence(line.raw_start, line.raw_end, line.line, line.rule, in_metadata=True))


def _places(drafts: Drafts) -> None:
    own = drafts.reading.locality
    if own is not None:
        _place(drafts, OWN_PLACE, own, [own])
    by_code: dict[str, list[PlaceMention]] = {}
    for mention in drafts.reading.places:
        by_code.setdefault(mention.code, []).append(mention)
    for code, mentions in by_code.items():
        best = min(mentions, key=lambda mention: ROLES.index(mention.role))
        if own is not None and own.code == code:
            drafts.rows[Kind.PLACE, OWN_PLACE].data["at"] = _occurrences(mentions)
        elif best.role != OWN_PLACE:
            _place(drafts, code, best, mentions)


def _place(drafts: Drafts, key: str, place: PlaceMention, mentions: list[PlaceMention]) -> None:
    drafts.add(
        Kind.PLACE,
        key,
        place.path,
        drafts.spans(place.evidence),
        place.confidence,
        shown=place.confidence >= SHOWN_FROM,
        code=place.code,
        role=place.role,
        at=_occurrences(mentions),
    )


def _occurrences(mentions: list[PlaceMention]) -> list[list[int]]:
    """Clean spans of all places where the name stands in the body."""
    return [[m.evidence.start, m.evidence.end] for m in mentions if not m.evidence.in_metadata]


def _people(drafts: Drafts) -> None:
    for person in (*drafts.reading.authors, *drafts.reading.people):
        drafts.add(
            Kind.PERSON,
            person_key(person.part, person.name),
            person.name,
            drafts.spans(person.evidence),
            person.confidence,
            shown=person.confidence >= SHOWN_FROM,
            **_person_data(person),
        )


def person_key(part: str, name: str) -> str:
    return f"{part}:{name}"


def _person_data(person: PersonMention) -> dict[str, str]:
    return {
        "kind": person.kind,
        "part": person.part,
        "role": person.role or "",
        "affiliation": person.affiliation or "",
    }


def _initiatives(drafts: Drafts) -> None:
    # Where one scheme was recorded twice, the record a reader would see is the one that counts.
    for mention in sorted(drafts.reading.initiatives, key=lambda m: (not m.shown, -m.confidence, m.name_start)):
        drafts.add(
            Kind.INITIATIVE,
            initiative_key(mention),
            mention.name,
            drafts.spans(mention.evidence),
            mention.confidence,
            shown=mention.shown,
            category=mention.category,
            status=mention.status,
            normalised=mention.normalised,
            name_start=mention.name_start,
            name_end=mention.name_end,
            components=list(mention.components),
            locality=mention.locality,
            figures=[_figure_data(figure) for figure in mention.figures],
        )


def initiative_key(mention: InitiativeMention) -> str:
    return normal_form(mention.normalised or mention.name)


def _figure_data(figure: FigureMention) -> Data:
    return asdict(figure)


def _campaigns_and_documents(drafts: Drafts) -> None:
    for campaign in drafts.reading.campaigns:
        drafts.add(Kind.CAMPAIGN, campaign.name, campaign.name, drafts.spans(campaign.evidence), 0.9, shown=True)
    for document in drafts.reading.documents:
        spans = drafts.spans(document.evidence)
        drafts.add(Kind.DOCUMENT, document.title, document.title, spans, 0.9, shown=True, scope=document.scope)


def _numbered(keys: Iterator[str]) -> Iterator[str]:
    """The same keys, repeats told apart by their number: ``84个#2``."""
    seen: Counter[str] = Counter()
    for key in keys:
        seen[key] += 1
        yield key if seen[key] == 1 else f"{key}#{seen[key]}"


def _figures(drafts: Drafts) -> None:
    figures = drafts.reading.figures
    for key, figure in zip(_numbered(f"{f.value:g}{f.unit}{f.noun}" for f in figures), figures, strict=True):
        data = {"value": figure.value, "unit": figure.unit, "noun": figure.noun}
        drafts.add(Kind.FIGURE, key, f"{figure.value:g}{figure.unit}{figure.noun}", drafts.spans(figure.evidence), 0.9,
                   shown=True, **data)


def _withheld(drafts: Drafts) -> None:
    gaps = drafts.reading.withheld
    for key, gap in zip(_numbered(f"{g.kind}:{g.text}" for g in gaps), gaps, strict=True):
        spans = drafts.spans(Evidence(gap.start, gap.end, gap.text, gap.kind))
        drafts.add(Kind.WITHHELD, key, gap.text, spans, 1.0, shown=True, kind=gap.kind, level=gap.level)

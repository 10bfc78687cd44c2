"""A reading as plain data: the form that ``manage.py read --json`` prints."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from archive.reading.errors import ReadingError
from archive.reading.pipeline import read_upload
from archive.reading.records import (
    DocumentMention,
    Evidence,
    FigureMention,
    InitiativeMention,
    MetaLine,
    PersonMention,
    PlaceMention,
    Reading,
    ReportReading,
    Withheld,
)
from archive.reading.rulebook import Rulebook


def file_json(data: bytes, name: str, rulebook: Rulebook, today: date) -> dict[str, Any]:
    """Read a file. One that cannot be read is an entry with ``error`` in words."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        reading = read_upload(data, name, rulebook, today)
    except ReadingError as error:
        return error_json(name, sha256, str(error))
    return to_json(reading, name, sha256)


def error_json(name: str, sha256: str | None, error: str) -> dict[str, Any]:
    """The entry of a file that gave no reading."""
    return {"file": name, "sha256": sha256, "format": None, "encoding": None, "script": None, "defects": [],
            "error": error, "reports": []}


def to_json(reading: Reading, name: str, sha256: str) -> dict[str, Any]:
    """The entry of one file. ``start`` and ``end`` count characters of the report's clean text."""
    return {
        "file": name,
        "sha256": sha256,
        "format": reading.raw.format,
        "encoding": reading.raw.encoding,
        "script": reading.script,
        "defects": [{"id": d.id, "count": d.count} for d in reading.defects],
        "error": None,
        "rules": reading.rules_digest,
        "undecodable": len(reading.raw.undecodable),
        "reports": [report_json(report) for report in reading.reports],
    }


def report_json(report: ReportReading) -> dict[str, Any]:
    year, place = report.year, report.locality
    return {
        "part": report.slice.part,
        "heading": report.slice.heading,
        "title": report.title,
        "title_evidence": _quote(report.title_evidence),
        "genre": report.genre,
        "genre_evidence": _quote(report.genre_evidence),
        "text": report.slice.text,
        "authors": [
            {"name": a.name, "kind": a.kind, "role": a.role, "affiliation": a.affiliation, "part": a.part}
            for a in report.authors
        ],
        "publication": {"journal": report.journal, "issue": report.issue} if report.journal or report.issue else None,
        "posted_on": report.posted_on,
        "published_on": report.published_on,
        "year": year.year,
        "year_min": year.year_min,
        "year_max": year.year_max,
        "year_confidence": year.confidence,
        "year_kind": year.kind,
        "year_evidence": [{**(_quote(e) or {}), "implies": e.implies} for e in year.evidence],
        "locality": {"code": place.code, "path": place.path, **(_quote(place.evidence) or {})} if place else None,
        "places": [_place(p) for p in report.places],
        "masked_places": [_withheld(w) for w in report.withheld if w.kind == "masked_place"],
        "censored_quotes": [_withheld(w) for w in report.withheld if w.kind == "censored_quote"],
        "people": [_person(p) for p in report.people],
        "initiatives": [_initiative(i) for i in report.initiatives if i.shown],
        "proposals": [_initiative(i) for i in report.initiatives if not i.shown],
        "campaigns": [{"name": c.name, **(_quote(c.evidence) or {})} for c in report.campaigns],
        "policy_documents": [_document(d) for d in report.documents],
        "headings": [{"level": h.level, "text": h.text, "start": h.start, "end": h.end} for h in report.headings],
        "metadata": [_meta(line) for line in report.slice.meta],
        "defects": [{"id": d.id, "count": d.count, "example": d.example} for d in report.slice.defects],
        "edits": report.slice.trail.counts(),
    }


def _quote(evidence: Evidence | None) -> dict[str, Any] | None:
    """A quote with its place; of a metadata line the place is in the raw text, and said so."""
    if evidence is None:
        return None
    place = {"quote": evidence.quote, "start": evidence.start, "end": evidence.end, "rule": evidence.rule}
    return {**place, "in": "metadata"} if evidence.in_metadata else place


def _place(place: PlaceMention) -> dict[str, Any]:
    return {"code": place.code, "path": place.path, "role": place.role, "confidence": place.confidence,
            **(_quote(place.evidence) or {})}


def _withheld(gap: Withheld) -> dict[str, Any]:
    return {"text": gap.text, "level": gap.level, "start": gap.start, "end": gap.end}


def _person(person: PersonMention) -> dict[str, Any]:
    return {"name": person.name, "kind": person.kind, "part": person.part, "role": person.role,
            "affiliation": person.affiliation, **(_quote(person.evidence) or {})}


def _document(document: DocumentMention) -> dict[str, Any]:
    return {"title": document.title, "scope": document.scope, **(_quote(document.evidence) or {})}


def _meta(line: MetaLine) -> dict[str, Any]:
    return {"key": line.key, "value": line.value, "line": line.line, "raw_start": line.raw_start,
            "raw_end": line.raw_end, "rule": line.rule}


def _initiative(mention: InitiativeMention) -> dict[str, Any]:
    return {
        "name": mention.name,
        "normalised": mention.normalised,
        "category": mention.category,
        "status": mention.status,
        **(_quote(mention.evidence) or {}),
        "name_start": mention.name_start,
        "name_end": mention.name_end,
        "components": list(mention.components),
        "figures": figure_labels(mention.figures),
        "locality": mention.locality,
        "confidence": mention.confidence,
    }


def figure_labels(figures: tuple[FigureMention, ...]) -> dict[str, float | int]:
    """Label → number. Figures of one noun are told apart by their unit, then by counting."""
    out: dict[str, float | int] = {}
    for figure in figures:
        noun, unit = figure.noun or figure.unit or "数", figure.unit
        label = noun if noun not in out else f"{noun}（{unit}）" if unit and f"{noun}（{unit}）" not in out else noun
        count = 2
        while label in out:
            label = f"{noun} {count}"
            count += 1
        out[label] = int(figure.value) if float(figure.value).is_integer() else figure.value
    return out

"""A report as plain text and as JSON."""

from archive import selectors
from archive.models import Report
from archive.public.citation import SAMPLE_NOTE, Reference, csl, gbt


def as_text(report: Report, ref: Reference) -> str:
    """Title, citation and the clean text; paragraphs on lines of their own, UTF-8."""
    head = [report.title, gbt(ref)]
    if ref.is_sample and SAMPLE_NOTE not in head[1]:
        head.append(SAMPLE_NOTE)
    return "\n".join([*head, "", report.text]) + "\n"


def report_record(report: Report, ref: Reference) -> dict[str, object]:
    """Every visible value of a report with its words. Positions count code points: ``start``/``end`` in ``text``,
    ``raw_start``/``raw_end`` in the raw text of the upload."""
    findings = selectors.visible(report.findings.all())
    return {
        "id": report.pk,
        "url": ref.url,
        "sample": SAMPLE_NOTE if ref.is_sample else None,
        "title": report.title,
        "genre": report.genre,
        "year": {
            "value": report.year, "min": report.year_min, "max": report.year_max,
            "kind": report.year_kind, "confidence": report.year_confidence,
        },
        "posted_on": ref.posted or None,
        "published_on": report.published_on or None,
        "journal": report.journal or None,
        "issue": report.issue or None,
        "place": {"code": report.locality_id, "name": ref.place} if report.locality_id else None,
        "authors": [
            {
                "id": a.author_id, "name": a.author.name, "kind": a.author.kind, "part": a.part,
                "role": a.role or None, "affiliation": a.affiliation or None,
            }
            for a in report.authorships.all()
        ],
        "source": {
            "file": report.upload.name, "sha256": report.upload.sha256, "bytes": report.upload.size,
            "format": report.upload.format, "encoding": report.upload.encoding, "script": report.script,
            "part": report.part, "raw_start": report.raw_start, "raw_end": report.raw_end,
        },
        "defects": report.defects,
        "text": report.text,
        "edits": report.trail,
        "findings": [
            {
                "kind": f.kind, "value": f.value, "data": f.data, "quote": f.quote, "start": f.start, "end": f.end,
                "raw_start": f.raw_start, "raw_end": f.raw_end, "rule": f.rule, "implies": f.implies or None,
                "confidence": f.confidence, "state": f.state,
            }
            for f in findings
        ],
        "rules": report.rules_digest,
        "version": report.version,
        "citation": csl(ref),
    }  # fmt: skip

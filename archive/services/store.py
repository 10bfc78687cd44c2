"""Puts a reading into the tables, in one transaction, without overruling any person."""

import logging
from dataclasses import asdict

from django.db import transaction

from archive.models import Finding, Report, ReportStatus, Upload, UploadState
from archive.reading.records import Reading, ReportReading
from archive.services.findings import findings_of
from archive.services.settle import DECIDED, settle
from archive.services.similar import note_similar, samples_of
from archive.services.storable import fit
from archive.signals import reports_changed

logger = logging.getLogger(__name__)
# What a new reading may write over in a finding that no person has decided on.
READ_FIELDS = ("value", "data", "start", "end", "raw_start", "raw_end", "quote", "rule", "implies", "confidence",
               "shown", "alternatives")


def store_reading(upload: Upload, reading: Reading) -> list[Report]:
    """Rows for everything the reading says, in one transaction; returns the upload's reports in order.

    A second reading of the same upload renews what only the reader said. What a person accepted, corrected or
    rejected stays, and the new value is noted beside it. Published reports stay published and get a new version. A
    draft whose part the new reading no longer has is removed unless a person has worked on it; published ones stay.
    """
    # Long texts take a while to hash: done before the transaction, which holds SQLite's only writing place.
    samples = {part.slice.part: samples_of(part.slice.text) for part in reading.reports}
    return _store(upload, reading, samples)


@transaction.atomic
def _store(upload: Upload, reading: Reading, samples: dict[int, list[int]]) -> list[Report]:
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    _store_upload(upload, reading)
    held = {report.part: report for report in upload.reports.select_for_update()}
    reports = [
        _store_report(upload, held.get(part.slice.part), part, reading, samples[part.slice.part])
        for part in reading.reports
    ]
    for part, report in held.items():
        if part not in {item.slice.part for item in reading.reports}:
            _leave_or_remove(report)
    changed = [report.pk for report in reports if report.is_published]
    if changed:
        reports_changed.send(sender=Report, report_ids=changed)
    return reports


def _store_upload(upload: Upload, reading: Reading) -> None:
    raw = reading.raw
    upload.state, upload.error = UploadState.READ, ""
    upload.format, upload.encoding, upload.encoding_confidence = raw.format, raw.encoding, raw.confidence
    upload.undecodable = sum(len(found) for _, found in raw.undecodable)
    upload.script = reading.script
    upload.raw_text = raw.text
    upload.web_title = raw.title or ""
    upload.defects = [asdict(defect) for defect in reading.defects]
    upload.rules_digest = reading.rules_digest
    fit(upload).save()


def _store_report(
    upload: Upload, report: Report | None, part: ReportReading, reading: Reading, samples: list[int]
) -> Report:
    is_new = report is None
    report = report or Report(upload=upload, part=part.slice.part)
    trail = part.slice.trail
    report.upload = upload
    report.heading = part.slice.heading or ""
    report.text = part.slice.text
    report.raw_start, report.raw_end = trail.raw_start, trail.raw_end
    report.trail = [[edit.start, edit.end, edit.new, edit.rule] for edit in trail.edits]
    report.headings = [[heading.level, heading.text, heading.start, heading.end] for heading in part.headings]
    report.script = part.slice.script
    report.defects = [asdict(defect) for defect in part.slice.defects]
    report.rules_digest = reading.rules_digest
    report.title = part.title
    if not is_new:
        report.version += 1
    fit(report).save()
    _merge_findings(report, findings_of(part))
    settle(report)
    note_similar(report, samples)
    report._change_reason = "读入" if is_new else "重读"
    fit(report).save()
    return report


def _merge_findings(report: Report, fresh: list[Finding]) -> None:
    """New findings are added, undecided ones renewed in place, decided ones only moved to where their words are."""
    held = {(finding.kind, finding.key): finding for finding in report.findings.all()}
    added, renewed = [], []
    for finding in fresh:
        known = held.pop((finding.kind, finding.key), None)
        if known is None:
            finding.report = report
            added.append(finding)
        elif known.state in DECIDED:
            renewed.append(_beside_decision(report, known, finding))
        else:
            for name in READ_FIELDS:
                setattr(known, name, getattr(finding, name))
            renewed.append(known)
    undecided = [finding.pk for finding in held.values() if finding.state not in DECIDED]
    renewed += [_moved(report, finding) for finding in held.values() if finding.state in DECIDED]
    Finding.objects.filter(pk__in=undecided).delete()
    Finding.objects.bulk_update(renewed, READ_FIELDS)
    Finding.objects.bulk_create(added)


def _beside_decision(report: Report, decided: Finding, fresh: Finding) -> Finding:
    """The decision stands. Its words are those of the new reading where both read the same, else it keeps its own."""
    read_before = decided.data.get("read", {}).get("value", decided.value)
    if fresh.value != read_before:
        note = {"value": fresh.value, "quote": fresh.quote, "rule": fresh.rule, "why": "重读所得，未覆盖人工决定"}
        decided.alternatives = [a for a in decided.alternatives if a.get("value") != fresh.value] + [note]
        return _moved(report, decided)
    for name in ("start", "end", "raw_start", "raw_end", "quote", "rule", "implies", "confidence"):
        setattr(decided, name, getattr(fresh, name))
    return decided


def _moved(report: Report, finding: Finding) -> Finding:
    """Positions in the new clean text, or none where the quoted words are no longer in it."""
    if finding.start is None or report.text[finding.start : finding.end] == finding.quote:
        return finding
    at = report.text.find(finding.quote) if finding.quote else -1
    finding.start, finding.end = (at, at + len(finding.quote)) if at >= 0 else (None, None)
    return finding


def _leave_or_remove(report: Report) -> None:
    worked_on = report.findings.filter(state__in=DECIDED).exists() or report.reviewed_at is not None
    if report.status == ReportStatus.DRAFT and not worked_on:
        report.delete()
    else:
        logger.warning("report %s keeps its earlier text: the new reading of its upload has no part %s",
                       report.pk, report.part)

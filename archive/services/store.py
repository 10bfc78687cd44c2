"""Puts a reading into the tables, in one transaction, without overruling any person."""

import logging
import re
from dataclasses import asdict

from django.db import transaction

from archive.models import Finding, Report, ReportStatus, Upload, UploadState
from archive.reading.edits import Edit, Trail
from archive.reading.records import CleaningDecisions, Reading, ReportReading
from archive.services.cleaning_decisions import decisions_for
from archive.services.findings import findings_of
from archive.services.part_matching import Matching, hand_over, is_set_aside, is_worked_on, match_parts
from archive.services.settle import DECIDED, settle
from archive.services.similar import note_similar, samples_of
from archive.services.storable import fit
from archive.signals import reports_changed

logger = logging.getLogger(__name__)
# Added to part numbers on their way to others; no upload has so many reports.
ASIDE = 10_000
# Defect of an upload and of the reports it is in. The upload's ``at`` says where: [position in the raw text, the bytes
# as hexadecimal digits].
UNDECODABLE = "undecodable"
PLACES_KEPT = 500
# What a new reading may write over in a finding that no person has decided on.
READ_FIELDS = ("value", "data", "start", "end", "raw_start", "raw_end", "quote", "rule", "implies", "confidence",
               "shown", "alternatives")


class DecidedMeanwhile(Exception):
    """Since the reading was made, people have decided something else on the upload's cleaning."""


def store_reading(
    upload: Upload, reading: Reading, made_with: CleaningDecisions | None = None
) -> list[Report]:
    """Rows for everything the reading says, in one transaction; returns the upload's reports in order.

    A second reading of the same upload renews what only the reader said. What a person accepted, corrected or
    rejected stays, and the new value is noted beside it. Published reports stay published and get a new version.

    A report goes on with the part of the reading that has most of its words (archive.services.part_matching), so that
    no report gets another's decisions. One that no part goes on with: a draft that nobody has worked on is removed; a
    draft with decisions is set aside (withdrawn, never released; a later reading that has it again brings it back as
    a draft); what is public stays as it is.

    ``made_with``: the decisions on the cleaning that the reading followed; where others stand now nothing is stored
    and DecidedMeanwhile raised. None: the caller has seen to it.
    """
    # Long texts take a while to hash: done before the transaction, which holds SQLite's only writing place.
    samples = {part.slice.part: samples_of(part.slice.text) for part in reading.reports}
    return _store(upload, reading, samples, made_with)


@transaction.atomic
def _store(
    upload: Upload, reading: Reading, samples: dict[int, list[int]], made_with: CleaningDecisions | None
) -> list[Report]:
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if made_with is not None and decisions_for(upload) != made_with:
        raise DecidedMeanwhile
    raw_before = upload.raw_text
    _store_upload(upload, reading)
    held = list(upload.reports.select_for_update().order_by("part"))
    matching = match_parts(held, reading, raw_before, samples)
    _make_room(matching, reading)
    is_new = {part.slice.part: part.slice.part not in matching.by_part for part in reading.reports}
    reports = [
        _store_text(upload, matching.by_part.get(part.slice.part), part, reading) for part in reading.reports
    ]
    if raw_before == reading.raw.text:
        hand_over(reports, matching.left)
    for report, part in zip(reports, reading.reports, strict=True):
        _store_facts(report, part, samples[part.slice.part], "读入" if is_new[part.slice.part] else "重读")
    for report in matching.left:
        _leave_or_remove(report)
    changed = [report.pk for report in reports if report.is_published]
    if changed:
        reports_changed.send(sender=Report, report_ids=changed)
    return reports


def _make_room(matching: Matching, reading: Reading) -> None:
    """No two reports of an upload may bear one number, not even for a moment. Those that are left keep theirs where
    the reading does not need it."""
    numbers = {report.pk: number for number, report in matching.by_part.items()}
    taken = {part.slice.part for part in reading.reports}
    for report in matching.left:
        numbers[report.pk] = report.part if report.part not in taken else max(taken) + 1
        taken.add(numbers[report.pk])
    held = [*matching.by_part.values(), *matching.left]
    moving = [report for report in held if report.part != numbers[report.pk]]
    for away in (ASIDE, 0):
        for report in moving:
            report.part = numbers[report.pk] + away
            Report.objects.filter(pk=report.pk).update(part=report.part)


def _store_upload(upload: Upload, reading: Reading) -> None:
    raw = reading.raw
    upload.state, upload.error = UploadState.READ, ""
    upload.format, upload.encoding, upload.encoding_confidence = raw.format, raw.encoding, raw.confidence
    upload.undecodable = sum(len(found) for _, found in raw.undecodable)
    upload.script = reading.script
    upload.raw_text = raw.text
    upload.web_title = raw.title or ""
    upload.defects = [asdict(defect) for defect in reading.defects if defect.id != UNDECODABLE]
    if raw.undecodable:
        at = [[position, found.hex()] for position, found in raw.undecodable[:PLACES_KEPT]]
        upload.defects.append({"id": UNDECODABLE, "count": upload.undecodable, "example": "", "at": at})
    upload.rules_digest = reading.rules_digest
    fit(upload).save()


def _store_text(upload: Upload, report: Report | None, part: ReportReading, reading: Reading) -> Report:
    """The report's own columns, saved; facts follow (``_store_facts``)."""
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
    report.defects = [asdict(defect) for defect in part.slice.defects if defect.id != UNDECODABLE]
    broken = sum(len(found) for at, found in reading.raw.undecodable if trail.raw_start <= at < trail.raw_end)
    if broken:
        report.defects.append({"id": UNDECODABLE, "count": broken, "example": ""})
    report.rules_digest = reading.rules_digest
    report.title = part.title
    if not is_new:
        report.version += 1
    if is_set_aside(report):
        report.status = ReportStatus.DRAFT
    fit(report).save()
    return report


def _store_facts(report: Report, part: ReportReading, samples: list[int], why: str) -> None:
    _merge_findings(report, findings_of(part))
    settle(report)
    note_similar(report, samples)
    report._change_reason = why
    fit(report).save()


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
    """Positions in the new clean text, or none where the quoted words are no longer in it.

    Words that stand there several times are followed by their place in the original; where that no longer leads to
    them, the nearest are taken, and the place in the original follows.
    """
    if finding.start is None:
        return finding
    trail = Trail(report.raw_start, report.raw_end, tuple(Edit(*edit) for edit in report.trail))
    start, end = trail.clean_span(finding.raw_start, finding.raw_end)
    if report.text[start:end] != finding.quote:
        places = [match.start() for match in re.finditer(re.escape(finding.quote), report.text)]
        if not (finding.quote and places):
            finding.start = finding.end = None
            return finding
        start = min(places, key=lambda place: abs(place - finding.start))
        end = start + len(finding.quote)
        finding.raw_start, finding.raw_end = trail.raw_span(start, end)
    finding.start, finding.end = start, end
    return finding


def _leave_or_remove(report: Report) -> None:
    if report.status == ReportStatus.DRAFT and not is_worked_on(report):
        report.delete()
        return
    if report.status == ReportStatus.DRAFT:
        settle(report)
        report.status = ReportStatus.WITHDRAWN
        report.version += 1
        report._change_reason = "分界改动，文字并入别篇"
        fit(report).save()
    logger.warning("report %s keeps its earlier text: no part of the new reading of its upload goes on with it",
                   report.pk)

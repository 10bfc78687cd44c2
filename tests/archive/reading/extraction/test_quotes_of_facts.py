"""Every fact of the invented uploads quotes its text, and the quote leads back to the raw upload."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.reading.pipeline import read_upload
from archive.reading.records import Evidence, ReportReading
from archive.services.rules import rulebook
from tests.archive.reading.extraction.cases import TODAY

REPORTS = sorted((Path(__file__).resolve().parents[4] / "fixtures" / "reports").iterdir())


def evidence_of(report: ReportReading) -> Iterator[Evidence]:
    yield from report.year.evidence
    yield from (place.evidence for place in report.places)
    yield from (person.evidence for person in (*report.people, *report.authors))
    yield from filter(None, (report.title_evidence, report.genre_evidence))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_quotes_and_their_raw_spans(path):
    reading = read_upload(path.read_bytes(), path.name, rulebook(), TODAY)
    for report in reading.reports:
        text, trail = report.slice.text, report.slice.trail
        assert report.year.year is None or report.year.evidence
        assert report.genre == "其他" or report.genre_evidence
        for evidence in evidence_of(report):
            assert evidence.quote
            if evidence.in_metadata:
                # The line is quoted in Simplified characters.
                assert evidence.start < evidence.end
                if reading.script == "hans":
                    assert reading.raw.text[evidence.start : evidence.end] == evidence.quote
                continue
            assert text[evidence.start : evidence.end] == evidence.quote
            raw_start, raw_end = trail.raw_span(evidence.start, evidence.end)
            assert 0 <= raw_start < raw_end <= len(reading.raw.text)
            start, end = trail.clean_span(raw_start, raw_end)
            assert start <= evidence.start
            assert end >= evidence.end
        for person in report.authors:
            if not person.evidence.in_metadata:
                assert "".join(person.evidence.quote.split()) == "".join(person.name.split())

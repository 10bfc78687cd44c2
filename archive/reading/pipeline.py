"""The order of a reading, on one screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from archive.reading.cleaning import clean
from archive.reading.extraction.campaigns import find_campaigns
from archive.reading.extraction.documents import find_documents
from archive.reading.extraction.figures import find_figures
from archive.reading.extraction.genre import find_genre
from archive.reading.extraction.headings import find_headings
from archive.reading.extraction.initiatives import find_initiatives
from archive.reading.extraction.people import find_people
from archive.reading.extraction.places import find_places
from archive.reading.extraction.title import find_title
from archive.reading.extraction.year import find_year
from archive.reading.formats import read_format
from archive.reading.records import (
    NO_DECISIONS,
    CleaningDecisions,
    Defect,
    RawText,
    Reading,
    ReportReading,
    ReportSlice,
)
from archive.reading.rulebook import Rulebook

# The text has no title of its own; the annotation guide's id.
UNTITLED = "missing_title"


def read_upload(
    data: bytes, name: str, rulebook: Rulebook, today: date, decisions: CleaningDecisions = NO_DECISIONS
) -> Reading:
    """Bytes to everything they say. ``name`` is the file's name, evidence only. Raises ReadingError in words.

    ``decisions`` are what people decided about this upload's cleaning.
    """
    raw = read_format(data, name, rulebook)
    upload = clean(raw, rulebook, decisions)
    reports = tuple(read_report(report, raw, rulebook, today) for report in upload.slices)
    untitled = sum(_untitled(report) for report in reports)
    defects = (*upload.defects, *([Defect(UNTITLED, untitled)] if untitled else ()))
    return Reading(raw, upload.script, reports, defects, rulebook.digest)


def _untitled(report: ReportReading) -> bool:
    return any(defect.id == UNTITLED for defect in report.slice.defects)


def read_report(report: ReportSlice, raw: RawText, rulebook: Rulebook, today: date) -> ReportReading:
    """All facts of one cleaned report. Places need the year; initiatives need places, campaigns and documents."""
    meta = {line.key: line.value for line in reversed(report.meta)}
    posted_on = meta.get("posted_on") or raw.posted_on
    title, title_evidence = find_title(report, raw, rulebook)
    if title_evidence is None or title_evidence.in_metadata:
        report = replace(report, defects=(*report.defects, Defect(UNTITLED, 1, title[:24])))
    genre, genre_evidence = find_genre(report, title, rulebook)
    year = find_year(report, title, posted_on, rulebook, today)
    people = find_people(report, title, rulebook)
    places = find_places(report, title, people.authors, year, rulebook)
    campaigns = find_campaigns(report, rulebook)
    documents = find_documents(report, rulebook)
    figures = find_figures(report, rulebook)
    initiatives = find_initiatives(report, title, places, campaigns, documents, figures, rulebook)
    return ReportReading(
        slice=report,
        title=title,
        title_evidence=title_evidence,
        genre=genre,
        genre_evidence=genre_evidence,
        year=year,
        authors=people.authors,
        people=people.people,
        journal=meta.get("journal"),
        issue=meta.get("issue"),
        posted_on=posted_on,
        published_on=meta.get("published_on"),
        locality=places.primary,
        places=places.mentions,
        withheld=places.withheld,
        initiatives=initiatives,
        campaigns=campaigns,
        documents=documents,
        figures=figures,
        headings=find_headings(report),
    )

"""The whole list of a search to take away: CSV, BibTeX, RIS, JSON, written piece by piece.

What is taken away stays Chinese whatever language the pages are in. A sample archive says so in every form.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from archive import selectors
from archive.models import Authorship, InitiativeMention, Report
from archive.public import citation
from archive.public.citation import SAMPLE_NOTE, Reference
from archive.public.display import xml_text
from archive.public.pages.shared import full_name
from search.fields import YEAR_EVIDENCE_LABELS
from search.gazetteer import with_names
from search.search_indexes import VISIBLE_MENTION

BATCH = 200
CSV_HEAD = (
    "编号", "题名", "成文年", "年份依据", "地区", "地区代码", "作者", "文种", "举措", "刊物", "刊期",
    "网上发布日期", "网址", "附注",
)  # fmt: skip
# What a table program takes for the beginning of a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Row:
    """A report of the list with what citations and tables say of it."""

    report: Report
    reference: Reference
    initiatives: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """A list to write: the request in words, its address, the day, and the reports' ids in their order.
    ``absolute(path)`` makes an address of this site."""

    sentence: str
    url: str
    day: date
    ids: tuple[int, ...]
    absolute: Callable[[str], str]


def rows(listing: Listing) -> Iterator[Row]:
    """In batches. A report withdrawn meanwhile is left out: nothing of it may be given out."""
    for start in range(0, len(listing.ids), BATCH):
        batch = listing.ids[start : start + BATCH]
        found = _reports(batch)
        for pk in batch:
            if pk in found:
                yield _row(found[pk], listing)


def _reports(ids: Iterable[int]) -> dict[int, Report]:
    mentions = InitiativeMention.objects.filter(VISIBLE_MENTION).select_related("initiative").order_by("start", "pk")
    reports = (
        Report.objects.published()
        .select_related("upload")
        .defer(*selectors.LARGE)
        .prefetch_related(
            Prefetch("initiative_mentions", mentions),
            Prefetch("authorships", Authorship.objects.select_related("author").order_by("pk")),
        )
        .in_bulk(list(ids))
    )
    localities = with_names({report.locality_id for report in reports.values() if report.locality_id})
    for report in reports.values():
        report.locality = localities.get(report.locality_id)
    return reports


def _row(report: Report, listing: Listing) -> Row:
    place = full_name(selectors.place_path(report.locality, report.year))
    reference = citation.reference(report, place, listing.absolute(report.get_absolute_url()), listing.day)
    names = dict.fromkeys(mention.initiative.name for mention in report.initiative_mentions.all())
    return Row(report, reference, tuple(names))


# -- forms -----------------------------------------------------------------------------------------------------------


def as_csv(listing: Listing) -> Iterator[str]:
    """RFC 4180 with a byte order mark, by which table programs know UTF-8."""
    yield "\ufeff" + _csv_line(CSV_HEAD)
    for row in rows(listing):
        ref, report = row.reference, row.report
        yield _csv_line(
            (
                str(report.pk), ref.title, "" if ref.year is None else str(ref.year),
                YEAR_EVIDENCE_LABELS.get(report.year_kind, ""), ref.place, report.locality_id or "",
                "；".join(ref.authors), ref.genre, "；".join(row.initiatives), ref.journal, ref.issue, ref.posted,
                ref.url, SAMPLE_NOTE if ref.is_sample else "",
            )
        )  # fmt: skip


def _csv_line(values: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_defused(" ".join(xml_text(value).split())) for value in values])
    return line.getvalue()


def _defused(value: str) -> str:
    """A cell that would begin a formula begins with an apostrophe instead."""
    return f"'{value}" if value.startswith(FORMULA) else value


def as_bibtex(listing: Listing) -> Iterator[str]:
    yield f"% {_on_one_line(listing)}\n\n"
    for row in rows(listing):
        yield citation.bibtex(row.reference) + "\n"


def as_ris(listing: Listing) -> Iterator[str]:
    for row in rows(listing):
        yield citation.ris(row.reference)


def as_json(listing: Listing) -> Iterator[str]:
    """One object: the request, and under ``reports`` what a table holds of each, a report a line."""
    head = {"sentence": listing.sentence, "url": listing.url, "retrieved": listing.day.isoformat()}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "reports": ['
    separator = "\n"
    for row in rows(listing):
        yield separator + json.dumps(_record(row), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _record(row: Row) -> dict[str, object]:
    ref, report = row.reference, row.report
    return {
        "id": report.pk,
        "url": ref.url,
        "title": ref.title,
        "year": ref.year,
        "year_evidence": report.year_kind,
        "place": {"code": report.locality_id, "name": ref.place} if report.locality_id else None,
        "authors": list(ref.authors),
        "genre": ref.genre,
        "initiatives": list(row.initiatives),
        "journal": ref.journal or None,
        "issue": ref.issue or None,
        "posted_on": ref.posted or None,
        "sample": SAMPLE_NOTE if ref.is_sample else None,
    }


def _on_one_line(listing: Listing) -> str:
    return " ".join(f"{citation.ARCHIVE}：{listing.sentence}。{listing.url} {listing.day.isoformat()}".split())


@dataclass(frozen=True)
class Form:
    """A form of the list as a file."""

    label: str
    content_type: str
    write: Callable[[Listing], Iterator[str]]


FORMS: dict[str, Form] = {
    "csv": Form("CSV", "text/csv; charset=utf-8", as_csv),
    "bib": Form("BibTeX", "application/x-bibtex; charset=utf-8", as_bibtex),
    "ris": Form("RIS", "application/x-research-info-systems; charset=utf-8", as_ris),
    "json": Form("JSON", "application/json; charset=utf-8", as_json),
}

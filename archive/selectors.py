"""Reads over several tables, for the reader's pages. What a visitor may see starts from ``published()`` everywhere.

Every figure here counts published reports, and equals the number of reports behind the link that shows it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Substr

from archive.models import (
    Author,
    AuthorLink,
    Authorship,
    Finding,
    Initiative,
    InitiativeLink,
    InitiativeMention,
    Locality,
    LocalitySuccession,
    Report,
    ReportStatus,
    TextReuse,
    YearKind,
)

# Columns that a list never shows and that may each hold a megabyte.
LARGE = ("text", "trail", "headings", "defects", "upload__raw_text", "upload__defects")
PUBLISHED_MENTION = Q(mentions__report__status=ReportStatus.PUBLISHED)
MOST_SUCCESSIONS = 8


@dataclass(frozen=True)
class Corpus:
    """How much the archive holds. ``localities`` counts the places reports belong to, ``samples`` invented reports."""

    reports: int
    localities: int
    initiatives: int
    samples: int
    first_year: int | None
    last_year: int | None
    updated_at: datetime | None


def corpus() -> Corpus:
    """Two queries."""
    figures = Report.objects.published().aggregate(
        reports=Count("pk"),
        localities=Count("locality", distinct=True),
        samples=Count("pk", filter=Q(upload__is_sample=True)),
        first_year=Min("year"),
        last_year=Max("year"),
        updated_at=Max("released_at"),
    )
    return Corpus(initiatives=published_mentions().aggregate(n=Count("initiative", distinct=True))["n"], **figures)


def published_mentions() -> QuerySet[InitiativeMention]:
    return InitiativeMention.objects.filter(report__status=ReportStatus.PUBLISHED)


def for_list(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Reports with all that a line of a list shows, in a fixed number of queries, without the texts."""
    return (
        reports.select_related("upload", "locality__parent__parent")
        .prefetch_related(
            "authorships__author", "locality__names", "locality__parent__names", "locality__parent__parent__names"
        )
        .defer(*LARGE)
    )


def for_reading(pk: int) -> Report | None:
    """One published report with all that its page shows of other tables, but its findings."""
    return (
        Report.objects.published()
        .select_related("upload", "locality__parent__parent", "reviewed_by")
        .prefetch_related(
            "authorships__author", "locality__names", "locality__parent__names", "locality__parent__parent__names"
        )
        .filter(pk=pk)
        .first()
    )


@dataclass(frozen=True)
class SharedText:
    """A published report that shares words with this one. ``share`` of this one stands in ``other`` and ``other_share``
    the other way; ``paragraphs`` are (number here, number there, share)."""

    other: Report
    share: float
    other_share: float
    is_same: bool
    paragraphs: tuple[tuple[int, int, float], ...]


def shared_texts(report: Report) -> list[SharedText]:
    """What a report shares with published ones, most first. One that is withdrawn between the queries is left out."""
    mine = list(report.reuses.filter(other__status=ReportStatus.PUBLISHED))
    theirs = list(report.reused_by.filter(report__status=ReportStatus.PUBLISHED))
    published = Report.objects.published().only("pk", "title", "year", "locality").select_related("locality")
    others = published.prefetch_related("locality__names").in_bulk(
        [*(row.other_id for row in mine), *(row.report_id for row in theirs)]
    )
    found = [
        SharedText(others[row.other_id], row.share, row.other_share, row.kind == TextReuse.Kind.SAME,
                   tuple((here, there, share) for here, there, share in row.paragraphs))
        for row in mine
        if row.other_id in others
    ] + [
        SharedText(others[row.report_id], row.other_share, row.share, row.kind == TextReuse.Kind.SAME,
                   tuple(sorted((here, there, share) for there, here, share in row.paragraphs)))
        for row in theirs
        if row.report_id in others
    ]
    return sorted(found, key=lambda shared: (-max(shared.share, shared.other_share), shared.other.pk))


@dataclass(frozen=True)
class YearCount:
    """Reports of a year; ``inferred`` of them have a year inferred from what they say."""

    year: int
    total: int
    inferred: int

    @property
    def stated(self) -> int:
        return self.total - self.inferred


def year_counts(reports: QuerySet[Report]) -> tuple[YearCount, ...]:
    """Years in order; reports without a year are left out."""
    rows = (
        reports.filter(year__isnull=False)
        .values("year")
        .annotate(total=Count("pk"), inferred=Count("pk", filter=Q(year_kind=YearKind.INFERRED)))
        .order_by("year")
    )
    return tuple(YearCount(row["year"], row["total"], row["inferred"]) for row in rows)


def province_counts(reports: QuerySet[Report]) -> dict[str, int]:
    """First two digits of the code -> reports; "" for those without a place."""
    rows = reports.annotate(province=Substr("locality__code", 1, 2)).values("province").annotate(n=Count("pk"))
    return {row["province"] or "": row["n"] for row in rows.order_by("province")}


def provinces_by_year(reports: QuerySet[Report]) -> dict[int, int]:
    """Year -> number of provinces with a report of it."""
    rows = (
        reports.filter(year__isnull=False, locality__isnull=False)
        .values("year")
        .annotate(n=Count(Substr("locality__code", 1, 2), distinct=True))
        .order_by("year")
    )
    return {row["year"]: row["n"] for row in rows}


def province_names() -> dict[str, str]:
    """First two digits of the code -> latest name of the province."""
    return {code[:2]: name for code, name in Locality.objects.filter(level="province").values_list("code", "name")}


@dataclass(frozen=True)
class PlaceStep:
    """A division above or at a report's place, by the name of the report's year."""

    code: str
    name: str


def place_path(locality: Locality | None, year: int | None) -> tuple[PlaceStep, ...]:
    """Province first. Reads prefetched names (``for_list``, ``for_reading``)."""
    steps: list[PlaceStep] = []
    while locality is not None:
        steps.insert(0, PlaceStep(locality.code, locality.name_in(year)))
        locality = locality.parent
    return tuple(steps)


def names_today(locality: Locality) -> tuple[str, ...]:
    """What the place is today: its own latest name, or the names of those that took its place at last."""
    if locality.is_current:
        return (locality.name,)
    open_codes, seen, names = [locality.code], {locality.code}, []
    for _ in range(MOST_SUCCESSIONS):
        links = LocalitySuccession.objects.filter(predecessor__in=open_codes).select_related("successor")
        fresh = {link.successor_id: link.successor for link in links if link.successor_id not in seen}
        seen |= set(fresh)
        names += [place.name for place in fresh.values() if place.is_current]
        open_codes = [code for code, place in fresh.items() if not place.is_current]
        if not open_codes:
            break
    return tuple(dict.fromkeys(names))


class PlaceCounts:
    """Published reports by place: at the place itself, and with all units below by code."""

    def __init__(self) -> None:
        rows = (
            Report.objects.published().filter(locality__isnull=False).values("locality").annotate(n=Count("pk"))
        )
        self.own: dict[str, int] = {row["locality"]: row["n"] for row in rows.order_by("locality")}
        self._parents = dict(Locality.objects.values_list("code", "parent")) if self.own else {}
        self.below: Counter[str] = Counter()
        for code, number in self.own.items():
            at: str | None = code
            while at is not None:
                self.below[at] += number
                at = self._parents.get(at)

    def children(self) -> dict[str | None, list[str]]:
        """Place (None: the country) -> those right below it that hold reports, in the order of codes."""
        out: dict[str | None, list[str]] = {}
        for code in sorted(self.below):
            out.setdefault(self._parents.get(code), []).append(code)
        return out


def at_place(locality: Locality, *, below: bool = True) -> QuerySet[Report]:
    """Published reports of a place, with or without those of the units below it."""
    reports = Report.objects.published()
    if not below:
        return reports.filter(locality=locality)
    return reports.filter(
        Q(locality=locality) | Q(locality__parent=locality) | Q(locality__parent__parent=locality)
    )


@dataclass(frozen=True)
class InitiativeFirst:
    """An initiative within some reports: how many tell of it, and in which year first."""

    pk: int
    name: str
    reports: int
    first_year: int | None


def initiatives_in(reports: QuerySet[Report]) -> list[InitiativeFirst]:
    """By first year, unknown last."""
    rows = (
        published_mentions()
        .filter(report__in=reports.values("pk"))
        .values("initiative", "initiative__name")
        .annotate(n=Count("report", distinct=True), first=Min("report__year"))
    )
    found = [InitiativeFirst(r["initiative"], r["initiative__name"], r["n"], r["first"]) for r in rows]
    return sorted(found, key=lambda i: (i.first_year is None, i.first_year or 0, -i.reports, i.name))


def initiatives_by_spread() -> QuerySet[Initiative]:
    """Initiatives of published reports with ``reports``, ``places``, ``provinces`` and ``first_year``; those in most
    provinces, then places, then reports first."""
    return (
        Initiative.objects.filter(PUBLISHED_MENTION)
        .annotate(
            reports=Count("mentions__report", distinct=True),
            places=Count("mentions__report__locality", distinct=True),
            provinces=Count(Substr("mentions__report__locality__code", 1, 2), distinct=True),
            first_year=Min("mentions__report__year"),
        )
        .order_by("-provinces", "-places", "-reports", "name", "pk")
    )


def mentions_of(initiative: Initiative) -> QuerySet[InitiativeMention]:
    """Mentions in published reports, earliest first, with all that a line shows."""
    return (
        published_mentions()
        .filter(initiative=initiative)
        .select_related("report__upload", "report__locality__parent__parent", "locality", "finding")
        .prefetch_related(
            "figures", "report__authorships__author", "report__locality__names",
            "report__locality__parent__names", "report__locality__parent__parent__names",
        )
        .defer("report__trail", "report__headings", "report__upload__raw_text")
        .order_by(F("report__year").asc(nulls_last=True), "report_id")
    )


def merged_into(row: Initiative | Author) -> Initiative | Author | None:
    """What a row that no published report names any more is part of now, where readers may see that; else None."""
    links = InitiativeLink.objects if isinstance(row, Initiative) else AuthorLink.objects
    now = links.resolved([row])[row.pk]
    if now.pk == row.pk:
        return None
    shown = published_mentions().filter(initiative=now) if isinstance(now, Initiative) else reports_of(now)
    return now if shown.exists() else None


def authors_with_reports() -> QuerySet[Author]:
    """Authors of published reports with ``reports``, by name."""
    return (
        Author.objects.filter(authorships__report__status=ReportStatus.PUBLISHED)
        .annotate(reports=Count("authorships__report", distinct=True))
        .order_by("name", "pk")
    )


def authorships_of(author: Author) -> QuerySet[Authorship]:
    """In published reports, earliest first."""
    return (
        Authorship.objects.filter(author=author, report__status=ReportStatus.PUBLISHED)
        .select_related("report", "report__locality")
        .prefetch_related("report__locality__names")
        .defer("report__text", "report__trail", "report__headings")
        .order_by(F("report__year").asc(nulls_last=True), "report_id")
    )


def initiative_ids_of(report: Report) -> dict[int, int]:
    """Finding id -> initiative id, for one report."""
    return dict(
        InitiativeMention.objects.filter(report=report, finding__isnull=False).values_list("finding", "initiative")
    )


def visible(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.is_visible]


def siblings_of(report: Report) -> Sequence[Report]:
    """All published reports of the same upload, in order, this one too."""
    return list(Report.objects.published().filter(upload=report.upload_id).order_by("part").only("pk", "part", "title"))


def has_hidden_parts(upload_id: int) -> bool:
    """Whether the upload holds a report that is not published."""
    return Report.objects.filter(upload=upload_id).exclude(status=ReportStatus.PUBLISHED).exists()


def reports_of(author: Author) -> QuerySet[Report]:
    """Published reports that bear the author's name, each once."""
    return Report.objects.published().filter(pk__in=Authorship.objects.filter(author=author).values("report"))


def public_addresses() -> list[str]:
    """Paths of all pages of published reports, and of the initiatives and authors in them."""
    reports = Report.objects.published().order_by("pk").only("pk")
    initiatives = Initiative.objects.filter(PUBLISHED_MENTION).distinct().order_by("pk").only("pk")
    return [row.get_absolute_url() for rows in (reports, initiatives, authors_with_reports()) for row in rows]

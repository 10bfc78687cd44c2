"""Years: all, one, unknown."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import selectors
from archive.models import Report, YearKind
from archive.public.charts import Chart, year_charts
from archive.public.pages.shared import Crumb, PageLinks, ReportRow, paged, report_rows, search_url, years_url

INITIATIVES_SHOWN = 15


@dataclass(frozen=True)
class YearRow:
    """A year in the table."""

    year: int
    url: str
    total: int
    stated: int
    inferred: int
    provinces: int


@dataclass(frozen=True)
class YearsPage:
    crumbs: tuple[Crumb, ...]
    span: str
    charts: tuple[Chart, ...]
    has_inferred: bool
    rows: tuple[YearRow, ...]
    unknown: int
    bounded: int
    unknown_url: str


def years_page() -> YearsPage:
    published = Report.objects.published()
    counts = selectors.year_counts(published)
    provinces = selectors.provinces_by_year(published)
    unknown = published.filter(year__isnull=True)
    span = f"{counts[0].year}—{counts[-1].year}" if counts else ""
    return YearsPage(
        crumbs=(Crumb(_("年份")),),
        span=span,
        charts=year_charts(counts, years_url, _("各成文年的报告数，%(years)s 年") % {"years": span}, "yy"),
        has_inferred=any(count.inferred for count in counts),
        rows=tuple(
            YearRow(c.year, reverse("public:year", args=[c.year]), c.total, c.stated, c.inferred,
                    provinces.get(c.year, 0))
            for c in counts
        ),
        unknown=unknown.count(),
        bounded=unknown.exclude(year_min__isnull=True, year_max__isnull=True).count(),
        unknown_url=reverse("public:years_unknown"),
    )


@dataclass(frozen=True)
class ProvinceRow:
    name: str
    url: str
    reports: int


@dataclass(frozen=True)
class InitiativeRow:
    """An initiative with its reports of the year; ``count_url`` leads to those."""

    name: str
    url: str
    reports: int
    count_url: str


@dataclass(frozen=True)
class YearPage:
    """One year, or the unknown one (``year`` None). ``previous`` and ``following`` are years that hold reports."""

    year: int | None
    crumbs: tuple[Crumb, ...]
    has_samples: bool
    total: int
    inferred: int
    inferred_url: str
    bounded: int
    previous: int | None
    following: int | None
    provinces: tuple[ProvinceRow, ...]
    initiatives: tuple[InitiativeRow, ...]
    more_initiatives: int
    rows: tuple[ReportRow, ...]
    links: PageLinks | None
    search: str


def year_page(year: int | None, query: QueryDict, script: str) -> YearPage:
    """404 for a year of which nothing is held; the unknown year is a page even when it is empty."""
    published = Report.objects.published()
    reports = published.filter(year=year) if year is not None else published.filter(year__isnull=True)
    total = reports.count()
    if year is not None and not total:
        raise Http404
    years = [count.year for count in selectors.year_counts(published)]
    page, links = paged(selectors.for_list(reports.order_by("locality__code", "pk")), query)
    initiatives = selectors.initiatives_in(reports)
    value = "none" if year is None else year
    return YearPage(
        year=year,
        crumbs=(Crumb(_("年份"), reverse("public:years")), Crumb(str(year) if year is not None else _("年份不详"))),
        has_samples=reports.filter(upload__is_sample=True).exists(),
        total=total,
        inferred=reports.filter(year_kind=YearKind.INFERRED).count(),
        inferred_url=search_url(year=value, year_evidence="inferred"),
        bounded=reports.exclude(year_min__isnull=True, year_max__isnull=True).count(),
        previous=max((y for y in years if year is not None and y < year), default=None),
        following=min((y for y in years if year is not None and y > year), default=None),
        provinces=_provinces(reports, value),
        initiatives=tuple(
            InitiativeRow(i.name, reverse("public:initiative", args=[i.pk]), i.reports,
                          search_url(initiative=i.pk, year=value))
            for i in sorted(initiatives, key=lambda i: (-i.reports, i.name))[:INITIATIVES_SHOWN]
        ),
        more_initiatives=max(0, len(initiatives) - INITIATIVES_SHOWN),
        rows=report_rows(page.object_list, script),
        links=links,
        search=search_url(year=value),
    )


def _provinces(reports: QuerySet[Report], value: object) -> tuple[ProvinceRow, ...]:
    counts = selectors.province_counts(reports)
    names = selectors.province_names()
    rows = [
        ProvinceRow(names.get(code, code), search_url(place=f"{code}0000", year=value), number)
        for code, number in counts.items()
        if code
    ]
    rows.sort(key=lambda row: -row.reports)
    if counts.get(""):
        rows.append(ProvinceRow(_("地区不详"), search_url(place="none", year=value), counts[""]))
    return tuple(rows)

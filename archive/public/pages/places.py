"""Places: all that hold reports, and one."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import selectors
from archive.models import Locality, LocalityName, LocalitySuccession, Report
from archive.public.charts import Chart, small_year_chart
from archive.public.pages.shared import Crumb, PageLinks, ReportRow, paged, report_rows, search_url

INITIATIVES_SHOWN = 12
YOUNGEST_NAME_TABLE = 1981


@dataclass(frozen=True)
class PlaceNode:
    """A place with its reports: at the place itself and with all units below."""

    name: str
    url: str
    below: int
    own: int
    children: tuple["PlaceNode", ...]


@dataclass(frozen=True)
class LocalitiesPage:
    """The tree of places that hold reports; ``query`` filters by name, old names too."""

    crumbs: tuple[Crumb, ...]
    query: str
    places: int
    nodes: tuple[PlaceNode, ...]
    without_place: int
    without_place_url: str


def localities_page(query: str) -> LocalitiesPage:
    counts = selectors.PlaceCounts()
    children = counts.children()
    names = dict(Locality.objects.filter(code__in=counts.below).values_list("code", "name"))
    kept = _matching(query, names) if query else set(names)

    def nodes(above: str | None, inside: bool) -> tuple[PlaceNode, ...]:
        """Places below ``above``; ``inside`` a match everything is shown, outside only what leads to one."""
        out = []
        for code in children.get(above, []):
            matches = inside or code in kept
            below = nodes(code, matches)
            if matches or below:
                url = reverse("public:locality", args=[code])
                out.append(PlaceNode(names[code], url, counts.below[code], counts.own.get(code, 0), below))
        return tuple(out)

    return LocalitiesPage(
        crumbs=(Crumb(_("地区")),),
        query=query,
        places=len(counts.own),
        nodes=nodes(None, inside=not query),
        without_place=Report.objects.published().filter(locality__isnull=True).count(),
        without_place_url=search_url(place="none"),
    )


def _matching(query: str, names: dict[str, str]) -> set[str]:
    """Codes whose name of any year holds the words."""
    old = LocalityName.objects.filter(locality__in=names, name__contains=query).values_list("locality", flat=True)
    return {code for code, name in names.items() if query in name} | set(old)


@dataclass(frozen=True)
class NameRow:
    """A name with its years."""

    years: str
    name: str
    parent: str
    is_latest: bool


@dataclass(frozen=True)
class Succession:
    """Another code that came before or after. ``words`` say in which year."""

    name: str
    code: str
    url: str
    words: str


@dataclass(frozen=True)
class BelowRow:
    name: str
    url: str
    reports: int


@dataclass(frozen=True)
class LocalityPage:
    """One place. ``with_below`` and ``own`` are numbers of reports; ``below`` tells which of them the page counts."""

    locality: Locality
    name: str
    crumbs: tuple[Crumb, ...]
    has_samples: bool
    below: bool
    with_below: int
    own: int
    years: str
    charts: tuple[Chart, ...]
    has_inferred: bool
    unknown_years: int
    names: tuple[NameRow, ...]
    before: tuple[Succession, ...]
    after: tuple[Succession, ...]
    initiative_count: int
    initiatives: tuple[selectors.InitiativeFirst, ...]
    more_initiatives: tuple[selectors.InitiativeFirst, ...]
    units: tuple[BelowRow, ...]
    all_units: int
    rows: tuple[ReportRow, ...]
    links: PageLinks | None
    search: str


def locality_page(locality: Locality, query: QueryDict, script: str) -> LocalityPage:
    """``locality`` with parents. ``query`` holds below (1 or 0) and page."""
    below = query.get("below") != "0"
    reports = selectors.at_place(locality, below=below)
    counts = selectors.year_counts(reports)
    total = reports.count()
    page, links = paged(selectors.for_list(reports.newest_first()), query)
    initiatives = selectors.initiatives_in(reports)
    place = selectors.PlaceCounts()
    path = selectors.place_path(locality, None)
    name = "".join(step.name for step in path)
    code = locality.code
    return LocalityPage(
        locality=locality,
        name=name,
        crumbs=(
            Crumb(_("地区"), reverse("public:localities")),
            *(Crumb(step.name, reverse("public:locality", args=[step.code])) for step in path[:-1]),
            Crumb(locality.name),
        ),
        has_samples=reports.filter(upload__is_sample=True).exists(),
        below=below,
        with_below=place.below[code],
        own=place.own.get(code, 0),
        years=_span(counts),
        charts=small_year_chart(
            # The search counts a place with all below it: without those no bar would lead to what it counts.
            counts if below else (), lambda a, b: search_url(place=code, year=f"{a}..{b}" if a != b else a),
            _("%(name)s各年的报告数") % {"name": locality.name}, "ly",
        ),
        has_inferred=any(count.inferred for count in counts),
        unknown_years=total - sum(count.total for count in counts),
        names=_names(locality),
        before=_successions(locality.precessions.select_related("predecessor"), after=False),
        after=_successions(locality.successions.select_related("successor"), after=True),
        initiative_count=len(initiatives),
        initiatives=tuple(initiatives[:INITIATIVES_SHOWN]),
        more_initiatives=tuple(initiatives[INITIATIVES_SHOWN:]),
        units=_units(place, code),
        all_units=Locality.objects.filter(parent=locality, last_year__isnull=True).count(),
        rows=report_rows(page.object_list, script),
        links=links,
        search=search_url(place=code),
    )


def _span(counts: tuple[selectors.YearCount, ...]) -> str:
    if not counts:
        return ""
    first, last = counts[0].year, counts[-1].year
    return str(first) if first == last else f"{first}—{last}"


def _names(locality: Locality) -> tuple[NameRow, ...]:
    """Latest first. The table of names begins in 1981: a name of that year may be older."""
    rows = []
    for name in sorted(locality.names.all(), key=lambda n: n.from_year, reverse=True):
        first = f"{name.from_year}" if name.from_year > YOUNGEST_NAME_TABLE else _("1981 或更早")
        last = "" if name.to_year is None else str(name.to_year)
        rows.append(NameRow(f"{first}—{last}", name.name, name.parent_name, not rows))
    return tuple(rows)


def _successions(links: QuerySet[LocalitySuccession], *, after: bool) -> tuple[Succession, ...]:
    out = []
    for link in links.order_by("year"):
        other = link.successor if after else link.predecessor
        url = reverse("public:locality", args=[other.code])
        out.append(Succession(other.name, other.code, url, _("%(year)d 年") % {"year": link.year}))
    return tuple(out)


def _units(place: selectors.PlaceCounts, code: str) -> tuple[BelowRow, ...]:
    codes = place.children().get(code, [])
    names = dict(Locality.objects.filter(code__in=codes).values_list("code", "name"))
    rows = [BelowRow(names[c], reverse("public:locality", args=[c]), place.below[c]) for c in codes]
    return tuple(sorted(rows, key=lambda row: -row.reports))

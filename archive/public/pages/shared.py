"""Parts that several pages show."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, QueryDict
from django.urls import reverse

from archive.models import Authorship, Report, YearKind
from archive.public.display import shown
from archive.selectors import PlaceStep, place_path

PAGE_SIZE = 50
NEIGHBOURS = 2


@dataclass(frozen=True)
class Crumb:
    """A step of the way here; the last has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class ReportRow:
    """A report in a list. ``place`` is the full name as of the report's year; ``year`` is None where unknown."""

    url: str
    title: str
    year: int | None
    is_inferred: bool
    place: str
    place_url: str
    short_place: str
    authors: tuple[str, ...]
    genre: str
    is_sample: bool


def report_row(report: Report, script: str) -> ReportRow:
    path = place_path(report.locality, report.year)
    return ReportRow(
        url=report.get_absolute_url(),
        title=shown(report.title, script),
        year=report.year,
        is_inferred=report.year_kind == YearKind.INFERRED,
        place=full_name(path),
        place_url=reverse("public:locality", args=[path[-1].code]) if path else "",
        short_place=path[-1].name if path else "",
        authors=tuple(shown(authorship.author.name, script) for authorship in report.authorships.all()),
        genre=report.get_genre_display(),
        is_sample=report.is_sample,
    )


def report_rows(reports: Iterable[Report], script: str) -> tuple[ReportRow, ...]:
    return tuple(report_row(report, script) for report in reports)


def full_name(path: Iterable[PlaceStep]) -> str:
    """湖北省襄樊市宜城市: names run together, as they are written."""
    return "".join(step.name for step in path)


def post_of(authorship: Authorship) -> str:
    """Body and post as the report states them; the body once where the post already begins with it."""
    body, role = authorship.affiliation, authorship.role
    return role if body and role.startswith(body) else body + role


def search_url(**filters: object) -> str:
    """The search page with these filters; the address name is the search's own."""
    query = urlencode({key: value for key, value in filters.items() if value not in (None, "")})
    return reverse("search:results") + (f"?{query}" if query else "")


def years_url(first: int, last: int) -> str:
    """The page of a year, or the search over several."""
    return reverse("public:year", args=[first]) if first == last else search_url(year=f"{first}..{last}")


@dataclass(frozen=True)
class PageLink:
    """A number of the pager; without address it is a gap."""

    label: str
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class PageLinks:
    """The pager of a list: at most a few numbers round the current one, first and last."""

    previous: str
    following: str
    numbers: tuple[PageLink, ...]


def paged(rows: object, query: QueryDict, size: int = PAGE_SIZE) -> tuple[Page, PageLinks | None]:
    """The page that ``page`` asks for and its pager (None for a single page). A page past the end is 404."""
    paginator = Paginator(rows, size)
    try:
        page = paginator.page(query.get("page") or 1)
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404(str(error)) from error
    if paginator.num_pages == 1:
        return page, None

    def address(number: int) -> str:
        changed = query.copy()
        changed["page"] = str(number)
        if number == 1:
            del changed["page"]
        return "?" + changed.urlencode()

    wanted = {1, paginator.num_pages, *range(page.number - NEIGHBOURS, page.number + NEIGHBOURS + 1)}
    numbers, last = [], 0
    for number in sorted(n for n in wanted if 1 <= n <= paginator.num_pages):
        if number > last + 1:
            numbers.append(PageLink("…"))
        numbers.append(PageLink(str(number), address(number), number == page.number))
        last = number
    return page, PageLinks(
        address(page.number - 1) if page.has_previous() else "",
        address(page.number + 1) if page.has_next() else "",
        tuple(numbers),
    )


def bare_name(name: str) -> str:
    """A name without quotation marks, which the search passes over anyway."""
    return name.translate(str.maketrans("", "", "“”\"‘’「」『』"))

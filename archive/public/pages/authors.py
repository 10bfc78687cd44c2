"""Authors: all, and one with posts as stated."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import selectors
from archive.models import Author, YearKind
from archive.public.pages.shared import (
    Crumb,
    PageLinks,
    ReportRow,
    paged,
    post_of,
    report_rows,
    search_url,
)


@dataclass(frozen=True)
class AuthorRow:
    name: str
    url: str
    kind: str
    distinction: str
    reports: int


@dataclass(frozen=True)
class AuthorsPage:
    """By name; ``query`` filters by name, ``kind`` person or corporate."""

    crumbs: tuple[Crumb, ...]
    query: str
    kind: str
    total: int
    rows: tuple[AuthorRow, ...]
    links: PageLinks | None


def authors_page(query: QueryDict) -> AuthorsPage:
    words, kind = "".join(query.get("name", "").split())[:50], query.get("kind", "")
    found = selectors.authors_with_reports()
    if words:
        found = found.filter(name__icontains=words)
    if kind in Author.Kind.values:
        found = found.filter(kind=kind)
    page, links = paged(found, query)
    return AuthorsPage(
        crumbs=(Crumb(_("作者")),),
        query=words,
        kind=kind if kind in Author.Kind.values else "",
        total=page.paginator.count,
        rows=tuple(
            AuthorRow(a.name, a.get_absolute_url(), a.get_kind_display(), a.distinction, a.reports)
            for a in page.object_list
        ),
        links=links,
    )


@dataclass(frozen=True)
class PostRow:
    """A post as one report states it."""

    post: str
    place: str
    year: int | None
    is_inferred: bool
    url: str
    title: str


@dataclass(frozen=True)
class Namesake:
    name: str
    url: str
    distinction: str
    reports: int


@dataclass(frozen=True)
class AuthorPage:
    """An author. ``namesakes`` bear the same name and may or may not be the same."""

    author: Author
    crumbs: tuple[Crumb, ...]
    has_samples: bool
    total: int
    years: str
    posts: tuple[PostRow, ...]
    namesakes: tuple[Namesake, ...]
    rows: tuple[ReportRow, ...]
    links: PageLinks | None
    search: str


def author_page(author: Author, query: QueryDict, script: str) -> AuthorPage:
    """``author`` has at least one published report."""
    authorships = list(selectors.authorships_of(author))
    reports = selectors.reports_of(author)
    page, links = paged(selectors.for_list(reports.newest_first()), query)
    years = sorted({a.report.year for a in authorships if a.report.year is not None})
    others = selectors.authors_with_reports().filter(name=author.name).exclude(pk=author.pk)
    return AuthorPage(
        author=author,
        crumbs=(Crumb(_("作者"), reverse("public:authors")), Crumb(author.name)),
        has_samples=reports.filter(upload__is_sample=True).exists(),
        total=page.paginator.count,
        years="—".join(str(y) for y in dict.fromkeys((years[0], years[-1]))) if years else "",
        posts=tuple(
            PostRow(
                post_of(a) or _("未写职务"),
                a.report.locality.name_in(a.report.year) if a.report.locality else "",
                a.report.year, a.report.year_kind == YearKind.INFERRED, a.report.get_absolute_url(), a.report.title,
            )
            for a in authorships
        ),
        namesakes=tuple(Namesake(o.name, o.get_absolute_url(), o.distinction, o.reports) for o in others),
        rows=report_rows(page.object_list, script),
        links=links,
        search=search_url(author=author.pk),
    )  # fmt: skip

"""What the lists of the desk share: filters in the address, pages, choices with their counts of rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict

PER_PAGE = 40


@dataclass(frozen=True)
class Choice:
    """One value of a filter and the address that chooses it; ``count`` of its rows, None where nobody counted."""

    label: str
    query: str
    is_current: bool
    count: int | None = None


def page_of(request: HttpRequest, rows: QuerySet) -> Page:
    """The page asked for. Nonsense and pages past the end are 404."""
    paginator = Paginator(rows, PER_PAGE)
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit()) or not 1 <= int(number[:9]) <= paginator.num_pages:
        raise Http404
    return paginator.page(int(number))


def choices(
    request: HttpRequest, name: str, values: list[tuple[str, str]], counts: Mapping[str, int] | None = None
) -> tuple[Choice, ...]:
    """(value, label) as choices of the parameter ``name``; an empty value takes the filter off. ``counts`` by value."""
    chosen, counts = request.GET.get(name, ""), counts or {}
    return tuple(
        Choice(str(label), query_with(request, name, value), value == chosen, counts.get(value))
        for value, label in values
    )


def query_with(request: HttpRequest, name: str, value: str) -> str:
    """The present filters with one changed, from page 1."""
    query: QueryDict = request.GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    if value:
        query[name] = value
    return "?" + query.urlencode()

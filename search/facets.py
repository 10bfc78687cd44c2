"""The filters beside a list of results: what each value is called, how many there are behind it, where it leads.

A count is the total of the request with that value as the only one of its group, and the link is that request.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote_plus

from django.urls import reverse
from django.utils.translation import gettext as _

from archive.year_bars import YearBar, year_bar
from search.fields import NONE
from search.gazetteer import places
from search.request import (
    GROUPS,
    PARAMETERS,
    FacetGroup,
    FacetValue,
    FilterGroup,
    SearchPage,
    SearchRequest,
    query_from_request,
)

SHOWN_VALUES = 8
# No list grows with the archive: of thousands of initiatives nobody reads the rest, and each is a link on every page.
MOST_VALUES = 24
# The column is 250 units wide and a bar at least 24: ten bars, so years are drawn by the first step that fits.
CHART_WIDTH, CHART_BASE, CHART_TOP, MOST_BARS = 250, 84, 22, 10
STEPS = (1, 2, 3, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class FacetLink:
    """A value: what it is called, how many reports, where it leads, whether it is chosen."""

    label: str
    count: int
    url: str
    current: bool = False


@dataclass(frozen=True)
class FacetList:
    """A group as a list: the most frequent values, then ``more`` behind a click, open if a chosen one is there;
    ``left_out`` says how many are in neither."""

    name: str
    label: str
    values: tuple[FacetLink, ...]
    more: tuple[FacetLink, ...] = ()
    more_label: str = ""
    more_open: bool = False
    left_out: str = ""


@dataclass(frozen=True)
class PlaceNode:
    """A place in the tree with those below it that are open: the most frequent, ``more`` behind a click, and last
    the reports without a place."""

    link: FacetLink
    children: tuple["PlaceNode", ...] = ()
    more: tuple["PlaceNode", ...] = ()
    more_label: str = ""
    unknown: FacetLink | None = None


@dataclass(frozen=True)
class YearLink:
    """A bar of the histogram: where it leads, whether its years are chosen, its shape."""

    url: str
    current: bool
    shape: YearBar


@dataclass(frozen=True)
class YearFacet:
    """Bars, boxes for the first and last year, and the reports without a year."""

    bars: tuple[YearLink, ...]
    title: str
    first: str
    last: str
    hidden: tuple[tuple[str, str], ...]
    unknown: FacetLink | None


@dataclass(frozen=True)
class Facets:
    """All filters. ``used``: how many are set."""

    place: PlaceNode | None
    year: YearFacet | None
    lists: tuple[FacetList, ...]
    used: int


def facets(page: SearchPage) -> Facets:
    groups = {group.name: group for group in page.facets}
    chosen = page.request.filters

    addresses = Addresses(page.request)
    choose = addresses.choosing

    lists = tuple(
        _list(groups[name], choose)
        for name in ("genre", "initiative", "author", "year_evidence", "script")
        if name in groups and _says_something(groups[name])
    )
    return Facets(
        place=_tree(groups["place"], choose) if "place" in groups and groups["place"].values else None,
        year=_years(groups["year"], page.request, choose) if "year" in groups and groups["year"].values else None,
        lists=lists,
        used=sum(len(values) for values in chosen.values()) + page.request.title_only + page.request.literal_only,
    )


Choose = Callable[..., str]


class Addresses:
    """Addresses of a request with other values of one group, back on page 1. Written many times a page: what stands
    before and behind the group's values is made once."""

    def __init__(self, request: SearchRequest) -> None:
        self._path = reverse("search:results")
        filters = request.filters
        self._around: dict[str, tuple[str, str]] = {}
        for at, group in enumerate(GROUPS):
            before = {name: filters[name] for name in GROUPS[:at] if name in filters}
            after = {name: filters[name] for name in GROUPS[at + 1 :] if name in filters}
            self._around[group] = (
                query_from_request(SearchRequest(words=request.words, filters=before))[1:],
                query_from_request(replace(request, words="", page=1, filters=after))[1:],
            )

    def choosing(self, group: FilterGroup, *values: str) -> str:
        before, after = self._around[group]
        chosen = "&".join(f"{PARAMETERS[group]}={quote_plus(value)}" for value in values)
        query = "&".join(part for part in (before, chosen, after) if part)
        return f"{self._path}?{query}" if query else self._path


def _link(group: str, value: FacetValue, choose: Choose) -> FacetLink:
    return FacetLink(value.label, value.count, choose(group, value.value), value.selected)


def _most_first(values: tuple[FacetValue, ...]) -> list[FacetValue]:
    """By number, then as the search ordered them; what is not known stands last."""
    return sorted(values, key=lambda value: (value.value == NONE, -value.count))


def _says_something(group: FacetGroup) -> bool:
    """A list of nothing but 不详 offers no choice."""
    return any(value.value != NONE or value.selected for value in group.values)


def _list(group: FacetGroup, choose: Choose) -> FacetList:
    values = _most_first(group.values)
    # One more value takes no more room than the words that would hide it.
    cut = SHOWN_VALUES if len(values) > SHOWN_VALUES + 1 else len(values)
    every = len(values) + group.left_out
    values = [value for at, value in enumerate(values) if at < MOST_VALUES or value.selected or value.value == NONE]
    links = tuple(_link(group.name, value, choose) for value in values)
    return FacetList(
        name=group.name,
        label=group.label,
        values=links[:cut],
        more=links[cut:],
        more_label=_("更多%(what)s（%(count)d）") % {"what": group.label, "count": len(links) - cut},
        more_open=any(link.current for link in links[cut:]),
        left_out=_("另有 %(count)d 项，缩小范围后可见") % {"count": every - len(links)} if every > len(links) else "",
    )


# -- places ----------------------------------------------------------------------------------------------------------


def _tree(group: FacetGroup, choose: Choose) -> PlaceNode:
    """The country, its provinces, and below a place what is in it as far as the reader has opened it: the chosen
    places and all above them; a single province is open by itself."""
    values = {value.value: value for value in group.values if value.value != NONE}
    known = places()
    parents = {code: known[code].parent for code in values if code in known}
    children: dict[str | None, list[FacetValue]] = {}
    for code, value in values.items():
        above = parents.get(code)
        children.setdefault(above if above in values else None, []).append(value)
    is_narrowed = any(value.selected for value in group.values)
    opened = {value.value for value in group.values if value.selected}
    for code in list(opened):
        while (code := parents.get(code)) is not None:
            opened.add(code)
    tops = _most_first(tuple(children.get(None, [])))
    if len(tops) == 1:
        opened.add(tops[0].value)

    def node(value: FacetValue) -> PlaceNode:
        below = _most_first(tuple(children.get(value.value, []))) if value.value in opened else []
        return PlaceNode(_link("place", value, choose), *_shown_and_more(list(map(node, below)), _("更多地区")))

    unknown = [value for value in group.values if value.value == NONE]
    total = sum(value.count for value in [*tops, *unknown])
    nodes, more, label = _shown_and_more([node(value) for value in tops], _("更多省份"))
    country = FacetLink(_("全国"), total, choose("place"), not is_narrowed)
    return PlaceNode(country, nodes, more, label, _link("place", unknown[0], choose) if unknown else None)


def _shown_and_more(
    nodes: list[PlaceNode], words: str
) -> tuple[tuple[PlaceNode, ...], tuple[PlaceNode, ...], str]:
    """The chosen and the most frequent ones, the others, and what to call those."""
    cut = SHOWN_VALUES if len(nodes) > SHOWN_VALUES + 1 else len(nodes)
    shown = [node for at, node in enumerate(nodes) if at < cut or node.link.current or node.children]
    more = [node for node in nodes if node not in shown]
    return tuple(shown), tuple(more), _("%(what)s（%(count)d）") % {"what": words, "count": len(more)}


# -- years -----------------------------------------------------------------------------------------------------------


def _years(group: FacetGroup, request: SearchRequest, choose: Choose) -> YearFacet:
    counts = {int(value.value): value.count for value in group.values if value.value.isdecimal()}
    ranges = [bounds for bounds in map(year_bounds, request.filters.get("year", ())) if bounds]
    unknown = next((value for value in group.values if value.value == NONE), None)
    step = _step(counts)
    words = _("本次检索各年的报告数") if step == 1 else _("本次检索各年的报告数，每 %d 年一组") % step
    first = min((low for low, _high in ranges), default=None)
    last = max((high for _low, high in ranges), default=None)
    return YearFacet(
        bars=_bars(counts, step, ranges, choose),
        title=words,
        first=str(first) if first else "",
        last=str(last) if last and last < 9999 else "",
        hidden=hidden_fields(request, leave_out={"year", "from", "to"}),
        unknown=_link("year", unknown, choose) if unknown else None,
    )


def year_bounds(value: str) -> tuple[int, int] | None:
    """``2003`` or ``2003..2010``, either end open, as numbers; None for what is no range of years."""
    low, dots, high = value.partition("..")
    if not dots:
        return (int(low), int(low)) if low.isdecimal() else None
    if (low and not low.isdecimal()) or (high and not high.isdecimal()) or not (low or high):
        return None
    return int(low or 0), int(high or 9999)


def _step(counts: dict[int, int]) -> int:
    """Years a bar, so that there are at most ten."""
    if not counts:
        return 1
    for step in STEPS:
        if max(counts) // step - min(counts) // step < MOST_BARS:
            return step
    return STEPS[-1]


def _bars(
    counts: dict[int, int], step: int, ranges: list[tuple[int, int]], choose: Choose
) -> tuple[YearLink, ...]:
    if not counts:
        return ()
    start, end = min(counts) // step * step, max(counts)
    totals = {
        year: sum(counts.get(year + i, 0) for i in range(step)) for year in range(start, end + 1, step)
    }
    scale = (CHART_BASE - CHART_TOP) / max(totals.values())
    slot = min(CHART_WIDTH / len(totals), 50.0)
    return tuple(
        _bar(year, year + step - 1, total, at * slot, slot, total * scale, ranges, choose)
        for at, (year, total) in enumerate(totals.items())
        if total
    )


def _bar(
    first: int, last: int, total: int, left: float, slot: float, height: float,
    ranges: list[tuple[int, int]], choose: Choose,
) -> YearLink:
    return YearLink(
        url=choose("year", str(first) if first == last else f"{first}..{last}"),
        current=any(low <= first and last <= high for low, high in ranges),
        shape=year_bar((first, last), total, left, slot, CHART_BASE, height),
    )


def hidden_fields(request: SearchRequest, leave_out: set[str]) -> tuple[tuple[str, str], ...]:
    """What a form must carry so that it changes only its own fields; it leads back to page 1."""
    query = query_from_request(request, page=1).partition("?")[2]
    return tuple((name, value) for name, value in parse_qsl(query) if name not in {*leave_out, "page"})

"""What the page of results shows. Records only; templates draw them."""

import re
from dataclasses import dataclass
from math import ceil

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.public.pages.shared import PageLink, PageLinks
from search.completions import named
from search.exports import FORMS
from search.facets import Facets, facets, hidden_fields
from search.fields import LABELS, NONE
from search.hits import HitRow, NamedLink, Parts, hit_row, reports_of
from search.labels import Labels
from search.notice import Notice
from search.request import GROUPS, PAGE_SIZES, Relaxation, SearchPage, SearchRequest, query_from_request
from search.sentence import total_told
from search.service import MOST_LISTED
from search.suggestions import NAME_GROUPS

SORTS = (
    ("relevance", gettext_lazy("相关")),
    ("year_desc", gettext_lazy("年份近→远")),
    ("year_asc", gettext_lazy("年份远→近")),
    ("added", gettext_lazy("新收入")),
)
NEIGHBOURS = 2
MOST_COMPLETIONS = 12
YEARS = re.compile(r"(\d{4}(?:—\d{4})?年)")


@dataclass(frozen=True)
class Choice:
    """A link among several of which one is chosen."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Chip:
    """A condition that is set, and the address without it."""

    group: str
    value: str
    url: str


@dataclass(frozen=True)
class Tier:
    """Hits that stand together. ``name`` is empty where there is only one tier; ``start`` counts from 1."""

    name: str
    rule: str
    start: int
    hits: tuple[HitRow, ...]


@dataclass(frozen=True)
class OtherWay:
    """Nothing found: another request, what it changes, and how many it gives. No address where it gives none."""

    label: str
    note: str
    url: str


@dataclass(frozen=True)
class ResultsPage:
    """The page of results in all its states; ``state``: found, none, refused (too much typed) or empty (the archive
    holds no published report). ``sentence``: (words, is a year). ``leads_on``: some
    relaxation or suggestion returns something."""

    state: str
    words: str
    sentence: Parts
    status: str
    tier_link: NamedLink | None
    notices: tuple[str, ...]
    partial: bool
    chips: tuple[Chip, ...]
    clear_url: str
    facets: Facets
    within_hidden: tuple[tuple[str, str], ...]
    title_only: bool
    sorts: tuple[Choice, ...]
    tiers: tuple[Tier, ...]
    pager: PageLinks | None
    sizes: tuple[Choice, ...]
    exports: tuple[NamedLink, ...]
    export_limit: str
    feed_url: str
    completions: tuple[tuple[str, str], ...]
    relaxations: tuple[OtherWay, ...]
    suggestions: tuple[OtherWay, ...]
    leads_on: bool
    text_language: str


def address(request: SearchRequest, **changes: object) -> str:
    """The address of a request, changed in some fields; back on page 1 unless the page is what changes."""
    query = query_from_request(request, **{"page": 1, **changes}).lstrip("?")
    return reverse("search:results") + (f"?{query}" if query else "")


def feed_address(request: SearchRequest) -> str:
    """Its order and pages are the feed's own."""
    return reverse("search:feed") + _bare(query_from_request(request, page=1, page_size=20, sort="relevance"))


def _bare(query: str) -> str:
    return "" if query == "?" else query


def hit_address(url: str, request: SearchRequest, at: int) -> str:
    """The address of the report at this place of a list, from which the list can be gone on with."""
    query = query_from_request(request, page=1, page_size=PAGE_SIZES[0]).lstrip("?")
    return f"{url}?{query}&at={at}" if query else f"{url}?at={at}"


def _exports(page: SearchPage) -> tuple[NamedLink, ...]:
    """The whole list in its order."""
    if page.total > MOST_LISTED or page.partial:
        return ()
    query = _bare(query_from_request(page.request, page=1, page_size=20))
    return tuple(NamedLink(form.label, reverse("search:export", args=[name]) + query) for name, form in FORMS.items())


def _completions(page: SearchPage) -> tuple[tuple[str, str], ...]:
    """(words, kind) for the list of the search box: names that reports of this answer bear, most frequent first."""
    names = [
        (named(group.name, value.label), _(LABELS[group.name]))
        for group in page.facets
        if group.name in NAME_GROUPS
        # Authors of one name bear a distinction in brackets, which no report holds.
        for value in group.values[:MOST_COMPLETIONS]
        if value.value != NONE and "（" not in value.label
    ]
    return tuple(names) + tuple((suggestion.words, suggestion.label) for suggestion in page.suggestions)


def results_page(page: SearchPage, script: str) -> ResultsPage:
    """``script``: the characters the reader wants documents in (orig, hans, hant)."""
    request = page.request

    def here(**changes: object) -> str:
        return address(request, **changes)

    return ResultsPage(
        state=_state(page),
        words=request.words,
        # The number stands in the line below, which is read aloud when it changes.
        sentence=_years_apart(page.sentence.removesuffix(total_told(page.total))),
        status=_status(page),
        tier_link=_tier_link(page),
        notices=tuple(_said(notice) for notice in page.notices),
        partial=page.partial,
        chips=_chips(page),
        clear_url=here(filters={}, literal_only=False, title_only=False),
        facets=facets(page),
        within_hidden=hidden_fields(request, leave_out={"within", "title_only"}),
        title_only=request.title_only,
        sorts=tuple(Choice(str(label), here(sort=sort), sort == _sort_in_force(request)) for sort, label in SORTS
                    if request.words or sort != "relevance"),
        tiers=_tiers(page, script),
        pager=_pager(page),
        exports=_exports(page),
        export_limit="" if page.total <= MOST_LISTED else _("一次最多导出 %s 篇；请加上条件。") % f"{MOST_LISTED:,}",
        feed_url=feed_address(request),
        completions=_completions(page),
        sizes=tuple(Choice(str(size), here(page_size=size), size == request.page_size) for size in PAGE_SIZES),
        relaxations=tuple(
            OtherWay(_without(way), _("%d 篇") % way.total, address(way.request) if way.total else "")
            for way in page.relaxations
        ),
        suggestions=tuple(
            OtherWay(s.label, _("%d 篇") % s.total, address(SearchRequest(words=s.words))) for s in page.suggestions
        ),
        leads_on=bool(page.suggestions) or any(way.total for way in page.relaxations),
        text_language="zh-Hant" if script == "hant" else "zh-Hans",
    )


def _state(page: SearchPage) -> str:
    if page.refused:
        return "refused"
    if page.total:
        return "found"
    return "none" if page.request.words or page.request.filters else "empty"


def _years_apart(sentence: str) -> Parts:
    """The sentence cut so that years, which are marked, can be kept on one line."""
    return tuple((words, at % 2 == 1) for at, words in enumerate(YEARS.split(sentence)) if words)


def _said(notice: str) -> str:
    """A notice of the grammar in the reader's language; the others are in it already."""
    return _(notice.template) % notice.values if isinstance(notice, Notice) else notice


def _without(way: Relaxation) -> str:
    return (_("去掉词%s") if way.kind == "word" else _("去掉%s")) % way.label


def _sort_in_force(request: SearchRequest) -> str:
    """Without words there is no relevance: the newest report year comes first."""
    return "year_desc" if request.sort == "relevance" and not request.words else request.sort


# -- numbers in words ------------------------------------------------------------------------------------------------


def _has_tiers(page: SearchPage) -> bool:
    return bool(page.pieces) and page.literal_total < page.total


def _status(page: SearchPage) -> str:
    if page.refused:
        return ""
    if page.request.literal_only:
        return _("共 %s 篇，都含原句。") % f"{page.total:,}"
    if not _has_tiers(page):
        return _("共 %s 篇。") % f"{page.total:,}"
    numbers = {
        "total": f"{page.total:,}",
        "literal": f"{page.literal_total:,}",
        "others": f"{page.total - page.literal_total:,}",
        "pieces": " · ".join(page.pieces),
    }
    if page.literal_total:
        return _("共 %(total)s 篇：%(literal)s 篇含原句，另 %(others)s 篇分别含 %(pieces)s。") % numbers
    return _("共 %(total)s 篇：没有一篇含原句，都是分别含 %(pieces)s。") % numbers


def _tier_link(page: SearchPage) -> NamedLink | None:
    """To the literal matches alone, or back from them."""
    if page.request.literal_only:
        return NamedLink(_("也看分别含各词的"), address(page.request, literal_only=False))
    if _has_tiers(page) and page.literal_total:
        words = _("只看含原句的 %s 篇") % f"{page.literal_total:,}"
        return NamedLink(words, address(page.request, literal_only=True))
    return None


# -- conditions ------------------------------------------------------------------------------------------------------


def _chips(page: SearchPage) -> tuple[Chip, ...]:
    request, label = page.request, Labels(page.request.filters)
    chips = []
    for group in GROUPS:
        values = request.filters.get(group, ())
        for value in values:
            left = tuple(other for other in values if other != value)
            rest = {name: held for name, held in request.filters.items() if name != group}
            url = address(request, filters={**rest, group: left} if left else rest)
            chips.append(Chip(_(LABELS[group]), label(group, value), url))
    if request.title_only:
        chips.append(Chip(_("范围"), _("仅查标题"), address(request, title_only=False)))
    if request.literal_only:
        chips.append(Chip(_("范围"), _("只看含原句的"), address(request, literal_only=False)))
    return tuple(chips)


# -- hits ------------------------------------------------------------------------------------------------------------


def _tiers(page: SearchPage, script: str) -> tuple[Tier, ...]:
    reports = reports_of(page.hits)
    first = (page.request.page - 1) * page.request.page_size + 1
    rows = [
        (hit.tier, hit_row(hit, report, page.request, script, hit_address(report.get_absolute_url(), page.request, at)))
        for at, hit in enumerate(page.hits, first)
        if (report := reports.get(hit.report_id))
    ]
    if not rows:
        return ()
    if not _has_tiers(page) or not page.literal_total or page.request.sort != "relevance":
        return (Tier("", "", first, tuple(row for _tier, row in rows)),)
    literal = tuple(row for tier, row in rows if tier == "literal")
    words = tuple(row for tier, row in rows if tier != "literal")
    said = {"count": page.literal_total, "words": page.request.words.strip()}
    one_run = len(page.request.words.split()) == 1
    rule = _("%(count)d 篇，“%(words)s”一字不差") if one_run else _("%(count)d 篇，所输各词一字不差")
    others = {"count": page.total - page.literal_total, "pieces": " · ".join(page.pieces)}
    tiers = (
        Tier(_("含原句"), rule % said, first, literal),
        Tier(_("分别含各词"), _("%(count)d 篇，含 %(pieces)s，不必相连") % others, first + len(literal), words),
    )
    return tuple(tier for tier in tiers if tier.hits)


# -- pages -----------------------------------------------------------------------------------------------------------


def _pager(page: SearchPage) -> PageLinks | None:
    request = page.request
    last = ceil(page.total / request.page_size)
    if last < 2:
        return None

    def to(number: int) -> str:
        return address(request, page=number)

    near = range(request.page - NEIGHBOURS, request.page + NEIGHBOURS + 1)
    numbers: list[PageLink] = []
    before = 0
    for number in sorted({1, last, *(n for n in near if 1 <= n <= last)}):
        if number > before + 1:
            numbers.append(PageLink("…"))
        numbers.append(PageLink(str(number), to(number), number == request.page))
        before = number
    return PageLinks(
        to(request.page - 1) if request.page > 1 else "",
        to(request.page + 1) if request.page < last else "",
        tuple(numbers),
    )


def canonical(request: SearchRequest) -> str:
    """The address of a request as links write it, its page kept."""
    return address(request, page=request.page)



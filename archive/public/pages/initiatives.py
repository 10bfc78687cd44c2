"""Initiatives: all by their spread, and one with everything held of it."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import selectors
from archive.models import Initiative, InitiativeMention, Report, YearKind
from archive.public.charts import Spread, spread
from archive.public.display import clause_around, shown
from archive.public.notes import anchor, figure_words, has_sentence
from archive.public.pages.home import TILES
from archive.public.pages.shared import Crumb, PageLinks, ReportRow, bare_name, full_name, paged, report_row, search_url

FIGURES_SHOWN = FIRSTS_SHOWN = 12
MENTIONS_PAGE = 20


@dataclass(frozen=True)
class InitiativeRow:
    name: str
    url: str
    category: str
    reports: int
    places: int
    provinces: int
    first_year: int | None


@dataclass(frozen=True)
class InitiativesPage:
    """By spread; ``query`` filters by name, ``category`` by kind."""

    crumbs: tuple[Crumb, ...]
    query: str
    category: str
    categories: tuple[str, ...]
    total: int
    rows: tuple[InitiativeRow, ...]
    links: PageLinks | None


def initiatives_page(query: QueryDict) -> InitiativesPage:
    words, category = "".join(query.get("name", "").split())[:50], query.get("category", "")
    found = selectors.initiatives_by_spread()
    categories = tuple(sorted({c for c in found.order_by().values_list("category", flat=True) if c}))
    if words:
        bare = bare_name(words)
        matching = Initiative.objects.filter(
            Q(name__icontains=words) | Q(key__icontains=bare) | Q(mentions__name__icontains=words)
        )
        found = found.filter(pk__in=matching.values("pk"))
    if category in categories:
        found = found.filter(category=category)
    page, links = paged(found, query)
    return InitiativesPage(
        crumbs=(Crumb(_("举措")),),
        query=words,
        category=category if category in categories else "",
        categories=categories,
        total=page.paginator.count,
        rows=tuple(
            InitiativeRow(i.name, i.get_absolute_url(), i.category, i.reports, i.places, i.provinces, i.first_year)
            for i in page.object_list
        ),
        links=links,
    )


@dataclass(frozen=True)
class MentionRow:
    """A report that tells of the initiative. ``parts`` of the sentence alternate (text, is the name)."""

    row: ReportRow
    status: str
    parts: tuple[tuple[str, bool], ...]
    paragraph: int
    jump: str


@dataclass(frozen=True)
class FirstRow:
    """A place and the first year in which a report held here tells of the initiative there."""

    place: str
    place_url: str
    year: int | None
    is_inferred: bool
    jump: str
    where: str


@dataclass(frozen=True)
class FigureRow:
    words: str
    quote: str
    source: str
    jump: str


@dataclass(frozen=True)
class ComponentRow:
    names: tuple[str, ...]
    source: str
    jump: str


@dataclass(frozen=True)
class ProvinceRow:
    """A province in the table beside the chart. ``share`` of its holdings in per cent."""

    name: str
    url: str
    first_year: int | None
    reports: int
    held: int
    share: str
    cells: tuple[int, ...]


@dataclass(frozen=True)
class InitiativePage:
    """Everything held of an initiative. ``years`` are the columns of chart and table, None for 不详."""

    initiative: Initiative
    crumbs: tuple[Crumb, ...]
    has_samples: bool
    variants: tuple[str, ...]
    reports: int
    places: int
    provinces: int
    first_year: int | None
    defining: MentionRow | None
    components: tuple[ComponentRow, ...]
    chart: Spread | None
    years: tuple[int | None, ...]
    table: tuple[ProvinceRow, ...]
    held: tuple[int, ...]
    firsts: tuple[FirstRow, ...]
    more_firsts: tuple[FirstRow, ...]
    figures: tuple[FigureRow, ...]
    more_figures: tuple[FigureRow, ...]
    mentions: tuple[MentionRow, ...]
    links: PageLinks | None
    search: str


def initiative_page(initiative: Initiative, query: QueryDict, script: str) -> InitiativePage:
    """``initiative`` has at least one published mention."""
    mentions = list(selectors.mentions_of(initiative))
    page, links = paged(mentions, query, MENTIONS_PAGE)
    names = Counter(m.name for m in mentions)
    chart, years, table, held = _spread(initiative, mentions)
    firsts, figures = _firsts(mentions), _figures(mentions, script)
    places = {m.report.locality_id for m in mentions} - {None}
    dated = [m.report.year for m in mentions if m.report.year is not None]
    defining = _defining(mentions)
    return InitiativePage(
        initiative=initiative,
        crumbs=(Crumb(_("举措"), reverse("public:initiatives")), Crumb(initiative.name)),
        has_samples=any(m.report.is_sample for m in mentions),
        variants=_variants(initiative, names),
        reports=len(mentions),
        places=len(places),
        provinces=len({code[:2] for code in places}),
        first_year=min(dated, default=None),
        defining=_mention_row(defining, script) if defining else None,
        components=_components(mentions, script),
        chart=chart,
        years=years,
        table=table,
        held=held,
        firsts=firsts[:FIRSTS_SHOWN],
        more_firsts=firsts[FIRSTS_SHOWN:],
        figures=figures[:FIGURES_SHOWN],
        more_figures=figures[FIGURES_SHOWN:],
        mentions=tuple(_mention_row(m, script) for m in page.object_list),
        links=links,
        search=search_url(initiative=initiative.pk),
    )


def _variants(initiative: Initiative, names: Counter[str]) -> tuple[str, ...]:
    """Other names in the texts, the most frequent first; quotation marks alone make no other name."""
    by_bare = {bare_name(initiative.name): ""}
    for name, _count in names.most_common():
        by_bare.setdefault(bare_name(name), name)
    return tuple(name for name in by_bare.values() if name)


def _defining(mentions: list[InitiativeMention]) -> InitiativeMention | None:
    """The earliest that says it was done; of one year the one with parts and figures, then the longer sentence."""
    return min(
        mentions,
        key=lambda m: (
            m.status != InitiativeMention.Status.DONE, m.report.year or 9999,
            not m.components, not m.figures.all(), -len(m.quote), m.report_id,
        ),
        default=None,
    )  # fmt: skip


def _jump(mention: InitiativeMention) -> str:
    """The mention's sentence on its report's page; the paragraph where the sentence has no anchor of its own."""
    url = mention.report.get_absolute_url()
    finding = mention.finding
    if finding is not None and has_sentence(finding) and finding.is_visible:
        return f"{url}#{anchor(finding)}"
    return f"{url}#p{_paragraph(mention.report, mention.start)}"


def _paragraph(report: Report, at: int) -> int:
    spans = report.paragraphs
    return next((number for number, (_start, end) in enumerate(spans, start=1) if at < end), len(spans))


def _mention_row(mention: InitiativeMention, script: str) -> MentionRow:
    left, right = mention.name_start - mention.start, mention.name_end - mention.start
    quote = shown(mention.quote, script)
    whole = len(quote) == len(mention.quote) and 0 <= left < right <= len(quote)
    parts = ((quote[:left], False), (quote[left:right], True), (quote[right:], False)) if whole else ((quote, False),)
    return MentionRow(
        row=report_row(mention.report, script),
        status=mention.get_status_display(),
        parts=tuple(part for part in parts if part[0]),
        paragraph=_paragraph(mention.report, mention.start),
        jump=_jump(mention),
    )


def _source(mention: InitiativeMention) -> str:
    report = mention.report
    place = report.locality.name_in(report.year) if report.locality else ""
    return " ".join(filter(None, (place, str(report.year or "")))) or report.title[:16]


def _components(mentions: list[InitiativeMention], script: str) -> tuple[ComponentRow, ...]:
    """Each different list of parts once, where it is first told."""
    seen, rows = set(), []
    for mention in mentions:
        names = tuple(str(name) for name in mention.components)
        if names and names not in seen:
            seen.add(names)
            rows.append(ComponentRow(tuple(shown(n, script) for n in names), _source(mention), _jump(mention)))
    return tuple(rows)


def _firsts(mentions: list[InitiativeMention]) -> tuple[FirstRow, ...]:
    """Earliest first; mentions without a place are left out, their reports stand in the list below."""
    seen, rows = set(), []
    for mention in sorted(mentions, key=lambda m: (m.report.year is None, m.report.year or 0, m.report_id)):
        report = mention.report
        if report.locality_id is None or report.locality_id in seen:
            continue
        seen.add(report.locality_id)
        rows.append(
            FirstRow(
                place=full_name(selectors.place_path(report.locality, report.year)),
                place_url=report.locality.get_absolute_url(),
                year=report.year,
                is_inferred=report.year_kind == YearKind.INFERRED,
                jump=_jump(mention),
                where=_("第 %(n)d 段") % {"n": _paragraph(report, mention.start)},
            )
        )
    return tuple(rows)


def _figures(mentions: list[InitiativeMention], script: str) -> tuple[FigureRow, ...]:
    return tuple(
        FigureRow(
            figure_words({"value": f.value, "unit": f.unit, "noun": f.noun}),
            shown(clause_around(mention.report.text, f.start, f.end), script), _source(mention),
            f"{mention.report.get_absolute_url()}#p{_paragraph(mention.report, f.start)}",
        )
        for mention in mentions
        for f in mention.figures.all()
    )  # fmt: skip


def _spread(
    initiative: Initiative, mentions: list[InitiativeMention]
) -> tuple[Spread | None, tuple[int | None, ...], tuple[ProvinceRow, ...], tuple[int, ...]]:
    """Chart, columns, rows of the table, reports held per column. Provinces by first year."""
    counts: Counter[tuple[str, int | None]] = Counter(
        (m.report.locality_id[:2], m.report.year) for m in mentions if m.report.locality_id
    )
    if not counts:
        return None, (), (), ()
    dated = sorted({year for _code, year in counts if year is not None})
    years: list[int | None] = list(range(dated[0], dated[-1] + 1)) if dated else []
    if any(year is None for _code, year in counts):
        years.append(None)
    published = Report.objects.published()
    held: dict[int | None, int] = {c.year: c.total for c in selectors.year_counts(published)}
    held[None] = published.filter(year__isnull=True).count()
    by_province = selectors.province_counts(published)
    names, short = selectors.province_names(), {code: name for code, name, _column in TILES}
    firsts = {code: min((y for c, y in counts if c == code and y is not None), default=None) for code, _y in counts}
    order = sorted(firsts, key=lambda code: (firsts[code] is None, firsts[code] or 0, code))
    rows = [(code, names.get(code, code)) for code in order]

    def address(code: str, year: int | None) -> str:
        return search_url(initiative=initiative.pk, place=f"{code}0000", year="none" if year is None else year)

    chart = spread([(code, short.get(code, name)) for code, name in rows], years, counts, held, address, _cell_words)
    table = []
    for code, name in rows:
        cells = tuple(counts.get((code, year), 0) for year in years)
        share = f"{100 * sum(cells) / by_province[code]:.1f}%"
        url = search_url(initiative=initiative.pk, place=f"{code}0000")
        table.append(ProvinceRow(name, url, firsts[code], sum(cells), by_province[code], share, cells))
    return chart, tuple(years), tuple(table), tuple(held.get(year, 0) for year in years)


def _cell_words(name: str, year: int | None, count: int, is_first: bool) -> str:
    when = _("年份不详") if year is None else _("%(year)d 年") % {"year": year}
    words = _("%(count)d 篇，%(name)s，%(when)s") % {"count": count, "name": name, "when": when}
    return words + (_("，本库所见最早") if is_first else "")

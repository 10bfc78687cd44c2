"""The first page: what the archive holds and the ways in."""

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import selectors
from archive.models import InitiativeMention, Report
from archive.public.charts import Chart, year_charts
from archive.public.pages.shared import ReportRow, bare_name, report_rows, search_url, years_url

NEW_SHOWN = WIDEST_SHOWN = 5
# Column and short name of each province's cell, row by row from the north-west: order of places, no map.
TILES = (
    ("23", "黑龙江", 9), ("15", "内蒙古", 5), ("21", "辽宁", 8), ("22", "吉林", 9), ("65", "新疆", 1),
    ("62", "甘肃", 3), ("64", "宁夏", 4), ("14", "山西", 5), ("13", "河北", 6), ("11", "北京", 7),
    ("12", "天津", 8), ("63", "青海", 2), ("61", "陕西", 4), ("41", "河南", 5), ("37", "山东", 6),
    ("32", "江苏", 7), ("54", "西藏", 1), ("51", "四川", 3), ("50", "重庆", 4), ("42", "湖北", 5),
    ("34", "安徽", 6), ("31", "上海", 8), ("53", "云南", 3), ("52", "贵州", 4), ("43", "湖南", 5),
    ("36", "江西", 6), ("33", "浙江", 7), ("45", "广西", 4), ("44", "广东", 5), ("35", "福建", 6),
    ("71", "台湾", 7), ("46", "海南", 4), ("82", "澳门", 5), ("81", "香港", 6),
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A search that returns something, by its words."""

    words: str
    url: str


@dataclass(frozen=True)
class Tile:
    """A cell of the provinces. ``shade`` is its class: d0 where nothing is held, d1 and d2 where much is."""

    name: str
    column: int
    count: int
    shade: str
    url: str


@dataclass(frozen=True)
class Widest:
    """An initiative with the extent of what is held of it."""

    name: str
    url: str
    provinces: int
    places: int
    first_year: int | None


@dataclass(frozen=True)
class HomePage:
    """All of the first page. ``steps`` are the two numbers of reports at which a tile's shade changes."""

    corpus: selectors.Corpus
    examples: tuple[Example, ...]
    charts: tuple[Chart, ...]
    years: str
    has_inferred: bool
    unknown_years: int
    newest: tuple[ReportRow, ...]
    widest: tuple[Widest, ...]
    tiles: tuple[Tile, ...]
    steps: tuple[int, int]
    without_place: int
    without_place_url: str


def home_page(script: str) -> HomePage:
    published = Report.objects.published()
    counts = selectors.year_counts(published)
    corpus = selectors.corpus()
    by_province = selectors.province_counts(published)
    steps = shade_steps(by_province)
    years = f"{counts[0].year}—{counts[-1].year}" if counts else ""
    newest = selectors.for_list(published).order_by("-released_at", "-pk")[:NEW_SHOWN]
    return HomePage(
        corpus=corpus,
        examples=tuple(Example(words, search_url(q=words)) for words in example_words()),
        charts=year_charts(counts, years_url, _("各成文年的报告数，%(years)s 年") % {"years": years}, "hy"),
        years=years if counts and counts[0].year != counts[-1].year else years[:4],
        has_inferred=any(count.inferred for count in counts),
        unknown_years=corpus.reports - sum(count.total for count in counts),
        newest=report_rows(newest, script),
        widest=tuple(
            Widest(i.name, i.get_absolute_url(), i.provinces, i.places, i.first_year)
            for i in selectors.initiatives_by_spread()[:WIDEST_SHOWN]
        ),
        tiles=tuple(_tile(code, name, column, by_province.get(code, 0), steps) for code, name, column in TILES),
        steps=steps,
        without_place=by_province.get("", 0),
        without_place_url=search_url(place="none"),
    )


def shade_steps(by_province: dict[str, int]) -> tuple[int, int]:
    """From which number of reports a tile is shaded once and twice: a third and two thirds of the most."""
    most = max((number for code, number in by_province.items() if code), default=0)
    return max(1, -(-most // 3)), max(2, -(-2 * most // 3))


def _tile(code: str, name: str, column: int, count: int, steps: tuple[int, int]) -> Tile:
    level = sum(count >= step for step in steps)
    shade = f"d{level}" if level else "" if count else "d0"
    return Tile(name, column, count, shade, reverse("public:locality", args=[f"{code}0000"]))


def example_words() -> list[str]:
    """Up to three searches, made from what published reports hold, so that each returns something: an initiative by
    its name, one by its name within its years, the most frequent province and genre."""
    examples: list[str] = []
    widest = list(selectors.initiatives_by_spread()[:2])
    mentions = InitiativeMention.objects.none()
    if widest:
        mentions = selectors.published_mentions().filter(initiative__in=widest).select_related("report")
    by_initiative: dict[int, list[InitiativeMention]] = {}
    for mention in mentions.only("initiative", "name", "report__year").order_by("report_id"):
        by_initiative.setdefault(mention.initiative_id, []).append(mention)
    found = [by_initiative[i.pk] for i in widest if i.pk in by_initiative]
    if found:
        examples.append(bare_name(found[0][0].name))
    if len(found) > 1:
        dated = [m for m in found[1] if m.report.year is not None]
        words = f"“{bare_name((dated or found[1])[0].name)}”"
        years = sorted(m.report.year for m in dated)
        examples.append(f"{words} 年份:{years[0]}..{years[-1]}" if years else words)
    pair = (
        Report.objects.published()
        .filter(locality__isnull=False)
        .values("locality__code", "genre")
        .annotate(n=Count("pk"))
        .order_by("-n", "locality__code", "genre")
        .first()
    )
    if pair and (province := selectors.province_names().get(pair["locality__code"][:2])):
        examples.append(f"地区:{province} 文种:{pair['genre']}")
    return examples



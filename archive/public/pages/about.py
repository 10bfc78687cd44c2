"""What the archive is, and how to search it."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import selectors
from archive.gate.facts import FactFigures
from archive.gate.record import Measured, read_record
from archive.models import Finding, Genre, Report, YearKind
from archive.public.pages.home import Example, example_words
from archive.public.pages.shared import Crumb, search_url

GENRE_WORDS = {
    Genre.SPEECH: gettext_lazy("领导在会议上对与会者讲的话"),
    Genre.INTERVIEW: gettext_lazy("问答体的采访"),
    Genre.EXPERIENCE: gettext_lazy("一地一单位怎样做成一件事，有成效、有数字"),
    Genre.APPROACH: gettext_lazy("任职者署名或自述，谈本地工作怎样做、将怎样做"),
    Genre.THEORY: gettext_lazy("不专讲一地的论述，或载于理论刊物"),
    Genre.REFLECTION: gettext_lazy("学习会议、文件之后的体会"),
    Genre.ACCOUNT: gettext_lazy("向上级汇报，或题作汇报、总结"),
    Genre.SURVEY: gettext_lazy("调查一事一地后的报告"),
    Genre.NEWS: gettext_lazy("新闻报道"),
    Genre.NORM: gettext_lazy("通知、方案、意见、制度等"),
    Genre.OTHER: gettext_lazy("归不进以上各类的"),
}

FACT_WORDS = {
    "title": gettext_lazy("标题"),
    "genre": gettext_lazy("文种"),
    "authors": gettext_lazy("作者"),
    "year": gettext_lazy("成文年"),
    "posted_on": gettext_lazy("网上发布日期"),
    "primary_place": gettext_lazy("所属地区"),
    "places": gettext_lazy("提到的地区"),
    "initiatives": gettext_lazy("举措"),
}
SET_WORDS = {
    "long_kept": gettext_lazy("留作检验的长文（自拟，写规则时不看）"),
    "samples": gettext_lazy("示例库（自拟）"),
    "devset": gettext_lazy("调试集（自拟）"),
    "seeds": gettext_lazy("种子文件（实有）"),
}


@dataclass(frozen=True)
class FactRow:
    """Precision and recall in per cent, with the counts behind them (“207/227”); “—” where nothing was asked."""

    fact: str
    precision: str
    precision_counts: str
    recall: str
    recall_counts: str


@dataclass(frozen=True)
class MeasuredSet:
    """An annotated set as `make gate` last measured it; ``rules`` the first digits of their digest."""

    name: str
    measured_on: date
    files: int
    reports: int
    rules: str
    rows: tuple[FactRow, ...]


@dataclass(frozen=True)
class RulesVersion:
    """Rules by the first digits of their digest, with the number of reports read by them."""

    digest: str
    reports: int


@dataclass(frozen=True)
class AboutPage:
    crumbs: tuple[Crumb, ...]
    corpus: selectors.Corpus
    stated: int
    inferred: int
    unknown: int
    with_place: int
    reviewed: int
    findings: int
    rules: tuple[RulesVersion, ...]
    measured: tuple[MeasuredSet, ...]
    contact: str


def about_page() -> AboutPage:
    published = Report.objects.published()
    kinds = dict(published.values_list("year_kind").annotate(n=Count("pk")).order_by("year_kind"))
    rules = published.values_list("rules_digest").annotate(n=Count("pk")).order_by("-n", "rules_digest")
    return AboutPage(
        crumbs=(Crumb(_("关于本库")),),
        corpus=selectors.corpus(),
        stated=kinds.get(YearKind.STATED, 0),
        inferred=kinds.get(YearKind.INFERRED, 0),
        unknown=published.filter(year__isnull=True).count(),
        with_place=published.filter(locality__isnull=False).count(),
        reviewed=published.filter(reviewed_at__isnull=False).count(),
        findings=Finding.objects.filter(report__in=published.values("pk")).count(),
        rules=tuple(RulesVersion(digest[:12] or _("未记"), n) for digest, n in rules),
        measured=tuple(_measured_set(row) for row in read_record()),
        contact=settings.SITE_CONTACT,
    )


def _measured_set(row: Measured) -> MeasuredSet:
    name = str(SET_WORDS[row.set])
    return MeasuredSet(
        name, row.measured_on, row.files, row.reports, row.rules, tuple(_fact_row(fact) for fact in row.facts)
    )


def _fact_row(row: FactFigures) -> FactRow:
    return FactRow(
        str(FACT_WORDS[row.fact]),
        _per_cent(row.precision), f"{row.right}/{row.given}" if row.given else "",
        _per_cent(row.recall), f"{row.found}/{row.wanted}" if row.wanted else "",
    )  # fmt: skip


def _per_cent(share: float | None) -> str:
    """Rounded down: 99.96 % is not all."""
    return "—" if share is None else f"{int(share * 1000) / 10:.1f} %"


@dataclass(frozen=True)
class HelpRow:
    """A form of search by example; without address where the archive holds nothing to show it with."""

    words: str
    meaning: str
    url: str


@dataclass(frozen=True)
class GenreRow:
    name: str
    meaning: str
    reports: int
    url: str


@dataclass(frozen=True)
class HelpPage:
    crumbs: tuple[Crumb, ...]
    examples: tuple[Example, ...]
    rows: tuple[HelpRow, ...]
    genres: tuple[GenreRow, ...]


def help_page_content() -> HelpPage:
    published = Report.objects.published()
    numbers = dict(published.values_list("genre").annotate(n=Count("pk")).order_by("genre"))
    return HelpPage(
        crumbs=(Crumb(_("说明")),),
        examples=tuple(Example(words, search_url(q=words)) for words in example_words()),
        rows=tuple(_help_row(words, meaning) for words, meaning in _forms(published)),
        genres=tuple(
            GenreRow(genre.label, str(GENRE_WORDS[genre]), numbers.get(genre.value, 0), search_url(genre=genre.value))
            for genre in Genre
        ),
    )


def _help_row(words: str, meaning: str) -> HelpRow:
    return HelpRow(words, meaning, search_url(q=words))


def _forms(published: QuerySet[Report]) -> list[tuple[str, str]]:
    """The forms of a search. Those that name a place, an author, a year or an initiative name one that is held."""
    forms = [
        ("党员", _("含这个词的报告；也在“党员干部”“共产党员”之中。简体、繁体是同一个词")),
        ("党", _("一个字也行")),
        ("党员 群众", _("两个词都有（空格即“与”）")),
        ("党员 OR 企业", _("有其一；也可写作 党员 | 企业。AND、OR、NOT 用大写")),
        ("党员 -企业", _("有前词而没有后词；也可写作 党员 NOT 企业")),
        ("“党员”", _("引号中的词照原样查，不拆开")),
        ("加强党员教育管理", _("五字以上先查原句，再查拆开的词；分作两层列出")),
        ("(党员 OR 群众) 支部", _("括号定先后")),
    ]
    dated = published.filter(year__isnull=False).order_by("pk").first()
    placed = published.filter(locality__isnull=False).select_related("locality").order_by("pk").first()
    signed = published.filter(authorships__isnull=False).order_by("pk").first()
    widest = selectors.initiatives_by_spread().first()
    if placed:
        forms.append((f"地区:{placed.locality.name}", _("限在一个字段：地区，含其下各级；旧名今名都认")))
    if dated:
        forms.append((f"年份:{dated.year}", _("成文年；一段写作 年份:2003..2010，不详写作 年份:不详")))
    if signed:
        forms.append((f"作者:{signed.authorships.first().author.name}", _("作者，个人或集体")))
    if widest:
        forms.append((f"举措:{widest.name}", _("提到这一举措的报告")))
    if first := published.order_by("pk").first():
        forms.append((f"文种:{first.genre}", _("文种，见下表；另有 标题: 正文:")))
    return forms
